"""The return of the papers of an item that ended unposted: stated by a person once they left (§6(a), §7(a)).

Neither the end of an item nor its letter returns anything. Until the return is recorded the certificates lie
with the item and come with no other; from then on each may be presented again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from agreement.refusals import refuse
from agreement.workflow.items import TRACKED, UNPOSTED_ENDS, ReturnMeans
from registry.models import Item, ItemReturn, User
from registry.roles import must_be_staff
from registry.selectors.replacements import surrendered_replaced
from registry.services import items
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document


@dataclass(frozen=True, slots=True)
class ReturnTold:
    """How papers went back: when, by which means, who handed them over or to the post, under which number."""

    returned_at: datetime
    means: ReturnMeans
    handed_over_by: str
    tracking: str = ""


@transaction.atomic(durable=True)
def record_return(
    item: Item, told: ReturnTold, *, document: Evidence | None = None, by: User, at: datetime
) -> ItemReturn:
    """State that the papers of an item which ended unposted went back; its certificates are free again.

    What had been replaced before it was presented goes back to nobody (6(b)). Raises NOTHING_TO_RETURN,
    RETURN_NOT_POSSIBLE_THEN, ITEM_PART_MISSING, NO_SUPPORTING_DOCUMENT for papers kept at the office.

    Agreement: 6(a);6(b);7(a).
    """
    must_be_staff(by, act="recording the return of papers")
    held = items.held_item(item)
    if held.state not in UNPOSTED_ENDS or ItemReturn.objects.filter(item=held).exists():
        raise refuse("NOTHING_TO_RETURN", item=held.number)
    assert held.ended_at is not None  # it has ended
    # People tell instants to the second.
    if not held.ended_at.replace(microsecond=0) <= told.returned_at <= at:
        raise refuse(
            "RETURN_NOT_POSSIBLE_THEN",
            item=held.number,
            returned=told.returned_at.isoformat(),
            ended=held.ended_at.isoformat(),
        )
    if not told.handed_over_by.strip():
        raise refuse("ITEM_PART_MISSING", missing="person who handed the papers over")
    if told.means in TRACKED and not told.tracking.strip():
        raise refuse("ITEM_PART_MISSING", missing="number under which the papers travel")
    is_needed = document is not None or told.means is ReturnMeans.KEPT
    made = ItemReturn.objects.create(
        item=held,
        returned_at=told.returned_at,
        means=told.means.value,
        handed_over_by=told.handed_over_by.strip(),
        tracking=told.tracking.strip(),
        document=require_document(held.agreement, document) if is_needed else None,
        recorded_at=at,
        recorded_by=by,
    )
    held.certificates.exclude(pk__in=surrendered_replaced(held)).update(returned_at=told.returned_at)
    details = {"means": told.means.value, "tracking": made.tracking}
    append_audit(
        held.agreement, actor=by, act="PAPERS_RETURNED", subject=f"item {held.number}", details=details, at=at
    )
    return made
