"""What the post took: a person records its receipt, a second one approves; only then is a piece mailed (26).

A receipt names as many pieces as it is for. Pieces it does not name stay PRODUCED and are told by number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from agreement.refusals import refuse
from agreement.workflow.moves import move
from agreement.workflow.post import MAILING
from certificates.models import (
    MailClass,
    Mailing,
    MailingKind,
    MailingPiece,
    MailingReceipt,
    MailingState,
    PieceStep,
)
from certificates.selectors.mailings import certificates_in, piece_ranges, totals_by_state
from certificates.selectors.numbers import Range, count, event_ranges, joined, told, without
from certificates.services.handover import must_mail_on_request
from certificates.services.mailings import lock_mailing
from registry.models import Approval, BookEntry, Document, OfficeMailing, PaperEvent, User
from registry.selectors.event_notices import EVENT_KINDS
from registry.services import books
from registry.services.approvals import consume, request_approval
from registry.services.documents import Evidence, require_document
from registry.services.event_notices import keep_event_notice_mailed
from registry.services.paper_entries import paper_entry, paper_events

RECORD_MAILING = "RECORD_MAILING"
CERTIFY_MAILING = "CERTIFY_MAILING"


@dataclass(frozen=True, slots=True)
class PostReceipt:
    """What a receipt of the post says. `ranges` are the pieces it names, `piece_count` how many it is for."""

    mailed_on: date
    place: str
    mail_class: MailClass
    piece_count: int
    signer: str
    ranges: tuple[Range, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, as approved."""
        return {
            "mailed_on": self.mailed_on.isoformat(),
            "place": self.place.strip(),
            "mail_class": str(self.mail_class.value),
            "piece_count": self.piece_count,
            "signer": self.signer.strip(),
            "ranges": [list(one) for one in joined(self.ranges)],
        }


def pieces_taken(mailing: Mailing, *, missing: Sequence[int] = ()) -> tuple[Range, ...]:
    """The pieces that wait for the post but for those it did not take, as ranges.

    Raises PIECE_NOT_IN_MAILING for a missing piece that does not wait for the post.

    Agreement: 26.
    """
    waiting = piece_ranges(mailing, PieceStep.PRODUCED)
    apart = joined((number, number) for number in missing)
    unknown = without(apart, waiting)
    if unknown:
        raise refuse("PIECE_NOT_IN_MAILING", piece=told(unknown), mailing=mailing.number)
    return tuple(without(waiting, apart))


def examine_receipt(mailing: Mailing, receipt: PostReceipt, *, at: datetime) -> None:
    """Whether a receipt can be taken, whatever its paper.

    Raises MAILING_MOVE_NOT_ALLOWED before the mailing is produced, INSTRUCTION_PART_MISSING,
    MAIL_CLASS_DIFFERS, MAILING_DAY_IMPOSSIBLE, MAILING_COUNT_DIFFERS, PIECE_NOT_IN_MAILING,
    PIECE_NOT_PRODUCED.

    Agreement: 3(a);26.
    """
    move(MAILING, mailing.state, "dispatched_in_part")
    lacking = [
        what
        for what, said in (("who signed it", receipt.signer), ("the place", receipt.place))
        if not said.strip()
    ]
    if lacking:
        raise refuse("INSTRUCTION_PART_MISSING", kind="receipt of the post", missing=", ".join(lacking))
    if receipt.mail_class != mailing.mail_class:
        raise refuse(
            "MAIL_CLASS_DIFFERS",
            mailing=mailing.number,
            asked=mailing.get_mail_class_display().lower(),
            received=str(receipt.mail_class.label).lower(),
        )
    _must_be_possible(mailing, receipt.mailed_on, at=at)
    _must_name_its_pieces(mailing, receipt)


@transaction.atomic(durable=True)
def request_receipt(
    mailing: Mailing, receipt: PostReceipt, *, document: Evidence | None, maker: User, at: datetime
) -> Approval:
    """Ask a second person to record a receipt of the post.

    Raises as `examine_receipt`, and NO_SUPPORTING_DOCUMENT.

    Agreement: 3(a);26.
    """
    agreement = books.lock_books(mailing.agreement)
    request = _request(lock_mailing(mailing), receipt, document, at=at)
    return request_approval(
        agreement,
        kind=RECORD_MAILING,
        request=request,
        summary=f"The post took {receipt.piece_count:,} pieces of mailing {mailing.number} on "
        f"{receipt.mailed_on} at {receipt.place.strip()}",
        maker=maker,
        at=at,
    )


