"""The ways of drawing a certificate that the print run is measured with, and the rows they all draw.

Each way draws the same two pages (the model form, embedded typefaces, Code 128 and QR) from rows in memory,
files of 1,000 where it makes files of many, and gives the bytes it wrote.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

ROOT = Path(__file__).resolve().parents[1]
FILE_SIZE = 1_000
COUNTS = {"platypus": 60, "canvas": 5_000, "ours": 10_000, "limit": 10_000}
TITLES = {
    "platypus": "Platypus, one file each",
    "canvas": "ReportLab canvas, shared Form XObjects",
    "ours": "the product's writer",
    "limit": "hand-written bytes (limit)",
}


class Counter(io.RawIOBase):
    """A sink that only counts."""

    total = 0

    def write(self, chunk: Any) -> int:
        self.total += len(chunk)
        return len(chunk)


def sample_rows(count: int) -> list[Any]:
    """Rows of a run: names of one to four lines, a few beyond ASCII, one in a hundred legended."""
    from certificates.faces import PrintRow

    names = (
        ("Alder Fund LP",),
        ("Jonathan Q. Cedar &", "Mary T. Cedar JT TEN"),
        ("Beech Brothers (Nominees) Inc.",),
        ("Ruth Vale TTEE", "The Vale Family Trust", "u/a dtd June 3, 1998"),
        ("María Núñez Østergård",),
    )
    return [
        PrintRow(
            number,
            number * 37 % 90_000 + 1,
            names[number % 5],
            date(2000, 10, 23),
            f"{number * 2654435761 % 2**96:024x}",
            "NULLITY" if number % 100 == 0 else "GENERAL",
            "I" if number % 100 == 0 else None,
        )
        for number in range(1, count + 1)
    ]


def sample() -> tuple[Any, Any]:
    """The agreement's terms and the form."""
    from certificates.drawing.forms import read_form_version
    from certificates.faces import FaceTerms, OfficerSignature

    terms = FaceTerms(
        agreement_code="NRTH-2003",
        agreement_title="Preferred Stock Rights Agreement",
        agreement_date_text="March 31, 2003",
        company_name="Northwind Instruments, Inc.",
        company_description="a Delaware corporation",
        agent_name="Harbor Registrar LLC",
        agent_description="a New Jersey limited liability company",
        cusip="66715N 11 4",
        exercise_price_text="$250.00",
        unit_denominator=1000,
        units_per_right=1,
        security_name="Series A Participating Preferred Stock",
        par_value_text="par value $0.001 per share",
        close_of_business_text="5:00 p.m., California time,",
        final_expiration_text="October 23, 2010",
        redemption_price_text="$0.001",
        figures_as_of_text="October 23, 2000",
        office_lines=("Harbor Registrar LLC", "12 Quay Street"),
        chief_officer=OfficerSignature("Eleanor M. Whitcombe", "President"),
        attesting_officer=OfficerSignature("Thomas J. Abernathy", "Secretary"),
        seal_text="Northwind Instruments, Inc. · Delaware ·",
        guarantors="member firm of a registered national securities exchange; member of the NASD; "
        "commercial bank or trust company with a United States office or correspondent",
    )
    return terms, read_form_version(ROOT / "templates" / "certificates" / "model_2003")


def draw_ours(rows: list[Any]) -> int:
    """Files of 1,000 by the product's writer; gives the bytes written."""
    from certificates.drawing.print_files import write_print_rows

    terms, form = sample()
    total = 0
    for start in range(0, len(rows), FILE_SIZE):
        sink = Counter()
        write_print_rows(rows[start : start + FILE_SIZE], terms=terms, form=form, sink=cast(BinaryIO, sink))
        total += sink.total
    return total


