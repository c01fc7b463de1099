"""Model pages of what follows an exercise: requisitions and their steps, fractions, money (§7(c))."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from exercises.models import (
    DeliveryRoute,
    DeliveryStep,
    DueBill,
    FractionCertified,
    PaymentMovement,
    Requisition,
    RequisitionFile,
    ReservedShares,
    SecuritiesDue,
)
from registry.admin.base import PAPERS, Records, page_of
from registry.admin.columns import figure


class OfDeliveries(Records):
    """What stands on the desk of requisitions."""

    why = PAPERS
    agreement_path = "agreement"
    list_filter: ClassVar[Any] = ("agreement",)
    list_select_related: ClassVar[Any] = ("agreement",)
    search_fields: ClassVar[Any] = ("number",)
    number_paths: ClassVar[Any] = ("number",)

    def console_address(self, row: Any) -> str:
        return page_of("requisitions", row.agreement.code)


@admin.register(ReservedShares)
class ReservedSharesPages(OfDeliveries):
    """Certificates of the Company of shares reserved."""

    list_display = ("__str__", "agreement", "security", figure("reserved_units"), "signed_on", "recorded_at")
    date_hierarchy = "recorded_at"


@admin.register(DeliveryRoute)
class DeliveryRoutePages(OfDeliveries):
    """Of whom securities are requisitioned."""

    list_display = ("__str__", "agreement", "security", "recipient", "name", "signed_on", "recorded_at")
    list_filter = ("agreement", "recipient")
    date_hierarchy = "recorded_at"


@admin.register(SecuritiesDue)
class SecuritiesDuePages(OfDeliveries):
    """What posted exercises give."""

    list_display = ("item", "agreement", "security", "units", figure("whole_units"), "taken_at")
    list_select_related = ("agreement", "item")
    date_hierarchy = "taken_at"
    search_fields = ("item__number",)
    number_paths = ("item__number",)

    def console_address(self, row: SecuritiesDue) -> str:
        return page_of("exercise", row.agreement.code, row.item.number)


@admin.register(DueBill)
class DueBillPages(OfDeliveries):
    """What is deferred of exercises until an event, and the due bills for it."""

    list_display = ("__str__", "agreement", "item", "security", "units", "deferral", "issued_at", "issued_by")
    list_select_related = ("agreement", "item", "deferral", "issued_by")
    date_hierarchy = "deferred_at"

    def console_address(self, row: DueBill) -> str:
        return page_of("exercise", row.agreement.code, row.item.number)


@admin.register(RequisitionFile)
class RequisitionFilePages(OfDeliveries):
    """Files of requisitions."""

    list_display = (
        "__str__",
        "agreement",
        figure("row_count"),
        figure("unit_count"),
        "sha256",
        "made_at",
        "made_by",
    )
    list_select_related = ("agreement", "made_by")
    date_hierarchy = "made_at"


@admin.register(Requisition)
class RequisitionPages(OfDeliveries):
    """Requisitions of securities."""

    list_display = ("__str__", "agreement", "due", "recipient", "requisitioned_at", "requisitioned_by")
    list_filter = ("agreement", "recipient")
    list_select_related = ("agreement", "due__item", "requisitioned_by")
    date_hierarchy = "requisitioned_at"

    def console_address(self, row: Requisition) -> str:
        return page_of("exercise", row.agreement.code, row.due.item.number)


@admin.register(DeliveryStep)
class DeliveryStepPages(OfDeliveries):
    """Receipts and deliveries of securities."""

    agreement_path = "requisition__agreement"
    list_display = ("requisition", "kind", "happened_on", "means", "document", "recorded_at", "recorded_by")
    list_filter = ("requisition__agreement", "kind")
    list_select_related = ("requisition__agreement", "document", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("requisition__number",)
    number_paths = ("requisition__number",)

    def console_address(self, row: DeliveryStep) -> str:
        return page_of("exercise", row.requisition.agreement.code, row.requisition.due.item.number)


@admin.register(FractionCertified)
class FractionCertifiedPages(OfDeliveries):
    """Certificates of the Company of cash for fractions."""

    agreement_path = "due__agreement"
    list_display = ("__str__", "closing_price", "trading_day", "amount", "computed", "recorded_at")
    list_filter = ("due__agreement",)
    list_select_related = ("due__agreement", "due__item")
    date_hierarchy = "recorded_at"
    search_fields = ("due__item__number",)
    number_paths = ("due__item__number",)

    def console_address(self, row: FractionCertified) -> str:
        return page_of("exercise", row.due.agreement.code, row.due.item.number)


@admin.register(PaymentMovement)
class PaymentMovementPages(OfDeliveries):
    """Money of exercises forwarded or returned."""

    list_display = (
        "__str__",
        "agreement",
        "payment",
        "kind",
        "amount",
        "moved_on",
        "given_to",
        "document",
        "recorded_at",
    )
    list_filter = ("agreement", "kind")
    list_select_related = ("agreement", "payment", "document")
    date_hierarchy = "recorded_at"

    def console_address(self, row: PaymentMovement) -> str:
        return page_of("cash_desk", row.agreement.code)
