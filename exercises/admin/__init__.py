"""Model pages of exercises: everything is looked at here and acted on in the console (§7)."""

from __future__ import annotations

from django.contrib import admin

from exercises.models import Election, Payment
from registry.admin.base import PAPERS
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
