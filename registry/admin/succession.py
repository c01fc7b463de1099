"""Model pages of the succession of Rights Agents: events, leave to hand books over, packages (§21)."""

from __future__ import annotations

from django.contrib import admin

from registry.admin.base import Records
from registry.admin.columns import figure
from registry.models import BooksExport, BooksPackage, OfficeMailing, SuccessionRecord


@admin.register(SuccessionRecord)
class SuccessionRecordPages(Records):
    """What happened to the office of the Rights Agent, by two people."""

    list_display = ("number", "agreement", "kind", "effective_on", "document", "recorded_at")
    list_filter = ("agreement", "kind")
    list_select_related = ("agreement", "document")
    date_hierarchy = "recorded_at"
    search_fields = ("number", "kind")
    number_paths = ("number",)


@admin.register(OfficeMailing)
class OfficeMailingPages(Records):
    """Notices of changes of agent and summaries of adjustments, as they were mailed and filed."""

    agreement_path = "due__agreement"
    list_display = ("due", "channel", "mailed_on", "document", "recorded_by", "recorded_at")
    list_filter = ("due__agreement", "channel")
    list_select_related = ("due", "due__agreement", "document", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("due__addressees",)


@admin.register(BooksExport)
class BooksExportPages(Records):
    """Leave of two people to hand the books over."""

    list_display = ("number", "agreement", "recipient", "reason", "recorded_at")
    list_filter = ("agreement",)
    list_select_related = ("agreement",)
    date_hierarchy = "recorded_at"
    search_fields = ("recipient",)


@admin.register(BooksPackage)
class BooksPackagePages(Records):
    """Packages of the books as they were made, with their receipts."""

    agreement_path = "export__agreement"
    list_display = (
        "export",
        "made_at",
        "made_by",
        figure("head_number"),
        figure("row_count"),
        figure("file_count"),
        "received_on",
    )
    list_filter = ("export__agreement",)
    list_select_related = ("export", "export__agreement", "made_by")
    date_hierarchy = "made_at"
    search_fields = ("manifest_sha256",)
