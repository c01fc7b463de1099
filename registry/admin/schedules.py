"""Schedules of nominees, their files and lines (§6(a), §20(k))."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from registry.admin.base import PAPERS, Records, page_of
from registry.models import Schedule, ScheduleFile, ScheduleLine


@admin.register(Schedule)
class SchedulePages(Records):
    """Schedules with the item each came with."""

    why = PAPERS
    agreement_path = "item__agreement"
    list_display = ("item", "presented", "recorded_at", "recorded_by")
    list_filter = ("item__agreement",)
    list_select_related = ("item__agreement", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("item__number",)
    search_help_text = "Number of an item"
    number_paths = ("item__number",)

    def console_address(self, row: Schedule) -> str:
        return page_of("schedule", row.item.agreement.code, row.item.number)


class PartOfSchedule(Records):
    """Rows that belong to a schedule."""

    why = PAPERS
    is_big = True
    agreement_path = "schedule__item__agreement"
    list_filter: ClassVar[Any] = ("schedule__item__agreement",)
    search_fields = ("schedule__item__number",)
    search_help_text = "Number of an item"
    number_paths = ("schedule__item__number",)

    def console_address(self, row: Any) -> str:
        return page_of("schedule", row.schedule.item.agreement.code, row.schedule.item.number)


@admin.register(ScheduleFile)
class ScheduleFilePages(PartOfSchedule):
    """Files of lines as they came."""

    list_display = ("file_name", "schedule", "document", "received_at", "recorded_by")
    list_select_related = ("schedule__item__agreement", "document", "recorded_by")
    date_hierarchy = "received_at"


@admin.register(ScheduleLine)
class ScheduleLinePages(PartOfSchedule):
    """Lines with where each stands."""

    list_display = ("__str__", "schedule", "reference", "rights", "state", "item")
    list_filter = ("schedule__item__agreement", "state")
    list_select_related = ("schedule__item__agreement", "item")
    date_hierarchy = "decided_at"
