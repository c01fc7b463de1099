"""Replacements: a loss reported and stopped at once, accepted by both, posted by two people (§6(b)).

The claim is an item like any other and waits until the Company and the Rights Agent, each for itself,
accepted the evidence and the indemnity. What was replaced stays REPLACED for ever; who brings it is refused.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agreement.decisions import approved_or_raise
from agreement.errors import RefusedByGround
from agreement.examination import CheckMade, grounds_of, stands_in_order
from agreement.posting import Posting
from agreement.refusals import refuse
from agreement.replacement import (
    LossCause,
    decide_replacement,
    examine_replacement,
)
from agreement.stops import LOSS_KINDS, ReporterCapacity, StopKind
from agreement.workflow.items import ItemKind
from registry.models import (
    Approval,
    BookEntry,
    Item,
    ItemCertificate,
    ItemPaper,
    PaperEvent,
    Replacement,
    RightsAgreement,
    RightsCertificate,
    Stop,
    StopRecordKind,
    User,
)
from registry.roles import must_be_staff
from registry.selectors import replacements as reads
from registry.selectors import stops as stop_reads
from registry.selectors.agreements import local_day
from registry.selectors.loss_drafts import found_said
from registry.services import books, items
from registry.services.documents import Evidence, require_document
from registry.services.item_entries import entry_of
from registry.services.presentations import Presentation
from registry.services.replacement_steps import must_be_accepted_by_officers
from registry.services.severance import must_be_severable
from registry.services.stop_records import StopDone, note_done
from registry.services.stops import StopAsked, place_within

POST_REPLACEMENT = "POST_REPLACEMENT"


@dataclass(frozen=True, slots=True)
class ClaimReceived:
    """A claim as received: what befell the certificate, since when it is known, in the claimant's words.

    `capacity` is that of the person who told it at the counter, one of CLAIMANTS; `is_surrendered` tells that
    a mutilated certificate came with it.
    """

    cause: LossCause
    discovered_on: date
    circumstances: str
    capacity: ReporterCapacity
    is_surrendered: bool = False


@transaction.atomic(durable=True)
def receive_claim(
    agreement: RightsAgreement,
    presentation: Presentation,
    claim: ClaimReceived,
    *,
    document: Evidence | None,
    by: User,
    at: datetime,
    draft: Item | None = None,
) -> Item:
    """Take in the claim of one certificate and stop it at once, unless a stop for its loss stands already.

    `draft` is what the holder reported and prepared for it, if anything. Raises RIGHTS_NOT_SEVERABLE before
    the separation, REPLACEMENT_PART_MISSING, REPLACEMENT_WAITS_ALREADY, CERTIFICATE_REPLACED for one that
    was replaced, else as `items.take_in`.

    Agreement: 6(b).
    """
    must_be_severable(agreement, at=at)
    _must_be_told(agreement, presentation, claim, at=at)
    item = items.take_in(
        agreement, presentation, kind=ItemKind.REPLACE, document=document, by=by, at=at, draft=draft
    )
    surrender = ItemCertificate.objects.select_related("certificate").get(item=item)
    certificate = surrender.certificate
    replaced = stop_reads.replaced_as(certificate)
    if replaced:
        raise RefusedByGround.by([replaced.ground(certificate.number)])
    waiting = reads.waiting_for(certificate)
    if waiting is not None:
        raise refuse("REPLACEMENT_WAITS_ALREADY", item=waiting.number, number=certificate.number)
    if not (claim.cause is LossCause.MUTILATED and claim.is_surrendered):
        surrender.delete()  # it is not in hand: that is what is claimed
    Replacement.objects.create(
        item=item,
        certificate=certificate,
        cause=claim.cause.value,
        discovered_on=claim.discovered_on,
        circumstances=claim.circumstances.strip(),
        capacity=claim.capacity.value,
        stop=_stop_for(item, certificate, claim, presentation, by=by, at=at),
    )
    return items.settle(item, by=by, at=at)


@transaction.atomic(durable=True)
def receive_mutilated(item: Item, *, document: Evidence | None, by: User, at: datetime) -> Item:
    """Record that the mutilated certificate itself came in, with its scan; the item is examined anew.

    Raises CONSULTATION_MISSING, ITEM_MOVE_NOT_ALLOWED, ITEM_ALREADY_ASKED, REPLACEMENT_PART_MISSING where
    nothing mutilated is awaited, CERTIFICATE_WITH_ANOTHER_ITEM, NO_SUPPORTING_DOCUMENT.

    Agreement: 6(b).
    """
    must_be_staff(by, act="receiving a mutilated certificate")
    held = items.held_item(item)
    items.must_be_free(held)
    replacement = reads.replacement_of(held)
    if replacement.cause != LossCause.MUTILATED or held.certificates.exists():
        raise refuse("REPLACEMENT_PART_MISSING", missing="mutilated certificate that is still to come")
    lies = ItemCertificate.objects.filter(certificate=replacement.certificate, returned_at__isnull=True)
    elsewhere = lies.select_related("item").first()
    if elsewhere is not None:
        number = replacement.certificate.number
        raise refuse("CERTIFICATE_WITH_ANOTHER_ITEM", number=number, item=elsewhere.item.number)
    paper = require_document(held.agreement, document)
    ItemPaper.objects.create(item=held, document=paper)
    ItemCertificate.objects.create(
        item=held, certificate=replacement.certificate, surrendered_at=paper.received_at
    )
    return items.settle(held, by=by, at=at)


def examine(item: Item, *, at: datetime) -> tuple[CheckMade, ...]:
    """Every check of a replacement in its order, on the books as they stand.

    Agreement: 6(b).
    """
    return examine_replacement(reads.replacement_facts(item, at=at))


def preview(item: Item, *, at: datetime) -> Posting | None:
    """What posting the replacement would do, or None while something stands against it; writes nothing.

    Agreement: 6(b).
    """
    facts = reads.replacement_facts(item, at=at)
    if not stands_in_order(grounds_of(examine_replacement(facts))):
        return None
    return approved_or_raise(decide_replacement(facts)).posting


@transaction.atomic(durable=True)
def request_replacement(item: Item, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to post the replacement.

    Raises ITEM_ALREADY_ASKED, CONSULTATION_MISSING, FOUND_AGAIN where the holder said so last,
    RefusedByGround with every ground that stands against it.

    Agreement: 6(b).
    """
    held = items.held_in_order(item, at=at)
    replacement = reads.replacement_of(held)
    number, rights = replacement.certificate.number, replacement.certificate.rights
    summary = (
        f"Item {held.number}: replace certificate {number} ({rights} Rights), "
        f"{replacement.get_cause_display().lower()}, by one of like tenor"
    )
    return items.request_post(held, _request(held, at=at, asked_at=at), summary=summary, maker=maker, at=at)


