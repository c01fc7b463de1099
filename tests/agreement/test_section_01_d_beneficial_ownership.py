"""Beneficial ownership: what counts for whom, by which relation and right to acquire (1(c), 1(d), 29)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.errors import RightsError
from agreement.ownership import (
    Arrangement,
    Component,
    Holding,
    Indicator,
    OwnershipFile,
    PersonFacts,
    Relation,
    RelationKind,
    Understanding,
    beneficial_ownership,
    circle_of,
    is_subsidiary,
    part_shown,
    relation_grounds,
    ultimate_parents,
)
from agreement.terms import Terms
from tests.agreement.test_section_01_a_ownership import (
    DAY,
    FILING,
    affiliate,
    codes,
    owned,
    seen,
)


@pytest.mark.row("R-1c-1", "R-1d-1")
@pytest.mark.refusal("RELATION_BY_ANOTHER_RULE")
def test_what_an_affiliate_has_counts_from_the_day_of_the_relation(terms: Terms) -> None:
    lines = [owned("Oak", 4_000_000), owned("Oak Offshore", 2_400_000)]
    relation = affiliate("Oak", "Oak Offshore", since=date(2003, 5, 30))
    on = seen("Oak", *lines, terms=terms, relations=[relation])
    assert (on.ownership.components[Component.SECTION_13D], on.indicator) == (6_400_000, Indicator.ON)
    assert on.ownership.part == Fraction(16, 100)
    before = seen("Oak", *lines, terms=terms, relations=[relation], on=date(2003, 5, 29))
    assert before.ownership.shares == 4_000_000
    (found,) = relation_grounds(
        replace(relation, rule_as_of=date(2000, 9, 15)), rule_as_of=terms.affiliate_rule_as_of
    )
    assert found.code == "RELATION_BY_ANOTHER_RULE"


@pytest.mark.row("R-1c-1", "R-1d-1", "R-1d-6")
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (
            lambda: Relation(person="Oak", other="Elm", kind=RelationKind.AFFILIATE, source=" "),
            "RELATIONSHIP_SOURCE_REQUIRED",
        ),
        (lambda: owned("Oak", -1), "NEGATIVE_HOLDING"),
        (lambda: Holding(person="Oak", shares=1, source=""), "HOLDING_SOURCE_REQUIRED"),
        (lambda: Understanding(first="A", second="B", purpose="hold", source=""), "GROUP_SOURCE_REQUIRED"),
    ],
)
def test_every_line_names_its_paper(make: object, code: str) -> None:
    with pytest.raises(RightsError) as refused:
        make()  # type: ignore[operator]
    assert refused.value.code == code


def test_affiliates_are_so_through_each_other_and_an_associate_is_one_of_the_person_named() -> None:
    relations = [
        affiliate("A", "B"),
        affiliate("C", "B"),
        affiliate("A", "D", kind=RelationKind.ASSOCIATE),
        affiliate("C", "E", kind=RelationKind.ASSOCIATE),
        affiliate("F", "A", kind=RelationKind.ASSOCIATE),
    ]
    assert circle_of("A", on=DAY, relations=relations) == ("A", "B", "C", "D")
    assert circle_of("D", on=DAY, relations=relations) == ("D",)


@pytest.mark.row("R-1d-2", "R-29-1")
def test_a_right_to_acquire_counts_whenever_it_may_be_exercised_and_in_its_holders_denominator_alone(
    terms: Terms,
) -> None:
    warrants = owned(
        "X",
        500_000,
        arrangement=Arrangement.OPTION,
        is_unissued=True,
        exercisable_on=date(2005, 1, 3),
    )
    lines = [owned("X", 5_800_000), warrants, owned("Y", 6_000_000)]
    x, y = seen("X", *lines, terms=terms), seen("Y", *lines, terms=terms)
    assert (x.ownership.shares, x.ownership.denominator) == (6_300_000, 40_500_000)
    assert part_shown(x.ownership.part) == "15.5555555%"
    assert (y.ownership.denominator, y.ownership.part) == (40_000_000, Fraction(15, 100))
    assert x.ownership.part_of_sixty_days == Fraction(63, 400)
    soon = replace(warrants, exercisable_on=date(2003, 7, 29))
    near = seen("X", owned("X", 5_800_000), soon, terms=terms).ownership
    assert near.part_of_sixty_days == near.part


@pytest.mark.row("R-1d-2")
@pytest.mark.refusal("OWN_RIGHTS_EXCLUDED")
def test_rights_of_this_plan_are_no_right_to_acquire(terms: Terms) -> None:
    own = owned("X", 5_000_000, arrangement=Arrangement.THIS_PLAN, is_unissued=True)
    worksheet = seen("X", owned("X", 5_800_000), own, terms=terms)
    assert (worksheet.ownership.shares, codes(worksheet)) == (5_800_000, ["OWN_RIGHTS_EXCLUDED"])


@pytest.mark.row("R-1d-3")
def test_tendered_shares_count_from_the_day_of_acceptance(terms: Terms) -> None:
    tendered = owned("Bidder", 7_000_000, arrangement=Arrangement.TENDER_OFFER, accepted_on=date(2003, 6, 20))
    before = seen("Bidder", tendered, terms=terms, on=date(2003, 6, 19))
    after = seen("Bidder", tendered, terms=terms, on=date(2003, 6, 20))
    assert (before.ownership.shares, after.ownership.shares) == (0, 7_000_000)
    never = seen("Bidder", replace(tendered, accepted_on=None), terms=terms, on=date(2004, 6, 20))
    assert never.ownership.shares == 0


@pytest.mark.row("R-1d-4")
@pytest.mark.parametrize(
    ("approved", "since", "shares", "told"),
    [
        (date(2003, 4, 10), date(2003, 5, 30), 0, []),
        (date(2003, 6, 1), date(2003, 5, 30), 20_000_000, ["APPROVAL_TOO_LATE"]),
        (date(2003, 5, 30), date(2003, 5, 30), 20_000_000, ["APPROVAL_TOO_LATE"]),
        (date(2003, 6, 1), None, 0, []),
        (None, None, 20_000_000, []),
    ],
)
def test_a_merger_agreement_is_left_out_if_approved_before_any_acquiring_person(
    approved: date | None, since: date | None, shares: int, told: list[str], terms: Terms
) -> None:
    line = owned("Buyer", 20_000_000, arrangement=Arrangement.MERGER_AGREEMENT, approved_on=approved)
    worksheet = seen("Buyer", line, terms=terms, on=date(2003, 6, 2), acquiring_person_since=since)
    assert (worksheet.ownership.shares, codes(worksheet)) == (shares, told)


@pytest.mark.row("R-1d-5")
@pytest.mark.parametrize(
    ("solicited", "reportable", "shares", "told"),
    [
        (True, False, 0, []),
        (True, True, 3_600_000, []),
        (False, False, 3_600_000, []),
        (True, None, 3_600_000, ["PROXY_EXCLUSION_INCOMPLETE"]),
        (None, False, 3_600_000, ["PROXY_EXCLUSION_INCOMPLETE"]),
    ],
)
def test_a_public_revocable_proxy_is_left_out_unless_reportable(
    solicited: bool | None, reportable: bool | None, shares: int, told: list[str], terms: Terms
) -> None:
    line = owned(
        "Voter",
        3_600_000,
        arrangement=Arrangement.REVOCABLE_PROXY,
        answers_public_solicitation=solicited,
        is_reportable_13d=reportable,
    )
    worksheet = seen("Voter", line, terms=terms)
    assert worksheet.ownership.components[Component.RIGHT_TO_VOTE] == shares
    assert codes(worksheet) == told
    plain = replace(line, arrangement=Arrangement.VOTING_AGREEMENT)
    assert seen("Voter", plain, terms=terms).ownership.shares == 3_600_000


def together(first: str, second: str, **told: object) -> Understanding:
    return Understanding(first=first, second=second, purpose="acquire", source=FILING, **told)  # type: ignore[arg-type]


@pytest.mark.row("R-1d-6")
def test_those_who_act_together_each_carry_the_whole(terms: Terms) -> None:
    lines = [owned("A", 3_200_000), owned("B", 3_200_000), owned("C", 100)]
    joined = [together("A", "B"), together("D", "B")]
    relations = [affiliate("D", "C")]
    for name in ("A", "B", "C", "D"):
        told = seen(name, *lines, terms=terms, understandings=joined, relations=relations).ownership
        assert told.shares == 6_400_100
    a = seen("A", *lines, terms=terms, understandings=joined[:1])
    assert (a.indicator, a.ownership.components[Component.GROUP]) == (Indicator.ON, 3_200_000)
    assert a.ownership.group == ("B",)
    ended = [together("A", "B", until=date(2003, 5, 29))]
    assert seen("A", *lines, terms=terms, understandings=ended).ownership.shares == 3_200_000
    proxy = [together("A", "B", is_excluded_proxy=True)]
    assert seen("A", *lines, terms=terms, understandings=proxy).ownership.shares == 3_200_000


@pytest.mark.row("R-1d-7")
def test_acts_in_office_and_a_plans_vote_attribute_nothing_to_officers(terms: Terms) -> None:
    officers = [
        PersonFacts(name="Chief Executive", is_officer_or_director=True),
        PersonFacts(name="Chief Financial", is_officer_or_director=True),
    ]
    plan = owned("Chief Executive", 4_800_000, arrangement=Arrangement.PLAN_INFLUENCE)
    lines = [owned("Chief Executive", 1_200_000), owned("Chief Financial", 800_000), plan]
    office = [together("Chief Executive", "Chief Financial", is_act_of_office=True)]
    parts = [
        seen(one.name, *lines, terms=terms, persons=officers, understandings=office).ownership.part
        for one in officers
    ]
    assert parts == [Fraction(3, 100), Fraction(2, 100)]
    outsider = seen("Chief Executive", *lines, terms=terms, understandings=office).ownership
    assert outsider.shares == 6_800_000


@pytest.mark.row("R-1d-8")
@pytest.mark.refusal("NOT_BONA_FIDE_OFFERING")
def test_underwriters_of_a_named_offering_are_left_out_of_both_limbs(terms: Terms) -> None:
    line = owned("Bank", 7_200_000, arrangement=Arrangement.UNDERWRITING, offering="offering of May 2003")
    dealers = [together("Bank", "Dealer", offering="offering of May 2003")]
    worksheet = seen("Bank", line, owned("Dealer", 7_000_000), terms=terms, understandings=dealers)
    assert (worksheet.indicator, worksheet.ownership.shares) == (Indicator.OFF, 0)
    unnamed = seen("Bank", replace(line, offering=""), terms=terms)
    assert (unnamed.indicator, codes(unnamed)) == (Indicator.ON, ["NOT_BONA_FIDE_OFFERING"])


def test_the_same_shares_count_once(terms: Terms) -> None:
    lines = [
        owned("A", 3_000_000, block="voting trust"),
        owned("B", 3_500_000, block="voting trust", arrangement=Arrangement.VOTING_AGREEMENT),
    ]
    told = seen("A", *lines, terms=terms, relations=[affiliate("A", "B")]).ownership
    assert (told.shares, [line.is_counted for line in told.lines]) == (3_500_000, [False, True])


@pytest.mark.row("R-1jj-1")
def test_a_subsidiary_is_so_through_a_chain_of_majorities() -> None:
    chain = [
        affiliate("A", "B", kind=RelationKind.SUBSIDIARY, voting_part=Fraction(60, 100)),
        affiliate("B", "C", kind=RelationKind.SUBSIDIARY, voting_part=Fraction(51, 100)),
        affiliate("A", "D", kind=RelationKind.SUBSIDIARY, voting_part=Fraction(1, 2)),
        affiliate("A", "E", kind=RelationKind.SUBSIDIARY, voting_part=Fraction(1, 10), is_controlled=True),
    ]
    found = {name: is_subsidiary(name, of="A", on=DAY, relations=chain) for name in "ABCDE"}
    assert found == {"A": False, "B": True, "C": True, "D": False, "E": True}


@pytest.mark.row("R-1g-1")
def test_the_common_shares_of_a_subsidiary_are_those_of_whoever_controls_it_in_the_end() -> None:
    whole = affiliate("Parent Inc.", "SubCo", kind=RelationKind.SUBSIDIARY, voting_part=Fraction(1))
    chain = [whole, affiliate("Holding", "Parent Inc.", kind=RelationKind.SUBSIDIARY, is_controlled=True)]
    assert ultimate_parents("SubCo", on=DAY, relations=[whole]) == ("Parent Inc.",)
    assert ultimate_parents("SubCo", on=DAY, relations=chain) == ("Holding",)
    assert ultimate_parents("Parent Inc.", on=DAY, relations=[whole]) == ("Parent Inc.",)


def test_without_shares_outstanding_there_is_no_part() -> None:
    with pytest.raises(RightsError) as refused:
        beneficial_ownership("A", on=DAY, outstanding=0, file=OwnershipFile())
    assert refused.value.code == "OUTSTANDING_MISSING"


@given(
    own=st.integers(0, 10**9),
    acquirable=st.integers(0, 10**9),
    others=st.integers(0, 10**9),
    outstanding=st.integers(1, 10**9),
)
def test_a_right_to_acquire_of_one_moves_no_part_of_another(
    own: int, acquirable: int, others: int, outstanding: int
) -> None:
    lines = [
        owned("X", own),
        owned("X", acquirable, arrangement=Arrangement.OPTION, is_unissued=True),
        owned("Y", others),
    ]
    file = OwnershipFile(holdings=lines)
    x = beneficial_ownership("X", on=DAY, outstanding=outstanding, file=file)
    y = beneficial_ownership("Y", on=DAY, outstanding=outstanding, file=file)
    assert y.part == Fraction(others, outstanding)
    assert x.part * (outstanding + acquirable) == own + acquirable
    assert x.shares == sum(x.components.values())
