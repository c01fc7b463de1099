"""What a redemption pays each holder: exact, rounded once, with the drift told (23(a), 23(b))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.arithmetic import exact
from agreement.errors import RightsError
from agreement.redemption import (
    RightsHeld,
    adjusted_redemption_price,
    redemption_in_shares,
    redemption_payees,
    redemption_total_grounds,
)
from agreement.terms import Terms

PRICE = Fraction(1, 1000)


@pytest.mark.row("R-23a-2")
def test_every_valid_right_is_paid_and_cents_are_rounded_once_for_each_holder(terms: Terms) -> None:
    register = [
        RightsHeld("A-1", 250),
        RightsHeld("A-2", 33_599_705),
        RightsHeld("A-3", 45),
        RightsHeld("Oak", 0, 6_400_000),
    ]
    found = redemption_payees(register, price=exact(terms.redemption_price), terms=terms)
    told = {one.account: one.amount.value for one in found.payees}
    assert told == {"A-1": Fraction("0.25"), "A-2": Fraction("33599.71"), "A-3": Fraction("0.05")}
    assert (found.rights_count, found.exact_total) == (33_600_000, 33_600)
    assert (found.paid_total, found.drift) == (Fraction("33600.01"), Fraction("0.01"))
    free = redemption_payees([RightsHeld("A-1", 40_000_000)], price=PRICE, terms=terms)
    assert free.paid_total == 40_000
    assert found.payees[0].amount.rounding.section == "23(a)"


@pytest.mark.row("R-23b-4")
@pytest.mark.refusal("REDEMPTION_TOTAL_MISMATCH")
def test_rights_paid_and_void_ones_are_those_of_the_books(terms: Terms) -> None:
    register = [RightsHeld("A-1", 33_600_000), RightsHeld("Oak", 0, 6_400_000)]
    found = redemption_payees(register, price=PRICE, terms=terms)
    assert (found.rights_count, found.unpaid_rights_count) == (33_600_000, 6_400_000)
    assert redemption_total_grounds(found, rights_outstanding=40_000_000) == ()
    (wrong,) = redemption_total_grounds(found, rights_outstanding=40_000_001)
    assert wrong.code == "REDEMPTION_TOTAL_MISMATCH"


def test_void_rights_are_paid_only_by_the_reading_that_says_so(terms: Terms) -> None:
    reading = replace(terms.readings["void_rights_on_redemption"], in_use="PAID")
    paying = replace(terms, readings={**terms.readings, "void_rights_on_redemption": reading})
    found = redemption_payees([RightsHeld("Oak", 0, 6_400_000)], price=PRICE, terms=paying)
    assert (found.paid_total, found.unpaid_rights_count) == (6400, 0)


@pytest.mark.row("R-23a-3")
def test_shares_in_place_of_cash_follow_from_the_market_price(terms: Terms) -> None:
    found = redemption_in_shares(1_000_000, price=PRICE, market_price=Fraction(10), close=None, terms=terms)
    assert (found.whole, found.fraction, found.cash.value) == (100, 0, 0)
    part = redemption_in_shares(
        1_004_000, price=PRICE, market_price=Fraction(10), close=Fraction(11), terms=terms
    )
    assert (part.whole, part.fraction, part.cash.value) == (100, Fraction(2, 5), Fraction("4.40"))
    with pytest.raises(RightsError) as refused:
        redemption_in_shares(
            15, price=PRICE, market_price=Fraction(10), close=None, on=date(2003, 6, 5), terms=terms
        )
    assert refused.value.code == "CLOSE_MISSING"


def test_the_price_falls_with_the_number_of_rights() -> None:
    assert adjusted_redemption_price(PRICE, split_factor=Fraction(2)) == Fraction(1, 2000)
    with pytest.raises(ValueError):
        adjusted_redemption_price(PRICE, split_factor=Fraction(0))


@given(
    held=st.lists(st.integers(0, 10**7), max_size=60),
    price=st.fractions(Fraction(1, 10_000), Fraction(1, 10), max_denominator=10_000),
)
def test_the_drift_is_at_most_half_a_cent_a_holder(terms: Terms, held: list[int], price: Fraction) -> None:
    register = [RightsHeld(str(place), rights) for place, rights in enumerate(held)]
    found = redemption_payees(register, price=price, terms=terms)
    assert abs(found.drift) * 200 <= len(found.payees)
    assert found.exact_total == sum(held) * price
    assert found.rights_count == sum(held)
