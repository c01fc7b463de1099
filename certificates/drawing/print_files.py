"""Certificates as PDF: one print file of many, one copy on demand, a picture of a page.

All of them go through one writer, so that a certificate has the same content hash wherever it is drawn.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from agreement.errors import RightsError
from agreement.refusals import refuse
from certificates.drawing.fields import DoesNotFit, hash_of_content, variable_streams
from certificates.drawing.plates import Plate, plate, specimen_fonts, specimen_page
from certificates.drawing.preflight import check_face
from certificates.drawing.writer import PrintFile
from certificates.faces import CertificateFace, FaceTerms, FormVersion, PrintRow
from registry.pdf_pages import opened_pdf, page_picture

__all__ = [
    "PrintFileResult",
    "check_face",
    "content_hash",
    "draw_certificate",
    "preview_png",
    "write_print_file",
    "write_print_rows",
]


@dataclass(frozen=True, slots=True)
class PrintFileResult:
    """What was written: control totals, SHA-256 of the file and of every certificate's content, in hex."""

    count: int
    rights_total: int
    first_number: int
    last_number: int
    sha256: str
    size_bytes: int
    page_count: int
    content_hashes: tuple[tuple[int, str], ...]


def write_print_file(faces: Iterable[CertificateFace], form: FormVersion, sink: BinaryIO) -> PrintFileResult:
    """Write certificates of one agreement, in the order given, as one PDF into a binary sink.

    All faces must have the same terms, and each must have passed `check_face`. Raises InvalidRequest.
    """
    certificates = iter(faces)
    first = next(certificates, None)
    if first is None:
        raise refuse("PRINT_FILE_EMPTY")

    def rows() -> Iterable[PrintRow]:
        yield first.row
        for face in certificates:
            if face.terms is not first.terms and face.terms != first.terms:
                raise refuse("PRINT_FILE_MIXED", number=face.number, first=first.number)
            yield face.row

    return write_print_rows(rows(), terms=first.terms, form=form, sink=sink)


def write_print_rows(
    rows: Iterable[PrintRow], *, terms: FaceTerms, form: FormVersion, sink: BinaryIO
) -> PrintFileResult:
    """The same from bare rows, for bulk: a million certificates make no million objects.

    The sink needs only `write`. Raises RefusedByGround FIELD_OVERFLOW or GLYPH_NOT_IN_FONT for a row that
    would not have passed the pre-flight; what was written until then is to be thrown away.
    """
    file = PrintFile(sink)
    plates: dict[str, Plate] = {}
    hashes: list[tuple[int, str]] = []
    rights_total = 0
    for row in rows:
        legend_class = row[5]
        ready = plates.get(legend_class)
        if ready is None:
            ready = plates[legend_class] = plate(form, terms, legend_class)
            for page in ready.pages:
                file.add_form(page.name, page.form_object)
        streams, fonts = _streams(ready, row, terms)
        file.add_pages(streams, fonts=ready.fonts | fonts if fonts else ready.fonts)
        hashes.append((row[0], hash_of_content(form, streams)))
        rights_total += row[1]
    if not hashes:
        raise refuse("PRINT_FILE_EMPTY")
    sha256 = file.finish(title=_title(terms))
    numbers = [number for number, _ in hashes]
    return PrintFileResult(
        len(hashes),
        rights_total,
        min(numbers),
        max(numbers),
        sha256,
        file.size_bytes,
        file.page_count,
        tuple(hashes),
    )


def _streams(ready: Plate, row: PrintRow, terms: FaceTerms) -> tuple[list[bytes], set[tuple[int, int]]]:
    try:
        return variable_streams(ready, row, terms)
    except DoesNotFit as overflow:
        raise _set_aside("FIELD_OVERFLOW", row, f"Field {overflow.field} does not fit") from overflow
    except KeyError as missing:
        # The words are a person's, and a refusal is kept on the job: it names the code point alone.
        named = ", ".join(f"U+{ord(character):04X}" for character in str(missing.args[0]))
        raise _set_aside("GLYPH_NOT_IN_FONT", row, f"A character cannot be printed ({named})") from None


def _set_aside(code: str, row: PrintRow, what: str) -> RightsError:
    return refuse(
        code,
        saying=f"{what}; certificate {row[0]} is set aside",
        curing="run the pre-flight and correct the register",
        number=row[0],
    )


def _title(terms: FaceTerms) -> bytes:
    title = f"Rights Certificates {terms.agreement_code}".encode("ascii", "replace")
    return title.replace(b"\\", b"").replace(b"(", b"").replace(b")", b"")


def draw_certificate(face: CertificateFace, form: FormVersion) -> bytes:
    """One certificate as a PDF of its own, equal to its pages in the print file.

    While `face.is_specimen`, SPECIMEN is laid over every page; the content hash does not see it.
    """
    if face.is_specimen:
        return _specimen(face, form)
    sink = io.BytesIO()
    write_print_rows((face.row,), terms=face.terms, form=form, sink=sink)
    return sink.getvalue()


def _specimen(face: CertificateFace, form: FormVersion) -> bytes:
    sink = io.BytesIO()
    file, ready, over = PrintFile(sink), plate(form, face.terms, face.legend_class), specimen_page()
    for page in (*ready.pages, over):
        file.add_form(page.name, page.form_object)
    streams, fonts = _streams(ready, face.row, face.terms)
    laid_over: Sequence[bytes] = [b"/%s Do\n%s" % (over.name, stream) for stream in streams]
    file.add_pages(laid_over, fonts=ready.fonts | fonts | specimen_fonts())
    file.finish(title=_title(face.terms))
    return sink.getvalue()


def content_hash(face: CertificateFace, form: FormVersion) -> str:
    """SHA-256, in hex, of the form version's hash and the certificate's uncompressed variable streams."""
    streams, _ = _streams(plate(form, face.terms, face.legend_class), face.row, face.terms)
    return hash_of_content(form, streams)


def preview_png(face: CertificateFace, form: FormVersion, *, page: int = 1, scale: float = 1.5) -> bytes:
    """One page (1 is the face) as a PNG picture; SPECIMEN stands across it while `face.is_specimen`."""
    with opened_pdf(draw_certificate(face, form)) as document:
        if not 1 <= page <= len(document):
            raise refuse("PAGE_UNKNOWN", page=page, pages=len(document))
        drawn = page_picture(document, page, scale=scale)
    picture = io.BytesIO()
    drawn.save(picture, format="PNG", optimize=False)
    return picture.getvalue()
