"""The bytes of received papers: content-addressed, written once, recognised by what they are and not by name.

A file is kept under its SHA-256 before any row speaks of it is committed.
"""

import codecs
import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from agreement.refusals import refuse
from registry.services.kept_files import NewFile, new_file

FOLDER = "documents"
RECEIVING = ".receiving-"
SIZE_LIMIT_BYTES = 64 * 1024 * 1024
PIECE_BYTES = 1024 * 1024

PDF, PNG, JPEG, TIFF = "application/pdf", "image/png", "image/jpeg", "image/tiff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT, CSV = "text/plain", "text/csv"
TEXT_KINDS = frozenset({TEXT, CSV, "application/toml", "application/json"})
PICTURED = frozenset({PDF, PNG, JPEG, TIFF})  # what a page of can be drawn
ALLOWED = "PDF, PNG, JPEG, TIFF, XLSX, CSV or plain text in UTF-8"

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"PK\x03\x04", XLSX),
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store: its hash, its size, what it is, and where it lies below FILES_ROOT."""

    sha256: str
    size_bytes: int
    content_type: str
    stored_as: str


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file beside the store, on disk and recognised: `stored` is what keeping it makes of it."""

    stored: StoredFile
    _new: NewFile

    def keep(self) -> StoredFile:
        """Rename the file into the store: quick enough for the transaction that writes its row."""
        self._new.keep_as(self.stored.stored_as)
        return self.stored


@contextmanager
def received_file(
    content: BinaryIO | bytes,
    *,
    original_name: str,
    content_type: str = "",
    size_limit_bytes: int = SIZE_LIMIT_BYTES,
) -> Iterator[ReceivedFile]:
    """Read a paper and say what it is; nothing of it is left at the end unless it was kept.

    Enter it outside any transaction. `content_type` is what the sender claims; a claim that the bytes
    contradict is refused, an empty or unknown one is replaced. Lists of record holders are filed by
    `store_sealed`. Raises DOCUMENT_UNREADABLE for an empty, too large or unknown kind of file.
    """
    with new_file(FOLDER, prefix=RECEIVING) as new:
        sha256, size = _copy(
            content, new.file, original_name=original_name, size_limit_bytes=size_limit_bytes
        )
        found = recognise(new.file, original_name=original_name, claimed=content_type)
        new.force_to_disk()
        yield ReceivedFile(StoredFile(sha256, size, found, f"{FOLDER}/{sha256[:2]}/{sha256}"), new)


def _pieces(content: BinaryIO | bytes) -> Iterator[bytes]:
    source = BytesIO(content) if isinstance(content, bytes) else content
    while piece := source.read(PIECE_BYTES):
        yield piece


def _copy(
    content: BinaryIO | bytes, file: BinaryIO, *, original_name: str, size_limit_bytes: int
) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(content):
        size += len(piece)
        if size > size_limit_bytes:
            limit = f"it is larger than {size_limit_bytes // 1024 // 1024} MB"
            raise refuse("DOCUMENT_UNREADABLE", file=original_name, reason=limit)
        digest.update(piece)
        file.write(piece)
    if not size:
        raise refuse("DOCUMENT_UNREADABLE", file=original_name, reason="it is empty")
    return digest.hexdigest(), size


def recognise(file: BinaryIO, *, original_name: str, claimed: str = "") -> str:
    """The content type of a file by its first bytes; text is text only if all of it is UTF-8 without NUL.

    Raises DOCUMENT_UNREADABLE for any other kind, and when the claimed type is a known one but not this one.
    """
    file.seek(0)
    head = file.read(16)
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    if found == XLSX and not _is_workbook(file):
        raise refuse("DOCUMENT_UNREADABLE", file=original_name, reason=f"it is an archive, not {ALLOWED}")
    if not found and _is_text(file):
        found = claimed if claimed in TEXT_KINDS else CSV if original_name.lower().endswith(".csv") else TEXT
    if not found:
        raise refuse("DOCUMENT_UNREADABLE", file=original_name, reason=f"it is not {ALLOWED}")
    known = {kind for _, kind in _MAGIC} | TEXT_KINDS
    if claimed in known and claimed != found:
        raise refuse("DOCUMENT_UNREADABLE", file=original_name, reason=f"it says {claimed} and is {found}")
    return found


def _is_workbook(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _is_text(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(file):
            if b"\x00" in piece:
                return False
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def hash_of(file: BinaryIO) -> str:
    """SHA-256 of an open file in hex, from its beginning; the file is left at its beginning."""
    file.seek(0)
    digest = hashlib.sha256()
    for piece in _pieces(file):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
