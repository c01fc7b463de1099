"""Plans count other days and let a limit follow what is held: the file says so, the numbers follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.choices import DaysKind
from agreement.errors import RightsError
from agreement.ownership import FollowingRatchet, PersonFacts
from agreement.ownership.limits import PartHeld, limit_of
from agreement.terms import Terms
from tests.agreement.asking import Ask, codes

ELM = {"name": "Elm group", "members": ["Elm"], "threshold": "30%"}
NO_RATCHET = {"ratchet_armed_at": "", "ratchet_threshold": "", "ratchet_margin": ""}


@pytest.mark.parametrize(
    ("kind", "days", "close"),
    [
        ("BUSINESS", 10, "2003-07-18T17:00:00-07:00"),
        ("CALENDAR", 10, "2003-07-14T17:00:00-07:00"),  # 13 July 2003 is a Sunday
        ("CALENDAR", 5, "2003-07-08T17:00:00-07:00"),
        ("CALENDAR", 1, "2003-07-07T17:00:00-07:00"),  # the 4th of July, then a weekend
        ("BUSINESS", 1, "2003-07-07T17:00:00-07:00"),
    ],
)
def test_the_distribution_date_comes_after_days_of_the_kind_that_the_plan_counts(
    kind: str, days: int, close: str, ask: Ask
) -> None:
    terms = {"periods": {"distribution_days_kind": kind, "distribution_business_days": days}}
    done = ask("distribution-date", {"offer_published_on": "2003-07-03"}, terms=terms)
    assert done.result["projected"] == close
    counted = [step["name"] for step in done.as_json()["steps"]]  # type: ignore[index, union-attr, attr-defined]
    assert (
        len([name for name in counted if name.startswith("TENDER_OFFER:")]) == days + 1
    )  # and where it leads
    assert counted[0] == f"TENDER_OFFER: {'Business Day' if kind == 'BUSINESS' else 'day'} 1"


def test_days_are_counted_one_by_one(calendar: BusinessDayCalendar) -> None:
    third = date(2003, 7, 3)
    counted = calendar.days_after(third, 3, kind=DaysKind.CALENDAR)
    assert counted == (date(2003, 7, 4), date(2003, 7, 5), date(2003, 7, 6))
    counted = calendar.days_after(third, 2, kind=DaysKind.BUSINESS)
    assert counted == (date(2003, 7, 7), date(2003, 7, 8))


@pytest.mark.parametrize(("kind", "is_open"), [("CALENDAR", False), ("BUSINESS", True)])
def test_redemption_is_open_for_days_of_the_kind_that_the_plan_counts(
    kind: str, is_open: bool, ask: Ask
) -> None:
    # Five days of the calendar from 3 July 2003 end on 8 July, five Business Days on 11 July.
    facts = {"at": "2003-07-11T16:59:59-07:00", "shares_acquisition_date": "2003-07-03"}
    terms = {"redemption": {"redemption_days_kind": kind}}
    assert ask("amendment", facts, terms=terms).result["rights_are_redeemable"] is is_open
    on_the_end = {**facts, "at": "2003-07-11T17:00:00-07:00"}
    assert ask("amendment", on_the_end, terms=terms).result["rights_are_redeemable"] is False


@pytest.mark.parametrize(
    ("held", "limit"),
    [
        ([10_000_000, 9_000_000, 9_800_000], "23.5000000%"),  # 22.5 per cent, and one above it
        ([10_000_000, 4_000_000, 5_000_000], "15.0000000%"),  # never below everybody's
        ([11_800_000], "30.0000000%"),  # and never above its own
    ],
)
def test_a_limit_may_follow_the_least_part_held(held: list[int], limit: str, ask: Ask) -> None:
    history = [
        {
            "date": f"2003-05-{day:02d}",
            "shares": shares,
            "common_outstanding": 40_000_000,
            "cause": "FIRST_REPORT" if day == 1 else "SALE" if shares < held[day - 2] else "ACQUISITION",
            "source": "report",
        }
        for day, shares in enumerate(held, start=1)
    ]
    facts: dict[str, Any] = {
        "person": "Elm",
        "date": "2003-05-30",
        "common_outstanding": 40_000_000,
        "holdings": [{"person": "Elm", "shares": held[-1], "source": "report"}],
        "history": history,
    }
    group = ELM | NO_RATCHET | {"ratchet_margin": "1%"}
    done = ask("ownership", facts, terms={"special_groups": [group]})
    assert done.result["limit"] == limit
    assert done.result["indicator"] == (
        "ON" if Fraction(held[-1], 400_000) >= Fraction(limit[:-1]) else "OFF"
    )


def test_a_limit_that_follows_falls_by_steps_and_an_equal_part_is_none() -> None:
    ratchet = FollowingRatchet(Fraction(3, 10), Fraction(1, 100), Fraction(15, 100))
    parts = (Fraction(1, 4), Fraction(1, 4), Fraction(1, 5), Fraction(1, 10), Fraction(1, 20))
    steps = ratchet.steps([PartHeld(date(2003, 5, day), part) for day, part in enumerate(parts, start=1)])
    assert [(step.held.on.day, step.limit) for step in steps] == [
        (1, Fraction(26, 100)),
        (3, Fraction(21, 100)),
        (4, Fraction(15, 100)),
    ]


def test_whose_limit_it_is_and_who_is_tested_together_is_told(terms: Terms) -> None:
    group = terms.special_groups[0]
    alone = limit_of(PersonFacts(name="Elm"), circle=["Elm"], on=date(2003, 5, 30), history=[], terms=terms)
    assert (alone.whose, alone.part, alone.members) == ("every Person", terms.acquiring_threshold, ())
    passive = replace(terms, passive_holder_threshold=Fraction(1, 5))
    found = limit_of(
        PersonFacts(name="Elm", is_passive=True),
        circle=["Elm"],
        on=date(2003, 5, 30),
        history=[],
        terms=passive,
    )
    assert (found.whose, found.part) == ("passive holders", Fraction(1, 5))
    armed = [PartHeld(date(2003, 5, 1), Fraction(16, 100))]
    for history in ([], armed):
        member = group.members[0]
        found = limit_of(
            PersonFacts(name=member), circle=[member], on=date(2003, 5, 30), history=history, terms=terms
        )
        assert (found.whose, found.members) == (group.name, group.members)
    fixed = replace(group, ratchet_armed_at=None, ratchet_threshold=None)
    found = limit_of(
        PersonFacts(name=group.members[0]),
        circle=[group.members[0]],
        on=date(2003, 5, 30),
        history=armed,
        terms=replace(terms, special_groups=(fixed,)),
    )
    assert (found.whose, found.part, found.state) == (group.name, group.threshold, None)


def test_a_limit_falls_once_or_follows_and_not_both(ask: Ask) -> None:
    both = ELM | {"ratchet_armed_at": "20%", "ratchet_threshold": "20%", "ratchet_margin": "1%"}
    with pytest.raises(RightsError) as refused:
        ask("business-day", {"date": "2003-06-02"}, terms={"special_groups": [both]})
    assert refused.value.facts["name"] == "terms.special_groups.ratchet_margin"


@pytest.mark.row("R-23a-1")
@pytest.mark.parametrize(
    ("window", "facts", "end"),
    [
        ("DAYS_AFTER_ANNOUNCEMENT", {}, "2010-10-25T17:00:00-07:00"),
        ("UNTIL_ACQUIRING_PERSON", {}, "2010-10-25T17:00:00-07:00"),
        ("DAYS_AFTER_ANNOUNCEMENT", {"shares_acquisition_date": "2003-06-02"}, "2003-06-09T17:00:00-07:00"),
        ("UNTIL_ACQUIRING_PERSON", {"shares_acquisition_date": "2003-06-02"}, "2003-06-02T00:00:00-07:00"),
        (
            "UNTIL_ACQUIRING_PERSON",
            {"shares_acquisition_date": "2003-06-02", "acquiring_person_since": "2003-05-30T13:00:00-07:00"},
            "2003-05-30T13:00:00-07:00",
        ),
        (
            "DAYS_AFTER_ANNOUNCEMENT",
            {"acquiring_person_since": "2003-05-30T13:00:00-07:00"},
            "2010-10-25T17:00:00-07:00",
        ),
    ],
)
def test_redemption_is_open_until_the_end_that_the_plan_names(
    window: str, facts: dict[str, Any], end: str, ask: Ask
) -> None:
    terms = {"redemption": {"redemption_window": window}}
    done = ask("windows", {"distribution_date": "2003-06-16", **facts}, terms=terms)
    told = {"start": None, "end": end, "start_inclusive": False, "end_inclusive": False}
    assert done.result["redemption"] == told
    asked = {"holders": [{"account": "A-1", "valid": 250}], "ordered_at": end, **facts}
    late = ask("redemption", asked, terms=terms)
    assert late.result["is_ordered_in_its_window"] is False
    assert codes(late) == ["REDEMPTION_WINDOW_CLOSED"]
    before = (datetime.fromisoformat(end) - timedelta(microseconds=1)).isoformat()
    in_time = ask("redemption", {**asked, "ordered_at": before}, terms=terms)
    assert (in_time.result["is_ordered_in_its_window"], codes(in_time)) == (True, [])


@pytest.mark.row("R-23a-1")
@pytest.mark.parametrize(
    ("window", "announced", "asked"),
    [
        ("DAYS_AFTER_ANNOUNCEMENT", "2003-06-05", []),
        ("DAYS_AFTER_ANNOUNCEMENT", None, ["EXTENSION_NOT_ANNOUNCED", "REDEMPTION_WINDOW_CLOSED"]),
        (
            "UNTIL_ACQUIRING_PERSON",
            "2003-06-05",
            ["INSTRUCTION_OUTSIDE_AGREEMENT", "REDEMPTION_WINDOW_CLOSED"],
        ),
    ],
)
def test_a_later_day_lengthens_only_a_window_that_counts_days(
    window: str, announced: str | None, asked: list[str], ask: Ask
) -> None:
    facts: dict[str, Any] = {
        "holders": [{"account": "A-1", "valid": 250}],
        "ordered_at": "2003-06-12T10:00:00-07:00",
        "shares_acquisition_date": "2003-06-02",
        "redemption_extended_to": "2003-06-13",
    }
    if announced:
        facts["extension_announced_on"] = announced
    terms = {"redemption": {"redemption_window": window}}
    assert codes(ask("redemption", facts, terms=terms)) == asked


@pytest.mark.row("R-31-1")
@pytest.mark.parametrize(
    ("ordered_at", "is_inside"),
    [
        ("2005-02-28T16:00:00-08:00", False),
        ("2005-03-01T09:00:00-08:00", True),
        ("2005-03-11T16:00:00-08:00", True),
        ("2005-03-11T17:00:00-08:00", False),
    ],
)
def test_the_calculator_holds_an_order_against_the_reinstated_window_too(
    ordered_at: str, is_inside: bool, ask: Ask
) -> None:
    facts: dict[str, Any] = {
        "shares_acquisition_date": "2005-01-10",
        "redemption_reinstated_on": "2005-03-01",
    }
    windows = ask("windows", {"distribution_date": "2003-06-16", **facts}).result
    reinstated = windows["reinstated redemption"]
    assert isinstance(reinstated, dict)
    assert reinstated["end"] == "2005-03-11T17:00:00-08:00"
    asked = {"holders": [{"account": "A-1", "valid": 250}], "ordered_at": ordered_at, **facts}
    done = ask("redemption", asked)
    assert done.result["is_ordered_in_its_window"] is is_inside
    assert codes(done) == ([] if is_inside else ["REDEMPTION_WINDOW_CLOSED"])
    amended = ask("amendment", {"at": ordered_at, **facts})
    assert amended.result["rights_are_redeemable"] is is_inside
