"""Model pages of bank accounts for payments and of deposits; the sealed number is shown nowhere (§26)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from exercises.models import DepositFile, DepositInstruction, DepositReturn, OrderDeposit
from registry.admin.base import TWO_PEOPLE, Records, page_of


@admin.register(DepositInstruction)
class DepositInstructionPages(Records):
    """Instructions for deposits; of an account number the last four digits alone."""

    why = TWO_PEOPLE
    agreement_path = "holder__agreement"
    list_display = (
        "__str__", "holder", "routing", "account_last_four", "document", "in_force_from", "pays_from",
    )  # fmt: skip
    list_filter = ("holder__agreement", ("in_force_from", admin.EmptyFieldListFilter))
    list_select_related = ("holder__agreement", "document")
    date_hierarchy = "recorded_at"
    search_fields = ("holder__account",)
    exact_paths = ("holder__account",)
    holder_path = "holder"

    def console_address(self, row: DepositInstruction) -> str:
        return page_of("deposit_instructions", row.holder.agreement.code, row.holder_id)


class OfDeposits(Records):
    """What belongs to the deposits of a run."""

    why = TWO_PEOPLE
    agreement_path = "run__order_list__agreement"
    list_filter: ClassVar[Any] = ("run__order_list__agreement",)
    list_select_related: ClassVar[Any] = ("run__order_list__agreement", "run__order_list__order")

    def console_address(self, row: Any) -> str:
        made = row.run.order_list
        return page_of("order_deposits", made.agreement.code, made.order.number)


@admin.register(OrderDeposit)
class OrderDepositPages(OfDeposits):
    """Lines that a run pays by deposit."""

    is_big = True
    list_display = ("__str__", "run", "line", "instruction")
    list_select_related = (*OfDeposits.list_select_related, "instruction")
    date_hierarchy = "run__started_at"
    search_fields = ("instruction__holder__account",)
    exact_paths = ("instruction__holder__account",)


@admin.register(DepositFile)
class DepositFilePages(OfDeposits):
    """Files of deposits for banks, by their totals and hashes."""

    list_display = ("__str__", "entry_count", "entry_hash", "credits", "settles_on", "sha256", "made_at")
    date_hierarchy = "made_at"
    search_fields = ("sha256",)
    exact_paths = ("sha256",)


@admin.register(DepositReturn)
class DepositReturnPages(Records):
    """Deposits that pay nobody: sent back by the bank, or held back before the file."""

    why = TWO_PEOPLE
    agreement_path = "deposit__run__order_list__agreement"
    list_display = ("__str__", "code", "reason", "returned_on", "check_dated", "document", "recorded_at")
    list_filter = ("deposit__run__order_list__agreement", "code")
    list_select_related = (
        "deposit__run__order_list__agreement",
        "deposit__run__order_list__order",
        "document",
    )
    date_hierarchy = "recorded_at"
    search_fields = ("deposit__instruction__holder__account",)
    exact_paths = ("deposit__instruction__holder__account",)

    def console_address(self, row: DepositReturn) -> str:
        made = row.deposit.run.order_list
        return page_of("order_deposits", made.agreement.code, made.order.number)
