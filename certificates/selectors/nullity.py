"""Envelopes mailed with certificates of Rights that were void (§7(e))."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from certificates.models import MailingPiece, MailingReceipt
from registry.models import CaughtKind, Notice
from registry.selectors.nullity_caught import Caught, VoidPaper

_MAILED = ("DISPATCHED", "RETURNED", "REMAILED")


def mailings_caught(
    notice: Notice, *, papers: Mapping[int, VoidPaper], entries: Sequence[Caught], void_from: datetime
) -> Iterator[Caught]:
    """Every envelope with such a certificate that went to the post on or after the day of the voidness.

    The day of a mailing is that of the post's receipt; it stands for its first instant.

    Agreement: 7(e);26.
    """
    zone = ZoneInfo(notice.agreement.time_zone)
    first_day = void_from.astimezone(zone).date()
    numbers = {paper.number: paper for paper in papers.values()}
    receipts = MailingReceipt.objects.filter(
        mailing__agreement_id=notice.agreement_id, mailed_on__gte=first_day
    )
    for receipt in receipts.order_by("pk"):
        for piece in _pieces(receipt, numbers):
            found = next(
                number
                for number in range(piece.first_certificate or 0, (piece.last_certificate or 0) + 1)
                if number in numbers
            )
            yield Caught(
                CaughtKind.MAILING,
                f"receipt {receipt.pk} piece {piece.number}",
                datetime.combine(receipt.mailed_on, time.min, tzinfo=zone),
                receipt.recorded_at > notice.received_at,
                numbers[found].taint_class,
                numbers[found].holder_id,
                certificate_number=found,
                rights=piece.rights,
            )


def _pieces(receipt: MailingReceipt, numbers: Mapping[int, VoidPaper]) -> Iterator[MailingPiece]:
    """The pieces of a receipt that held a certificate of void Rights."""
    if not numbers:
        return
    for first, last in receipt.ranges:
        pieces = MailingPiece.objects.filter(
            mailing_id=receipt.mailing_id,
            number__range=(first, last),
            state__in=_MAILED,
            first_certificate__lte=max(numbers),
            last_certificate__gte=min(numbers),
        )
        for piece in pieces.order_by("number"):
            held = range(piece.first_certificate or 0, (piece.last_certificate or 0) + 1)
            if any(number in numbers for number in held):
                yield piece
