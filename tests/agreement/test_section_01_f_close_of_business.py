"""1(f): the Close of Business, its roll forward, summer time, and instants without a zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.business_days import BusinessDayCalendar, aware
from agreement.errors import RightsError

from .moments import pacific


@pytest.mark.row("R-1f-1", "R-1r-1")
@pytest.mark.parametrize(
    ("day", "close"),
    [
        ("2010-10-23", "2010-10-25T17:00"),
        ("2003-06-07", "2003-06-09T17:00"),
        ("2003-06-16", "2003-06-16T17:00"),
        ("2004-02-12", "2004-02-13T17:00"),
    ],
)
def test_it_is_five_in_the_afternoon_on_the_date_or_the_next_business_day(
    calendar: BusinessDayCalendar, day: str, close: str
) -> None:
    assert calendar.close_of_business(date.fromisoformat(day)) == pacific(close)


@pytest.mark.row("R-1f-2")
@pytest.mark.parametrize(
    ("day", "universal"),
    [
        ("2003-06-16", "2003-06-17T00:00"),
        ("2004-02-13", "2004-02-14T01:00"),
        ("2010-10-23", "2010-10-26T00:00"),
    ],
)
def test_summer_time_is_heeded(calendar: BusinessDayCalendar, day: str, universal: str) -> None:
    wanted = datetime.fromisoformat(universal).replace(tzinfo=UTC)
    assert calendar.close_of_business(date.fromisoformat(day)).astimezone(UTC) == wanted


@pytest.mark.row("R-1f-2")
def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(RightsError, match="2003-06-16") as refused:
        aware(datetime.fromisoformat("2003-06-16T17:00"))
    assert (refused.value.code, refused.value.status) == ("NAIVE_TIMESTAMP", 400)


def test_a_plan_of_new_york_keeps_its_own_hour_and_does_not_roll(
    new_york_calendar: BusinessDayCalendar,
) -> None:
    close = new_york_calendar.close_of_business(date(2007, 2, 17))
    assert close.isoformat() == "2007-02-17T17:00:00-05:00"


@given(day=st.dates(date(2000, 1, 1), date(2035, 12, 1)))
def test_it_falls_on_a_business_day_at_the_hour_and_never_before_the_date(
    calendar: BusinessDayCalendar, day: date
) -> None:
    close = calendar.close_of_business(day)
    assert calendar.is_business_day(close.date())
    assert (close.hour, close.minute, close.date() >= day) == (17, 0, True)
    assert not any(
        calendar.is_business_day(day + timedelta(days=n)) for n in range((close.date() - day).days)
    )


def test_the_date_of_an_instant_is_that_of_the_plan(calendar: BusinessDayCalendar) -> None:
    assert calendar.local_date(datetime(2003, 6, 17, 2, 0, tzinfo=UTC)) == date(2003, 6, 16)
