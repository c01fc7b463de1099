"""11(a)(ii): the Common Shares that a Right buys after a Triggering Event."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.adjusting.grids import Grids
from agreement.flip_in import flip_in_delivery, flip_in_shares, like_terms
from agreement.importer import shipped_agreement
from agreement.terms import Terms
from tests.agreement.asking import Ask, codes, exact_of, part

EVENT: dict[str, object] = {
    "trigger_noticed": True,
    "exercise_price": "250.00",
    "units_per_right": "1",
    "current_per_share_market_price": "10.00",
}


@pytest.mark.row("R-11a2-1", "R-11d-3")
@pytest.mark.parametrize(
    ("market", "shares", "value", "exact"),
    [("10.00", "50", "500.00", "50"), ("12.34", "40.5186", "500.00", "25000/617")],
)
def test_a_right_buys_shares_of_twice_its_price(
    market: str, shares: str, value: str, exact: str, ask: Ask
) -> None:
    done = ask("flip-in", {**EVENT, "current_per_share_market_price": market})
    assert done.result == {
        "shares_per_right": shares,
        "price_of_right": "250.00",
        "market_value": value,
    }
    assert exact_of(done, "Common Shares of a Right") == exact


@pytest.mark.row("R-11a2-1")
@pytest.mark.refusal("TRIGGER_NOT_NOTICED")
def test_without_notice_of_the_event_nothing_is_bought(ask: Ask) -> None:
    done = ask("flip-in", {**EVENT, "trigger_noticed": False})
    assert (done.result, codes(done)) == ({}, ["TRIGGER_NOT_NOTICED"])


@pytest.mark.row("R-11a2-2")
@pytest.mark.parametrize(("mark", "code"), [("is_void", "RIGHTS_VOID"), ("is_exchanged", "RIGHTS_EXCHANGED")])
def test_void_rights_and_those_to_be_exchanged_buy_nothing(mark: str, code: str, ask: Ask) -> None:
    done = ask("flip-in", {**EVENT, mark: True})
    assert (done.result, codes(done)) == ({}, [code])


@pytest.mark.row("R-11a2-4")
def test_shares_of_a_presentation_are_added_before_the_fraction_is_paid(ask: Ask) -> None:
    facts = {**EVENT, "current_per_share_market_price": "12.34", "rights": 30, "closing_price": "12.00"}
    done = ask("flip-in", facts)
    assert exact_of(done, "Common Shares of the presentation") == "1215.558"
    assert part(done, "delivery") == {
        "whole_shares": 1215, "fraction": "0.558", "due": "7500.00", "cash": "6.70",
    }  # fmt: skip
    assert exact_of(done, "cash for the fraction") == "6.696"
    unpriced = ask("flip-in", {**facts, "closing_price": None})
    assert part(unpriced, "delivery", "cash") is None


def test_units_count_in_the_shares_and_the_reading_says_what_is_paid(ask: Ask) -> None:
    done = ask("flip-in", {**EVENT, "exercise_price": "241.67", "units_per_right": "1.03"})
    assert done.result["shares_per_right"] == "49.784"
    assert done.result["price_of_right"] == "248.92"
    assert done.others["exercise_price_of_a_right"] == {"PRICE_OF_ONE_UNIT": {"price_of_right": "241.67"}}


@pytest.mark.parametrize(("paid", "shares"), [("50%", "50"), ("40%", "62.5"), ("100%", "25")])
def test_the_part_of_the_market_price_that_is_paid_is_a_term_of_the_plan(
    paid: str, shares: str, ask: Ask
) -> None:
    terms = {"adjustment": {"flip_in_discount": paid}}
    assert ask("flip-in", EVENT, terms=terms).result["shares_per_right"] == shares


money = st.integers(1, 10**7).map(lambda cents: Fraction(cents, 100))
parts = st.fractions(Fraction(1, 10), 1, max_denominator=100)


@given(money, st.fractions(Fraction(1, 100), 100, max_denominator=1000), money, parts)
def test_the_shares_are_worth_the_price_at_the_part_paid_within_half_a_step(
    price: Fraction, units: Fraction, market: Fraction, paid: Fraction
) -> None:
    rounding = Grids.of(shipped_agreement("digitalthink_2003")).common
    shares = flip_in_shares(
        price_of_unit=price, units_per_right=units, discount=paid, market_price=market, rounding=rounding
    )
    assert shares.raw * paid * market == price * units
    assert abs(shares.value - shares.raw) <= rounding.grid / 2


@given(st.integers(1, 10**6), st.integers(1, 10**7).map(lambda n: Fraction(n, 10_000)), money, money)
def test_whole_shares_and_fraction_are_all_the_shares(
    rights: int, shares: Fraction, price: Fraction, closing: Fraction
) -> None:
    rounding = Grids.of(shipped_agreement("digitalthink_2003")).price
    found = flip_in_delivery(
        rights, shares_per_right=shares, price_of_right=price, closing_price=closing,
        money_grid=Fraction(1, 100), rounding=rounding,
    )  # fmt: skip
    assert found.whole + found.fraction == rights * shares
    assert 0 <= found.fraction < 1
    assert found.cash is not None
    assert abs(found.cash.value - found.fraction * closing) <= Fraction(1, 200)
    assert found.due.value == rights * price


def test_no_shares_follow_from_a_price_of_nothing(terms: Terms) -> None:
    grids = Grids.of(terms)
    for market, paid in ((Fraction(0), Fraction(1, 2)), (Fraction(10), Fraction(0))):
        with pytest.raises(ValueError, match="above zero"):
            flip_in_shares(
                price_of_unit=Fraction(250), units_per_right=Fraction(1), discount=paid,
                market_price=market, rounding=grids.common,
            )  # fmt: skip
    with pytest.raises(ValueError, match="above zero"):
        like_terms(
            Fraction(50), price_of_right=Fraction(250), factor=Fraction(0), rounding=grids.common,
            price_rounding=grids.price,
        )  # fmt: skip
