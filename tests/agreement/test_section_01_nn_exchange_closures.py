"""1(nn): The closures of the exchange on file beside its rule and beside an independent calendar."""

from datetime import date
from pathlib import Path

import holidays
import pytest

from agreement.calculator import calculate
from agreement.closing_price import EXCHANGES, Listing
from agreement.errors import RightsError
from agreement.importer import shipped_agreement, shipped_closures, shipped_exchange_closures
from agreement.trading_day import ListingPeriod, TradingDays, exchange_days
from tests.agreement.closures_by_statute import exchange_days_closed

PAGE = Path(__file__).parents[2] / "docs" / "business-days.md"
SPECIAL = "New York Stock Exchange, special closings"
NYSE = Listing.NEW_YORK_STOCK_EXCHANGE.value
FILED = shipped_exchange_closures()


@pytest.fixture(scope="module")
def listed() -> TradingDays:
    """Common Shares on the exchange since ever."""
    business_days = shipped_agreement("digitalthink_2003").calendar(shipped_closures())
    days = exchange_days(FILED, exchanges=EXCHANGES)
    return TradingDays("Common Shares", (ListingPeriod(NYSE, date.min),), days, business_days)


def test_each_row_is_a_weekday_of_the_exchange_with_its_source_and_stands_once() -> None:
    assert {one.place for one in FILED} == {NYSE}
    assert all(one.day.weekday() < 5 and one.name and one.source for one in FILED)
    days = [one.day for one in FILED]
    assert days == sorted(set(days))
    assert (days[0].year, days[-1].year) == (2000, 2025)


def test_but_for_the_special_closings_the_file_is_the_rule_of_the_exchange() -> None:
    regular = {one.day for one in FILED if one.source != SPECIAL}
    assert regular == exchange_days_closed(begins=2000, until=2025)


@pytest.mark.row("R-1nn-1")
def test_the_file_agrees_day_by_day_with_an_independent_calendar() -> None:
    theirs = holidays.financial_holidays("NYSE", years=range(2000, 2026))
    assert {one.day for one in FILED} == {
        day for day in theirs if day.weekday() < 5 and 2000 <= day.year <= 2025
    }


def test_the_page_names_every_special_closing_of_the_file() -> None:
    page = PAGE.read_text(encoding="utf-8")
    special = [one for one in FILED if one.source == SPECIAL]
    assert len(special) == 10
    for one in special:
        assert f"| {one.day:%a} {one.day.isoformat()} | {one.name} |" in page, one


@pytest.mark.row("R-1nn-1", "R-1j-1")
def test_thirty_trading_days_of_a_listed_share_leave_out_what_closed_the_exchange(
    listed: TradingDays,
) -> None:
    before = listed.before(date(2001, 9, 18), count=10)
    assert (before[0], before[-2:]) == (date(2001, 8, 28), (date(2001, 9, 10), date(2001, 9, 17)))
    # The banks were open on the day of mourning, and closed on Columbus Day when the exchange was not.
    assert not listed.is_trading_day(date(2004, 6, 11))
    assert listed.business_days.is_business_day(date(2004, 6, 11))
    assert listed.is_trading_day(date(2003, 10, 13))
    assert not listed.business_days.is_business_day(date(2003, 10, 13))


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2026, 1, 2)])
def test_a_year_that_is_not_on_file_is_refused(day: date, listed: TradingDays) -> None:
    with pytest.raises(RightsError) as refused:
        listed.is_trading_day(day)
    assert refused.value.code == "CALENDAR_YEAR_NOT_LOADED"


def test_the_calculator_takes_the_days_on_file_unless_they_are_stated(listed: TradingDays) -> None:
    days = listed.before(date(2004, 6, 21), count=10)
    assert date(2004, 6, 11) not in days
    facts = {
        "valuation_date": "2004-06-21",
        "section": "11(a)(iii)",
        "listings": [{"listing": NYSE, "since": "2000-01-01"}],
        "quotations": [{"date": day.isoformat(), "source": NYSE, "last_sale": "12.00"} for day in days],
    }
    terms = shipped_agreement("digitalthink_2003")
    closures = (*shipped_closures(), *FILED)
    done = calculate("market-price", {"facts": facts}, terms=terms, closures=closures)
    assert (done.grounds, done.result["current_per_share_market_price"]) == ([], "12.00")
    stated = [{"exchange": NYSE, "begins": "2004-01-01", "until": "2004-12-31", "closed_on": []}]
    done = calculate(
        "market-price", {"facts": facts | {"exchange_days": stated}}, terms=terms, closures=closures
    )
    assert [one.code for one in done.grounds] == ["PRICE_HISTORY_INCOMPLETE"]
    assert "2004-06-11" in done.grounds[0].message
