"""Mail that came back: recorded by a person; what was mailed stays given, the address is in doubt (26)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from agreement.refusals import refuse
from agreement.workflow.moves import move
from agreement.workflow.post import MAILING_PIECE
from certificates.models import Mailing, MailingPiece, MailReturn, PieceStep, ReturnReason
from registry.models import User
from registry.services.audit import append_audit
from registry.services.documents import Evidence, require_document


@transaction.atomic(durable=True)
def record_return(
    mailing: Mailing,
    *,
    piece: int,
    returned_on: date,
    reason: ReturnReason,
    note: str = "",
    document: Evidence | None = None,
    by: User,
    at: datetime,
) -> MailReturn:
    """Record that a piece came back. Its certificate waits, safe, until the holder's address has changed.

    `document` is the scan of what came back, filed with the act; none is required.
    Raises PIECE_NOT_IN_MAILING, MAILING_PIECE_MOVE_NOT_ALLOWED for a piece that the post did not take,
    MAILING_DAY_IMPOSSIBLE for a day before it was mailed or one to come.

    Agreement: 26.
    """
    found = (
        MailingPiece.objects.select_for_update(no_key=True, of=("self",))
        .select_related("mailing__agreement", "receipt")
        .filter(mailing=mailing, number=piece)
        .first()
    )
    if found is None:
        raise refuse("PIECE_NOT_IN_MAILING", piece=piece, mailing=mailing.number)
    step = PieceStep(move(MAILING_PIECE, found.state, "returned"))
    _must_be_possible(found, returned_on, at=at)
    made = MailReturn.objects.create(
        piece=found,
        returned_on=returned_on,
        reason=reason,
        note=note.strip(),
        document=require_document(found.mailing.agreement, document) if document is not None else None,
        recorded_by=by,
        recorded_at=at,
    )
    found.state = step
    found.save(update_fields=["state"])
    append_audit(
        found.mailing.agreement,
        actor=by,
        act="MAIL_CAME_BACK",
        subject=f"{found.mailing}, piece {found.number}",
        details={"reason": reason.value, "returned_on": returned_on.isoformat()},
        at=at,
    )
    return made


def _must_be_possible(piece: MailingPiece, day: date, *, at: datetime) -> None:
    today = at.astimezone(ZoneInfo(piece.mailing.agreement.time_zone)).date()
    reason = ""
    if day > today:
        reason = "that day has not come yet"
    elif piece.receipt is not None and day < piece.receipt.mailed_on:
        reason = f"the piece was mailed on {piece.receipt.mailed_on}"
    if reason:
        raise refuse("MAILING_DAY_IMPOSSIBLE", mailing=piece.mailing.number, date=day, reason=reason)
