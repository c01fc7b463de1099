"""A transmittal of which the Company received nothing: what became of its paper is recorded by a person (§8).

A receipt names what was received, and needs one certificate at least; where nothing came there is none. Who
found it out says so on a paper: the certificates wait for another list, or stand as lost until found. The
books do not move: the certificates are cancelled and were never delivered.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agreement.cancellation import Unreceived
from agreement.refusals import refuse
from registry.models import Transmittal, UnreceivedTransmittal, User
from registry.roles import must_be_staff
from registry.selectors import transmittals as reads
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document
from registry.services.paper_entries import must_have_happened
from registry.services.transmittals import held_transmittal, must_stand


@dataclass(frozen=True, slots=True)
class NotReceived:
    """That nothing of a transmittal was received: since which day it is known, why, where the paper is."""

    outcome: Unreceived
    found_on: date
    reason: str


@transaction.atomic(durable=True)
def record_not_received(
    transmittal: Transmittal, told: NotReceived, *, document: Evidence | None, by: User, at: datetime
) -> UnreceivedTransmittal:
    """Record that the Company received nothing of a transmittal that was delivered.

    What is in the vault comes off the list and waits for another; what is lost stays on it as lost, until it
    is put on a later one by its number. Raises MAKER_NOT_PERMITTED, TRANSMITTAL_STATE,
    CANCELLATION_PART_MISSING for the reason and for a day before the delivery, EVENT_NOT_YET_HAPPENED,
    NO_SUPPORTING_DOCUMENT.

    Agreement: 8.
    """
    must_be_staff(by, act="recording that a transmittal was not received")
    held = held_transmittal(transmittal)
    must_stand(held, reads.SENT, needed="record it of one that was delivered and not receipted")
    if not told.reason.strip():
        raise refuse("CANCELLATION_PART_MISSING", missing="how it is known, and what was asked of whom")
    must_have_happened(held.agreement, day=told.found_on, at=at)
    if told.found_on < held.delivery.delivered_on:
        missing = f"a day not before {held.delivery.delivered_on}, the delivery"
        raise refuse("CANCELLATION_PART_MISSING", missing=missing)
    standing = reads.standing_lines(held)
    made = UnreceivedTransmittal.objects.create(
        transmittal=held,
        outcome=told.outcome.value,
        found_on=told.found_on,
        reason=told.reason.strip(),
        document=require_document(held.agreement, document),
        certificate_count=standing.count(),
        recorded_at=at,
        recorded_by=by,
    )
    if told.outcome is Unreceived.IN_VAULT:
        standing.update(left_off_at=at)
    details = {"outcome": made.outcome, "reason": made.reason, "certificates": made.certificate_count}
    append_audit(
        held.agreement, actor=by, act="TRANSMITTAL_NOT_RECEIVED", subject=str(held), details=details, at=at
    )
    return made
