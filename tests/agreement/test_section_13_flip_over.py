"""The flip-over: its event, what a Right buys of the Principal Party, later transactions (13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from agreement.errors import RightsError
from agreement.flip_over import (
    CASH,
    BusinessIncome,
    CompanyRole,
    Consideration,
    Section13EventKind,
    Section13Facts,
    after_later_transactions,
    company_on,
    earning_power_sold,
    flip_over,
    issuer_of_event_grounds,
    replaced_entitlement_grounds,
    section_13_event_grounds,
)
from agreement.grounds import Effect
from agreement.terms import Terms

ON = date(2004, 3, 31)
WHOLE = Fraction(1)


def sale(part: str | None, **told: object) -> Section13Facts:
    facts = {
        "kind": Section13EventKind.SALE,
        "triggered_on": date(2003, 5, 30),
        "on": ON,
        "part_sold": None if part is None else Fraction(part),
        **told,
    }
    return Section13Facts(**facts)  # type: ignore[arg-type]


def asked(facts: Section13Facts, *, terms: Terms) -> list[str]:
    found = section_13_event_grounds(facts, terms=terms)
    assert all(one.effect is Effect.QUERY for one in found)
    return [one.code for one in found]


@pytest.mark.row("R-13a-1")
@pytest.mark.refusal("BELOW_50_PERCENT", "NOT_A_SECTION_13_EVENT")
def test_a_sale_of_half_is_an_event_and_a_smaller_one_is_asked_back(terms: Terms, other_terms: Terms) -> None:
    assert asked(sale("0.5"), terms=terms) == []
    assert asked(sale("0.499"), terms=terms) == ["BELOW_50_PERCENT"]
    assert asked(sale("0.499"), terms=other_terms) == []
    assert asked(sale("0.5", triggered_on=None), terms=terms) == ["NO_TRIGGERING_EVENT"]
    assert asked(sale("0.5", triggered_on=date(2004, 4, 1)), terms=terms) == ["NO_TRIGGERING_EVENT"]
    assert asked(sale("0.5", is_with_wholly_owned=True), terms=terms) == ["NOT_A_SECTION_13_EVENT"]


@pytest.mark.row("R-13a-1")
@pytest.mark.parametrize(
    ("kind", "told", "codes"),
    [
        (Section13EventKind.MERGED_INTO_ANOTHER, {}, []),
        (
            Section13EventKind.MERGED_INTO_ANOTHER,
            {"is_with_wholly_owned": True},
            ["NOT_A_SECTION_13_EVENT"],
        ),
        (Section13EventKind.MERGED_INTO_COMPANY, {}, []),
        (Section13EventKind.MERGED_INTO_COMPANY, {"is_with_wholly_owned": True}, []),
        (
            Section13EventKind.MERGED_INTO_COMPANY,
            {"are_shares_exchanged": False},
            ["NOT_A_SECTION_13_EVENT"],
        ),
    ],
)
def test_a_merger_is_an_event_by_its_limb(
    kind: Section13EventKind, told: dict[str, bool], codes: list[str], terms: Terms
) -> None:
    facts = sale(None, kind=kind, **told)
    assert asked(facts, terms=terms) == codes
    assert kind.section in ("13(a)(i)", "13(a)(ii)")


@pytest.mark.row("R-13a-7")
def test_earning_power_is_the_boards_and_is_computed_beside_it(terms: Terms, other_terms: Terms) -> None:
    (found,) = section_13_event_grounds(sale(None), terms=terms)
    assert (found.code, found.citation) == (
        "BOARD_DETERMINATION_REQUIRED",
        "AGREEMENT §13(a)(iii)(F)",
    )
    three = Fraction(21, 10), Fraction(21, 10), Fraction(21, 10), Fraction(90)
    sold = BusinessIncome("training", three, WHOLE)
    kept = BusinessIncome("services", (Fraction(18, 10), Fraction(2)))
    assert earning_power_sold([sold, kept], terms=terms) == Fraction(525, 1000)
    young = BusinessIncome("services", (Fraction(21, 10),), Fraction(1, 2))
    assert earning_power_sold([sold, young], terms=terms) == Fraction(3, 4)
    two_years = BusinessIncome("training", (Fraction(1), Fraction(3), Fraction(90)), WHOLE)
    assert earning_power_sold([two_years, replace(kept, by_year=(Fraction(2),))], terms=other_terms) == (
        Fraction(1, 2)
    )
    with pytest.raises(RightsError) as refused:
        earning_power_sold([BusinessIncome("loss", (Fraction(-1),), WHOLE)], terms=terms)
    assert refused.value.code == "BOARD_DETERMINATION_REQUIRED"


@pytest.mark.row("R-13a-2")
def test_a_right_buys_twice_its_price_in_shares_of_the_principal_party(
    terms: Terms, other_terms: Terms
) -> None:
    found = flip_over(
        Fraction(250), interests={"BigCo": WHOLE}, market_prices={"BigCo": Fraction(20)}, terms=terms
    )
    (share,) = found.shares
    assert (share.shares.value, share.price_paid, found.total_exercise_price) == (25, 250, 250)
    third = flip_over(
        Fraction(250), interests={"BigCo": WHOLE}, market_prices={"BigCo": Fraction(21)}, terms=terms
    )
    (share,) = third.shares
    assert (share.shares.raw, share.shares.value) == (Fraction(500, 21), Fraction("23.8095"))
    assert share.shares.rounding.section == "11(d)"
    undiscounted = flip_over(
        Fraction(175), interests={"P": WHOLE}, market_prices={"P": Fraction(20)}, terms=other_terms
    )
    assert undiscounted.shares[0].shares.value == Fraction("8.75")


@pytest.mark.row("R-13b-4")
def test_venturers_bear_the_obligation_in_the_ratio_of_their_interests(terms: Terms) -> None:
    found = flip_over(
        Fraction(250),
        interests={"V1": Fraction(3, 5), "V2": Fraction(2, 5)},
        market_prices={"V1": Fraction(20), "V2": Fraction(50)},
        terms=terms,
    )
    told = {one.party: (one.price_paid, one.shares.value) for one in found.shares}
    assert told == {"V1": (150, 15), "V2": (100, 4)}
    assert sum(one.price_paid for one in found.shares) == found.total_exercise_price


@pytest.mark.row("R-13a-2", "R-13b-4")
@pytest.mark.parametrize(
    ("interests", "prices", "code"),
    [
        ({}, {}, "PRINCIPAL_PARTY_OPEN"),
        ({"A": "3/5", "B": "3/10"}, {"A": "1", "B": "1"}, "INTERESTS_NOT_100"),
        ({"A": "1"}, {}, "MARKET_VALUE_MISSING"),
        ({"A": "1"}, {"A": "0"}, "MARKET_VALUE_MISSING"),
    ],
)
def test_what_nobody_stated_is_asked_for(
    interests: dict[str, str], prices: dict[str, str], code: str, terms: Terms
) -> None:
    with pytest.raises(RightsError) as refused:
        flip_over(
            Fraction(250),
            interests={name: Fraction(part) for name, part in interests.items()},
            market_prices={name: Fraction(price) for name, price in prices.items()},
            terms=terms,
        )
    assert refused.value.code == code


def becomes(security: str, on: date, **each: str) -> Consideration:
    things = {CASH if name == "cash" else name: Fraction(amount) for name, amount in each.items()}
    return Consideration(security, on, things)


@pytest.mark.row("R-13a-6")
def test_a_later_transaction_gives_what_the_shares_would_have_had() -> None:
    later = becomes("BigCo", date(2005, 2, 1), cash="18", NewCo="0.5")
    before, after = after_later_transactions({"BigCo": Fraction(25)}, transactions=[later])
    assert (before, after) == ({"BigCo": 25}, {CASH: 450, "NewCo": Fraction("12.5")})


@pytest.mark.row("R-13f-1")
def test_events_follow_each_other_and_move_role_and_entitlement() -> None:
    chain = after_later_transactions(
        {"BigCo": Fraction(25)},
        transactions=[
            becomes("HugeCo", date(2006, 1, 2), cash="2", HugeCo="1"),
            becomes("BigCo", date(2005, 2, 1), HugeCo="0.4"),
            becomes("Stranger", date(2007, 1, 2), cash="1"),
        ],
    )
    assert list(chain) == [
        {"BigCo": 25},
        {"HugeCo": 10},
        {"HugeCo": 10, CASH: 20},
        {"HugeCo": 10, CASH: 20},
    ]
    roles = [
        CompanyRole("DigitalThink", date(2003, 3, 31)),
        CompanyRole("BigCo", ON),
        CompanyRole("HugeCo", date(2005, 2, 1)),
    ]
    found = [company_on(day, roles=roles) for day in (date(2004, 3, 30), ON, date(2005, 2, 1))]
    assert found == ["DigitalThink", "BigCo", "HugeCo"]


@pytest.mark.row("R-13a-4")
def test_the_company_is_the_principal_party_from_the_event_on() -> None:
    roles = [CompanyRole("DigitalThink", date(2003, 3, 31)), CompanyRole("BigCo", ON)]
    april = date(2004, 4, 15)
    (found,) = issuer_of_event_grounds("DigitalThink", on=april, roles=roles)
    assert found.code == "NOT_THE_COMPANY_NOW"
    assert issuer_of_event_grounds("BigCo", on=april, roles=roles) == ()
    assert issuer_of_event_grounds("DigitalThink", on=date(2004, 3, 30), roles=roles) == ()
    for wrong in ([*roles, CompanyRole("MidCo", ON)], roles[1:]):
        with pytest.raises(RightsError) as refused:
            company_on(ON if len(wrong) > 1 else date(2004, 3, 30), roles=wrong)
        assert refused.value.code == "COMPANY_ROLE_OVERLAP"


@pytest.mark.row("R-13c-3")
@pytest.mark.refusal("ENTITLEMENT_REPLACED")
def test_what_a_right_bought_before_is_replaced_at_consummation() -> None:
    (found,) = replaced_entitlement_grounds(at=ON, consummated_on=ON)
    assert found.code == "ENTITLEMENT_REPLACED"
    assert "2004-03-31" in found.message
    assert replaced_entitlement_grounds(at=date(2004, 3, 30), consummated_on=ON) == ()
    assert replaced_entitlement_grounds(at=ON, consummated_on=None) == ()
