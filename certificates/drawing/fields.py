"""The variable part of a certificate: its values placed, and the streams that print them.

`place` says where each text goes; the raw streams and the plain canvas both take it from there.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from certificates.drawing.face import MARKS
from certificates.drawing.marks import QR_MODULE, code128_path, qr_tables
from certificates.drawing.page import Field
from certificates.drawing.plates import Plate
from certificates.drawing.typefaces import codes
from certificates.faces import FaceTerms, FormVersion, PrintRow, date_text, number_in_words, printed_number


class Placed(NamedTuple):
    """One text of a certificate on its page: baseline start, words, typeface and size."""

    page: int
    x: float
    y: float
    text: str
    face: str
    size: float


class DoesNotFit(ValueError):
    """A value that its field cannot hold at its smallest size. `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} does not fit")
        self.field = field


_date_text = lru_cache(maxsize=1024)(date_text)


def rights_in_words(rights: int) -> str:
    """The Rights in words as they stand on the face, with a capital letter."""
    words = number_in_words(rights)
    return words[0].upper() + words[1:]


def place(plate: Plate, row: PrintRow, terms: FaceTerms) -> list[Placed]:
    """Every text of one certificate with its place and size. Raises DoesNotFit, never cuts."""
    number, rights, registration, dated = row[:4]
    values: dict[str, Sequence[str]] = {
        "certificate_number": (printed_number(terms, number=number),),
        "rights_figures": (f"{rights:,}",),
        "rights_words": (rights_in_words(rights),),
        "registration": registration,
        "dated": (_date_text(dated),),
    }
    placed: list[Placed] = []
    for field in plate.fields:
        placed += _placed(field, values[field.name])
    return placed


def _placed(field: Field, lines: Sequence[str]) -> list[Placed]:
    if field.suffix:
        lines = (*lines[:-1], lines[-1] + field.suffix)
    widths = [_unit_width(line, field.face) for line in lines]
    widest = max(widths)
    size = min(field.size, field.height / len(lines) / 1.06) if field.height else field.size
    if widest * size > field.width:
        size = int(field.width / widest * 10) / 10
        if size < field.size_min:
            lines, size = _in_two_lines(field, lines)
            widths = [_unit_width(line, field.face) for line in lines]
    leading = field.leading * (size / field.size if field.lines_max > 2 else 1.0)
    drop = leading * (len(lines) - 1) / 2
    if field.lines_max > 1:
        drop -= size * 0.32  # the field's y is the middle of its block
    placed = []
    for line_place, line in enumerate(lines):
        x = field.x - widths[line_place] * size / 2 if field.is_centred else field.x
        y = field.y + drop - leading * line_place
        placed.append(Placed(field.page, round(x, 2), round(y, 2), line, field.face, size))
    return placed


def _in_two_lines(field: Field, lines: Sequence[str]) -> tuple[Sequence[str], float]:
    if field.lines_max != 2 or len(lines) != 1:
        raise DoesNotFit(field.name)
    words = lines[0].split(" ")
    half = min(
        range(1, len(words)),
        key=lambda place: abs(len(" ".join(words[:place])) - len(lines[0]) / 2),
        default=0,
    )
    parted = (" ".join(words[:half]), " ".join(words[half:]))
    widest = max(_unit_width(line, field.face) for line in parted)
    size = min(field.size_min + 1.4, int(field.width / widest * 10) / 10)
    if size < field.size_min or not half:
        raise DoesNotFit(field.name)
    return parted, size


def _unit_width(text: str, face: str) -> float:
    """The width of a text at one point of size; a character without a glyph raises KeyError."""
    known = codes(face)
    if text.isascii():
        return sum(map(known.ascii_widths.__getitem__, text.encode("ascii"))) / 1000
    return sum(map(known.widths.__getitem__, text)) / 1000


def text_operators(placed: Placed) -> bytes:
    """The operators that print one placed text, in runs of one subset of its typeface each."""
    known = codes(placed.face)
    start = b" %.5g Tf 1 0 0 1 %.6g %.6g Tm " % (placed.size, placed.x, placed.y)
    if placed.text.isascii():
        return b"/%s+0%s(%s) Tj\n" % (known.resource.encode(), start, _string(placed.text.encode("ascii")))
    shown, at = [], placed.x
    for subset, run, width in _runs(placed.text, known.places, known.widths):
        head = b"/%s+%d %.5g Tf 1 0 0 1 %.6g %.6g Tm " % (
            known.resource.encode(),
            subset,
            placed.size,
            at,
            placed.y,
        )
        shown.append(head + b"(%s) Tj\n" % _string(run))
        at += width * placed.size / 1000
    return b"".join(shown)


def _runs(
    text: str, places: dict[str, tuple[int, int]], widths: dict[str, float]
) -> Iterable[tuple[int, bytes, float]]:
    current, run, width = -1, bytearray(), 0.0
    for character in text:
        subset, code = places[character]
        if subset != current and run:
            yield current, bytes(run), width
            run, width = bytearray(), 0.0
        current = subset
        run.append(code)
        width += widths[character]
    if run:
        yield current, bytes(run), width


def _string(raw: bytes) -> bytes:
    """A PDF string's content; names with brackets or backslashes stay names."""
    if b"(" in raw or b")" in raw or b"\\" in raw or b"\r" in raw or b"\n" in raw:
        raw = raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        raw = raw.replace(b"\r", b"\\r").replace(b"\n", b"\\n")
    return raw


def mark_operators(row: PrintRow, agreement_code: str) -> bytes:
    """The Code 128 of the number and the QR mark, as the operators that draw them."""
    tables = qr_tables(agreement_code)
    side = tables.side * QR_MODULE
    bitmap = tables.bitmap(row[0], row[4])
    return (
        b"q 1 0 0 1 %g %g cm\n%sf Q\n"
        b"q %g 0 0 %g %g %g cm\nBI/W %d/H %d/IM true/D[1 0]/F/AHx ID\n%0*X>\nEI Q\n"
        % (
            *MARKS.barcode,
            code128_path(row[0]),
            side,
            side,
            *MARKS.qr,
            tables.side,
            tables.side,
            tables.row_bytes * 2 * tables.side,
            bitmap,
        )
    )


def variable_streams(
    plate: Plate, row: PrintRow, terms: FaceTerms
) -> tuple[list[bytes], set[tuple[int, int]]]:
    """One stream for each page of a certificate, and the subsets beyond ASCII that its names need."""
    texts: list[list[bytes]] = [[] for _ in plate.pages]
    fonts: set[tuple[int, int]] = set()
    for placed in place(plate, row, terms):
        texts[placed.page].append(text_operators(placed))
        if not placed.text.isascii():
            known = codes(placed.face)
            fonts.update((known.index, known.places[c][0]) for c in placed.text)
    streams = []
    for number, page in enumerate(plate.pages):
        marks = mark_operators(row, terms.agreement_code) if number == 0 else b""
        streams.append(b"/%s Do\n0 g\nBT\n%sET\n%s" % (page.name, b"".join(texts[number]), marks))
    return streams, fonts


def hash_of_content(form: FormVersion, streams: Iterable[bytes]) -> str:
    """SHA-256, in hex, of the form version's hash and a certificate's uncompressed variable streams."""
    digest = hashlib.sha256(form.hash.encode("ascii"))
    for stream in streams:
        digest.update(stream)
    return digest.hexdigest()
