"""Transmittals of cancelled certificates: made, delivered, receipted by the Company against a document (§8).

A person makes the list and says how it left and who keeps the paper; two people record the Company's receipt,
and the books then show the certificates as delivered, or as kept here for the Company where it left the paper
with the Rights Agent. Record and image stay, whoever keeps the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from agreement.cancellation import Keeper, TransmittalFacts, kept_until, transmittal_grounds
from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from registry.models import (
    Approval,
    Document,
    PaperEvent,
    RightsAgreement,
    Transmittal,
    TransmittalDelivery,
    TransmittalLine,
    TransmittalReceipt,
    User,
)
from registry.roles import must_be_staff
from registry.selectors import transmittals as reads
from registry.selectors.agreements import terms_in_force
from registry.selectors.cancelled import cancelled_numbered, retention_on
from registry.selectors.ranges import Range, joined, without
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.audit import append_audit
from registry.services.documents import Evidence
from registry.services.paper_entries import must_have_happened, paper_entry, paper_events

RECEIVE_TRANSMITTAL = reads.RECEIVE_TRANSMITTAL
QUESTION = "cancelled_paper"
_LIST = """
    INSERT INTO registry_transmittalline (transmittal_id, certificate_id)
    SELECT %s, id FROM rights_certificate WHERE agreement_id = %s AND number = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a transmittal would list: the numbers, their Rights, and those that wait and are left behind."""

    numbers: tuple[int, ...]
    rights_total: int
    left_behind: tuple[int, ...] = ()


def preview_transmittal(
    agreement: RightsAgreement, *, numbers: Sequence[int] = (), why_not_all: str = ""
) -> Listed:
    """What a transmittal made now would list: all that wait, or those asked for. Writes nothing.

    What the Rights Agent keeps for the Company, or what was lost and is found, goes on one only when it is
    asked for by its number. Raises
    NOTHING_TO_TRANSMIT; for numbers asked for CERTIFICATE_NOT_FOUND, CERTIFICATE_NOT_CANCELLED,
    ON_A_TRANSMITTAL; TRANSMITTAL_INCOMPLETE where others would be left behind and nothing says why.

    Agreement: 8.
    """
    waiting = reads.numbers_waiting(agreement)
    if not waiting and not numbers:
        raise refuse("NOTHING_TO_TRANSMIT", agreement=agreement.code)
    known = set(waiting)
    for number in numbers:
        if number not in known:
            paper = cancelled_numbered(agreement, number)
            if reads.may_be_asked_for(paper):
                continue
            raise refuse("ON_A_TRANSMITTAL", number=number, transmittal=paper.transmittal)
    chosen = tuple(sorted(set(numbers))) or tuple(waiting)
    left = tuple(sorted(known - set(chosen)))
    if left and not why_not_all.strip():
        raise refuse("TRANSMITTAL_INCOMPLETE", count=len(left))
    return Listed(chosen, reads.rights_on(agreement, chosen), left)


@transaction.atomic(durable=True)
def make_transmittal(
    agreement: RightsAgreement,
    *,
    numbers: Sequence[int] = (),
    why_not_all: str = "",
    maker: User,
    at: datetime,
) -> Transmittal:
    """Put cancelled certificates on a new transmittal, all that wait unless numbers are asked for.

    What is kept here by an earlier one, or was lost on its way, comes off that.

    Raises MAKER_NOT_PERMITTED, and as `preview_transmittal`.

    Agreement: 8.
    """
    must_be_staff(maker, act="making a transmittal")
    locked = books.lock_books(agreement)
    listed = preview_transmittal(locked, numbers=numbers, why_not_all=why_not_all)
    made = Transmittal.objects.create(
        agreement=locked,
        number=reads.next_number(locked),
        certificate_count=len(listed.numbers),
        rights_total=listed.rights_total,
        left_behind=len(listed.left_behind),
        why_not_all=why_not_all.strip() if listed.left_behind else "",
        prepared_at=at,
        prepared_by=maker,
    )
    kept = TransmittalLine.objects.filter(transmittal__agreement=locked, left_off_at__isnull=True)
    kept.filter(certificate__number__in=listed.numbers).update(left_off_at=at)
    with connection.cursor() as cursor:
        cursor.execute(_LIST, [made.pk, locked.pk, list(listed.numbers)])
    details = {"certificates": made.certificate_count, "left_behind": made.left_behind}
    append_audit(locked, actor=maker, act="TRANSMITTAL_MADE", subject=str(made), details=details, at=at)
    return made


@transaction.atomic(durable=True)
def withdraw_transmittal(transmittal: Transmittal, *, reason: str, by: User, at: datetime) -> Transmittal:
    """Take every certificate off a transmittal that was not delivered; they wait for another one.

    Raises MAKER_NOT_PERMITTED, CANCELLATION_PART_MISSING, TRANSMITTAL_STATE.

    Agreement: 8.
    """
    must_be_staff(by, act="withdrawing a transmittal")
    if not reason.strip():
        raise refuse("CANCELLATION_PART_MISSING", missing="why it is withdrawn")
    held = held_transmittal(transmittal)
    must_stand(held, reads.MADE, needed="record what the Company received, or that it received nothing")
    reads.standing_lines(held).update(left_off_at=at)
    append_audit(
        held.agreement,
        actor=by,
        act="TRANSMITTAL_WITHDRAWN",
        subject=str(held),
        details={"reason": reason.strip()},
        at=at,
    )
    return held


@dataclass(frozen=True, slots=True)
class Sent:
    """How a transmittal left: on which day, who keeps the paper, by which means, on whose word otherwise."""

    delivered_on: date
    keeper: Keeper
    means: str = ""
    said: str = ""


@transaction.atomic(durable=True)
def record_delivery(transmittal: Transmittal, sent: Sent, *, by: User, at: datetime) -> TransmittalDelivery:
    """Record that a transmittal left and who keeps its paper; the rule's term goes with it.

    Raises MAKER_NOT_PERMITTED, TRANSMITTAL_STATE, EVENT_NOT_YET_HAPPENED, CANCELLATION_PART_MISSING for the
    means and for a day before a cancellation; KEEPER_DEPARTS_FROM_READING and IMAGE_MISSING unless it is
    noted on whose word; PAPER_KEPT_ALREADY where it is to stay once more.

    Agreement: 8.
    """
    must_be_staff(by, act="recording the delivery of a transmittal")
    held = held_transmittal(transmittal)
    must_stand(held, reads.MADE, needed="record each step once")
    must_have_happened(held.agreement, day=sent.delivered_on, at=at)
    last = reads.last_cancelled_on(held)
    if sent.delivered_on < last:
        raise refuse("CANCELLATION_PART_MISSING", missing=f"a day not before {last}, the last cancellation")
    if sent.keeper is Keeper.AGENT:
        _must_not_be_kept(
            held, reads.kept_before(held), cure="withdraw the list: it stays as it was signed for"
        )
    reading = reading_in_use(held.agreement, at=at)
    facts = TransmittalFacts(
        held.number, sent.keeper, reading, reads.without_image(held), sent.means, sent.said
    )
    grounds = transmittal_grounds(facts)
    if grounds:
        raise RefusedByGround.by(grounds)
    rule = retention_on(sent.delivered_on)
    delivery = TransmittalDelivery.objects.create(
        transmittal=held,
        delivered_on=sent.delivered_on,
        keeper=sent.keeper.value,
        means=sent.means.strip(),
        said=sent.said.strip(),
        reading=reading,
        keep_until=kept_until(last, years=rule.figure),
        keep_under=rule.rule,
        recorded_at=at,
        recorded_by=by,
    )
    append_audit(
        held.agreement,
        actor=by,
        act="TRANSMITTAL_DELIVERED",
        subject=str(held),
        details={"keeper": delivery.keeper, "on": sent.delivered_on.isoformat()},
        at=at,
    )
    return delivery


def reading_in_use(agreement: RightsAgreement, *, at: datetime) -> str:
    """The reading in use of who keeps cancelled paper: TO_COMPANY or KEEP (§8 against 17Ad-7(d))."""
    return terms_in_force(agreement, known_at=at).readings[QUESTION].in_use


@dataclass(frozen=True, slots=True)
class Receipted:
    """The Company's receipt: who signed it, of which day, for how many, and what it did not receive.

    `keeper` is who keeps the paper by the box that the Company ticked.
    """

    received_by: str
    received_on: date
    keeper: Keeper
    certificate_count: int
    not_received: tuple[int, ...] = field(default=())


@transaction.atomic(durable=True)
def request_receipt(
    transmittal: Transmittal,
    receipted: Receipted,
    *,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to record the Company's signed receipt of a transmittal.

    Raises MAKER_NOT_PERMITTED, NO_SUPPORTING_DOCUMENT, TRANSMITTAL_STATE before the delivery and after the
    receipt, CANCELLATION_PART_MISSING, EVENT_NOT_YET_HAPPENED, TRANSMITTAL_COUNT_DIFFERS, PAPER_KEPT_ALREADY
    where it says that the Rights Agent keeps what it kept before.

    Agreement: 8.
    """
    must_be_staff(maker, act="recording the receipt of a transmittal")
    held = held_transmittal(transmittal)
    facts = _facts(receipted)
    request = _request(held, facts, document, at=at)
    return request_approval(
        held.agreement,
        kind=RECEIVE_TRANSMITTAL,
        request=request,
        summary=_summary(held, facts),
        maker=maker,
        at=at,
    )


