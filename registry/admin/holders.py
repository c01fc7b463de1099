"""Registered holders and their addresses, lists of record holders, openings, cash for fractions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from registry.admin.base import BOOKS, PAPERS, Records, RecordsOfParts, page_of
from registry.admin.columns import figure
from registry.models import (
    AddressChange,
    CashInLieu,
    CertificateDetailRow,
    HolderAddress,
    HolderList,
    HolderListReject,
    HolderListRow,
    HolderSearch,
    Opening,
    RegisteredHolder,
    TakeOver,
)
from registry.staff.words import millionths


@admin.register(RegisteredHolder)
class RegisteredHolderPages(Records):
    """Accounts: registration and address; of a taxpayer number the last four digits alone."""

    why = BOOKS
    is_big = True
    list_display = ("account", "__str__", "city", "region", "country", "account_type", "agreement")
    list_filter = ("agreement",)
    list_select_related = ("agreement",)
    search_fields = ("account",)
    search_help_text = "Account, or words of the registration, the city or the postal code"
    exact_paths = ("account",)
    holder_path = "pk"


@admin.register(HolderSearch)
class HolderSearchPages(Records):
    """The words by which holders are found, written by a job."""

    is_big = True
    list_display = ("holder", "words", "agreement")
    list_filter = ("agreement",)
    list_select_related = ("holder", "agreement")
    search_fields = ("words",)
    holder_path = "pk"


@admin.register(CashInLieu)
class CashInLieuPages(Records):
    """Fractions of a Right to be paid in cash."""

    why = BOOKS
    is_big = True
    list_display = ("holder", "fraction", "amount", "state", "entry", "superseded_by")
    list_filter = ("agreement", ("superseded_by", admin.EmptyFieldListFilter))
    list_select_related = ("holder", "entry", "superseded_by")
    search_fields = ("holder__account",)
    search_help_text = "An account, a state, or words of the registration"
    exact_paths = ("holder__account", "state")
    holder_path = "holder"

    @admin.display(description="Fraction")
    def fraction(self, row: CashInLieu) -> str:
        """The exact fraction of a Right."""
        return f"{row.fraction_numerator:,} / {row.fraction_denominator:,}"


@admin.register(HolderAddress)
class HolderAddressPages(Records):
    """Registered addresses, each in force until the next."""

    why = BOOKS
    agreement_path = "holder__agreement"
    list_display = ("holder", "city", "region", "country", "in_force_from", "recorded_at", "document")
    list_filter = ("holder__agreement", "country")
    list_select_related = ("holder", "document")
    date_hierarchy = "recorded_at"
    search_fields = ("holder__account",)
    exact_paths = ("holder__account",)
    holder_path = "holder"


@admin.register(AddressChange)
class AddressChangePages(Records):
    """Requests to change a registered address."""

    agreement_path = "holder__agreement"
    list_display = ("holder", "state", "city", "capacity", "signed_by", "drafted_at", "document")
    list_filter = ("holder__agreement", "state", "capacity")
    list_select_related = ("holder", "document")
    date_hierarchy = "drafted_at"
    search_fields = ("holder__account",)
    exact_paths = ("holder__account",)
    holder_path = "holder"


@admin.register(HolderList)
class HolderListPages(Records):
    """Lists of record holders as received and examined."""

    why = PAPERS
    list_display = (
        "__str__",
        "agreement",
        "purpose",
        "state",
        "as_of",
        figure("row_count"),
        figure("reject_count"),
        "shares",
        "certified_shares",
        "document",
        "received_at",
    )
    list_filter = ("agreement", "purpose", "state")
    list_select_related = ("agreement", "document")
    date_hierarchy = "received_at"
    search_fields = ("file_name", "file_sha256")

    @admin.display(description="Shares", ordering="shares_millionths")
    def shares(self, row: HolderList) -> str:
        """The shares read."""
        return millionths(int(row.shares_millionths))

    @admin.display(description="Certified shares", ordering="certified_shares_millionths")
    def certified_shares(self, row: HolderList) -> str:
        """The shares certified."""
        return millionths(int(row.certified_shares_millionths))

    def console_address(self, row: HolderList) -> str:
        return page_of("list", row.agreement.code, row.pk)


@admin.register(HolderListRow)
class HolderListRowPages(RecordsOfParts):
    """The rows of a list, kept as they were read."""

    why = PAPERS
    agreement_path = "holder_list__agreement"
    ordering = ("-holder_list_id", "line")
    list_display = ("line", "account", "registration", "city", "country", "shares", "holder_list")
    list_filter = ("holder_list__agreement",)
    date_hierarchy = "shares_issued_on"
    list_select_related = ("holder_list",)
    search_fields = ("account",)
    search_help_text = "Number of a line, or an account"
    number_paths = ("line",)
    exact_paths = ("account",)

    @admin.display(description="Shares")
    def shares(self, row: HolderListRow) -> str:
        """The shares of the row."""
        return millionths(row.shares_millionths)

    def console_address(self, row: HolderListRow) -> str:
        return page_of("list", row.holder_list.agreement.code, row.holder_list_id)


@admin.register(HolderListReject)
class HolderListRejectPages(Records):
    """Rows of a list that were refused, each with why and what cures it."""

    why = PAPERS
    is_big = True
    agreement_path = "holder_list__agreement"
    list_display = ("line", "column", "value", "code", "reason", "cure", "holder_list")
    list_filter = ("holder_list__agreement",)
    list_select_related = ("holder_list",)
    search_fields = ("line",)
    number_paths = ("line",)
    exact_paths = ("code", "column")
    search_help_text = "Number of a line, a code or a column, whole"

    def console_address(self, row: HolderListReject) -> str:
        return page_of("list", row.holder_list.agreement.code, row.holder_list_id)


@admin.register(Opening)
class OpeningPages(Records):
    """Previews of an opening or a supplementary issue, and the entry that posted each."""

    why = BOOKS
    list_display = ("__str__", "agreement", "state", "is_supplementary", "entry", "created_by", "created_at")
    list_filter = ("agreement", "state", "is_supplementary")
    list_select_related = ("agreement", "entry", "created_by")
    date_hierarchy = "created_at"
    search_fields = ("holder_list__file_name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the previews in a list, which are long."""
        rows = super().get_queryset(request)
        is_list = request.resolver_match is not None and request.resolver_match.url_name == (
            "registry_opening_changelist"
        )
        return rows.defer("preview", "request") if is_list else rows

    def console_address(self, row: Opening) -> str:
        return page_of("opening", row.agreement.code, row.pk)


@admin.register(TakeOver)
class TakeOverPages(Records):
    """Records taken over from a predecessor, with their reconciliation."""

    list_display = (
        "predecessor",
        "agreement",
        "served_from",
        "served_until",
        figure("inherited_total"),
        figure("company_total"),
        figure("difference"),
        figure("legended_total"),
        figure("stopped_total"),
        "reconciled_at",
        "document",
    )
    list_filter = ("agreement", ("reconciled_at", admin.EmptyFieldListFilter))
    list_select_related = ("agreement", "document")
    date_hierarchy = "recorded_at"
    search_fields = ("predecessor",)


@admin.register(CertificateDetailRow)
class CertificateDetailRowPages(RecordsOfParts):
    """Certificates of a predecessor's detail that wait to be taken on."""

    agreement_path = "agreement"
    ordering = ("-agreement_id", "line")
    list_display = ("line", "agreement", "number", "account", figure("rights"), "legend_class", "stopped_on")
    list_filter = ("agreement",)
    date_hierarchy = "dated"
    list_select_related = ("agreement",)
    search_fields = ("account",)
    search_help_text = "Number of a line or certificate, or an account"
    number_paths = ("line", "number")
    exact_paths = ("account",)
