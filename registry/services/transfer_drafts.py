"""Transfers that holders prepare: without effect until certificate and assignment are in hand (§6(a))."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from agreement.workflow.items import ItemKind
from registry.models import HolderAccess, Item, RegisteredHolder, User
from registry.selectors.transfer_drafts import QUESTIONS, prepared_transfer, transfer_standing
from registry.services.drafts import begin, held_draft, keep, keep_printed, must_be_few, must_be_open
from registry.services.holder_access import held_access

LINES_MOST = 12  # on one schedule of an envelope
QUESTION_WORDS = {
    "certificates": "which certificates",
    "transferees": "to whom",
    "shares": "how many Rights go to whom",
    "reason": "why you transfer",
    "signer": "who signs",
    "certification": "the certification",
    "guarantee": "who guarantees the signature",
}


@transaction.atomic(durable=True)
def begin_transfer(access: HolderAccess, *, by: User, at: datetime) -> Item:
    """Begin to prepare a transfer for an account.

    Raises HOLDER_ACCESS_ENDED, RefusedByGround while the window is not open, DRAFTS_TOO_MANY.

    Agreement: 6(a);30.
    """
    held = held_access(access)
    must_be_transferable(held.holder, at=at)
    must_be_few(held)
    return begin(held, kind=ItemKind.TRANSFER, by=by, at=at)


@transaction.atomic(durable=True)
def keep_answer(draft: Item, *, question: str, told: Any, by: User, at: datetime) -> Item:
    """Keep the answer to one question; papers printed before no longer show the answers.

    Raises DRAFT_NOT_OPEN, CERTIFICATE_NOT_TRANSFERABLE for a certificate that cannot be sent in.

    Agreement: 6(a).
    """
    held = held_draft(draft)
    assert question in QUESTIONS
    if question == "certificates":
        offered = {one.number for one in prepared_transfer(held, at=at).transferable}
        for number in told:
            if number not in offered:
                raise refuse("CERTIFICATE_NOT_TRANSFERABLE", number=number)
    return keep(held, {question: told}, by=by, at=at)


@transaction.atomic(durable=True)
def keep_shares(draft: Item, *, rights: Sequence[int], kept: int, by: User, at: datetime) -> Item:
    """Keep how many Rights go to each transferee and how many stay: no Right more or less than there are.

    Raises DRAFT_NOT_OPEN, FRACTIONAL_RIGHTS_NOT_ISSUED where somebody gets none, RIGHTS_NOT_CONSERVED.

    Agreement: 6(a).
    """
    held = held_draft(draft)
    told = prepared_transfer(held, at=at)
    lines = list(held.prepared.get("lines", []))
    if len(rights) != len(lines) or not lines or min(rights) < 1 or kept < 0:
        raise refuse("FRACTIONAL_RIGHTS_NOT_ISSUED")
    if sum(rights) + kept != told.surrendered:
        raise refuse(
            "RIGHTS_NOT_CONSERVED",
            saying=f"Surrendered {told.surrendered:,}, assigned and kept {sum(rights) + kept:,}",
            closed=told.surrendered,
            opened=sum(rights) + kept,
        )
    shared = [{**line, "rights": count} for line, count in zip(lines, rights, strict=True)]
    return keep(held, {"lines": shared, "kept": kept}, by=by, at=at)


@transaction.atomic(durable=True)
def keep_transferee(
    draft: Item, *, place: int | None, told: Mapping[str, str], by: User, at: datetime
) -> Item:
    """Keep a transferee, at a place told before or as one more; what it gets is told apart.

    Raises DRAFT_NOT_OPEN, DRAFT_LINE_UNKNOWN, TRANSFEREES_TOO_MANY.

    Agreement: 6(a).
    """
    held = held_draft(draft)
    lines = list(held.prepared.get("lines", []))
    if place is None:
        if len(lines) >= LINES_MOST:
            raise refuse("TRANSFEREES_TOO_MANY", most=LINES_MOST)
        lines.append({**told, "rights": None})
    else:
        _must_be_told(lines, place)
        lines[place - 1] = {**told, "rights": lines[place - 1].get("rights")}
    return keep(held, {"lines": lines}, by=by, at=at)


@transaction.atomic(durable=True)
def drop_transferee(draft: Item, *, place: int, by: User, at: datetime) -> Item:
    """Take a transferee out again; its Rights are to be given to somebody else.

    Raises DRAFT_NOT_OPEN, DRAFT_LINE_UNKNOWN.

    Agreement: 6(a).
    """
    held = held_draft(draft)
    lines = list(held.prepared.get("lines", []))
    _must_be_told(lines, place)
    del lines[place - 1]
    return keep(held, {"lines": lines}, by=by, at=at)


@transaction.atomic(durable=True)
def note_printed(draft: Item, *, at: datetime) -> Item:
    """Note that the papers of the answers were printed; all questions are answered by then.

    Raises DRAFT_NOT_OPEN, RefusedByGround while the window is not open, DRAFT_INCOMPLETE.

    Agreement: 6(a).
    """
    held = held_draft(draft)
    must_be_printable(held, at=at)
    return keep_printed(held, at=at)


def must_be_transferable(holder: RegisteredHolder, *, at: datetime) -> None:
    """Raise RefusedByGround with what the page shows against a transfer: the window is not open.

    Agreement: 6(a).
    """
    standing = transfer_standing(holder, at=at)
    if standing.grounds:
        raise RefusedByGround.by(standing.grounds)


def must_be_printable(draft: Item, *, at: datetime) -> None:
    """Papers are made of an open form while the window is open and no Right is left over.

    Raises DRAFT_NOT_OPEN, RefusedByGround while the window is not open, DRAFT_INCOMPLETE.

    Agreement: 6(a).
    """
    must_be_open(draft)
    assert draft.holder is not None  # a draft is prepared for an account
    must_be_transferable(draft.holder, at=at)
    missing = prepared_transfer(draft, at=at).missing
    if missing:
        raise refuse("DRAFT_INCOMPLETE", missing=QUESTION_WORDS[missing[0]])


def _must_be_told(lines: Sequence[Mapping[str, Any]], place: int) -> None:
    if not 0 < place <= len(lines):
        raise refuse("DRAFT_LINE_UNKNOWN", place=place)
