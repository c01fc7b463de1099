"""What exercises wait for: held from the filing, let go by the Company's notice alone, nothing by a clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from agreement.errors import Conflict, RefusedByGround, RightsError
from agreement.workflow.items import ItemState
from exercises.models import Election, SuspensionAnnouncement
from exercises.selectors.gates import exercises_waiting, gate_alerts, gate_desk
from exercises.services.gates import file_announcement
from registry.models import BookEntry, Item, Notice, NoticeState, RegisteredHolder
from registry.models import NoticeKind as Kind
from registry.selectors.agreements import local_day
from registry.selectors.exercise_gates import exercise_gates
from registry.selectors.holder_access import exercise_standing
from registry.services import company
from tests.exercises.test_board_orders import complete, filed, posting, refused_codes
from tests.exercises.test_elections import grounds_against, state
from tests.registry.nullity_scene import ALDER, ELM, OAK, NullityDesk, make_nullity_desk


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """Four certificates of 100 to 103 Rights; exercise is permitted everywhere."""
    return make_nullity_desk()


def today(desk: NullityDesk) -> str:
    return local_day(desk.agreement, at=desk.plan.at).isoformat()


def suspension(desk: NullityDesk, **facts: Any) -> dict[str, Any]:
    told = {"basis": "SECTION_9C", "starts_on": today(desk), "limit_from": today(desk)}
    return told | facts


def ending(desk: NullityDesk, suspended: Notice) -> dict[str, Any]:
    return {"ends": suspended.number, "ended_on": today(desk)}


def entries() -> int:
    return BookEntry.objects.count()


@pytest.mark.row("R-9c-2", "R-9c-5")
@pytest.mark.refusal("EXERCISE_SUSPENDED", "SUSPENSION_LIMIT_REACHED")
def test_a_suspension_holds_from_its_filing_and_the_notice_of_its_end_lets_all_go(desk: NullityDesk) -> None:
    counter, plan = desk.counter(), desk.plan
    before = complete(counter, OAK, check="1")
    asked = complete(counter, ELM, check="2")
    approval = posting(desk, asked)
    as_completed = Election.objects.get(item=before)
    stood = entries()
    suspended = desk.receive(Kind.EXERCISE_SUSPENDED, suspension(desk))
    assert suspended.state == NoticeState.RECEIVED
    # What two people were about to post is stopped, what was complete is held, what comes now is held.
    with pytest.raises(RefusedByGround, match="temporarily suspended"):
        desk.press.approve(approval)
    assert entries() == stood
    assert state(before) == ItemState.HELD
    assert refused_codes(lambda: posting(desk, before)) == ["EXERCISE_SUSPENDED"]
    meanwhile = complete(counter, ALDER, check="3")
    assert state(meanwhile) == ItemState.HELD
    waiting = exercises_waiting(desk.agreement, at=plan.at)
    assert [one.item for one in waiting] == [before, asked, meanwhile]
    assert [one.code for one in exercise_standing(desk.holder(ALDER), at=plan.at).stops] == [
        "EXERCISE_SUSPENDED"
    ]
    # Day 90 comes and lifts nothing: the office is told.
    plan.at += timedelta(days=76)
    assert "SUSPENSION_LIMIT_NEAR" in [one.code for one in gate_alerts(desk.agreement, at=plan.at)]
    plan.at += timedelta(days=15)
    alerts = gate_alerts(desk.agreement, at=plan.at)
    assert [one.code for one in alerts] == ["SUSPENSION_LIMIT_REACHED", "ANNOUNCEMENT_MISSING"]
    assert refused_codes(lambda: posting(desk, before)) == ["EXERCISE_SUSPENDED"]
    assert grounds_against(counter, meanwhile) == ["EXERCISE_SUSPENDED"]
    # The notice of the end releases once two people accepted it; its own filing does not.
    ended = desk.authenticate(desk.receive(Kind.SUSPENSION_ENDED, ending(desk, suspended)))
    assert state(meanwhile) == ItemState.HELD
    desk.press.approve(company.request_acceptance(ended, maker=plan.maker, at=plan.tick()))
    assert [state(one) for one in (before, meanwhile)] == [ItemState.COMPLETE, ItemState.COMPLETE]
    desk.press.approve(posting(desk, before))
    desk.press.approve(posting(desk, meanwhile))
    assert entries() == stood + 2
    # What was complete before keeps its date; what came meanwhile has that of the first day permitted.
    assert Election.objects.get(item=before).record_date == as_completed.record_date
    assert Election.objects.get(item=meanwhile).record_date == date.fromisoformat(ended.facts["ended_on"])


@pytest.mark.row("R-9c-1")
@pytest.mark.refusal("NO_EFFECTIVE_REGISTRATION")
def test_exercise_waits_for_an_effective_statement_and_closes_with_a_stop_order(desk: NullityDesk) -> None:
    counter, plan = desk.counter(), desk.plan
    (needless,) = Notice.objects.filter(kind=Kind.REGISTRATION_STATEMENT)
    needless.state = NoticeState.REJECTED
    needless.save(update_fields=["state"])
    stood, item = entries(), complete(counter, OAK, check="1")
    assert state(item) == ItemState.HELD
    assert refused_codes(lambda: posting(desk, item)) == ["NO_EFFECTIVE_REGISTRATION"]
    assert entries() == stood
    desk.apply(Kind.REGISTRATION_STATEMENT, {"event": "FILED", "happened_on": today(desk)})
    assert "filed since" in gate_against(desk, item)
    plan.at += timedelta(days=3)
    effective_on = today(desk)
    told = {"event": "EFFECTIVE", "happened_on": effective_on}
    notice = desk.authenticate(desk.receive(Kind.REGISTRATION_STATEMENT, told))
    assert state(item) == ItemState.HELD
    desk.press.approve(company.request_acceptance(notice, maker=plan.maker, at=plan.tick()))
    assert state(item) == ItemState.COMPLETE
    shown = gate_desk(desk.agreement, at=plan.at)
    assert shown.statement is not None
    assert (shown.is_effective, shown.statement.notice) == (True, notice.number)
    desk.press.approve(posting(desk, item))
    assert Election.objects.get(item=item).record_date == date.fromisoformat(effective_on)
    # A stop order closes from its filing, accepted or not.
    stopped = {"event": "STOP_ORDER", "happened_on": today(desk)}
    desk.receive(Kind.REGISTRATION_STATEMENT, stopped)
    late = complete(counter, ELM, check="2")
    assert state(late) == ItemState.HELD
    assert "under a stop order since" in gate_against(desk, late)


def gate_against(desk: NullityDesk, item: Item) -> str:
    """The sentence of the one thing that an exercise waits for."""
    (found,) = [one for one in exercises_waiting(desk.agreement, at=desk.plan.at) if one.item == item]
    (ground,) = found.grounds
    return ground.message


@pytest.mark.row("R-9c-4")
@pytest.mark.refusal("JURISDICTION_NOT_CLEARED", "INSTRUCTION_PART_MISSING")
def test_a_holder_in_nevada_waits_until_nevada_is_exempt(desk: NullityDesk) -> None:
    counter, plan = desk.counter(), desk.plan
    RegisteredHolder.objects.filter(pk=desk.holder(OAK).pk).update(region="Nevada", country="US")
    desk.receive(Kind.JURISDICTIONS, {"as_of": today(desk), "not_cleared": "NV, CA"})
    held, free = complete(counter, OAK, check="1"), complete(counter, ELM, check="2")
    assert (state(held), state(free)) == (ItemState.HELD, ItemState.COMPLETE)
    assert "Nevada (US-NV): neither qualified nor exempt" in gate_against(desk, held)
    stood = entries()
    assert refused_codes(lambda: posting(desk, held)) == ["JURISDICTION_NOT_CLEARED"]
    assert entries() == stood
    desk.apply(Kind.JURISDICTIONS, {"as_of": today(desk), "exempt": "Nevada"})
    assert state(held) == ItemState.COMPLETE
    assert desk.press.approve(posting(desk, held)).kind == "EXERCISE"
    named = {one.place: one.clearance.value for one in gate_desk(desk.agreement, at=plan.at).places}
    assert named == {"US-NV": "EXEMPT", "CA": "NOT_CLEARED"}
    for facts in (
        {"as_of": today(desk)},
        {"as_of": today(desk), "exempt": "Ruritania"},
        {"as_of": today(desk), "exempt": "XX"},
        {"as_of": today(desk), "exempt": "US-NV", "not_cleared": "Nevada"},
    ):
        with pytest.raises(RefusedByGround) as refused:
            desk.receive(Kind.JURISDICTIONS, facts)
        assert refused.value.code == "INSTRUCTION_PART_MISSING"


@pytest.mark.row("R-24c-3", "R-11a3-8")
@pytest.mark.refusal("SUSPENSION_LIMIT_REACHED", "INSTRUCTION_OUTSIDE_AGREEMENT")
def test_what_looks_outside_a_suspension_is_asked_back_and_stops_all_the_same(desk: NullityDesk) -> None:
    item, plan = complete(desk.counter(), OAK, check="1"), desk.plan
    beyond = (date.fromisoformat(today(desk)) + timedelta(days=61)).isoformat()

    def asked(**facts: Any) -> list[str]:
        notice = desk.authenticate(desk.receive(Kind.EXERCISE_SUSPENDED, suspension(desk, **facts)))
        assert notice.state == NoticeState.QUERIED
        assert "EXERCISE_SUSPENDED" in grounds_against(desk.counter(), item)
        return [one["code"] for one in notice.grounds]

    assert asked(basis="SECTION_24C", ends_on=beyond) == ["SUSPENSION_LIMIT_REACHED"]
    assert asked(basis="SECTION_11A3", ends_on=beyond) == ["SUSPENSION_BEYOND_PERIOD"]
    assert asked(limit_from=None) == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert asked(basis="SECTION_24C", limit_from=None) == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    nothing = {"ends": 999, "ended_on": today(desk)}
    ended = desk.authenticate(desk.receive(Kind.SUSPENSION_ENDED, nothing))
    assert [one["code"] for one in ended.grounds] == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert len(exercises_waiting(desk.agreement, at=plan.at)[0].grounds) == 4


def test_the_sixty_days_run_from_the_action_of_the_board_where_the_notice_names_no_day(
    desk: NullityDesk,
) -> None:
    filed(desk, Kind.EXCHANGE_ORDERED)
    acted_on = date.fromisoformat(today(desk))
    desk.plan.at += timedelta(days=2)
    desk.apply(Kind.EXERCISE_SUSPENDED, suspension(desk, basis="SECTION_24C", limit_from=None))
    (one,) = exercise_gates(desk.agreement).suspensions
    assert one.limit == acted_on + timedelta(days=60)


@pytest.mark.row("R-9c-2")
@pytest.mark.refusal("SUSPENSION_BEYOND_LIMIT")
def test_an_end_beyond_the_ninety_days_is_remarked_and_releases(desk: NullityDesk) -> None:
    suspended = desk.apply(Kind.EXERCISE_SUSPENDED, suspension(desk))
    desk.plan.at += timedelta(days=100)
    notice = desk.authenticate(desk.receive(Kind.SUSPENSION_ENDED, ending(desk, suspended)))
    preview = company.preview_acceptance(notice, at=desk.plan.at)
    assert (preview.queried, [one.code for one in preview.warned]) == ((), ["SUSPENSION_BEYOND_LIMIT"])
    approval = company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    assert desk.press.approve(approval).state == NoticeState.APPLIED
    (line,) = gate_desk(desk.agreement, at=desk.plan.at).suspensions
    assert line.state == "ENDED"


@pytest.mark.refusal("EXERCISE_ENDED_REDEMPTION", "EXERCISE_SUSPENDED")
def test_what_came_during_a_suspension_is_not_exercised_when_the_board_redeems(desk: NullityDesk) -> None:
    counter = desk.counter()
    before = complete(counter, OAK, check="1")
    desk.plan.at += timedelta(days=1)
    desk.apply(Kind.EXERCISE_SUSPENDED, suspension(desk))
    meanwhile = complete(counter, ELM, check="2")
    filed(desk)
    assert grounds_against(counter, before) == ["EXERCISE_SUSPENDED"]
    assert grounds_against(counter, meanwhile) == ["EXERCISE_ENDED_REDEMPTION", "EXERCISE_SUSPENDED"]


@pytest.mark.row("R-9c-3", "R-11a3-9", "R-24c-4")
@pytest.mark.refusal("ANNOUNCEMENT_MISSING", "ANNOUNCEMENT_ON_FILE", "COMPANY_NOTICE_REQUIRED")
def test_announcements_are_filed_beside_the_notices_and_what_is_missing_is_told(desk: NullityDesk) -> None:
    plan = desk.plan

    def announce(notice: Notice, at: datetime | None = None) -> SuspensionAnnouncement:
        day = local_day(desk.agreement, at=at or plan.at)
        return file_announcement(
            notice, announced_on=day, document=plan.document, by=plan.maker, at=plan.tick()
        )

    def missing() -> list[tuple[str, bool]]:
        found = gate_alerts(desk.agreement, at=plan.at)
        assert {one.code for one in found} <= {"ANNOUNCEMENT_MISSING"}
        return [(one.clause, "end" in one.message.split()) for one in found]

    told = suspension(desk, basis="SECTION_11A3")
    suspended = desk.apply(Kind.EXERCISE_SUSPENDED, told)
    assert missing() == [("11(a)(iii)", False)]
    announce(suspended)
    assert missing() == []
    with pytest.raises(Conflict) as twice:
        announce(suspended)
    assert twice.value.code == "ANNOUNCEMENT_ON_FILE"
    ended = desk.apply(Kind.SUSPENSION_ENDED, ending(desk, suspended))
    assert missing() == [("11(a)(iii)", True)]
    with pytest.raises(RightsError) as too_early:
        announce(ended, plan.at + timedelta(days=2))
    assert too_early.value.code == "ACCOUNT_DAY_IMPOSSIBLE"
    announce(ended)
    assert missing() == []
    exchange = desk.apply(Kind.EXERCISE_SUSPENDED, suspension(desk, basis="SECTION_24C"))
    assert missing() == [("24(c)", False)]
    announce(exchange)
    desk.apply(Kind.SUSPENSION_ENDED, ending(desk, exchange))
    assert missing() == []
    with pytest.raises(RefusedByGround) as other:
        announce(Notice.objects.filter(kind=Kind.JURISDICTIONS)[0])
    assert other.value.code == "COMPANY_NOTICE_REQUIRED"
    assert state_of_items(desk) == []


def state_of_items(desk: NullityDesk) -> list[str]:
    return list(Item.objects.filter(agreement=desk.agreement).values_list("state", flat=True))
