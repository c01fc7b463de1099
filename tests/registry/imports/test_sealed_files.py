"""Received lists on disk: sealed, opened whole or not at all, under any key that is still on the ring."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from agreement.errors import BooksOutOfBalance, InvalidRequest
from registry.models import Document
from registry.services.documents import open_document
from registry.services.sealed_files import FRAME_BYTES, TAG_BYTES, open_sealed, store_sealed
from tests.registry.imports.conftest import ListPlan
from tests.registry.imports.list_files import line, list_text

pytestmark = pytest.mark.django_db
FRAME = FRAME_BYTES + TAG_BYTES
SIZES = (1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES)


class Trickle(io.BytesIO):
    """A source that hands out fewer bytes than it is asked for, as a socket does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 70_000) if size and size > 0 else size)


def sealed(settings: Any, content: bytes, *, source: Callable[[bytes], Any] = io.BytesIO) -> tuple[str, Path]:
    """Seal a content; its hash and the place of the file."""
    sha256 = hashlib.sha256(content).hexdigest()
    told = {"original_name": "list.csv", "content_type": "text/csv"}
    stored = store_sealed(source(content), sha256=sha256, **told)
    place = Path(settings.FILES_ROOT) / stored.stored_as
    assert (stored.sha256, stored.size_bytes) == (sha256, len(content))
    place.chmod(0o640)
    return sha256, place


def plain(place: Path, sha256: str) -> bytes:
    with open_sealed(place.open("rb"), sha256=sha256) as opened:
        return opened.read()


@pytest.mark.parametrize("size", SIZES)
def test_a_sealed_file_gives_back_its_content_and_shows_none_of_it(settings: Any, size: int) -> None:
    content = os.urandom(size)
    sha256, place = sealed(settings, content)
    assert plain(place, sha256) == content
    assert content[: max(size // 2, 8)] not in place.read_bytes() or size == 1
    assert place.stat().st_size - size < 100 + (size // FRAME_BYTES + 1) * TAG_BYTES


def test_a_source_that_gives_little_at_a_time_is_sealed_in_whole_frames(settings: Any) -> None:
    content = os.urandom(2 * FRAME_BYTES + 5)
    sha256, place = sealed(settings, content, source=Trickle)
    assert plain(place, sha256) == content


def test_a_sealed_file_is_read_from_any_place_in_it(settings: Any) -> None:
    content = os.urandom(2 * FRAME_BYTES + 100)
    sha256, place = sealed(settings, content)
    with open_sealed(place.open("rb"), sha256=sha256) as opened:
        opened.seek(FRAME_BYTES - 3)
        assert opened.read(6) == content[FRAME_BYTES - 3 : FRAME_BYTES + 3]
        assert opened.seek(-50, os.SEEK_END) == len(content) - 50
        assert opened.read() == content[-50:]


def test_the_same_content_is_never_sealed_into_the_same_bytes(settings: Any) -> None:
    sha256, place = sealed(settings, b"one line\n" * 50)
    first = place.read_bytes()
    again, same_place = sealed(settings, b"one line\n" * 50)
    assert (again, same_place) == (sha256, place)
    assert same_place.read_bytes()[60:] != first[60:]


def swapped(sealed_bytes: bytes) -> bytes:
    head = len(sealed_bytes) - 3 * FRAME
    first, second = sealed_bytes[head : head + FRAME], sealed_bytes[head + FRAME : head + 2 * FRAME]
    return sealed_bytes[:head] + second + first + sealed_bytes[head + 2 * FRAME :]


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda sealed: sealed[:-FRAME], id="its last frame is cut off"),
        pytest.param(lambda sealed: sealed[:-1], id="its last byte is cut off"),
        pytest.param(lambda sealed: sealed[:20], id="only its head is left"),
        pytest.param(lambda sealed: b"", id="nothing is left"),
        pytest.param(swapped, id="two frames changed places"),
        pytest.param(lambda sealed: sealed[:-FRAME] + sealed[-FRAME:] * 2, id="a frame stands twice"),
        pytest.param(
            lambda sealed: sealed[:-9] + bytes([sealed[-9] ^ 1]) + sealed[-8:], id="one bit differs"
        ),
        pytest.param(lambda sealed: sealed + b"\0" * FRAME, id="something was added"),
        pytest.param(lambda sealed: b"account,shares\n", id="it is not sealed"),
    ],
)
def test_a_file_truncated_reordered_or_altered_is_refused_in_one_sentence(
    settings: Any, harm: Callable[[bytes], bytes]
) -> None:
    sha256, place = sealed(settings, os.urandom(3 * FRAME_BYTES))
    place.write_bytes(harm(place.read_bytes()))
    with pytest.raises(BooksOutOfBalance, match="not the one that was received"):
        plain(place, sha256)


def test_a_frame_of_another_file_does_not_open_in_this_one(settings: Any) -> None:
    first, place = sealed(settings, os.urandom(2 * FRAME_BYTES))
    _, other = sealed(settings, os.urandom(2 * FRAME_BYTES))
    place.write_bytes(place.read_bytes()[:-FRAME] + other.read_bytes()[-FRAME:])
    with pytest.raises(BooksOutOfBalance, match="not the one that was received"):
        plain(place, first)
    place.write_bytes(other.read_bytes())
    with pytest.raises(BooksOutOfBalance, match="not the one that was received"):
        plain(place, first)


def test_an_older_key_still_opens_and_a_key_that_is_gone_is_named(settings: Any) -> None:
    settings.TAXPAYER_KEY_RING = {"2003": secrets.token_bytes(32)}
    sha256, place = sealed(settings, b"account\n")
    settings.TAXPAYER_KEY_RING = settings.TAXPAYER_KEY_RING | {"2004": secrets.token_bytes(32)}
    assert plain(place, sha256) == b"account\n"
    settings.TAXPAYER_KEY_RING = {"2004": secrets.token_bytes(32)}
    with pytest.raises(BooksOutOfBalance, match="key 2003 of a sealed file"):
        plain(place, sha256)


def test_a_content_other_than_the_one_read_is_not_filed(settings: Any) -> None:
    with pytest.raises(InvalidRequest, match="changed while it was read"):
        store_sealed(io.BytesIO(b"two"), sha256="0" * 64, original_name="list.csv", content_type="text/csv")
    assert not [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]


@pytest.mark.row("R-5b-2")
def test_no_word_of_a_received_list_stands_in_clear_in_the_store(list_plan: ListPlan, settings: Any) -> None:
    text = list_text(line())
    listed = list_plan.take(text)
    on_disk = b"".join(path.read_bytes() for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file())
    for word in (b"512-34-8765", b"512348765", b"Alder Fund", b"Market St"):
        assert word not in on_disk
    with open_document(listed.document) as opened:
        assert opened.read() == text.encode()
    place = Path(settings.FILES_ROOT) / listed.document.stored_as
    place.chmod(0o640)
    place.write_bytes(place.read_bytes()[:-1])
    with pytest.raises(BooksOutOfBalance, match=f"document {listed.document.pk} is not the one"):
        open_document(listed.document)


def test_the_database_takes_no_list_that_is_filed_in_clear(list_plan: ListPlan) -> None:
    paper = Document.objects.get(pk=list_plan.document.pk)
    paper.pk, paper.kind, paper.stored_as = None, "HOLDER_LIST", "documents/00/00"
    with pytest.raises(IntegrityError, match="filed_list_is_sealed"):
        paper.save(force_insert=True)
