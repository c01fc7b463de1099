"""Lists are cut by key: a cursor names the last row seen, so the last page costs what the first does."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from agreement.refusals import refuse

PAGE_SIZE = 50
LARGEST_PAGE = 200
LARGEST_KEY = 2**63 - 1


class WholeNumber(serializers.IntegerField):
    """A whole number: of JSON, or plain digits where all is text; nothing that merely resembles one."""

    def to_internal_value(self, said: Any) -> int:
        """The number."""
        is_plain = isinstance(said, str) and said.isascii() and said.isdigit()
        if not is_plain and (isinstance(said, bool) or not isinstance(said, int)):
            self.fail("invalid")
        number: int = super().to_internal_value(said)
        return number


class PageQuery(serializers.Serializer):
    """What every list takes: how many rows, and after which one."""

    limit = WholeNumber(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE, help_text="Rows of one page.")
    cursor = serializers.CharField(
        max_length=400, required=False, default="", help_text="`next_cursor` of the page before, unchanged."
    )


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and the key of its last row when there are more."""

    rows: Sequence[Any]
    next_after: int | str | None = None


def cut(rows: QuerySet[Any], *, key: str, after: int | str | None, size: int) -> Page:
    """One page of rows after a key; `key` is unique among them, `-key` goes downwards."""
    name = key.removeprefix("-")
    if after is not None:
        rows = rows.filter(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": after})
    found = list(rows.order_by(key)[: size + 1])
    return Page(found[:size], getattr(found[size - 1], name) if len(found) > size else None)


def write_cursor(operation: str, after: int | str | None) -> str | None:
    """A cursor of one list; it tells nothing but where the page ended."""
    if after is None:
        return None
    told = json.dumps([operation, after], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_cursor(operation: str, cursor: str, *, kind: type[int] | type[str]) -> int | str | None:
    """The key in a cursor of this very list. Raises CURSOR_ILL_FORMED."""
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        told = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True).decode())
    except (ValueError, binascii.Error, RecursionError):
        raise refuse("CURSOR_ILL_FORMED") from None
    is_ours = isinstance(told, list) and len(told) == 2 and told[0] == operation and type(told[1]) is kind
    if not is_ours or not _is_key(told[1]):
        raise refuse("CURSOR_ILL_FORMED")
    after: int | str = told[1]
    return after


def _is_key(value: int | str) -> bool:
    """Whether the database can be asked for what follows this key."""
    if isinstance(value, int):
        return abs(value) <= LARGEST_KEY
    return "\x00" not in value and value.isprintable()
