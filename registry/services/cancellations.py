"""What the Company delivers for cancellation: logged, cancelled, retired where the Company acquired it (§8).

One person reads the Company's letter and asks; another approves the very entry. What was surrendered to the
Company for a purpose is taken in as the item of that purpose, which cancels the paper when it is posted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from agreement.cancellation import (
    BroughtAs,
    CompanyDeliveryFacts,
    PaperBrought,
    decide_delivery,
)
from agreement.decisions import Approved, approved_or_raise
from agreement.posting import Posting
from agreement.refusals import refuse
from agreement.workflow.items import ItemKind, ItemState
from registry.models import (
    Approval,
    BookEntry,
    CompanyDelivery,
    Document,
    ItemCertificate,
    PaperEvent,
    RightsAgreement,
    RightsCertificate,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.selectors.cancelled import paper_history
from registry.selectors.items import OpenLot, lots_for_rules, open_lots
from registry.selectors.ranges import Range, joined, told
from registry.selectors.stops import stops_met
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.audit import append_audit
from registry.services.documents import Evidence
from registry.services.paper_entries import paper_entry, paper_events

CANCEL_DELIVERED = "CANCEL_DELIVERED"
ACQUIRED = "acquired by the Company otherwise than upon exercise (COMPANY_ACQUIRED)"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the Company or one of its agents delivered: as what, by whom, which certificates."""

    brought_as: BroughtAs
    sender: str
    numbers: tuple[int, ...]


def preview_delivery(agreement: RightsAgreement, delivered: Delivered, *, at: datetime) -> Approved[Posting]:
    """What cancelling the delivery would do, with its warnings; writes nothing. Raises as asking for it does.

    Agreement: 8.
    """
    return approved_or_raise(decide_delivery(_facts(agreement, delivered, at=at)))


@transaction.atomic(durable=True)
def request_cancellation(
    agreement: RightsAgreement, delivered: Delivered, *, document: Evidence | None, maker: User, at: datetime
) -> Approval:
    """Ask a second person to cancel what the Company delivered, on its letter, and retire what it acquired.

    Raises MAKER_NOT_PERMITTED, NO_SUPPORTING_DOCUMENT, CERTIFICATE_NOT_FOUND, RefusedByGround with every
    ground against it: ALREADY_CANCELLED, RIGHTS_STAND_ON_CERTIFICATE, NO_RIGHTS_ON_CERTIFICATE,
    NOT_COUNTERSIGNED, stops.

    Agreement: 8;23(b).
    """
    must_be_staff(maker, act="cancelling what the Company delivered")
    locked = books.lock_books(agreement)
    decision = preview_delivery(locked, delivered, at=at)
    request = _request(locked, delivered, decision, document, at=at)
    ranges = joined((number, number) for number in delivered.numbers)
    count, retired = len(set(delivered.numbers)), decision.posting.retired
    rights = f" and retire {retired:,} Rights" if retired else ""
    return request_approval(
        locked,
        kind=CANCEL_DELIVERED,
        request=request,
        summary=f"Cancel {count:,} certificate{'s' if count > 1 else ''} ({told(ranges)}) delivered by "
        f"{delivered.sender.strip()}{rights}: {delivered.brought_as.words.lower()}",
        maker=maker,
        at=at,
    )


def perform_cancellation(approval: Approval, *, at: datetime) -> CompanyDelivery:
    """Cancel as approved, decided again on the books as they stand, and log the delivery.

    Agreement: 8;23(b).
    """
    asked = approval.request
    agreement = books.lock_books(RightsAgreement.objects.get(code=asked["entry"]["agreement"]))
    paper = Document.objects.get(pk=asked["entry"]["document"])
    delivered = Delivered(BroughtAs(asked["brought_as"]), asked["sender"], tuple(asked["numbers"]))
    effective = datetime.fromisoformat(asked["entry"]["effective_at"])
    decision = preview_delivery(agreement, delivered, at=at)
    request = _request(agreement, delivered, decision, paper, at=effective)
    entry = books.post_entry_within(approval, request, at=at)
    return _logged(agreement, delivered, decision, approval=approval, entry=entry, at=at)


