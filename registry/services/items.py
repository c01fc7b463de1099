"""Items: taken in, examined, put right, refused; whatever their kind (§6(a), §7(a)).

A receipt binds nothing in the books and needs one person; what posts, refuses or releases needs two. What
kinds differ in is done by the service of each kind, found in settings.ITEM_EXAMINERS.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.module_loading import import_string

from agreement.errors import RefusedByGround
from agreement.examination import CheckMade, grounds_of, stands_in_order
from agreement.outcome import outcome_of
from agreement.refusals import refuse
from agreement.workflow.items import ITEM, ItemKind, ItemState, TaxStanding
from agreement.workflow.moves import move
from registry.models import (
    Approval,
    BookEntry,
    Certification,
    ExecutedForm,
    FormKind,
    Item,
    ItemCertificate,
    RightsAgreement,
    RightsCertificate,
    User,
)
from registry.selectors.agreements import local_day
from registry.selectors.item_documents import withdrawal_asked
from registry.selectors.item_reading import take_item
from registry.services.approvals import request_approval
from registry.services.audit import append_audit
from registry.services.books import lock_books, post_item
from registry.services.documents import Evidence, require_document
from registry.services.item_papers import file_papers
from registry.services.letters import confirmation, write_after_examination, write_refusal
from registry.services.offices import receipt_of_presentation
from registry.services.presentations import Presentation, ReverseReceived
from registry.services.refusals import told_as_errors
from registry.services.turnaround import end_clock, note_examination

# What is signed; items in the same name are asked for in a writing of the holder's own.
_SIGNED = {ItemKind.TRANSFER: FormKind.ASSIGNMENT, ItemKind.EXERCISE: FormKind.ELECTION}


def take_in(
    agreement: RightsAgreement,
    presentation: Presentation,
    *,
    kind: ItemKind,
    document: Evidence | None,
    by: User,
    at: datetime,
    draft: Item | None = None,
) -> Item:
    """Record what was presented, under the next number; inside the transaction of the kind's own service.

    `draft` is what the holder prepared for it, if anything: it becomes the item. Raises ITEM_PART_MISSING,
    CERTIFICATE_NOT_SURRENDERED, CERTIFICATE_NOT_FOUND, CERTIFICATE_WITH_ANOTHER_ITEM,
    NO_SUPPORTING_DOCUMENT, RECEIVED_AFTER_RECORDED, NOT_DESIGNATED_OFFICE.

    Agreement: 6(a);7(a).
    """
    locked = lock_books(agreement)
    presented = _certificates(locked, presentation)
    item = _begun(locked, kind=kind, draft=draft)
    item.agreement = locked
    item.number = next_item_number(locked)
    item.holder = presented[0].holder
    item.presenter = presentation.presenter.strip()
    item.presenter_address = presentation.presenter_address.strip()
    receipt = receipt_of_presentation(
        locked,
        office=presentation.office,
        branch=presentation.branch,
        handed_in_at=presentation.handed_in_at,
        arrived_at=presentation.received_at,
    )
    item.office = f"{receipt.place}, from {presentation.branch.strip()}" if receipt.notes else receipt.place
    item.received_at, item.recorded_at, item.recorded_by = receipt.received_at, at, by
    item.state = move(ITEM, item.state, "received").value
    item.tax_standing = presentation.reverse.tax.value
    paper = require_document(locked, document)
    item.save()
    ItemCertificate.objects.bulk_create(
        ItemCertificate(item=item, certificate=one, surrendered_at=receipt.received_at) for one in presented
    )
    _note_reverse(item, presentation.reverse, by=by, at=at)
    file_papers(item, paper, presentation.reverse)
    append_audit(
        locked,
        actor=by,
        act="ITEM_RECEIVED",
        subject=f"item {item.number}",
        details={"kind": kind.value},
        at=at,
    )
    return item


def put_right(
    item: Item, reverse: ReverseReceived, *, document: Evidence | None, by: User, at: datetime
) -> Item:
    """Record the papers received since, on which the item is examined anew; the receipt of the item stays.

    Inside the transaction of the kind's own service. Raises CONSULTATION_MISSING for an item held under
    20(k), ITEM_ALREADY_ASKED, NO_SUPPORTING_DOCUMENT.

    Agreement: 6(a);20(k).
    """
    held = held_item(item)
    must_be_free(held)
    paper = require_document(held.agreement, document)
    _note_reverse(held, reverse, by=by, at=at)
    # What was asked for is shown to be paid or not to be due; that it was asked is not taken back.
    if not (held.tax_standing == TaxStanding.ASKED and reverse.tax is TaxStanding.NONE_ASKED):
        held.tax_standing = reverse.tax.value
        held.save(update_fields=["tax_standing"])
    file_papers(held, paper, reverse)
    append_audit(held.agreement, actor=by, act="ITEM_PAPERS_ADDED", subject=f"item {held.number}", at=at)
    return held


def examine(item: Item, *, at: datetime) -> tuple[CheckMade, ...]:
    """Every check of an item in its order, by the service of its kind; reads only.

    Agreement: 6(a);7(a).
    """
    examiner: Callable[..., tuple[CheckMade, ...]] = import_string(settings.ITEM_EXAMINERS[item.kind])
    return examiner(item, at=at)


def must_stand_in_order(item: Item, *, at: datetime) -> None:
    """Raise RefusedByGround with every ground against an item, the first check that fails heading it.

    Agreement: 6(a);7(a).
    """
    grounds = grounds_of(examine(item, at=at))
    if not stands_in_order(grounds):
        raise RefusedByGround.by(grounds)


def settle(item: Item, *, by: User | None, at: datetime) -> Item:
    """Examine an item and let it stand where the checks put it; the act is recorded with the codes found.

    Agreement: 6(a);20(k).
    """
    grounds = grounds_of(examine(item, at=at))
    item.state = move(ITEM, item.state, outcome_of(grounds, kind=item.kind)).value
    item.save(update_fields=["state"])
    note_examination(item, grounds, by=by, at=at)
    codes = sorted({found.code for found in grounds})
    append_audit(
        item.agreement,
        actor=by,
        act="ITEM_EXAMINED",
        subject=f"item {item.number}",
        details={"state": item.state, "codes": codes},
        at=at,
    )
    write_after_examination(item, grounds, by=by, at=at)
    return item


@transaction.atomic(durable=True)
def examine_again(item: Item, *, by: User, at: datetime) -> Item:
    """Examine an item once more, for something around it changed. Raises CONSULTATION_MISSING.

    Agreement: 6(a);20(k).
    """
    held = held_item(item)
    must_be_free(held)
    return settle(held, by=by, at=at)


def end_refused(item: Item, *, event: str, reason: str, by: User | None = None, at: datetime) -> Item:
    """End an item unposted: the papers are to go back, and lie with it until their return is recorded.

    Agreement: 20(k).
    """
    grounds = grounds_of(examine(item, at=at))
    item.state = move(ITEM, item.state, event).value
    item.ended_at, item.end_reason = at, reason
    item.save(update_fields=["state", "ended_at", "end_reason"])
    end_clock(item, at=at)
    write_refusal(item, grounds, reason=reason, by=by, at=at)
    return item


def request_post(item: Item, request: dict[str, Any], *, summary: str, maker: User, at: datetime) -> Approval:
    """Ask a second person to post an item that is held for this act and was found to stand in order.

    Raises ITEM_MOVE_NOT_ALLOWED for one whose state has not followed what was found: examine it again;
    WITHDRAWAL_ASKED for one that its holder asked back while it was held.

    Agreement: 6(a);20(k).
    """
    must_not_be_withdrawn(item)
    move(ITEM, item.state, "posted")
    item.posting = request_approval(
        item.agreement, kind=request["act"], request=request, summary=summary, maker=maker, at=at
    )
    item.save(update_fields=["posting"])
    return item.posting


def held_in_order(item: Item, *, at: datetime) -> Item:
    """The item under the lock of its books, free to be decided, nothing standing against it.

    Raises CONSULTATION_MISSING for one held under 20(k), ITEM_ALREADY_ASKED, RefusedByGround with every
    ground that stands against it.

    Agreement: 6(a);20(k).
    """
    held = held_item(item)
    must_be_free(held)
    must_stand_in_order(held, at=at)
    return held


def perform_posting(
    approval: Approval, request_of: Callable[..., dict[str, Any]], *, at: datetime
) -> BookEntry:
    """Post an item as approved, examined and decided again on the books as they stand now.

    `request_of(item, at=..., asked_at=...)` decides it anew at the instant of the posting, raising
    RefusedByGround with every ground against it, and makes the request, which must be the one approved.

    Agreement: 5(b);8.
    """
    asked = approval.request
    assert approval.agreement_id is not None  # an item is presented under an agreement
    with told_as_errors():
        item = take_item(asked["item"], agreement=approval.agreement_id, at=at)
    must_not_wait_for_company(item)
    request = request_of(item, at=at, asked_at=datetime.fromisoformat(asked["entry"]["effective_at"]))
    return post(item, approval, request, at=at)


def post(item: Item, approval: Approval, request: dict[str, Any], *, at: datetime) -> BookEntry:
    """Post the entry of an item by its approval; the item is posted with it, and its confirmation written.

    Agreement: 5(b);8.
    """
    state = move(ITEM, item.state, "posted")
    item.entry = post_item(
        approval, request, item=item, ends_as=state, letter=confirmation(item, at=at), at=at
    )
    item.state, item.ended_at = state.value, at
    return item.entry


def held_item(item: Item) -> Item:
    """An item, read again under the lock of its agreement's books and its own, until the transaction ends."""
    locked = lock_books(RightsAgreement(pk=item.agreement_id))
    held = Item.objects.select_for_update(no_key=True).get(pk=item.pk)
    held.agreement = locked
    return held


