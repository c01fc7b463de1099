"""The canonical bytes of the books' rows, written a second time, in Python.

A leaf is the sha256 of '<table>-<version>|' and the columns joined by '|': numbers and words of a fixed list
as they are, null as '~', dates as YYYY-MM-DD, instants in UTC to the microsecond, bytes as hexadecimal, free
text as its own sha256. Nothing here is shared with the functions in the database; agreement of the two is the
proof.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

Write = Callable[[Any], str]
NOTHING = "~"


def plain(value: object) -> str:
    """A number, or a word of a fixed list."""
    return NOTHING if value is None else str(value)


def text(value: str | None) -> str:
    """Free text, by its sha256."""
    return NOTHING if value is None else hashlib.sha256(value.encode()).hexdigest()


def day(value: date | None) -> str:
    """A date."""
    return NOTHING if value is None else value.isoformat()


def instant(value: datetime | None) -> str:
    """An instant in UTC, to the microsecond."""
    return NOTHING if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def octets(value: bytes | memoryview | None) -> str:
    """Bytes in hexadecimal."""
    return NOTHING if value is None else bytes(value).hex()


class LeafTable:
    """A table of the books: its columns in order, and how each is written."""

    def __init__(self, name: str, columns: tuple[tuple[str, Write], ...], *, version: int = 1) -> None:
        self.name = name
        self.columns = columns
        # Millions of rows pass here: one template for the row, and only what is not plain is written apart.
        self._template = f"{name}-{version}|" + "|".join(["%s"] * len(columns))
        self._written_apart = [
            (place, write) for place, (_, write) in enumerate(columns) if write is not plain
        ]

    def select_list(self, alias: str) -> str:
        """The columns of a leaf as an SQL list."""
        return ", ".join(f"{alias}.{column}" for column, _ in self.columns)

    def leaf(self, values: Sequence[Any]) -> bytes:
        """The leaf hash of a row, given its columns in order; further values are left alone."""
        written = list(values[: len(self.columns)])
        for place, write in self._written_apart:
            written[place] = write(written[place])
        if None in written:
            written = [plain(value) for value in written]
        return hashlib.sha256((self._template % tuple(written)).encode()).digest()


BOOK_ENTRY = LeafTable(
    "book_entry",
    (
        ("id", plain),
        ("agreement_id", plain),
        ("number", plain),
        ("kind", plain),
        ("section", text),
        ("document_id", plain),
        ("item_number", plain),
        ("effective_at", instant),
        ("received_at", instant),
        ("recorded_at", instant),
        ("maker_id", plain),
        ("approver_id", plain),
        ("approval_id", plain),
        ("request_hash", octets),
        ("corrects_id", plain),
        ("memorandum", text),
        ("rights_created", plain),
        ("rights_closed", plain),
        ("rights_opened", plain),
        ("rights_retired", plain),
        ("ended_class", plain),
        # Of the document that is its authority, joined by the query.
        ("document_sha256", plain),
    ),
    version=2,
)
CERTIFICATE = LeafTable(
    "rights_certificate",
    (
        ("id", plain),
        ("agreement_id", plain),
        ("number", plain),
        ("rights", plain),
        ("holder_id", plain),
        ("registration_commitment", octets),
        ("dated", day),
        ("form_version_id", plain),
        ("legend_class", plain),
        ("taint_class", plain),
        ("verification_code", plain),
        ("issued_by_id", plain),
    ),
)
LOT = LeafTable(
    "lot",
    (
        ("id", plain),
        ("agreement_id", plain),
        ("rights", plain),
        ("holder_id", plain),
        ("certificate_id", plain),
        ("parent_id", plain),
        ("opened_by_id", plain),
    ),
)
LOT_TAINT = LeafTable(
    "lot_taint",
    (
        ("id", plain),
        ("agreement_id", plain),
        ("lot_id", plain),
        ("taint_class", plain),
        ("notice_id", plain),
        ("effective_from", instant),
        ("void_from", instant),
        ("marked_by_id", plain),
    ),
)
CERTIFICATE_EVENT = LeafTable(
    "certificate_event",
    (
        ("id", plain),
        ("agreement_id", plain),
        ("kind", plain),
        ("first_number", plain),
        ("last_number", plain),
        ("happened_on", day),
        ("signatory_id", plain),
        ("manifest_hash", octets),
        ("reason", text),
        ("entry_id", plain),
    ),
)
CONTROL_ACCOUNT = LeafTable(
    "control_account",
    (("id", plain), ("agreement_id", plain), ("entry_id", plain), ("change", plain), ("total", plain)),
)
NUMBER_COUNTER = LeafTable(
    "number_counter",
    (("id", plain), ("agreement_id", plain), ("kind", plain), ("last_number", plain)),
)


def hash_of(written: str) -> bytes:
    """The sha256 of a written line."""
    return hashlib.sha256(written.encode()).digest()


def first_previous_hash(agreement_code: str) -> bytes:
    """What stands as predecessor of an agreement's first entry."""
    return hash_of(f"books-1|{agreement_code}")


def chain_hash(*, leaf: bytes, content: bytes, previous: bytes) -> bytes:
    """An entry's own hash."""
    return hash_of(f"entry-1|{leaf.hex()}|{content.hex()}|{previous.hex()}")


def lot_closing_hash(*, lot: int, leaf: bytes, closed_by: int, retired_as: str) -> bytes:
    """Who closed a lot, and as what it left."""
    return hash_of(f"lot-closing-1|{lot}|{leaf.hex()}|{closed_by}|{retired_as}")


def taint_ending_hash(*, taint: int, leaf: bytes, ended_by: int) -> bytes:
    """Which entry ended a mark."""
    return hash_of(f"lot_taint-ending-1|{taint}|{leaf.hex()}|{ended_by}")


def request_hash(*, kind: str, agreement: int | None, summary: str, request: str) -> str:
    """The hash by which a request is known, in hexadecimal; `request` is the text of its jsonb."""
    return hash_of(f"request-1|{kind}|{plain(agreement)}|{text(summary)}|{request}").hex()


def audit_hash(row: Sequence[Any], previous: bytes) -> bytes:
    """An audit record's hash: id, agreement, actor, act, subject, details as text, instant, predecessor."""
    key, agreement, actor, act, subject, details, happened_at = row
    written = [plain(key), plain(agreement), plain(actor), text(act), text(subject), text(details)]
    return hash_of(f"audit_record-1|{'|'.join(written)}|{instant(happened_at)}|{previous.hex()}")


class LeafGroup:
    """One group of an entry's content: how many leaves, and the sha256 of one after another."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self._sha = hashlib.sha256()

    def add(self, leaf: bytes | memoryview) -> None:
        """Take in the next leaf, in key order."""
        self.count += 1
        self._sha.update(leaf)

    def __str__(self) -> str:
        return f"|{self.name}={self.count}:{self._sha.hexdigest()}"


def content_hash(groups: Sequence[LeafGroup]) -> bytes:
    """The hash over all groups of an entry, in their fixed order."""
    return hash_of("content-1" + "".join(str(group) for group in groups))