def draw_canvas(rows: list[Any]) -> int:
    """The same through ReportLab's canvas with shared Form XObjects; gives the bytes written."""
    from certificates.drawing.canvas import draw_through_canvas
    from certificates.drawing.fields import mark_operators, place
    from certificates.drawing.plates import plate

    terms, form = sample()

    def pages(row: Any) -> list[Any]:
        ready = plate(form, terms, row.legend_class)
        texts = place(ready, row, terms)
        marks = mark_operators(row, terms.agreement_code)
        return [
            (page.name.decode(), page.operators, [t[1:] for t in texts if t.page == n], b"" if n else marks)
            for n, page in enumerate(ready.pages)
        ]

    total = 0
    for start in range(0, len(rows), FILE_SIZE):
        sink = io.BytesIO()
        draw_through_canvas(map(pages, rows[start : start + FILE_SIZE]), sink)
        total += len(sink.getvalue())
    return total


def draw_limit(rows: list[Any]) -> int:
    """As little as can be: a template filled in, compressed, concatenated. No checks, no hashes."""
    from certificates.drawing.fields import rights_in_words
    from certificates.drawing.marks import code128_path, qr_tables
    from certificates.drawing.plates import plate
    from certificates.drawing.typefaces import font_objects

    terms, form = sample()
    tables = qr_tables(terms.agreement_code)
    face = (
        b"/P0 Do\n0 g\nBT\n/F4+0 14.5 Tf 1 0 0 1 86 696 Tm (R-%07d) Tj\n1 0 0 1 470 696 Tm (%s) Tj\n"
        b"/F4+0 16 Tf 1 0 0 1 250 520 Tm (%s) Tj\n/F4+0 12.5 Tf 1 0 0 1 200 470 Tm (%s) Tj\n"
        b"/F4+0 8.8 Tf 1 0 0 1 440 221 Tm (October 23, 2000) Tj\nET\n%sf\n"
        b"q 49.5 0 0 49.5 493 77 cm\nBI/W %d/H %d/IM true/D[1 0]/F/AHx ID\n%0*X>\nEI Q\n"
    )
    digits = tables.row_bytes * 2 * tables.side
    total = 0
    for start in range(0, len(rows), FILE_SIZE):
        ready = plate(form, terms, "GENERAL")
        chunks = [page.form_object for page in ready.pages]
        chunks += [body for font in ready.fonts for _, body in font_objects(*font)]
        offsets, position, number = [], sum(map(len, chunks)), 300
        for row in rows[start : start + FILE_SIZE]:
            words = rights_in_words(row[1]).encode()
            name = "/".join(row[2]).encode("latin-1", "replace")
            bitmap = tables.bitmap(row[0], row[4])
            figures = b"%d" % row[1]
            stream = face % (
                row[0], figures, name, words, code128_path(row[0]), tables.side, tables.side, digits, bitmap
            )  # fmt: skip
            packed = zlib.compress(stream, 1)
            chunk = (
                b"%d 0 obj\n<</Type/Page/Parent 2 0 R/Contents %d 0 R>>\nendobj\n%d 0 obj\n<<"
                b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
                b"%d 0 obj\n<</Type/Page/Parent 2 0 R/Contents %d 0 R>>\nendobj\n"
                b"%d 0 obj\n<</Length 60>>\nstream\n/P1 Do\n0 g\nBT\n/F4+0 8.2 Tf 1 0 0 1 86 34 Tm "
                b"(R-%07d) Tj\nET\nendstream\nendobj\n"
                % (
                    number,
                    number + 1,
                    number + 1,
                    len(packed),
                    packed,
                    number + 2,
                    number + 3,
                    number + 3,
                    row[0],
                )
            )
            chunks.append(chunk)
            offsets.append(position)
            position += len(chunk)
            number += 4
        total += len(b"".join(chunks)) + 20 * 4 * len(offsets)
    return total


def draw_platypus(rows: list[Any]) -> int:
    """The ordinary way: paragraphs and widgets, a document for each certificate; gives the bytes written.

    Its border is 200 curves a page, far fewer than the product's own, so that the ratio owes nothing to it.
    """
    from bench.platypus_certificate import platypus_certificate

    terms, form = sample()
    return sum(len(platypus_certificate(row, terms=terms, form=form)) for row in rows)


DRAW: dict[str, Callable[[list[Any]], int]] = {
    "platypus": draw_platypus,
    "canvas": draw_canvas,
    "ours": draw_ours,
    "limit": draw_limit,
}
