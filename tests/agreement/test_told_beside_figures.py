"""What the rules tell beside their figures: sections, reasons, names and modes of roundings (11, 13, 24)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

import pytest

from agreement.arithmetic import Rounded, Rounding, RoundingMode
from agreement.errors import RefusedByGround, RightsError
from agreement.exchange import (
    Package,
    ShortExchange,
    account_order,
    adjusted_exchange_ratio,
    exchange_bar_grounds,
    exchange_short_of_shares,
    partial_exchange,
    suspension_24c_grounds,
)
from agreement.flip_in import flip_in_delivery, like_terms
from agreement.flip_over import (
    BusinessIncome,
    CompanyRole,
    Section13EventKind,
    Section13Facts,
    board_determination_ground,
    company_on,
    earning_power_sold,
    flip_over,
    is_asset_sale_a_section_13_event,
    section_13_event_grounds,
    shares_rounding,
)
from agreement.terms import Terms

ON = date(2004, 3, 31)
CENT = Fraction(1, 100)
NO_PART = "No determination of the Board states the part of the assets or earning power sold"
STATE_PART = "answer the application for instructions with the determination, its years and figures"


def test_why_a_transaction_is_no_section_13_event_is_told_with_its_limb(terms: Terms) -> None:
    kind = Section13EventKind
    merged = Section13Facts(
        kind=kind.MERGED_INTO_ANOTHER, triggered_on=None, on=ON, is_with_wholly_owned=True
    )
    early, owned = section_13_event_grounds(merged, terms=terms)
    assert (early.code, early.clause) == ("NO_TRIGGERING_EVENT", "13(a)")
    assert (owned.clause, "wholly owned by the Company" in owned.message) == ("13(a)(i)", True)
    kept = Section13Facts(kind=kind.MERGED_INTO_COMPANY, triggered_on=ON, on=ON, are_shares_exchanged=False)
    (found,) = section_13_event_grounds(kept, terms=terms)
    assert (found.clause, "are not changed or exchanged" in found.message) == ("13(a)(ii)", True)


def test_what_the_board_determines_is_asked_in_its_own_words(terms: Terms) -> None:
    asked = board_determination_ground()
    assert (asked.clause, asked.message, asked.cure) == ("13(a)(iii)(F)", NO_PART, STATE_PART)
    with pytest.raises(RefusedByGround) as refused:
        earning_power_sold([BusinessIncome("A", (Fraction(0),), Fraction(1))], terms=terms)
    (found,) = refused.value.grounds
    reason = "no operating income is left to divide by"
    assert (found.clause, found.message, found.cure) == (
        "13(a)(iii)(F)",
        f"{NO_PART}, and {reason}",
        STATE_PART,
    )
    with pytest.raises(RightsError) as malformed:
        is_asset_sale_a_section_13_event(Fraction(3, 2), threshold=Fraction(1, 2))
    assert malformed.value.facts == {
        "name": "part_sold",
        "value": Fraction(3, 2),
        "wanted": "a part from 0 to 1",
    }


def test_the_parties_of_a_flip_over_are_told_with_interest_and_price(terms: Terms) -> None:
    prices = {"A": Fraction(20), "B": Fraction(10)}
    interests = {"A": Fraction(3, 5), "B": Fraction(2, 5)}
    found = flip_over(Fraction(250), interests=interests, market_prices=prices, terms=terms)
    assert [(one.party, one.interest, one.market_price) for one in found.shares] == [
        ("A", Fraction(3, 5), Fraction(20)),
        ("B", Fraction(2, 5), Fraction(10)),
    ]
    with pytest.raises(RefusedByGround) as unnamed:
        flip_over(Fraction(250), interests={}, market_prices=prices, terms=terms)
    assert unnamed.value.grounds[0].facts == {"reason": "none is named"}
    with pytest.raises(RefusedByGround) as unpriced:
        flip_over(Fraction(250), interests=interests, market_prices={}, terms=terms)
    assert unpriced.value.grounds[0].facts == {"parties": "A, B"}
    reading = terms.readings["rounding_mode"]
    for mode in RoundingMode:
        decided = {**terms.readings, "rounding_mode": replace(reading, in_use=mode.value)}
        of_mode = replace(terms, readings=MappingProxyType(decided))
        wanted = Rounding("Common Shares of a Right", terms.rounding_common, "11(d)", mode)
        if mode.value in reading.possible:
            assert shares_rounding(of_mode) == wanted


def test_two_companies_of_one_day_and_none_are_named() -> None:
    roles = [CompanyRole("DigitalThink", ON), CompanyRole("BigCo", ON)]
    for told, names in ((roles, "BigCo, DigitalThink"), ([], "nobody")):
        with pytest.raises(RightsError) as refused:
            company_on(ON, roles=told)
        assert refused.value.facts == {"day": ON, "names": names}


@pytest.mark.parametrize("mode", [RoundingMode.HALF_UP, RoundingMode.DOWN])
def test_both_amounts_of_a_flip_in_are_rounded_by_name_in_the_mode_of_the_plan(mode: RoundingMode) -> None:
    found = flip_in_delivery(
        3,
        shares_per_right=Fraction("0.5"),
        price_of_right=Fraction("0.335"),
        closing_price=Fraction("10.01"),
        money_grid=CENT,
        rounding=Rounding("Common Shares of a Right", CENT, "11(d)", mode),
    )
    assert found.cash is not None
    cash = Rounding("cash for a fraction of a Common Share", CENT, "14(c)", mode)
    price = Rounding("price of the Rights presented", CENT, "7(b)", mode)
    assert (found.cash.rounding, found.due.rounding) == (cash, price)
    half_up = mode is RoundingMode.HALF_UP
    assert found.cash.value == (Fraction("5.01") if half_up else Fraction("5.00"))
    assert found.due.value == (Fraction("1.01") if half_up else Fraction("1.00"))


def test_numbers_that_cannot_be_are_faults_of_the_program(terms: Terms) -> None:
    rounding = Rounding("shares", CENT, "11(e)")
    with pytest.raises(ValueError, match=r"^A factor is above zero\.$"):
        like_terms(
            Fraction(1),
            price_of_right=Fraction(1),
            factor=Fraction(0),
            rounding=rounding,
            price_rounding=rounding,
        )
    with pytest.raises(ValueError, match=r"^A split factor is above zero\.$"):
        adjusted_exchange_ratio(Fraction(1), split_factor=Fraction(0))
    with pytest.raises(ValueError, match=r"^Rights are never below zero\.$"):
        partial_exchange({"A-1": -1}, rights_count=0)
    for rights, available in ((0, 1), (1, -1)):
        with pytest.raises(ValueError, match=r"^Rights are above zero and shares not below\.$"):
            exchange_short_of_shares(
                rights, available=available, ratio=Fraction(1), market_price=Fraction(1), terms=terms
            )


def test_a_bar_is_told_with_its_day_where_one_is_known(terms: Terms) -> None:
    (bare,) = exchange_bar_grounds(Fraction(1, 2), terms=terms)
    (dated,) = exchange_bar_grounds(Fraction(3, 5), since=ON, terms=terms)
    assert (bare.facts, dated.facts) == ({"since": "50%"}, {"since": "60% since 2004-03-31"})


def test_one_package_tells_what_is_there_and_how_its_shares_are_rounded(terms: Terms) -> None:
    down = Rounding(
        "Common Shares of a Right where they lack", terms.rounding_common, "24(c)", RoundingMode.DOWN
    )

    def exchanged(available: int, ratio: str = "1", securities: str = "0") -> ShortExchange:
        return exchange_short_of_shares(
            3,
            available=available,
            ratio=Fraction(ratio),
            market_price=Fraction(10),
            securities_value=Fraction(securities),
            terms=terms,
        )

    short = exchanged(1, securities="2")
    assert short.available == 1
    assert short.shares_each == Rounded(Fraction("0.3333"), Fraction(1, 3), down)
    assert short.package == Package(Fraction("0.3333"), Fraction("4.667"), Fraction(2))
    enough = exchanged(9, ratio="1/3")
    assert enough.shares_each == Rounded(Fraction(1, 3), Fraction(1, 3), down)
    with pytest.raises(RefusedByGround) as refused:
        exchanged(3, securities="2")
    assert refused.value.grounds[0].facts == {"stated": "12", "wanted": "10"}


def test_accounts_stand_in_the_order_of_their_numbers_before_their_letters() -> None:
    accounts = ["B-2", "A-10", "A-9", "10", "9", "A", "a"]
    assert sorted(accounts, key=account_order) == ["9", "10", "A", "A-9", "A-10", "B-2", "a"]
    assert account_order("A-9") == ((1, 0, "A-"), (0, 9, ""))


def test_a_suspension_for_an_exchange_is_asked_back_under_its_section(terms: Terms) -> None:
    found = suspension_24c_grounds(event_on=ON, ends_on=date(2004, 12, 31), is_announced=False, terms=terms)
    assert [(one.code, one.clause) for one in found] == [
        ("SUSPENSION_LIMIT_REACHED", "24(c)"),
        ("ANNOUNCEMENT_MISSING", "24(c)"),
    ]
    assert found[0].facts == {"end": date(2004, 12, 31), "last": date(2004, 5, 30)}
