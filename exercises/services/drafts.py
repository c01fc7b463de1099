"""Exercises that holders prepare: what is asked, when it may be prepared and printed (§7(a))."""

from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from agreement.workflow.items import ItemKind
from exercises.selectors.drafts import QUESTIONS, prepared
from registry.models import HolderAccess, Item, RegisteredHolder, User
from registry.selectors.holder_access import exercise_standing
from registry.services.drafts import begin, held_draft, keep, keep_printed, must_be_few, must_be_open
from registry.services.holder_access import held_access


@transaction.atomic(durable=True)
def begin_draft(access: HolderAccess, *, by: User, at: datetime) -> Item:
    """Begin to prepare an exercise for an account.

    Raises HOLDER_ACCESS_ENDED, RefusedByGround while the window is not open, DRAFTS_TOO_MANY.

    Agreement: 7(a);30.
    """
    held = held_access(access)
    must_be_exercisable(held.holder, at=at)
    must_be_few(held)
    return begin(held, kind=ItemKind.EXERCISE, by=by, at=at)


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
    return keep(held, {question: told}, by=by, at=at)


@transaction.atomic(durable=True)
def note_printed(draft: Item, *, at: datetime) -> Item:
    """Note that the papers of the answers were printed; all questions are answered by then.

    Raises DRAFT_NOT_OPEN, RefusedByGround while the window is not open, DRAFT_INCOMPLETE.

    Agreement: 7(a).
    """
    held = held_draft(draft)
    must_be_printable(held, at=at)
    return keep_printed(held, at=at)


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
