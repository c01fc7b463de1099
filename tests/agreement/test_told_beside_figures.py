"""What the rules tell beside their figures: sections, reasons, names, roundings, order (7(e), 11, 13, 24)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest

from agreement.adjusting.events import Offer, adjustment_fraction, offer_grounds
from agreement.adjusting.number import HolderOfMoreRights, rights_of_record
from agreement.adjustment import (
    FIGURES,
    as_shown,
    certified_lines,
    changes,
    figure_in_words,
    in_dollars,
    with_figures,
)
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
from agreement.nullity import (
    Extent,
    NamedAs,
    NullityNotice,
    Position,
    PositionFound,
    RightsLot,
    Transferees,
    find_closure,
    position_grounds,
)
from agreement.posting import TaintClass
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


def test_every_figure_of_a_right_is_told_before_and_after_with_its_words_and_section(terms: Terms) -> None:
    told = {"security": "Common Stock", "units_per_right": "206/5", "price_of_unit": "241.670"}
    adjusted = with_figures(terms, told)
    listed = [(one.words, one.section, one.after) for one in changes(terms, adjusted)]
    assert [*listed[:5], listed[-1]] == [
        ("Exercise Price of a unit", "7(b)", "$241.67"),
        ("Units that a Right buys", "11", "41.2"),
        ("What a unit is a part of", "11(f)", "Common Stock"),
        ("Redemption Price of a Right", "23(a)", "$0.001"),
        ("Exchange Ratio", "24(a)", "1"),
        ("Exercise Price of a whole Right", "7(b)", "$9,956.80"),
    ]
    assert adjusted.exchange_ratio == terms.exchange_ratio
    assert as_shown(terms, {"price_of_unit": "241.67"}).units_per_right == terms.units_per_right
    assert certified_lines(adjusted)[0] == ("Exercise Price of a unit, as certified", "$241.67", "§7(b), §12")
    security, units = FIGURES[2], FIGURES[1]
    assert (figure_in_words(security, "3/2 % Notes"), figure_in_words(units, "3/2")) == ("3/2 % Notes", "1.5")
    assert [in_dollars(value) for value in ("1250.500", "0.001", "7")] == ["$1,250.50", "$0.001", "$7.00"]


BEFORE, EVENT, AFTER = (datetime(2003, 5, day, 16, tzinfo=UTC) for day in (20, 30, 31))


def held(key: int, holder: str, *, of: int | None = None, at: datetime = BEFORE, **more: Any) -> RightsLot:
    return RightsLot(key, of, holder, 10, key, at, **more)


@pytest.mark.parametrize(
    ("rights", "taken"),
    [
        (10, {6: 10}),
        (15, {6: 10, 5: 5}),
        (25, {6: 10, 5: 10, 4: 5}),
        (31, {6: 10, 5: 10, 4: 10, 3: 1}),
    ],
)
def test_a_number_takes_what_is_void_first_then_by_lineage_then_what_came_before_then_the_rest(
    rights: int, taken: dict[int, int]
) -> None:
    lots = [
        held(1, "Oak", closed_at=BEFORE),
        held(2, "Oak", closed_at=AFTER),
        held(3, "Nominee"),
        held(4, "Nominee", of=1),
        held(5, "Nominee", of=2, at=AFTER),
        held(6, "Nominee", is_void=True),
    ]
    oak = Position(1, "Oak", NamedAs.ACQUIRING_PERSON, TaintClass.I, "Oak")
    nominee = Position(
        2, "Elm", NamedAs.TRANSFEREE, TaintClass.II, "Nominee", extent=Extent.NUMBER, rights_count=rights
    )
    found = find_closure(lots, notice=NullityNotice((oak, nominee), EVENT, Transferees.ALL))
    of_nominee = [one for one in found.standing if one.lot.holder == "Nominee"]
    assert {one.lot.key: one.rights_count for one in of_nominee} == taken
    assert {one.position for one in of_nominee} == {2}


def test_an_account_in_another_name_is_asked_how_much_of_it_is_meant() -> None:
    oak = Position(1, "Oak  Partners", NamedAs.ACQUIRING_PERSON, TaintClass.I, "A-1")
    other = PositionFound(oak, 1, 10, registration="Nominee\n& Co", says_how_much=False)
    (asked,) = position_grounds([other], has_board_finding=True)
    assert asked.code == "NULLITY_QUANTITY_MISSING"
    assert (asked.facts["registration"], asked.facts["person"]) == ("Nominee & Co", "Oak  Partners")
    same = replace(other, registration="oak PARTNERS")
    assert position_grounds([same, replace(other, says_how_much=True)], has_board_finding=True) == ()
    numbered = replace(oak, extent=Extent.NUMBER, rights_count=11)
    short = PositionFound(numbered, 1, 10)
    asked_of = position_grounds([other, short], has_board_finding=True)
    assert [one.code for one in asked_of] == ["NULLITY_QUANTITY_MISSING", "NULLITY_POSITION_SHORT"]
    assert position_grounds([replace(short, rights_open=11)], has_board_finding=True) == ()


@pytest.mark.parametrize(
    ("named_as", "taint", "extent", "rights", "said"),
    [
        (
            NamedAs.TRANSFEREE,
            TaintClass.I,
            Extent.ALL,
            None,
            "Class (i) is that of the Acquiring",
        ),
        (
            NamedAs.ACQUIRING_PERSON,
            TaintClass.I,
            Extent.NUMBER,
            None,
            "A number of Rights goes with",
        ),
        (
            NamedAs.ACQUIRING_PERSON,
            TaintClass.I,
            Extent.RECEIVED,
            None,
            "A person of class (i) received",
        ),
    ],
)
def test_a_position_that_cannot_be_is_a_fault_of_the_program(
    named_as: NamedAs, taint: TaintClass, extent: Extent, rights: int | None, said: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        Position(1, "Oak", named_as, taint, "A-1", extent=extent, rights_count=rights)


def test_shares_that_lack_and_offers_that_adjust_nothing_are_told_in_words() -> None:
    with pytest.raises(RightsError) as refused:
        adjustment_fraction(Fraction(0), Fraction(1))
    assert "Preferred Shares" in str(refused.value)
    offer = Offer(ON, ON, Fraction(10), Fraction(0), Fraction(1), Fraction(5), Fraction(0), Fraction(5))
    (found,) = offer_grounds(offer, longest_days=45)
    assert found.facts == {"reason": "its price is not below the market price"}
    assert rights_of_record(Fraction(1_000), ratio=Fraction("1.05263")) == HolderOfMoreRights(
        Fraction(1_000), Fraction("1052.63"), 52, Fraction("0.63")
    )
