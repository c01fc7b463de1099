"""An order carried out: what stands against it, what a Right gives, what one holder gets (23, 24)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as some
from hypothesis import strategies

from agreement.board_orders import BoardOrder, ExchangedFor, Extent, OrderKind
from agreement.carrying_out import (
    CarryingFacts,
    OrderFigures,
    carrying_grounds,
    entitlement,
    figures_grounds,
    given_by,
    in_time_until,
    takes_effect_at,
)
from agreement.exchange import Package, exchange_deliveries
from agreement.grounds import Ground
from agreement.redemption import RightsHeld, redemption_in_shares, redemption_payees
from agreement.terms import Terms

ACTED = datetime(2003, 6, 5, 21, tzinfo=UTC)
DAY_ENDS, REDEEMED = datetime(2003, 6, 6, 0, tzinfo=UTC), datetime(2003, 6, 7, 0, tzinfo=UTC)
LATER = datetime(2003, 6, 10, tzinfo=UTC)
REDEMPTION = BoardOrder(7, OrderKind.REDEMPTION, ACTED, ACTED, DAY_ENDS, transfers_end_at=REDEEMED)
EXCHANGE = BoardOrder(8, OrderKind.EXCHANGE, ACTED, ACTED, DAY_ENDS)
PART = replace(EXCHANGE, extent=Extent.PART, rights_count=100)


def facts(order: BoardOrder = REDEMPTION, **changed: Any) -> CarryingFacts:
    told: dict[str, Any] = {"in_force": True, "open_items": (), "others": (), "valid": 300, "attached": 0}
    return CarryingFacts(order=order, **(told | changed))


def codes(grounds: tuple[Ground, ...]) -> list[str]:
    return [one.code for one in grounds]


@pytest.mark.row("R-23b-4", "R-23a-4")
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"in_force": False}, ["COMPANY_NOTICE_REQUIRED"]),
        ({"carried_out_by": 12}, ["ORDER_CARRIED_OUT"]),
        ({"others": (9,)}, ["INSTRUCTIONS_CONFLICT"]),
        ({"conditions": "The merger closes"}, ["CONDITION_OPEN"]),
        ({"conditions": "The merger closes", "conditions_reported": True}, []),
        ({"open_items": (4, 5)}, ["ITEMS_IN_TIME_OPEN"]),
        ({"attached": 5}, ["ATTACHED_RIGHTS_UNLISTED"]),
        ({"valid": 0}, ["NO_RIGHTS_STAND"]),
        ({"order": replace(REDEMPTION, transfers_end_at=None)}, ["REDEMPTION_DATE_OPEN"]),
        ({"order": PART}, []),
        ({"order": replace(PART, rights_count=None)}, ["EXCHANGED_NUMBER_OPEN"]),
        ({"order": replace(PART, rights_count=301)}, ["PARTIAL_EXCHANGE_TOO_LARGE"]),
        (
            {"order": replace(EXCHANGE, exchanged_for=ExchangedFor.EQUIVALENT_RIGHTS)},
            ["EQUIVALENT_RIGHTS_BY_INSTRUCTION"],
        ),
    ],
)
def test_what_stands_against_an_order(changed: dict[str, Any], expected: list[str]) -> None:
    assert codes(carrying_grounds(facts(**changed), at=LATER)) == expected


@pytest.mark.row("R-23a-4", "R-24b-1")
def test_a_redemption_takes_effect_with_its_date_and_an_exchange_with_the_boards_action() -> None:
    assert (in_time_until(REDEMPTION), takes_effect_at(REDEMPTION)) == (REDEEMED, REDEEMED)
    assert (in_time_until(EXCHANGE), takes_effect_at(EXCHANGE)) == (DAY_ENDS, ACTED)
    for order, end in ((REDEMPTION, REDEEMED), (EXCHANGE, DAY_ENDS)):
        assert codes(carrying_grounds(facts(order), at=end)) == ["ORDER_NOT_DUE"], (
            "the last instant is in time"
        )
        assert codes(carrying_grounds(facts(order), at=end + timedelta(microseconds=1))) == []


def figures(kind: OrderKind, each: str, **changed: Any) -> OrderFigures:
    return OrderFigures(kind, Fraction(each), **changed)


@pytest.mark.row("R-23a-3", "R-24c-1", "R-24c-2", "R-14e-1")
def test_what_is_not_stated_or_not_certified_stands_against_a_list(demo_terms: Terms) -> None:
    def found(kind: OrderKind, each: str, **changed: Any) -> list[str]:
        return codes(figures_grounds(figures(kind, each, **changed), rights_count=300, terms=demo_terms))

    redeemed, exchanged = OrderKind.REDEMPTION, OrderKind.EXCHANGE
    assert found(redeemed, "0.001") == ["PAID_IN_OPEN"]
    assert found(redeemed, "0.001", in_shares=False) == []
    assert found(redeemed, "0.001", in_shares=True) == ["REDEMPTION_MARKET_PRICE_MISSING"]
    priced = {"in_shares": True, "market_price": Fraction(10)}
    assert found(redeemed, "0.001", **priced) == ["CLOSE_MISSING", "FRACTION_CERTIFICATE_MISSING"]
    assert found(exchanged, "1") == []
    assert found(exchanged, "1", available=300) == []
    assert found(exchanged, "1", available=299) == ["COMMON_SHARES_SHORT"]
    package = Package(Fraction(0), Fraction(10))
    assert found(exchanged, "1", package=package) == ["CURRENT_VALUE_DATE_OPEN"]
    assert found(exchanged, "1", package=package, market_price=Fraction(10)) == []
    assert found(exchanged, "1", package=package, market_price=Fraction(11)) == ["PACKAGE_VALUE_MISMATCH"]


@pytest.mark.row("R-24b-4", "R-24d-1", "R-23a-3", "R-24c-2")
def test_what_one_holder_gets_by_hand(demo_terms: Terms) -> None:
    at_twelve = {"close": Fraction(12), "close_on": date(2003, 6, 4)}
    exchanged = given_by(figures(OrderKind.EXCHANGE, "3/2", **at_twelve))
    due = entitlement(31, given=exchanged, terms=demo_terms)
    assert (due.shares.whole, due.shares.fraction, due.cash_total) == (46, Fraction(1, 2), 6)
    priced = {"in_shares": True, "market_price": Fraction(10)}
    redeemed = given_by(figures(OrderKind.REDEMPTION, "0.001", **priced, **at_twelve))
    assert entitlement(1_000_000, given=redeemed, terms=demo_terms).shares.whole == 100
    package = Package(Fraction(0), Fraction(10))
    in_cash = given_by(figures(OrderKind.EXCHANGE, "1", package=package))
    assert entitlement(1_000, given=in_cash, terms=demo_terms).cash_total == 10_000


@some(strategies.integers(0, 10**7), strategies.integers(1, 10**5), strategies.integers(1, 10**4))
def test_it_is_what_the_rules_of_the_sections_give(
    demo_terms: Terms, rights: int, thousandths: int, market: int
) -> None:
    price, close = Fraction(thousandths, 1000), Fraction(12)
    cash = given_by(figures(OrderKind.REDEMPTION, str(price), in_shares=False))
    payees = redemption_payees([RightsHeld("1", rights)], price=price, terms=demo_terms).payees
    assert entitlement(rights, given=cash, terms=demo_terms).cash_total == sum(
        one.amount.value for one in payees
    )
    told = {"market_price": Fraction(market, 7), "close": close, "close_on": date(2003, 6, 4)}
    shares = given_by(figures(OrderKind.REDEMPTION, str(price), in_shares=True, **told))
    by_section = redemption_in_shares(
        rights, price=price, market_price=Fraction(market, 7), close=close, terms=demo_terms
    )
    assert entitlement(rights, given=shares, terms=demo_terms).shares == by_section
    exchanged = given_by(figures(OrderKind.EXCHANGE, str(price), close=close))
    for one in exchange_deliveries({"1": rights}, ratio=price, close=close, terms=demo_terms):
        assert entitlement(rights, given=exchanged, terms=demo_terms).shares == one.shares
