"""What was done with void Rights, as it was told to the Company (§7(e))."""

from __future__ import annotations

from django.contrib import admin

from registry.admin.base import PAPERS, Records, page_of
from registry.admin.columns import figure
from registry.models import CaughtItem


@admin.register(CaughtItem)
class CaughtItemPages(Records):
    """Caught items as listed in applications for instructions."""

    why = PAPERS
    is_big = True
    agreement_path = "notice__agreement"
    list_display = (
        "kind", "notice", "happened_at", "holder", "transferee", figure("rights"), "amount", "shares",
    )  # fmt: skip
    list_filter = ("notice__agreement", "kind", "was_known")
    list_select_related = ("notice", "holder", "transferee")
    date_hierarchy = "happened_at"
    search_fields = ("certificate_number",)
    search_help_text = "Number of a certificate or of an item, or an account"
    number_paths = ("certificate_number", "item_number")
    exact_paths = ("holder__account",)

    def console_address(self, row: CaughtItem) -> str:
        return page_of("nullity", row.notice.agreement.code, row.notice.number)
