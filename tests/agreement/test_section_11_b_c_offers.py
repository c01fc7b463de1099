"""11(b), 11(c): cheap offers to holders of Preferred Shares, and distributions to them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.adjusting.events import Offer, distribution_factor, offer_factor
from tests.agreement.asking import Ask, codes, exact_of, part

OFFER: dict[str, object] = {
    "record_date": "2004-05-03",
    "expires_on": "2004-06-17",
    "preferred_outstanding": "50000",
    "offered_shares": "10000",
    "offering_price": "8000.00",
    "current_per_share_market_price": "10000.00",
    "exercise_price": "250.00",
}
DISTRIBUTION: dict[str, object] = {
    "record_date": "2004-05-03",
    "distributed": "SPECIAL_CASH",
    "fair_value": "500.00",
    "statement_filed": True,
    "current_per_share_market_price": "10000.00",
    "exercise_price": "250.00",
}


@pytest.mark.row("R-11b-2", "R-11d-3")
@pytest.mark.refusal("UNITS_COARSELY_ROUNDED")
def test_the_price_falls_by_what_the_offer_gives_away(ask: Ask) -> None:
    done = ask("adjust-rights-issue", OFFER)
    assert exact_of(done, "shares it would buy") == "8000"
    assert codes(done) == ["UNITS_COARSELY_ROUNDED"]
    assert "from 1.0344685 to 1.03, by 0.43 per cent" in done.grounds[0].message
    assert (done.result["factor"], exact_of(done, "price computed")) == ("29/30", "725/3")
    assert done.result["exercise_price"] == "241.67"
    assert part(done, "units_per_right") == "1.03"


@pytest.mark.row("R-11b-4")
def test_shares_of_the_company_are_not_outstanding(ask: Ask) -> None:
    done = ask("adjust-rights-issue", {**OFFER, "preferred_outstanding": "52000", "company_held": "2000"})
    assert exact_of(done, "shares outstanding that count") == "50000"
    assert done.result["exercise_price"] == "241.67"


@pytest.mark.row("R-1m-1")
def test_listed_series_that_rank_equally_count_together_with_the_preferred_shares(ask: Ask) -> None:
    series = [{"series": "Series A-1", "outstanding": "2000"}]
    done = ask("adjust-rights-issue", {**OFFER, "equivalent_shares": series})
    assert exact_of(done, "Equivalent Shares outstanding: Series A-1") == "2000"
    assert exact_of(done, "shares outstanding that count") == "52000"
    assert done.result == ask("adjust-rights-issue", {**OFFER, "preferred_outstanding": "52000"}).result
    held = [{**series[0], "company_held": "500"}, {"series": "Series A-2", "outstanding": "100"}]
    done = ask("adjust-rights-issue", {**OFFER, "equivalent_shares": held, "company_held": "40"})
    assert exact_of(done, "shares outstanding that count") == "51560"


@pytest.mark.row("R-11b-2")
@pytest.mark.parametrize(("outstanding", "held"), [("0", "0"), ("2000", "2000"), ("1000", "2000")])
def test_without_shares_outstanding_the_company_states_the_ratio(
    outstanding: str, held: str, ask: Ask
) -> None:
    facts = {**OFFER, "preferred_outstanding": outstanding, "company_held": held}
    done = ask("adjust-rights-issue", facts)
    assert (done.result, codes(done)) == ({}, ["COUNT_BEFORE_ZERO"])


@pytest.mark.row("R-11b-1")
@pytest.mark.refusal("NOT_11B_EVENT")
@pytest.mark.parametrize(
    ("change", "is_event"),
    [
        ({"expires_on": "2004-06-17"}, True),  # the forty-fifth day
        ({"expires_on": "2004-06-18"}, False),
        ({"offering_price": "9999.99"}, True),
        ({"offering_price": "10000.00"}, False),
        ({"offering_price": "10000.01"}, False),
    ],
)
def test_an_offer_adjusts_within_forty_five_days_and_below_the_market(
    change: dict[str, object], is_event: bool, ask: Ask
) -> None:
    done = ask("adjust-rights-issue", {**OFFER, **change})
    assert done.result["is_event"] is is_event
    assert ("NOT_11B_EVENT" in codes(done)) is not is_event
    if not is_event:
        assert (done.result["exercise_price"], done.result["units_per_right"]) == ("250.00", "1")
    else:
        outside = ask("adjust-rights-issue", {**OFFER, "expires_on": "2004-06-18"})
        assert codes(outside) == ["NOT_11B_EVENT"]


@pytest.mark.row("R-11b-3")
def test_other_consideration_counts_at_the_value_of_the_boards_statement(ask: Ask) -> None:
    # $77,000,000 in cash and licences of $3,000,000 make the $80,000,000 of the example.
    facts = {**OFFER, "offering_price": "7700.00", "other_consideration_value": "3000000.00"}
    held = ask("adjust-rights-issue", facts)
    assert (held.result, codes(held)) == ({}, ["STATEMENT_NOT_FILED"])
    done = ask("adjust-rights-issue", {**facts, "statement_filed": True})
    assert exact_of(done, "aggregate offering price") == "80000000"
    assert done.result["exercise_price"] == "241.67"


@pytest.mark.row("R-11c-2", "R-11g-1")
def test_the_price_falls_by_the_part_that_is_distributed(ask: Ask) -> None:
    done = ask("adjust-distribution", DISTRIBUTION)
    assert (done.result["exercise_price"], done.result["units_per_right"]) == ("237.50", "1.05")
    unfiled = ask("adjust-distribution", {**DISTRIBUTION, "statement_filed": False})
    assert (unfiled.result, codes(unfiled)) == ({}, ["STATEMENT_NOT_FILED"])


@pytest.mark.row("R-11c-1")
@pytest.mark.refusal("NOT_11C_EVENT")
def test_a_regular_quarterly_dividend_adjusts_nothing_and_a_special_one_does(ask: Ask) -> None:
    quarterly = {**DISTRIBUTION, "distributed": "REGULAR_QUARTERLY_CASH", "fair_value": "10.00"}
    done = ask("adjust-distribution", quarterly)
    assert (done.result["is_event"], done.result["exercise_price"]) == (False, "250.00")
    assert codes(done) == ["NOT_11C_EVENT"]
    # $0.50 for a Common Share are $500 for a Preferred Share.
    special = ask("adjust-distribution", {**DISTRIBUTION, "fair_value": "500.00"})
    assert (special.result["is_event"], special.result["exercise_price"]) == (True, "237.50")


@pytest.mark.parametrize("distributed", ["PREFERRED_SHARES", "OFFER"])
def test_what_another_clause_adjusts_is_not_adjusted_here(distributed: str, ask: Ask) -> None:
    done = ask("adjust-distribution", {**DISTRIBUTION, "distributed": distributed})
    assert codes(done) == ["NOT_11C_EVENT"]


EVENTS: list[dict[str, object]] = [
    {"name": "offer", "section": "11(b)", "on": "2004-05-03", "factor": "29/30"},
    {"name": "special dividend", "section": "11(c)", "on": "2004-09-01", "factor": "0.95"},
]


@pytest.mark.row("R-11b-5", "R-11c-4")
def test_a_cancelled_event_counts_as_if_its_record_date_had_not_been_fixed(ask: Ask) -> None:
    stood = ask("adjust-series", {"exercise_price": "250.00", "events": EVENTS})
    assert [one["exercise_price"] for one in stood.result["prices"]] == ["241.67", "229.59"]  # type: ignore[attr-defined]
    offer, dividend = EVENTS
    without_offer = [{**offer, "is_cancelled": True}, dividend]
    done = ask("adjust-series", {"exercise_price": "250.00", "events": without_offer})
    assert done.result["exercise_price"] == "237.50"
    without_dividend = ask(
        "adjust-series", {"exercise_price": "250.00", "events": [{**dividend, "is_cancelled": True}]}
    )
    assert without_dividend.result["exercise_price"] == "250.00"


whole = st.integers(1, 10**7).map(Fraction)


def offer_of(outstanding: Fraction, offered: Fraction, price: Fraction, market: Fraction) -> Offer:
    day = date(2004, 5, 3)
    return Offer(day, day, outstanding, Fraction(0), offered, price, Fraction(0), market)


@given(whole, whole, whole, whole)
def test_an_offer_below_the_market_lowers_the_price_and_never_to_nothing(
    outstanding: Fraction, offered: Fraction, price: Fraction, market: Fraction
) -> None:
    factor = offer_factor(offer_of(outstanding, offered, price, market))
    assert factor > 0
    assert (factor < 1) == (price < market)
    assert (factor == 1) == (price == market)


@given(whole, whole)
def test_a_distribution_lowers_the_price_by_its_part_of_the_market_price(
    market: Fraction, value: Fraction
) -> None:
    factor = distribution_factor(market_price=market, fair_value=value)
    assert factor == 1 - value / market
    assert (factor <= 0) == (value >= market)


def test_no_factor_follows_from_a_market_price_of_nothing() -> None:
    with pytest.raises(ValueError, match="above zero"):
        distribution_factor(market_price=Fraction(0), fair_value=Fraction(1))
