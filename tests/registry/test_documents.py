"""The evidence store: papers by their hash, what may be filed, and what was received when (§18(b))."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from agreement.errors import BooksOutOfBalance, InvalidRequest, NotOnTheBooks
from registry.models import Document
from registry.services import document_files
from registry.services.documents import file_document, open_document
from tests.registry.company_desk import Desk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


def file(desk: Desk, content: bytes, **changed: Any) -> Document:
    told: dict[str, Any] = {
        "kind": "LETTER",
        "title": "Assignment",
        "original_name": "paper",
        "content_type": "",
        "signed_on": None,
        "received_at": desk.at,
        "received_by": desk.maker,
        "at": desk.at,
        "genuineness_check": "signature compared with the specimen",
    } | changed
    return file_document(desk.agreement, content=content, **told)


@pytest.mark.row("R-18b-1")
def test_a_paper_is_kept_by_its_hash_with_its_receiver_and_instants(desk: Desk) -> None:
    content = b"%PDF-1.4 assignment"
    paper = file(desk, content, original_name="../../assignment.pdf", signed_on=date(2003, 6, 16))
    assert paper.sha256 == hashlib.sha256(content).hexdigest()
    assert (paper.size_bytes, paper.content_type) == (len(content), "application/pdf")
    assert (paper.received_by, paper.received_at, paper.recorded_at) == (desk.maker, desk.at, desk.at)
    assert (paper.original_name, paper.signed_on) == ("assignment.pdf", date(2003, 6, 16))
    assert paper.genuineness_check == "signature compared with the specimen"
    with open_document(paper) as opened:
        assert opened.read() == content


def test_the_same_paper_twice_is_one_file_and_two_receipts(desk: Desk) -> None:
    first, second = file(desk, b"the same"), file(desk, b"the same")
    assert first.pk != second.pk
    assert first.stored_as == second.stored_as
    assert (Path(settings.FILES_ROOT) / first.stored_as).read_bytes() == b"the same"


@pytest.mark.parametrize(
    ("content", "name", "claimed", "found"),
    [
        (b"%PDF-1.7\n...", "a.pdf", "application/pdf", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "a.png", "", "image/png"),
        (b"\xff\xd8\xff\xe0...", "a.jpg", "image/jpeg", "image/jpeg"),
        (b"II*\x00....", "fax.tif", "application/octet-stream", "image/tiff"),
        ("Señor Ångström".encode(), "letter.txt", "", "text/plain"),
        (b"account,shares\n1,2\n", "list.csv", "", "text/csv"),
        (workbook("[Content_Types].xml", "xl/workbook.xml"), "list.xlsx", XLSX, XLSX),
    ],
)
def test_what_a_paper_is_follows_from_its_bytes(
    desk: Desk, content: bytes, name: str, claimed: str, found: str
) -> None:
    assert file(desk, content, original_name=name, content_type=claimed).content_type == found


@pytest.mark.parametrize(
    ("content", "claimed", "why"),
    [
        (b"", "", "empty"),
        (b"\x7fELF\x02\x01\x01\x00", "", "it is not PDF"),
        (b"text with a \x00 byte", "text/plain", "it is not PDF"),
        (b"\xff\xfet\x00e\x00x\x00t\x00", "text/plain", "it is not PDF"),
        (workbook("word/document.xml"), "", "archive"),
        (b"PK\x03\x04 broken", XLSX, "archive"),
        (b"\x89PNG\r\n\x1a\n...", "application/pdf", "says application/pdf"),
        (b"<html><script>alert(1)</script>", "application/pdf", "says application/pdf"),
    ],
)
def test_what_is_no_paper_is_refused_and_leaves_nothing(
    desk: Desk, content: bytes, claimed: str, why: str
) -> None:
    before = sorted(Path(settings.FILES_ROOT).rglob("*"))
    with pytest.raises(InvalidRequest) as refused:
        file(desk, content, content_type=claimed)
    assert refused.value.code == "DOCUMENT_UNREADABLE"
    assert why in str(refused.value)
    assert sorted(Path(settings.FILES_ROOT).rglob("*")) == before
    assert Document.objects.filter(kind="LETTER").count() == 0


def test_a_paper_over_the_limit_is_refused(desk: Desk) -> None:
    limit = {"original_name": "long.txt", "size_limit_bytes": 1000}
    with document_files.received_file(b"x" * 1000, **limit) as file:
        assert file.stored.size_bytes == 1000
    with (
        pytest.raises(InvalidRequest, match="larger than"),
        document_files.received_file(b"x" * 1001, **limit),
    ):
        pass


@pytest.mark.row("R-18b-1")
def test_nothing_is_received_later_than_it_is_recorded(desk: Desk) -> None:
    with pytest.raises(InvalidRequest) as refused:
        file(desk, b"letter", received_at=desk.at + timedelta(seconds=1))
    assert refused.value.code == "RECEIVED_AFTER_RECORDED"
    with pytest.raises(InvalidRequest) as signed:
        file(desk, b"letter", signed_on=date(2003, 6, 19))
    assert signed.value.code == "SIGNED_AFTER_RECEIVED"
    with pytest.raises(InvalidRequest) as naive:
        file(desk, b"letter", received_at=desk.at.replace(tzinfo=None))
    assert naive.value.code == "NAIVE_TIMESTAMP"


@pytest.mark.row("R-18b-1")
def test_a_file_changed_or_lost_after_receipt_is_found_when_it_is_opened(desk: Desk) -> None:
    paper = file(desk, b"one thousand Rights")
    place = Path(settings.FILES_ROOT) / paper.stored_as
    place.chmod(0o640)
    place.write_bytes(b"nine thousand Rights")
    with pytest.raises(BooksOutOfBalance):
        open_document(paper)
    place.unlink()
    with pytest.raises(NotOnTheBooks):
        open_document(paper)
