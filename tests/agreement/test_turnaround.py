"""Turnaround: what is routine, from when an item counts, when it is due, what a rest adds."""

from collections.abc import Sequence
from datetime import date, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from agreement.business_days import BusinessDayCalendar, Closure, policy_named
from agreement.importer import shipped_figures, shipped_standards
from agreement.refusals import ground
from agreement.standards import standard_on
from agreement.turnaround import (
    PauseReason,
    RoutineExclusion,
    TurnedAround,
    counted_from,
    due_at,
    exclusion_of,
    pause_for,
    standards_for,
)
from agreement.workflow.items import ItemKind

FACTS_MAY_LACK = True

EASTERN = ZoneInfo("America/New_York")
EXPIRY = date(2010, 10, 25)


@pytest.fixture(scope="module")
def agent_days(closures: tuple[Closure, ...]) -> BusinessDayCalendar:
    return BusinessDayCalendar(policy_named("NEW_JERSEY"), closures, EASTERN, time(12))


def eastern(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("received", "counted"),
    [
        ("2003-07-01T12:00", "2003-07-01T12:00"),
        ("2003-07-01T12:00:00.000001", "2003-07-02T12:00"),
        ("2003-07-01T08:15", "2003-07-01T12:00"),
        ("2003-07-03T15:00", "2003-07-07T12:00"),  # a Thursday afternoon, the fourth of July and a weekend
        ("2003-07-04T09:00", "2003-07-07T12:00"),
        ("2003-07-05T09:00", "2003-07-07T12:00"),
    ],
)
def test_what_is_in_hand_by_noon_counts_from_that_noon_all_else_from_the_next(
    received: str, counted: str, agent_days: BusinessDayCalendar
) -> None:
    assert counted_from(eastern(received), calendar=agent_days) == eastern(counted)


def test_noon_is_that_of_the_agents_own_zone(agent_days: BusinessDayCalendar) -> None:
    pacific = datetime(2003, 7, 1, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert counted_from(pacific, calendar=agent_days) == eastern("2003-07-01T12:00")
    assert counted_from(pacific.replace(minute=1), calendar=agent_days) == eastern("2003-07-02T12:00")


@pytest.mark.row("R-7c-8")
def test_an_item_is_due_at_noon_three_of_the_agents_business_days_later(
    agent_days: BusinessDayCalendar,
) -> None:
    counting = eastern("2003-07-01T12:00")
    assert due_at(counting, business_days=3, paused=[], calendar=agent_days) == eastern("2003-07-07T12:00")
    assert due_at(counting, business_days=1, paused=[], calendar=agent_days) == eastern("2003-07-02T12:00")


@pytest.mark.parametrize(
    ("paused", "due"),
    [
        ([("2003-07-01T13:00", "2003-07-01T16:00")], "2003-07-07T12:00"),
        ([("2003-07-01T13:00", "2003-07-02T09:00")], "2003-07-08T12:00"),
        ([("2003-07-01T13:00", "2003-07-05T09:00")], "2003-07-09T12:00"),
        (
            [("2003-07-01T13:00", "2003-07-02T09:00"), ("2003-07-07T13:00", "2003-07-08T13:00")],
            "2003-07-09T12:00",
        ),
    ],
)
def test_a_rest_adds_the_business_days_that_begin_in_it(
    paused: Sequence[tuple[str, str]], due: str, agent_days: BusinessDayCalendar
) -> None:
    rests = [(eastern(start), eastern(end)) for start, end in paused]
    counting = eastern("2003-07-01T12:00")
    assert due_at(counting, business_days=3, paused=rests, calendar=agent_days) == eastern(due)


LAPSE_DAYS = standard_on(
    date(2003, 7, 1), name="privilege_lapse", standards=shipped_figures("routine")
).figure


def excluded(
    calendar: BusinessDayCalendar,
    *codes: str,
    kind: ItemKind = ItemKind.TRANSFER,
    received: date = date(2003, 7, 1),
) -> RoutineExclusion | None:
    return exclusion_of(
        kind=kind,
        grounds=[ground(code) for code in codes],
        received_on=received,
        lapses=[EXPIRY],
        lapse_days=LAPSE_DAYS,
        calendar=calendar,
    )


def test_a_clean_transfer_is_routine_and_each_exclusion_has_its_reason(
    agent_days: BusinessDayCalendar,
) -> None:
    assert excluded(agent_days) is None
    assert excluded(agent_days, kind=ItemKind.EXERCISE) is RoutineExclusion.REORGANISATION
    assert excluded(agent_days, kind=ItemKind.REPLACE) is RoutineExclusion.REPLACEMENT
    assert excluded(agent_days, "CERTIFICATE_STOPPED", "GUARANTEE_MISSING") is RoutineExclusion.STOP_OR_CLAIM
    assert excluded(agent_days, "GUARANTEE_MISSING") is RoutineExclusion.FURTHER_DOCUMENTS
    assert excluded(agent_days, "ADVERSE_CLAIM_NOTED") is RoutineExclusion.STOP_OR_CLAIM
    assert excluded(agent_days, "MIXED_TAINT") is None, "a warning asks for no document"


@pytest.mark.parametrize(
    ("received", "found"),
    [
        (date(2010, 10, 15), None),
        (date(2010, 10, 18), RoutineExclusion.LAPSE),  # five business days before the 25th
        (date(2010, 10, 25), RoutineExclusion.LAPSE),
        (date(2010, 10, 26), None),
    ],
)
def test_an_item_in_the_five_business_days_before_the_rights_lapse_is_not_routine(
    received: date, found: RoutineExclusion | None, agent_days: BusinessDayCalendar
) -> None:
    assert excluded(agent_days, received=received) is found


def test_every_rest_has_a_reason_from_the_list() -> None:
    assert pause_for([]) is None
    assert pause_for([ground("GUARANTEE_MISSING")]) is PauseReason.PRESENTOR
    assert pause_for([ground("GUARANTEE_MISSING"), ground("HELD_20K")]) is PauseReason.COMPANY
    assert pause_for([ground("TAX_NOT_SATISFIED")]) is PauseReason.TAX
    assert pause_for([ground("EVIDENCE_OUTSTANDING")]) is PauseReason.EVIDENCE


def test_the_standards_name_their_rule_and_source_and_a_proposal_binds_nobody() -> None:
    law, proposal = standards_for(eastern("2003-07-01T12:00"), standards=shipped_standards())
    assert (law.business_days, law.share, law.is_law) == (3, Fraction(9, 10), True)
    assert (proposal.business_days, proposal.is_law) == (1, False)
    assert all(one.rule and one.source for one in (law, proposal))


def test_an_item_is_in_time_by_the_day_its_papers_were_made_available() -> None:
    due = eastern("2003-07-07T12:00")
    assert TurnedAround(due, date(2003, 7, 7)).is_in_time(at=eastern("2003-08-01T09:00"))
    assert not TurnedAround(due, date(2003, 7, 8)).is_in_time(at=eastern("2003-07-08T09:00"))
    assert TurnedAround(due, None).is_in_time(at=due)
    assert not TurnedAround(due, None).is_in_time(at=eastern("2003-07-07T12:00:00.000001"))
