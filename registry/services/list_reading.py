"""Reads a list of record holders into the staging tables: one COPY of good rows, one of what is wrong.

Runs inside the caller's transaction, so that a file which cannot be believed leaves nothing behind.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import connection

from registry.imports.columns import COLUMNS, REQUIRED
from registry.imports.coverage import Coverage, read_coverage
from registry.imports.csv_blocks import BLOCK_BYTES, CsvFile
from registry.imports.pipeline import examined_blocks
from registry.imports.problems import FileRefused
from registry.imports.rules import ListRules
from registry.imports.small_files import ARCHIVE_MARK
from registry.imports.staging import COPY_COLUMNS, REJECT_COLUMNS, ExaminedBlock, RowStager
from registry.imports.workbook import read_workbook
from registry.imports.workbook_parts import PACKED_BYTES
from registry.services.taxpayer_ids import vault

OTHER_KINDS: Final = {
    b"\xd0\xcf\x11\xe0": "an old or encrypted workbook",
    b"\x1f\x8b": "a compressed file",
    b"%PDF": "a PDF",
    b"PK\x05\x06": "an empty archive",
    b"7z\xbc\xaf": "an archive",
    b"Rar!": "an archive",
}
SPOOLED_IN_MEMORY_BYTES: Final = 8 * 1024 * 1024
Progress = Callable[[int, int], None]
"""Told after each block: bytes read so far, rows so far."""


@dataclass(slots=True)
class ListRead:
    """What was read: the file's hash and kind, its rows, and how many of them were rejected."""

    sha256: str
    content_type: str
    row_count: int
    rejected_count: int


def coverage_of_typefaces() -> Coverage:
    """The characters the typefaces of the certificates have, by the file that ships with the forms."""
    return read_coverage(Path(settings.BASE_DIR) / "templates" / "certificates" / "coverage.txt")


@dataclass(slots=True)
class ExaminedFile:
    """A file that is being examined: its kind, its blocks in their order, and then the hash of its bytes."""

    content_type: str
    blocks: Iterable[ExaminedBlock]
    sha256: Callable[[], str]


def read_list(path: Path, *, rules: ListRules, list_id: int, progress: Progress | None = None) -> ListRead:
    """Stage the rows of a CSV or XLSX file under a list. Raises FileRefused; then the caller rolls back."""

    def stager(columns: tuple[str, ...]) -> RowStager:
        return RowStager(columns, rules, vault(), settings.COMMITMENT_KEY, list_id)

    with examined_file(path, stager=stager) as file:
        rows, rejected = _stage(file.blocks, progress=progress)
        return ListRead(file.sha256(), file.content_type, rows, rejected)


@contextmanager
def examined_file(
    path: Path,
    *,
    stager: Callable[[tuple[str, ...]], RowStager],
    known: tuple[str, ...] = COLUMNS,
    required: tuple[str, ...] = REQUIRED,
) -> Iterator[ExaminedFile]:
    """A CSV or XLSX file examined block by block by the stager of its columns. Raises FileRefused."""
    with _opened(path) as (file, size_bytes):
        begin = file.read(4)
        file.seek(0)
        for mark, kind in OTHER_KINDS.items():
            if begin.startswith(mark):
                raise FileRefused("FILE_UNREADABLE", {"reason": f"it is {kind}, not CSV or XLSX"})
        if begin == ARCHIVE_MARK:
            yield _workbook(file, size_bytes=size_bytes, stager=stager, known=known, required=required)
            return
        source = CsvFile(file, known=known, required=required)
        source.read_head()
        blocks = examined_blocks(source.blocks(), stager=stager(source.columns), size_bytes=size_bytes)
        yield ExaminedFile("text/csv", blocks, lambda: source.sha256)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BufferedReader, int]]:
    try:
        # Without O_NONBLOCK a named pipe would hold the reader for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is no file name"
        raise FileRefused("FILE_UNREADABLE", {"reason": reason.lower()}) from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise FileRefused("FILE_UNREADABLE", {"reason": "it is no ordinary file"})
    with os.fdopen(descriptor, "rb") as file:
        if not status.st_size:
            raise FileRefused("LIST_FILE_EMPTY")
        yield file, status.st_size


def _workbook(
    file: BufferedReader,
    *,
    size_bytes: int,
    stager: Callable[[tuple[str, ...]], RowStager],
    known: tuple[str, ...],
    required: tuple[str, ...],
) -> ExaminedFile:
    if size_bytes > PACKED_BYTES:
        limit = f"{PACKED_BYTES // 1024 // 1024} MB"
        raise FileRefused("LIST_FILE_TOO_LARGE", {"size": f"{size_bytes:,} bytes", "limit": limit})
    columns, rows = read_workbook(file, known=known, required=required)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    block = stager(columns).examine_rows(rows)
    block.bytes_read = size_bytes
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return ExaminedFile(kind, [block], lambda: sha256)


def _stage(results: Iterable[ExaminedBlock], *, progress: Progress | None) -> tuple[int, int]:
    """COPY good rows as they come; what is wrong waits in a spool until the connection is free to copy it."""
    rows = rejected = 0
    with tempfile.SpooledTemporaryFile(max_size=SPOOLED_IN_MEMORY_BYTES) as spool:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY holder_list_row ({COPY_COLUMNS}) FROM STDIN") as copy,
        ):
            for result in results:
                copy.write(result.staged)
                spool.write(result.rejected)
                rows, rejected = rows + result.row_count, rejected + result.rejected_count
                if progress is not None:
                    progress(result.bytes_read, rows)
        if not rows:
            raise FileRefused("LIST_FILE_EMPTY")
        spool.seek(0)
        _copy_rejects(spool)
    return rows, rejected


def _copy_rejects(spool: IO[bytes]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY holder_list_reject ({REJECT_COLUMNS}) FROM STDIN") as copy,
    ):
        while piece := spool.read(BLOCK_BYTES):
            copy.write(piece)