def must_be_free(item: Item) -> None:
    """Raise unless something may be done with the item now.

    CONSULTATION_MISSING while the Company is to be consulted, ITEM_MOVE_NOT_ALLOWED once the item has ended,
    ITEM_ALREADY_ASKED while another person is to decide about it.

    Agreement: 20(k).
    """
    must_not_wait_for_company(item)
    must_not_have_ended(item)
    for approval in (item.posting, item.refusal):
        if approval is not None and is_undecided(approval):
            raise refuse("ITEM_ALREADY_ASKED", item=item.number)


def must_not_have_ended(item: Item) -> None:
    """Raise ITEM_MOVE_NOT_ALLOWED for an item that has ended: nothing more is done with it.

    Agreement: 6(a).
    """
    if item.ended_at is not None:
        move(ITEM, item.state, "found_in_order")  # an end allows no move: the table refuses, in its words


def must_not_be_withdrawn(item: Item) -> None:
    """Raise WITHDRAWAL_ASKED for an item that its holder asked back while the Company was to be consulted.

    Agreement: 6(a);20(k).
    """
    asked = withdrawal_asked(item)
    if asked is not None:
        day = local_day(item.agreement, at=asked.document.received_at)
        raise refuse("WITHDRAWAL_ASKED", item=item.number, date=day, document=asked.document_id)


