"""Edges of the worksheet of ownership: exactly at the limit, first and last days, lines that do not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from agreement.errors import RightsError
from agreement.ownership import (
    Arrangement,
    Cause,
    Holding,
    OwnershipEvent,
    OwnershipFile,
    PartHeld,
    PersonFacts,
    Ratchet,
    RatchetState,
    Relation,
    RelationKind,
    Standing,
    Understanding,
    beneficial_ownership,
    circle_of,
    is_subsidiary,
    limit_of,
    standing_over_time,
)
from agreement.terms import Terms

DAY = date(2003, 5, 30)
LIMIT = Fraction(15, 100)
OUTSTANDING = 40_000_000


def event(day: int, cause: Cause | None, shares: int, outstanding: int = OUTSTANDING) -> OwnershipEvent:
    return OwnershipEvent(date(2003, 3, 30) + timedelta(days=day), cause, shares, outstanding)


def last(*events: OwnershipEvent, grandfather_date: date | None = None) -> Standing:
    return standing_over_time(events, limit=LIMIT, grandfather_date=grandfather_date)[-1].standing


def test_exactly_the_limit_is_at_the_limit_by_every_way() -> None:
    exactly = event(1, Cause.FIRST_REPORT, 6_000_000)
    assert last(exactly) is Standing.INDICATED
    assert last(exactly, grandfather_date=exactly.on) is Standing.GRANDFATHERED
    under = event(1, Cause.FIRST_REPORT, 6_000_000, 41_000_000)
    lifted = event(2, Cause.COMPANY_PURCHASE, 6_000_000)
    assert last(under, lifted) is Standing.BUYBACK_PROTECTED
    assert last(under, event(2, Cause.ACQUISITION, 6_150_000, 41_000_000)) is Standing.INDICATED
    at_it = event(2, Cause.COMPANY_PURCHASE, 6_000_000, 39_000_000)
    assert last(exactly, at_it) is Standing.INDICATED, "it stood at the limit before the purchase"


def test_what_came_more_is_told_by_its_number() -> None:
    first = event(1, Cause.FIRST_REPORT, 5_800_000)
    rose = standing_over_time([first, event(2, Cause.COMPANY_PURCHASE, 5_800_007)], limit=LIMIT)[-1]
    assert "rose by 7 " in rose.grounds[0].message
    with pytest.raises(RightsError) as refused:
        standing_over_time([first, event(2, None, 5_800_009)], limit=LIMIT)
    assert "have 9 shares more" in str(refused.value)


def test_one_share_outstanding_is_a_number_and_none_is_not() -> None:
    assert event(1, None, 1, 1).part == 1
    with pytest.raises(RightsError) as refused:
        event(1, None, 1, 0)
    assert refused.value.code == "OUTSTANDING_MISSING"


def test_a_ratchet_is_armed_at_its_part_and_falls_only_below_it(terms: Terms) -> None:
    ratchet = Ratchet(Fraction(1, 5), LIMIT, LIMIT)
    history = [PartHeld(DAY, LIMIT), PartHeld(DAY + timedelta(days=1), LIMIT)]
    assert [step.state for step in ratchet.steps(history)] == [RatchetState.ARMED]
    below = [*history, PartHeld(DAY + timedelta(days=2), LIMIT - Fraction(1, 10**9))]
    assert ratchet.steps(below)[-1].state is RatchetState.RATCHETED
    group = replace(terms.special_groups[0], ratchet_armed_at=None, ratchet_threshold=None)
    plain = replace(terms, special_groups=(group,))
    member = group.members[0]
    limit = limit_of(PersonFacts(name=member), circle=(member,), on=DAY, history=below, terms=plain)
    assert (limit.part, limit.state, limit.members) == (Fraction(1, 5), None, group.members)
    with_ratchet = limit_of(PersonFacts(name=member), circle=(member,), on=DAY, history=below, terms=terms)
    assert with_ratchet.state is RatchetState.ARMED, "what comes later is not of that day"


def line(person: str, shares: int, **told: object) -> Holding:
    return Holding(person=person, shares=shares, source="Schedule 13D", **told)  # type: ignore[arg-type]


def shares_on(day: date, *lines: Holding) -> int:
    file = OwnershipFile(holdings=lines)
    return beneficial_ownership("A", on=day, outstanding=OUTSTANDING, file=file).shares


def test_a_line_is_of_its_first_and_of_its_last_day() -> None:
    spring = line("A", 5, since=DAY, until=DAY + timedelta(days=2))
    found = [shares_on(DAY + timedelta(days=n), spring) for n in (-1, 0, 2, 3)]
    assert found == [0, 5, 5, 0]


def test_of_lines_about_the_same_shares_only_those_that_count_compete() -> None:
    tendered = line("A", 900, block="b", arrangement=Arrangement.TENDER_OFFER)
    same = [line("A", 400, block="b"), line("A", 400, block="b"), line("A", 7)]
    assert shares_on(DAY, tendered, *same) == 407
    file = OwnershipFile(holdings=same)
    lines = beneficial_ownership("A", on=DAY, outstanding=OUTSTANDING, file=file).lines
    assert [one.is_counted for one in lines] == [True, False, True]


def test_a_right_exercisable_on_the_sixtieth_day_is_within_sixty_days() -> None:
    def part(days: int) -> Fraction:
        option = line(
            "A",
            1000,
            arrangement=Arrangement.OPTION,
            is_unissued=True,
            exercisable_on=DAY + timedelta(days=days),
        )
        file = OwnershipFile(holdings=[option])
        return beneficial_ownership("A", on=DAY, outstanding=1000, file=file).part_of_sixty_days

    assert (part(60), part(61)) == (Fraction(1, 2), 1)


def related(person: str, other: str, kind: RelationKind, **told: object) -> Relation:
    return Relation(person=person, other=other, kind=kind, source="Schedule 13D", **told)  # type: ignore[arg-type]


def test_a_relation_is_of_its_first_and_of_its_last_day() -> None:
    spring = related("A", "B", RelationKind.AFFILIATE, since=DAY, until=DAY)
    found = [circle_of("A", on=DAY + timedelta(days=n), relations=[spring]) for n in (-1, 0, 1)]
    assert found == [("A",), ("A", "B"), ("A",)]
    ended = related("A", "B", RelationKind.SUBSIDIARY, is_controlled=True, until=DAY - timedelta(days=1))
    assert not is_subsidiary("B", of="A", on=DAY, relations=[ended])
    affiliate = related("A", "B", RelationKind.AFFILIATE)
    assert not is_subsidiary("B", of="A", on=DAY, relations=[affiliate])


def test_officers_act_in_office_only_where_both_are_officers() -> None:
    joint = Understanding(
        first="Chief",
        second="Fund",
        purpose="vote",
        source="letter",
        is_act_of_office=True,
        since=DAY,
        until=DAY,
    )
    assert joint.joins_on(DAY, officers=frozenset({"Chief"}))
    assert not joint.joins_on(DAY, officers=frozenset({"Chief", "Fund"}))
    plain = replace(joint, is_act_of_office=False)
    assert plain.joins_on(DAY, officers=frozenset({"Chief", "Fund"}))
    found = [plain.joins_on(DAY + timedelta(days=n), officers=frozenset()) for n in (-1, 0, 1)]
    assert found == [False, True, False]