def perform_replacement(approval: Approval, *, at: datetime) -> BookEntry:
    """Post the replacement as approved, decided again on the books as they stand now; a stop stays for ever.

    Agreement: 6(b);8.
    """
    return items.perform_posting(approval, _request, at=at)


@transaction.atomic(durable=True)
def request_cancellation(item: Item, *, maker: User, at: datetime) -> list[Approval]:
    """Ask a second person to cancel the replaced certificates that came in with an item; they are kept.

    Who presented them is noted at the stop. Raises REPLACEMENT_PART_MISSING where none was replaced.

    Agreement: 6(b);8.
    """
    must_be_staff(maker, act="cancelling a replaced certificate")
    held = items.held_item(item)
    caught = reads.presented_again(held)
    if not caught:
        raise refuse("REPLACEMENT_PART_MISSING", missing="replaced certificate among those presented")
    return [_ask_cancellation(held, one.certificate, maker=maker, at=at) for one in caught]


def _ask_cancellation(item: Item, certificate: RightsCertificate, *, maker: User, at: datetime) -> Approval:
    day = local_day(item.agreement, at=at)
    stop = Stop.objects.filter(certificate=certificate, release__isnull=True).order_by("number").first()
    if stop is not None:
        done = StopDone(
            StopRecordKind.PRESENTED, day, f"item {item.number}", f"Presented by {item.presenter}"
        )
        note_done(stop, done, document=None, by=maker, at=at)
    assert item.received_at is not None
    entry = {
        "agreement": item.agreement.code,
        "kind": "PAPER",
        "section": "8",
        "document": item.papers.order_by("id")[0].document_id,
        "item": item.number,
        "effective_at": at.isoformat(),
        "received_at": item.received_at.isoformat(),
        "corrects": None,
        "memorandum": "",
        "events": [
            _event(PaperEvent.CANCELLED, certificate, day=day, reason=f"replaced; item {item.number}")
        ],
    }
    summary = (
        f"Cancel certificate {certificate.number}, replaced before it was presented with item {item.number}"
    )
    return books.request_entry(item.agreement, entry=entry, summary=summary, maker=maker, at=at)


