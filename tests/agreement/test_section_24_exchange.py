"""What an exchange gives each holder: whole, in part, short of shares, for equivalent rights (24)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.errors import RightsError
from agreement.exchange import (
    Package,
    account_order,
    adjusted_exchange_ratio,
    current_value_24c,
    current_value_date_grounds,
    equivalent_rights,
    exchange_bar_grounds,
    exchange_deliveries,
    exchange_short_of_shares,
    last_day_of_suspension_24c,
    package_grounds,
    partial_exchange,
    pro_rata_grounds,
    suspension_24c_grounds,
)
from agreement.terms import Terms

ONE = Fraction(1)


@pytest.mark.row("R-24a-1")
def test_every_valid_right_gives_the_exchange_ratio(terms: Terms) -> None:
    found = exchange_deliveries(
        {"A-1": 33_000_000, "A-2": 600_000, "Oak": 0}, ratio=terms.exchange_ratio, close=None, terms=terms
    )
    assert sum(one.shares.whole for one in found) == 33_600_000
    assert [one.account for one in found] == ["A-1", "A-2"]
    assert adjusted_exchange_ratio(ONE, split_factor=Fraction(2)) == 2


@pytest.mark.row("R-24a-2")
def test_half_of_the_shares_bars_an_exchange(terms: Terms, other_terms: Terms) -> None:
    since = date(2003, 6, 18)
    assert exchange_bar_grounds(Fraction(499, 1000), since=since, terms=terms) == ()
    (found,) = exchange_bar_grounds(Fraction(1, 2), since=since, terms=terms)
    assert (found.code, found.effect.value) == ("EXCHANGE_BARRED_50", "QUERY")
    assert exchange_bar_grounds(Fraction(45, 100), terms=other_terms)


@pytest.mark.row("R-24b-4", "R-24d-1")
def test_whole_shares_are_delivered_and_the_fraction_is_paid(terms: Terms) -> None:
    (found,) = exchange_deliveries(
        {"A-1": 31}, ratio=Fraction(3, 2), close=Fraction(12), on=date(2003, 6, 19), terms=terms
    )
    assert (found.shares.due, found.shares.whole) == (Fraction("46.5"), 46)
    assert (found.shares.fraction, found.shares.cash.value) == (Fraction(1, 2), 6)
    assert found.shares.cash.rounding.section == "24(d)"


@pytest.mark.row("R-24d-1")
def test_a_fraction_waits_for_its_close_and_a_whole_number_does_not(terms: Terms) -> None:
    with pytest.raises(RightsError) as refused:
        exchange_deliveries({"A-1": 31}, ratio=Fraction(3, 2), close=None, on=date(2003, 6, 19), terms=terms)
    assert (refused.value.code, "2003-06-19" in str(refused.value)) == ("CLOSE_MISSING", True)
    (found,) = exchange_deliveries({"A-1": 30}, ratio=Fraction(3, 2), close=None, terms=terms)
    assert (found.shares.whole, found.shares.cash.value) == (45, 0)


@pytest.mark.row("R-24b-5")
def test_a_part_is_shared_out_pro_rata_by_largest_remainder() -> None:
    found = partial_exchange({"A-1": 100, "A-2": 55, "A-3": 45}, rights_count=100)
    assert [one.exact for one in found] == [50, Fraction("27.5"), Fraction("22.5")]
    assert [one.exchanged for one in found] == [50, 28, 22]
    assert [one.kept for one in found] == [50, 27, 23]
    assert [one.is_raised for one in found] == [False, True, False]
    assert pro_rata_grounds([one.exchanged for one in found], ordered=100) == ()


@pytest.mark.refusal("PRO_RATA_TOTAL_MISMATCH")
def test_a_list_that_is_not_the_number_ordered_is_not_carried_out() -> None:
    (found,) = pro_rata_grounds([50, 28, 23], ordered=100)
    assert (found.code, "101 Rights are shared out" in found.message) == ("PRO_RATA_TOTAL_MISMATCH", True)


def test_ties_go_to_the_lowest_account_number_whatever_the_order_of_the_list() -> None:
    found = partial_exchange({"A-10": 1, "A-9": 1, "A-2": 1, "B": 0}, rights_count=2)
    assert {one.account: one.exchanged for one in found} == {"A-10": 0, "A-9": 1, "A-2": 1, "B": 0}
    assert sorted(["A-10", "A-9", "7", "B-1", "70"], key=account_order) == ["7", "70", "A-9", "A-10", "B-1"]


def test_no_more_is_exchanged_than_there_is() -> None:
    with pytest.raises(RightsError) as refused:
        partial_exchange({"A-1": 10}, rights_count=11)
    assert refused.value.code == "PARTIAL_EXCHANGE_TOO_LARGE"
    assert [one.exchanged for one in partial_exchange({"A-1": 0}, rights_count=0)] == [0]
    with pytest.raises(ValueError):
        partial_exchange({"A-1": -1, "A-2": 5}, rights_count=1)


@given(held=st.lists(st.integers(0, 10**7), min_size=1, max_size=40), data=st.data())
def test_a_part_sums_exactly_and_is_within_one_right_of_the_exact_share(
    held: list[int], data: st.DataObject
) -> None:
    ordered = data.draw(st.integers(0, sum(held)))
    found = partial_exchange({str(place): n for place, n in enumerate(held)}, rights_count=ordered)
    assert sum(one.exchanged for one in found) == ordered
    assert sum(one.exact for one in found) == (ordered if sum(held) else 0)
    for one in found:
        assert abs(one.exchanged - one.exact) < 1
        assert 0 <= one.exchanged <= one.held


@given(held=st.dictionaries(st.integers(0, 999), st.integers(0, 10**6), min_size=1), data=st.data())
def test_the_order_of_the_list_changes_nothing_and_who_holds_more_gets_at_most_one_right_less(
    held: dict[int, int], data: st.DataObject
) -> None:
    ordered = data.draw(st.integers(0, sum(held.values())))
    named = {str(account): count for account, count in held.items()}
    found = {one.account: one.exchanged for one in partial_exchange(named, rights_count=ordered)}
    turned = dict(reversed(named.items()))
    assert {one.account: one.exchanged for one in partial_exchange(turned, rights_count=ordered)} == found
    by_holding = sorted(named, key=lambda account: named[account])
    for less, more in pairwise(by_holding):
        if named[less] < named[more]:
            assert found[less] <= found[more] + 1


@pytest.mark.row("R-24c-1")
def test_where_shares_lack_every_right_gives_the_same_package(terms: Terms) -> None:
    found = exchange_short_of_shares(
        33_600_000, available=30_000_000, ratio=ONE, market_price=Fraction(10), terms=terms
    )
    assert (found.needed, found.current_value_24c) == (33_600_000, 10)
    assert (found.shares_each.raw, found.package.shares) == (Fraction(25, 28), Fraction("0.8928"))
    assert found.package.cash == Fraction("1.072")
    assert found.package.value(market_price=Fraction(10)) == 10
    enough = exchange_short_of_shares(
        33_600_000, available=33_600_000, ratio=ONE, market_price=Fraction(10), terms=terms
    )
    assert (enough.package.shares, enough.package.cash) == (1, 0)


@pytest.mark.row("R-24c-1")
def test_a_package_that_is_not_the_current_value_is_asked_back(terms: Terms) -> None:
    price, value = Fraction(10), Fraction(10)
    package = Package(Fraction(1, 2), Fraction(3), Fraction(2))
    assert package_grounds(package, current_value=value, market_price=price) == ()
    (found,) = package_grounds(Package(ONE, ONE), current_value=value, market_price=price)
    assert (found.code, found.effect.value) == ("PACKAGE_VALUE_MISMATCH", "QUERY")
    with pytest.raises(RightsError) as refused:
        exchange_short_of_shares(
            100, available=50, ratio=ONE, market_price=price, securities_value=Fraction(6), terms=terms
        )
    assert refused.value.code == "PACKAGE_VALUE_MISMATCH"


@pytest.mark.row("R-24c-2")
@pytest.mark.refusal("CURRENT_VALUE_DATE_OPEN")
def test_the_current_value_is_the_price_times_the_shares_of_a_right(terms: Terms) -> None:
    value = current_value_24c(Fraction(10), ratio=terms.exchange_ratio)
    assert (value, 1000 * value) == (10, 10_000)
    (found,) = current_value_date_grounds(None, default=date(2003, 5, 30))
    assert (found.code, "2003-05-30" in found.message) == ("CURRENT_VALUE_DATE_OPEN", True)
    assert current_value_date_grounds(date(2003, 6, 20), default=date(2003, 5, 30)) == ()


@pytest.mark.row("R-24c-3", "R-24c-4")
@pytest.mark.refusal("SUSPENSION_LIMIT_REACHED", "ANNOUNCEMENT_MISSING")
def test_a_suspension_for_an_exchange_lasts_sixty_days_at_most_and_is_announced(terms: Terms) -> None:
    event = date(2003, 6, 20)
    last = last_day_of_suspension_24c(event, terms=terms)
    assert last == date(2003, 8, 19)

    def codes(ends_on: date, *, is_announced: bool) -> list[str]:
        found = suspension_24c_grounds(
            event_on=event, ends_on=ends_on, is_announced=is_announced, terms=terms
        )
        return [one.code for one in found]

    assert codes(last, is_announced=True) == []
    assert codes(date(2003, 8, 20), is_announced=True) == ["SUSPENSION_LIMIT_REACHED"]
    assert codes(last, is_announced=False) == ["ANNOUNCEMENT_MISSING"]


@pytest.mark.row("R-24e-1")
def test_equivalent_rights_are_the_number_stated_for_each_right() -> None:
    found = equivalent_rights({"A-1": 39_000_000, "A-2": 1_000_000, "A-3": 0}, each=ONE)
    assert (sum(found.values()), list(found)) == (40_000_000, ["A-1", "A-2"])


@given(
    rights=st.integers(1, 10**8),
    available=st.integers(0, 10**9),
    price=st.fractions(Fraction(1, 100), Fraction(1000), max_denominator=100),
)
def test_a_short_exchange_never_gives_more_shares_than_there_are_nor_less_than_the_value(
    terms: Terms, rights: int, available: int, price: Fraction
) -> None:
    found = exchange_short_of_shares(rights, available=available, ratio=ONE, market_price=price, terms=terms)
    assert rights * found.package.shares <= available
    assert found.package.value(market_price=price) == found.current_value_24c
    assert 0 <= found.package.cash <= found.current_value_24c
    assert found.shares_each.raw - found.package.shares < terms.rounding_common
