"""Losses that holders report on their own pages: the stop stands at once, the papers follow (§6(b)).

Whoever may report is the registered holder alone, signed in with a second factor to its own account; the
report disposes of nothing. A stop is released by two of the staff on a paper, never by the holder's press.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from agreement.replacement import LossCause
from agreement.stops import ReporterCapacity
from agreement.workflow.items import ItemKind
from registry.models import HolderAccess, Item, RightsCertificate, StopRecord, StopRecordKind, User
from registry.selectors import replacements as reads
from registry.selectors.agreements import local_day
from registry.selectors.loss_drafts import (
    QUESTIONS,
    found_said,
    prepared_claim,
    reportable,
    reported_for,
    stop_of_account,
)
from registry.selectors.stops import replaced_as
from registry.services.audit import append_audit
from registry.services.drafts import begin, held_draft, keep, keep_printed, must_be_open
from registry.services.holder_access import held_access
from registry.services.replacements import stands_for, stopped_as
from registry.services.stop_records import StopDone, note_done
from registry.services.stops import StopAsked, stand_within

QUESTION_WORDS = {
    "story": "when and how it came about",
    "ownership": "whether somebody else may have a claim on it",
    "security": "which indemnity you will give",
}


@transaction.atomic(durable=True)
def report_loss(access: HolderAccess, *, certificate: int, cause: LossCause, by: User, at: datetime) -> Item:
    """Take the report of a signed-in registered holder, and stop the certificate with it, unless it is there.

    One that was reported before and waits for its papers is that report, with what is said of it now. Raises
    HOLDER_ACCESS_ENDED, LOSS_NOT_REPORTABLE, REPLACEMENT_WAITS_ALREADY.

    Agreement: 6(b);30.
    """
    held = held_access(access)
    one = _certificate(held, certificate, at=at)
    waiting = reads.waiting_for(one)
    if waiting is not None:
        raise refuse("REPLACEMENT_WAITS_ALREADY", item=waiting.number, number=one.number)
    draft = reported_for(one)
    told = {"certificate": one.number, "cause": cause.value}
    item = (
        keep(held_draft(draft), told, by=by, at=at)
        if draft
        else begin(held, kind=ItemKind.REPLACE, told=told, by=by, at=at)
    )
    append_audit(
        held.holder.agreement,
        actor=by,
        act="LOSS_REPORTED",
        subject=f"certificate {one.number}",
        details={"cause": cause.value, "draft": item.pk},
        at=at,
    )
    if _must_be_stopped(one, cause):
        asked = StopAsked(
            stopped_as(cause),
            reason=f"{cause.words}, as the registered holder reported when signed in to the account",
            reported_by=" ".join(held.holder.registration.split()),
            reported_at=at,
            capacity=ReporterCapacity.REGISTERED_HOLDER,
            certificate=one.number,
        )
        stand_within(held.holder.agreement, asked, document=None, by=by, at=at)
    return item


@transaction.atomic(durable=True)
def say_found(access: HolderAccess, *, certificate: int, said: str, by: User, at: datetime) -> StopRecord:
    """Take it that a signed-in registered holder says that a certificate reported lost is found again.

    The stop stays until two of the staff release it, on a writing; no replacement is posted meanwhile. Said
    again, it is the same word. Raises HOLDER_ACCESS_ENDED, LOSS_NOT_ON_RECORD, CERTIFICATE_REPLACED.

    Agreement: 6(b);30.
    """
    held = held_access(access)
    stop = stop_of_account(held, certificate)
    if stop is None or stop.certificate is None:
        raise refuse("LOSS_NOT_ON_RECORD", number=certificate)
    replaced = replaced_as(stop.certificate)
    if replaced:
        raise RefusedByGround.by([replaced.ground(certificate)])
    earlier = found_said(stop)
    if earlier is not None:
        return earlier
    day = local_day(held.holder.agreement, at=at)
    return note_done(stop, StopDone(StopRecordKind.FOUND, day, said=said), document=None, by=by, at=at)


@transaction.atomic(durable=True)
def keep_answer(draft: Item, *, question: str, told: Any, by: User, at: datetime) -> Item:
    """Keep the answer to one question for the papers. Raises DRAFT_NOT_OPEN.

    Agreement: 6(b).
    """
    held = held_draft(draft)
    assert question in QUESTIONS
    return keep(held, {question: told}, by=by, at=at)


@transaction.atomic(durable=True)
def note_printed(draft: Item, *, at: datetime) -> Item:
    """Note that the papers were printed; all questions are answered by then.

    Raises DRAFT_NOT_OPEN, DRAFT_INCOMPLETE.

    Agreement: 6(b).
    """
    held = held_draft(draft)
    must_be_printable(held, at=at)
    return keep_printed(held, at=at)


def must_be_printable(draft: Item, *, at: datetime) -> None:
    """Papers are made of an open report once every question is answered.

    Raises DRAFT_NOT_OPEN, DRAFT_INCOMPLETE.

    Agreement: 6(b).
    """
    must_be_open(draft)
    missing = prepared_claim(draft, at=at).missing
    if missing:
        raise refuse("DRAFT_INCOMPLETE", missing=QUESTION_WORDS[missing[0]])


def _must_be_stopped(certificate: RightsCertificate, cause: LossCause) -> bool:
    """Whether the report asks for a stop that does not stand: a theft is stopped as one, a loss once."""
    if cause is LossCause.MUTILATED:
        return False
    return reads.loss_stop(certificate, kinds=stands_for(cause)) is None


def _certificate(access: HolderAccess, number: int, *, at: datetime) -> RightsCertificate:
    """A certificate of the account that may be missing. Raises LOSS_NOT_REPORTABLE."""
    holder = access.holder
    found = next((one for one in reportable(holder, at=at) if one.number == number), None)
    if found is None:
        raise refuse("LOSS_NOT_REPORTABLE", number=number)
    return found.certificate