def _request(item: Item, *, at: datetime, asked_at: datetime) -> dict[str, Any]:
    """The request that the second person approves: the very entry, the old paper replaced or cancelled."""
    replacement = reads.replacement_of(item)
    _must_be_missing(replacement)
    must_be_accepted_by_officers(replacement, at=at)
    posting = approved_or_raise(decide_replacement(reads.replacement_facts(item, at=at))).posting
    held = reads.certificate_in_question(replacement)
    entry = entry_of(item, posting, held=held, at=asked_at)
    if replacement.cause != LossCause.MUTILATED:
        day = local_day(item.agreement, at=asked_at)
        reason = f"item {item.number}: {replacement.get_cause_display().lower()}"
        entry["events"] = [_event(PaperEvent.REPLACED, replacement.certificate, day=day, reason=reason)]
    return {"act": POST_REPLACEMENT, "item": item.pk, "entry": entry}


def _event(kind: PaperEvent, certificate: RightsCertificate, *, day: date, reason: str) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "first": certificate.number,
        "last": certificate.number,
        "happened_on": day.isoformat(),
        "signatory": None,
        "manifest_hash": None,
        "reason": reason,
    }


def _must_be_told(
    agreement: RightsAgreement, presentation: Presentation, claim: ClaimReceived, *, at: datetime
) -> None:
    if len(set(presentation.certificates)) != 1:
        raise refuse("REPLACEMENT_PART_MISSING", missing="one certificate")
    if not claim.circumstances.strip():
        raise refuse("REPLACEMENT_PART_MISSING", missing="circumstances")
    if claim.discovered_on > local_day(agreement, at=at):
        raise refuse("REPLACEMENT_PART_MISSING", missing="day of discovery that has come")


def stopped_as(cause: LossCause) -> StopKind:
    """The kind of stop that a certificate lost, destroyed or stolen is stopped with.

    Agreement: 6(b).
    """
    return StopKind.THEFT_REPORTED if cause is LossCause.STOLEN else StopKind.LOSS_REPORTED


def stands_for(cause: LossCause) -> Collection[StopKind]:
    """The kinds of stop of which one that stands is enough for a claim: a theft is stopped as one.

    A theft claimed after a loss was reported is stopped, and reported, for itself: its days are shorter.

    Law: 17 CFR 240.17f-1.

    Agreement: 6(b).
    """
    return {StopKind.THEFT_REPORTED} if cause is LossCause.STOLEN else LOSS_KINDS


def _stop_for(
    item: Item,
    certificate: RightsCertificate,
    claim: ClaimReceived,
    presentation: Presentation,
    *,
    by: User,
    at: datetime,
) -> Stop | None:
    """The stop for the loss: the one that stands, or one placed now; none on what is mutilated."""
    if claim.cause is LossCause.MUTILATED:
        return None
    known = reads.loss_stop(certificate, kinds=stands_for(claim.cause))
    if known is not None:
        return known
    asked = StopAsked(
        stopped_as(claim.cause),
        reason=f"Claim of item {item.number}: {claim.cause.words.lower()}",
        reported_by=presentation.presenter,
        reported_at=presentation.received_at,
        capacity=claim.capacity,
        certificate=certificate.number,
        reporter_address=presentation.presenter_address.strip(),
    )
    paper = item.papers.select_related("document").order_by("id")[0].document
    return place_within(item.agreement, asked, document=paper, by=by, at=at)


def _must_be_missing(replacement: Replacement) -> None:
    """Raise FOUND_AGAIN while the holder's last word is that the certificate is there.

    Agreement: 6(b).
    """
    said = found_said(replacement.stop)
    if said is not None:
        raise refuse("FOUND_AGAIN", date=said.happened_on, number=replacement.certificate.number)