def is_undecided(approval: Approval) -> bool:
    """Whether a request was neither approved nor rejected, be it lapsed or not."""
    return approval.approved_at is None and approval.rejected_at is None


def must_not_wait_for_company(item: Item) -> None:
    """Raise CONSULTATION_MISSING for an item that waits for the Company's answer: no clock frees it.

    Agreement: 20(k).
    """
    if item.state == ItemState.HELD_20K:
        raise refuse("CONSULTATION_MISSING", item=item.number)


def _begun(agreement: RightsAgreement, *, kind: ItemKind, draft: Item | None) -> Item:
    """A new item, or the draft a holder prepared, under lock; a foreign or spent draft is not on the list."""
    if draft is None:
        return Item(agreement=agreement, kind=kind.value, state=ItemState.DRAFT.value)
    found = Item.objects.select_for_update(of=("self",), no_key=True).filter(
        pk=draft.pk, agreement=agreement, kind=kind.value, number__isnull=True, state=ItemState.DRAFT.value
    )
    item = found.first()
    if item is None:
        raise refuse("ITEM_NOT_FOUND", number="of this cover sheet", agreement=agreement.code)
    return item


def _certificates(agreement: RightsAgreement, presentation: Presentation) -> list[RightsCertificate]:
    """The certificates presented, each on the books and with no other item."""
    if not presentation.presenter.strip():
        raise refuse("ITEM_PART_MISSING", missing="presenter")
    numbers = sorted(set(presentation.certificates))
    if not numbers:
        raise refuse("CERTIFICATE_NOT_SURRENDERED", saying="No certificate came with the request")
    found = {
        one.number: one
        for one in RightsCertificate.objects.filter(agreement=agreement, number__in=numbers).select_related(
            "holder"
        )
    }
    for number in numbers:
        if number not in found:
            raise refuse("CERTIFICATE_NOT_FOUND", number=number, agreement=agreement.code)
    elsewhere = (
        ItemCertificate.objects.filter(certificate__in=found.values(), returned_at__isnull=True)
        .select_related("item", "certificate")
        .first()
    )
    if elsewhere is not None:
        raise refuse(
            "CERTIFICATE_WITH_ANOTHER_ITEM",
            number=elsewhere.certificate.number,
            item=elsewhere.item.number,
        )
    return [found[number] for number in numbers]


def _note_reverse(item: Item, reverse: ReverseReceived, *, by: User, at: datetime) -> None:
    kind = _SIGNED.get(ItemKind(item.kind), FormKind.REQUEST)
    ExecutedForm.objects.create(item=item, kind=kind, recorded_at=at, recorded_by=by, **reverse.form.as_row())
    Certification.objects.create(
        item=item,
        statement_1=reverse.statement_1.value,
        statement_2=reverse.statement_2.value,
        recorded_at=at,
        recorded_by=by,
        **reverse.certification.as_row(),
    )


def next_item_number(agreement: RightsAgreement) -> int:
    """The next number, without gaps: given under the agreement's lock, and no item is ever removed.

    Agreement: 6(a);7(a).
    """
    last = Item.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
