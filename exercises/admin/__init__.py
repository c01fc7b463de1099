"""Model pages of exercises: everything is looked at here and acted on in the console (§7)."""

from __future__ import annotations

from django.contrib import admin

from exercises.admin import deliveries as _deliveries  # noqa: F401  its pages
from exercises.admin import deposits as _deposits  # noqa: F401  its pages
from exercises.admin import gates as _gates  # noqa: F401  its pages
from exercises.admin import order_shares as _order_shares  # noqa: F401  its pages
from exercises.admin import orders as _orders  # noqa: F401  its pages
from exercises.models import Election, FundsReceived, Payment, Payout
from registry.admin.base import PAPERS, TWO_PEOPLE, Records, page_of
from registry.admin.columns import figure
from registry.admin.items import PartOfItem


@admin.register(Election)
class ElectionPages(PartOfItem):
    """Elections to purchase, with the price and the record date that were set when each was complete."""

    why = PAPERS
    list_display = (
        "item",
        figure("rights_exercised"),
        "securities_registration",
        "price_per_right",
        "amount_due",
        "record_date",
        "completed_at",
    )
    list_select_related = ("item",)
    date_hierarchy = "completed_at"


@admin.register(Payment)
class PaymentPages(PartOfItem):
    """Payments of the Exercise Price as received."""

    why = PAPERS
    agreement_path = "agreement"
    list_display = (
        "item",
        "means",
        "amount",
        "drawer_bank",
        "instrument_number",
        "payee",
        "received_at",
        "document",
    )
    list_filter = ("agreement", "means", "payee")
    list_select_related = ("item", "document")
    date_hierarchy = "received_at"
    exact_paths = ("instrument_number",)


class OfOrder(Records):
    """The Company's money for an order of the Board, or for fractions."""

    agreement_path = "agreement"
    list_filter = ("agreement", "purpose")
    list_select_related = ("agreement", "order")
    date_hierarchy = "recorded_at"
    search_fields = ("number",)
    number_paths = ("number",)

    def console_address(self, row: FundsReceived | Payout) -> str:
        code = row.agreement.code
        return page_of("order", code, row.order.number) if row.order else page_of("orders", code)


@admin.register(FundsReceived)
class FundsReceivedPages(OfOrder):
    """Money of the Company collected, and money taken back that was recorded in error."""

    why = PAPERS
    list_display = (
        "__str__",
        "agreement",
        "purpose",
        "order",
        "received_from",
        "received_on",
        "amount",
        "recorded_at",
    )


@admin.register(Payout)
class PayoutPages(OfOrder):
    """Payments out of it, drafts among them."""

    why = TWO_PEOPLE
    list_display = (
        "__str__",
        "agreement",
        "purpose",
        "order",
        "payee",
        "amount",
        "recorded_at",
        "approved_at",
    )
