"""Reads of the account with the Company: schedules, counts, invoices, expenses, fees paid (§18, §20(c))."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from agreement.fees import (
    ActsCounted,
    CountedAct,
    FeeTerms,
    MoneyReceived,
    fees_paid_by_year,
    fees_paid_in_twelve_months,
)
from registry.models import (
    Approval,
    CompanyReceipt,
    Expense,
    ExpenseDemand,
    FeeInvoice,
    FeeSchedule,
    RightsAgreement,
)
from registry.selectors.agreements import local_day

_MONEY: Any = DecimalField(max_digits=20, decimal_places=2)
_ASKING = ("FILE_FEE_SCHEDULE", "ISSUE_FEE_INVOICE", "WITHDRAW_FEE_INVOICE", "DEMAND_EXPENSES")


@dataclass(frozen=True, slots=True)
class FeesPaid:
    """The fees actually paid: of each calendar year, latest first, and in the last twelve months."""

    by_year: tuple[tuple[int, Decimal], ...]
    last_twelve_months: Decimal


def schedules(agreement: RightsAgreement) -> QuerySet[FeeSchedule]:
    """The schedules of fees, the latest first."""
    found = FeeSchedule.objects.filter(agreement=agreement)
    return found.select_related("document", "approval__maker", "approval__approver").order_by("-number")


def fee_terms(agreement: RightsAgreement) -> tuple[FeeTerms, ...]:
    """The schedules as the rules take them."""
    return tuple(terms_of(row) for row in schedules(agreement))


def terms_of(row: FeeSchedule) -> FeeTerms:
    """A schedule as the rules take it."""
    fees = {act: Decimal(row.fees[act.value]) for act in CountedAct if act.value in row.fees}
    return FeeTerms(row.number, row.in_force_from, row.annual_fee, fees)


def acts_counted(
    agreement: RightsAgreement, *, counted: tuple[CountedAct, ...], first: date, last: date
) -> tuple[ActsCounted, ...]:
    """How many acts of each kind were recorded from the first day to the last (settings.FEE_COUNTS).

    An act counts on the day, in the agreement's zone, on which the books recorded it: once a day is over, no
    more are counted on it.
    """
    found = []
    for one in counted:
        count, source = import_string(settings.FEE_COUNTS[one.value])(agreement, first=first, last=last)
        found.append(ActsCounted(one, count, source))
    return tuple(found)


def invoices(agreement: RightsAgreement) -> QuerySet[FeeInvoice]:
    """The invoices, the latest first, each with the sum `received` and its withdrawal if there is one."""
    found = FeeInvoice.objects.filter(agreement=agreement).annotate(received=_received("invoice"))
    return found.select_related(
        "agreement", "schedule", "letter", "withdrawal", "approval__maker", "approval__approver"
    ).order_by("-number")


def standing_invoices(agreement: RightsAgreement) -> QuerySet[FeeInvoice]:
    """The invoices that nobody withdrew."""
    return FeeInvoice.objects.filter(agreement=agreement, withdrawal__isnull=True).order_by("number")


def expenses(agreement: RightsAgreement) -> QuerySet[Expense]:
    """The expenses, the latest first, each with its voucher and its demand."""
    found = Expense.objects.filter(agreement=agreement)
    return found.select_related("voucher", "demand", "recorded_by").order_by("-number")


def demands(agreement: RightsAgreement) -> QuerySet[ExpenseDemand]:
    """The demands for expenses, the latest first, each with the sum `received`."""
    found = ExpenseDemand.objects.filter(agreement=agreement).annotate(received=_received("demand"))
    return found.select_related("agreement", "letter", "approval__maker", "approval__approver").order_by(
        "-number"
    )


def receipts(asked: FeeInvoice | ExpenseDemand) -> QuerySet[CompanyReceipt]:
    """What was received for an invoice or a demand, in its order, what was taken back among it."""
    found = asked.receipts.select_related("document", "recorded_by", "reverses", "reversed_by")
    return found.order_by("number")


def received_for(asked: FeeInvoice | ExpenseDemand) -> Decimal:
    """What was received for an invoice or a demand, less what was taken back."""
    summed: Decimal | None = asked.receipts.aggregate(summed=Sum("amount"))["summed"]
    return summed or Decimal(0)


def fees_paid(agreement: RightsAgreement, *, at: datetime) -> FeesPaid:
    """The fees actually paid for invoices, by the day of receipt: the figure of §20(c), for information."""
    found = CompanyReceipt.objects.filter(agreement=agreement, invoice__isnull=False)
    money = [MoneyReceived(day, amount) for day, amount in found.values_list("received_on", "amount")]
    today = local_day(agreement, at=at)
    return FeesPaid(fees_paid_by_year(money), fees_paid_in_twelve_months(money, until=today))


def requests_waiting(agreement: RightsAgreement) -> QuerySet[Approval]:
    """What of the account waits for a second person."""
    return Approval.objects.filter(
        agreement=agreement, kind__in=_ASKING, approved_at__isnull=True, rejected_at__isnull=True
    ).order_by("-id")


def _received(field: str) -> Coalesce:
    """The sum received for the row, nothing where nothing was."""
    sums = (
        CompanyReceipt.objects.filter(**{field: OuterRef("pk")})
        .order_by()
        .values(field)
        .annotate(summed=Sum("amount"))
        .values("summed")
    )
    return Coalesce(Subquery(sums, output_field=_MONEY), Value(Decimal(0)), output_field=_MONEY)
