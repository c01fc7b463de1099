"""Split-ups, combinations and exchanges of certificates: received, examined, asked for, posted (§6(a), §8).

The new certificates are the registered holder's own, so the written request is what is signed. What is asked
for on a split-up stands in lines of the item, each to the holder itself.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.decisions import approved_or_raise
from agreement.examination import CheckMade, grounds_of, stands_in_order
from agreement.posting import Posting
from agreement.same_name import decide_same_name, examine_same_name
from agreement.workflow.items import ItemKind
from registry.models import Approval, BookEntry, Item, RightsAgreement, TransferLine, User
from registry.selectors.items import surrendered
from registry.selectors.same_name import same_name_facts
from registry.services import items
from registry.services.documents import Evidence
from registry.services.item_entries import entry_of
from registry.services.presentations import Presentation, ReverseReceived
from registry.services.severance import must_be_severable

POST_SAME_NAME = "POST_SAME_NAME"


@transaction.atomic(durable=True)
def receive(
    agreement: RightsAgreement,
    presentation: Presentation,
    *,
    kind: ItemKind,
    asked: Sequence[int],
    document: Evidence | None,
    by: User,
    at: datetime,
) -> Item:
    """Take in an item of a kind in the same name and examine it; `asked` are the Rights of each certificate.

    Only a split-up asks for numbers of Rights. What is wrong is told by the checks, not refused here. Raises
    RIGHTS_NOT_SEVERABLE before the separation, else as `items.take_in`.

    Agreement: 6(a);16(a).
    """
    must_be_severable(agreement, at=at)
    item = items.take_in(agreement, presentation, kind=kind, document=document, by=by, at=at)
    _note_asked(item, asked)
    return items.settle(item, by=by, at=at)


@transaction.atomic(durable=True)
def put_right(
    item: Item,
    reverse: ReverseReceived,
    *,
    asked: Sequence[int],
    document: Evidence | None,
    by: User,
    at: datetime,
) -> Item:
    """Record what stands on the papers received since, and examine the item anew; its receipt stays.

    Raises as `items.put_right`.

    Agreement: 6(a).
    """
    held = items.put_right(item, reverse, document=document, by=by, at=at)
    held.lines.all().delete()
    _note_asked(held, asked)
    return items.settle(held, by=by, at=at)


def examine(item: Item, *, at: datetime) -> tuple[CheckMade, ...]:
    """Every check of an item in the same name in its order, on the books as they stand.

    Agreement: 6(a).
    """
    return examine_same_name(same_name_facts(item, at=at))


def preview(item: Item, *, at: datetime) -> Posting | None:
    """What posting the item would do, or None while something stands against it; writes nothing.

    Agreement: 6(a).
    """
    facts = same_name_facts(item, at=at)
    if not stands_in_order(grounds_of(examine_same_name(facts))):
        return None
    return approved_or_raise(decide_same_name(facts)).posting


@transaction.atomic(durable=True)
def request_posting(item: Item, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to post the item.

    Raises CONSULTATION_MISSING for one held under 20(k), ITEM_ALREADY_ASKED, RefusedByGround with every
    ground that stands against it.

    Agreement: 6(a);20(k).
    """
    held = items.held_in_order(item, at=at)
    posting = approved_or_raise(decide_same_name(same_name_facts(held, at=at))).posting
    numbers = ", ".join(str(one.certificate.number) for one in surrendered(held))
    faces = ", ".join(str(one.rights_count) for one in posting.certificates)
    summary = (
        f"Item {held.number}: {ItemKind(held.kind).words.lower()} of certificate {numbers} "
        f"({posting.closed} Rights) into {faces}"
    )
    return items.request_post(held, _request(held, at=at, asked_at=at), summary=summary, maker=maker, at=at)


def perform(approval: Approval, *, at: datetime) -> BookEntry:
    """Post the item as approved, decided again on the books as they stand now.

    Agreement: 6(a);8.
    """
    return items.perform_posting(approval, _request, at=at)


def _request(item: Item, *, at: datetime, asked_at: datetime) -> dict[str, Any]:
    """The request that the second person approves: the very entry, decided at `at`, as it was asked."""
    posting = approved_or_raise(decide_same_name(same_name_facts(item, at=at))).posting
    entry = entry_of(item, posting, held=surrendered(item), at=asked_at)
    return {"act": POST_SAME_NAME, "item": item.pk, "entry": entry}


def _note_asked(item: Item, asked: Sequence[int]) -> None:
    holder = item.holder
    assert holder is not None  # an item received has the holder of its certificates
    TransferLine.objects.bulk_create(
        TransferLine(
            item=item,
            place=place,
            rights=rights,
            holder=holder,
            registration=holder.registration,
            address=holder.address,
            city=holder.city,
            region=holder.region,
            postal_code=holder.postal_code,
            country=holder.country,
        )
        for place, rights in enumerate(asked, 1)
    )
