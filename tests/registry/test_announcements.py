"""Events that start the clock: put off by the Board, or deemed never to have occurred (1(l), 1(hh))."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from registry.models import Notice, NoticeKind, NoticeState
from registry.selectors.agreements import calendar, plan_dates, projected_distribution
from registry.selectors.timeline import timeline
from registry.services.company.board_orders import shares_acquired_on, triggered_on
from registry.services.company.substance import warnings
from tests.registry.company_desk import Desk, make_desk

PACIFIC = ZoneInfo("America/Los_Angeles")
ACQUIRED = {"limb": "SHARES_ACQUISITION", "announced_on": "2003-06-02"}
OFFER = {"limb": "TENDER_OFFER", "announced_on": "2003-07-03"}
LATER = ACQUIRED | {"postponed_to": "2003-06-30", "postponed_on": "2003-06-12"}
UNDONE = ACQUIRED | {"undone_on": "2003-06-05"}
ORDERED = {
    "ordered_at": "2003-06-02T09:00:00-07:00",
    "method": "by check",
    "announced_on": "2003-06-02",
    "extent": "ALL",
    "ratio": "1",
    "half_held": "BY_NOBODY",
}


def pacific(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PACIFIC)  # type: ignore[arg-type, misc]


def projected(desk: Desk, *, at: datetime | None = None) -> tuple[str, datetime] | None:
    found = projected_distribution(desk.agreement, known_at=at or desk.at)
    return None if found is None else (found.limb.value, found.at.astimezone(PACIFIC))


def seen(desk: Desk) -> dict[str, tuple[object, str, str]]:
    line = timeline(desk.agreement, on=desk.at.astimezone(PACIFIC).date(), known_at=desk.at)
    return {one.name: (one.at, one.source, one.remark) for one in line.events}


@pytest.fixture
def june(db: None) -> Desk:
    """The desk on the day on which it was announced that there is an Acquiring Person."""
    desk = make_desk(at=pacific(2003, 6, 2, 12))
    desk.apply(NoticeKind.ANNOUNCEMENT, ACQUIRED)
    assert projected(desk) == ("SHARES_ACQUISITION", pacific(2003, 6, 16, 17))
    return desk


@pytest.mark.row("R-1l-3")
def test_a_later_date_received_in_time_moves_the_clock_and_keeps_what_it_replaces(june: Desk) -> None:
    june.at = pacific(2003, 6, 13, 10)
    before = june.at - timedelta(seconds=1)
    notice = june.apply(NoticeKind.ANNOUNCEMENT, LATER)
    assert notice.state == NoticeState.APPLIED
    assert projected(june) == ("SHARES_ACQUISITION", pacific(2003, 6, 30, 17))
    assert projected(june, at=before) == ("SHARES_ACQUISITION", pacific(2003, 6, 16, 17))
    line = seen(june)
    moved = line["The Board put the Distribution Date off to 2003-06-30"]
    assert moved[:2] == (date(2003, 6, 12), f"notice {notice.number}")
    assert line["Distribution Date"][:2] == (
        pacific(2003, 6, 30, 17),
        "a later date that the Board determined",
    )
    # The chain goes on: a later one in its turn, and none that is earlier.
    june.apply(NoticeKind.ANNOUNCEMENT, LATER | {"postponed_to": "2003-07-15"})
    assert projected(june) == ("SHARES_ACQUISITION", pacific(2003, 7, 15, 17))
    assert queried(june, LATER | {"postponed_to": "2003-07-15"}) == ["POSTPONEMENT_EARLIER"]
    (told,) = (one for one in plan_dates(june.agreement, at=june.at) if one.name == "Distribution Date")
    assert "a later date of the Board" in told.source


def queried(desk: Desk, facts: dict[str, object]) -> list[str]:
    notice = desk.authenticate(desk.receive(NoticeKind.ANNOUNCEMENT, facts))
    assert notice.state == NoticeState.QUERIED
    return [one["code"] for one in notice.grounds]


@pytest.mark.row("R-1l-3")
@pytest.mark.refusal("POSTPONEMENT_LATE", "POSTPONEMENT_EARLIER")
def test_a_later_date_that_comes_too_late_is_asked_back_and_moves_nothing(june: Desk) -> None:
    june.at = pacific(2003, 6, 13, 10)
    assert queried(june, LATER | {"postponed_to": "2003-06-16"}) == ["POSTPONEMENT_EARLIER"]
    june.at = pacific(2003, 6, 17, 10)
    assert queried(june, LATER) == ["POSTPONEMENT_LATE"]
    assert projected(june) == ("SHARES_ACQUISITION", pacific(2003, 6, 16, 17))
    assert Notice.objects.filter(agreement=june.agreement, state=NoticeState.APPLIED).count() == 1


@pytest.mark.row("R-1hh-2", "R-1a-11", "R-1l-4")
def test_what_is_deemed_never_to_have_occurred_stops_both_clocks(june: Desk) -> None:
    june.apply(NoticeKind.ANNOUNCEMENT, OFFER)
    assert seen(june)["Redemption may be ordered before"][0] == pacific(2003, 6, 9, 17)
    june.at = pacific(2003, 6, 5, 9)
    before = june.at - timedelta(seconds=1)
    notice = june.apply(NoticeKind.ANNOUNCEMENT, UNDONE)
    assert projected(june) == ("TENDER_OFFER", pacific(2003, 7, 18, 17))
    assert projected(june, at=before) == ("SHARES_ACQUISITION", pacific(2003, 6, 16, 17))
    assert shares_acquired_on(notice) is None
    line = seen(june)
    assert "Redemption may be ordered before" not in line
    assert line["Shares Acquisition Date"][2] == (
        f"Deemed never to have occurred, by notice {notice.number}: nothing is counted from it."
    )
    undone = line["Shares Acquisition Date of 2003-06-02 deemed never to have occurred"]
    assert undone[0] == date(2003, 6, 5)
    assert "are cancelled" in undone[2]
    assert "Shares Acquisition Date" not in {one.name for one in plan_dates(june.agreement, at=june.at)}
    # Another Person's announcement of another day starts a clock of its own.
    june.apply(NoticeKind.ANNOUNCEMENT, ACQUIRED | {"announced_on": "2003-06-04"})
    assert projected(june) == ("SHARES_ACQUISITION", pacific(2003, 6, 18, 17))


@pytest.mark.parametrize(
    "facts",
    [
        UNDONE | {"announced_on": "2003-06-03"},  # no such announcement
        OFFER | {"undone_on": "2003-07-08"},  # an offer once published stays published
        UNDONE | LATER,
        ACQUIRED | {"postponed_to": "2003-06-30"},  # without the day of the Board's action
    ],
)
def test_a_determination_that_does_not_fit_is_asked_back(june: Desk, facts: dict[str, object]) -> None:
    june.apply(NoticeKind.ANNOUNCEMENT, OFFER)
    june.at = pacific(2003, 6, 5, 9)
    assert queried(june, facts) == ["INSTRUCTION_OUTSIDE_AGREEMENT"]
    assert projected(june) == ("SHARES_ACQUISITION", pacific(2003, 6, 16, 17))


@pytest.mark.row("R-1hh-1")
@pytest.mark.refusal("LATER_ANNOUNCEMENT")
def test_of_two_announcements_the_first_day_governs_and_the_later_is_told_of_it(june: Desk) -> None:
    notice = june.authenticate(
        june.receive(NoticeKind.ANNOUNCEMENT, ACQUIRED | {"announced_on": "2003-06-03"})
    )
    assert warned(june, notice) == ["LATER_ANNOUNCEMENT"]
    june.approve(june.request(notice))
    assert projected(june) == ("SHARES_ACQUISITION", pacific(2003, 6, 16, 17))
    offer = june.authenticate(june.receive(NoticeKind.ANNOUNCEMENT, OFFER))
    assert warned(june, offer) == []


@pytest.mark.row("R-1oo-1")
def test_the_triggering_event_has_its_own_day_and_the_clocks_run_from_the_announcement(june: Desk) -> None:
    order = june.receive(NoticeKind.EXCHANGE_ORDERED, ORDERED | {"triggered_on": "2003-05-30"})
    assert triggered_on(order) == date(2003, 5, 30)
    assert shares_acquired_on(order) == date(2003, 6, 2)
    assert projected(june) == ("SHARES_ACQUISITION", pacific(2003, 6, 16, 17))
    # What was announced is no word of the Company on the Triggering Event.
    assert triggered_on(june.receive(NoticeKind.EXCHANGE_ORDERED, ORDERED)) is None


def warned(desk: Desk, notice: Notice) -> list[str]:
    known = calendar(desk.agreement, at=desk.at)
    return [one.code for one in warnings(notice, calendar=known)]
