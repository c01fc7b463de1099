"""The worksheet of beneficial ownership: limits, groups, protections, what counts for whom (1(a)–(d), 29)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.choices import OwnerKind
from agreement.errors import RightsError
from agreement.ownership import (
    Cause,
    FollowingRatchet,
    Holding,
    Inadvertence,
    Indicator,
    OwnershipEvent,
    OwnershipFile,
    PartHeld,
    PersonFacts,
    RatchetState,
    Relation,
    RelationKind,
    Standing,
    Worksheet,
    determination_grounds,
    ownership_worksheet,
    part_shown,
    standing_over_time,
)
from agreement.terms import Terms

DAY = date(2003, 5, 30)
OUTSTANDING = 40_000_000
FILING = "Schedule 13D of 2003-05-30"


def owned(person: str, shares: int, **told: object) -> Holding:
    return Holding(person=person, shares=shares, source=FILING, **told)  # type: ignore[arg-type]


def affiliate(person: str, other: str, **told: object) -> Relation:
    kind = told.pop("kind", RelationKind.AFFILIATE)
    return Relation(person=person, other=other, kind=kind, source=FILING, **told)  # type: ignore[arg-type]


def seen(
    name: str,
    *holdings: Holding,
    terms: Terms,
    on: date = DAY,
    outstanding: int = OUTSTANDING,
    history: Sequence[OwnershipEvent] = (),
    inadvertence: Inadvertence | None = None,
    **file: object,
) -> Worksheet:
    return ownership_worksheet(
        name,
        on=on,
        outstanding=outstanding,
        file=OwnershipFile(holdings=holdings, **file),  # type: ignore[arg-type]
        history=history,
        inadvertence=inadvertence,
        terms=terms,
    )


def codes(worksheet: Worksheet) -> list[str]:
    return [found.code for found in worksheet.grounds]


@pytest.mark.row("R-1a-1")
@pytest.mark.parametrize(
    ("shares", "indicator", "shown"),
    [(6_000_000, Indicator.ON, "15.0000000%"), (5_999_999, Indicator.OFF, "14.9999975%")],
)
def test_the_indicator_goes_on_at_the_limit_itself_and_nothing_is_rounded_first(
    shares: int, indicator: Indicator, shown: str, terms: Terms
) -> None:
    worksheet = seen("Oak", owned("Oak", shares), terms=terms)
    assert (worksheet.indicator, part_shown(worksheet.ownership.part)) == (indicator, shown)
    assert worksheet.limit.part == terms.acquiring_threshold


@pytest.mark.row("R-1a-1")
@pytest.mark.refusal("INDICATOR_NOT_A_DETERMINATION")
def test_an_indicator_is_no_determination() -> None:
    (found,) = determination_grounds(status="an Acquiring Person", notice="")
    assert found.code == "INDICATOR_NOT_A_DETERMINATION"
    assert determination_grounds(status="an Acquiring Person", notice="CN-4") == ()


@pytest.mark.row("R-1a-2")
@pytest.mark.refusal("EXEMPTION_NOT_NAMED")
def test_a_named_holder_is_exempt_and_what_belongs_to_it_is_a_question(terms: Terms) -> None:
    exempt = terms.exempt_persons[0]
    worksheet = seen(exempt, owned(exempt, 8_800_000), terms=terms)
    assert (worksheet.indicator, codes(worksheet)) == (Indicator.EXEMPT, [])
    other = seen(
        "H&Q Fund",
        owned("H&Q Fund", 6_400_000),
        terms=terms,
        relations=[affiliate(exempt, "H&Q Fund")],
    )
    assert (other.indicator, codes(other)) == (Indicator.ON, ["EXEMPTION_NOT_NAMED"])


@pytest.mark.row("R-1a-3")
@pytest.mark.refusal("PLAN_STATUS_UNPROVEN")
def test_a_plan_trustee_is_exempt_once_that_is_proven(terms: Terms) -> None:
    trustee = PersonFacts(
        name="Trustee",
        company_side=OwnerKind.PLAN_ENTITY,
        company_side_proof="Company certificate of 2003-04-02",
    )
    held = owned("Trustee", 6_400_000)
    assert seen("Trustee", held, terms=terms, persons=[trustee]).indicator is Indicator.COMPANY_SIDE
    unproven = seen("Trustee", held, terms=terms, persons=[replace(trustee, company_side_proof=" ")])
    assert (unproven.indicator, codes(unproven)) == (Indicator.ON, ["PLAN_STATUS_UNPROVEN"])
    company = PersonFacts(name="Trustee", company_side=OwnerKind.COMPANY)
    assert seen("Trustee", held, terms=terms, persons=[company]).indicator is Indicator.COMPANY_SIDE


@pytest.mark.row("R-1a-4")
@pytest.mark.refusal("GROUP_MEMBER_ALONE")
def test_a_group_is_tested_together_against_its_own_limit(terms: Terms) -> None:
    first, second = terms.special_groups[0].members[:2]
    relations = [affiliate(second, "Walden Offshore")]
    for most, indicator in ((7_999_999, Indicator.OFF), (8_000_000, Indicator.ON)):
        lines = [
            owned(first, 3_000_000),
            owned(second, 2_000_000),
            owned("Walden Offshore", most - 5_000_000),
        ]
        for asked in (first, second, "Walden Offshore"):
            worksheet = seen(asked, *lines, terms=terms, relations=relations)
            assert (worksheet.indicator, worksheet.ownership.shares) == (indicator, most)
            assert codes(worksheet) == ["GROUP_MEMBER_ALONE"]
        assert worksheet.limit.part == Fraction(1, 5)
        assert worksheet.ownership.tested == terms.special_groups[0].name


def event(day: int, cause: Cause | None, shares: int, outstanding: int = OUTSTANDING) -> OwnershipEvent:
    return OwnershipEvent(date(2003, 4, day), cause, shares, outstanding, FILING)


@pytest.mark.row("R-1a-5")
def test_a_limit_once_reached_and_left_falls_for_ever(terms: Terms) -> None:
    member = terms.special_groups[0].members[0]
    parts = {1: 5_600_000, 2: 6_400_000, 3: 5_960_000, 4: 6_000_000}
    history = [event(day, Cause.ACQUISITION, shares) for day, shares in parts.items()]

    def on(day: int) -> Worksheet:
        held = owned(member, parts[day])
        return seen(member, held, terms=terms, on=date(2003, 4, day), history=history)

    told = [(on(day).limit.state, on(day).limit.part, on(day).indicator) for day in parts]
    assert told == [
        (RatchetState.INITIAL, Fraction(1, 5), Indicator.OFF),
        (RatchetState.ARMED, Fraction(1, 5), Indicator.OFF),
        (RatchetState.RATCHETED, Fraction(3, 20), Indicator.OFF),
        (RatchetState.RATCHETED, Fraction(3, 20), Indicator.ON),
    ]
    assert [step.held.source for step in on(4).limit.steps] == [FILING, FILING]


@pytest.mark.row("R-1a-5")
def test_without_the_fall_the_group_keeps_its_limit(terms: Terms) -> None:
    member = terms.special_groups[0].members[0]
    history = [event(1, Cause.ACQUISITION, 6_400_000), event(2, Cause.ACQUISITION, 7_600_000)]
    worksheet = seen(member, owned(member, 7_600_000), terms=terms, history=history)
    assert (worksheet.indicator, worksheet.limit.state) == (Indicator.OFF, RatchetState.ARMED)


@given(parts=st.lists(st.integers(0, 30), max_size=12))
def test_a_following_limit_never_rises_and_stays_between_its_ends(parts: list[int]) -> None:
    ratchet = FollowingRatchet(Fraction(1, 4), Fraction(1, 100), Fraction(1, 10))
    history = [PartHeld(date(2003, 4, day + 1), Fraction(part, 100)) for day, part in enumerate(parts)]
    limits = [ratchet.first, *(step.limit for step in ratchet.steps(history))]
    assert limits == sorted(limits, reverse=True)
    lowest = Fraction(min(parts, default=30), 100) + ratchet.margin
    assert limits[-1] == min(ratchet.first, max(ratchet.least, lowest))


@pytest.mark.row("R-1a-6")
def test_a_holder_lifted_over_the_limit_by_the_companys_purchase_is_protected(terms: Terms) -> None:
    history = [
        event(1, Cause.FIRST_REPORT, 5_800_000),
        event(2, Cause.COMPANY_PURCHASE, 5_800_000, 38_500_000),
    ]
    worksheet = seen("Elm", owned("Elm", 5_800_000), terms=terms, outstanding=38_500_000, history=history)
    assert worksheet.indicator is Indicator.BUYBACK_PROTECTED
    assert part_shown(worksheet.ownership.part) == "15.0649350%"
    before, after = worksheet.steps
    assert (before.event.part, after.before, after.event.outstanding) == (
        Fraction(29, 200),
        Fraction(29, 200),
        38_500_000,
    )


@pytest.mark.row("R-1a-6")
@pytest.mark.refusal("HOLDING_ALSO_ROSE")
def test_a_holding_that_rose_as_well_is_not_taken_to_be_protected() -> None:
    history = [
        event(1, Cause.FIRST_REPORT, 5_800_000),
        event(2, Cause.COMPANY_PURCHASE, 5_800_001, 38_500_000),
    ]
    *_, last = standing_over_time(history, limit=Fraction(3, 20))
    assert (last.standing, [found.code for found in last.grounds]) == (
        Standing.INDICATED,
        ["HOLDING_ALSO_ROSE"],
    )


PROTECTED = (
    event(1, Cause.FIRST_REPORT, 5_800_000),
    event(2, Cause.COMPANY_PURCHASE, 5_800_000, 38_500_000),
)


@pytest.mark.row("R-1a-7")
@pytest.mark.parametrize(
    ("after", "standing"),
    [
        ((event(3, Cause.ACQUISITION, 5_800_001, 38_500_000),), Standing.INDICATED),
        ((event(3, Cause.DIVIDEND_OR_SPLIT, 11_600_000, 77_000_000),), Standing.BUYBACK_PROTECTED),
        (
            (
                event(3, Cause.SALE, 5_600_000, 38_500_000),
                event(4, Cause.ACQUISITION, 5_600_001, 38_500_000),
            ),
            Standing.BELOW,
        ),
        ((event(3, Cause.COMPANY_PURCHASE, 5_800_000, 38_000_000),), Standing.BUYBACK_PROTECTED),
    ],
)
def test_protection_is_lost_by_the_holders_own_acquisition_at_the_limit(
    after: tuple[OwnershipEvent, ...], standing: Standing
) -> None:
    assert standing_over_time([*PROTECTED, *after], limit=Fraction(3, 20))[-1].standing is standing


@pytest.mark.row("R-1a-7")
def test_more_shares_need_a_cause() -> None:
    with pytest.raises(RightsError) as refused:
        standing_over_time([*PROTECTED, event(3, None, 5_800_001, 38_500_000)], limit=Fraction(3, 20))
    assert refused.value.code == "CAUSE_REQUIRED"
    unchanged = event(3, None, 5_800_000, 38_500_000)
    *_, last = standing_over_time([*PROTECTED, unchanged], limit=Fraction(3, 20))
    assert last.standing is Standing.BUYBACK_PROTECTED


@pytest.mark.refusal("HISTORY_DIFFERS")
def test_a_history_that_is_not_of_what_is_held_protects_nobody(terms: Terms) -> None:
    worksheet = seen("Elm", owned("Elm", 5_900_000), terms=terms, outstanding=38_500_000, history=PROTECTED)
    assert (worksheet.indicator, codes(worksheet)) == (Indicator.ON, ["HISTORY_DIFFERS"])


@pytest.mark.refusal("BUYBACK_LIMIT_OPEN")
def test_the_limit_of_the_sentence_on_purchases_is_a_question_where_another_limit_holds(terms: Terms) -> None:
    member = terms.special_groups[0].members[0]
    history = [
        event(1, Cause.FIRST_REPORT, 7_800_000),
        event(2, Cause.COMPANY_PURCHASE, 7_800_000, 38_500_000),
    ]
    worksheet = seen(member, owned(member, 7_800_000), terms=terms, outstanding=38_500_000, history=history)
    assert worksheet.indicator is Indicator.BUYBACK_PROTECTED
    assert codes(worksheet) == ["GROUP_MEMBER_ALONE", "BUYBACK_LIMIT_OPEN"]


def grandfathered(
    *events: tuple[date, Cause, int], terms: Terms, proof: str = "proxy statement"
) -> Worksheet:
    history = [OwnershipEvent(day, cause, shares, OUTSTANDING) for day, cause, shares in events]
    person = PersonFacts(name="Ash", grandfathered_shares=6_800_000, grandfathered_proof=proof)
    held = owned("Ash", history[-1].shares)
    return seen("Ash", held, terms=terms, history=history, persons=[person])


HELD_THEN = (date(2003, 3, 31), Cause.FIRST_REPORT, 6_800_000)


@pytest.mark.row("R-1a-9")
def test_a_holder_of_the_agreements_day_stays_outside_until_it_acquires_more(terms: Terms) -> None:
    assert grandfathered(HELD_THEN, terms=terms).indicator is Indicator.GRANDFATHERED
    split = (date(2003, 4, 1), Cause.DIVIDEND_OR_SPLIT, 6_900_000)
    assert grandfathered(HELD_THEN, split, terms=terms).indicator is Indicator.GRANDFATHERED
    ten = (date(2003, 4, 2), Cause.ACQUISITION, 6_800_010)
    assert grandfathered(HELD_THEN, ten, terms=terms).indicator is Indicator.ON
    fell = (date(2003, 4, 1), Cause.SALE, 3_600_000)
    nearly = (date(2003, 4, 2), Cause.ACQUISITION, 5_960_000)
    again = (date(2003, 4, 3), Cause.ACQUISITION, 6_000_000)
    assert grandfathered(HELD_THEN, fell, nearly, terms=terms).indicator is Indicator.OFF
    assert grandfathered(HELD_THEN, fell, nearly, again, terms=terms).indicator is Indicator.ON


@pytest.mark.row("R-1a-9")
@pytest.mark.refusal("GRANDFATHER_UNPROVEN")
def test_what_was_held_on_the_day_is_proven_and_is_that_of_the_day(terms: Terms) -> None:
    unproven = grandfathered(HELD_THEN, terms=terms, proof="")
    assert (unproven.indicator, codes(unproven)) == (Indicator.ON, ["GRANDFATHER_UNPROVEN"])
    later = (date(2003, 4, 1), Cause.FIRST_REPORT, 6_800_000)
    assert grandfathered(later, terms=terms).indicator is Indicator.ON
    sold_before = (date(2003, 3, 30), Cause.SALE, 5_000_000)
    early = (date(2003, 3, 29), Cause.FIRST_REPORT, 6_800_000)
    back = (date(2003, 4, 1), Cause.ACQUISITION, 6_000_000)
    assert grandfathered(early, sold_before, back, terms=terms).indicator is Indicator.ON


def test_a_passive_holder_has_its_own_limit_where_the_plan_has_one(terms: Terms, other_terms: Terms) -> None:
    passive = [PersonFacts(name="Fund", is_passive=True)]
    held = owned("Fund", 6_400_000)
    assert seen("Fund", held, terms=other_terms, persons=passive).indicator is Indicator.OFF
    assert seen("Fund", held, terms=other_terms).indicator is Indicator.ON
    assert seen("Fund", held, terms=terms, persons=passive).indicator is Indicator.ON


@pytest.mark.refusal("INADVERTENCE_NOT_STATED")
def test_what_the_board_found_inadvertent_is_off_once_enough_was_divested(terms: Terms) -> None:
    told = Inadvertence(
        notice="CN-9",
        determined_on=date(2003, 5, 30),
        is_in_good_faith=True,
        is_without_intent=True,
        divested_on=date(2003, 5, 29),
        part_left=Fraction("0.148"),
    )
    held = owned("Oak", 6_400_000)
    assert seen("Oak", held, terms=terms, inadvertence=told).indicator is Indicator.INADVERTENT
    kept = seen("Oak", held, terms=terms, inadvertence=replace(told, part_left=Fraction(3, 20)))
    assert (kept.indicator, codes(kept)) == (Indicator.ON, ["DIVESTITURE_NOT_STATED"])
    unsaid = seen("Oak", held, terms=terms, inadvertence=replace(told, is_without_intent=False))
    assert codes(unsaid) == ["INADVERTENCE_NOT_STATED"]