def perform_receipt(approval: Approval, *, at: datetime) -> TransmittalReceipt:
    """Record the receipt as approved: what was received is delivered or kept, the rest comes off the list.

    Agreement: 8.
    """
    asked = approval.request
    held = held_transmittal(Transmittal.objects.get(pk=asked["transmittal"]))
    paper = Document.objects.get(pk=asked["entry"]["document"])
    effective = datetime.fromisoformat(asked["entry"]["effective_at"])
    facts = asked["facts"]
    entry = books.post_entry_within(approval, _request(held, facts, paper, at=effective), at=at)
    missing = reads.standing_lines(held).filter(certificate__number__in=facts["not_received"])
    missing.update(left_off_at=at)
    return TransmittalReceipt.objects.create(
        transmittal=held,
        document=paper,
        received_by=facts["received_by"],
        received_on=date.fromisoformat(facts["received_on"]),
        keeper=facts["keeper"],
        certificate_count=facts["certificate_count"],
        not_received=facts["not_received"],
        approval=approval,
        entry=entry,
        recorded_at=at,
    )


def _summary(held: Transmittal, facts: dict[str, Any]) -> str:
    """The receipt in a sentence; what never left is not said to be received.

    Where the box ticked differs from what was said when the list left, both are told.
    """
    many, day = f"{facts['certificate_count']:,} cancelled certificates", facts["received_on"]
    keeper, said = Keeper(facts["keeper"]), Keeper(held.delivery.keeper)
    differs = "" if keeper is said else f"; when the list left it was recorded otherwise: {_lower(said)}"
    if keeper is Keeper.AGENT:
        return (
            f"{facts['received_by']} signed for the Company on {day} that the Rights Agent keeps {many} "
            f"of transmittal {held.number}{differs}"
        )
    told = f"{facts['received_by']} received {many} of transmittal {held.number} for the Company on {day}"
    return told + differs