def perform_receipt(approval: Approval, *, at: datetime) -> MailingReceipt:
    """Record a receipt as approved: its pieces are mailed, and certificates in them are issued.

    Agreement: 3(a);26.
    """
    asked = approval.request
    found = Mailing.objects.select_related("agreement").get(pk=asked["mailing"])
    books.lock_books(found.agreement)
    mailing = lock_mailing(found)
    paper = Document.objects.get(pk=asked["document"])
    receipt = _receipt_of(asked["receipt"])
    request = _request(mailing, receipt, paper, at=datetime.fromisoformat(asked["asked_at"]))
    entry: BookEntry | None = None
    if "entry" in request:
        entry = books.post_entry_within(approval, request, at=at)
    elif request == asked:
        consume(approval, at=at)
    else:
        raise refuse(
            "BOOKS_CHANGED", reason="the pieces of the receipt stand otherwise than when it was asked for"
        )
    number = (mailing.receipts.aggregate(top=Max("number"))["top"] or 0) + 1
    made = MailingReceipt.objects.create(
        mailing=mailing,
        number=number,
        document=paper,
        approval=approval,
        entry=entry,
        recorded_at=at,
        **{**receipt.as_json(), "mailed_on": receipt.mailed_on},
    )
    _dispatch(mailing, made, at=at)
    _tell_due(mailing, made, at=at)
    return made


