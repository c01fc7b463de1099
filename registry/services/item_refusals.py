"""Refusing an item: on a ground that the checks find, or on the Company's or a court's word (§6(a), §7(a)).

Nobody refuses what stands in order; one person asks, another approves.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.examination import grounds_of, stands_in_order
from agreement.refusals import refuse
from agreement.workflow.items import RefusalBasis
from registry.models import Approval, Item, ItemPaper, User
from registry.services import items
from registry.services.approvals import consume, request_approval
from registry.services.documents import Evidence, require_document

REFUSE_ITEM = "REFUSE_ITEM"


@transaction.atomic(durable=True)
def request_refusal(
    item: Item,
    *,
    reason: str,
    basis: RefusalBasis = RefusalBasis.GROUND,
    document: Evidence | None = None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to refuse an item and return its papers, on a ground that the checks find.

    Without one it is refused only on what the Company or a court decided, with the paper that says so. Raises
    REFUSAL_WITHOUT_GROUND, CONSULTATION_MISSING for one held under 20(k), ITEM_ALREADY_ASKED,
    ITEM_PART_MISSING, NO_SUPPORTING_DOCUMENT.

    Agreement: 6(a);7(a);20(g).
    """
    held = items.held_item(item)
    items.must_be_free(held)
    if not reason.strip():
        raise refuse("ITEM_PART_MISSING", missing="reason for the refusal")
    grounds = grounds_of(items.examine(held, at=at))
    codes = sorted({found.code for found in grounds})
    request = {"act": REFUSE_ITEM, "item": held.pk, "reason": reason.strip(), "grounds": codes}
    on = ", ".join(code.replace("_", " ").lower() for code in codes)
    if basis is not RefusalBasis.GROUND:
        paper = require_document(held.agreement, document)
        ItemPaper.objects.get_or_create(item=held, document=paper, serves_as="")
        on = f"{basis.words[0].lower()}{basis.words[1:]} (DOC-{paper.pk})"
        request |= {"basis": basis.value, "document": paper.pk}
    elif stands_in_order(grounds):
        raise refuse("REFUSAL_WITHOUT_GROUND", item=held.number)
    held.refusal = request_approval(
        held.agreement,
        kind=REFUSE_ITEM,
        request=request,
        summary=f"Refuse item {held.number} and return its papers: {on}",
        maker=maker,
        at=at,
    )
    held.save(update_fields=["refusal"])
    return held.refusal


def perform_refusal(approval: Approval, *, at: datetime) -> Item:
    """Refuse the item as approved, on what stands now: a ground that was cured since refuses nothing.

    Raises REFUSAL_WITHOUT_GROUND.

    Agreement: 6(a);7(a).
    """
    item = items.held_item(Item.objects.get(pk=approval.request["item"]))
    items.must_not_wait_for_company(item)
    if "basis" not in approval.request and stands_in_order(grounds_of(items.examine(item, at=at))):
        raise refuse("REFUSAL_WITHOUT_GROUND", item=item.number)
    consume(approval, at=at)
    reason, by = _reason_told(approval.request), approval.approver
    return items.end_refused(item, event="refused", reason=reason, by=by, at=at)


def _reason_told(request: Mapping[str, Any]) -> str:
    """Why an item is refused, with whose decision it was where it was not the checks that found it."""
    if "basis" not in request:
        return str(request["reason"])
    words = RefusalBasis(request["basis"]).words
    return f"{request['reason']} ({words[0].lower()}{words[1:]}, DOC-{request['document']})"
