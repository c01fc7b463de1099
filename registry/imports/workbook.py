"""An XLSX list as rows of texts: small, whole, without formulas, and with text where a list has text.

A number in a text column is refused because a spreadsheet has already thrown away what it looked like:
account 00123 has become 123.
"""

import datetime
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import BinaryIO, Final

from python_calamine import CalamineWorkbook

from registry.imports.columns import COLUMNS, REQUIRED
from registry.imports.csv_blocks import checked_columns
from registry.imports.problems import FileRefused
from registry.imports.workbook_parts import ROWS, look_through, packed_anew, unpacked_parts

NUMBERS: Final = frozenset({"common_shares", "certificate", "rights"})
DATES: Final = frozenset({"shares_issued_on", "dated", "countersigned_on", "stopped_on"})
HEAD_ROW: Final = 1

Cell = object
Row = tuple[int, list[str]]


def read_workbook(
    file: BinaryIO, *, known: tuple[str, ...] = COLUMNS, required: tuple[str, ...] = REQUIRED
) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The columns of a workbook's one sheet, and its rows with their row numbers.

    FileRefused for an archive beyond the limits, a formula, a number in a text column, several sheets with
    contents, an unknown column. Everything is examined before the first row is given.
    """
    parts = unpacked_parts(file)
    looks = list(look_through(parts))
    for look in looks:
        if look.formula_at:
            raise FileRefused("LIST_CELL_FORMULA", {"cell": look.formula_at})
    filled = [look.name for look in looks if look.number_of_cells]
    if not filled:
        raise FileRefused("LIST_FILE_EMPTY")
    if len(filled) > 1:
        raise FileRefused("FILE_UNREADABLE", {"reason": "more than one of its sheets has contents"})
    cells = _cells(packed_anew(parts))
    columns = _columns(cells, known=known, required=required)
    width = len(columns)
    texts = [
        (number, _texts(row, number=number, columns=columns))
        for number, row in enumerate(cells[HEAD_ROW:], start=HEAD_ROW + 1)
        if any(not _is_blank(cell) for cell in row)
    ]
    return columns, ((number, row[:width]) for number, row in texts)


def _cells(packed: BinaryIO) -> list[list[Cell]]:
    """The cells of the sheet that has any, from its first row and column on."""
    try:
        workbook = CalamineWorkbook.from_filelike(packed)
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        rows = [[list[Cell](row) for row in sheet.to_python(skip_empty_area=False)] for sheet in sheets]
    except BaseException as error:
        # A panic of the reader's Rust code is no Exception, and must not end the process that reads a file.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            reason = f"it is no proper workbook ({error})"[:200]
            raise FileRefused("FILE_UNREADABLE", {"reason": reason}) from None
        raise
    filled = [sheet for sheet in rows if any(not _is_blank(cell) for row in sheet for cell in row)]
    if len(filled) != 1:
        raise FileRefused("LIST_FILE_EMPTY")
    if len(filled[0]) > ROWS + HEAD_ROW:
        raise FileRefused(
            "LIST_FILE_TOO_LARGE", {"size": f"{len(filled[0]):,} rows", "limit": f"{ROWS:,} rows"}
        )
    return filled[0]


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _columns(
    cells: list[list[Cell]], *, known: tuple[str, ...], required: tuple[str, ...]
) -> tuple[str, ...]:
    head = list(cells[0])
    while head and _is_blank(head[-1]):
        head.pop()
    if not head:
        raise FileRefused("LIST_COLUMN_MISSING", {"columns": "all of them: the first row is empty"})
    names = [cell if isinstance(cell, str) else str(cell) for cell in head]
    return checked_columns(names, known=known, required=required)


def _texts(row: Sequence[Cell], *, number: int, columns: Sequence[str]) -> list[str]:
    """One row as texts. A field beyond the head is kept, so that the row is found too long."""
    texts = []
    for position, cell in enumerate(row):
        if position < len(columns):
            texts.append(_text(cell, column=columns[position], place=f"{letters(position + 1)}{number}"))
        elif not _is_blank(cell):
            place = f"{letters(position + 1)}{number}"
            raise FileRefused(
                "FILE_UNREADABLE", {"reason": f"cell {place} stands outside the columns of the head"}
            )
    return texts + [""] * (len(columns) - len(texts))


def letters(number: int) -> str:
    """1, 2, … 27 as A, B, … AA."""
    name = ""
    while number:
        number, place = divmod(number - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def _text(cell: Cell, *, column: str, place: str) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    if column in NUMBERS and isinstance(cell, int | float) and not isinstance(cell, bool):
        return exact_text(cell)
    if column in DATES and isinstance(cell, datetime.date):
        if isinstance(cell, datetime.datetime) and cell.time() != datetime.time():
            return cell.isoformat(" ")
        return cell.strftime("%Y-%m-%d")
    if column in COLUMNS:
        raise FileRefused("LIST_CELL_NUMBER_IN_TEXT", {"cell": place, "column": column})
    return str(cell)


def exact_text(number: float) -> str:
    """A spreadsheet's number as the shortest decimal that means it: what the person typed."""
    return format(Decimal(repr(number)).normalize(), "f") if math.isfinite(number) else "not a number"
