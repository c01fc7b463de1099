"""Certificates as PDF: one print file of many, one copy on demand, a picture of a page, and the pre-flight.

All four go through one writer, so that a certificate has the same content hash wherever it is drawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from agreement.grounds import Ground
from certificates.faces import CertificateFace, FaceTerms, FormVersion, PrintRow


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
    """Write certificates of one agreement, in the order given, as one PDF into a binary sink."""
    raise NotImplementedError


def write_print_rows(
    rows: Iterable[PrintRow], *, terms: FaceTerms, form: FormVersion, sink: BinaryIO
) -> PrintFileResult:
    """The same from bare rows, for bulk: a million certificates make no million objects."""
    raise NotImplementedError


def draw_certificate(face: CertificateFace, form: FormVersion) -> bytes:
    """One certificate as a PDF of its own, equal to its page in the print file."""
    raise NotImplementedError


def content_hash(face: CertificateFace, form: FormVersion) -> str:
    """SHA-256, in hex, of the form version's hash and the certificate's uncompressed variable streams."""
    raise NotImplementedError


def preview_png(face: CertificateFace, form: FormVersion, *, page: int = 1, scale: float = 1.5) -> bytes:
    """One page (1 is the face) as a PNG picture; SPECIMEN stands across it while `face.is_specimen`."""
    raise NotImplementedError


def check_face(face: CertificateFace, form: FormVersion) -> list[Ground]:
    """Everything that stands against printing this certificate; empty when it can be printed."""
    raise NotImplementedError
