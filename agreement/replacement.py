"""Replacement of a mutilated, destroyed, lost or stolen Rights Certificate by one of like tenor.

The Company and the Rights Agent must each be satisfied, with the evidence and, unless the certificate itself
is surrendered, with the indemnity; the one does not stand in for the other.

Agreement: 6(b).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agreement.choices import Worded
from agreement.decisions import Approved, Ground, Held, Refused, decide_then
from agreement.examination import (
    CertificateFacts,
    CheckMade,
    PresentationFacts,
    agent_grounds,
    authority_grounds,
    grounds_of,
    name_grounds,
    order_grounds,
    separation_grounds,
)
from agreement.new_form import replaced_ground
from agreement.portions import SurrenderedLot, Wanted, shared_out
from agreement.posting import EntryKind, LotClosed, Posting
from agreement.refusals import ground
from agreement.stops import LOSS_KINDS, StopKind, stop_ground
from agreement.transfer import issued, opened
from agreement.voidness import named_void_grounds
from agreement.workflow.items import REPLACEMENT_CHECKS


class LossCause(Worded):
    """What befell a certificate."""

    LOST = "LOST", "Lost"
    STOLEN = "STOLEN", "Stolen"
    DESTROYED = "DESTROYED", "Destroyed"
    MUTILATED = "MUTILATED", "Mutilated"


class ReplacementStep(Worded):
    """What is recorded about a replacement, by whom it was received, accepted, asked or paid."""

    EVIDENCE_RECEIVED = "EVIDENCE_RECEIVED", "Evidence received"
    EVIDENCE_BY_COMPANY = "EVIDENCE_BY_COMPANY", "Evidence accepted by the Company"
    EVIDENCE_BY_AGENT = "EVIDENCE_BY_AGENT", "Evidence accepted by the Rights Agent"
    INDEMNITY_RECEIVED = "INDEMNITY_RECEIVED", "Indemnity or security received"
    INDEMNITY_BY_COMPANY = "INDEMNITY_BY_COMPANY", "Indemnity accepted by the Company"
    INDEMNITY_BY_AGENT = "INDEMNITY_BY_AGENT", "Indemnity accepted by the Rights Agent"
    EXPENSES_ASKED = "EXPENSES_ASKED", "Expenses asked for"
    EXPENSES_REIMBURSED = "EXPENSES_REIMBURSED", "Expenses reimbursed"


BY_COMPANY = frozenset({ReplacementStep.EVIDENCE_BY_COMPANY, ReplacementStep.INDEMNITY_BY_COMPANY})
BY_AGENT = frozenset({ReplacementStep.EVIDENCE_BY_AGENT, ReplacementStep.INDEMNITY_BY_AGENT})
EXPENSES = frozenset({ReplacementStep.EXPENSES_ASKED, ReplacementStep.EXPENSES_REIMBURSED})
_S = ReplacementStep
# What is received, then who must accept it; each half of an acceptance is a person's own.
_ACCEPTED = (
    (
        "evidence",
        "LOSS_EVIDENCE_REQUIRED",
        _S.EVIDENCE_RECEIVED,
        (("the Company", _S.EVIDENCE_BY_COMPANY), ("the Rights Agent", _S.EVIDENCE_BY_AGENT)),
    ),
    (
        "indemnity",
        "INDEMNITY_REQUIRED",
        _S.INDEMNITY_RECEIVED,
        (("the Company", _S.INDEMNITY_BY_COMPANY), ("the Rights Agent", _S.INDEMNITY_BY_AGENT)),
    ),
)


@dataclass(frozen=True, slots=True)
class ReplacementFacts:
    """What a replacement is decided on: the certificate as the one presented, its lots, what was recorded.

    `steps` are what was received and what was accepted of it (`steps_standing`); `expenses` what was asked
    and is not reimbursed.
    """

    presentation: PresentationFacts
    cause: LossCause
    lots: Sequence[SurrenderedLot]
    dated: date
    steps: frozenset[ReplacementStep]
    expenses: Decimal = Decimal("0.00")

    @property
    def certificate(self) -> CertificateFacts:
        """The certificate to be replaced."""
        return self.presentation.certificates[0]


def steps_standing(recorded: Iterable[ReplacementStep]) -> frozenset[ReplacementStep]:
    """The steps that stand, of those recorded in their order: who accepted did so of what was received last.

    Evidence or indemnity that comes in anew, or for the first time, is accepted by nobody yet.

    Agreement: 6(b).
    """
    standing: set[ReplacementStep] = set()
    for step in recorded:
        for _, _, received, acceptances in _ACCEPTED:
            if step is received:
                standing.difference_update(accepted for _, accepted in acceptances)
        standing.add(step)
    return frozenset(standing)


def examine_replacement(facts: ReplacementFacts) -> tuple[CheckMade, ...]:
    """Every check of a replacement in its order; none is left out because an earlier one failed.

    Agreement: 6(b).
    """
    presented = facts.presentation
    made = {
        "agent": agent_grounds(presented),
        "separation": separation_grounds(presented),
        "order": order_grounds(presented),
        "certificate": (*standing_grounds(facts), *named_void_grounds(presented)),
        "request": (*name_grounds(presented), *authority_grounds(presented)),
        "evidence": accepted_grounds(facts, "evidence"),
        "indemnity": () if facts.cause is LossCause.MUTILATED else accepted_grounds(facts, "indemnity"),
        "expenses": expense_grounds(facts),
    }
    note = "None is asked: the mutilated certificate itself is surrendered."
    return tuple(
        CheckMade(
            step,
            made[step.key],
            note if step.key == "indemnity" and facts.cause is LossCause.MUTILATED else "",
        )
        for step in REPLACEMENT_CHECKS
    )


def standing_grounds(facts: ReplacementFacts) -> Iterable[Ground]:
    """A mutilated certificate is surrendered; another is stopped for its loss, and held by no other stop.

    Void Rights are replaced too, on paper with their legend; a stop on paper that lacks it is left out here.

    Agreement: 4(b);6(b).
    """
    one = facts.certificate
    if one.replaced_by:
        yield replaced_ground(one.number, new=one.replaced_by, is_of_old_form=one.is_of_old_form)
        return
    if not one.is_countersigned:
        yield ground("NOT_COUNTERSIGNED", number=one.number)
    if one.ended_on is not None:
        yield ground("ALREADY_CANCELLED", number=one.number, date=one.ended_on)
    if facts.cause is LossCause.MUTILATED:
        if not one.is_in_hand:
            yield ground("MUTILATED_NOT_SURRENDERED", number=one.number)
    elif not any(stop.kind in LOSS_KINDS for stop in one.stops):
        yield ground("LOSS_NOT_STOPPED", number=one.number)
    if one.stopped_on is not None:
        reason = one.stop_reason or "none given"
        yield ground("CERTIFICATE_STOPPED", number=one.number, date=one.stopped_on, reason=reason)
    for stop in one.stops:
        is_its_own = stop.kind in LOSS_KINDS and facts.cause is not LossCause.MUTILATED
        if stop.kind is not StopKind.COURT_ORDER and not is_its_own:
            yield stop_ground(stop, on=f"certificate {one.number}")


def accepted_grounds(facts: ReplacementFacts, what: str) -> tuple[Ground, ...]:
    """What must be received and accepted by both; each acceptance that is missing is told by itself.

    Agreement: 6(b).
    """
    _, missing, received, acceptances = next(one for one in _ACCEPTED if one[0] == what)
    if received not in facts.steps:
        return (ground(missing),)
    return tuple(
        ground("APPROVAL_MISSING", who=who, what=what) for who, step in acceptances if step not in facts.steps
    )


def expense_grounds(facts: ReplacementFacts) -> tuple[Ground, ...]:
    """Expenses that the Company or the Rights Agent asked for are reimbursed first.

    Agreement: 6(b).
    """
    if facts.expenses <= 0:
        return ()
    return (ground("REIMBURSEMENT_REQUIRED", amount=f"{facts.expenses:,.2f}"),)


def decide_replacement(facts: ReplacementFacts) -> Approved[Posting] | Held | Refused:
    """The posting of a replacement that nothing stands against, else all grounds in their order.

    Agreement: 6(b).
    """
    return decide_then(grounds_of(examine_replacement(facts)), lambda: replacement_posting(facts))


def replacement_posting(facts: ReplacementFacts) -> Posting:
    """All lots closed and opened again on a new certificate of like tenor: holder, Rights, date, legend.

    Agreement: 4(b);6(b).
    """
    one = facts.certificate
    portions = shared_out(facts.lots, wanted=[Wanted(f"R-{one.number}", one.holder, one.rights_count)])
    return Posting(
        EntryKind.REPLACE,
        "6(b)",
        lots_closed=tuple(LotClosed(lot.key, lot.rights_count) for lot in facts.lots),
        lots_opened=opened(portions),
        certificates=issued(portions, dated=facts.dated),
    )
