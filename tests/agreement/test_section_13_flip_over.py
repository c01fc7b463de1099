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
from agreement.principal_party import (
    Merger,
    Party,
    Proposal,
    Recipient,
    RegisteredPeriod,
    is_registered,
    months_before,
    propose_in_merger,
    propose_in_sale,
)
from agreement.supplemental_agreement import Confirmation, ConsummationFacts, consummation_grounds
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


LONG = (RegisteredPeriod(date(1999, 1, 4)),)


def parties(**values: str | None) -> dict[str, Party]:
    return {
        name: Party(name=name, market_value=None if value is None else Fraction(value), registered=LONG)
        for name, value in values.items()
    }


def sole(proposal: Proposal) -> str:
    ((name, interest),) = proposal.interests.items()
    assert interest == 1
    return name


@pytest.mark.row("R-13b-1")
@pytest.mark.parametrize(
    ("merger", "wanted", "words"),
    [
        (Merger(issuers=("X", "Y")), "Y", "issuer"),
        (Merger(issuers=("X",), surviving_others=("Y",)), "X", "issuer"),
        (Merger(surviving_others=("X",)), "X", "other party"),
        (Merger(surviving_others=("X", "Y")), "Y", "other party"),
        (Merger(survivor="Company"), "Company", "does not survive"),
        (Merger(resulting="Z"), "Z", "consolidation"),
    ],
)
def test_the_principal_party_of_a_merger(merger: Merger, wanted: str, words: str, terms: Terms) -> None:
    known = parties(X="2000000000", Y="3000000000", Z=None, Company=None)
    proposal = propose_in_merger(merger, on=ON, parties=known, terms=terms)
    assert sole(proposal) == wanted
    assert words in proposal.branches[0][1]


@pytest.mark.row("R-13b-1", "R-13b-2")
def test_market_values_that_decide_are_asked_for_and_a_tie_is_left_open(terms: Terms) -> None:
    codes = []
    for known in (parties(X="1", Y=None), parties(X="1", Y="1")):
        with pytest.raises(RightsError) as refused:
            propose_in_merger(Merger(issuers=("X", "Y")), on=ON, parties=known, terms=terms)
        codes.append(refused.value.code)
    for merger in (Merger(), Merger(issuers=("Q",))):
        with pytest.raises(RightsError) as refused:
            propose_in_merger(merger, on=ON, parties={}, terms=terms)
        codes.append(refused.value.code)
    assert codes == [
        "MARKET_VALUE_MISSING",
        "PRINCIPAL_PARTY_OPEN",
        "PRINCIPAL_PARTY_OPEN",
        "REGISTRATION_HISTORY_MISSING",
    ]


def shared(**portions: str | None) -> list[Recipient]:
    return [Recipient(name, None if part is None else Fraction(part)) for name, part in portions.items()]


@pytest.mark.row("R-13b-2")
@pytest.mark.parametrize(
    ("recipients", "wanted"),
    [
        (shared(A="0.3", B="0.3"), "B"),
        (shared(A="0.4", B="0.3"), "A"),
        (shared(A="0.3", B="0.3", C="0.2"), "B"),
        (shared(A="0.4", B=None, C="0.1"), "C"),
        (shared(A="0.5"), "A"),
    ],
)
def test_the_principal_party_of_a_sale(recipients: list[Recipient], wanted: str, terms: Terms) -> None:
    known = parties(A="1000000000", B="4000000000", C="9000000000")
    assert sole(propose_in_sale(recipients, on=ON, parties=known, terms=terms)) == wanted


def test_a_sale_without_recipients_names_nobody(terms: Terms) -> None:
    with pytest.raises(RightsError) as refused:
        propose_in_sale([], on=ON, parties={}, terms=terms)
    assert refused.value.code == "PRINCIPAL_PARTY_OPEN"


@pytest.mark.row("R-13b-3")
def test_an_unregistered_party_gives_way_to_the_registered_one_above_it(terms: Terms) -> None:
    sub = Party(name="SubCo", registered=(), parents=("MidCo",))
    middle = Party(name="MidCo", registered=(), parents=("Parent", "Other"))
    known = parties(Parent="5", Other="7") | {"SubCo": sub, "MidCo": middle}
    merger = Merger(issuers=("SubCo",))
    proposal = propose_in_merger(merger, on=ON, parties=known, terms=terms)
    assert sole(proposal) == "Other"
    assert "greatest market value" in proposal.branches[1][1]
    alone = known | {"MidCo": replace(middle, parents=("Parent",))}
    assert sole(propose_in_merger(merger, on=ON, parties=alone, terms=terms)) == "Parent"
    nobody = known | {"MidCo": replace(middle, parents=())}
    assert sole(propose_in_merger(merger, on=ON, parties=nobody, terms=terms)) == "SubCo"
    circular = known | {"MidCo": replace(middle, parents=("SubCo",))}
    assert sole(propose_in_merger(merger, on=ON, parties=circular, terms=terms)) == "SubCo"
    unknown = known | {"SubCo": replace(sub, registered=None)}
    with pytest.raises(RightsError) as refused:
        propose_in_merger(merger, on=ON, parties=unknown, terms=terms)
    assert refused.value.code == "REGISTRATION_HISTORY_MISSING"


