"""A CSV or XLSX file of some thousand rows, read whole into memory."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from registry.imports.csv_blocks import checked_columns
from registry.imports.problems import FileRefused
from registry.imports.workbook import read_workbook

ARCHIVE_MARK: Final = b"PK\x03\x04"

Rows = Iterable[tuple[int, list[str]]]


def read_rows(
    content: bytes, *, known: tuple[str, ...], required: tuple[str, ...]
) -> tuple[tuple[str, ...], Rows]:
    """The columns of a file, and each row with the line it stands on; rows without any field are left out.

    FileRefused for a file that cannot be believed as a whole.
    """
    if content.startswith(ARCHIVE_MARK):
        return read_workbook(io.BytesIO(content), known=known, required=required)
    reader = csv.reader(io.StringIO(_text_of(content), newline=""), strict=True)
    try:
        columns = checked_columns(next(reader, []), known=known, required=required)
        return columns, [(reader.line_num, fields) for fields in reader if fields]
    except csv.Error as error:
        reason = f"line {reader.line_num} is no CSV ({error})"
        raise FileRefused("FILE_UNREADABLE", {"reason": reason}) from None


def _text_of(content: bytes) -> str:
    if b"\0" in content:
        raise FileRefused("LIST_FILE_NUL", {"line": content[: content.index(b"\0")].count(b"\n") + 1})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("LIST_FILE_ENCODING", {"line": content[: error.start].count(b"\n") + 1}) from None
