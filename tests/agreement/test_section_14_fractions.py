"""14: cash for fractions of Rights and of shares, on certificate and collected funds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.adjustment import with_figures
from agreement.arithmetic import exact
from agreement.business_days import BusinessDayCalendar
from agreement.decisions import Approved, Held
from agreement.errors import RightsError
from agreement.fractional import FractionBatch, cash_for_fraction, decide_payment, total_of
from agreement.fractional_shares import (
    cash_for_part_of_unit,
    depositary_grounds,
    shares_delivered,
    units_delivered,
)
from agreement.separation import price_day_grounds
from agreement.terms import Terms

PRICE = Decimal("0.85")


@pytest.mark.row("R-14a-1", "R-3a-8")
@pytest.mark.parametrize(("fraction", "amount"), [("0.63", "0.54"), ("0.1575", "0.13"), ("0", "0.00")])
def test_a_fraction_is_paid_at_the_certified_price_to_the_cent(fraction: str, amount: str) -> None:
    cash = cash_for_fraction(Fraction(fraction), price=PRICE)
    assert cash.amount == Decimal(amount)
    assert cash.rounded.raw == Fraction(fraction) * exact(PRICE)
    assert cash.rounded.rounding.section == "14(a)"


@given(st.fractions(0, 1, max_denominator=10**6).filter(lambda f: f < 1), st.decimals(0, 10**4, places=4))
def test_the_amount_is_never_more_than_half_a_cent_off(fraction: Fraction, price: Decimal) -> None:
    cash = cash_for_fraction(fraction, price=price)
    assert abs(exact(cash.amount) - fraction * exact(price)) <= Fraction(1, 200)


@pytest.mark.row("R-14a-1")
def test_without_a_certified_price_nothing_is_computed() -> None:
    with pytest.raises(RightsError) as refused:
        cash_for_fraction(Fraction(1, 2), price=None)
    assert refused.value.code == "RIGHT_PRICE_MISSING"


@pytest.mark.parametrize("fraction", ["1", "-0.1", "1.5"])
def test_a_whole_right_is_no_fraction(fraction: str) -> None:
    with pytest.raises(ValueError, match="not a fraction"):
        cash_for_fraction(Fraction(fraction), price=PRICE)


def test_the_rounding_is_a_term_of_the_plan(other_terms: Terms) -> None:
    cash = cash_for_fraction(Fraction("0.63"), price=PRICE, rounding=other_terms.fraction_cash_rounding)
    assert cash.amount == Decimal("0.50")


BATCH = FractionBatch("1", Decimal("61.42"), Decimal("61.42"), Decimal("61.42"))


@pytest.mark.row("R-14e-1", "R-14e-2")
def test_a_batch_is_paid_on_certificate_and_collected_funds() -> None:
    assert decide_payment(BATCH) == Approved(Decimal("61.42"))
    assert total_of({"A-1": Decimal("0.54"), "A-2": Decimal("0.13")}) == Decimal("0.67")


@pytest.mark.row("R-14e-1", "R-14e-2")
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"certified_total": None}, ["FRACTION_CERTIFICATE_MISSING"]),
        ({"collected_funds": Decimal("61.41")}, ["FUNDS_NOT_RECEIVED"]),
        (
            {"certified_total": None, "collected_funds": Decimal(0)},
            ["FRACTION_CERTIFICATE_MISSING", "FUNDS_NOT_RECEIVED"],
        ),
    ],
)
def test_until_both_are_in_a_batch_is_held(change: dict[str, object], codes: list[str]) -> None:
    decision = decide_payment(replace(BATCH, **change))  # type: ignore[arg-type]
    assert isinstance(decision, Held)
    assert [found.code for found in decision.grounds] == codes


@pytest.mark.row("R-14e-1")
def test_a_certificate_that_differs_is_relied_on_and_the_difference_is_shown() -> None:
    certified = replace(BATCH, certified_total=Decimal("61.40"), collected_funds=Decimal("61.40"))
    decision = decide_payment(certified)
    assert isinstance(decision, Approved)
    assert decision.posting == Decimal("61.40")
    assert [found.code for found in decision.warnings] == ["FRACTION_CERTIFICATE_DIFFERS"]


DISTRIBUTION_DATE = date(2003, 6, 16)  # a Monday


@pytest.mark.row("R-14a-1", "R-3a-8")
@pytest.mark.parametrize(
    ("issuable_on", "stated", "codes"),
    [
        (DISTRIBUTION_DATE, date(2003, 6, 13), []),
        (DISTRIBUTION_DATE, date(2003, 6, 16), ["RIGHT_PRICE_OF_ANOTHER_DAY"]),
        (DISTRIBUTION_DATE, date(2003, 6, 12), ["RIGHT_PRICE_OF_ANOTHER_DAY"]),
        (date(2003, 7, 7), date(2003, 7, 3), []),  # over the holiday of 4 July, a Friday
        (None, date(2003, 6, 13), ["RIGHTS_NOT_SEPARATED"]),
    ],
)
def test_the_price_is_that_of_the_trading_day_before_the_rights_are_issued(
    calendar: BusinessDayCalendar, issuable_on: date | None, stated: date, codes: list[str]
) -> None:
    found = price_day_grounds(stated, issuable_on=issuable_on, calendar=calendar)
    assert [one.code for one in found] == codes


@pytest.mark.row("R-14b-1")
def test_preferred_shares_are_delivered_in_whole_units(terms: Terms) -> None:
    found = units_delivered(30, terms=with_figures(terms, {"units_per_right": "1.03"}))
    assert (found.units, found.whole, found.fraction) == (Fraction("30.9"), 30, Fraction("0.9"))
    assert (found.shares, found.fraction_of_share) == (Fraction("0.030"), Fraction("0.0009"))


@pytest.mark.row("R-14b-2")
@pytest.mark.refusal("DEPOSITARY_AGREEMENT_MISSING")
def test_receipts_need_the_depositary_agreement() -> None:
    assert depositary_grounds(agreement_filed=True) == ()
    (found,) = depositary_grounds(agreement_filed=False)
    assert found.code == "DEPOSITARY_AGREEMENT_MISSING"


@pytest.mark.row("R-14b-3", "R-14d-1")
def test_part_of_a_unit_is_paid_by_the_companys_formula_and_both_are_shown(terms: Terms) -> None:
    fraction, day = Fraction("0.0009"), date(2003, 7, 8)
    found = cash_for_part_of_unit(fraction, common_close=Fraction(10), on=day, terms=terms)
    assert (found.multiple.value, found.in_use.value) == (9, 9)
    assert (found.part.raw, found.part.value) == (Fraction("0.000009"), 0)
    assert [one.code for one in found.grounds] == ["FRACTION_FACTOR_UNCONFIRMED"]
    reading = replace(terms.readings["preferred_fraction_value"], in_use="PART_OF_COMMON")
    literal = replace(terms, readings={**terms.readings, "preferred_fraction_value": reading})
    assert cash_for_part_of_unit(fraction, common_close=Fraction(10), on=day, terms=literal).in_use.value == 0
    assert cash_for_part_of_unit(Fraction(0), common_close=Fraction(10), on=day, terms=terms).grounds == ()
    with pytest.raises(RightsError) as refused:
        cash_for_part_of_unit(fraction, common_close=None, on=day, terms=terms)
    assert refused.value.code == "CLOSE_MISSING"


@pytest.mark.row("R-14c-1")
def test_a_fraction_of_a_common_share_is_paid_at_the_close_of_the_day_before(terms: Terms) -> None:
    found = shares_delivered(Fraction("50.558"), close=Fraction(12), terms=terms)
    assert (found.whole, found.fraction) == (50, Fraction("0.558"))
    assert (found.cash.raw, found.cash.value) == (Fraction("6.696"), Fraction("6.70"))
    with pytest.raises(RightsError) as refused:
        shares_delivered(Fraction("0.5"), close=None, on=date(2003, 8, 14), terms=terms)
    assert (refused.value.code, refused.value.clause) == ("CLOSE_MISSING", "14(c)")
