"""Mailings: asked for by the Company, frozen, approved by a second person, produced by a job (3(a), 26).

The job takes a piece to PRODUCED and never further; only a receipt of the post does (post_receipts).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from agreement.refusals import ground, refuse
from agreement.workflow.moves import move
from agreement.workflow.post import MAILING
from certificates.models import (
    MailClass,
    Mailing,
    MailingFile,
    MailingKind,
    MailingPiece,
    MailingState,
    PieceStep,
)
from certificates.selectors.mailings import (
    certificates_in,
    next_mailing_number,
    piece_ranges,
    totals_by_state,
)
from certificates.services.handover import must_mail_on_request
from certificates.services.mailing_drawing import draw_sheets, mark_produced
from certificates.services.mailing_examination import (
    Examined,
    MailingPreview,
    examine_mailing,
    must_be_in_time,
    must_not_be_stopped,
    previewed,
    source_of,
)
from certificates.services.mailing_papers import write_papers
from certificates.services.mailing_snapshot import freeze_pieces, snapshot_hash, told_ground
from certificates.services.mailing_words import snapshot_of, terms_of, text_of_mailing
from registry.models import Approval, Job, OfficeMailing, RightsAgreement, User
from registry.selectors.event_notices import EVENT_KINDS, notice_of_due
from registry.selectors.notices import IN_FORCE
from registry.services import books, jobs
from registry.services.approvals import consume, request_approval
from registry.services.audit import append_audit

APPROVE_MAILING = "APPROVE_MAILING"


def preview_mailing(
    agreement: RightsAgreement,
    *,
    kind: MailingKind,
    text_name: str,
    mail_class: MailClass = MailClass.FIRST_CLASS,
    at: datetime,
) -> MailingPreview:
    """What a mailing would hold, by the same reading that freezes it; writes nothing.

    Raises as `request_mailing`, but for holders set aside, whom the preview lists.

    Agreement: 3(a);3(b);26.
    """
    with transaction.atomic():
        examined = examine_mailing(agreement, kind=kind, text_name=text_name, mail_class=mail_class, at=at)
        return previewed(examined, at=at)


@transaction.atomic(durable=True)
def request_mailing(
    agreement: RightsAgreement,
    *,
    kind: MailingKind,
    text_name: str,
    mail_class: MailClass = MailClass.FIRST_CLASS,
    maker: User,
    at: datetime,
) -> Mailing:
    """Freeze a mailing with its pieces and addresses, and ask a second person to approve it.

    Raises MAILING_NOT_REQUESTED without the Company's written request, PRINT_RUN_NOT_READY,
    INSTRUCTION_OUTSIDE_AGREEMENT while a queried notice stops the post, SUMMARY_VERSION_MISSING,
    NOTHING_TO_MAIL where nothing is left or everybody is set aside; of a reminder of the expiry
    RIGHTS_EXPIRED and ORDER_ENDS_THE_RIGHTS.

    Agreement: 3(a);3(b);26.
    """
    locked = books.lock_books(agreement)
    examined = examine_mailing(locked, kind=kind, text_name=text_name, mail_class=mail_class, at=at)
    mailing = _draft(locked, examined, maker=maker, at=at)
    frozen = freeze_pieces(mailing, examined.pieces(at=at))
    if not frozen.pieces:
        raise refuse("NOTHING_TO_MAIL", reason=f"{frozen.aside} holders are set aside and no other is left")
    mailing.snapshot_hash = frozen.hash
    _advance(mailing, "snapshot_locked", also=["snapshot_hash"])
    mailing.approval = request_approval(
        locked,
        kind=APPROVE_MAILING,
        request=_request(mailing),
        summary=f"Mailing {mailing.number}: {frozen.pieces:,} pieces with the "
        f"{MailingKind(kind).label}, {mailing.get_mail_class_display().lower()}; {frozen.aside:,} set aside",
        maker=maker,
        at=at,
    )
    mailing.save(update_fields=["approval"])
    append_audit(
        locked,
        actor=maker,
        act="MAILING_FROZEN",
        subject=str(mailing),
        details={"pieces": frozen.pieces, "set_aside": frozen.aside, "snapshot_hash": frozen.hash},
        at=at,
    )
    return mailing


def perform_mailing(approval: Approval, *, at: datetime) -> Mailing:
    """Let the job produce a mailing as approved, everything that freezing asked being asked once more.

    Raises MAILING_NOT_APPROVED when words, pieces or the registry of the addresses are no longer those
    approved, STOP_KEEPS_FROM_MAIL for a stop on a certificate in an envelope, and as `request_mailing`.

    Agreement: 3(a);3(b);26.
    """
    mailing = lock_mailing(Mailing.objects.get(pk=approval.request["mailing"]))
    locked = books.lock_books(mailing.agreement)
    move(MAILING, mailing.state, "text_approved")
    kind = MailingKind(mailing.kind)
    held = certificates_in(mailing, pieces=piece_ranges(mailing, PieceStep.QUEUED))
    must_mail_on_request(locked, numbers=held, papers=kind.value)
    must_not_be_stopped(locked, held=held)
    if kind == MailingKind.EXPIRY_REMINDER:
        must_be_in_time(locked, at=at)
    _must_be_still_due(mailing)
    _must_have_its_source(mailing, agreement=locked)
    text_of_mailing(mailing)
    if snapshot_hash(mailing) != mailing.snapshot_hash or _request(mailing) != approval.request:
        raise refuse("MAILING_NOT_APPROVED")
    consume(approval, at=at)
    mailing.job = _production_of(mailing, by=approval.maker, at=at)
    mailing.approved_at = at
    _advance(mailing, "text_approved", also=["job", "approved_at"])
    jobs.start(mailing.job, by=approval.maker, at=at)
    return mailing


def run_chunk(job: Any, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    """Draw the sheets of the pieces of a chunk into files, then mark those pieces produced, once each.

    Agreement: 26.
    """
    mailing = Mailing.objects.select_related("agreement").get(job=job)
    if mailing.state != MailingState.TEXT_APPROVED:
        raise refuse("MAILING_NOT_READY", mailing=mailing.number, missing=f"it is {mailing.state}")
    text, terms = text_of_mailing(mailing), terms_of(mailing.snapshot)
    at: datetime = getattr(fence, "at", mailing.created_at)
    per_file = settings.PRINT_FILE_CERTIFICATES
    for first in range(first_item, last_item + 1, per_file):
        fence()
        kept = draw_sheets(mailing, first, min(first + per_file - 1, last_item), terms=terms, text=text)
        if kept is None:  # produced before
            continue
        file = MailingFile.objects.create(
            mailing=mailing,
            first_piece=kept.told.first_piece,
            last_piece=kept.told.last_piece,
            piece_count=kept.told.piece_count,
            page_count=kept.told.page_count,
            sha256=kept.sha256,
            size_bytes=kept.size_bytes,
            stored_as=kept.stored_as,
            drawn_at=at,
        )
        mark_produced(file, told=kept.told)


def finish(job: Any, *, at: datetime) -> None:
    """Write manifest and listing of a produced mailing; it is ready for the post and waits for its receipt.

    A piece that the job left out on somebody's word is set aside with that ground.

    Agreement: 26.
    """
    mailing = lock_mailing(Mailing.objects.get(job=job))
    left_out = ground("MAILING_NOT_READY", mailing=mailing.number, missing="the job left this piece out")
    MailingPiece.objects.filter(mailing=mailing, state=PieceStep.QUEUED).update(
        state=PieceStep.EXCLUDED, ground=told_ground(left_out)
    )
    for name, value in write_papers(mailing, at=at).items():
        setattr(mailing, name, value)
    mailing.prepared_at = at
    papers = ["manifest", "manifest_sha256", "listing", "listing_sha256", "prepared_at"]
    _advance(mailing, "prepared", also=papers)


@transaction.atomic(durable=True)
def cancel_mailing(mailing: Mailing, *, reason: str, by: User, at: datetime) -> Mailing:
    """Give a mailing up before the post took any piece; its certificates may go into another.

    Raises MAILING_MOVE_NOT_ALLOWED from then on, REASON_MISSING without a reason.

    Agreement: 26.
    """
    if not reason.strip():
        raise refuse("REASON_MISSING", what="cancelling a mailing")
    given_up = lock_mailing(mailing)
    _advance(given_up, "cancelled")
    if given_up.job is not None and given_up.job.state in ("DRAFT", "RUNNING", "PAUSED"):
        jobs.cancel(given_up.job, by=by, at=at)
    counted = totals_by_state(given_up)
    MailingPiece.objects.filter(mailing=given_up).delete()
    MailingFile.objects.filter(mailing=given_up).delete()
    append_audit(
        given_up.agreement,
        actor=by,
        act="MAILING_CANCELLED",
        subject=str(given_up),
        details={
            "reason": reason.strip(),
            "pieces": {state.value: found.pieces for state, found in counted.items() if found.pieces},
        },
        at=at,
    )
    return given_up


def lock_mailing(mailing: Mailing) -> Mailing:
    """A mailing, locked until the transaction ends and read again."""
    found = Mailing.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("agreement", "job", "request").get(pk=mailing.pk)


def _must_have_its_source(mailing: Mailing, *, agreement: RightsAgreement) -> None:
    """Another list was accepted since, or the books were opened: the addresses are those of another registry.

    Agreement: 26.
    """
    source, listed = source_of(agreement)
    if (source, listed.pk if listed else None) != (mailing.source, mailing.holder_list_id):
        raise refuse(
            "MAILING_NOT_APPROVED",
            saying=f"The addresses of mailing {mailing.number} are no longer those of the registry in force",
            curing="cancel the mailing and freeze it anew",
        )


def _must_be_still_due(mailing: Mailing) -> None:
    """The Company replaced its notice of the event since: the words frozen are no longer its own.

    Agreement: 25(a);25(b).
    """
    if mailing.kind in EVENT_KINDS and mailing.due is not None:
        notice = notice_of_due(mailing.due)
        if notice.state not in IN_FORCE or OfficeMailing.objects.filter(due=mailing.due).exists():
            raise refuse(
                "MAILING_NOT_APPROVED",
                saying=f"Notice {notice.number}, carried by mailing {mailing.number}, was replaced or mailed",
                curing="cancel the mailing; freeze another if a notice is still due",
            )


def _advance(mailing: Mailing, event: str, *, also: list[str] | None = None) -> None:
    mailing.state = MailingState(move(MAILING, mailing.state, event))
    mailing.save(update_fields=["state", *(also or [])])


def _draft(agreement: RightsAgreement, examined: Examined, *, maker: User, at: datetime) -> Mailing:
    return Mailing.objects.create(
        agreement=agreement,
        number=next_mailing_number(agreement),
        kind=examined.kind,
        request=examined.request,
        due=examined.due,
        mail_class=examined.mail_class,
        source=examined.source,
        holder_list=examined.holder_list,
        text_name=examined.text.name,
        text_hash=examined.text.hash,
        snapshot=snapshot_of(examined.terms),
        created_by=maker,
        created_at=at,
    )


def _request(mailing: Mailing) -> dict[str, Any]:
    """What the second person approves: whose request, which words, which pieces, how they go."""
    counted = totals_by_state(mailing)
    queued = counted[PieceStep.QUEUED]
    return {
        "act": APPROVE_MAILING,
        "mailing": mailing.pk,
        "number": mailing.number,
        "kind": mailing.kind,
        "notice": mailing.request.number,
        "mail_class": mailing.mail_class,
        "source": mailing.source,
        "words": mailing.text_name,
        "words_hash": mailing.text_hash,
        "figures": mailing.snapshot,
        "snapshot_hash": mailing.snapshot_hash,
        "pieces": queued.pieces,
        "certificates": queued.certificates,
        "rights": queued.rights,
        "set_aside": counted[PieceStep.EXCLUDED].pieces,
    }


def _production_of(mailing: Mailing, *, by: User, at: datetime) -> Job:
    """The job that produces a mailing, one item a piece."""
    return jobs.create_job(
        mailing.agreement,
        kind="mailing",
        title=f"Mailing {mailing.number} of {mailing.agreement.code}",
        parameters={"mailing": mailing.number},
        first_item=1,
        last_item=totals_by_state(mailing)[PieceStep.QUEUED].pieces,
        chunk_size=settings.PRINT_CHUNK_CERTIFICATES,
        first_chunk_size=settings.PRINT_FILE_CERTIFICATES,
        created_by=by,
        at=at,
    )
