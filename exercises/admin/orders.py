"""Model pages of orders carried out: lists, lines, runs of checks, checks, what became of them (§23, §24)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from exercises.models import (
    IssuedChecks,
    OrderLine,
    OrderList,
    OrderPayment,
    PaymentEvent,
    PaymentRun,
    ReplacementCheck,
)
from registry.admin.base import TWO_PEOPLE, Records, RecordsOfParts, page_of
from registry.admin.columns import figure


@admin.register(OrderList)
class OrderListPages(Records):
    """Lists of what every holder gets by an order, the entry that carried it out beside them."""

    why = TWO_PEOPLE
    list_display = ("__str__", "agreement", "order", "line_count", "cash", "sha256", "made_at", "entry")
    list_filter = ("agreement",)
    list_select_related = ("agreement", "order", "entry")
    date_hierarchy = "made_at"
    search_fields = ("number", "sha256")
    number_paths = ("number",)
    exact_paths = ("sha256",)

    def console_address(self, row: OrderList) -> str:
        return page_of("order_carried", row.agreement.code, row.order.number)


class OfRun(Records):
    """What belongs to a run of checks."""

    why = TWO_PEOPLE
    agreement_path = "run__order_list__agreement"
    list_filter: ClassVar[Any] = ("run__order_list__agreement",)
    list_select_related = ("run__order_list__agreement", "run__order_list__order")
    search_fields = ("number",)
    number_paths = ("number",)

    def console_address(self, row: Any) -> str:
        made = row.run.order_list
        return page_of("order_carried", made.agreement.code, made.order.number)


@admin.register(OrderLine)
class OrderLinePages(RecordsOfParts):
    """The lines of a list: Rights held and taken, shares, cash."""

    why = TWO_PEOPLE
    agreement_path = "order_list__agreement"
    ordering = ("-order_list_id", "line")
    list_display = (
        "line", "account", "order_list", figure("valid"), figure("void"), figure("taken"), figure("shares"),
        "cash",
    )  # fmt: skip
    list_filter = ("order_list__agreement",)
    list_select_related = ("order_list__agreement", "order_list__order")
    search_fields = ("account",)
    number_paths = ("line",)
    exact_paths = ("account",)

    def console_address(self, row: OrderLine) -> str:
        made = row.order_list
        return page_of("order_carried", made.agreement.code, made.order.number)


@admin.register(PaymentRun)
class PaymentRunPages(Records):
    """Runs of checks, with the payment that two people approved."""

    why = TWO_PEOPLE
    agreement_path = "order_list__agreement"
    list_display = ("__str__", "payout", "job", "bank_account", "first_number", "dated", "started_at")
    list_filter = ("order_list__agreement",)
    list_select_related = ("order_list__agreement", "order_list__order", "payout", "job")
    date_hierarchy = "started_at"
    search_fields = ("bank_account",)
    exact_paths = ("bank_account",)

    def console_address(self, row: PaymentRun) -> str:
        return page_of("order_carried", row.order_list.agreement.code, row.order_list.order.number)


@admin.register(IssuedChecks)
class IssuedChecksPages(OfRun):
    """Stretches of lines whose checks were made."""

    list_display = ("__str__", "run", "first_line", "last_line", "issued_at")
    date_hierarchy = "issued_at"
    search_fields = ("first_number",)
    number_paths = ("first_number",)


@admin.register(ReplacementCheck)
class ReplacementCheckPages(OfRun):
    """Checks in the place of others."""

    list_display = ("number", "run", "line", "dated", "replaces")
    date_hierarchy = "dated"


@admin.register(OrderPayment)
class OrderPaymentPages(RecordsOfParts, OfRun):
    """Every check, read from its line, and those in the place of others."""

    ordering = ("-run_id", "line", "number")
    list_display = ("number", "run", "line", "holder", "amount", "dated", "replaces")
    date_hierarchy = "dated"


@admin.register(PaymentEvent)
class PaymentEventPages(OfRun):
    """What became of checks."""

    list_display = ("number", "kind", "happened_on", "amount", "reason", "document", "recorded_at")
    list_filter = ("run__order_list__agreement", "kind")
    date_hierarchy = "recorded_at"