def _lower(keeper: Keeper) -> str:
    return keeper.words[0].lower() + keeper.words[1:]


def _facts(receipted: Receipted) -> dict[str, Any]:
    return {
        "received_by": receipted.received_by.strip(),
        "received_on": receipted.received_on.isoformat(),
        "keeper": receipted.keeper.value,
        "certificate_count": receipted.certificate_count,
        "not_received": sorted(set(receipted.not_received)),
    }


def _request(
    held: Transmittal, facts: dict[str, Any], document: Evidence | None, *, at: datetime
) -> dict[str, Any]:
    """What the second person approves: the receipt, and the entry that follows from it."""
    must_stand(held, reads.SENT, needed="record the delivery first, and the receipt once")
    ranges = _received_ranges(held, facts, at=at)
    day = date.fromisoformat(facts["received_on"])
    keeper = Keeper(facts["keeper"])
    if keeper is Keeper.AGENT:
        received = [number for number in reads.kept_before(held) if number not in facts["not_received"]]
        _must_not_be_kept(held, received, cure="ask the Company what it received, and name what it did not")
    reason = f"{held}, receipt of {facts['received_by']}. {keeper.words}."
    events = paper_events(PaperEvent(keeper.paper_event), ranges=ranges, day=day, reason=reason)
    return {
        "act": RECEIVE_TRANSMITTAL,
        "transmittal": held.pk,
        "facts": facts,
        "entry": paper_entry(held.agreement, section="8", document=document, at=at, events=events),
    }


def _must_not_be_kept(held: Transmittal, numbers: Sequence[int], *, cure: str) -> None:
    """Raise PAPER_KEPT_ALREADY for paper that would be kept a second time."""
    if numbers:
        raise refuse("PAPER_KEPT_ALREADY", number=numbers[0], transmittal=held.number, cure=cure)


def _received_ranges(held: Transmittal, facts: dict[str, Any], *, at: datetime) -> list[Range]:
    """The numbers received; the receipt is signed, of a day that has come, and adds up."""
    if not facts["received_by"]:
        raise refuse("CANCELLATION_PART_MISSING", missing="who signed the receipt")
    day = date.fromisoformat(facts["received_on"])
    must_have_happened(held.agreement, day=day, at=at)
    if day < held.delivery.delivered_on:
        missing = f"a receipt not dated before {held.delivery.delivered_on}, the delivery"
        raise refuse("CANCELLATION_PART_MISSING", missing=missing)
    listed = reads.ranges_on(held)
    missed = joined((number, number) for number in facts["not_received"])
    stray = without(missed, listed)
    if stray:
        raise refuse(
            "CANCELLATION_PART_MISSING", missing=f"certificate {stray[0][0]} on transmittal {held.number}"
        )
    received = without(listed, missed)
    count = sum(last - first + 1 for first, last in received)
    if count != facts["certificate_count"] or not count:
        raise refuse(
            "TRANSMITTAL_COUNT_DIFFERS",
            received=facts["certificate_count"],
            listed=reads.standing_lines(held).count(),
            missing=len(facts["not_received"]),
        )
    return received


def held_transmittal(transmittal: Transmittal) -> Transmittal:
    """The transmittal under the lock of its books, as it stands (§8)."""
    agreement = books.lock_books(transmittal.agreement)
    return reads.transmittal_numbered(agreement, transmittal.number)


def must_stand(held: Transmittal, state: str, *, needed: str) -> None:
    """Raise TRANSMITTAL_STATE, with what is needed first, for a transmittal that is in another state (§8)."""
    if reads.state_of(held) != state:
        found = reads.STATES[reads.shown_state(held)]
        raise refuse("TRANSMITTAL_STATE", number=held.number, state=found, needed=needed)
