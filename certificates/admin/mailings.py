"""Mailings, their files and pieces, the receipts of the post, what came back (§26)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from certificates.models import (
    InheritedMailing,
    Mailing,
    MailingFile,
    MailingPiece,
    MailingReceipt,
    MailReturn,
)
from registry.admin.base import PAPERS, Records, Why, page_of
from registry.admin.columns import figure, numbered

POST = Why(
    "A mailing is asked for by one person and approved by another, its pieces are written by the work"
    " itself, and what the post took is recorded from its receipt. Nothing is added, changed or removed"
    " here, by anybody.",
    section="26",
)


@admin.register(Mailing)
class MailingPages(Records):
    """Mailings, each with the Company's request that it rests on."""

    why = POST
    list_display = ("__str__", "agreement", "kind", "state", "mail_class", "source", "request", "created_at")
    list_filter = ("agreement", "kind", "state", "mail_class")
    list_select_related = ("agreement", "request")
    date_hierarchy = "created_at"
    search_fields = ("number", "manifest_sha256")
    hidden = frozenset({"manifest", "listing"})

    def console_address(self, row: Mailing) -> str:
        return page_of("mailing", row.agreement.code, row.number)


class PartOfMailing(Records):
    """Rows that belong to a mailing."""

    why = POST
    agreement_path = "mailing__agreement"
    list_filter: ClassVar[Any] = ("mailing__agreement",)

    def console_address(self, row: MailingFile | MailingReceipt | MailingPiece) -> str:
        return page_of("mailing", row.mailing.agreement.code, row.mailing.number)


@admin.register(MailingFile)
class MailingFilePages(PartOfMailing):
    """Files of address sheets."""

    list_display = (
        "__str__",
        "mailing",
        figure("first_piece"),
        figure("last_piece"),
        figure("page_count"),
        "sha256",
        "drawn_at",
    )
    list_select_related = ("mailing",)
    date_hierarchy = "drawn_at"
    search_fields = ("sha256",)
    hidden = frozenset({"stored_as"})


@admin.register(MailingReceipt)
class MailingReceiptPages(PartOfMailing):
    """What the post took, by its receipts."""

    why = PAPERS
    list_display = (
        "__str__",
        "mailing",
        "mailed_on",
        "place",
        "mail_class",
        figure("piece_count"),
        "signer",
        "document",
    )
    list_select_related = ("mailing", "document")
    date_hierarchy = "mailed_on"
    search_fields = ("place", "signer")


@admin.register(MailingPiece)
class MailingPiecePages(PartOfMailing):
    """Envelopes, with name and address as they stood when they were frozen."""

    is_big = True
    agreement_path = "agreement"
    list_display = (
        figure("number", told="Piece"),
        "mailing",
        "account",
        "registration",
        "city",
        numbered("first_certificate", told="First certificate"),
        "state",
        "receipt",
    )
    list_filter = ("agreement", "state")
    list_select_related = ("mailing", "receipt")
    search_fields = ("number",)
    search_help_text = "Number of a piece or of its first certificate, or words of the registration"
    number_paths = ("number", "first_certificate")
    holder_path = "holder"


@admin.register(MailReturn)
class MailReturnPages(Records):
    """Pieces that came back."""

    why = PAPERS
    agreement_path = "piece__agreement"
    list_display = ("piece", "returned_on", "reason", "note", "document", "recorded_by", "recorded_at")
    list_filter = ("piece__agreement", "reason")
    list_select_related = ("piece", "document", "recorded_by")
    date_hierarchy = "returned_on"
    search_fields = ("piece__account", "note")

    def console_address(self, row: MailReturn) -> str:
        return page_of("mailing", row.piece.mailing.agreement.code, row.piece.mailing.number)


@admin.register(InheritedMailing)
class InheritedMailingPages(Records):
    """Mailings of which evidence was inherited."""

    why = PAPERS
    list_display = (
        "__str__",
        "agreement",
        "mailed_by",
        "mail_class",
        "piece_count",
        "document",
        "recorded_at",
    )
    list_filter = ("agreement", "kind")
    list_select_related = ("agreement", "document")
    date_hierarchy = "mailed_on"
    search_fields = ("mailed_by",)

    def console_address(self, row: InheritedMailing) -> str:
        return page_of("mailings", row.agreement.code)
