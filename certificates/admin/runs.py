"""Print runs, their files and their sheets; packages handed over (§5(a), §3(a))."""

from __future__ import annotations

from django.contrib import admin

from certificates.models import HandOver, PrintFile, PrintPiece, PrintRun
from registry.admin.base import Records, RecordsOfParts, Why, page_of
from registry.admin.columns import figure, numbered

PAPER = Why(
    "Runs, files and sheets are written by the work itself, and what people attest of them is an entry of"
    " the books. Nothing of them is added, changed or removed here, by anybody.",
    section="5(a)",
)


@admin.register(PrintRun)
class PrintRunPages(Records):
    """Ranges of certificates that were locked, drawn, printed, executed and signed."""

    why = PAPER
    list_display = (
        "__str__",
        "agreement",
        "state",
        numbered("first_number", told="First"),
        numbered("last_number", told="Last"),
        figure("certificate_count"),
        figure("rights_total"),
        "created_at",
    )
    list_filter = ("agreement", "state")
    list_select_related = ("agreement",)
    date_hierarchy = "created_at"
    search_fields = ("number", "manifest_sha256")
    hidden = frozenset({"manifest", "hash_list", "control_sheet"})

    def console_address(self, row: PrintRun) -> str:
        return page_of("print_run", row.agreement.code, row.number)


@admin.register(PrintFile)
class PrintFilePages(Records):
    """Files for the press."""

    why = PAPER
    agreement_path = "run__agreement"
    list_display = (
        "__str__",
        "run",
        numbered("first_number", told="First"),
        numbered("last_number", told="Last"),
        figure("certificate_count"),
        figure("size_bytes"),
        "sha256",
        "drawn_at",
    )
    list_filter = ("run__agreement",)
    list_select_related = ("run",)
    date_hierarchy = "drawn_at"
    search_fields = ("sha256",)
    hidden = frozenset({"stored_as"})

    def console_address(self, row: PrintFile) -> str:
        return page_of("print_run", row.run.agreement.code, row.run.number)


@admin.register(PrintPiece)
class PrintPiecePages(RecordsOfParts):
    """Sheets: copies of numbers, each with its content hash and what became of it."""

    why = PAPER
    ordering = ("-agreement_id", "-certificate_number", "-copy")
    list_display = (numbered("certificate_number"), "copy", "run", "page", "state", "reason", "recorded_at")
    list_filter = ("agreement", "state")
    date_hierarchy = "recorded_at"
    list_select_related = ("run",)
    search_fields = ("certificate_number",)
    search_help_text = "Number of a certificate"
    number_paths = ("certificate_number",)

    def console_address(self, row: PrintPiece) -> str:
        return page_of("certificate", row.agreement.code, row.certificate_number)


@admin.register(HandOver)
class HandOverPages(Records):
    """Packages for the Company, and its receipts."""

    why = PAPER
    agreement_path = "run__agreement"
    list_display = (
        "__str__",
        "run",
        figure("certificate_count"),
        figure("rights_total"),
        "prepared_at",
        "received_on",
        "receipt",
        "entry",
    )
    list_filter = ("run__agreement", ("received_on", admin.EmptyFieldListFilter))
    list_select_related = ("run", "receipt", "entry")
    date_hierarchy = "prepared_at"
    search_fields = ("received_by", "paper_sha256")
    hidden = frozenset({"paper"})

    def console_address(self, row: HandOver) -> str:
        return page_of("print_run", row.run.agreement.code, row.run.number)
