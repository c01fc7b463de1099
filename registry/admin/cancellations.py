"""Model pages of cancelled paper: what the Company delivered, images, transmittals and receipts (§8)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from registry.admin.base import Records, Why, page_of
from registry.admin.columns import figure
from registry.models import (
    CancelledImage,
    CompanyDelivery,
    Transmittal,
    TransmittalDelivery,
    TransmittalLine,
    TransmittalReceipt,
    UnreceivedTransmittal,
)

LISTED = Why(
    "A transmittal is made and delivered at the vault of cancelled certificates, and receipted there by two"
    " people. Nothing of it is changed or removed, by anybody.",
    section="8",
)


@admin.register(CompanyDelivery)
class CompanyDeliveryPages(Records):
    """Certificates that the Company delivered for cancellation, by two people."""

    why = LISTED
    list_display = (
        "__str__",
        "agreement",
        "brought_as",
        figure("certificate_count"),
        figure("rights_retired"),
        "document",
        "recorded_at",
    )
    list_filter = ("agreement", "brought_as")
    list_select_related = ("agreement", "document")
    date_hierarchy = "recorded_at"
    search_fields = ("sender",)

    def console_address(self, row: CompanyDelivery) -> str:
        return page_of("transmittals", row.agreement.code)


@admin.register(CancelledImage)
class CancelledImagePages(Records):
    """Scans of cancelled certificates."""

    why = LISTED
    is_big = True
    agreement_path = "certificate__agreement"
    list_display = ("certificate", "document", "recorded_by", "recorded_at")
    list_filter: ClassVar[Any] = ("certificate__agreement",)
    list_select_related = ("certificate", "certificate__agreement", "document", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("certificate__number",)
    search_help_text = "Number of a certificate"
    number_paths = ("certificate__number",)

    def console_address(self, row: CancelledImage) -> str:
        return page_of("certificate", row.certificate.agreement.code, row.certificate.number)


@admin.register(Transmittal)
class TransmittalPages(Records):
    """Numbered lists of cancelled certificates for the Company."""

    why = LISTED
    list_display = (
        "__str__",
        "agreement",
        figure("certificate_count"),
        figure("rights_total"),
        "prepared_by",
        "prepared_at",
    )
    list_filter = ("agreement",)
    list_select_related = ("agreement", "prepared_by")
    date_hierarchy = "prepared_at"
    search_fields = ("number",)
    number_paths = ("number",)

    def console_address(self, row: Transmittal) -> str:
        return page_of("transmittal", row.agreement.code, row.number)


class PartOfTransmittal(Records):
    """Rows that belong to a transmittal."""

    why = LISTED
    agreement_path = "transmittal__agreement"
    list_filter: ClassVar[Any] = ("transmittal__agreement",)
    search_fields = ("transmittal__number",)
    search_help_text = "Number of a transmittal"
    number_paths: ClassVar[Any] = ("transmittal__number",)

    def console_address(self, row: Any) -> str:
        return page_of("transmittal", row.transmittal.agreement.code, row.transmittal.number)


@admin.register(TransmittalLine)
class TransmittalLinePages(PartOfTransmittal):
    """Certificates on transmittals, and those that came off."""

    is_big = True
    list_display = ("transmittal", "certificate", "left_off_at")
    list_select_related = ("transmittal", "transmittal__agreement", "certificate")
    date_hierarchy = "left_off_at"
    search_help_text = "Number of a transmittal or of a certificate"
    number_paths: ClassVar[Any] = ("transmittal__number", "certificate__number")


@admin.register(TransmittalDelivery)
class TransmittalDeliveryPages(PartOfTransmittal):
    """How transmittals left, and who keeps their paper."""

    list_display = ("transmittal", "delivered_on", "keeper", "means", "keep_until", "recorded_by")
    list_filter: ClassVar[Any] = ("transmittal__agreement", "keeper")
    list_select_related = ("transmittal", "transmittal__agreement", "recorded_by")
    date_hierarchy = "recorded_at"


@admin.register(TransmittalReceipt)
class TransmittalReceiptPages(PartOfTransmittal):
    """The Company's receipts, by two people."""

    list_display = (
        "transmittal",
        "received_on",
        "received_by",
        "keeper",
        figure("certificate_count"),
        "document",
    )
    list_filter: ClassVar[Any] = ("transmittal__agreement", "keeper")
    list_select_related = ("transmittal", "transmittal__agreement", "document")
    date_hierarchy = "recorded_at"


@admin.register(UnreceivedTransmittal)
class UnreceivedTransmittalPages(PartOfTransmittal):
    """Transmittals of which the Company received nothing."""

    list_display = (
        "transmittal",
        "found_on",
        "outcome",
        figure("certificate_count"),
        "document",
        "recorded_by",
    )
    list_filter: ClassVar[Any] = ("transmittal__agreement", "outcome")
    list_select_related = ("transmittal", "transmittal__agreement", "document", "recorded_by")
    date_hierarchy = "recorded_at"
