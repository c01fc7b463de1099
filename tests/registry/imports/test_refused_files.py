"""Files that lie get one clear error, and nothing of them stays."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from agreement.errors import InvalidRequest
from registry.imports.columns import COLUMNS
from registry.models import Document, HolderList, HolderListReject, HolderListRow
from tests.registry.imports.conftest import ListPlan
from tests.registry.imports.list_files import line, list_text
from tests.registry.imports.workbooks import workbook

pytestmark = pytest.mark.django_db

HEAD = ",".join(COLUMNS)
GOOD = list_text(line())


def bomb() -> bytes:
    """A workbook whose sheet unpacks to 200 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(200):
                sheet.write(b" " * 1024 * 1024)
    return packed.getvalue()


def lying_bomb() -> bytes:
    """The same, whose directory says that every part is ten bytes long."""
    content = bytearray(bomb())
    directory = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 10)
    return bytes(content)


HOSTILE: dict[str, tuple[bytes, str]] = {
    "an empty file": (b"", "LIST_FILE_EMPTY"),
    "blanks alone": (b"\n  \n\n", "LIST_FILE_EMPTY"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "LIST_FILE_EMPTY"),
    "a head alone": (HEAD.encode(), "LIST_FILE_EMPTY"),
    "a head and blank lines": (f"{HEAD}\n\n,,,\n".encode(), "LIST_FILE_EMPTY"),
    "another encoding": (list_text(line(city="Zürich")).encode("latin-1"), "LIST_FILE_ENCODING"),
    "UTF-16": (GOOD.encode("utf-16"), "LIST_FILE_ENCODING"),
    "a cut-off character": (GOOD.encode() + "A,ü".encode()[:-1], "LIST_FILE_ENCODING"),
    "a zero byte": (GOOD.encode() + b"A2,\x00\n", "LIST_FILE_NUL"),
    "a zero byte in the head": (b"acc\x00ount\n", "LIST_FILE_NUL"),
    "ten megabytes in one field": (GOOD.encode() + b"A2," + b"x" * 10_000_000 + b"\n", "LIST_FIELD_TOO_LONG"),
    "ten megabytes without an end": (GOOD.encode() + b"x" * 10_000_000, "LIST_FIELD_TOO_LONG"),
    "ten megabytes of head": (b"a" * 10_000_000, "LIST_FIELD_TOO_LONG"),
    "a field of a hundred thousand": (
        list_text(line(city="x" * 100_000), line(account="A2")).encode(),
        "LIST_FIELD_TOO_LONG",
    ),
    "a quotation mark never closed": (GOOD.encode() + b'A2,"Alder\n' + b"x,y\n" * 99_000, "LIST_QUOTE_OPEN"),
    "an end inside quotation marks": (GOOD.encode() + b'A2,"Alder', "LIST_FILE_TRUNCATED"),
    "a stray quotation mark": (GOOD.encode() + b'A2,"Alder" Fund,x\n', "LIST_QUOTE_OPEN"),
    "an unknown column": (b"account,shoe_size\nA,9\n", "LIST_COLUMN_UNKNOWN"),
    "a missing column": (b"account\nA\n", "LIST_COLUMN_MISSING"),
    "a column twice": (f"{HEAD},account\n".encode(), "LIST_COLUMN_TWICE"),
    "semicolons": (GOOD.replace(",", ";").encode(), "FILE_UNREADABLE"),
    "carriage returns alone": (GOOD.replace("\n", "\r").encode(), "FILE_UNREADABLE"),
    "a PDF": (b"%PDF-1.7\n" + GOOD.encode(), "FILE_UNREADABLE"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "FILE_UNREADABLE"),
    "a compressed file": (b"\x1f\x8b\x08" + GOOD.encode(), "FILE_UNREADABLE"),
    "noise": (bytes(range(256)) * 40, "LIST_FILE_NUL"),
    "a truncated workbook": (workbook([line().split(",")])[:-200], "LIST_FILE_TRUNCATED"),
    "half a workbook": (workbook([line().split(",")])[:1500], "LIST_FILE_TRUNCATED"),
    "a zip bomb": (bomb(), "LIST_FILE_TOO_LARGE"),
    "a zip bomb that says it is small": (lying_bomb(), "LIST_FILE_TRUNCATED"),
    "an archive of something else": (b"PK\x03\x04" + b"\0" * 400, "LIST_FILE_TRUNCATED"),
}


@pytest.mark.row("R-3a-6")
@pytest.mark.parametrize(("content", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_lies_gets_one_error_and_writes_nothing(
    list_plan: ListPlan, content: bytes, code: str
) -> None:
    notice, filed = list_plan.certify(shares="250", holders=1), Document.objects.count()
    with pytest.raises(InvalidRequest) as refused:
        list_plan.take(content, notice=notice)
    assert refused.value.code == code
    assert refused.value.cure
    assert str(refused.value).count(".") <= 3
    for model in (HolderList, HolderListRow, HolderListReject):
        assert not model.objects.exists()
    assert Document.objects.count() == filed
    assert not (list_plan.folder / "files").exists()


def as_folder(folder: Path) -> Path:
    return folder


def as_nothing(folder: Path) -> Path:
    return folder / "absent.csv"


def as_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


def as_loop(folder: Path) -> Path:
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    return folder / "loop.csv"


@pytest.mark.parametrize("make", [as_folder, as_nothing, as_pipe, as_loop])
def test_what_is_no_ordinary_file_is_refused(list_plan: ListPlan, make: Callable[[Path], Path]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        list_plan.take(make(list_plan.folder))
    assert refused.value.code == "FILE_UNREADABLE"
    assert not HolderList.objects.exists()


@pytest.mark.row("R-3a-6")
def test_a_refused_file_names_the_line_it_breaks_on(list_plan: ListPlan) -> None:
    with pytest.raises(InvalidRequest, match="line 4") as refused:
        list_plan.take(list_text(line(), line(account="A2")).encode() + b"\xff\n")
    assert refused.value.facts["line"] == 4


def test_a_hostile_file_is_read_in_little_memory(list_plan: ListPlan) -> None:
    content = GOOD.encode() + b'A2,"' + b"x\n" * 15_000_000
    path = list_plan.write(content)
    del content
    tracemalloc.start()
    with pytest.raises(InvalidRequest):
        list_plan.take(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 * 1024 * 1024


def test_the_connection_serves_on_after_a_refused_file(list_plan: ListPlan) -> None:
    with pytest.raises(InvalidRequest):
        list_plan.take(GOOD.encode() + b"A2,\x00\n")
    assert list_plan.take(GOOD).state == "STAGED"
    assert connection.is_usable()
