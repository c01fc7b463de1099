"""XLSX files for tests, as a spreadsheet would write them, and altered where one would not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter

from registry.imports.columns import COLUMNS

Sheet = Any


def workbook(
    rows: Iterable[Sequence[object]],
    *,
    columns: Sequence[str] = COLUMNS,
    alter: Callable[[Sheet, Any], None] | None = None,
) -> bytes:
    """A workbook with a head and these rows, texts as texts. `alter` gets sheet and book."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, columns)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if cell != "":
                sheet.write(number, place, cell)
    if alter is not None:
        alter(sheet, book)
    book.close()
    return packed.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part altered."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for entry in old.namelist():
            part = old.read(entry)
            new.writestr(entry, change(part) if entry == name else part)
    return packed.getvalue()
