"""Transfer of Rights: the checks in their order, and the posting that follows when nothing stands against it.

Agreement: 6(a).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from agreement.board_orders import transfer_ended_grounds
from agreement.choices import SignerCapacity, TransferReason
from agreement.decisions import Approved, Ground, Held, Refused, decide_then
from agreement.delivery import DirectionFacts, delivery_grounds
from agreement.examination import (
    CheckMade,
    PresentationFacts,
    agent_grounds,
    answered_grounds,
    certificate_grounds,
    evidence_grounds,
    grounds_of,
    instrument_grounds,
    nullity_grounds,
    order_grounds,
    separation_grounds,
    signature_grounds,
    tax_grounds,
)
from agreement.form import legend_of
from agreement.inquiry import inquiry_grounds
from agreement.portions import Portion, SurrenderedLot, Wanted, shared_apart
from agreement.posting import CertificateToIssue, EntryKind, LotClosed, LotOpened, Posting
from agreement.refusals import ground
from agreement.transfer_documents import asked_for, document_grounds
from agreement.voidness import named_void_grounds
from agreement.windows import Window, transfer_window_grounds
from agreement.workflow.items import TRANSFER_CHECKS, ItemKind

BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of an assignment: to whom and how many. `holder` is empty before there is an account."""

    place: int
    holder: str
    rights_count: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """A transfer as presented: what every item is examined on, its window, its lots and its lines.

    `reason` is why it is made, if it was stated; `assigned_to` is where the lines send the new certificates.
    `balance_asked` are the Rights that the papers ask back for the registered holder, none unless they say
    so; `void_lots` are the keys of the lots that are null and void.
    """

    presentation: PresentationFacts
    window: Window | None
    lots: Sequence[SurrenderedLot]
    lines: Sequence[LineFacts]
    dated: date
    reason: TransferReason | None = None
    assigned_to: Sequence[DirectionFacts] = ()
    balance_asked: int = 0
    void_lots: frozenset[str] = frozenset()

    @property
    def surrendered(self) -> int:
        """Rights on the certificates surrendered."""
        return sum(lot.rights_count for lot in self.lots)

    @property
    def assigned(self) -> int:
        """Rights assigned by the lines."""
        return sum(line.rights_count for line in self.lines)

    @property
    def void_rights(self) -> int:
        """Rights surrendered that are null and void: nobody is assigned them, they come back apart."""
        return sum(lot.rights_count for lot in self.lots if lot.key in self.void_lots)

    @property
    def balance(self) -> int:
        """Good Rights that go back to the registered holder."""
        return max(0, self.surrendered - self.void_rights - self.assigned)


def examine_transfer(facts: TransferFacts) -> tuple[CheckMade, ...]:
    """Every check of a transfer in its order; none is left out because an earlier one failed.

    Agreement: 6(a).
    """
    presented = facts.presentation
    made = {
        "agent": agent_grounds(presented),
        "separation": separation_grounds(presented),
        "window": transfer_window_grounds(facts.window, at=presented.instant),
        "orders": transfer_ended_grounds(presented.board_orders, received_at=presented.instant),
        "order": order_grounds(presented),
        "certificate": certificate_grounds(presented),
        "nullity": (*void_grounds(presented), *named_void_grounds(presented)),
        "signature": instrument_grounds(presented, kind=ItemKind.TRANSFER) + signature_grounds(presented),
        "documents": beyond_signature_grounds(facts),
        "inquiry": reported_grounds(presented),
        "certification": answered_grounds(presented, clause="6(a)"),
        "evidence": evidence_grounds(presented, clause="6(a)"),
        "taxes": tax_grounds(presented, clause="6(a)"),
        "numbers": number_grounds(facts),
        "delivery": delivery_grounds(facts.assigned_to, presented.directions),
    }
    return tuple(CheckMade(step, made[step.key]) for step in TRANSFER_CHECKS)


def beyond_signature_grounds(facts: TransferFacts) -> tuple[Ground, ...]:
    """The documents that the reason and the capacities of who signed ask for; the dead sign nothing.

    Law: Uniform Commercial Code 8-402.
    """
    presented = facts.presentation
    asked = asked_for(presented.documents_asked, capacities=presented.capacities, reason=facts.reason)
    found = document_grounds(asked, came=presented.documents, presented_on=presented.presented_on)
    if facts.reason is TransferReason.DEATH and SignerCapacity.HOLDER in presented.capacities:
        return (ground("HOLDER_DIED_BEFORE_SIGNING"), *found)
    return found


