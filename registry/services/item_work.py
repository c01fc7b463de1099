"""Who takes up an item, and an item that its holder takes back before it is posted (§6(a))."""

from datetime import datetime

from django.db import transaction

from agreement.refusals import refuse
from registry.models import Approval, Item, User
from registry.roles import STAFF, has_any_role, must_be_staff
from registry.services import items
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document

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

    Raises CONSULTATION_MISSING for one held under 20(k), ITEM_ALREADY_ASKED, ITEM_MOVE_NOT_ALLOWED,
    NO_SUPPORTING_DOCUMENT.

    Agreement: 6(a);20(k).
    """
    held = items.held_item(item)
    items.must_be_free(held)
    paper = require_document(held.agreement, document)
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
    consume(approval, at=at)
    reason = f"withdrawn by the registered holder in writing (DOC-{approval.request['document']})"
    return items.end_refused(item, event="withdrawn", reason=reason, by=approval.approver, at=at)
