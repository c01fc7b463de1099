"""Current Per Share Market Price: Trading Days, sources in their order, averages restated (1(j), 1(nn))."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.business_days import BusinessDayCalendar
from agreement.closing_price import (
    ClosingPrice,
    Listing,
    PriceSource,
    Quotation,
    closing_price,
    quotation_grounds,
    source_grounds,
)
from agreement.errors import RightsError
from agreement.market_price import (
    FiledStatement,
    MarketPrice,
    PriceEvent,
    PriceEventKind,
    averaging_days,
    averaging_period_grounds,
    current_per_share_market_price,
    preferred_price_by_multiple,
    value_by_statement,
)
from agreement.terms import Terms
from agreement.trading_day import ExchangeDays, ListingPeriod, TradingDays, closed_weekdays, never_listed
from tests.agreement.asking import Ask

VALUED_ON = date(2003, 5, 30)


@pytest.fixture
def quoted(calendar: BusinessDayCalendar) -> TradingDays:
    return never_listed("Common Shares", business_days=calendar)


def closes(days: Sequence[date], *prices: str) -> dict[date, ClosingPrice]:
    """So many closes of each price, in the order given, over the days."""
    each = len(days) // len(prices)
    return {
        day: ClosingPrice(day, Fraction(prices[place // each]), PriceSource.OVER_THE_COUNTER, "last sale")
        for place, day in enumerate(days)
    }


def priced(
    given: dict[date, ClosingPrice],
    *,
    quoted: TradingDays,
    terms: Terms,
    section: str = "13(a)(iii)(A)",
    events: Sequence[PriceEvent] = (),
    on: date = VALUED_ON,
) -> MarketPrice:
    return current_per_share_market_price(
        on, section=section, closes=given, events=events, trading_days=quoted, terms=terms
    )


@pytest.mark.row("R-1j-1")
def test_thirty_closes_before_the_date_are_averaged_and_that_of_the_date_is_not(
    quoted: TradingDays, terms: Terms
) -> None:
    days = quoted.before(VALUED_ON, count=30)
    given = closes(days, "9.80", "10.20") | closes([VALUED_ON], "50")
    price = priced(given, quoted=quoted, terms=terms)
    assert price.mean == 10
    assert [day.close.day for day in price.days] == list(days)
    assert (days[-1], VALUED_ON in days, len(days)) == (date(2003, 5, 29), False, 30)


@pytest.mark.row("R-1j-2")
@pytest.mark.refusal("WRONG_AVERAGING_PERIOD")
def test_a_substitution_takes_ten_days_and_nothing_else_does(quoted: TradingDays, terms: Terms) -> None:
    days = quoted.before(date(2003, 6, 9), count=10)
    given = closes(days, "10.90", "11.10")
    price = priced(given, quoted=quoted, terms=terms, section="11(a)(iii)", on=date(2003, 6, 9))
    assert (price.mean, len(price.days)) == (11, 10)
    sections = ("11(a)(iii)", "11(a)(ii)", "24(c)", "11(b)")
    assert [averaging_days(one, terms=terms) for one in sections] == [10, 30, 30, 30]
    (found,) = averaging_period_grounds(10, section="24(c)", terms=terms)
    assert (found.code, averaging_period_grounds(30, section="24(c)", terms=terms)) == (
        "WRONG_AVERAGING_PERIOD",
        (),
    )


def test_another_plan_averages_its_own_number_of_days(other_terms: Terms) -> None:
    assert averaging_days("11(a)(iii)", terms=other_terms) == 15
    assert averaging_days("13(a)", terms=other_terms) == 20


@pytest.mark.row("R-1j-1")
def test_a_day_without_a_close_is_named_and_never_left_out(quoted: TradingDays, terms: Terms) -> None:
    days = quoted.before(VALUED_ON, count=30)
    given = closes(days, "10")
    del given[days[7]], given[days[29]]
    with pytest.raises(RightsError) as refused:
        priced(given, quoted=quoted, terms=terms)
    assert refused.value.code == "PRICE_HISTORY_INCOMPLETE"
    assert "28 of 30" in str(refused.value)
    assert f"{days[7]}, {days[29]}" in str(refused.value)


def split(**changed: object) -> PriceEvent:
    told = {
        "kind": PriceEventKind.SUBDIVISION,
        "announced_on": date(2003, 5, 1),
        "from_date": date(2003, 5, 15),
        "shares_after": Fraction(2),
        **changed,
    }
    return PriceEvent(**told)  # type: ignore[arg-type]


@pytest.mark.row("R-1j-3")
def test_closes_before_a_split_are_restated(quoted: TradingDays, terms: Terms) -> None:
    days = quoted.before(VALUED_ON, count=30)
    given = closes(days[:20], "20") | closes(days[20:], "10")
    price = priced(given, quoted=quoted, terms=terms, events=[split(from_date=days[20])])
    assert (price.mean, price.raw_mean) == (10, Fraction(50, 3))
    assert {day.restated for day in price.days} == {Fraction(10)}
    assert [day.divisor for day in price.days] == [Fraction(2)] * 20 + [Fraction(1)] * 10


@pytest.mark.row("R-1j-3")
def test_only_an_event_announced_and_come_to_pass_restates(quoted: TradingDays, terms: Terms) -> None:
    days = quoted.before(VALUED_ON, count=30)
    given = closes(days, "20")
    still = [
        split(announced_on=VALUED_ON + timedelta(days=1), from_date=days[20]),
        split(from_date=VALUED_ON + timedelta(days=1)),
        split(from_date=days[0]),
    ]
    assert priced(given, quoted=quoted, terms=terms, events=still).mean == 20
    on_the_date = priced(given, quoted=quoted, terms=terms, events=[split(from_date=VALUED_ON)])
    assert on_the_date.mean == 10
    twice = [split(from_date=days[10]), split(from_date=days[20], shares_after=Fraction(1, 4))]
    assert [day.divisor for day in priced(given, quoted=quoted, terms=terms, events=twice).days] == [
        *[Fraction(1, 2)] * 10,
        *[Fraction(1, 4)] * 10,
        *[Fraction(1)] * 10,
    ]


@pytest.mark.row("R-1j-3")
@pytest.mark.parametrize("lacking", ["from_date", "shares_after"])
def test_an_event_in_the_window_needs_its_ratio_and_its_date(
    lacking: str, quoted: TradingDays, terms: Terms
) -> None:
    given = closes(quoted.before(VALUED_ON, count=30), "20")
    with pytest.raises(RightsError) as refused:
        priced(given, quoted=quoted, terms=terms, events=[split(**{lacking: None})])
    assert refused.value.code == "ADJUSTMENT_FACTOR_MISSING"


def test_a_dividend_counts_from_its_ex_date_and_a_split_from_its_record_date() -> None:
    told = {kind.name: kind.counts_from for kind in PriceEventKind}
    assert [name for name, word in told.items() if word == "ex-dividend date"] == [
        "STOCK_DIVIDEND",
        "CONVERTIBLE_DISTRIBUTION",
    ]


DAY = date(2003, 5, 29)


def quote(source: PriceSource, **told: str) -> Quotation:
    prices = {name: Fraction(value) for name, value in told.items() if name != "statement"}
    return Quotation(source, statement=told.get("statement", ""), **prices)  # type: ignore[arg-type]


EVERY_SOURCE = [
    quote(PriceSource.NEW_YORK_STOCK_EXCHANGE, last_sale="1", bid="1", asked="3"),
    quote(PriceSource.OTHER_EXCHANGE, bid="2", asked="4"),
    quote(PriceSource.OVER_THE_COUNTER, bid="9.90", asked="10.10"),
    quote(PriceSource.MARKET_MAKER, last_sale="99", bid="6", asked="8", statement="CN-1"),
    quote(PriceSource.BOARD_VALUE, value="8", statement="CN-2"),
]


@pytest.mark.row("R-1j-4")
@pytest.mark.parametrize(
    ("listing", "without", "price", "rank", "manner"),
    [
        (Listing.NEW_YORK_STOCK_EXCHANGE, (), "1", 1, "last sale"),
        (Listing.OTHER_EXCHANGE, (), "3", 2, "middle of closing bid and asked"),
        (Listing.NONE, (), "10", 3, "middle of high bid and low asked"),
        (Listing.NONE, (3,), "7", 4, "middle of closing bid and asked"),
        (Listing.NONE, (3, 4), "8", 5, "fair value"),
        (Listing.NEW_YORK_STOCK_EXCHANGE, (1,), "7", 4, "middle of closing bid and asked"),
    ],
)
def test_the_first_source_of_the_order_gives_the_close(
    listing: Listing, without: tuple[int, ...], price: str, rank: int, manner: str
) -> None:
    given = [one for one in EVERY_SOURCE if one.source.rank not in without]
    close = closing_price(DAY, listing=listing, quotations=given)
    assert close is not None
    assert (close.price, close.source.rank, close.manner) == (Fraction(price), rank, manner)


@pytest.mark.row("R-1j-4")
@pytest.mark.refusal("CLOSE_SOURCE_SKIPPED")
def test_a_close_from_a_source_further_down_is_not_taken() -> None:
    maker = ClosingPrice(DAY, Fraction(7), PriceSource.MARKET_MAKER, "", "CN-1")
    (found,) = source_grounds(maker, listing=Listing.NONE, quotations=EVERY_SOURCE)
    assert (found.code, "over-the-counter" in found.message) == ("CLOSE_SOURCE_SKIPPED", True)
    only = [one for one in EVERY_SOURCE if one.source.rank > 3]
    assert source_grounds(maker, listing=Listing.NONE, quotations=only) == ()
    counter = ClosingPrice(DAY, Fraction(10), PriceSource.OVER_THE_COUNTER, "")
    (found,) = source_grounds(counter, listing=Listing.NEW_YORK_STOCK_EXCHANGE, quotations=[])
    assert found.code == "CLOSE_SOURCE_SKIPPED"


@pytest.mark.row("R-1s-1", "R-1j-4")
def test_a_system_that_became_an_exchange_gives_closes_of_source_two_from_that_day(
    quoted: TradingDays, ask: Ask
) -> None:
    became, valued_on = date(2006, 8, 1), date(2006, 8, 8)
    days = quoted.before(valued_on, count=10)
    facts = {
        "valuation_date": valued_on.isoformat(),
        "section": "11(a)(iii)",
        "listings": [
            {"listing": "NONE", "since": "2000-01-01", "until": "2006-07-31"},
            {"listing": "OTHER_EXCHANGE", "since": "2006-08-01", "exchange": "NASDAQ"},
        ],
        "exchange_days": [
            {"exchange": "NASDAQ", "begins": "2006-08-01", "until": "2006-12-31", "closed_on": ["2006-09-04"]}
        ],
        # Both sources go on to give a price: which one counts follows from the listing of the day.
        "quotations": [
            {"date": day.isoformat(), "source": source, "last_sale": sale}
            for day in days
            for source, sale in (("OVER_THE_COUNTER", "10.00"), ("OTHER_EXCHANGE", "12.00"))
        ],
    }
    done = ask("market-price", facts)
    told = [step.name for step in done.steps if step.name.startswith("close of")]
    assert [f"source {2 if day >= became else 3}" in name for day, name in zip(days, told, strict=True)] == (
        [True] * 10
    )
    assert done.result["current_per_share_market_price"] == "11.00"
    assert sum(day >= became for day in days) == 5


@pytest.mark.row("R-1j-5")
@pytest.mark.refusal("BOARD_VALUE_UNSIGNED")
def test_what_the_board_chose_or_valued_needs_its_statement() -> None:
    unsigned = quote(PriceSource.BOARD_VALUE, value="0.85")
    assert closing_price(DAY, listing=Listing.NONE, quotations=[unsigned]) is None
    (found,) = quotation_grounds(DAY, unsigned)
    assert found.code == "BOARD_VALUE_UNSIGNED"
    (found,) = quotation_grounds(DAY, quote(PriceSource.MARKET_MAKER, bid="1", asked="2"))
    assert found.code == "BOARD_VALUE_UNSIGNED"
    signed = quote(PriceSource.BOARD_VALUE, value="0.85", statement="statement of June 9, 2003")
    close = closing_price(date(2003, 6, 9), listing=Listing.NONE, quotations=[signed])
    assert close is not None
    assert (close.price, close.statement) == (Fraction("0.85"), "statement of June 9, 2003")


def test_half_a_quotation_is_none_and_a_price_is_not_negative() -> None:
    half = quote(PriceSource.OVER_THE_COUNTER, bid="9.90")
    assert closing_price(DAY, listing=Listing.NONE, quotations=[half]) is None
    with pytest.raises(ValueError):
        quote(PriceSource.OVER_THE_COUNTER, last_sale="-1")


@pytest.mark.row("R-1j-6")
@pytest.mark.refusal("PRICE_MULTIPLE_UNCONFIRMED")
def test_a_preferred_share_is_the_multiple_of_a_common_share(terms: Terms, other_terms: Terms) -> None:
    plain = preferred_price_by_multiple(Fraction(10), split_factor=Fraction(1), terms=terms)
    assert (plain.plain, plain.restated, plain.grounds) == (10000, 10000, ())
    after = preferred_price_by_multiple(Fraction(5), split_factor=Fraction(2), terms=terms)
    assert (after.plain, after.restated) == (5000, 10000)
    assert [found.code for found in after.grounds] == ["PRICE_MULTIPLE_UNCONFIRMED"]
    other = preferred_price_by_multiple(Fraction(10), split_factor=Fraction(1), terms=other_terms)
    assert other.plain == 1000


@pytest.mark.row("R-1j-7")
def test_a_security_with_no_market_has_the_value_that_was_filed() -> None:
    units = FiledStatement("note units", Fraction("97.50"), date(2004, 4, 30), date(2004, 5, 1), "A. Officer")
    with pytest.raises(RightsError) as refused:
        value_by_statement("note units", on=date(2004, 4, 30), statements=[units])
    assert refused.value.code == "STATEMENT_NOT_FILED"
    later = FiledStatement("note units", Fraction(98), date(2004, 6, 1), date(2004, 6, 2), "A. Officer")
    unsigned = FiledStatement("note units", Fraction(1), date(2004, 5, 1), date(2004, 5, 1), "")
    filed = [later, units, unsigned]
    assert value_by_statement("note units", on=date(2004, 5, 1), statements=filed).value == Fraction("97.5")
    assert value_by_statement("note units", on=date(2004, 6, 2), statements=filed) == later


@pytest.mark.row("R-1nn-1")
def test_without_a_listing_a_trading_day_is_a_business_day(
    quoted: TradingDays, calendar: BusinessDayCalendar
) -> None:
    lincoln = date(2004, 2, 12)
    assert not quoted.is_trading_day(lincoln)
    new_york = ExchangeDays(
        "NYSE", date(2004, 1, 1), date(2004, 12, 31), closed_weekdays([date(2004, 2, 16), date(2004, 2, 14)])
    )
    listed = TradingDays("Common Shares", [ListingPeriod("NYSE", date(2004, 1, 2))], [new_york], calendar)
    assert listed.is_trading_day(lincoln)
    assert listed.before(date(2004, 2, 18), count=3) == (
        date(2004, 2, 12),
        date(2004, 2, 13),
        date(2004, 2, 17),
    )


@pytest.mark.row("R-1nn-1")
def test_a_day_of_which_no_listing_or_no_exchange_is_known_is_refused(calendar: BusinessDayCalendar) -> None:
    days = ExchangeDays("NYSE", date(2004, 1, 1), date(2004, 12, 31), frozenset())
    periods = [
        ListingPeriod("NYSE", date(2003, 6, 2), date(2004, 5, 31)),
        ListingPeriod("", date(2004, 7, 1)),
    ]
    security = TradingDays("Common Shares", periods, [days], calendar)
    codes = []
    for day in (date(2004, 6, 1), date(2003, 6, 2)):
        with pytest.raises(RightsError) as refused:
            security.is_trading_day(day)
        codes.append(refused.value.code)
    assert codes == ["LISTING_UNKNOWN", "CALENDAR_YEAR_NOT_LOADED"]
    assert security.is_trading_day(date(2004, 7, 1))
    with pytest.raises(RightsError) as refused:
        TradingDays("Common Shares", periods, [], calendar).is_trading_day(date(2004, 5, 31))
    assert refused.value.code == "CALENDAR_YEAR_NOT_LOADED"


@given(
    on=st.dates(date(2001, 6, 1), date(2009, 12, 31)),
    numerator=st.integers(1, 12),
    denominator=st.integers(1, 12),
    place=st.integers(1, 30),
    prices=st.lists(st.integers(1, 10_000), min_size=30, max_size=30),
)
def test_an_average_moves_with_the_ratio_of_a_split_and_never_beyond_its_closes(
    calendar: BusinessDayCalendar,
    terms: Terms,
    on: date,
    numerator: int,
    denominator: int,
    place: int,
    prices: list[int],
) -> None:
    quoted = never_listed("Common Shares", business_days=calendar)
    days = (*quoted.before(on, count=30), on)
    ratio = Fraction(numerator, denominator)
    given = {
        day: ClosingPrice(
            day,
            Fraction(price) * (ratio if day < days[place] else 1),
            PriceSource.OVER_THE_COUNTER,
            "last sale",
        )
        for day, price in zip(days[:30], prices, strict=True)
    }
    event = split(announced_on=days[0], from_date=days[place], shares_after=ratio)
    price = priced(given, quoted=quoted, terms=terms, events=[event], on=on)
    assert price.mean == Fraction(sum(prices), 30)
    assert min(prices) <= price.mean <= max(prices)