@transaction.atomic(durable=True)
def request_certification(mailing: Mailing, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to certify a mailing whose every piece the post took or is set aside.

    Raises MAILING_MOVE_NOT_ALLOWED while pieces wait for the post.

    Agreement: 26.
    """
    locked = lock_mailing(mailing)
    move(MAILING, locked.state, "certified")
    locked.certification = request_approval(
        locked.agreement,
        kind=CERTIFY_MAILING,
        request=_certified(locked),
        summary=f"Certify mailing {locked.number}: {totals_told(locked)}",
        maker=maker,
        at=at,
    )
    locked.save(update_fields=["certification"])
    return locked.certification


def perform_certification(approval: Approval, *, at: datetime) -> Mailing:
    """Certify a mailing as approved, counted once more.

    Agreement: 26.
    """
    mailing = lock_mailing(Mailing.objects.get(pk=approval.request["mailing"]))
    mailing.state = MailingState(move(MAILING, mailing.state, "certified"))
    if _certified(mailing) != approval.request:
        raise refuse("BOOKS_CHANGED", reason="the pieces of the mailing were counted otherwise")
    consume(approval, at=at)
    mailing.certified_at = at
    mailing.save(update_fields=["state", "certified_at"])
    return mailing


def totals_told(mailing: Mailing) -> str:
    """The pieces of a mailing as an equation in words: mailed + waiting + set aside = all."""
    counted = totals_by_state(mailing)
    mailed = sum(
        counted[state].pieces for state in (PieceStep.DISPATCHED, PieceStep.RETURNED, PieceStep.REMAILED)
    )
    waiting = counted[PieceStep.PRODUCED].pieces + counted[PieceStep.QUEUED].pieces
    aside = counted[PieceStep.EXCLUDED].pieces
    total = mailed + waiting + aside
    return f"{mailed:,} mailed + {waiting:,} not mailed + {aside:,} set aside = {total:,} pieces"


def _certified(mailing: Mailing) -> dict[str, Any]:
    counted = totals_by_state(mailing)
    given = sum(
        counted[state].pieces for state in (PieceStep.DISPATCHED, PieceStep.RETURNED, PieceStep.REMAILED)
    )
    return {
        "act": CERTIFY_MAILING,
        "mailing": mailing.pk,
        "mailed": given,
        "set_aside": counted[PieceStep.EXCLUDED].pieces,
        "receipts": [receipt.number for receipt in mailing.receipts.order_by("number")],
        "manifest_sha256": mailing.manifest_sha256,
    }


def _must_be_possible(mailing: Mailing, day: date, *, at: datetime) -> None:
    """The post takes pieces on a day between their production and today, in the zone of the agreement."""
    zone = ZoneInfo(mailing.agreement.time_zone)
    reason = ""
    if day > at.astimezone(zone).date():
        reason = "that day has not come yet"
    elif mailing.prepared_at is not None and day < mailing.prepared_at.astimezone(zone).date():
        reason = "its pieces were not yet produced"
    if reason:
        raise refuse("MAILING_DAY_IMPOSSIBLE", mailing=mailing.number, date=day, reason=reason)


def _must_name_its_pieces(mailing: Mailing, receipt: PostReceipt) -> None:
    named = joined(receipt.ranges)
    everything = piece_ranges(mailing, *PieceStep)
    outside = without(named, everything)
    if outside:
        raise refuse("PIECE_NOT_IN_MAILING", piece=told(outside), mailing=mailing.number)
    not_waiting = without(named, piece_ranges(mailing, PieceStep.PRODUCED))
    if not_waiting:
        raise refuse("PIECE_NOT_PRODUCED", pieces=told(not_waiting), mailing=mailing.number)
    if receipt.piece_count != count(named) or receipt.piece_count < 1:
        raise refuse("MAILING_COUNT_DIFFERS", received=f"{receipt.piece_count:,}", named=f"{count(named):,}")


def _request(
    mailing: Mailing, receipt: PostReceipt, document: Evidence | None, *, at: datetime
) -> dict[str, Any]:
    """What the second person approves: the receipt, and the entry that shows its certificates as issued."""
    examine_receipt(mailing, receipt, at=at)
    issued = _newly_issued(mailing, receipt)
    paper = require_document(mailing.agreement, document)
    request: dict[str, Any] = {
        "act": RECORD_MAILING,
        "mailing": mailing.pk,
        "number": mailing.number,
        "receipt": receipt.as_json(),
        "document": paper.pk,
        "asked_at": at.isoformat(),
    }
    if issued:
        reason = (
            f"Mailed to the holders, mailing {mailing.number}; receipt signed by {receipt.signer.strip()}"
        )
        events = paper_events(PaperEvent.ISSUED, ranges=issued, day=receipt.mailed_on, reason=reason)
        request["entry"] = paper_entry(
            mailing.agreement, section="3(a)", document=paper, at=at, events=events
        )
    return request


def _newly_issued(mailing: Mailing, receipt: PostReceipt) -> list[Range]:
    """The certificates in the pieces of a receipt that were not issued before; none in another mailing."""
    if mailing.kind != MailingKind.CERTIFICATES:
        return []
    held = certificates_in(mailing, pieces=receipt.ranges)
    must_mail_on_request(mailing.agreement, numbers=held)
    return without(held, event_ranges(mailing.agreement, PaperEvent.ISSUED, within=held))


def _receipt_of(said: dict[str, Any]) -> PostReceipt:
    return PostReceipt(
        mailed_on=date.fromisoformat(said["mailed_on"]),
        place=said["place"],
        mail_class=MailClass(said["mail_class"]),
        piece_count=said["piece_count"],
        signer=said["signer"],
        ranges=tuple((first, last) for first, last in said["ranges"]),
    )


def _tell_due(mailing: Mailing, receipt: MailingReceipt, *, at: datetime) -> None:
    """A notice of an event has gone when the post took its last piece, by this receipt (25(a), 25(b))."""
    due = mailing.due
    is_whole = mailing.kind in EVENT_KINDS and mailing.state == MailingState.DISPATCHED
    if not is_whole or due is None or OfficeMailing.objects.filter(due=due).exists():
        return
    last = mailing.receipts.aggregate(last=Max("mailed_on"))["last"]
    by = receipt.approval.maker
    keep_event_notice_mailed(due, mailed_on=last, document=receipt.document, by=by, at=at)


def _dispatch(mailing: Mailing, receipt: MailingReceipt, *, at: datetime) -> None:
    """Take the pieces of a receipt to DISPATCHED, exactly as many as it names; end those they replace."""
    taken = 0
    for first, last in receipt.ranges:
        pieces = MailingPiece.objects.filter(
            mailing=mailing, number__range=(first, last), state=PieceStep.PRODUCED
        )
        holders = pieces.filter(first_certificate__isnull=False).values("first_certificate")
        MailingPiece.objects.filter(
            agreement=mailing.agreement, state=PieceStep.RETURNED, first_certificate__in=holders
        ).exclude(mailing=mailing).update(state=PieceStep.REMAILED)
        taken += pieces.update(state=PieceStep.DISPATCHED, receipt=receipt)
    if taken != receipt.piece_count:
        raise refuse("MAILING_COUNT_DIFFERS", received=f"{receipt.piece_count:,}", named=f"{taken:,}")
    waiting = totals_by_state(mailing)[PieceStep.PRODUCED].pieces
    mailing.state = MailingState(
        move(MAILING, mailing.state, "dispatched_in_part" if waiting else "dispatched")
    )
    mailing.dispatched_at = None if waiting else at
    mailing.save(update_fields=["state", "dispatched_at"])
