"""What exercise waits for: suspensions and their limits, the registration statement, jurisdictions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from agreement.decisions import Held
from agreement.exercise import (
    decide_exercise,
    exercised_at,
    permitted_on,
    record_date,
)
from agreement.exercise_gates import (
    Clearance,
    ClearanceTold,
    ExerciseGates,
    StatementEvent,
    StatementTold,
    Suspension,
    SuspensionBasis,
    SuspensionState,
    announcement_grounds,
    first_permitted,
    gate_grounds,
    jurisdiction_grounds,
    limit_alerts,
    registration_grounds,
    suspension_grounds,
    suspension_limit,
    suspension_state,
)
from agreement.gate_questions import (
    end_query_grounds,
    late_end_warnings,
    statement_query_grounds,
    suspension_query_grounds,
)
from agreement.grounds import Effect, Ground
from agreement.places import jurisdiction_named, jurisdiction_of, place_words
from agreement.terms import Terms
from tests.agreement.test_section_07_a_exercise import ON_TIME, exercise, paid

PACIFIC = ZoneInfo("America/Los_Angeles")
COMMON = "Common Stock"
ON_FILE = date(2003, 8, 15)
JUNE_20 = date(2003, 6, 20)


def statement(
    event: StatementEvent, since: date, *, notice: int = 1, is_accepted: bool = True
) -> StatementTold:
    return StatementTold(notice, COMMON, event, since, is_accepted)


def codes(grounds: tuple[Ground, ...]) -> list[str]:
    return [one.code for one in grounds]


def suspended(terms: Terms, basis: str = "SECTION_9C", since: date = JUNE_20, **parts: date) -> Suspension:
    kind = SuspensionBasis(basis)
    limit = suspension_limit(kind, limit_from=since, terms=terms)
    return replace(Suspension(7, kind, since, limit), **parts)


def state_of(one: Suspension, at: datetime) -> SuspensionState:
    assert one.limit is not None
    closes = datetime.combine(one.limit, datetime.min.time(), tzinfo=PACIFIC).replace(hour=17)
    return suspension_state(one, at=at, limit_at=closes)


@pytest.mark.row("R-9c-1")
@pytest.mark.refusal("NO_EFFECTIVE_REGISTRATION")
def test_9c_exercise_waits_until_the_statement_is_effective() -> None:
    gates = ExerciseGates(
        statements=[
            statement(StatementEvent.FILED, date(2003, 6, 20)),
            statement(StatementEvent.EFFECTIVE, ON_FILE, notice=2),
        ]
    )
    (waits,) = registration_grounds(gates, securities=COMMON, on=date(2003, 8, 14))
    assert (waits.code, waits.clause, waits.effect) == ("NO_EFFECTIVE_REGISTRATION", "9(c)", Effect.HOLD)
    assert "filed since 2003-06-20 by notice 1" in waits.message
    assert registration_grounds(gates, securities="  common stock.", on=ON_FILE) == ()
    # The statement is for these securities and for no others, and the suspension is a gate of its own.
    assert codes(registration_grounds(gates, securities="Preferred Stock", on=ON_FILE)) == [waits.code]
    shut = replace(gates, suspensions=[Suspension(3, SuspensionBasis.SECTION_9C, JUNE_20, None)])
    assert registration_grounds(shut, securities=COMMON, on=ON_FILE) == ()
    assert codes(suspension_grounds(shut, on=ON_FILE)) == ["EXERCISE_SUSPENDED"]


@pytest.mark.refusal("NO_EFFECTIVE_REGISTRATION")
def test_9c_what_closes_counts_from_its_filing_and_what_opens_once_it_is_accepted() -> None:
    def waits(*told: StatementTold, on: date = date(2003, 9, 1)) -> list[str]:
        return codes(registration_grounds(ExerciseGates(statements=told), securities=COMMON, on=on))

    assert waits() == ["NO_EFFECTIVE_REGISTRATION"]
    filed = statement(StatementEvent.EFFECTIVE, ON_FILE, is_accepted=False)
    assert waits(filed) == ["NO_EFFECTIVE_REGISTRATION"]
    effective = replace(filed, is_accepted=True)
    assert waits(effective) == []
    for closing in ("UNUSABLE", "STOP_ORDER", "ENDED"):
        stopped = statement(StatementEvent(closing), date(2003, 8, 20), notice=2, is_accepted=False)
        assert waits(effective, stopped) == ["NO_EFFECTIVE_REGISTRATION"], closing
        assert waits(effective, stopped, on=date(2003, 8, 19)) == []
        again = statement(StatementEvent.EFFECTIVE, date(2003, 8, 25), notice=3)
        assert waits(effective, stopped, again) == []
    assert waits(statement(StatementEvent.NOT_NEEDED, JUNE_20)) == []


@pytest.mark.refusal("INSTRUCTION_OUTSIDE_AGREEMENT")
def test_9c_a_statement_told_out_of_order_or_of_a_day_to_come_is_asked_back() -> None:
    def asked(before: StatementEvent | None, event: StatementEvent, since: date = ON_FILE) -> list[str]:
        earlier = None if before is None else statement(before, JUNE_20)
        return codes(statement_query_grounds(earlier, event=event, since=since, received_on=ON_FILE))

    event = StatementEvent
    in_order = [
        (None, event.FILED),
        (event.FILED, event.EFFECTIVE),
        (event.FILED, event.WITHDRAWN),
        (event.EFFECTIVE, event.STOP_ORDER),
        (event.STOP_ORDER, event.EFFECTIVE),
        (event.EFFECTIVE, event.ENDED),
        (event.WITHDRAWN, event.FILED),
    ]
    for before, after in in_order:
        assert asked(before, after) == [], (before, after)
    for before, after in [
        (None, event.ENDED),
        (event.EFFECTIVE, event.WITHDRAWN),
        (event.FILED, event.ENDED),
    ]:
        assert asked(before, after) == ["INSTRUCTION_OUTSIDE_AGREEMENT"], (before, after)
    assert asked(event.FILED, event.EFFECTIVE, date(2003, 8, 16)) == ["INSTRUCTION_OUTSIDE_AGREEMENT"]


@pytest.mark.row("R-9c-2")
@pytest.mark.refusal("EXERCISE_SUSPENDED", "SUSPENSION_LIMIT_NEAR", "SUSPENSION_BEYOND_LIMIT")
def test_9c_a_suspension_holds_and_its_limit_is_told_before_it_is_over(terms: Terms) -> None:
    one = suspended(terms)
    assert one.limit == date(2003, 9, 18)
    gates = ExerciseGates(suspensions=[one])
    (held,) = suspension_grounds(gates, on=date(2003, 7, 1))
    assert held.effect is Effect.HOLD
    assert held.message == (
        "Exercise is temporarily suspended since 2003-06-20 under §9(c) (notice 7); limit 2003-09-18"
    )
    assert suspension_grounds(gates, on=date(2003, 6, 19)) == ()

    def told(day: date) -> list[str]:
        noon = datetime.combine(day, datetime.min.time(), tzinfo=PACIFIC).replace(hour=12)
        return codes(limit_alerts(one, on=day, state=state_of(one, noon)))

    assert [told(date(2003, 9, day)) for day in (3, 4, 18)] == [
        [],
        ["SUSPENSION_LIMIT_NEAR"],
        ["SUSPENSION_LIMIT_NEAR"],
    ]
    (warned,) = late_end_warnings(one, ends_on=date(2003, 9, 30))
    assert (warned.code, warned.effect) == ("SUSPENSION_BEYOND_LIMIT", Effect.WARN)
    assert late_end_warnings(one, ends_on=date(2003, 9, 18)) == ()
    # It is a remark: nothing is asked back about it.
    assert suspension_query_grounds(one, extended_to=None, latest=None, ends_on=date(2003, 9, 30)) == ()


@pytest.mark.refusal("SUSPENSION_LIMIT_REACHED")
def test_9c_at_the_limit_nothing_is_lifted_and_the_office_is_told_to_consult(terms: Terms) -> None:
    one = suspended(terms)
    before = datetime(2003, 9, 18, 16, 59, 59, tzinfo=PACIFIC)
    reached = datetime(2003, 9, 18, 17, 0, tzinfo=PACIFIC)
    assert (state_of(one, before), state_of(one, reached)) == (
        SuspensionState.IN_FORCE,
        SuspensionState.LIMIT_REACHED,
    )
    (alert,) = limit_alerts(one, on=reached.date(), state=SuspensionState.LIMIT_REACHED)
    assert (alert.code, alert.clause) == ("SUSPENSION_LIMIT_REACHED", "9(c)")
    assert "consult the Company" in alert.cure
    (held,) = suspension_grounds(ExerciseGates(suspensions=[one]), on=date(2004, 1, 5))
    assert "the limit of 2003-09-18 is over" in held.message
    ended = replace(one, ended_on=date(2003, 9, 19), ended_by=9)
    assert suspension_grounds(ExerciseGates(suspensions=[ended]), on=date(2003, 9, 19)) == ()
    assert state_of(ended, datetime(2003, 9, 19, 9, tzinfo=PACIFIC)) is SuspensionState.ENDED
    ahead = replace(one, since=date(2003, 9, 17))
    assert state_of(ahead, datetime(2003, 9, 16, 9, tzinfo=PACIFIC)) is SuspensionState.ANNOUNCED


@pytest.mark.refusal("INSTRUCTION_OUTSIDE_AGREEMENT")
def test_9c_what_a_notice_of_a_suspension_or_its_end_leaves_open_is_asked_back(terms: Terms) -> None:
    outside = ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    without = replace(suspended(terms), limit=None)
    asked = {"extended_to": None, "latest": None, "ends_on": None}
    assert codes(suspension_query_grounds(without, **asked)) == outside
    late = replace(suspended(terms), since=date(2003, 9, 19))
    assert codes(suspension_query_grounds(late, **asked)) == outside

    def of_end(one: Suspension | None, day: date) -> list[str]:
        return codes(end_query_grounds(one, number=7, ended_on=day, received_on=date(2003, 7, 9)))

    assert of_end(suspended(terms), date(2003, 7, 9)) == []
    assert of_end(None, date(2003, 7, 9)) == outside
    assert of_end(suspended(terms), date(2003, 6, 19)) == outside
    assert of_end(suspended(terms), date(2003, 7, 10)) == outside


@pytest.mark.row("R-9c-3", "R-11a3-9", "R-24c-4")
@pytest.mark.refusal("ANNOUNCEMENT_MISSING")
def test_each_announcement_that_is_due_and_not_on_file_is_told() -> None:
    def missing(
        basis: str, *, start_is_filed: bool = True, ended_by: int | None = None, end_is_filed: bool = False
    ) -> list[tuple[str, bool]]:
        one = Suspension(7, SuspensionBasis(basis), JUNE_20, None, ended_by=ended_by)
        found = announcement_grounds(one, start_is_filed=start_is_filed, end_is_filed=end_is_filed)
        assert {one.effect for one in found} <= {Effect.WARN}
        return [(one.clause, "end" in one.message.split()) for one in found]

    assert missing("SECTION_9C", start_is_filed=False) == [("9(c)", False)]
    assert missing("SECTION_9C") == []
    assert missing("SECTION_11A3", ended_by=9) == [("11(a)(iii)", True)]
    assert missing("SECTION_11A3", ended_by=9, end_is_filed=True) == []
    assert missing("SECTION_24C", start_is_filed=False) == [("24(c)", False)]
    assert missing("SECTION_24C", ended_by=9) == []


@pytest.mark.row("R-9c-4")
@pytest.mark.refusal("JURISDICTION_NOT_CLEARED")
def test_9c_a_holder_in_a_jurisdiction_that_is_not_cleared_waits_until_it_is() -> None:
    def waits(*told: ClearanceTold, place: str = "US-NV", on: date = ON_FILE) -> list[str]:
        return codes(jurisdiction_grounds(ExerciseGates(clearances=told), place=place, on=on))

    assert waits() == ["JURISDICTION_NOT_CLEARED"]
    listed = ClearanceTold(
        1, JUNE_20, {"US-NV": Clearance.NOT_CLEARED, "US": Clearance.QUALIFIED}, None, is_accepted=True
    )
    (ground,) = jurisdiction_grounds(ExerciseGates(clearances=[listed]), place="US-NV", on=ON_FILE)
    assert ground.effect is Effect.HOLD
    assert "Nevada (US-NV): neither qualified nor exempt (since 2003-06-20 by notice 1)" in ground.message
    assert waits(listed, place="US-CA") == waits(listed, place="US") == []
    assert waits(listed, place="CA") == ["JURISDICTION_NOT_CLEARED"]
    exempt = ClearanceTold(2, date(2003, 7, 1), {"US-NV": Clearance.EXEMPT}, None, is_accepted=True)
    assert waits(listed, exempt) == []
    assert waits(listed, exempt, on=date(2003, 6, 30)) == ["JURISDICTION_NOT_CLEARED"]
    assert waits(listed, replace(exempt, is_accepted=False)) == ["JURISDICTION_NOT_CLEARED"]
    closed = ClearanceTold(3, date(2003, 8, 1), {}, Clearance.NOT_CLEARED, is_accepted=False)
    assert waits(listed, exempt, closed) == ["JURISDICTION_NOT_CLEARED"]


def test_9c_a_jurisdiction_is_read_from_an_address_and_from_a_list() -> None:
    assert [jurisdiction_of("us", one) for one in ("NV", "nevada", "N.Y.", "Navarra")] == [
        "US-NV",
        "US-NV",
        "US-NY",
        "US",
    ]
    assert jurisdiction_of("CA", "ON") == "CA"
    assert [jurisdiction_named(one) for one in ("us-nv", "New  York", "NV", "CA", "US-CA", "us")] == [
        "US-NV",
        "US-NY",
        "US-NV",
        "CA",
        "US-CA",
        "US",
    ]
    with pytest.raises(ValueError, match="Ruritania"):
        jurisdiction_named("Ruritania")
    assert [place_words(one) for one in ("US-OR", "DE")] == ["Oregon (US-OR)", "DE"]


@pytest.mark.row("R-11a3-8")
@pytest.mark.refusal("EXERCISE_SUSPENDED", "SUSPENSION_BEYOND_PERIOD", "SUBSTITUTION_EXTENSION_TOO_LONG")
def test_11a_iii_a_suspension_ends_at_the_latest_with_the_substitution_period(terms: Terms) -> None:
    trigger, basis = date(2003, 6, 9), SuspensionBasis.SECTION_11A3
    limit = suspension_limit(basis, limit_from=trigger, terms=terms)
    one = Suspension(7, basis, date(2003, 6, 10), limit)
    assert limit == date(2003, 7, 9)
    latest = date(2003, 9, 7)

    def asked(ends_on: date, extended_to: date | None = None) -> list[str]:
        end = suspension_limit(basis, limit_from=trigger, extended_to=extended_to, terms=terms)
        told = replace(one, limit=end)
        return codes(suspension_query_grounds(told, extended_to=extended_to, latest=latest, ends_on=ends_on))

    assert asked(date(2003, 7, 9)) == []
    assert asked(date(2003, 7, 10)) == ["SUSPENSION_BEYOND_PERIOD"]
    assert asked(date(2003, 9, 7), latest) == []
    assert asked(date(2003, 9, 7), date(2003, 9, 8)) == ["SUBSTITUTION_EXTENSION_TOO_LONG"]
    (held,) = suspension_grounds(ExerciseGates(suspensions=[one]), on=date(2003, 6, 10))
    assert (held.clause, "under §11(a)(iii)" in held.message) == ("11(a)(iii)", True)
    assert "limit 2003-07-09" in held.message


@pytest.mark.row("R-24c-3")
@pytest.mark.refusal("SUSPENSION_LIMIT_REACHED", "EXERCISE_SUSPENDED")
def test_24c_a_suspension_for_an_exchange_lasts_sixty_days_at_most(terms: Terms) -> None:
    one = suspended(terms, "SECTION_24C")
    assert one.limit == date(2003, 8, 19)
    asked = {"extended_to": None, "latest": None}
    assert suspension_query_grounds(one, **asked, ends_on=date(2003, 8, 19)) == ()
    (beyond,) = suspension_query_grounds(one, **asked, ends_on=date(2003, 8, 20))
    assert (beyond.code, beyond.effect) == ("SUSPENSION_LIMIT_REACHED", Effect.QUERY)
    (held,) = suspension_grounds(ExerciseGates(suspensions=[one]), on=JUNE_20)
    assert (held.code, held.clause) == ("EXERCISE_SUSPENDED", "24(c)")


def test_10_what_came_while_exercise_was_not_permitted_counts_from_the_first_day_on_which_it_was() -> None:
    gates = ExerciseGates(
        suspensions=[
            Suspension(3, SuspensionBasis.SECTION_9C, JUNE_20, None, ended_on=date(2003, 8, 20), ended_by=5)
        ],
        statements=[statement(StatementEvent.EFFECTIVE, ON_FILE)],
        clearances=[ClearanceTold(2, JUNE_20, {}, Clearance.EXEMPT, is_accepted=True)],
    )

    def first(since: date, until: date = date(2003, 9, 1)) -> date | None:
        return first_permitted(gates, securities=COMMON, place="US-OR", since=since, until=until)

    assert first(date(2003, 7, 1)) == date(2003, 8, 20)
    assert first(date(2003, 8, 22)) == date(2003, 8, 22)
    assert first(date(2003, 7, 1), until=date(2003, 8, 19)) is None
    assert gate_grounds(gates, securities=COMMON, place="US-OR", on=date(2003, 8, 20)) == ()
    assert record_date(date(2003, 7, 1), paid_on=date(2003, 7, 3)) == date(2003, 7, 3)
    assert record_date(date(2003, 7, 1), paid_on=date(2003, 7, 3), permitted=date(2003, 8, 20)) == date(
        2003, 8, 20
    )


def test_9c_the_checks_name_all_that_exercise_waits_for_beside_the_rest() -> None:
    facts = exercise(paid("7500.00"))
    assert (permitted_on(facts), exercised_at(facts)) == (ON_TIME.date(), ON_TIME)
    closed = replace(facts, permission=replace(facts.permission, gates=ExerciseGates(), place="US-NV"))
    decided = decide_exercise(closed)
    assert isinstance(decided, Held)
    assert codes(decided.grounds) == ["NO_EFFECTIVE_REGISTRATION", "JURISDICTION_NOT_CLEARED"]
    assert (permitted_on(closed), exercised_at(closed)) == (None, None)
