"""1(e): The shipped closures beside the statutes computed afresh and beside an independent calendar."""

from datetime import date
from pathlib import Path

import holidays
import pytest

from agreement.__main__ import main
from agreement.business_days import Closure, policy_named
from agreement.closure_table import closure_table
from agreement.errors import RightsError
from tests.agreement.closures_by_statute import closed_days

PLACES = ("CALIFORNIA", "NEW_JERSEY", "NEW_YORK", "FEDERAL_RESERVE")
PAGE = Path(__file__).parents[2] / "docs" / "business-days.md"

# Days on which the statute closes and the calendar of `holidays` does not, by the name in our files.
ONLY_OURS = {
    "CALIFORNIA": {
        "Good Friday, from noon": "a holiday from noon: banks may close, state offices stay open",
        "Admission Day": "on the list of Civil Code 7.1, no paid holiday of state employees",
        "Columbus Day": "taken from state employees in 2009, not from the list of Civil Code 7.1",
        "Lincoln Day": "taken from state employees in 2009, not from the list of Civil Code 7.1",
    },
    "NEW_JERSEY": {
        "General Election Day": "a holiday of every year; there of years with a federal election",
        "Juneteenth Day": "the third Friday of June; there the federal 19 June from 2022",
    },
    "NEW_YORK": {"General Election Day": "a holiday of every year; there not in each year before 2014"},
    "FEDERAL_RESERVE": {},
}
# Days of the calendar of `holidays` that close no banks of the place, by its own names.
ONLY_THEIRS = {
    "CALIFORNIA": {
        "Cesar Chavez Day": "of state employees, not on the list of Civil Code 7.1",
        "Day After Thanksgiving": "of state employees, not on the list of Civil Code 7.1",
        "Diwali": "of state employees, not on the list of Civil Code 7.1",
        "Juneteenth National Independence Day": "federal, not on the list of Civil Code 7.1",
        "Lincoln's Birthday": "a Saturday moved to the Friday; Civil Code 7.1 does not move it",
        "New Year's Day": "a Saturday moved to the Friday; Civil Code 7.1 does not move it",
        "Susan B. Anthony Day": "observed, no holiday",
        "Veterans Day": "a Saturday moved to the Friday; Civil Code 7.1 does not move it",
    },
    "NEW_JERSEY": {"Juneteenth National Independence Day": "federal; the State keeps the third Friday"},
    "NEW_YORK": {
        "Christmas Day": "a Saturday moved to the Friday; General Construction Law 24 does not move it",
        "Independence Day": "a Saturday moved to the Friday; General Construction Law 24 does not move it",
        "Juneteenth National Independence Day": "a Saturday moved to the Friday, as above",
        "Lincoln's Birthday": "a Saturday moved to the Friday, as above",
        "New Year's Day": "a Saturday moved to the Friday, as above",
        "Susan B. Anthony Day": "observed, no holiday",
        "Veterans Day": "a Saturday moved to the Friday, as above",
    },
    "FEDERAL_RESERVE": {},
}


def independent(place: str) -> dict[date, str]:
    """The weekdays of the calendar of `holidays` for a place, 1998 to 2035, with their names."""
    years = range(1998, 2037)
    if place == "FEDERAL_RESERVE":
        found = holidays.financial_holidays("XFED", years=years)
    else:
        subdivision = {"CALIFORNIA": "CA", "NEW_JERSEY": "NJ", "NEW_YORK": "NY"}[place]
        found = holidays.country_holidays("US", subdiv=subdivision, years=years)
    return {day: name for day, name in found.items() if day.weekday() < 5 and 1998 <= day.year <= 2035}


def label(name: str) -> str:
    """The bare name of a holiday, without how it was moved."""
    bare = name.split(";")[0].removesuffix(" (observed)")
    for moved in (", preceding Friday", ", following Monday", ", next day"):
        bare = bare.removesuffix(moved)
    return bare


@pytest.mark.row("R-1e-1")
@pytest.mark.parametrize("place", PLACES)
def test_each_file_is_its_statute_computed_afresh(place: str, closures: tuple[Closure, ...]) -> None:
    listed = {closure.day for closure in closures if closure.place == place}
    assert listed == closed_days(place, begins=2000, until=2035)


@pytest.mark.row("R-1e-1")
@pytest.mark.parametrize("place", PLACES)
def test_each_calendar_agrees_with_an_independent_one_but_for_the_days_explained(
    place: str, closures: tuple[Closure, ...]
) -> None:
    ours, theirs = closed_days(place, begins=1998, until=2035), independent(place)
    names = {closure.day: label(closure.name) for closure in closures if closure.place == place}
    assert len(ours & theirs.keys()) > 38 * 8
    lacking = {names[day] for day in ours - theirs.keys() if day in names}
    early = {day for day in ours - theirs.keys() if day not in names}
    beyond = {label(theirs[day]) for day in theirs.keys() - ours}
    assert lacking == ONLY_OURS[place].keys()
    assert beyond == ONLY_THEIRS[place].keys()
    assert all(day.year < 2000 for day in early)


@pytest.mark.parametrize("year", [2003, 2010])
def test_the_page_on_business_days_prints_the_closures_of_a_year_with_their_sources(
    year: int, capsys: pytest.CaptureFixture[str], closures: tuple[Closure, ...]
) -> None:
    assert main(["--closures", str(year)]) == 0
    printed = capsys.readouterr().out
    assert f"\n## {year}\n\n{printed}" in PAGE.read_text(encoding="utf-8")
    for closure in closures:
        if closure.day.year == year:
            assert f"{closure.day:%a} {closure.day.isoformat()}" in printed
            assert closure.source in printed


def test_a_table_marks_what_each_policy_closes() -> None:
    found = [
        Closure(date(2003, 2, 12), "CALIFORNIA", "Lincoln Day", "Code 1"),
        Closure(date(2003, 11, 4), "NEW_JERSEY", "Election Day", "Act 2"),
        Closure(date(2003, 11, 27), "CALIFORNIA", "Thanksgiving Day", "Code 1"),
        Closure(date(2003, 11, 27), "NEW_JERSEY", "Thanksgiving Day", "Act 2"),
    ]
    names = ("CALIFORNIA", "CA_OR_NJ_STRICT")
    table = closure_table(found, year=2003, policies={name: policy_named(name) for name in names})
    assert table == (
        "| Day | Closure | `CALIFORNIA` | `CA_OR_NJ_STRICT` | Source |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| Wed 2003-02-12 | Lincoln Day | closed | closed | 1 |\n"
        "| Tue 2003-11-04 | Election Day | – | closed | 2 |\n"
        "| Thu 2003-11-27 | Thanksgiving Day | closed | closed | 1, 2 |\n"
        "\n"
        "1. Code 1\n"
        "2. Act 2\n"
    )


@pytest.mark.row("R-1e-1")
def test_no_table_is_printed_of_a_year_that_is_not_loaded(
    closures: tuple[Closure, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RightsError) as refused:
        closure_table(closures, year=1999)
    assert refused.value.code == "CALENDAR_YEAR_NOT_LOADED"
    assert main(["--closures", "1999"]) == 2
    assert "CALENDAR_YEAR_NOT_LOADED" in capsys.readouterr().err
