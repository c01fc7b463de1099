"""Model pages of holders' bank accounts for payments; the sealed number is shown nowhere (§26)."""

from __future__ import annotations

from django.contrib import admin

from exercises.models import DepositInstruction
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
