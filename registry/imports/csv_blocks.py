"""A CSV file of any size as blocks of whole records, in bounded memory.

A record ends at a line feed outside quotation marks. Only the number of marks is counted here; whoever reads
a block parses it strictly, so that a file with a stray mark is refused and never misread.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final, NamedTuple

from registry.imports.columns import COLUMNS, REQUIRED
from registry.imports.problems import FileRefused

BLOCK_BYTES: Final = 512 * 1024
RECORD_BYTES: Final = 64 * 1024
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
OTHER_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "strokes"}


class Block(NamedTuple):
    """Whole records, the physical line the first begins on, and how far into the file the block reaches."""

    records: bytes
    first_line: int
    bytes_read: int


@dataclass
class CsvFile:
    """An open CSV file: read the head, then `blocks()` once; `sha256` is then that of the file.

    `known` and `required` are the columns it may and must have; those of a list unless told otherwise.
    """

    file: BinaryIO
    known: tuple[str, ...] = COLUMNS
    required: tuple[str, ...] = REQUIRED
    columns: tuple[str, ...] = ()
    bytes_read: int = 0
    next_line: int = 1
    carried: bytes = b""
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes read so far, in hex."""
        return self.digest.hexdigest()

    def blocks(self) -> Iterator[Block]:
        """The records after the head. FileRefused for an open quotation mark or an endless record."""
        while piece := self._read():
            whole = self.carried + piece
            end = end_of_records(whole)
            self.carried = whole[end:]
            if end:
                yield self._block(whole[:end])
            if len(self.carried) > RECORD_BYTES:
                raise self._endless(self.carried)
        if self.carried.count(b'"') % 2:
            raise self._left_open()
        if self.carried:
            yield self._block(self.carried)

    def _left_open(self) -> FileRefused:
        """The refusal of a file that ends inside quotation marks, by the line they were opened on."""
        end = end_of_records(self.carried)
        line = self.next_line + self.carried.count(b"\n", 0, end)
        if len(self.carried) - end > RECORD_BYTES:
            return FileRefused("LIST_QUOTE_OPEN", {"line": line})
        return FileRefused("LIST_FILE_TRUNCATED", {"place": f"line {line}, inside quotation marks"})

    def _read(self) -> bytes:
        piece = self.file.read(BLOCK_BYTES)
        self.digest.update(piece)
        self.bytes_read += len(piece)
        return piece

    def _block(self, records: bytes) -> Block:
        block = Block(records, self.next_line, self.bytes_read)
        self.next_line += records.count(b"\n")
        return block

    def _endless(self, record: bytes) -> FileRefused:
        if b"\0" in record:
            return FileRefused("LIST_FILE_NUL", {"line": self.next_line})
        if b"\n" in record and len(record) > RECORD_BYTES:
            return FileRefused("LIST_QUOTE_OPEN", {"line": self.next_line})
        return longest_field_refused(record, columns=self.columns, line=self.next_line)

    def read_head(self) -> None:
        """Read the columns from the first line. FileRefused where they are not those wanted."""
        piece = self._read().removeprefix(BYTE_ORDER_MARK)
        if piece[:2] in WIDE_MARKS:
            raise FileRefused("LIST_FILE_ENCODING", {"line": 1})
        while b"\n" not in piece and len(piece) <= RECORD_BYTES and (more := self._read()):
            piece += more
        head, line_feed, self.carried = piece.partition(b"\n")
        if len(head) > RECORD_BYTES:
            raise FileRefused(
                "LIST_FIELD_TOO_LONG", {"line": 1, "column": "of the head", "limit": RECORD_BYTES}
            )
        if not piece.strip():
            raise FileRefused("LIST_FILE_EMPTY")
        self.columns = columns_of(head, known=self.known, required=self.required)
        self.next_line = 2 if line_feed else 1


def end_of_records(whole: bytes) -> int:
    """How many bytes of a piece that begins with a record are whole records."""
    end = whole.rfind(b"\n")
    is_inside = whole.count(b'"', 0, max(end, 0)) % 2
    while end >= 0 and is_inside:
        mark = whole.rfind(b'"', 0, end)
        earlier = whole.rfind(b"\n", 0, mark)
        is_inside = (is_inside + whole.count(b'"', max(earlier, 0), end)) % 2
        end = earlier
    return end + 1


def longest_field_refused(record: bytes, *, columns: tuple[str, ...], line: int) -> FileRefused:
    """The refusal of a record that is too long, naming the column whose field is the longest."""
    fields = record.split(b",")
    longest = max(range(len(fields)), key=lambda number: len(fields[number]))
    column = columns[longest] if longest < len(columns) else f"number {longest + 1}"
    return FileRefused("LIST_FIELD_TOO_LONG", {"line": line, "column": column, "limit": RECORD_BYTES})


def columns_of(
    head: bytes, *, known: tuple[str, ...] = COLUMNS, required: tuple[str, ...] = REQUIRED
) -> tuple[str, ...]:
    """The columns that the head names, in its order."""
    if b"\0" in head:
        raise FileRefused("LIST_FILE_NUL", {"line": 1})
    try:
        text = head.decode().rstrip("\r")
        names = next(csv.reader([text], strict=True), [])
    except UnicodeDecodeError:
        raise FileRefused("LIST_FILE_ENCODING", {"line": 1}) from None
    except csv.Error as error:
        raise FileRefused("FILE_UNREADABLE", {"reason": f"its head is no CSV ({error})"}) from None
    if "\r" in text:
        raise FileRefused("FILE_UNREADABLE", {"reason": "its lines end with a carriage return alone"})
    for sign, name in OTHER_SEPARATORS.items():
        if len(names) == 1 and sign in text:
            raise FileRefused(
                "FILE_UNREADABLE", {"reason": f"its head is separated by {name}, not by commas"}
            )
    return checked_columns(names, known=known, required=required)


def checked_columns(
    names: list[str], *, known: tuple[str, ...] = COLUMNS, required: tuple[str, ...] = REQUIRED
) -> tuple[str, ...]:
    """The columns, in small letters. FileRefused for an unknown, a missing or a second one."""
    columns = tuple(name.strip().lower() for name in names)
    unknown = [name.strip()[:40] or "(blank)" for name in names if name.strip().lower() not in known]
    if unknown:
        raise FileRefused("LIST_COLUMN_UNKNOWN", {"columns": ", ".join(map(printable, unknown[:5]))})
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise FileRefused("LIST_COLUMN_TWICE", {"columns": ", ".join(twice)})
    missing = [column for column in required if column not in columns]
    if missing:
        raise FileRefused("LIST_COLUMN_MISSING", {"columns": ", ".join(missing)})
    return columns


def printable(text: str) -> str:
    """A text from outside with its invisible signs spelt out."""
    return "".join(sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in text)
