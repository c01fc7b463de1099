"""Model pages of Common Shares that orders of the Board give (§24(b))."""

from __future__ import annotations

from django.contrib import admin

from exercises.models import OrderDelivery, OrderRequisition
from registry.admin.base import PAPERS, TWO_PEOPLE, Records, page_of
from registry.admin.columns import figure


@admin.register(OrderRequisition)
class OrderRequisitionPages(Records):
    """Requisitions of the shares of lists, by their counts and hashes."""

    why = TWO_PEOPLE
    agreement_path = "order_list__agreement"
    list_display = (
        "__str__",
        "asked_of",
        figure("line_count"),
        figure("share_count"),
        "instruction",
        "sha256",
        "made_at",
    )
    list_filter = ("order_list__agreement",)
    list_select_related = ("order_list__agreement", "order_list__order", "instruction")
    date_hierarchy = "made_at"
    search_fields = ("sha256",)
    exact_paths = ("sha256",)

    def console_address(self, row: OrderRequisition) -> str:
        made = row.order_list
        return page_of("order_shares", made.agreement.code, made.order.number)


@admin.register(OrderDelivery)
class OrderDeliveryPages(Records):
    """What became of requisitioned shares of lists."""

    why = PAPERS
    agreement_path = "requisition__order_list__agreement"
    list_display = ("__str__", "happened_on", "means", "document", "recorded_by", "recorded_at")
    list_filter = ("requisition__order_list__agreement", "kind")
    list_select_related = (
        "requisition__order_list__agreement",
        "requisition__order_list__order",
        "document",
        "recorded_by",
    )
    date_hierarchy = "recorded_at"
    search_fields = ("requisition__sha256",)
    exact_paths = ("requisition__sha256",)

    def console_address(self, row: OrderDelivery) -> str:
        made = row.requisition.order_list
        return page_of("order_shares", made.agreement.code, made.order.number)