@pytest.mark.row("R-13b-3")
@pytest.mark.parametrize(
    ("periods", "is_so"),
    [
        ([(date(2003, 3, 31), None)], True),
        ([(date(2003, 4, 1), None)], False),
        ([(date(1999, 1, 1), date(2004, 3, 30))], False),
        ([(date(2003, 9, 1), None), (date(1999, 1, 1), date(2003, 9, 1))], True),
        ([(date(1999, 1, 1), date(2003, 8, 1)), (date(2003, 9, 1), None)], False),
        ([], False),
    ],
)
def test_registration_is_continuous_over_the_months_before(
    periods: list[tuple[date, date | None]], is_so: bool, terms: Terms
) -> None:
    party = Party(name="P", registered=tuple(RegisteredPeriod(*period) for period in periods))
    assert is_registered(party, on=ON, terms=terms) is is_so


def test_another_plan_asks_for_fewer_months_and_months_end_with_their_last_day(other_terms: Terms) -> None:
    half_a_year = Party(name="P", registered=(RegisteredPeriod(date(2003, 9, 30)),))
    assert is_registered(half_a_year, on=ON, terms=other_terms)
    assert months_before(date(2004, 3, 31), months=1) == date(2004, 2, 29)
    assert months_before(date(2004, 1, 15), months=13) == date(2002, 12, 15)


@pytest.mark.row("R-13b-4")
def test_each_venturer_or_who_is_registered_above_it_is_a_principal_party(terms: Terms) -> None:
    venture = Party(name="JV", registered=(), ventures=(("V1", Fraction(3, 5)), ("V2", Fraction(2, 5))))
    second = Party(name="V2", registered=(), parents=("Top",))
    known = parties(V1="1", Top="2") | {"JV": venture, "V2": second}
    proposal = propose_in_sale(shared(JV="1"), on=ON, parties=known, terms=terms)
    assert proposal.interests == {"V1": Fraction(3, 5), "Top": Fraction(2, 5)}
    short = known | {"JV": replace(venture, ventures=(("V1", Fraction(3, 5)),))}
    with pytest.raises(RightsError) as refused:
        propose_in_sale(shared(JV="1"), on=ON, parties=short, terms=terms)
    assert (refused.value.code, "60%" in str(refused.value)) == ("INTERESTS_NOT_100", True)


COMPLETE = ConsummationFacts(
    consummated_on=ON,
    delivered_on=date(2004, 3, 25),
    confirms=frozenset(Confirmation),
    authorised_shares=1_000_000_000,
    shares_needed=840_000_000,
)


@pytest.mark.row("R-13c-1")
@pytest.mark.refusal("SUPPLEMENT_MISSING", "SUPPLEMENT_INCOMPLETE", "PRINCIPAL_PARTY_SHARES_SHORT")
def test_the_supplemental_agreement_is_delivered_before_consummation() -> None:
    assert consummation_grounds(COMPLETE) == ()
    for late in (None, ON):
        (found,) = consummation_grounds(replace(COMPLETE, delivered_on=late))
        assert (found.code, found.effect) == ("SUPPLEMENT_MISSING", Effect.WARN)
    (found,) = consummation_grounds(replace(COMPLETE, confirms=COMPLETE.confirms - {Confirmation.NO_DEFAULT}))
    assert (found.code, Confirmation.NO_DEFAULT.words in found.message) == ("SUPPLEMENT_INCOMPLETE", True)
    for have, need in ((839_999_999, 840_000_000), (None, 840_000_000)):
        (found,) = consummation_grounds(replace(COMPLETE, authorised_shares=have, shares_needed=need))
        assert found.code == "PRINCIPAL_PARTY_SHARES_SHORT"


@pytest.mark.row("R-13d-1")
@pytest.mark.refusal("CONTRARY_PROVISION_OPEN")
def test_a_contrary_provision_is_closed_by_its_waiver() -> None:
    reported = replace(COMPLETE, contrary_provision="conversion below market")
    (found,) = consummation_grounds(reported)
    assert found.code == "CONTRARY_PROVISION_OPEN"
    assert consummation_grounds(replace(reported, waived_on=date(2004, 3, 26))) == ()
