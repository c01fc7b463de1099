"""How the pages show a value: figures with separators, hashes in hexadecimal, requests as lines of words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import BigIntegerField, BinaryField, Field, JSONField, Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from registry.staff.matters import flatten
from registry.staff.words import certificate_number, hexadecimal

LINES_SHOWN = 200
Shown = Callable[[Any], Any]


def figure(name: str, *, told: str = "") -> Shown:
    """A whole number with separators of thousands."""

    @admin.display(description=told or _words(name), ordering=name)
    def show(row: Model) -> str:
        value = getattr(row, name)
        return "–" if value is None else f"{value:,}"

    return show


def numbered(name: str = "number", *, told: str = "Certificate") -> Shown:
    """The number of a certificate as it is printed; `name` may lead through other rows."""

    @admin.display(description=told, ordering=name.replace(".", "__"))
    def show(row: Any) -> str:
        for part in name.split("."):
            row = getattr(row, part, None)
        return "–" if row is None else certificate_number(row)

    return show


def digest(name: str) -> Shown:
    """A hash in hexadecimal digits."""

    @admin.display(description=_words(name))
    def show(row: Model) -> SafeString | str:
        digits = hexadecimal(getattr(row, name))
        return format_html('<code class="digits">{}</code>', digits) if digits else "–"

    return show


def lines(name: str) -> Shown:
    """What a column holds as JSON, one line for each name; long lists are counted."""

    @admin.display(description=_words(name))
    def show(row: Model) -> SafeString | str:
        told = flatten(getattr(row, name) or {})
        left = len(told) - LINES_SHOWN
        shown = told[:LINES_SHOWN] + ([("…", f"{left:,} more lines")] if left > 0 else [])
        if not any(value for _, value in shown):
            return "–"
        inner = format_html_join(mark_safe("\n"), "<dt>{}</dt><dd>{}</dd>", shown)
        return format_html('<dl class="lines">{}</dl>', inner)

    return show


def shown_as(field: Field[Any, Any]) -> str | Shown:
    """How a column is shown on the page of its row: by its name where Django does it well."""
    if isinstance(field, BinaryField):
        return digest(field.name)
    if isinstance(field, JSONField):
        return lines(field.name)
    if isinstance(field, BigIntegerField) and not field.primary_key and not field.remote_field:
        return figure(field.name, told=str(field.verbose_name))
    return field.name


def _words(name: str) -> str:
    return name.replace("_", " ").replace(".", " ").capitalize()
