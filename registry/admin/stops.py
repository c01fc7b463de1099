"""Stops, their releases and what people did about them; claims of lost certificates (§6(b), §15(b))."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from registry.admin.base import PAPERS, Records, Why, page_of
from registry.models import Replacement, ReplacementRecord, Stop, StopRecord, StopRelease

PLACED = Why(
    "A stop is placed at the desk of stops by one person and released there by two. None is changed or"
    " removed, by anybody.",
    section="6(b)",
)


@admin.register(Stop)
class StopPages(Records):
    """Stops and claims, in force or ended."""

    why = PLACED
    is_big = True
    list_display = ("__str__", "kind", "agreement", "certificate", "holder", "placed_at", "expires_on")
    list_filter = ("agreement", "kind", ("release", admin.EmptyFieldListFilter))
    list_select_related = ("agreement", "certificate", "holder")
    date_hierarchy = "placed_at"
    search_fields = ("number",)
    search_help_text = "Number of a stop or of a certificate, or an account"
    number_paths = ("number", "certificate__number")
    exact_paths = ("holder__account",)

    def console_address(self, row: Stop) -> str:
        return page_of("stop", row.agreement.code, row.number)


class PartOfStop(Records):
    """Rows that belong to a stop."""

    why = PAPERS
    is_big = True
    agreement_path = "stop__agreement"
    list_filter: ClassVar[Any] = ("stop__agreement",)
    search_fields = ("stop__number",)
    search_help_text = "Number of a stop"
    number_paths = ("stop__number",)


@admin.register(StopRelease)
class StopReleasePages(PartOfStop):
    """Releases of stops by two people."""

    list_display = ("stop", "released_at", "document", "reason")
    list_select_related = ("stop", "document")
    date_hierarchy = "released_at"

    def console_address(self, row: StopRelease) -> str:
        return page_of("stop", row.stop.agreement.code, row.stop.number)


@admin.register(StopRecord)
class StopRecordPages(PartOfStop):
    """What people did about stops."""

    list_display = ("stop", "kind", "happened_on", "reference", "recorded_by")
    list_filter = ("stop__agreement", "kind")
    list_select_related = ("stop", "recorded_by")
    date_hierarchy = "happened_on"

    def console_address(self, row: StopRecord) -> str:
        return page_of("stop", row.stop.agreement.code, row.stop.number)


@admin.register(Replacement)
class ReplacementPages(Records):
    """Claims of lost, stolen, destroyed and mutilated certificates."""

    why = PAPERS
    is_big = True
    agreement_path = "item__agreement"
    list_display = ("certificate", "cause", "discovered_on", "item", "stop")
    list_filter = ("item__agreement", "cause")
    list_select_related = ("certificate", "item", "stop")
    date_hierarchy = "discovered_on"
    search_fields = ("certificate__number",)
    search_help_text = "Number of a certificate or of an item"
    number_paths = ("certificate__number", "item__number")


@admin.register(ReplacementRecord)
class ReplacementRecordPages(Records):
    """What was received, accepted, asked and paid about replacements."""

    why = PAPERS
    is_big = True
    agreement_path = "replacement__item__agreement"
    list_display = ("replacement", "kind", "person", "amount", "happened_on", "recorded_by")
    list_filter = ("replacement__item__agreement", "kind")
    list_select_related = ("replacement__certificate", "recorded_by")
    date_hierarchy = "happened_on"
    search_fields = ("replacement__certificate__number",)
    search_help_text = "Number of a certificate"
    number_paths = ("replacement__certificate__number",)
