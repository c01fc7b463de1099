"""Model pages of worksheets and of new forms of certificate (§11, §12, §22)."""

from __future__ import annotations

from django.contrib import admin

from registry.admin.base import Records, Why, page_of
from registry.models import AdjustmentWorksheet, ClosingQuotation, FormChange

COMPARED = Why(
    "A worksheet is for comparison alone: figures come from the Company's certificate, accepted by two people"
    " in the console. What was recorded is never changed or removed.",
    section="20(e)",
)
ORDERED = Why(
    "A new form comes from the Company's order, accepted by two people in the console.",
    section="22",
)
PRICED = Why(
    "Closing prices are read from a file in the console. A correction is kept beside the price it corrects;"
    " nothing is changed or removed.",
    section="1(j)",
)


@admin.register(ClosingQuotation)
class ClosingQuotationPages(Records):
    """Closing prices as received, their corrections beside them."""

    why = PRICED
    list_display = ("__str__", "agreement", "security", "day", "source", "listing", "corrects", "recorded_at")
    list_filter = ("agreement", "security", "source", "listing")
    list_select_related = ("agreement", "corrects")
    date_hierarchy = "day"
    search_fields = ("security", "reason")

    def console_address(self, row: ClosingQuotation) -> str:
        return page_of("closing_prices", row.agreement.code)


@admin.register(AdjustmentWorksheet)
class AdjustmentWorksheetPages(Records):
    """Worksheets of the Rights Agent, for comparison."""

    why = COMPARED
    list_display = ("__str__", "agreement", "section", "event", "certificate", "recorded_by", "recorded_at")
    list_filter = ("agreement", "section")
    list_select_related = ("agreement", "certificate", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("number", "event")
    number_paths = ("number",)

    def console_address(self, row: AdjustmentWorksheet) -> str:
        return page_of("worksheet", row.agreement.code, row.number)


@admin.register(FormChange)
class FormChangePages(Records):
    """New forms that the Company ordered, with the figures their certificates show."""

    why = ORDERED
    list_display = ("__str__", "agreement", "form_version", "manner", "notice", "recorded_at")
    list_filter = ("agreement", "manner")
    list_select_related = ("agreement", "form_version", "notice")
    date_hierarchy = "recorded_at"
    search_fields = ("form_version__name",)

    def console_address(self, row: FormChange) -> str:
        return page_of("new_forms", row.agreement.code)
