"""§25(a): notice of a proposed event, so many days before it; a short one stops nothing."""

from __future__ import annotations

import pytest

from agreement.grounds import Effect
from tests.agreement.asking import Ask

EVENT = "2004-03-31"


@pytest.mark.row("R-25a-1")
@pytest.mark.parametrize(("given_on", "earliest"), [("2004-03-10", "2004-03-30"), ("2004-03-11", EVENT)])
def test_notice_twenty_days_before_the_event_is_in_time(given_on: str, earliest: str, ask: Ask) -> None:
    done = ask("event-notice", {"event_on": EVENT, "notice_given_on": given_on})
    told = {"event_on": EVENT, "last_day_of_notice": "2004-03-11", "earliest_event_date": earliest}
    assert (done.result, done.grounds) == (told, [])


@pytest.mark.row("R-25a-1")
@pytest.mark.refusal("EVENT_NOTICE_SHORT")
@pytest.mark.parametrize(
    ("given_on", "how", "earliest"),
    [
        ("2004-03-12", "19 days before it", "2004-04-01"),
        ("2004-03-31", "0 days before it", "2004-04-20"),
        ("2004-04-01", "after it", "2004-04-21"),
    ],
)
def test_a_notice_that_is_short_is_told_and_stops_nothing(
    given_on: str, how: str, earliest: str, ask: Ask
) -> None:
    done = ask("event-notice", {"event_on": EVENT, "notice_given_on": given_on})
    (found,) = done.grounds
    assert (found.code, found.effect) == ("EVENT_NOTICE_SHORT", Effect.WARN)
    assert f"on {given_on}, {how}; 20 days before are asked" in found.message
    assert done.result["earliest_event_date"] == earliest


def test_without_a_notice_the_last_day_for_it_is_told(ask: Ask) -> None:
    done = ask("event-notice", {"event_on": EVENT})
    assert (done.result, done.grounds) == ({"event_on": EVENT, "last_day_of_notice": "2004-03-11"}, [])


def test_the_days_are_those_of_the_plan(ask: Ask) -> None:
    done = ask("event-notice", {"event_on": EVENT}, terms={"periods": {"event_notice_days": 10}})
    assert done.result["last_day_of_notice"] == "2004-03-21"
