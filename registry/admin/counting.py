"""Counting, ordering and keys such that a page of a million rows costs what a page of a hundred does."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

COUNTED_MAX = 10_000
PART_OF_KEY = re.compile(r"\d{1,18}")


class CappedPaginator(Paginator):
    """Counts no further than ten thousand rows: beyond that search and filters lead, never page numbers."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most COUNTED_MAX."""
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return rows.order_by()[:COUNTED_MAX].count()

    @property
    def is_capped(self) -> bool:
        """Whether there may be more rows than are counted."""
        return self.count == COUNTED_MAX


class KeyOrdered(ChangeList):
    """A list in the order of its keys alone: no address makes the database sort a million rows."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """The order of the keys, whatever the address asks for."""
        return list(self.model_admin.get_ordering(request) or ("-pk",))


class OfParts(KeyOrdered):
    """A list of rows whose key has several parts; an address names them all, divided by a hyphen."""

    def url_for_result(self, result: Any) -> str:
        """The address of a row's page."""
        parts = "-".join(str(part) for part in result.pk)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=(quote(parts),), current_app=self.model_admin.admin_site.name)


def parts_of(key: str, *, count: int) -> tuple[int, ...] | None:
    """The whole numbers of a key written as `3-17` or `(3, 17)`; none when they are not `count`."""
    found = tuple(int(part) for part in PART_OF_KEY.findall(key))
    return found if len(found) == count else None