def reported_grounds(facts: PresentationFacts) -> tuple[Ground, ...]:
    """What of value is to be registered in another name was asked about, and nothing of it is reported.

    Law: 17 CFR 240.17f-1(d).
    """
    return inquiry_grounds(
        [one.number for one in facts.certificates],
        facts.inquiries,
        value=facts.value,
        above=facts.inquiry_above,
    )


def void_grounds(presented: PresentationFacts) -> tuple[Ground, ...]:
    """Void Rights are refused; of a certificate that bears good ones beside them, they come back apart.

    Agreement: 7(e);4(b).
    """
    mixed = [one for one in presented.certificates if one.is_void_in_part]
    others = [one for one in presented.certificates if not one.is_void_in_part]
    found = nullity_grounds(replace(presented, certificates=others))
    if not mixed:
        return found
    void = sum(one.void_rights for one in mixed)
    surrendered = sum(one.rights_count for one in presented.certificates)
    return (*found, ground("MIXED_TAINT", void=void, presented=surrendered))


def number_grounds(facts: TransferFacts) -> tuple[Ground, ...]:
    """The lines assign whole Rights, each one or more, to persons named in full, and tie with the balance.

    What is assigned and what the papers ask back are together the Rights surrendered: what they do not speak
    of becomes no balance by itself. Void Rights come back whether they are counted in the balance or not.

    Agreement: 6(a).
    """
    found: list[Ground] = []
    if not facts.lines or any(line.rights_count < 1 for line in facts.lines):
        found.append(ground("FRACTIONAL_RIGHTS_NOT_ISSUED"))
    if facts.lots and not _ties(facts):
        requested = facts.assigned + facts.balance_asked
        void = f", of which {facts.void_rights} null and void" if facts.void_rights else ""
        found.append(
            ground(
                "RIGHTS_NOT_CONSERVED",
                saying=f"Surrendered {facts.surrendered}{void}, requested {requested}: {facts.assigned} "
                f"assigned and a balance of {facts.balance_asked}",
                curing="assign, or ask back as a balance, each of the Rights surrendered",
                closed=facts.surrendered,
                opened=requested,
            )
        )
    for line in facts.lines:
        if line.missing:
            found.append(ground("TRANSFEREE_INCOMPLETE", line=line.place, missing=", ".join(line.missing)))
    return tuple(found)


def _ties(facts: TransferFacts) -> bool:
    good, requested = facts.surrendered - facts.void_rights, facts.assigned + facts.balance_asked
    return facts.assigned <= good and requested in (facts.surrendered, good)


def decide_transfer(facts: TransferFacts) -> Approved[Posting] | Held | Refused:
    """The posting of a transfer that nothing stands against, else all grounds in the order of the checks.

    Agreement: 6(a);8.
    """
    return decide_then(grounds_of(examine_transfer(facts)), lambda: transfer_posting(facts))


def transfer_posting(facts: TransferFacts) -> Posting:
    """All lots of the surrendered certificates closed, and opened again on one new certificate for each line.

    The balance asked for goes back to the registered holder, and void Rights on a certificate of their own.
    The oldest lots go to the first line.

    Agreement: 4(b);6(a);8.
    """
    holder = facts.presentation.certificates[0].holder
    wanted = [Wanted(f"line {line.place}", line.holder, line.rights_count) for line in facts.lines]
    if facts.balance:
        wanted.append(Wanted(BALANCE, holder, facts.balance))
    portions = shared_apart(facts.lots, void=facts.void_lots, holder=holder, wanted=wanted)
    return Posting(
        EntryKind.TRANSFER,
        "6(a)",
        lots_closed=tuple(LotClosed(lot.key, lot.rights_count) for lot in facts.lots),
        lots_opened=opened(portions),
        certificates=issued(portions, dated=facts.dated),
    )


def opened(portions: Sequence[Portion]) -> tuple[LotOpened, ...]:
    """The lots that portions open, each out of its parent and with its parent's mark.

    Agreement: 6(a).
    """
    return tuple(
        LotOpened(
            portion.rights_count,
            portion.wanted.holder,
            portion.certificate,
            portion.lot.key,
            portion.lot.taint,
        )
        for portion in portions
    )


def issued(portions: Sequence[Portion], *, dated: date) -> tuple[CertificateToIssue, ...]:
    """The certificates that portions go on, in their order; the legend follows the marks of the lots.

    Agreement: 4(b);6(a).
    """
    faces: dict[str, tuple[Portion, int]] = {}
    for portion in portions:
        first, rights = faces.get(portion.certificate, (portion, 0))
        faces[portion.certificate] = (first, rights + portion.rights_count)
    return tuple(
        CertificateToIssue(
            key, first.wanted.holder, rights, dated, legend_of(first.lot.taint), first.lot.taint
        )
        for key, (first, rights) in faces.items()
    )
