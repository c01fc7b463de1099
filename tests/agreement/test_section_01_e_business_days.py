"""1(e): Business Days by the closures of two states, and by other policies."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.business_days import (
    BusinessDayCalendar,
    Closure,
    aware,
    policies_beside,
    policy_named,
)
from agreement.errors import RightsError
from agreement.terms import Terms

DATES = st.dates(date(2000, 1, 1), date(2035, 12, 31))


@pytest.mark.row("R-1e-1")
def test_an_optional_bank_holiday_of_california_is_no_business_day_although_markets_are_open(
    calendar: BusinessDayCalendar,
) -> None:
    assert not calendar.is_business_day(date(2004, 2, 12))
    assert calendar.is_business_day(date(2004, 2, 13))
    assert {closure.place for closure in calendar.closures_on(date(2004, 2, 12))} == {
        "CALIFORNIA",
        "NEW_JERSEY",
    }


@pytest.mark.row("R-1e-1")
@pytest.mark.parametrize(
    "day",
    [
        "2003-07-04",
        "2003-10-13",
        "2003-12-25",
        "2004-01-01",
        "2004-01-19",
        "2004-02-12",
        "2003-06-07",
        "2003-06-08",
    ],
)
def test_the_closures_of_the_running_example(calendar: BusinessDayCalendar, day: str) -> None:
    assert not calendar.is_business_day(date.fromisoformat(day))


@pytest.mark.row("R-1e-1")
@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2000-09-08", False),  # Admission Day on a Saturday: the Friday before, in California only
        ("2010-11-02", False),  # General Election Day, in New Jersey
        ("2009-11-03", False),  # also in a year without a national election
        ("2021-06-18", False),  # Juneteenth in New Jersey: the third Friday of June
        ("2020-06-19", True),  # not yet a holiday of either state
        ("2005-03-25", False),  # Good Friday
        ("2004-07-05", False),  # 4 July on a Sunday
        ("2004-12-31", False),  # 1 January on a Saturday: the Friday before, in New Jersey
    ],
)
def test_a_day_is_closed_if_the_banks_of_either_state_may_close(
    calendar: BusinessDayCalendar, day: str, is_open: bool
) -> None:
    assert calendar.is_business_day(date.fromisoformat(day)) is is_open


@pytest.mark.row("R-1e-1")
@pytest.mark.parametrize("day", ["1999-12-31", "2036-01-02"])
def test_a_year_that_is_not_loaded_is_refused_with_place_and_year(
    calendar: BusinessDayCalendar, day: str
) -> None:
    with pytest.raises(RightsError, match=day[:4]) as refused:
        calendar.is_business_day(date.fromisoformat(day))
    assert refused.value.code == "CALENDAR_YEAR_NOT_LOADED"


def test_one_ordered_closure_does_not_make_its_year_a_loaded_one(terms: Terms) -> None:
    lonely = [Closure(date(2040, 3, 1), "CALIFORNIA", "flood", "Executive Order 1")]
    with pytest.raises(RightsError) as refused:
        terms.calendar(lonely).is_business_day(date(2040, 3, 2))
    assert refused.value.code == "CALENDAR_YEAR_NOT_LOADED"


def test_a_closure_moves_a_count_that_spans_its_day_and_no_other(calendar: BusinessDayCalendar) -> None:
    ordered = Closure(date(2003, 6, 10), "NEW_JERSEY", "closed by order", "Executive Order 12")
    after = replace(calendar, closures=(*calendar.closures, ordered))
    for counted, moved in ((calendar, 16), (after, 17)):
        assert counted.add_business_days(date(2003, 6, 2), 10) == date(2003, 6, moved)
        assert counted.add_business_days(date(2003, 6, 12), 2) == date(2003, 6, 16)


@pytest.mark.row("R-1e-2")
def test_a_closure_without_authority_is_refused() -> None:
    with pytest.raises(RightsError) as refused:
        Closure(date(2003, 6, 10), "NEW_JERSEY", "closed", " ")
    assert refused.value.code == "CALENDAR_ENTRY_UNSUPPORTED"
    assert refused.value.facts == {"date": date(2003, 6, 10), "place": "NEW_JERSEY"}


def test_a_calendar_keeps_the_closures_of_the_places_it_heeds_alone(
    calendar: BusinessDayCalendar, closures: tuple[Closure, ...]
) -> None:
    assert {one.place for one in calendar.closures} == {"CALIFORNIA", "NEW_JERSEY"}
    assert {one.place for one in closures} > {"CALIFORNIA", "NEW_JERSEY"}


@pytest.mark.parametrize(("count", "is_loaded"), [(6, True), (5, False)])
def test_a_year_is_loaded_from_six_closures_on(count: int, is_loaded: bool, terms: Terms) -> None:
    days = [date(2040, 1, 2) + timedelta(days=n) for n in range(count)]
    few = [Closure(day, "NEW_YORK", "closed", "Act") for day in days]
    calendar = BusinessDayCalendar(
        policy_named("NEW_YORK"), few, terms.time_zone, terms.close_of_business_time
    )
    if is_loaded:
        assert calendar.closures_on(days[0]) == (few[0],)
        return
    with pytest.raises(RightsError) as refused:
        calendar.closures_on(days[0])
    assert refused.value.facts == {"place": "NEW_YORK", "year": 2040}


def test_an_instant_whose_zone_tells_no_hour_is_none() -> None:
    class Nowhere(tzinfo):
        def utcoffset(self, at: datetime | None) -> None:
            return None

        def dst(self, at: datetime | None) -> None:
            return None

        def tzname(self, at: datetime | None) -> str:
            return "nowhere"

    for naive in (datetime(2003, 6, 2), datetime(2003, 6, 2, tzinfo=Nowhere())):  # noqa: DTZ001
        with pytest.raises(RightsError) as refused:
            aware(naive)
        assert refused.value.code == "NAIVE_TIMESTAMP"
    assert aware(datetime(2003, 6, 2, tzinfo=UTC)).tzinfo is UTC


def test_the_policies_beside_one_read_the_same_words() -> None:
    both = ("CALIFORNIA", "NEW_JERSEY")
    told = policies_beside("CA_OR_NJ_STRICT", named_places=both)
    assert [one.name for one in told] == ["CALIFORNIA", "NEW_JERSEY", "CA_OR_NJ_STRICT+FEDERAL_RESERVE"]
    told = policies_beside("CA_OR_NJ_STRICT+FEDERAL_RESERVE", named_places=both)
    assert [one.name for one in told] == ["CA_OR_NJ_STRICT", "CALIFORNIA", "NEW_JERSEY"]
    told = policies_beside("NEW_YORK", named_places=["NEW_YORK"])
    assert [one.name for one in told] == ["NEW_YORK+FEDERAL_RESERVE"]


@given(day=DATES, count=st.integers(1, 40))
def test_counting_business_days_agrees_with_counting_one_day_at_a_time(
    calendar: BusinessDayCalendar, day: date, count: int
) -> None:
    if day.year > 2034:
        day = day.replace(year=2034)
    left, reached = count, day
    while left:
        reached += timedelta(days=1)
        left -= calendar.is_business_day(reached)
    assert calendar.add_business_days(day, count) == reached
    assert calendar.business_days_after(day, count)[-1] == reached


def test_a_count_below_one_is_a_fault_of_the_program(calendar: BusinessDayCalendar) -> None:
    with pytest.raises(ValueError, match="possible number"):
        calendar.add_business_days(date(2003, 6, 2), 0)
    with pytest.raises(ValueError, match="possible number"):
        calendar.add_business_days(date(2003, 6, 2), 3701)
    assert calendar.add_business_days(date(2004, 1, 2), 3700) > date(2018, 1, 1)


def test_the_federal_reserve_calendar_agrees_with_an_independent_one(closures: tuple[Closure, ...]) -> None:
    listed = {closure.day for closure in closures if closure.place == "FEDERAL_RESERVE"}
    independent = holidays.financial_holidays("XFED", years=range(2000, 2036))
    weekdays = {day for day in independent if day.weekday() < 5 and 2000 <= day.year <= 2035}
    assert listed == weekdays


def test_each_file_names_weekdays_of_its_place_once_with_a_source(closures: tuple[Closure, ...]) -> None:
    assert len({(closure.place, closure.day) for closure in closures}) == len(closures)
    assert all(closure.day.weekday() < 5 and closure.source for closure in closures)
    for place in ("CALIFORNIA", "NEW_JERSEY", "FEDERAL_RESERVE", "NEW_YORK"):
        years = {closure.day.year for closure in closures if closure.place == place}
        assert years == set(range(2000, 2036))


def test_policies_join_and_a_day_is_closed_when_any_place_closes(
    terms: Terms, closures: tuple[Closure, ...]
) -> None:
    joined = policy_named("CA_OR_NJ_STRICT+FEDERAL_RESERVE")
    assert joined.places == ("CALIFORNIA", "NEW_JERSEY", "FEDERAL_RESERVE")
    calendar = BusinessDayCalendar(joined, closures, terms.time_zone, terms.close_of_business_time)
    assert not calendar.is_business_day(date(2024, 6, 19))
    assert terms.calendar(closures).is_business_day(date(2024, 6, 19))


def test_a_policy_nobody_defined_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(RightsError, match="NEW_YORK") as refused:
        policy_named("CA_OR_NJ_STRICT+MARS")
    assert (refused.value.code, refused.value.facts["name"]) == (
        "CALENDAR_POLICY_UNKNOWN",
        "CA_OR_NJ_STRICT+MARS",
    )
