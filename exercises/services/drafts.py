"""Exercises that holders prepare: drafts without effect until the papers themselves are received (§7(a)).

A draft is an item without a number. What it holds is shown beside the paper and relied on for nothing.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from agreement.workflow.items import ITEM, ItemKind, ItemState
from agreement.workflow.moves import move
from exercises.selectors.drafts import QUESTIONS, prepared
from registry.codes import draw_code
from registry.models import HolderAccess, Item, RegisteredHolder, RightsCertificate, User
from registry.selectors.holder_access import exercise_standing, open_drafts
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.holder_access import held_access

COVER_SIGNS = 12  # sixty random bits
DRAFTS_MOST = 10


@transaction.atomic(durable=True)
def begin_draft(access: HolderAccess, *, by: User, at: datetime) -> Item:
    """Begin to prepare an exercise for an account.

    Raises HOLDER_ACCESS_ENDED, RefusedByGround while the window is not open, DRAFTS_TOO_MANY.

    Agreement: 7(a);30.
    """
    held = held_access(access)
    holder, agreement = held.holder, held.holder.agreement
    must_be_exercisable(holder, at=at)
    count = open_drafts(holder).count()
    if count >= DRAFTS_MOST:
        raise refuse("DRAFTS_TOO_MANY", count=count)
    return Item.objects.create(
        agreement=agreement,
        kind=ItemKind.EXERCISE.value,
        holder=holder,
        cover_code=draw_code(COVER_SIGNS),
        prepared={},
        prepared_by=by,
        prepared_at=at,
    )


@transaction.atomic(durable=True)
def keep_answer(draft: Item, *, question: str, told: Any, by: User, at: datetime) -> Item:
    """Keep the answer to one question; papers printed before no longer show the answers.

    Raises DRAFT_NOT_OPEN, NUMBER_EXCEEDS_CERTIFICATE for more Rights than stand on the certificates chosen.

    Agreement: 7(a).
    """
    held = held_draft(draft)
    assert question in QUESTIONS
    if question == "rights":
        _must_be_evidenced(held, rights=int(told), at=at)
    held.prepared = {**held.prepared, question: told}
    held.prepared.pop("printed_at", None)
    held.prepared_by, held.prepared_at = by, at
    held.save(update_fields=["prepared", "prepared_by", "prepared_at"])
    return held


@transaction.atomic(durable=True)
def note_printed(draft: Item, *, at: datetime) -> Item:
    """Note that the papers of the answers were printed; all questions are answered by then.

    Raises DRAFT_NOT_OPEN, RefusedByGround while the window is not open, DRAFT_INCOMPLETE.

    Agreement: 7(a).
    """
    held = held_draft(draft)
    must_be_printable(held, at=at)
    if not held.prepared.get("printed_at"):
        held.prepared = {**held.prepared, "printed_at": at.isoformat()}
        held.save(update_fields=["prepared"])
    return held


def must_be_exercisable(holder: RegisteredHolder, *, at: datetime) -> None:
    """Raise RefusedByGround with what the page shows against an exercise: the window is not open.

    What merely holds a presentation until the Company answers refuses no preparing.

    Agreement: 7(a).
    """
    standing = exercise_standing(holder, at=at)
    if standing.grounds:
        raise RefusedByGround.by(standing.grounds)


def must_be_printable(draft: Item, *, at: datetime) -> None:
    """Papers are made of an open form while the window is open and every question is answered.

    Raises DRAFT_NOT_OPEN, RefusedByGround while the window is not open, DRAFT_INCOMPLETE.

    Agreement: 7(a).
    """
    must_be_open(draft)
    assert draft.holder is not None  # a draft is prepared for an account
    must_be_exercisable(draft.holder, at=at)
    missing = prepared(draft, at=at).missing
    if missing:
        raise refuse("DRAFT_INCOMPLETE", missing=QUESTION_WORDS[missing[0]])


@transaction.atomic(durable=True)
def withdraw_draft(draft: Item, *, by: User, at: datetime) -> Item:
    """Withdraw a form whose papers have not come in; its cover sheet finds nothing any more.

    Raises DRAFT_NOT_OPEN.

    Agreement: 7(a).
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

    Agreement: 7(a);30.
    """
    if draft is None or draft.holder is None:
        return
    others = RightsCertificate.objects.filter(agreement=draft.agreement, number__in=certificates)
    other = others.exclude(holder=draft.holder).order_by("number").first()
    if other is not None:
        raise refuse("COVER_SHEET_OF_ANOTHER_ACCOUNT", account=draft.holder.account, number=other.number)


def held_draft(draft: Item) -> Item:
    """A draft, read again under the lock of its books and its own. Raises DRAFT_NOT_OPEN once received.

    Agreement: 7(a).
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

    Agreement: 7(a).
    """
    if draft.state != ItemState.DRAFT or draft.number is not None:
        told = "was withdrawn" if draft.state == ItemState.WITHDRAWN else "was received"
        raise refuse("DRAFT_NOT_OPEN", state=told)


QUESTION_WORDS = {
    "certificates": "which certificates",
    "rights": "how many Rights",
    "securities": "in whose name the securities",
    "balance": "to whom the balance",
    "certification": "the certification",
    "payment": "how you pay",
    "guarantee": "who guarantees the signature",
}


def _must_be_evidenced(draft: Item, *, rights: int, at: datetime) -> None:
    surrendered = prepared(draft, at=at).surrendered
    if rights > surrendered:
        raise refuse("NUMBER_EXCEEDS_CERTIFICATE", asked=rights, rights=surrendered)
