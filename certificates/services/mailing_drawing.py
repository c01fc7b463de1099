"""Drawing the sheets of a mailing from its frozen pieces, and marking those pieces produced (26)."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db import connection
from django.db.models.functions import Length

from agreement.refusals import refuse
from certificates.drawing.address_sheet import EnvelopeFile, write_envelope_sheets
from certificates.drawing.overlays import draw_specimen
from certificates.models import Mailing, MailingFile, MailingPiece, PieceStep
from certificates.post import EnvelopeSheet, MailingText, SheetTerms
from certificates.services.mailing_words import terms_of, text_of_mailing
from certificates.services.post_addresses import window_lines
from certificates.services.press_files import KeptFile, keep_file

ROWS_AT_ONCE = 1000
PRODUCED = """
    UPDATE mailing_piece SET state = 'PRODUCED', file_id = %s, page = told.page, content_hash = told.hash
      FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS told(number, page, hash)
     WHERE mailing_piece.mailing_id = %s AND mailing_piece.number = told.number
"""


def draw_sheets(
    mailing: Mailing, first: int, last: int, *, terms: SheetTerms, text: MailingText
) -> KeptFile[EnvelopeFile] | None:
    """Draw the pieces of a range that are still to be produced into one file; None where there are none.

    Agreement: 26.
    """
    sheets = _sheets(mailing, first, last)
    leading = next(sheets, None)
    if leading is None:
        return None

    def write(sink: BinaryIO) -> EnvelopeFile:
        def all_sheets() -> Iterator[EnvelopeSheet]:
            yield leading
            yield from sheets

        return write_envelope_sheets(all_sheets(), terms=terms, text=text, sink=sink)

    return keep_file(write, suffix=".pdf")


def draw_samples(mailing: Mailing) -> bytes:
    """Up to five pieces as they will look, SPECIMEN across each, for whoever approves the words.

    The first and the last, the longest name, the longest address, the most Rights; one that is several of
    these comes once. Raises NOTHING_TO_MAIL where every piece is set aside.

    Agreement: 26.
    """
    pieces = MailingPiece.objects.filter(mailing=mailing).exclude(state=PieceStep.EXCLUDED)
    orders = ("number", "-number", Length("registration").desc(), Length("address").desc(), "-rights")
    chosen = {piece.number: piece for order in orders for piece in pieces.order_by(order, "number")[:1]}
    if not chosen:
        raise refuse("NOTHING_TO_MAIL", reason="every piece is set aside")
    sheets = [_sheet(chosen[number]) for number in sorted(chosen)]
    sink = io.BytesIO()
    text, terms = text_of_mailing(mailing), terms_of(mailing.snapshot)
    write_envelope_sheets(sheets, terms=terms, text=text, sink=sink, over=draw_specimen)
    return sink.getvalue()


def mark_produced(file: MailingFile, *, told: EnvelopeFile) -> None:
    """Take the pieces of a file to PRODUCED, each with its page and content hash.

    Agreement: 26.
    """
    numbers, pages, hashes = zip(*told.pieces, strict=True)
    arguments: list[Any] = [
        file.pk,
        list(numbers),
        list(pages),
        [bytes.fromhex(content) for content in hashes],
        file.mailing_id,
    ]
    with connection.cursor() as cursor:
        cursor.execute(PRODUCED, arguments)


def _sheets(mailing: Mailing, first: int, last: int) -> Iterator[EnvelopeSheet]:
    pieces = MailingPiece.objects.filter(
        mailing=mailing, number__range=(first, last), state=PieceStep.QUEUED
    ).order_by("number")
    yield from map(_sheet, pieces.iterator(chunk_size=ROWS_AT_ONCE))


def _sheet(piece: MailingPiece) -> EnvelopeSheet:
    address = (piece.address, piece.city, piece.region, piece.postal_code, piece.country)
    return EnvelopeSheet(
        piece=piece.number,
        lines=window_lines(piece.registration, address),
        mark=piece.mark,
        first_certificate=piece.first_certificate,
        last_certificate=piece.last_certificate,
        rights=piece.rights,
    )
