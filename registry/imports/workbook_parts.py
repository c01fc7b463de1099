"""The parts of an XLSX file, unpacked within limits and looked through before any is believed.

What an archive says of itself is not trusted: every part is unpacked here, up to the limit and no further,
and the workbook that is read afterwards is packed anew from the very bytes that were looked at.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final
from xml.parsers import expat

from registry.imports.problems import FileRefused

UNPACKED_BYTES: Final = 20 * 1024 * 1024
PACKED_BYTES: Final = 20 * 1024 * 1024
ROWS: Final = 50_000
COLUMNS_LOOKED_AT: Final = 64
PARTS: Final = 500
PIECE: Final = 64 * 1024
NEEDED: Final = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
FOREIGN: Final = ("xl/workbook.bin", "xl/vbaProject.bin", "content.xml")
LOOKED_AT: Final = (".xml", ".rels")
CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
MEGABYTE: Final = 1024 * 1024


@dataclass
class SheetLook:
    """What one look through the XML of a part found: whether it is a sheet, its first formula, its extent."""

    name: str
    is_sheet: bool = False
    formula_at: str = ""
    number_of_cells: int = 0
    cell: str = ""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition("}")[2]
        if name == "sheetData":
            self.is_sheet = True
        elif not self.is_sheet:
            return
        elif name == "c":
            self._enter(attributes.get("r", ""))
        elif name == "f":
            self.formula_at = self.formula_at or self.cell or "?"
        elif name == "row":
            self._check_row(int(attributes.get("r", "0") or 0))

    def _enter(self, reference: str) -> None:
        self.cell = reference
        self.number_of_cells += 1
        found = CELL.fullmatch(reference)
        if reference and found is None:
            raise FileRefused("FILE_UNREADABLE", {"reason": "a cell has no proper address"})
        if found:
            self._check_row(int(found[2]))
            if column_number(found[1]) > COLUMNS_LOOKED_AT:
                raise FileRefused("FILE_UNREADABLE", {"reason": f"it has contents out at cell {reference}"})

    def _check_row(self, number: int) -> None:
        if number > ROWS + 1:
            raise FileRefused("LIST_FILE_TOO_LARGE", {"size": f"a row {number:,}", "limit": f"{ROWS:,} rows"})


def column_number(letters: str) -> int:
    """A, B, … AA as 1, 2, … 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def unpacked_parts(file: BinaryIO) -> dict[str, bytes]:
    """The XML parts of an archive by name, within the limits. FileRefused for one that lies or is cut off.

    Whatever else lies in it (pictures, printer settings) is counted and left behind.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            return _unpacked(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError) as error:
        raise FileRefused("LIST_FILE_TRUNCATED", {"place": f"its archive ({error})"[:200]}) from None
    except (NotImplementedError, RuntimeError) as error:
        raise FileRefused(
            "FILE_UNREADABLE", {"reason": f"its archive is of another kind ({error})"[:200]}
        ) from None


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > PARTS or len(set(names)) != len(names):
        raise FileRefused(
            "FILE_UNREADABLE", {"reason": "its archive has too many parts, or one of them twice"}
        )
    if not set(names) >= NEEDED or any(name in FOREIGN for name in names):
        reason = "it is no XLSX workbook without macros"
        raise FileRefused("FILE_UNREADABLE", {"reason": reason})
    total = sum(entry.file_size for entry in entries)
    if total > UNPACKED_BYTES:
        raise _too_large(f"{total / MEGABYTE:.0f} MB unpacked")


def _too_large(size: str) -> FileRefused:
    return FileRefused(
        "LIST_FILE_TOO_LARGE", {"size": size, "limit": f"{UNPACKED_BYTES // MEGABYTE} MB unpacked"}
    )


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    room = UNPACKED_BYTES
    for entry in entries:
        if entry.is_dir():
            continue
        content = bytearray()
        with archive.open(entry) as part:
            while piece := part.read(PIECE):
                content += piece
                if len(content) > room:
                    raise _too_large("more than it says")
        room -= len(content)
        if entry.filename.endswith(LOOKED_AT):
            parts[entry.filename] = bytes(content)
    return parts


def packed_anew(parts: dict[str, bytes]) -> io.BytesIO:
    """The parts as an archive of our own making, uncompressed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def look_through(parts: dict[str, bytes]) -> Iterator[SheetLook]:
    """One look at every part. FileRefused for a document type, which a workbook never has."""
    for name, content in parts.items():
        yield _look(name, content=content)


def _look(name: str, *, content: bytes) -> SheetLook:
    look = SheetLook(name)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = look.begin

    def refuse_doctype(*_: object) -> None:
        raise FileRefused("FILE_UNREADABLE", {"reason": "its XML declares a document type"})

    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise FileRefused("LIST_FILE_TRUNCATED", {"place": f"{name}, line {error.lineno}"}) from None
    except ValueError:
        raise FileRefused("FILE_UNREADABLE", {"reason": f"its part {name} has no proper addresses"}) from None
    return look
