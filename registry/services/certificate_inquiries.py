"""Inquiries about certificates presented: the answer is recorded, and one that is reported is stopped.

What is worth more than the dated figure is registered in another name only after it was asked about; the
asking itself is done in the inquiry system, by a person (17 CFR 240.17f-1(d)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from agreement.inquiry import InquiryResult
from agreement.refusals import refuse
from agreement.stops import ReporterCapacity, StopKind
from agreement.workflow.items import ItemState
from registry.models import CertificateInquiry, Item, ItemCertificate, Stop, User
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.selectors.items import surrendered
from registry.selectors.stops import not_ended
from registry.services import items, stops
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class InquiryAnswered:
    """What was answered: about which certificates, when, to whom, under which number, in which words.

    No certificate named: about all that came with the item.
    """

    result: InquiryResult
    inquired_by: str
    answered_at: datetime
    confirmation: str
    said: str = ""
    certificates: tuple[int, ...] = ()


@transaction.atomic(durable=True)
def record_inquiry(
    item: Item, told: InquiryAnswered, *, document: Evidence | None, by: User, at: datetime
) -> list[CertificateInquiry]:
    """Record the answer about certificates of an item, and examine the item anew.

    An answer that one is reported stops it, as a precaution of the agent's own, until two people release it.
    Raises MAKER_NOT_PERMITTED, ITEM_MOVE_NOT_ALLOWED once the item has ended, ITEM_PART_MISSING,
    RECEIVED_AFTER_RECORDED, ASKED_BEFORE_RECEIPT.

    Agreement: 6(a).
    """
    must_be_staff(by, act="recording the answer to an inquiry")
    held = items.held_item(item)
    items.must_not_have_ended(held)
    _must_be_told(held, told, at=at)
    paper = require_document(held.agreement, document) if document is not None else None
    made = [
        CertificateInquiry.objects.create(
            item=held,
            certificate=one.certificate,
            result=told.result.value,
            inquired_by=told.inquired_by.strip(),
            answered_at=told.answered_at,
            confirmation=told.confirmation.strip(),
            said=told.said.strip(),
            document=paper,
            stop=_stop(held, one, told, document=document, by=by, at=at),
            recorded_at=at,
            recorded_by=by,
        )
        for one in _asked_about(held, told)
    ]
    append_audit(
        held.agreement,
        actor=by,
        act="CERTIFICATES_INQUIRED",
        subject=f"item {held.number}",
        details={
            "result": told.result.value,
            "confirmation": told.confirmation.strip(),
            "certificates": [one.certificate.number for one in made],
        },
        at=at,
    )
    held.refresh_from_db(fields=["state"])  # a stop may have moved it
    if held.state != ItemState.HELD_20K:
        items.settle(held, by=by, at=at)
    return made


def _must_be_told(item: Item, told: InquiryAnswered, *, at: datetime) -> None:
    parts = {
        "person who made the inquiry": told.inquired_by,
        "confirmation number of the answer": told.confirmation,
        "words of the answer": "clean" if told.result is InquiryResult.CLEAN else told.said,
    }
    for name, said in parts.items():
        if not said.strip():
            raise refuse("ITEM_PART_MISSING", missing=name)
    if told.answered_at > at:
        raise refuse(
            "RECEIVED_AFTER_RECORDED", received=told.answered_at.isoformat(), recorded=at.isoformat()
        )
    assert item.received_at is not None  # it was received
    # People tell instants to the second.
    if told.answered_at < item.received_at.replace(microsecond=0):
        raise refuse(
            "ASKED_BEFORE_RECEIPT",
            saying=f"The inquiry is said to have been answered before item {item.number} was received at "
            f"{item.received_at.isoformat()}",
            item=item.number,
            received=item.received_at.isoformat(),
        )


def _asked_about(item: Item, told: InquiryAnswered) -> Sequence[ItemCertificate]:
    found = {one.certificate.number: one for one in surrendered(item)}
    if any(number not in found for number in told.certificates):
        raise refuse("ITEM_PART_MISSING", missing="certificate of that number among those that came with it")
    return [found[number] for number in sorted(set(told.certificates) or found)]


def _stop(
    item: Item,
    one: ItemCertificate,
    told: InquiryAnswered,
    *,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> Stop | None:
    """The stop of the agent's own on a certificate that is reported; one that stands already is kept."""
    if told.result is not InquiryResult.REPORTED:
        return None
    standing = Stop.objects.filter(
        not_ended(local_day(item.agreement, at=at)), certificate=one.certificate, kind=StopKind.HOUSE.value
    ).first()
    if standing is not None:
        return standing
    asked = stops.StopAsked(
        kind=StopKind.HOUSE,
        reason=f"Inquiry {told.confirmation.strip()}: {told.said.strip()}",
        reported_by=told.inquired_by,
        reported_at=told.answered_at,
        capacity=ReporterCapacity.RIGHTS_AGENT,
        certificate=one.certificate.number,
    )
    return stops.place_within(item.agreement, asked, document=document, by=by, at=at)
