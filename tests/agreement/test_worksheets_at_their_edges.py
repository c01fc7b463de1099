"""Edges of the worksheets: exactly at a limit, on the very day, none and one of what is several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.closing_price import ClosingPrice, Listing, PriceSource, Quotation, closing_price
from agreement.errors import RightsError
from agreement.exchange import (
    adjusted_exchange_ratio,
    current_value_24c,
    equivalent_rights,
    exchange_bar_grounds,
    exchange_short_of_shares,
    partial_exchange,
)
from agreement.flip_over import (
    BusinessIncome,
    Section13EventKind,
    Section13Facts,
    company_on,
    earning_power_sold,
    flip_over,
    is_asset_sale_a_section_13_event,
    section_13_event_grounds,
)
from agreement.fractional_shares import shares_delivered
from agreement.market_price import (
    PriceEvent,
    PriceEventKind,
    current_per_share_market_price,
    preferred_price_by_multiple,
)
from agreement.principal_party import Merger, Party, RegisteredPeriod, is_registered, propose_in_merger
from agreement.redemption import redemption_in_shares
from agreement.supplemental_agreement import Confirmation, ConsummationFacts, consummation_grounds
from agreement.terms import Terms
from agreement.trading_day import ExchangeDays, never_listed

ON = date(2004, 3, 31)
ONE, NIL = Fraction(1), Fraction(0)


def test_all_and_nothing_of_the_assets_are_parts_and_more_is_none() -> None:
    assert is_asset_sale_a_section_13_event(ONE, threshold=Fraction(1, 2))
    assert not is_asset_sale_a_section_13_event(NIL, threshold=Fraction(1, 2))
    with pytest.raises(RightsError):
        is_asset_sale_a_section_13_event(Fraction(3, 2), threshold=Fraction(1, 2))


def test_an_event_on_the_day_of_the_trigger_is_after_it(terms: Terms) -> None:
    facts = Section13Facts(kind=Section13EventKind.MERGED_INTO_ANOTHER, triggered_on=ON, on=ON)
    assert section_13_event_grounds(facts, terms=terms) == ()


def test_earning_power_of_less_than_a_dollar_divides_and_none_does_not(terms: Terms) -> None:
    small = BusinessIncome("small", (Fraction(1, 4),), ONE)
    assert earning_power_sold([small, replace(small, part_sold=NIL)], terms=terms) == Fraction(1, 2)
    with pytest.raises(RightsError):
        earning_power_sold([replace(small, by_year=(NIL,))], terms=terms)
    assert earning_power_sold([small, BusinessIncome("new", ())], terms=terms) == 1


def test_a_cheap_principal_party_has_a_price_and_interests_are_told_in_per_cent(terms: Terms) -> None:
    cheap = flip_over(Fraction(1), interests={"P": ONE}, market_prices={"P": Fraction(1, 2)}, terms=terms)
    assert cheap.shares[0].shares.value == 4
    with pytest.raises(RightsError) as refused:
        flip_over(ONE, interests={"P": Fraction(9, 10)}, market_prices={"P": ONE}, terms=terms)
    assert "total 90%" in str(refused.value)
    with pytest.raises(RightsError) as refused:
        company_on(ON, roles=[])
    assert "nobody" in str(refused.value)


def merger(*issuers: str, terms: Terms) -> str:
    long = (RegisteredPeriod(date(1999, 1, 4)),)
    known = {
        name: Party(name=name, market_value=Fraction(place), registered=long)
        for place, name in enumerate(issuers)
    }
    return propose_in_merger(Merger(issuers=issuers), on=ON, parties=known, terms=terms).branches[0][1]


def test_several_are_told_as_several_and_one_as_one(terms: Terms) -> None:
    assert "of several" not in merger("X", terms=terms)
    assert "of several" in merger("X", "Y", terms=terms)


def test_registered_until_the_day_is_not_registered_before_it_only(terms: Terms) -> None:
    to_the_day = Party(name="P", registered=(RegisteredPeriod(date(1999, 1, 4), ON),))
    assert is_registered(to_the_day, on=ON, terms=terms)


SOUND = ConsummationFacts(
    consummated_on=ON,
    delivered_on=ON - timedelta(days=1),
    confirms=frozenset(Confirmation),
    authorised_shares=100,
    shares_needed=100,
)


def test_just_enough_shares_suffice_and_a_waiver_of_the_day_is_too_late() -> None:
    assert consummation_grounds(SOUND) == ()
    late = replace(SOUND, contrary_provision="special payment", waived_on=ON)
    assert [found.code for found in consummation_grounds(late)] == ["CONTRARY_PROVISION_OPEN"]


def test_ratios_other_than_one_multiply(terms: Terms) -> None:
    assert current_value_24c(Fraction(10), ratio=Fraction(2)) == 20
    assert equivalent_rights({"A-1": 30}, each=Fraction(2)) == {"A-1": 60}
    found = exchange_short_of_shares(
        10, available=0, ratio=Fraction(2), market_price=Fraction(10), terms=terms
    )
    assert (found.needed, found.package.shares, found.package.cash) == (20, 0, 20)
    assert "50%" in exchange_bar_grounds(Fraction(1, 2), terms=terms)[0].message
    assert adjusted_exchange_ratio(ONE, split_factor=Fraction(1, 2)) == Fraction(1, 2)


def test_nobody_with_rights_shares_out_nothing() -> None:
    (only,) = partial_exchange({"A-1": 1}, rights_count=1)
    assert (only.exchanged, only.kept) == (1, 0)
    assert partial_exchange({}, rights_count=0) == ()


def short(rights: int, available: int, terms: Terms) -> object:
    return exchange_short_of_shares(rights, available=available, ratio=ONE, market_price=ONE, terms=terms)


@pytest.mark.parametrize(
    "impossible",
    [
        lambda terms: adjusted_exchange_ratio(ONE, split_factor=NIL),
        lambda terms: short(0, 1, terms),
        lambda terms: short(1, -1, terms),
        lambda terms: partial_exchange({"A-1": 1}, rights_count=-1),
        lambda terms: redemption_in_shares(1, price=ONE, market_price=NIL, close=ONE, terms=terms),
        lambda terms: preferred_price_by_multiple(-ONE, split_factor=ONE, terms=terms),
        lambda terms: preferred_price_by_multiple(ONE, split_factor=NIL, terms=terms),
        lambda terms: PriceEvent(PriceEventKind.SUBDIVISION, ON, ON, NIL),
    ],
)
def test_what_cannot_be_is_a_fault_of_the_caller(impossible: Callable[[Terms], object], terms: Terms) -> None:
    with pytest.raises(ValueError):
        impossible(terms)


def test_small_prices_and_factors_are_prices_and_factors(terms: Terms) -> None:
    half = Fraction(1, 2)
    assert redemption_in_shares(1, price=ONE, market_price=half, close=None, terms=terms).whole == 2
    assert preferred_price_by_multiple(NIL, split_factor=half, terms=terms).plain == 0
    assert PriceEvent(PriceEventKind.COMBINATION, ON, ON, half).shares_after == half
    nothing = Quotation(PriceSource.OVER_THE_COUNTER, last_sale=NIL)
    close = closing_price(ON, listing=Listing.NONE, quotations=[nothing])
    assert close is not None
    assert close.price == 0


def test_the_day_that_misses_a_close_is_told_and_named(terms: Terms) -> None:
    with pytest.raises(RightsError) as refused:
        shares_delivered(Fraction(1, 2), close=None, terms=terms)
    assert "for the Trading Day before" in str(refused.value)
    with pytest.raises(RightsError) as refused:
        shares_delivered(Fraction(1, 2), close=None, on=ON, terms=terms)
    assert "2004-03-31" in str(refused.value)


def priced(
    missing: int, *, events: list[PriceEvent], calendar: BusinessDayCalendar, terms: Terms
) -> Fraction:
    quoted = never_listed("Common Shares", business_days=calendar)
    days = quoted.before(ON, count=30)[missing:]
    closes = {day: ClosingPrice(day, Fraction(20), PriceSource.OVER_THE_COUNTER, "last sale") for day in days}
    return current_per_share_market_price(
        ON, section="11(b)", closes=closes, events=events, trading_days=quoted, terms=terms
    ).mean


@pytest.mark.parametrize(("missing", "words"), [(10, ""), (11, "and 1 more"), (30, "and 20 more")])
def test_many_missing_days_are_counted(
    missing: int, words: str, calendar: BusinessDayCalendar, terms: Terms
) -> None:
    with pytest.raises(RightsError) as refused:
        priced(missing, events=[], calendar=calendar, terms=terms)
    told = str(refused.value)
    assert words in told
    assert ("more" in told) == bool(words)
    assert f"{30 - missing} of 30" in told


def test_an_event_announced_on_the_date_itself_counts(calendar: BusinessDayCalendar, terms: Terms) -> None:
    split = PriceEvent(PriceEventKind.SUBDIVISION, ON, ON, Fraction(2))
    assert priced(0, events=[split], calendar=calendar, terms=terms) == 10


def test_the_first_and_last_days_of_a_list_of_an_exchange_are_of_it() -> None:
    days = ExchangeDays("NYSE", date(2004, 1, 2), date(2004, 12, 31), frozenset())
    assert days.is_open(date(2004, 1, 2))
    assert days.is_open(date(2004, 12, 31))
    assert not days.is_open(date(2004, 1, 3))  # a Saturday
    assert not days.is_open(date(2004, 1, 4))


@pytest.mark.parametrize(("count", "is_possible"), [(0, False), (1, True), (3701, False)])
def test_a_number_of_days_is_from_one_to_ten_years(
    count: int, is_possible: bool, calendar: BusinessDayCalendar
) -> None:
    quoted = never_listed("Common Shares", business_days=calendar)
    if is_possible:
        assert quoted.before(ON, count=count) == (date(2004, 3, 30),)
    else:
        with pytest.raises(ValueError):
            quoted.before(ON, count=count)
