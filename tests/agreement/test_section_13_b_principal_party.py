"""The Principal Party of a merger or a sale, and the supplemental agreement before it (13(a) to 13(c))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from agreement.errors import RightsError
from agreement.exercise_gates import ExerciseGates, StatementEvent, StatementTold, registration_grounds
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


@pytest.mark.row("R-13c-2")
@pytest.mark.refusal("NO_EFFECTIVE_REGISTRATION")
def test_exercise_opens_with_the_statement_for_what_the_principal_party_issues() -> None:
    theirs, effective_on = "Common Stock of BigCo", date(2004, 6, 1)
    filed = StatementTold(20, theirs, StatementEvent.FILED, date(2004, 4, 15), is_accepted=True)
    effective = StatementTold(21, theirs, StatementEvent.EFFECTIVE, effective_on, is_accepted=True)
    before = StatementTold(3, "Common Stock", StatementEvent.EFFECTIVE, date(2003, 8, 15), is_accepted=True)
    gates = ExerciseGates(statements=[before, filed, effective])
    (waits,) = registration_grounds(gates, securities=theirs, on=date(2004, 5, 31))
    assert (waits.code, "filed since 2004-04-15" in waits.message) == ("NO_EFFECTIVE_REGISTRATION", True)
    assert registration_grounds(gates, securities=theirs, on=effective_on) == ()


@pytest.mark.row("R-13d-1")
@pytest.mark.refusal("CONTRARY_PROVISION_OPEN")
def test_a_contrary_provision_is_closed_by_its_waiver() -> None:
    reported = replace(COMPLETE, contrary_provision="conversion below market")
    (found,) = consummation_grounds(reported)
    assert found.code == "CONTRARY_PROVISION_OPEN"
    assert consummation_grounds(replace(reported, waived_on=date(2004, 3, 26))) == ()
