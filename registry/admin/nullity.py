"""What was done with void Rights, as it was told to the Company (§7(e)); Persons whom papers name (§1(t))."""

from __future__ import annotations

from django.contrib import admin

from registry.admin.base import PAPERS, Records, page_of
from registry.admin.columns import figure
from registry.models import CaughtItem, PersonRecord


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


@admin.register(PersonRecord)
class PersonRecordPages(Records):
    """Persons whom papers name, by their kind, with whom they succeeded."""

    why = PAPERS
    list_display = ("__str__", "agreement", "kind", "predecessor", "succeeded_on", "recorded_at")
    list_filter = ("agreement", "kind")
    list_select_related = ("agreement", "predecessor")
    date_hierarchy = "recorded_at"
    search_fields = ("name",)

    def console_address(self, row: PersonRecord) -> str:
        return page_of("persons", row.agreement.code)
