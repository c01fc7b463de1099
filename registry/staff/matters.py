"""What a request is about, for the person who decides it: its page, its papers, its figures in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import reverse

from registry.models import Approval, Document, Item
from registry.selectors.requests import words_beside
from registry.staff.items import page_of

_PAPER_NAMES = frozenset({"document", "document_id"})
_SHOWN_WHOLE = 14  # a request of so few fields is not folded


@dataclass(frozen=True, slots=True)
class Matter:
    """What stands behind a request: where it is shown, the papers it rests on, what is told in words."""

    name: str
    address: str
    papers: list[Document]
    told: list[tuple[str, str]]
    bound: list[tuple[str, str]]

    @property
    def is_folded(self) -> bool:
        """Whether the fields as they are hashed stand behind what is told, and not instead of it."""
        return bool(self.told) and len(self.bound) > _SHOWN_WHOLE


def matter_of(approval: Approval) -> Matter:
    """Find what a request is about by what it binds."""
    request, beside = approval.request, words_beside(approval)
    name, address = _place_of(request)
    papers = Document.objects.filter(agreement=approval.agreement, pk__in=set(_papers_in(request)))
    told = flatten(request.get("facts", {})) + flatten(beside)
    return Matter(
        name,
        address,
        list(papers.order_by("pk")),
        [(worded(label), value) for label, value in told],
        flatten(request) + flatten(beside),
    )


def _place_of(request: dict[str, Any]) -> tuple[str, str]:
    """The thing a request binds and the address of its page; nothing where no page shows it."""
    if "item" in request:
        item = Item.objects.select_related("agreement").get(pk=request["item"])
        return f"{item.get_kind_display()} {item.number}: its papers and checks", page_of(item)
    for bound, (model, page, place) in settings.REQUEST_MATTERS.items():
        if bound in request:
            found = apps.get_model(model)._default_manager.filter(pk=request[bound])
            return str(found.get()), reverse(page, args=found.values_list(*place).get())
    return "", ""


def _papers_in(value: object, *, name: str = "") -> Iterator[int]:
    """The keys of the papers that a request binds, wherever they stand in it."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _papers_in(part, name=key)
    elif isinstance(value, list):
        for part in value:
            yield from _papers_in(part, name=name)
    elif name in _PAPER_NAMES and isinstance(value, int):
        yield value


def worded(label: str) -> str:
    """The name of a field as words."""
    words = label.replace("_", " ")
    return words[:1].upper() + words[1:]


def flatten(value: object, *, name: str = "") -> list[tuple[str, str]]:
    """Lay a nested request out as lines of name and value, in its own order; long lists are counted."""
    if isinstance(value, dict):
        return [
            line for key, part in value.items() for line in flatten(part, name=f"{name} › {key}".strip(" ›"))
        ]
    if isinstance(value, list) and len(value) > 12:
        return [(name, f"{len(value):,} lines")]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [line for at, part in enumerate(value, 1) for line in flatten(part, name=f"{name} {at}")]
    if isinstance(value, list):
        return [(name, ", ".join(str(part) for part in value) or "–")]
    return [(name, "–" if value in (None, "") else str(value))]
