"""What a request is about, for the person who decides it: its page, its papers, its figures in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags

from agreement.places import place_words
from registry.models import Approval, Document, Item, NoticeKind
from registry.selectors.requests import words_beside
from registry.services.company.parts import Part, PartShape, parts_of
from registry.staff.items import page_of
from registry.staff.words import day, instant
from registry.staff.words import in_words as code_in_words

_PAPER_NAMES = frozenset({"document", "document_id"})
_CODE_NAMES = frozenset({"means", "guarantor_kind", "statement_1", "statement_2", "taint_class"})
_DAY_NAMES = frozenset({"signed_on", "happened_on", "mailed_on", "received_on", "returned_on", "issued_on"})
_LISTED = frozenset({PartShape.PERSONS, PartShape.POSITIONS, PartShape.RECIPIENTS})
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
    zone = approval.agreement.time_zone if approval.agreement else "UTC"
    return Matter(
        name,
        address,
        list(papers.order_by("pk")),
        in_words(request.get("kind", ""), request.get("facts", {}) | beside, zone=zone),
        flatten(request) + flatten(beside),
    )


def _place_of(request: dict[str, Any]) -> tuple[str, str]:
    """The thing a request binds and the address of its page; nothing where no page shows it."""
    item = _item_of(request)
    if item is not None:
        return f"{item.get_kind_display()} {item.number}: its papers and checks", page_of(item)
    for bound, (model, page, place) in settings.REQUEST_MATTERS.items():
        if bound in request:
            found = apps.get_model(model)._default_manager.filter(pk=request[bound])
            return str(found.get()), reverse(page, args=found.values_list(*place).get())
    return "", ""


def _item_of(request: dict[str, Any]) -> Item | None:
    """The item a request is about: an act binds its key, a bare entry its number among the agreement's."""
    if request.get("item") is None:
        return None
    items = Item.objects.select_related("agreement")
    if "act" in request:
        return items.get(pk=request["item"])
    return items.get(agreement__code=request["agreement"], number=request["item"])


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


def in_words(kind: str, told: Mapping[str, Any], *, zone: str) -> list[tuple[str, str]]:
    """What a notice or a paper says: each part under the name its form has, in words and figures."""
    parts = {part.name: part for part in parts_of(kind)} if kind in NoticeKind.values else {}
    lines: list[tuple[str, str]] = []
    for name, value in told.items():
        part = parts.get(name)
        if part is None or part.shape in _LISTED:
            lines += [(worded(label), _plain(label, words)) for label, words in flatten({name: value})]
        else:
            lines.append((part_label(part), part_in_words(part, value, zone=zone)))
    return lines


def part_label(part: Part) -> str:
    """The name of a part above its field, and beside its value."""
    words = part.told.removeprefix("the ")
    return words[:1].upper() + words[1:]


def part_in_words(part: Part, value: Any, *, zone: str) -> str:
    """What a part says, as a person reads it: days and instants in words, figures with separators."""
    if value in (None, ""):
        return "–"
    match part.shape:
        case PartShape.DAY:
            return day(date.fromisoformat(value))
        case PartShape.INSTANT:
            return strip_tags(instant(datetime.fromisoformat(value), zone))
        case PartShape.COUNT | PartShape.SHARES:
            return f"{Decimal(value):,f}"
        case PartShape.PRICE | PartShape.PRICE_OR_NOUGHT:
            return f"${Decimal(value):,.{max(2, len(value.partition('.')[2]))}f}"
        case PartShape.PLACES:
            return ", ".join(place_words(place) for place in value)
        case PartShape.CHOICE | PartShape.FACT_TYPE:
            return code_in_words(value)
        case _:
            return str(value)


def _plain(label: str, words: str) -> str:
    """A value without a part of its own: a day in words, and a code where the field only takes codes."""
    name = label.rpartition(" › ")[2]
    if name in _DAY_NAMES and words != "–":
        return day(date.fromisoformat(words))
    return code_in_words(words) if name in _CODE_NAMES else words


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
