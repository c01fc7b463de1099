"""The series of Preferred Shares: dividends, votes, liquidation, mergers, control book (Exhibit A)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.designation import (
    CommonDividend,
    CommonDividendKind,
    SeriesPool,
    accrual_start,
    after_common_change,
    class_vote,
    declaration_grounds,
    earliest_record_date,
    issue_grounds,
    liquidation_amount,
    merger_consideration,
    next_quarterly_date,
    of_position,
    quarterly_date_before,
    quarterly_dates,
    quarterly_dividend,
    record_date_grounds,
    redemption_grounds,
    retire,
    shared_payment,
    votes,
)
from agreement.errors import RightsError
from agreement.terms import Terms

FIRST_ISSUE = date(2003, 7, 9)
POSITION = Fraction("0.030")
MAY = date(2004, 5, 31)


def declared(day: date, amount: str, kind: str = "CASH", thing: str = "US dollars") -> CommonDividend:
    return CommonDividend(day, CommonDividendKind(kind), Fraction(amount), thing)


@pytest.mark.row("R-XA3a-1")
def test_quarterly_dates_are_the_last_days_of_the_plans_months(terms: Terms, other_terms: Terms) -> None:
    year = quarterly_dates(after=date(2003, 12, 31), until=date(2004, 12, 31), terms=terms)
    assert year == (date(2004, 2, 29), MAY, date(2004, 8, 31), date(2004, 11, 30))
    other = quarterly_dates(after=date(2003, 12, 31), until=date(2004, 12, 31), terms=other_terms)
    assert [day.month for day in other] == [3, 6, 9, 12]
    assert next_quarterly_date(MAY, terms=terms) == date(2004, 8, 31)
    assert quarterly_date_before(MAY, terms=terms) == date(2004, 2, 29)
    assert quarterly_date_before(date(2004, 1, 5), terms=terms) == date(2003, 11, 30)


@pytest.mark.row("R-XA3a-1", "R-XA12-1")
def test_a_dividend_is_a_thousand_times_the_common_one(terms: Terms) -> None:
    found = quarterly_dividend(
        MAY,
        first_issued_on=FIRST_ISSUE,
        dividends=[declared(date(2004, 3, 15), "0.0100"), declared(date(2004, 5, 3), "0.0025")],
        terms=terms,
    )
    assert (found.common_total, found.cash.value, found.in_kind) == (
        Fraction("0.0125"),
        Fraction("12.50"),
        {},
    )
    paid = of_position(found.cash.value, shares=POSITION, terms=terms)
    assert (paid.raw, paid.value) == (Fraction("0.375"), Fraction("0.38"))
    assert (found.cash.rounding.section, paid.rounding.section) == ("Exhibit A 3(a)", "Exhibit A 12")
    assert POSITION * 100 == 3


@pytest.mark.row("R-XA3a-1")
def test_things_in_kind_are_multiplied_and_common_shares_left_out(terms: Terms) -> None:
    found = quarterly_dividend(
        MAY,
        first_issued_on=FIRST_ISSUE,
        dividends=[
            declared(date(2004, 3, 15), "0.5", "IN_KIND", "SpinCo share"),
            declared(date(2004, 3, 16), "0.25", "IN_KIND", "SpinCo share"),
            declared(date(2004, 3, 16), "0.05", "COMMON_SHARES"),
        ],
        terms=terms,
    )
    assert (found.cash.value, found.in_kind) == (0, {"SpinCo share": 750})


@pytest.mark.row("R-XA3a-1")
def test_what_was_declared_before_the_period_is_not_of_it(terms: Terms) -> None:
    given = [declared(date(2003, 7, 8), "1"), declared(FIRST_ISSUE, "0.001")]
    first = quarterly_dividend(date(2003, 8, 31), first_issued_on=FIRST_ISSUE, dividends=given, terms=terms)
    assert (first.cash.value, first.counts_from) == (1, FIRST_ISSUE)
    codes = []
    for day in (date(2003, 11, 30), date(2003, 11, 29), date(2003, 5, 31)):
        with pytest.raises(RightsError) as refused:
            quarterly_dividend(day, first_issued_on=FIRST_ISSUE, dividends=given, terms=terms)
        codes.append(refused.value.code)
    assert codes == ["DIVIDEND_SOURCE_MISSING", "NOT_A_QUARTERLY_DATE", "NOT_A_QUARTERLY_DATE"]


@given(days=st.lists(st.dates(FIRST_ISSUE, date(2006, 11, 30)), min_size=1, max_size=30))
def test_every_common_dividend_counts_in_one_period_and_no_other(terms: Terms, days: list[date]) -> None:
    given = [declared(day, "0.00001") for day in days]
    counted: list[CommonDividend] = []
    for payable in quarterly_dates(after=FIRST_ISSUE, until=date(2006, 11, 30), terms=terms):
        try:
            found = quarterly_dividend(payable, first_issued_on=FIRST_ISSUE, dividends=given, terms=terms)
        except RightsError:
            continue  # nothing was declared in this period
        counted += found.counted
    assert sorted(one.declared_on for one in counted) == sorted(days)


@pytest.mark.row("R-XA3b-1")
@pytest.mark.refusal("SERIES_DECLARATION_MISSING")
def test_a_common_dividend_without_one_on_the_series_is_alerted_the_same_day() -> None:
    day = date(2004, 3, 15)
    (found,) = declaration_grounds([declared(day, "0.01")], series_declared_on=[], on=day)
    assert (found.code, found.effect.value) == ("SERIES_DECLARATION_MISSING", "WARN")
    assert declaration_grounds([declared(day, "0.01")], series_declared_on=[day], on=day) == ()
    earlier = [day - timedelta(days=1)]
    assert declaration_grounds([declared(day, "0.01")], series_declared_on=earlier, on=day)
    twice = [declared(day, "0.01"), declared(day, "0.02"), declared(day, "1", "COMMON_SHARES")]
    assert len(declaration_grounds(twice, series_declared_on=[day], on=day)) == 1
    assert declaration_grounds([declared(day, "0.01")], series_declared_on=[], on=earlier[0]) == ()


@pytest.mark.row("R-XA3c-1")
@pytest.mark.parametrize(
    ("issued", "starts"),
    [
        (date(2004, 4, 10), date(2004, 2, 29)),
        (date(2004, 5, 31), date(2004, 5, 31)),
        (date(2004, 5, 20), date(2004, 5, 31)),
        (date(2004, 5, 15), date(2004, 2, 29)),
        (date(2003, 7, 9), date(2003, 7, 9)),
        (date(2003, 8, 14), date(2003, 8, 14)),
        (date(2003, 8, 15), date(2003, 5, 31)),
        (date(2003, 8, 16), date(2003, 8, 31)),
    ],
)
def test_dividends_accrue_from_the_day_of_one_of_four_cases(issued: date, starts: date, terms: Terms) -> None:
    fixed = {date(2003, 8, 31): date(2003, 8, 15), MAY: date(2004, 5, 15)}
    found = accrual_start(issued, first_issued_on=FIRST_ISSUE, record_dates=fixed, terms=terms)
    assert found == starts


def test_without_a_record_date_no_issue_is_after_it(terms: Terms) -> None:
    found = accrual_start(date(2004, 5, 20), first_issued_on=FIRST_ISSUE, record_dates={}, terms=terms)
    assert found == date(2004, 2, 29)
    early = accrual_start(date(2003, 8, 30), first_issued_on=FIRST_ISSUE, record_dates={}, terms=terms)
    assert early == date(2003, 8, 30)


@pytest.mark.row("R-XA3c-2")
@pytest.mark.refusal("DIVIDEND_RECORD_DATE_TOO_EARLY")
def test_a_short_payment_is_shared_evenly_and_a_record_date_is_near_it(terms: Terms) -> None:
    due, shares = Fraction("12.50"), Fraction("39.960")
    found = shared_payment(due, paid_in_all=due * shares * Fraction(40, 100), shares=shares)
    assert (found.paid_each, found.unpaid_each) == (5, Fraction("7.50"))
    assert earliest_record_date(MAY, terms=terms) == date(2004, 5, 1)
    assert record_date_grounds(date(2004, 5, 1), payable_on=MAY, terms=terms) == ()
    (early,) = record_date_grounds(date(2004, 4, 30), payable_on=MAY, terms=terms)
    assert (early.code, "2004-05-01" in early.message) == ("DIVIDEND_RECORD_DATE_TOO_EARLY", True)


@pytest.mark.row("R-XA5-1")
def test_what_is_unpaid_is_in_arrears() -> None:
    due, shares = Fraction("12.50"), Fraction("39.960")
    assert shared_payment(due, paid_in_all=Fraction(0), shares=shares).is_in_arrears
    paid = shared_payment(due, paid_in_all=due * shares + 1, shares=shares)
    assert (paid.is_in_arrears, paid.paid_each) == (False, due)


@pytest.mark.row("R-XA4-1", "R-XA12-1")
def test_a_share_of_the_series_has_a_thousand_votes_with_the_common(terms: Terms) -> None:
    found = votes(common_shares=Fraction(1215), series_shares=POSITION, terms=terms)
    assert found == 1245


@pytest.mark.row("R-XA7-1")
def test_a_liquidation_pays_the_multiple_and_what_accrued(terms: Terms) -> None:
    each = liquidation_amount(common_amount=Fraction(2), accrued=Fraction("12.50"), terms=terms)
    assert each == Fraction("2012.50")
    paid = of_position(each, shares=POSITION, terms=terms)
    assert (paid.raw, paid.value) == (Fraction("60.375"), Fraction("60.38"))


@pytest.mark.row("R-XA8-1")
def test_a_merger_gives_the_multiple_of_everything(terms: Terms) -> None:
    each = merger_consideration({"US dollars": Fraction(18), "NewCo": Fraction(1, 2)}, terms=terms)
    assert each == {"US dollars": 18_000, "NewCo": 500}
    assert {thing: amount * POSITION for thing, amount in each.items()} == {"US dollars": 540, "NewCo": 15}


@pytest.mark.row("R-XA2-1")
def test_a_position_moves_with_the_common_shares(terms: Terms) -> None:
    assert after_common_change(POSITION, ratio=Fraction(2), terms=terms).value == Fraction("0.060")
    third = after_common_change(POSITION, ratio=Fraction(2, 7), terms=terms)
    assert (third.raw, third.value) == (Fraction(3, 350), Fraction("0.00857"))


@pytest.mark.row("R-XA1-1")
@pytest.mark.refusal("OVER_ISSUE")
def test_no_more_is_issued_than_authorised(terms: Terms) -> None:
    pool = SeriesPool(Fraction(terms.preferred_authorised), Fraction("99999.990"))
    assert issue_grounds(pool, shares=Fraction("0.010")) == ()
    (found,) = issue_grounds(pool, shares=Fraction("0.030"))
    assert (found.code, "100000" in found.message) == ("OVER_ISSUE", True)


@pytest.mark.row("R-XA6-1")
def test_retired_shares_go_back_to_no_series(terms: Terms) -> None:
    full = SeriesPool(Fraction(terms.preferred_authorised), Fraction(terms.preferred_authorised))
    pool = retire(full, shares=POSITION)
    assert (pool.outstanding, pool.undesignated) == (full.outstanding - POSITION, POSITION)
    assert pool.available == full.available == 0
    (found,) = issue_grounds(pool, shares=POSITION)
    assert found.code == "NOT_REISSUABLE"
    with pytest.raises(ValueError):
        retire(SeriesPool(Fraction(10), Fraction(1)), shares=Fraction(2))


@pytest.mark.row("R-XA9-1")
@pytest.mark.refusal("SERIES_NOT_REDEEMABLE")
def test_the_series_is_not_redeemable() -> None:
    (found,) = redemption_grounds()
    assert (found.code, found.effect.value) == ("SERIES_NOT_REDEEMABLE", "REFUSE")


@pytest.mark.row("R-XA11-1")
def test_an_adverse_change_passes_with_a_majority_of_what_is_outstanding() -> None:
    found = class_vote(in_favour=Fraction("20.000"), outstanding=Fraction("39.960"))
    assert found.passes
    assert round(found.part, 4) == Fraction("0.5005")
    assert not class_vote(in_favour=Fraction("19.980"), outstanding=Fraction("39.960")).passes
