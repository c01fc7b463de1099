"""Papers and what the Company said in writing: documents, notices, persons named, questions, applications."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from registry.admin.base import PAPERS, Records, page_of
from registry.admin.columns import figure
from registry.models import (
    CopyRequest,
    Document,
    InformalNotice,
    InformationRequest,
    InstructionApplication,
    NamedPerson,
    Notice,
    NoticeAddress,
    ShareLegend,
)
from registry.services.documents import may_be_handed_out


@admin.register(Document)
class DocumentPages(Records):
    """Papers with their hash, and what rests on them."""

    why = PAPERS
    list_display = (
        "__str__",
        "kind",
        "agreement",
        "signed_on",
        "received_at",
        "received_by",
        figure("size_bytes"),
    )
    list_filter = ("agreement", "kind", "content_type")
    list_select_related = ("agreement", "received_by")
    date_hierarchy = "received_at"
    search_fields = ("title", "original_name", "sha256")
    hidden = frozenset({"stored_as"})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_fields(request, obj), "rests_on_it"]

    def console_address(self, row: Document) -> str | None:
        return page_of("document", row.pk) if may_be_handed_out(row) else None

    @admin.display(description="What rests on it")
    def rests_on_it(self, row: Document) -> SafeString | str:
        """The entries whose authority it is, by their list."""
        count = row.entries.count()
        if not count:
            return "No entry of the books"
        address = f"{page_of('admin:registry_bookentry_changelist')}?document__id__exact={row.pk}"
        return format_html('<a href="{}">{} of the entries</a>', address, count)


@admin.register(Notice)
class NoticePages(Records):
    """Notices of the Company: officer, channel, instants, paper, what became of them."""

    why = PAPERS
    list_display = (
        "__str__",
        "agreement",
        "state",
        "officer_name",
        "officer_title",
        "effective_at",
        "received_at",
        "document",
    )
    list_filter = ("agreement", "kind", "state", "channel")
    list_select_related = ("agreement", "document")
    date_hierarchy = "received_at"
    search_fields = ("officer_name", "officer_title", "document__title")

    def console_address(self, row: Notice) -> str:
        return page_of("notice", row.agreement.code, row.number)


@admin.register(InformalNotice)
class InformalNoticePages(Records):
    """What was said by channels that give no notice: logged, without effect."""

    why = PAPERS
    list_display = ("__str__", "agreement", "channel", "sender", "received_at", "followed_by")
    list_filter = ("agreement", "channel", ("followed_by", admin.EmptyFieldListFilter))
    list_select_related = ("agreement", "followed_by")
    date_hierarchy = "received_at"
    search_fields = ("sender", "said")

    def console_address(self, row: InformalNotice) -> str:
        return page_of("notices", row.agreement.code)


@admin.register(NoticeAddress)
class NoticeAddressPages(Records):
    """Addresses for notices as filed in writing; those of the agreement stand in its file."""

    why = PAPERS
    list_display = ("__str__", "agreement", "lines", "facsimile", "in_force_from", "document")
    list_filter = ("agreement", "party", "role")
    list_select_related = ("agreement", "document")
    date_hierarchy = "in_force_from"
    search_fields = ("lines", "attention")

    def console_address(self, row: NoticeAddress) -> str:
        return page_of("agreement", row.agreement.code)


@admin.register(NamedPerson)
class NamedPersonPages(Records):
    """Persons whom a notice names, each with an account and a class."""

    why = PAPERS
    agreement_path = "notice__agreement"
    list_display = ("person_name", "account", "taint_class", figure("rights"), "void_from", "notice")
    list_filter = ("notice__agreement", "taint_class")
    date_hierarchy = "void_from"
    list_select_related = ("notice",)
    search_fields = ("person_name", "account")

    def console_address(self, row: NamedPerson) -> str:
        return page_of("notice", row.notice.agreement.code, row.notice.number)


@admin.register(InformationRequest)
class InformationRequestPages(Records):
    """Questions to the Company and its answers."""

    list_display = ("question", "agreement", "asked_at", "asked_by", "answered_at")
    list_filter = ("agreement", ("answered_at", admin.EmptyFieldListFilter))
    list_select_related = ("agreement", "asked_by")
    date_hierarchy = "asked_at"
    search_fields = ("question", "answer")


@admin.register(InstructionApplication)
class InstructionApplicationPages(Records):
    """Applications for instructions, each with what was proposed and by when."""

    list_display = ("__str__", "notice", "item", "state", "created_at", "earliest_date", "answered_at")
    list_filter = ("agreement", "state")
    list_select_related = ("agreement", "notice", "item")
    date_hierarchy = "created_at"
    search_fields = ("proposal", "answer")

    def console_address(self, row: InstructionApplication) -> str:
        if row.item is not None:
            return page_of("item_application", row.agreement.code, row.item.number)
        assert row.notice is not None  # the constraint application_about_one
        return page_of("notice", row.agreement.code, row.notice.number)


@admin.register(ShareLegend)
class ShareLegendPages(Records):
    """Wordings of the legend on certificates for Common Shares."""

    why = PAPERS
    list_display = ("__str__", "agreement", "version", "in_use_from", "document")
    list_filter = ("agreement",)
    list_select_related = ("agreement", "document")
    date_hierarchy = "in_use_from"
    search_fields = ("wording",)


@admin.register(CopyRequest)
class CopyRequestPages(Records):
    """Requests of holders for a copy of the agreement."""

    list_display = ("name", "agreement", "state", "means", "received_at", "fulfilled_on", "document")
    list_filter = ("agreement", "state", "means")
    list_select_related = ("agreement", "document")
    date_hierarchy = "received_at"
    search_fields = ("name", "holder__account")
