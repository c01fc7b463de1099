"""Drawing the files of a run from the books, streamed; the rows of their sheets (§5(a))."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO

from django.db import connection

from certificates.drawing.print_files import PrintFileResult, write_print_rows
from certificates.faces import FaceTerms, FormVersion, PrintRow
from certificates.models import PieceState, PrintFile, PrintRun
from certificates.services.press_files import KeptFile, keep_file
from registry.models import RightsCertificate

ROWS_AT_ONCE = 500
FENCED_EVERY = 50
PIECES = """
    COPY print_piece (agreement_id, certificate_number, copy, run_id, file_id, page, content_hash, state,
                      reason, recorded_by_id, recorded_at) FROM STDIN
"""


def drawn_rows(run: PrintRun, first: int, last: int, *, fence: Callable[[], None]) -> Iterator[PrintRow]:
    """The certificates of a range as the writer takes them, from a cursor of the server, with fences."""
    rows = (
        RightsCertificate.objects.filter(agreement_id=run.agreement_id, number__range=(first, last))
        .order_by("number")
        .values_list(
            "number", "rights", "registration", "dated", "verification_code", "legend_class", "taint_class"
        )
    )
    for place, row in enumerate(rows.iterator(chunk_size=ROWS_AT_ONCE)):
        if place % FENCED_EVERY == 0:
            fence()
        number, rights, registration, dated, code, legend_class, taint_class = row
        yield PrintRow(
            number, rights, tuple(registration.split("\n")), dated, code, legend_class, taint_class or None
        )


def draw_file(
    rows: Iterator[PrintRow], *, terms: FaceTerms, form: FormVersion
) -> KeptFile[PrintFileResult] | None:
    """Draw rows into one file of the store; None where there are no rows.

    Agreement: 4(a);5(a).
    """
    first = next(rows, None)
    if first is None:
        return None

    def write(sink: BinaryIO) -> PrintFileResult:
        def all_rows() -> Iterator[PrintRow]:
            yield first
            yield from rows

        return write_print_rows(all_rows(), terms=terms, form=form, sink=sink)

    return keep_file(write, suffix=".pdf")


def write_pieces(run: PrintRun, *, file: PrintFile, told: PrintFileResult, at: datetime) -> None:
    """One row for the first sheet of each certificate in a file; a number drawn already is refused.

    Agreement: 5(a).
    """
    pages_each = told.page_count // told.count
    with connection.cursor() as cursor, cursor.copy(PIECES) as copy:
        for place, (number, content) in enumerate(told.content_hashes):
            copy.write_row(
                (
                    run.agreement_id,
                    number,
                    1,
                    run.pk,
                    file.pk,
                    place * pages_each + 1,
                    bytes.fromhex(content),
                    PieceState.RENDERED.value,
                    "",
                    None,
                    at,
                )
            )
