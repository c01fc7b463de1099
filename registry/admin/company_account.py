"""Model pages of the account with the Company: fees, expenses, indemnity, assurances, delegates, counsel."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from registry.admin.base import Records, Why, page_of
from registry.models import (
    AssuranceRequest,
    CompanyReceipt,
    CounselAdvice,
    Delegate,
    DelegateAct,
    DelegateReview,
    Expense,
    ExpenseDemand,
    FeeInvoice,
    FeeSchedule,
    IndemnityMatter,
    InvoiceWithdrawal,
    MatterNote,
)

ACCOUNT = Why(
    "The account with the Company is kept in the console: what binds by two people, the rest by a person with"
    " its paper. Nothing of it is changed or removed, by anybody.",
    section="18(a)",
)
RELATIONS = Why(
    "What is recorded of delegates, of counsel and of requests to the Company is recorded in the console with"
    " its paper. Nothing of it is changed or removed, by anybody.",
    section="20(i)",
)


class OfAccount(Records):
    """Numbered rows of the account."""

    why = ACCOUNT
    list_filter: ClassVar[Any] = ("agreement",)
    list_select_related: ClassVar[Any] = ("agreement",)
    date_hierarchy = "recorded_at"
    search_fields = ("number",)
    number_paths = ("number",)
    tab = ""

    def console_address(self, row: Any) -> str:
        code = row.agreement.code
        return page_of("account_tab", code, self.tab) if self.tab else page_of("account", code)


@admin.register(FeeSchedule)
class FeeSchedulePages(OfAccount):
    """Fees agreed with the Company."""

    list_display = ("__str__", "agreement", "in_force_from", "annual_fee", "document", "recorded_at")
    list_select_related = ("agreement", "document")


@admin.register(FeeInvoice)
class FeeInvoicePages(OfAccount):
    """Invoices for services."""

    list_display = ("__str__", "agreement", "first_day", "last_day", "total", "recorded_at")

    def console_address(self, row: FeeInvoice) -> str:
        return page_of("account_invoice", row.agreement.code, row.number)


@admin.register(InvoiceWithdrawal)
class InvoiceWithdrawalPages(Records):
    """Invoices withdrawn by two people."""

    why = ACCOUNT
    agreement_path = "invoice__agreement"
    list_display = ("__str__", "reason", "recorded_at")
    list_filter = ("invoice__agreement",)
    list_select_related = ("invoice", "invoice__agreement")
    date_hierarchy = "recorded_at"
    search_fields = ("invoice__number",)
    number_paths = ("invoice__number",)


@admin.register(CompanyReceipt)
class CompanyReceiptPages(OfAccount):
    """Money of the Company received, and receipts taken back."""

    list_display = ("__str__", "agreement", "received_on", "amount", "invoice", "demand", "recorded_at")
    list_select_related = ("agreement", "invoice", "demand")


@admin.register(ExpenseDemand)
class ExpenseDemandPages(OfAccount):
    """Demands for expenses."""

    tab = "expenses"
    list_display = ("__str__", "agreement", "demanded_on", "total", "recorded_at")


@admin.register(Expense)
class ExpensePages(OfAccount):
    """Expenses with their vouchers."""

    tab = "expenses"
    list_display = ("__str__", "agreement", "kind", "incurred_on", "amount", "voucher", "demand")
    list_filter = ("agreement", "kind")
    list_select_related = ("agreement", "voucher", "demand")


@admin.register(IndemnityMatter)
class IndemnityMatterPages(OfAccount):
    """Losses, claims and costs under the indemnity."""

    tab = "matters"
    list_display = ("__str__", "agreement", "kind", "logged_on", "claimant", "recorded_by")
    list_filter = ("agreement", "kind")
    list_select_related = ("agreement", "recorded_by")


@admin.register(MatterNote)
class MatterNotePages(Records):
    """What happened in matters of indemnity."""

    why = ACCOUNT
    agreement_path = "matter__agreement"
    list_display = ("matter", "happened_on", "amount", "document", "recorded_by")
    list_filter = ("matter__agreement",)
    list_select_related = ("matter", "matter__agreement", "document", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("matter__number",)
    number_paths = ("matter__number",)


@admin.register(AssuranceRequest)
class AssuranceRequestPages(OfAccount):
    """Requests to the Company for documents and acts."""

    why = RELATIONS
    tab = "requests"
    list_display = ("__str__", "agreement", "what", "asked_on", "fulfilled_on", "fulfilment")
    list_filter = ("agreement", ("fulfilled_on", admin.EmptyFieldListFilter))
    list_select_related = ("agreement", "fulfilment")


@admin.register(Delegate)
class DelegatePages(OfAccount):
    """Attorneys and agents through whom the Rights Agent acts."""

    why = RELATIONS
    tab = "delegates"
    list_display = ("name", "agreement", "engaged_from", "engaged_until", "review_on", "document")
    list_select_related = ("agreement", "document")
    search_fields = ("name",)


class OfDelegate(Records):
    """Rows that belong to a delegate."""

    why = RELATIONS
    agreement_path = "delegate__agreement"
    list_filter: ClassVar[Any] = ("delegate__agreement",)
    list_select_related = ("delegate", "delegate__agreement", "recorded_by")
    date_hierarchy = "recorded_at"
    search_fields = ("delegate__name",)


@admin.register(DelegateReview)
class DelegateReviewPages(OfDelegate):
    """Reviews of delegates."""

    list_display = ("delegate", "reviewed_on", "next_review_on", "recorded_by")


@admin.register(DelegateAct)
class DelegateActPages(OfDelegate):
    """Work done by delegates."""

    list_display = ("delegate", "work", "job", "done_on", "recorded_by")


@admin.register(CounselAdvice)
class CounselAdvicePages(OfAccount):
    """Advice of counsel, as authority for what was done."""

    why = RELATIONS
    tab = "advice"
    list_display = ("counsel", "agreement", "dated_on", "item", "decision", "document")
    list_select_related = ("agreement", "item", "decision", "document")
    search_fields = ("counsel",)
