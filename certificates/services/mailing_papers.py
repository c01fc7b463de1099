"""The papers of a produced mailing: manifest as CSV and listing with totals for the post (26)."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.db import connection

from agreement.refusals import CODES
from certificates.drawing.post_listing import draw_post_listing
from certificates.faces import date_text
from certificates.models import Mailing, MailingFile, MailingKind, PieceStep
from certificates.post import Listing, ListingRow
from certificates.selectors.mailings import (
    aside_by_code,
    totals_by_destination,
    totals_by_file,
    totals_by_state,
)
from certificates.services.mailing_words import terms_of
from certificates.services.press_files import keep_file
from certificates.services.run_papers import plain_cell
from registry.models import BookEntry, RightsAgreement

MANIFEST_HEAD = (
    "piece",
    "state",
    "class_of_mail",
    "destination",
    "account",
    "addressee",
    "country",
    "postal_code",
    "first_certificate",
    "last_certificate",
    "certificates",
    "rights",
    "mark",
    "file",
    "page",
    "content_hash",
    "set_aside_because",
)
MANIFEST = """
    SELECT piece.number, piece.state, piece.account, piece.registration, piece.country, piece.postal_code,
           piece.first_certificate, piece.last_certificate,
           coalesce(piece.last_certificate - piece.first_certificate + 1, 0), piece.rights, piece.mark,
           file.first_piece, file.last_piece, piece.page, encode(piece.content_hash, 'hex'),
           coalesce(piece.ground ->> 'code', '')
      FROM mailing_piece piece LEFT JOIN certificates_mailingfile file ON file.id = piece.file_id
     WHERE piece.mailing_id = %s ORDER BY piece.number
"""
ROWS_AT_ONCE = 2000
ASIDE_WORDS = {
    "ADDRESS_MISSING": "no usable address",
    "ADDRESS_NOT_SHOWN": "address does not fit the window",
    "MAIL_CAME_BACK": "mail came back",
    "ADDRESS_CHANGED_LATELY": "new address",
    "STOP_KEEPS_FROM_MAIL": "a stop stands",
    "MAILING_NOT_READY": "left out by the job",
}


def write_papers(mailing: Mailing, *, at: datetime) -> dict[str, str]:
    """Write manifest and listing of a mailing; return the fields that name them.

    Agreement: 26.
    """
    manifest = keep_file(lambda sink: _write_manifest(mailing, sink), suffix=".csv")
    drawn = draw_post_listing(_listing(mailing, manifest.sha256, at=at))
    listing = keep_file(lambda sink: sink.write(drawn), suffix=".pdf")
    return {
        "manifest": manifest.stored_as,
        "manifest_sha256": manifest.sha256,
        "listing": listing.stored_as,
        "listing_sha256": listing.sha256,
    }


def mailing_name(mailing: Mailing) -> str:
    """The name of a mailing's papers."""
    return f"{mailing.agreement.code}-mailing-{mailing.number:03d}"


def sheet_file_name(mailing: Mailing, *, first: int, last: int) -> str:
    """The name of a file of sheets: agreement, mailing, first and last piece."""
    return f"{mailing_name(mailing)}-{first:07d}-{last:07d}.pdf"


def aside_words(code: str) -> str:
    """Why pieces are set aside, in few words."""
    return ASIDE_WORDS.get(code) or CODES[code].message


def _write_manifest(mailing: Mailing, sink: BinaryIO) -> int:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(MANIFEST_HEAD)
    written = 0
    for row in _manifest_rows(mailing):
        rows.writerow(_manifest_row(mailing, row))
        written += 1
        if written % ROWS_AT_ONCE == 0:
            sink.write(text.getvalue().encode())
            text.seek(0)
            text.truncate()
    sink.write(text.getvalue().encode())
    return written


def _manifest_row(mailing: Mailing, row: tuple[Any, ...]) -> tuple[Any, ...]:
    number, state, account, name, country, postal_code, *held, first, last, page, content, because = row
    return (
        number,
        state,
        mailing.mail_class,
        "DOMESTIC" if country == "US" else "FOREIGN",
        plain_cell(account),
        plain_cell(name.replace("\n", " / ")),
        country,
        plain_cell(postal_code),
        *("" if value is None else value for value in held),
        sheet_file_name(mailing, first=first, last=last) if first else "",
        page or "",
        content or "",
        because,
    )


def _manifest_rows(mailing: Mailing) -> Iterator[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.connection.cursor(name=f"mailing_{mailing.pk}") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(MANIFEST, [mailing.pk])
        yield from cursor


def _listing(mailing: Mailing, manifest_sha256: str, *, at: datetime) -> Listing:
    terms = terms_of(mailing.snapshot)
    local = at.astimezone(ZoneInfo(mailing.agreement.time_zone))
    produced = totals_by_state(mailing)[PieceStep.PRODUCED]
    held = totals_by_file(mailing)

    def row_of(file: MailingFile) -> ListingRow:
        found = held[file.pk]
        name = sheet_file_name(mailing, first=file.first_piece, last=file.last_piece)
        return ListingRow(name, found.pieces, found.certificates, found.rights, file.sha256)

    return Listing(
        title=f"Mailing {mailing.number}",
        agreement_code=mailing.agreement.code,
        company_name=terms.company_name,
        agent_name=terms.agent_name,
        prepared_text=f"{date_text(local.date())}, {local:%H:%M} {local.tzname()}",
        mail_class_words=terms.mail_class_words,
        papers_words=str(MailingKind(mailing.kind).label),
        pieces=produced.pieces,
        certificates=produced.certificates,
        rights=produced.rights,
        destinations=tuple(
            ListingRow(name, found.pieces, found.certificates, found.rights)
            for name, found in totals_by_destination(mailing)
        ),
        files=tuple(row_of(file) for file in mailing.files.order_by("first_piece")),
        set_aside=tuple((aside_words(code), pieces) for code, pieces in aside_by_code(mailing)),
        facts=(
            ("The Company's request", f"notice {mailing.request.number}, DOC-{mailing.request.document_id}"),
            ("Words", f"{mailing.text_name}, {mailing.text_hash}"),
            ("Manifest SHA-256", manifest_sha256),
            _head_of_the_books(mailing.agreement),
        ),
        is_demo=terms.is_demo,
    )


def _head_of_the_books(agreement: RightsAgreement) -> tuple[str, str]:
    head = BookEntry.objects.filter(agreement=agreement).latest("number")
    return "Head of the books", f"{head.number}:{bytes(head.entry_hash).hex()}"
