"""Plans count other days and let a limit follow what is held: the file says so, the numbers follow."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.errors import RightsError
from tests.agreement.asking import Ask

ELM = {"name": "Elm group", "members": ["Elm"], "threshold": "30%"}
NO_RATCHET = {"ratchet_armed_at": "", "ratchet_threshold": "", "ratchet_margin": ""}


@pytest.mark.parametrize(
    ("kind", "days", "close"),
    [
        ("BUSINESS", 10, "2003-07-18T17:00:00-07:00"),
        ("CALENDAR", 10, "2003-07-14T17:00:00-07:00"),  # 13 July 2003 is a Sunday
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
    assert counted[0] == f"TENDER_OFFER: {'Business Day' if kind == 'BUSINESS' else 'day'} 1"


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
    assert done.result["indicator"] == ("ON" if held[-1] / 400_000 >= float(limit[:-1]) else "OFF")


def test_a_limit_falls_once_or_follows_and_not_both(ask: Ask) -> None:
    both = ELM | {"ratchet_armed_at": "20%", "ratchet_threshold": "20%", "ratchet_margin": "1%"}
    with pytest.raises(RightsError) as refused:
        ask("business-day", {"date": "2003-06-02"}, terms={"special_groups": [both]})
    assert refused.value.facts["name"] == "terms.special_groups.ratchet_margin"
