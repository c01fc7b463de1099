"""Items: what was presented, its papers, certificates, signatures, answers, lines (§6(a), §7(a), §20(k))."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin

from registry.admin.base import PAPERS, Records, page_of
from registry.admin.columns import figure
from registry.models import (
    Certification,
    Consultation,
    ExecutedForm,
    Item,
    ItemCertificate,
    ItemPaper,
    TransferLine,
)


@admin.register(Item)
class ItemPages(Records):
    """Presentations of every kind, and where each stands."""

    is_big = True
    list_display = ("__str__", "kind", "state", "agreement", "holder", "received_at", "entry", "ended_at")
    list_filter = ("agreement", "kind", "state", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("agreement", "holder", "entry")
    date_hierarchy = "received_at"
    search_fields = ("number",)
    search_help_text = "Number of an item, an account, or words of the registration"
    number_paths = ("number",)
    exact_paths = ("holder__account",)
    holder_path = "holder"


class PartOfItem(Records):
    """Rows that belong to an item, as they came with it."""

    why = PAPERS
    is_big = True
    agreement_path = "item__agreement"
    list_filter: ClassVar[Any] = ("item__agreement",)
    search_fields = ("item__number",)
    search_help_text = "Number of an item"
    number_paths: ClassVar[Sequence[str]] = ("item__number",)


@admin.register(ItemPaper)
class ItemPaperPages(PartOfItem):
    """Papers that came with an item, or later to cure it."""

    list_display = ("__str__", "item", "document", "serves_as", "dated_on")
    list_select_related = ("item", "document")
    date_hierarchy = "dated_on"


@admin.register(ItemCertificate)
class ItemCertificatePages(PartOfItem):
    """Certificates surrendered with an item."""

    list_display = ("certificate", "item", "surrendered_at", "returned_at")
    list_filter = ("item__agreement", ("returned_at", admin.EmptyFieldListFilter))
    list_select_related = ("certificate", "item")
    date_hierarchy = "surrendered_at"
    number_paths = ("item__number", "certificate__number")

    def console_address(self, row: ItemCertificate) -> str:
        return page_of("certificate", row.certificate.agreement.code, row.certificate.number)


@admin.register(ExecutedForm)
class ExecutedFormPages(PartOfItem):
    """Forms on the reverse as signed and guaranteed."""

    list_display = (
        "item",
        "kind",
        "signed_name",
        "capacity",
        "signed_on",
        "guarantor_kind",
        "guarantor_name",
    )
    list_filter = ("item__agreement", "kind", "guarantor_kind")
    list_select_related = ("item",)
    date_hierarchy = "recorded_at"


@admin.register(Certification)
class CertificationPages(PartOfItem):
    """The statements about Acquiring Persons, box by box."""

    list_display = (
        "item",
        "statement_1",
        "statement_2",
        "signed_name",
        "capacity",
        "signed_on",
        "guarantor_kind",
    )
    list_filter = ("item__agreement", "statement_1", "statement_2", "guarantor_kind")
    list_select_related = ("item",)
    date_hierarchy = "recorded_at"


@admin.register(TransferLine)
class TransferLinePages(PartOfItem):
    """To whom the Rights of an item go."""

    list_display = ("item", "place", figure("rights"), "registration", "city", "holder")
    list_select_related = ("item", "holder")
    holder_path = "holder"


@admin.register(Consultation)
class ConsultationPages(PartOfItem):
    """What the Company answered about held items."""

    list_display = (
        "item",
        "answered_by",
        "answered_by_title",
        "answered_at",
        "answer",
        "document",
        "applied_at",
    )
    list_filter = ("item__agreement", "answer")
    list_select_related = ("item", "document")
    date_hierarchy = "answered_at"
