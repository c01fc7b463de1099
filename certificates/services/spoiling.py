"""Sheets and numbers that go wrong before they are countersigned, and copies on demand (§5(a)).

A defective sheet is destroyed, recorded and printed again under its number. A number itself is spoiled only
when its sheet is lost or misnumbered: an entry then moves its Rights to the next number.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from agreement.refusals import refuse
from certificates.drawing.print_files import content_hash, draw_certificate
from certificates.models import PieceState, PrintPiece, PrintRun, RunState
from certificates.selectors.numbers import event_ranges
from certificates.selectors.print_runs import latest_piece, run_of_number
from certificates.services.preflight import face_of
from certificates.services.print_runs import form_of_run, run_terms
from certificates.services.run_grounds import held_run
from registry.models import (
    Approval,
    BookEntry,
    Document,
    Lot,
    NumberCounter,
    PaperEvent,
    RightsAgreement,
    RightsCertificate,
    User,
)
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.audit import append_audit
from registry.services.documents import Evidence
from registry.services.paper_entries import paper_entry, paper_events

MOVE_NUMBER = "MOVE_NUMBER"
ON_PAPER = (RunState.PRINTED, RunState.EXECUTED, RunState.COUNTERSIGNING)


@transaction.atomic(durable=True)
def spoil_sheet(
    agreement: RightsAgreement, *, number: int, reason: str, by: User, at: datetime
) -> PrintPiece:
    """Record that the good sheet of a number was defective and is destroyed; its number stays.

    Raises SPOIL_REASON_MISSING, ALREADY_COUNTERSIGNED, PRINT_RUN_NOT_READY before the run is printed, and
    LIVE_CERTIFICATE_NUMBER_MISSING when no good sheet is left to spoil.

    Agreement: 5(a).
    """
    return _spoiled(agreement, number=number, reason=reason, by=by, at=at)


@transaction.atomic(durable=True)
def reprint(
    agreement: RightsAgreement, *, number: int, reason: str, by: User, at: datetime
) -> tuple[PrintPiece, bytes]:
    """Print a number once more, before it is countersigned: copy n+1, counted, equal to the first print.

    A good sheet that still stands is recorded as spoiled for the same reason, so that never two good sheets
    of a number exist. This is no replacement: number and Rights stay. Returns the sheet and its PDF.
    Raises as `spoil_sheet`, and CONTENT_HASH_DIFFERS when the print would not equal the first.

    Agreement: 5(a).
    """
    _must_be_spoilable(agreement, number=number, reason=reason)
    piece = _latest(agreement, number)
    if piece.state == PieceState.RENDERED:
        piece = _spoiled(agreement, number=number, reason=reason, by=by, at=at)
    if piece.state == PieceState.LOST:
        raise refuse("LIVE_CERTIFICATE_NUMBER_MISSING", numbers=number)
    certificate = _certificate(agreement, number)
    pdf, content = _drawn(certificate, piece.run)
    if content != bytes(piece.content_hash):
        raise refuse("CONTENT_HASH_DIFFERS", number=number)
    copy = PrintPiece.objects.create(
        agreement=agreement,
        certificate_number=number,
        copy=piece.copy + 1,
        run=piece.run,
        page=1,
        content_hash=content,
        state=PieceState.RENDERED,
        reason=reason.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    append_audit(
        agreement,
        actor=by,
        act="SHEET_REPRINTED",
        subject=f"certificate {number}, copy {copy.copy}",
        details={"reason": reason.strip()},
        at=at,
    )
    return copy, pdf


@transaction.atomic(durable=True)
def move_number(
    agreement: RightsAgreement,
    *,
    number: int,
    reason: str,
    document: Evidence | None,
    maker: User,
    at: datetime,
) -> Approval:
    """Ask a second person to spoil a number whose sheet is lost or misnumbered, and move its Rights on.

    Raises SPOIL_REASON_MISSING, ALREADY_COUNTERSIGNED, PRINT_RUN_NOT_READY.

    Agreement: 5(a).
    """
    request = _move_request(agreement, number=number, reason=reason, document=document, at=at)
    return request_approval(
        agreement,
        kind=MOVE_NUMBER,
        request=request,
        summary=f"Spoil number {number} and move its Rights to {request['moves_to']}: {reason.strip()}",
        maker=maker,
        at=at,
    )


def perform_move(approval: Approval, *, at: datetime) -> BookEntry:
    """Spoil the number as approved, move its lots to the next number, and draw the sheet of that number.

    Agreement: 5(a).
    """
    asked = approval.request
    agreement = RightsAgreement.objects.get(code=asked["entry"]["agreement"])
    books.lock_books(agreement)
    request = _move_request(
        agreement,
        number=asked["number"],
        reason=asked["reason"],
        document=Document.objects.get(pk=asked["entry"]["document"]),
        at=datetime.fromisoformat(asked["entry"]["effective_at"]),
    )
    piece = _latest(agreement, asked["number"])
    entry = books.post_entry_within(approval, request, at=at)
    _mark(piece, PieceState.LOST, reason=asked["reason"], by=approval.maker, at=at)
    successor = _certificate(agreement, asked["moves_to"])
    _, content = _drawn(successor, piece.run)
    PrintPiece.objects.create(
        agreement=agreement,
        certificate_number=successor.number,
        copy=1,
        run=piece.run,
        page=1,
        content_hash=content,
        state=PieceState.RENDERED,
        recorded_by=approval.maker,
        recorded_at=at,
    )
    return entry


def single_copy(certificate: RightsCertificate, *, by: User, at: datetime) -> bytes:
    """A certificate as a PDF of its own, equal in content to the hash of its sheet; who asked is recorded.

    Raises CERTIFICATE_NOT_FOUND for one that was never drawn, CONTENT_HASH_DIFFERS.

    Agreement: 5(a).
    """
    piece = _latest(certificate.agreement, certificate.number)
    pdf, content = _drawn(certificate, piece.run)
    if content != bytes(piece.content_hash):
        raise refuse("CONTENT_HASH_DIFFERS", number=certificate.number)
    append_audit(
        certificate.agreement,
        actor=by,
        act="CERTIFICATE_DRAWN",
        subject=f"certificate {certificate.number}",
        at=at,
    )
    return pdf


def _drawn(certificate: RightsCertificate, run: PrintRun) -> tuple[bytes, bytes]:
    """The PDF of a certificate on the terms of its run, and its content hash."""
    face, form = face_of(certificate, terms=run_terms(run)), form_of_run(run)
    return draw_certificate(face, form), bytes.fromhex(content_hash(face, form))


def _certificate(agreement: RightsAgreement, number: int) -> RightsCertificate:
    found = RightsCertificate.objects.filter(agreement=agreement, number=number).first()
    if found is None:
        raise refuse("CERTIFICATE_NOT_FOUND", number=number, agreement=agreement.code)
    return found


def _latest(agreement: RightsAgreement, number: int) -> PrintPiece:
    piece = latest_piece(agreement, number)
    if piece is None:
        raise refuse("CERTIFICATE_NOT_FOUND", number=number, agreement=agreement.code)
    return piece


def _must_be_spoilable(agreement: RightsAgreement, *, number: int, reason: str) -> PrintRun:
    """The run of a number, under lock, if its sheet is on paper and nobody has countersigned it.

    The lock is that of the books, which a countersignature takes as well: neither passes the other by.
    """
    if not reason.strip():
        raise refuse("SPOIL_REASON_MISSING", number=number)
    run = held_run(run_of_number(agreement, number).pk)
    if event_ranges(agreement, PaperEvent.COUNTERSIGNED, within=[(number, number)]):
        raise refuse("ALREADY_COUNTERSIGNED", number=number)
    if event_ranges(agreement, PaperEvent.SPOILED, within=[(number, number)]):
        raise refuse("CERT_NUMBER_REUSED", number=number)
    if run.state not in ON_PAPER:
        raise refuse("PRINT_RUN_NOT_READY", run=run.number, missing=f"it is {run.state}, not on paper")
    return run


def _spoiled(agreement: RightsAgreement, *, number: int, reason: str, by: User, at: datetime) -> PrintPiece:
    _must_be_spoilable(agreement, number=number, reason=reason)
    piece = _latest(agreement, number)
    if piece.state != PieceState.RENDERED:
        raise refuse("LIVE_CERTIFICATE_NUMBER_MISSING", numbers=number)
    _mark(piece, PieceState.SPOILED, reason=reason, by=by, at=at)
    append_audit(
        agreement,
        actor=by,
        act="SHEET_SPOILED",
        subject=f"certificate {number}, copy {piece.copy}",
        details={"reason": reason.strip()},
        at=at,
    )
    return piece


def _mark(piece: PrintPiece, state: PieceState, *, reason: str, by: User, at: datetime) -> None:
    piece.state, piece.reason, piece.recorded_by, piece.recorded_at = state, reason.strip(), by, at
    piece.save(update_fields=["state", "reason", "recorded_by", "recorded_at"])


def _move_request(
    agreement: RightsAgreement, *, number: int, reason: str, document: Evidence | None, at: datetime
) -> dict[str, Any]:
    """The entry that closes the lots of a number, opens them again on the next, and spoils the number."""
    _must_be_spoilable(agreement, number=number, reason=reason)
    certificate = _certificate(agreement, number)
    lots = _lots_to_move(agreement, certificate)
    given = NumberCounter.objects.get(agreement=agreement, kind="CERTIFICATE").last_number
    day = at.astimezone(ZoneInfo(agreement.time_zone)).date()
    marks = {lot.pk: lot.taints.filter(ended_by__isnull=True).first() for lot in lots}
    events = paper_events(PaperEvent.SPOILED, ranges=[(number, number)], day=day, reason=reason.strip())
    if any(marks.values()) and not certificate.taint_class:  # §4(b): a stop stands for the legend
        events += paper_events(
            PaperEvent.STOPPED,
            ranges=[(given + 1, given + 1)],
            day=day,
            reason=f"the legend cannot be printed; as number {number}",
        )
    return {
        "act": MOVE_NUMBER,
        "number": number,
        "moves_to": given + 1,
        "reason": reason.strip(),
        "entry": paper_entry(
            agreement,
            section="5(a)",
            document=document,
            at=at,
            close=[{"lot": lot.pk, "retired_as": ""} for lot in lots],
            certificates=[_successor(certificate)],
            open=[
                {
                    "parent": lot.pk,
                    "rights": lot.rights,
                    "holder": lot.holder_id,
                    "certificate": 0,
                    "taint": _as_mark(marks[lot.pk]),
                }
                for lot in lots
            ],
            events=events,
        ),
    }


def _lots_to_move(agreement: RightsAgreement, certificate: RightsCertificate) -> list[Lot]:
    """The open lots that a certificate evidences, oldest first."""
    lots = Lot.objects.filter(certificate=certificate, closed_by__isnull=True).order_by("opened_by", "id")
    found = list(lots)
    if not found:
        raise refuse("CERTIFICATE_NOT_FOUND", number=certificate.number, agreement=agreement.code)
    return found


def _successor(certificate: RightsCertificate) -> dict[str, Any]:
    return {
        "number": None,
        "holder": certificate.holder_id,
        "rights": certificate.rights,
        "registration_of": certificate.number,
        "dated": certificate.dated.isoformat(),
        "form_version": certificate.form_version_id,
        "legend_class": certificate.legend_class,
        "taint_class": certificate.taint_class,
    }


def _as_mark(mark: Any) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {
        "class": mark.taint_class,
        "notice": mark.notice_id,
        "effective_from": mark.effective_from.isoformat(),
        "void_from": mark.void_from.isoformat() if mark.void_from else None,
    }
