"""Model pages of what exercise waits for: the public announcements of suspensions (§9(c))."""

from __future__ import annotations

from django.contrib import admin

from exercises.models import SuspensionAnnouncement
from registry.admin.base import PAPERS, Records, page_of


@admin.register(SuspensionAnnouncement)
class SuspensionAnnouncementPages(Records):
    """Public announcements of suspensions and of their ends."""

    why = PAPERS
    agreement_path = "notice__agreement"
    list_display = ("__str__", "announced_on", "document", "recorded_by", "recorded_at")
    list_filter = ("notice__agreement", "notice__kind")
    list_select_related = ("notice__agreement", "document", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("notice__number",)
    number_paths = ("notice__number",)

    def console_address(self, row: SuspensionAnnouncement) -> str:
        return page_of("exercise_gates", row.notice.agreement.code)
