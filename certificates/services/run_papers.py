"""The papers of a drawn run: manifest, list of hashes, control sheet, proof against the register (5(a))."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Max, Min, Sum

from agreement.numbered_stock import print_grounds
from certificates.drawing.control_sheet import ControlFile, ControlSheet, draw_control_sheet
from certificates.faces import date_text, printed_number
from certificates.models import PrintFile, PrintRun
from certificates.selectors.numbers import joined, told
from certificates.selectors.print_runs import printed_totals, register_of, stretches_of
from certificates.services.face_terms import terms_of
from certificates.services.press_files import keep_file, remove_spare_files

STRETCHES_SHOWN = 4
MANIFEST_HEAD = (
    "number",
    "rights",
    "account",
    "registration",
    "address_class",
    "file",
    "page",
    "content_hash",
)
MANIFEST = """
    SELECT certificate.number, certificate.rights, holder.account, certificate.registration,
           CASE WHEN btrim(holder.address) = '' OR btrim(holder.city) = '' THEN 'INCOMPLETE'
                WHEN holder.country = 'US' THEN 'DOMESTIC' ELSE 'FOREIGN' END,
           file.first_number, file.last_number, piece.page, encode(piece.content_hash, 'hex')
      FROM print_piece piece
      JOIN rights_certificate certificate
        ON certificate.agreement_id = piece.agreement_id AND certificate.number = piece.certificate_number
      JOIN registered_holder holder ON holder.id = certificate.holder_id
      JOIN certificates_printfile file ON file.id = piece.file_id
     WHERE piece.run_id = %s AND piece.copy = 1
     ORDER BY certificate.number
"""
ROWS_AT_ONCE = 2000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_papers(run: PrintRun, *, at: datetime) -> dict[str, str]:
    """Write manifest, hash list and control sheet of a run; return the run's fields that name them.

    Agreement: 5(a).
    """
    manifest = keep_file(lambda sink: _write_manifest(run, sink), suffix=".csv")
    files = list(run.files.order_by("first_number"))
    hashes = "".join(f"{file.sha256}  {file_name(run, file)}\n" for file in files)
    hashes += f"{manifest.sha256}  {run_name(run)}-manifest.csv\n"
    listed = keep_file(lambda sink: sink.write(hashes.encode()), suffix=".txt")
    sheet = draw_control_sheet(_control_sheet(run, files, manifest.sha256, listed.sha256, at=at))
    drawn = keep_file(lambda sink: sink.write(sheet), suffix=".pdf")
    remove_spare_files(beside=drawn.stored_as)
    return {
        "manifest_sha256": manifest.sha256,
        "manifest": manifest.stored_as,
        "hash_list": listed.stored_as,
        "control_sheet": drawn.stored_as,
    }


def prove(run: PrintRun, *, register_hash: str) -> dict[str, Any]:
    """Compare what was drawn with the register: count, Rights, first and last number, hash of the register.

    Agreement: Exhibit B.
    """
    register = register_of(run).aggregate(
        certificates=Count("id"), rights=Sum("rights", default=0), first=Min("number"), last=Max("number")
    )
    pieces = run.pieces.filter(copy=1).aggregate(
        first=Min("certificate_number"), last=Max("certificate_number")
    )
    printed = {**printed_totals(run), **pieces}
    grounds = print_grounds(printed_rights=printed["rights"], register_rights=register["rights"])
    differences = [
        name for name in ("certificates", "rights", "first", "last") if printed[name] != register[name]
    ]
    if printed["pieces"] != printed["certificates"]:
        differences.append("sheets")
    if register_hash != run.register_hash:
        differences.append("register hash")
    return {
        "printed": printed,
        "register": register,
        "locked_register_hash": run.register_hash,
        "register_hash": register_hash,
        "differences": differences,
        "grounds": [found.code for found in grounds],
        "is_equal": not differences and not grounds,
    }


def run_name(run: PrintRun) -> str:
    """The name of a run's papers."""
    return f"{run.agreement.code}-run-{run.number:03d}"


def file_name(run: PrintRun, file: PrintFile) -> str:
    """The name of a print file for the press: agreement, run, first and last number."""
    return f"{run_name(run)}-{file.first_number:08d}-{file.last_number:08d}.pdf"


def _write_manifest(run: PrintRun, sink: BinaryIO) -> int:
    """The manifest as CSV in UTF-8, streamed; returns its rows."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(MANIFEST_HEAD)
    written = 0
    for number, rights, account, registration, address, first, last, page, content in _manifest_rows(run):
        name = f"{run_name(run)}-{first:08d}-{last:08d}.pdf"
        words = plain_cell(registration.replace("\n", " / "))
        rows.writerow((number, rights, plain_cell(account), words, address, name, page, content))
        written += 1
        if written % ROWS_AT_ONCE == 0:
            sink.write(text.getvalue().encode())
            text.seek(0)
            text.truncate()
    sink.write(text.getvalue().encode())
    return written


def _manifest_rows(run: PrintRun) -> Iterator[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.connection.cursor(name=f"manifest_{run.pk}") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(MANIFEST, [run.pk])
        yield from cursor


def plain_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _entry_numbers(run: PrintRun) -> list[int]:
    return list(run.entries.order_by("number").values_list("number", flat=True))


def _control_sheet(
    run: PrintRun, files: list[PrintFile], manifest_sha256: str, list_sha256: str, *, at: datetime
) -> ControlSheet:
    terms = terms_of(run.snapshot)
    local = at.astimezone(ZoneInfo(run.agreement.time_zone))
    totals = printed_totals(run)

    def number(plain: int) -> str:
        return printed_number(terms, number=plain)

    return ControlSheet(
        title=f"Print run {run.number}",
        agreement_code=run.agreement.code,
        company_name=terms.company_name,
        agent_name=terms.agent_name,
        prepared_text=f"{date_text(local.date())}, {local:%H:%M} {local.tzname()}",
        form_name=run.form_version.name,
        form_hash=run.form_version.folder_hash,
        books_number=run.books_number,
        books_hash=run.books_hash,
        certificate_count=totals["certificates"],
        rights_total=totals["rights"],
        numbers_text=_stretches_in_words(run, number),
        files=tuple(
            ControlFile(
                file_name(run, file),
                file.certificate_count,
                file.rights_total,
                number(file.first_number),
                number(file.last_number),
                file.sha256,
            )
            for file in files
        ),
        facts=(
            ("Entries", told(joined((number, number) for number in _entry_numbers(run)), most=4)),
            ("Register hash", run.register_hash),
            ("Manifest SHA-256", manifest_sha256),
            ("List of hashes SHA-256", list_sha256),
            ("To prove the books", f"verify_books --expect {run.books_number}:{run.books_hash}"),
        ),
        is_demo=terms.is_demo or run.form_version.is_model,
    )


def _stretches_in_words(run: PrintRun, number: Callable[[int], str]) -> str:
    """The numbers of a run as printed; those of other runs between its ends are not among them."""
    words = [
        number(first) if first == last else f"{number(first)} to {number(last)}"
        for first, last in stretches_of(run)
    ]
    hidden = len(words) - STRETCHES_SHOWN
    return ", ".join(words[:STRETCHES_SHOWN]) + (f" and {hidden:,} more stretches" if hidden > 0 else "")
