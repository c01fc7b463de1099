"""Who takes up an item, and an item that its holder takes back before it is posted (§6(a), §20(k)).

A certification that is blank or affirms holds the papers too: they go back once the Company was consulted.
Until then what the holder wrote is filed, and the Company is told of it.
"""

from datetime import datetime

from django.db import transaction

from agreement.examination import grounds_of
from agreement.refusals import refuse
from agreement.workflow.items import ITEM, ItemState
from agreement.workflow.moves import move
from registry.models import Approval, Item, ItemPaper, User
from registry.roles import STAFF, has_any_role, must_be_staff
from registry.selectors.item_documents import WITHDRAWAL, withdrawal_asked
from registry.selectors.schedules import has_held_lines
from registry.services import items
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document
from registry.services.letters import write_after_examination

WITHDRAW_ITEM = "WITHDRAW_ITEM"


@transaction.atomic(durable=True)
def assign(item: Item, to: User | None, *, by: User, at: datetime) -> Item:
    """Give an item to a member of staff, or to nobody; it gives no right and takes none.

    Raises ITEM_MOVE_NOT_ALLOWED once the item has ended, ITEM_GIVEN_TO_NO_STAFF.
    """
    must_be_staff(by, act="giving out items")
    held = items.held_item(item)
    items.must_not_have_ended(held)
    if to is not None and not (to.is_active and has_any_role(to, STAFF)):
        raise refuse("ITEM_GIVEN_TO_NO_STAFF", item=held.number, person=to.username)
    held.assigned_to = to
    held.save(update_fields=["assigned_to"])
    append_audit(
        held.agreement,
        actor=by,
        act="ITEM_ASSIGNED",
        subject=f"item {held.number}",
        details={"to": to.pk if to else None},
        at=at,
    )
    return held


@transaction.atomic(durable=True)
def request_withdrawal(item: Item, *, document: Evidence | None, maker: User, at: datetime) -> Approval:
    """Ask a second person to end an item that its holder takes back in writing; the papers go back.

    What the holder wrote while the item was held is its writing too, where none is given. Raises
    CONSULTATION_MISSING for one held under 20(k), or with lines of a schedule that are, until the Company was
    consulted; ITEM_ALREADY_ASKED, ITEM_MOVE_NOT_ALLOWED, NO_SUPPORTING_DOCUMENT.

    Agreement: 6(a);20(k).
    """
    held = items.held_item(item)
    items.must_be_free(held)
    _must_have_consulted(held)
    written = withdrawal_asked(held)
    paper = written.document if written and document is None else require_document(held.agreement, document)
    held.refusal = request_approval(
        held.agreement,
        kind=WITHDRAW_ITEM,
        request={"act": WITHDRAW_ITEM, "item": held.pk, "document": paper.pk},
        summary=f"End item {held.number}, withdrawn by its registered holder, and return its papers",
        maker=maker,
        at=at,
    )
    held.save(update_fields=["refusal"])
    return held.refusal


def perform_withdrawal(approval: Approval, *, at: datetime) -> Item:
    """End the item as withdrawn; its papers are to go back.

    Agreement: 6(a).
    """
    item = items.held_item(Item.objects.get(pk=approval.request["item"]))
    items.must_not_wait_for_company(item)
    _must_have_consulted(item)
    consume(approval, at=at)
    reason = f"withdrawn by the registered holder in writing (DOC-{approval.request['document']})"
    return items.end_refused(item, event="withdrawn", reason=reason, by=approval.approver, at=at)


def waits_for_company(item: Item) -> bool:
    """Whether the papers of an item may not go back before the Company was consulted.

    Held under 20(k) as a whole, or with a line of its schedule that is and about which nobody was asked.

    Agreement: 20(k).
    """
    if item.state == ItemState.HELD_20K:
        return True
    is_consulted = item.consultations.filter(applied_at__isnull=False).exists()
    return item.ended_at is None and has_held_lines(item) and not is_consulted


@transaction.atomic(durable=True)
def note_withdrawal(item: Item, *, document: Evidence | None, by: User, at: datetime) -> Item:
    """File that the holder of an item that waits for the Company asks for it back; the Company is told.

    Nothing is returned and nothing ends: the item stays held, and is not posted afterwards against the wish
    of its holder. Raises MAKER_NOT_PERMITTED, ITEM_NOT_HELD, WITHDRAWAL_ASKED, NO_SUPPORTING_DOCUMENT.

    Agreement: 20(k).
    """
    must_be_staff(by, act="filing that a holder takes an item back")
    held = items.held_item(item)
    if not waits_for_company(held):
        raise refuse("ITEM_NOT_HELD", item=held.number)
    items.must_not_be_withdrawn(held)
    paper = require_document(held.agreement, document)
    ItemPaper.objects.get_or_create(item=held, document=paper, serves_as="")
    ItemPaper.objects.create(item=held, document=paper, serves_as=WITHDRAWAL)
    append_audit(
        held.agreement,
        actor=by,
        act="ITEM_WITHDRAWAL_NOTED",
        subject=f"item {held.number}",
        details={"document": paper.pk},
        at=at,
    )
    if held.state != ItemState.HELD_20K:
        held.state = move(ITEM, held.state, "held_for_consultation").value
        held.save(update_fields=["state"])
    write_after_examination(held, grounds_of(items.examine(held, at=at)), by=by, at=at)
    return held


def _must_have_consulted(item: Item) -> None:
    """Raise CONSULTATION_MISSING while the papers of an item may not go back.

    Agreement: 20(k).
    """
    if waits_for_company(item):
        raise refuse("CONSULTATION_MISSING", item=item.number)
