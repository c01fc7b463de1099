"""1(q), 1(r): the Expiration Date is the earliest of three."""

from datetime import timedelta

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.terms import Terms
from agreement.windows import ExpirationCause, expiration_date, final_close_of_business

from .moments import EXPIRY_CLOSE, pacific


@pytest.mark.row("R-1q-1", "R-1r-1")
def test_without_redemption_or_exchange_it_is_the_rolled_close_of_the_final_date(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    final = final_close_of_business(terms.final_expiration_date, calendar=calendar)
    expiration = expiration_date(final_close=final)
    assert (expiration.at, expiration.cause) == (EXPIRY_CLOSE, ExpirationCause.FINAL_EXPIRATION_DATE)


@pytest.mark.row("R-1q-1")
def test_a_redemption_date_or_an_order_of_exchange_ends_the_rights_earlier() -> None:
    redeemed = pacific("2003-06-06T12:00")
    found = expiration_date(final_close=EXPIRY_CLOSE, redemption_at=redeemed)
    assert (found.at, found.cause) == (redeemed, ExpirationCause.REDEMPTION)
    ordered = redeemed - timedelta(minutes=1)
    found = expiration_date(final_close=EXPIRY_CLOSE, redemption_at=redeemed, exchange_ordered_at=ordered)
    assert (found.at, found.cause) == (ordered, ExpirationCause.EXCHANGE)


@pytest.mark.row("R-1mm-1")
def test_the_total_exercise_price_is_that_of_all_units_of_a_right(terms: Terms, other_terms: Terms) -> None:
    assert str(terms.total_exercise_price) == "250.00"
    assert str(other_terms.total_exercise_price) == "175.00"
    assert (terms.unit_words, other_terms.unit_words) == ("1/1,000", "1/100")
