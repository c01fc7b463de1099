"""6(a), 7(a): when certificates may be transferred and Rights exercised, to the microsecond."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.business_days import BusinessDayCalendar
from agreement.errors import RightsError
from agreement.terms import Terms
from agreement.windows import (
    End,
    Window,
    exercise_window,
    exercise_window_grounds,
    final_close_of_business,
    in_utc,
    separation_window,
    transfer_window,
    transfer_window_grounds,
)

from .moments import DISTRIBUTION_CLOSE, EXPIRY_CLOSE, PACIFIC, RECORD_DATE_CLOSE, pacific

TRANSFER = transfer_window(distribution_close=DISTRIBUTION_CLOSE, expiration_at=EXPIRY_CLOSE)
EXERCISE = exercise_window(distribution_close=DISTRIBUTION_CLOSE, expiration_at=EXPIRY_CLOSE)
TICK = timedelta(microseconds=1)


@pytest.mark.row("R-6a-1")
@pytest.mark.parametrize(
    ("at", "codes"),
    [
        ("2003-06-16T16:59", ["OUTSIDE_TRANSFER_WINDOW"]),
        ("2003-06-16T17:00", ["OUTSIDE_TRANSFER_WINDOW"]),
        ("2003-06-16T17:00:00.000001", []),
        ("2010-10-25T17:00", []),
        ("2010-10-25T17:00:00.000001", ["OUTSIDE_TRANSFER_WINDOW"]),
        ("2010-10-25T17:00:01", ["OUTSIDE_TRANSFER_WINDOW"]),
    ],
)
def test_transfers_run_after_the_distribution_date_up_to_and_with_the_last_instant(
    at: str, codes: list[str]
) -> None:
    assert [found.code for found in transfer_window_grounds(TRANSFER, at=pacific(at))] == codes


def test_what_comes_outside_a_window_is_told_when_it_opens_and_closes() -> None:
    (transfer,) = transfer_window_grounds(TRANSFER, at=pacific("2010-10-26T09:00"))
    opened, closed = "2003-06-16 17:00:00 PDT", "2010-10-25 17:00:00 PDT"
    assert transfer.facts == {"start": opened, "end": closed}
    assert transfer.message == f"Transfers are possible only after {opened} and up to {closed}"
    (early,) = exercise_window_grounds(EXERCISE, at=pacific("2003-06-16T17:00"))
    assert (early.facts, early.cure) == ({"start": opened}, f"present them after {opened}")
    (late,) = exercise_window_grounds(EXERCISE, at=pacific("2010-10-25T17:00"))
    assert (late.facts, late.message) == ({"end": closed}, f"The exercise period ended at {closed}")
    for_ever = Window(DISTRIBUTION_CLOSE, None, start_inclusive=False, end_inclusive=False)
    (told,) = transfer_window_grounds(for_ever, at=DISTRIBUTION_CLOSE)
    assert told.facts == {"start": opened, "end": "no fixed instant"}


def test_no_window_begins_at_the_instant_of_the_distribution_date_whichever_end_is_inside() -> None:
    for last in End:
        for window in (transfer_window, exercise_window):
            found = window(
                distribution_close=DISTRIBUTION_CLOSE, expiration_at=EXPIRY_CLOSE, last_instant=last
            )
            assert not found.contains(DISTRIBUTION_CLOSE)
            assert found.contains(EXPIRY_CLOSE) is (last is End.INSIDE)


def test_instants_are_compared_in_universal_time() -> None:
    assert in_utc(pacific("2003-06-16T17:00")).tzinfo is UTC


@pytest.mark.row("R-7a-1", "R-1f-2")
@pytest.mark.parametrize(
    ("at", "codes"),
    [
        ("2003-06-16T17:00", ["NOT_YET_EXERCISABLE"]),
        ("2003-06-16T17:00:00.000001", []),
        ("2010-10-25T16:59:59.999999", []),
        ("2010-10-25T17:00", ["EXERCISE_WINDOW_CLOSED"]),
    ],
)
def test_exercises_run_between_the_two_instants_and_never_on_them(at: str, codes: list[str]) -> None:
    assert [found.code for found in exercise_window_grounds(EXERCISE, at=pacific(at))] == codes


@pytest.mark.row("R-7a-1", "R-1f-2")
def test_the_same_instant_in_universal_time_is_as_late() -> None:
    deadline = datetime(2010, 10, 26, 0, 0, tzinfo=UTC)
    assert TRANSFER.contains(deadline)
    assert not EXERCISE.contains(deadline)
    assert EXERCISE.last_instant == deadline - TICK


@pytest.mark.row("R-3a-4", "R-6a-1", "R-7a-1")
def test_without_a_noticed_distribution_date_both_windows_are_shut() -> None:
    at = pacific("2005-01-03T12:00")
    assert [found.code for found in transfer_window_grounds(None, at=at)] == ["RIGHTS_NOT_SEPARATED"]
    assert [found.code for found in exercise_window_grounds(None, at=at)] == ["RIGHTS_NOT_SEPARATED"]


def test_the_ends_are_terms_of_the_plan(other_terms: Terms) -> None:
    ends = {"distribution_close": DISTRIBUTION_CLOSE, "expiration_at": EXPIRY_CLOSE}
    transfer = transfer_window(**ends, last_instant=other_terms.transfer_window_end)
    exercise = exercise_window(**ends, last_instant=other_terms.exercise_window_end)
    assert (transfer.contains(EXPIRY_CLOSE), exercise.contains(EXPIRY_CLOSE)) == (False, True)


def test_rights_travel_with_the_shares_from_the_record_date_until_the_separation() -> None:
    window = separation_window(record_date_close=RECORD_DATE_CLOSE, separation_at=DISTRIBUTION_CLOSE)
    assert window.contains(RECORD_DATE_CLOSE)
    assert window.contains(DISTRIBUTION_CLOSE - TICK)
    assert not window.contains(DISTRIBUTION_CLOSE)
    for_ever = separation_window(record_date_close=RECORD_DATE_CLOSE, separation_at=None)
    assert for_ever.contains(EXPIRY_CLOSE)
    assert for_ever.last_instant is None


@given(
    edge=st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(PACIFIC)),  # noqa: DTZ001
    offset=st.integers(-7_200_000_000, 7_200_000_000),
    inclusive=st.booleans(),
)
def test_the_end_holds_to_the_microsecond_across_changes_of_the_clock(
    edge: datetime, offset: int, inclusive: bool
) -> None:
    window = Window(None, edge, start_inclusive=True, end_inclusive=inclusive)
    instant = (edge.astimezone(UTC) + timedelta(microseconds=offset)).astimezone(PACIFIC)
    assert window.contains(instant) == (offset < 0 or (offset == 0 and inclusive))


def test_the_hour_that_autumn_shows_twice_is_two_hours() -> None:
    first = datetime(2010, 11, 7, 1, 30, tzinfo=PACIFIC, fold=0)
    second = datetime(2010, 11, 7, 1, 30, tzinfo=PACIFIC, fold=1)
    window = Window(first, second, start_inclusive=False, end_inclusive=False)
    assert window.contains(datetime(2010, 11, 7, 9, 0, tzinfo=UTC))
    assert not window.contains(first)


def test_an_instant_without_a_zone_is_never_compared() -> None:
    for window in (TRANSFER, Window(None, None, start_inclusive=True, end_inclusive=True)):
        with pytest.raises(RightsError) as refused:
            window.contains(datetime(2005, 1, 3))  # noqa: DTZ001
        assert refused.value.code == "NAIVE_TIMESTAMP"


@pytest.mark.row("R-6a-1", "R-7a-1", "R-1f-2")
@pytest.mark.parametrize(
    ("final_date", "close"),
    [
        (date(2010, 10, 23), "2010-10-26T00:00:00"),  # a Saturday: Monday, still summer time
        (date(2004, 4, 3), "2004-04-06T00:00:00"),  # a Saturday before the clocks go forward
        (date(2010, 11, 6), "2010-11-09T01:00:00"),  # a Saturday before they go back
        (date(2010, 7, 3), "2010-07-07T00:00:00"),  # a Saturday before the holiday kept on a Monday
        (date(2003, 7, 4), "2003-07-08T00:00:00"),  # a holiday on a Friday
        (date(2003, 12, 25), "2003-12-27T01:00:00"),
    ],
)
def test_both_ends_hold_to_the_microsecond_over_rolls_and_changes_of_the_clock(
    final_date: date, close: str, calendar: BusinessDayCalendar
) -> None:
    ends = final_close_of_business(final_date, calendar=calendar)
    assert ends == datetime.fromisoformat(close).replace(tzinfo=UTC)
    assert ends.astimezone(PACIFIC).time() == time(17)
    last = (ends.astimezone(UTC) - TICK).astimezone(PACIFIC)
    after = (ends.astimezone(UTC) + TICK).astimezone(PACIFIC)
    transfer = transfer_window(distribution_close=DISTRIBUTION_CLOSE, expiration_at=ends)
    exercise = exercise_window(distribution_close=DISTRIBUTION_CLOSE, expiration_at=ends)
    assert [transfer.contains(at) for at in (last, ends, after)] == [True, True, False]
    assert [exercise.contains(at) for at in (last, ends, after)] == [True, False, False]
