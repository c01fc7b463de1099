"""What holders prepare: drafts without effect until the papers themselves are received (§6(a), §6(b), §7(a)).

A draft is an item without a number. What it holds is shown beside the paper and relied on for nothing.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.refusals import refuse
from agreement.workflow.items import ITEM, ItemKind, ItemState
from agreement.workflow.moves import move
from registry.codes import draw_code
from registry.models import HolderAccess, Item, RightsCertificate, User
from registry.selectors.holder_access import open_drafts
from registry.services.audit import append_audit
from registry.services.books import lock_books

COVER_SIGNS = 12  # sixty random bits
DRAFTS_MOST = 10


def begin(
    access: HolderAccess, *, kind: ItemKind, told: Mapping[str, Any] | None = None, by: User, at: datetime
) -> Item:
    """Begin to prepare an item of a kind for an account, which its caller holds under lock.

    Agreement: 6(a);7(a).
    """
    return Item.objects.create(
        agreement=access.holder.agreement,
        kind=kind.value,
        holder=access.holder,
        cover_code=draw_code(COVER_SIGNS),
        prepared=dict(told or {}),
        prepared_by=by,
        prepared_at=at,
    )


def must_be_few(access: HolderAccess) -> None:
    """Raise DRAFTS_TOO_MANY while an account has as many forms prepared as one holder can survey.

    Agreement: 6(a);7(a).
    """
    count = open_drafts(access.holder).count()
    if count >= DRAFTS_MOST:
        raise refuse("DRAFTS_TOO_MANY", count=count)


def keep(held: Item, told: Mapping[str, Any], *, by: User, at: datetime) -> Item:
    """Keep answers in a draft that is held; papers printed before no longer show the answers.

    Agreement: 6(a);7(a).
    """
    held.prepared = {**held.prepared, **told}
    held.prepared.pop("printed_at", None)
    held.prepared_by, held.prepared_at = by, at
    held.save(update_fields=["prepared", "prepared_by", "prepared_at"])
    return held


def keep_printed(held: Item, *, at: datetime) -> Item:
    """Note in a draft that is held that the papers of its answers were printed.

    Agreement: 6(a);7(a).
    """
    if not held.prepared.get("printed_at"):
        held.prepared = {**held.prepared, "printed_at": at.isoformat()}
        held.save(update_fields=["prepared"])
    return held


@transaction.atomic(durable=True)
def withdraw_draft(draft: Item, *, by: User, at: datetime) -> Item:
    """Withdraw a form whose papers have not come in; its cover sheet finds nothing any more.

    Raises DRAFT_NOT_OPEN.

    Agreement: 6(a);7(a).
    """
    held = held_draft(draft)
    held.state = move(ITEM, held.state, "withdrawn").value
    held.ended_at, held.end_reason = at, "withdrawn by the holder before its papers were received"
    held.save(update_fields=["state", "ended_at", "end_reason"])
    assert held.holder is not None  # a draft is prepared for an account
    append_audit(
        held.agreement,
        actor=by,
        act="DRAFT_WITHDRAWN",
        subject=f"account {held.holder.account}",
        details={"draft": held.pk},
        at=at,
    )
    return held


def must_be_of_account(draft: Item | None, certificates: Collection[int]) -> None:
    """Raise COVER_SHEET_OF_ANOTHER_ACCOUNT where a cover sheet came with somebody else's certificates.

    Agreement: 6(a);7(a);30.
    """
    if draft is None or draft.holder is None:
        return
    others = RightsCertificate.objects.filter(agreement=draft.agreement, number__in=certificates)
    other = others.exclude(holder=draft.holder).order_by("number").first()
    if other is not None:
        raise refuse("COVER_SHEET_OF_ANOTHER_ACCOUNT", account=draft.holder.account, number=other.number)


def held_draft(draft: Item) -> Item:
    """A draft, read again under the lock of its books and its own. Raises DRAFT_NOT_OPEN once received.

    Agreement: 6(a);7(a).
    """
    lock_books(draft.agreement)
    found = Item.objects.select_for_update(of=("self",), no_key=True).select_related(
        "agreement", "holder__agreement"
    )
    held = found.get(pk=draft.pk)
    must_be_open(held)
    return held


def must_be_open(draft: Item) -> None:
    """Raise DRAFT_NOT_OPEN for a form that was withdrawn, or whose papers were received.

    Agreement: 6(a);7(a).
    """
    if draft.state != ItemState.DRAFT or draft.number is not None:
        told = "was withdrawn" if draft.state == ItemState.WITHDRAWN else "was received"
        raise refuse("DRAFT_NOT_OPEN", state=told)
