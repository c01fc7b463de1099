"""The line of a plan: what is stated, projected, noticed, ended and due, as known on a day or now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from registry.models import NoticeKind
from registry.selectors.timeline import Timeline, end_of_day, timeline
from registry.selectors.timeline_parts import PlanEvent, Standing
from tests.registry.company_desk import DISTRIBUTION, SHARES, Desk, make_desk

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")
OFFER = {"limb": "TENDER_OFFER", "announced_on": "2003-06-02"}
ACQUIRED = {"limb": "SHARES_ACQUISITION", "announced_on": "2003-06-13"}


def seen(desk: Desk, *, on: date | None = None) -> Timeline:
    """The line as of today, or of another day by what is known now."""
    return timeline(desk.agreement, on=on or desk.at.astimezone(PACIFIC).date(), known_at=desk.at)


def event(line: Timeline, name: str) -> PlanEvent:
    """The one event of a name."""
    (found,) = [one for one in line.events if one.name == name]
    return found


def names(line: Timeline) -> list[str]:
    """The names of all events."""
    return [one.name for one in line.events]


def pacific(*parts: int) -> datetime:
    """An instant on the wall of San Francisco."""
    return datetime(*parts, tzinfo=PACIFIC)  # type: ignore[misc, arg-type]


def test_the_saturday_of_the_face_and_the_monday_of_the_end_are_two_dates_with_their_conflict(
    desk: Desk,
) -> None:
    line = seen(desk)
    printed = event(line, "Final Expiration Date")
    assert printed.at == date(2010, 10, 23)
    assert "Saturday is no Business Day" in printed.conflict
    assert "Monday, 2010-10-25" in printed.conflict
    end = event(line, "The Rights expire")
    assert end.at == pacific(2010, 10, 25, 17)
    assert "expire with a merger" in end.conflict


def test_the_ends_of_transfer_and_exercise_say_whether_the_instant_is_inside(desk: Desk) -> None:
    line = seen(desk)
    transfers, exercise = event(line, "Transfers end with"), event(line, "Exercise ends before")
    assert transfers.at == exercise.at == pacific(2010, 10, 25, 17)
    assert transfers.remark == "The instant itself is inside."
    assert exercise.remark == "The instant itself is outside."


def test_the_events_stand_in_the_order_of_their_dates(desk: Desk) -> None:
    desk.apply(NoticeKind.ANNOUNCEMENT, OFFER)
    line = seen(desk)
    assert line.view is not None
    days = [line.view.local(one.at) for one in line.events]
    assert days == sorted(days)
    assert names(line)[:3] == [
        "Rights Dividend Declaration Date",
        "Date of the Original Agreement",
        "Record Date",
    ]


def test_a_projection_is_counted_day_by_day_with_what_each_day_is(desk: Desk) -> None:
    desk.apply(NoticeKind.ANNOUNCEMENT, {"limb": "TENDER_OFFER", "announced_on": "2003-06-27"})
    projected = event(seen(desk), "Distribution Date")
    assert projected.standing is Standing.PROJECTED
    assert projected.at == pacific(2003, 7, 14, 17)  # the 4th of July is left out
    told = {one.day: one for one in projected.counted}
    assert [one.number for one in projected.counted if one.number] == list(range(1, 11))
    assert told[date(2003, 6, 28)].is_weekend
    fourth = told[date(2003, 7, 4)]
    assert fourth.number is None
    assert fourth.closures
    assert all(closure.source for closure in fourth.closures)
    assert told[date(2003, 7, 14)].number == 10


def test_of_two_limbs_the_earlier_is_the_date_and_the_other_is_told(desk: Desk) -> None:
    desk.apply(NoticeKind.ANNOUNCEMENT, OFFER)
    desk.apply(NoticeKind.ANNOUNCEMENT, ACQUIRED)
    line = seen(desk)
    assert event(line, "Distribution Date").at == pacific(2003, 6, 16, 17)
    assert event(line, "Distribution Date by the other limb").at == pacific(2003, 6, 27, 17)
    assert event(line, "Shares Acquisition Date").at == date(2003, 6, 13)
    # Five days after it, on a Wednesday; the instant is outside.
    assert event(line, "Redemption may be ordered before").at == pacific(2003, 6, 18, 17)


def test_the_notice_takes_the_place_of_the_projection_and_keeps_its_count(desk: Desk) -> None:
    desk.apply(NoticeKind.ANNOUNCEMENT, OFFER)
    desk.apply(NoticeKind.RECORD_COUNT, SHARES | {"as_of": "2000-10-23", "source": "Transfer agent"})
    received = desk.later()
    notice = desk.apply(NoticeKind.DISTRIBUTION_DATE, DISTRIBUTION, received_at=received)
    stated = event(seen(desk), "Distribution Date")
    assert (stated.standing, stated.known, stated.notice) == (Standing.NOTICED, received, notice.number)
    assert stated.document == notice.document
    assert len([one for one in stated.counted if one.number]) == 10
    assert stated.remark == "The count of the Business Days leads to the same date."


def test_what_came_later_is_unknown_then_and_known_now(desk: Desk) -> None:
    then = desk.at
    desk.later(days=3)
    desk.apply(NoticeKind.ANNOUNCEMENT, OFFER)
    day = then.astimezone(PACIFIC).date()
    by_then = timeline(desk.agreement, on=day, known_at=end_of_day(desk.agreement, day))
    assert "Offer first published" not in names(by_then)
    by_now = seen(desk, on=day)
    offered = event(by_now, "Offer first published")
    assert offered.at == date(2003, 6, 2)
    assert by_now.view is not None
    assert offered.known is not None
    assert by_now.view.is_ahead(offered.known)
    assert not by_now.view.is_ahead(offered.at)


def test_before_any_terms_were_known_there_is_no_line(desk: Desk) -> None:
    day = date(2001, 1, 1)
    line = timeline(desk.agreement, on=day, known_at=end_of_day(desk.agreement, day))
    assert line.view is None
    assert line.events == ()


def test_an_order_of_redemption_ends_exercise_at_once_and_transfers_on_its_date(desk: Desk) -> None:
    acted = desk.at - timedelta(hours=1)
    told = {"ordered_at": acted.isoformat(), "price": "0.001", "redemption_date": "2003-07-07"}
    desk.receive(NoticeKind.REDEMPTION_ORDERED, told)
    line = seen(desk)
    assert event(line, "The Board ordered: redemption of the rights").at == acted
    assert event(line, "Exercise ends before").at == acted
    assert event(line, "Notice of redemption goes out by").at == date(2003, 6, 27)
    # The Redemption Date counts once two people accepted the notice that states it.
    assert event(line, "Transfers end with").at == pacific(2010, 10, 25, 17)


def test_a_date_on_which_policies_disagree_tells_both(db: None) -> None:
    autumn = make_desk(at=datetime(2003, 9, 2, 17, tzinfo=UTC))
    autumn.apply_record_count()
    autumn.apply(NoticeKind.ANNOUNCEMENT, {"limb": "TENDER_OFFER", "announced_on": "2003-08-29"})
    projected = event(seen(autumn), "Distribution Date")
    assert projected.at == pacific(2003, 9, 16, 17)
    assert projected.others == ((pacific(2003, 9, 15, 17), "NEW_JERSEY"),)


def test_a_suspension_is_a_band_with_its_first_day_its_limit_and_the_day_it_is_over(desk: Desk) -> None:
    told = {"basis": "SECTION_9C", "starts_on": "2003-06-16", "limit_from": "2003-06-16"}
    suspended = desk.apply(NoticeKind.EXERCISE_SUSPENDED, told)
    line = seen(desk)
    (band,) = line.bands
    assert (band.begins, band.ends, band.limit) == (date(2003, 6, 16), None, date(2003, 9, 14))
    assert (band.section, band.notice) == ("9(c)", suspended.number)
    assert event(line, "Last day that a suspension may have").at == date(2003, 9, 14)
    before = desk.at
    desk.later(days=2)
    desk.apply(NoticeKind.SUSPENSION_ENDED, {"ends": suspended.number, "ended_on": "2003-06-18"})
    assert seen(desk).bands[0].ends == date(2003, 6, 18)
    then = timeline(desk.agreement, on=date(2003, 6, 17), known_at=before)
    assert then.bands[0].ends is None