def _logged(
    agreement: RightsAgreement,
    delivered: Delivered,
    decision: Approved[Posting],
    *,
    approval: Approval,
    entry: BookEntry,
    at: datetime,
) -> CompanyDelivery:
    """The row of the delivery, with the warning that went with it."""
    last = CompanyDelivery.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"]
    warning = " ".join(f"{one.message}." for one in decision.warnings)
    made = CompanyDelivery.objects.create(
        agreement=agreement,
        number=(last or 0) + 1,
        brought_as=delivered.brought_as.value,
        sender=delivered.sender.strip(),
        document=entry.document,
        certificate_count=len(set(delivered.numbers)),
        rights_retired=decision.posting.retired,
        warning=warning,
        approval=approval,
        entry=entry,
        recorded_at=at,
    )
    append_audit(
        agreement,
        actor=approval.approver,
        act="COMPANY_DELIVERY_CANCELLED",
        subject=str(made),
        details={"entry": entry.number, "warnings": [one.code for one in decision.warnings]},
        at=at,
    )
    return made


def _request(
    agreement: RightsAgreement,
    delivered: Delivered,
    decision: Approved[Posting],
    document: Evidence | None,
    *,
    at: datetime,
) -> dict[str, Any]:
    """What the second person approves: the delivery, its warnings, and the very entry."""
    day = local_day(agreement, at=at)
    numbers = sorted(set(delivered.numbers))
    ranges = joined((number, number) for number in numbers)
    is_acquired = delivered.brought_as is BroughtAs.ACQUIRED
    reason = f"delivered by {delivered.sender.strip()}" + (f"; {ACQUIRED}" if is_acquired else "")
    entry = paper_entry(
        agreement,
        section="8",
        document=document,
        at=at,
        kind=decision.posting.kind.value,
        memorandum=" ".join(f"{one.message} ({one.citation})." for one in decision.warnings),
        close=[{"lot": int(lot.lot), "retired_as": "CANCELLED"} for lot in decision.posting.lots_closed],
        events=_events(ranges, day=day, reason=reason),
    )
    return {
        "act": CANCEL_DELIVERED,
        "brought_as": delivered.brought_as.value,
        "sender": delivered.sender.strip(),
        "numbers": numbers,
        "rights_retired": decision.posting.retired,
        "warnings": [one.code for one in decision.warnings],
        "entry": entry,
    }


def _events(ranges: Sequence[Range], *, day: date, reason: str) -> list[dict[str, Any]]:
    kinds = (PaperEvent.SURRENDERED, PaperEvent.CANCELLED)
    return [event for kind in kinds for event in paper_events(kind, ranges=ranges, day=day, reason=reason)]


def _facts(agreement: RightsAgreement, delivered: Delivered, *, at: datetime) -> CompanyDeliveryFacts:
    """The certificates as the books know them. Raises CERTIFICATE_NOT_FOUND."""
    numbers = sorted(set(delivered.numbers))
    found = {
        one.number: one for one in RightsCertificate.objects.filter(agreement=agreement, number__in=numbers)
    }
    for number in numbers:
        if number not in found:
            raise refuse("CERTIFICATE_NOT_FOUND", number=number, agreement=agreement.code)
    certificates = [found[number] for number in numbers]
    lots: dict[int, list[OpenLot]] = {one.pk: [] for one in certificates}
    for lot in open_lots([ItemCertificate(certificate=one) for one in certificates]):
        lots[lot.certificate].append(lot)
    standing = [(lot.certificate, lot.key) for of_one in lots.values() for lot in of_one]
    met = stops_met(agreement, certificates=certificates, lots=standing, kind=ItemKind.TRANSFER, at=at)
    happened, lying = paper_history(agreement, numbers=numbers), _lying(certificates)
    papers = tuple(
        PaperBrought(
            number=one.number,
            lots=lots_for_rules(lots[one.pk]),
            is_countersigned=(one.number, PaperEvent.COUNTERSIGNED) in happened,
            cancelled_on=happened.get((one.number, PaperEvent.CANCELLED)),
            with_item=lying.get(one.pk),
            stops=tuple(met.on_certificates[one.pk]),
        )
        for one in certificates
    )
    return CompanyDeliveryFacts(delivered.brought_as, delivered.sender, papers, met.orders)


def _lying(certificates: Sequence[RightsCertificate]) -> dict[int, int | None]:
    """The items with which certificates lie, by the keys of the certificates."""
    found = ItemCertificate.objects.filter(certificate__in=certificates, returned_at__isnull=True).exclude(
        item__state=ItemState.POSTED.value
    )
    return dict(found.values_list("certificate_id", "item__number"))
