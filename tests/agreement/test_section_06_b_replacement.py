"""§6(b): replacement on two satisfactions, and what each stop holds (§15(b), §16(c))."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agreement.decisions import Approved, Held, Refused
from agreement.errors import RightsError
from agreement.examination import CertificateFacts, NamedVoid
from agreement.grounds import Basis, Effect, Ground
from agreement.importer import shipped_figures
from agreement.portions import SurrenderedLot
from agreement.posting import EntryKind, LegendClass, TaintClass
from agreement.replacement import (
    LossCause,
    ReplacementFacts,
    ReplacementStep,
    decide_replacement,
    examine_replacement,
)
from agreement.standards import Standard, standard_on
from agreement.stops import (
    ReporterCapacity,
    StopFacts,
    StopKind,
    StopReach,
    holds,
    last_day_of_demand,
    placing_grounds,
    reach_of,
    stop_ground,
)
from agreement.workflow.items import ItemKind
from tests.agreement.test_section_06_a_same_name import OLD, paper, presented

DAY = date(2003, 7, 1)
LOSS = StopFacts(1, StopKind.LOSS_REPORTED, DAY, "Not in the safe")
ALL = frozenset(step for step in ReplacementStep if not str(step).startswith("EXPENSES_"))


def lost(
    *, cause: LossCause = LossCause.LOST, in_hand: bool = False, stops: tuple[StopFacts, ...] = (LOSS,)
) -> ReplacementFacts:
    """Certificate 1500 of 250 Rights, gone, stopped, accepted by both."""
    sheet = paper(1500, 250)
    shown = presented(sheet, kind=ItemKind.EXCHANGE_CERTIFICATES).presentation
    one = CertificateFacts(
        1500, "7", "Alder Fund LP", 250, is_in_hand=in_hand, is_countersigned=True, stops=stops
    )
    return ReplacementFacts(replace(shown, certificates=[one]), cause, sheet.lots, OLD, ALL)


def decided_against(facts: ReplacementFacts) -> tuple[Ground, ...]:
    decided = decide_replacement(facts)
    assert isinstance(decided, Held | Refused)
    return decided.grounds


def codes(facts: ReplacementFacts) -> list[str]:
    return [found.code for found in decided_against(facts)]


def but(facts: ReplacementFacts, *missing: ReplacementStep) -> ReplacementFacts:
    return replace(facts, steps=facts.steps - set(missing))


@pytest.mark.row("R-6b-1")
def test_6b_like_tenor_for_the_same_holder_and_nothing_else_moves() -> None:
    decided = decide_replacement(lost())
    assert isinstance(decided, Approved)
    posting = decided.posting
    assert (posting.kind, posting.section, posting.closed, posting.opened) == (
        EntryKind.REPLACE,
        "6(b)",
        250,
        250,
    )
    [face] = posting.certificates
    assert (face.rights_count, face.dated, face.holder, face.taint) == (250, OLD, "7", None)
    assert posting.retired == posting.rights_created == 0


@pytest.mark.row("R-6b-1", "R-4b-2")
def test_6b_marks_stay_on_what_takes_its_place() -> None:
    facts = replace(lost(), lots=[SurrenderedLot("1", 250, 1, TaintClass.I)])
    decided = decide_replacement(facts)
    assert isinstance(decided, Approved)
    assert [face.taint for face in decided.posting.certificates] == [TaintClass.I]


@pytest.mark.row("R-6b-1", "R-6b-3")
@pytest.mark.parametrize(
    ("missing", "code"),
    [
        (ReplacementStep.EVIDENCE_RECEIVED, "LOSS_EVIDENCE_REQUIRED"),
        (ReplacementStep.INDEMNITY_RECEIVED, "INDEMNITY_REQUIRED"),
        (ReplacementStep.EVIDENCE_BY_COMPANY, "APPROVAL_MISSING"),
        (ReplacementStep.EVIDENCE_BY_AGENT, "APPROVAL_MISSING"),
        (ReplacementStep.INDEMNITY_BY_COMPANY, "APPROVAL_MISSING"),
        (ReplacementStep.INDEMNITY_BY_AGENT, "APPROVAL_MISSING"),
    ],
)
def test_6b_each_satisfaction_is_needed_by_itself(missing: ReplacementStep, code: str) -> None:
    assert codes(but(lost(), missing)) == [code]


@pytest.mark.row("R-6b-2")
def test_6b_a_mutilated_one_is_surrendered_and_needs_no_indemnity() -> None:
    torn = lost(cause=LossCause.MUTILATED, in_hand=True, stops=())
    indemnity = [step for step in ReplacementStep if str(step).startswith("INDEMNITY_")]
    torn = but(torn, *indemnity)
    assert isinstance(decide_replacement(torn), Approved)
    told = {check.step.key: check.note for check in examine_replacement(torn)}
    assert "surrendered" in told["indemnity"]
    away = lost(cause=LossCause.MUTILATED, stops=())
    assert codes(away) == ["MUTILATED_NOT_SURRENDERED"]


@pytest.mark.row("R-6b-4")
def test_6b_expenses_asked_come_first() -> None:
    facts = replace(lost(), expenses=Decimal("40.00"))
    decided = decide_replacement(facts)
    assert isinstance(decided, Held)
    assert decided.grounds[0].message == "Expenses of $40.00 are to be reimbursed"


@pytest.mark.row("R-6b-5")
def test_6b_what_was_replaced_is_replaced_no_more() -> None:
    facts = lost()
    gone = replace(facts.certificate, replaced_by="4400", ended_on=DAY)
    facts = replace(facts, presentation=replace(facts.presentation, certificates=[gone]))
    assert codes(facts) == ["CERTIFICATE_REPLACED"]


@pytest.mark.row("R-6b-1")
def test_6b_only_under_its_own_stop_and_under_no_other() -> None:
    assert codes(lost(stops=())) == ["LOSS_NOT_STOPPED"]
    order = StopFacts(2, StopKind.COURT_ORDER, DAY, "Order 117", dated=DAY)
    house = StopFacts(3, StopKind.HOUSE, DAY, "Doubt")
    assert codes(lost(stops=(LOSS, order, house))) == ["RESTRAINED_BY_ORDER", "STOPPED_BY_AGENT"]


def test_6b_a_demand_a_legal_order_on_all_and_a_stop_of_the_paper_hold_it_too() -> None:
    demand = StopFacts(4, StopKind.DEMAND_NOT_TO_REGISTER, DAY, "The heir", reach=StopReach.REGISTRATION)
    claim = StopFacts(5, StopKind.ADVERSE_CLAIM, DAY, "A creditor")
    assert codes(lost(stops=(LOSS, demand, claim))) == ["DEMAND_NOT_TO_REGISTER", "ADVERSE_CLAIM_NOTED"]
    assert isinstance(decide_replacement(lost(stops=(LOSS, claim))), Approved)  # noted without effect
    facts, order = lost(), StopFacts(6, StopKind.COURT_ORDER, DAY, "Order 118", dated=DAY)
    assert codes(replace(facts, presentation=replace(facts.presentation, orders=[order]))) == [
        "RESTRAINED_BY_ORDER"
    ]
    stopped = replace(facts.certificate, stopped_on=DAY, stop_reason="Set aside by the Company")
    (found,) = decided_against(
        replace(facts, presentation=replace(facts.presentation, certificates=[stopped]))
    )
    assert (found.code, found.facts["reason"]) == ("CERTIFICATE_STOPPED", "Set aside by the Company")


def test_6b_what_an_open_notice_of_nullity_names_waits_and_what_is_void_is_replaced_with_its_legend() -> None:
    facts = lost()
    named = replace(facts.certificate, named_void=(NamedVoid(7, DAY),))
    waiting = replace(facts, presentation=replace(facts.presentation, certificates=[named]))
    assert codes(waiting) == ["RIGHTS_NAMED_VOID"]
    void = replace(facts.certificate, void_from=datetime(2003, 6, 20, tzinfo=UTC))
    lots = [SurrenderedLot("1", 100, 1, TaintClass.II), SurrenderedLot("2", 150, 1)]
    decided = decide_replacement(
        replace(facts, presentation=replace(facts.presentation, certificates=[void]), lots=lots)
    )
    assert isinstance(decided, Approved)
    assert [(one.rights_count, one.legend, one.taint) for one in decided.posting.certificates] == [
        (100, LegendClass.NULLITY, TaintClass.II),
        (150, LegendClass.GENERAL, None),
    ]


@pytest.mark.row("R-15b-1", "R-16c-1")
@pytest.mark.parametrize(
    ("kind", "code", "basis", "effect"),
    [
        (StopKind.LOSS_REPORTED, "CERTIFICATE_STOPPED", Basis.AGREEMENT, Effect.HOLD),
        (StopKind.THEFT_REPORTED, "CERTIFICATE_STOPPED", Basis.AGREEMENT, Effect.HOLD),
        (StopKind.NULLITY, "CERTIFICATE_STOPPED", Basis.AGREEMENT, Effect.HOLD),
        (StopKind.COURT_ORDER, "RESTRAINED_BY_ORDER", Basis.AGREEMENT, Effect.HOLD),
        (StopKind.DEMAND_NOT_TO_REGISTER, "DEMAND_NOT_TO_REGISTER", Basis.LAW, Effect.HOLD),
        (StopKind.COMPANY_INSTRUCTION, "STOPPED_BY_COMPANY", Basis.COMPANY, Effect.HOLD),
        (StopKind.HOUSE, "STOPPED_BY_AGENT", Basis.HOUSE, Effect.HOLD),
        (StopKind.ADVERSE_CLAIM, "ADVERSE_CLAIM_NOTED", Basis.AGREEMENT, Effect.WARN),
    ],
)
def test_each_stop_says_on_what_it_rests(kind: StopKind, code: str, basis: Basis, effect: Effect) -> None:
    found = stop_ground(StopFacts(9, kind, DAY, "A reason"), on="certificate 12")
    assert (found.code, found.basis, found.effect) == (code, basis, effect)


@pytest.mark.row("R-15b-1")
def test_15b_an_order_holds_the_acts_it_names() -> None:
    exercises = StopFacts(1, StopKind.COURT_ORDER, DAY, "Order", reach=StopReach.EXERCISE)
    transfers = replace(exercises, reach=StopReach.REGISTRATION)
    assert [holds(exercises, kind=kind) for kind in (ItemKind.EXERCISE, ItemKind.TRANSFER)] == [True, False]
    assert [holds(transfers, kind=kind) for kind in (ItemKind.EXERCISE, ItemKind.COMBINE)] == [False, True]
    assert not holds(LOSS, kind=ItemKind.REPLACE)


@pytest.mark.row("R-16c-1")
def test_16c_a_demand_is_the_proper_persons_with_an_address_and_ends_once_both_were_told() -> None:
    def grounds(
        capacity: ReporterCapacity, address: str, reach: StopReach = StopReach.EVERYTHING
    ) -> list[str]:
        found = placing_grounds(
            StopKind.DEMAND_NOT_TO_REGISTER,
            reach=reach,
            capacity=capacity,
            reporter_address=address,
            has_paper=True,
        )
        return [one.code for one in found]

    assert grounds(ReporterCapacity.REPRESENTATIVE, "1 Pier") == []
    assert grounds(ReporterCapacity.OTHER, " ") == ["DEMAND_NOT_BY_PROPER_PERSON", "DEMAND_PART_MISSING"]
    proper = ReporterCapacity.REGISTERED_HOLDER
    assert grounds(proper, "1 Pier", StopReach.EXERCISE) == ["STOP_REACH_OF_AN_ORDER"]
    assert grounds(proper, "1 Pier", StopReach.REGISTRATION) == []
    figure = standard_on(DAY, name="demand_not_to_register", standards=shipped_figures())
    assert (figure.figure, figure.unit, figure.rule) == (30, "calendar days", "UCC 8-403(c)")
    assert last_day_of_demand(DAY, days=figure.figure) == date(2003, 7, 31)


@pytest.mark.row("R-16c-1")
def test_16c_a_demand_holds_registration_and_no_exercise() -> None:
    reach = reach_of(StopKind.DEMAND_NOT_TO_REGISTER, asked=StopReach.EVERYTHING)
    assert reach is StopReach.REGISTRATION
    assert reach_of(StopKind.HOUSE, asked=StopReach.EVERYTHING) is StopReach.EVERYTHING
    demand = StopFacts(1, StopKind.DEMAND_NOT_TO_REGISTER, DAY, "Handed over by mistake", reach=reach)
    held = [kind for kind in ItemKind if holds(demand, kind=kind)]
    assert ItemKind.TRANSFER in held
    assert ItemKind.EXERCISE not in held
    assert (
        "the end of the period that its maker and the presenter are told"
        in stop_ground(demand, on="it").message
    )


def test_a_figure_is_the_one_that_holds_on_the_day_and_an_absent_one_is_told() -> None:
    before = Standard("wait", 2, "days", None, date(2004, 12, 31), "Rule", "Source")
    since = replace(before, figure=1, begins=date(2005, 1, 1), until=None)
    told = [
        standard_on(day, name="wait", standards=[before, since]).figure
        for day in (date(2004, 12, 31), date(2005, 1, 1))
    ]
    assert told == [2, 1]
    with pytest.raises(RightsError) as refusal:
        standard_on(DAY, name="wait", standards=[since])
    assert refusal.value.code == "PERIOD_NOT_ON_FILE"
