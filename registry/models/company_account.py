"""The account with the Company: fees agreed, billed and paid, expenses and their demands (§18(a), §20(c)).

None of it is ever changed: an invoice is withdrawn by another row, a wrong receipt taken back by one.
"""

from django.db import models
from django.db.models import F, Q


class FeeSchedule(models.Model):
    """The fees agreed with the Company, in force from a day; a later one takes its place (§18(a)).

    `fees` are sums in US dollars as text, by what is counted; `annual_fee` is that of a calendar year.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="fee_schedules")
    number = models.PositiveIntegerField()
    in_force_from = models.DateField()
    annual_fee = models.DecimalField(max_digits=20, decimal_places=2)
    fees = models.JSONField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="fee_schedule_number_once"),
            models.CheckConstraint(condition=Q(annual_fee__gte=0), name="annual_fee_not_negative"),
            models.CheckConstraint(
                condition=Q(annual_fee__gt=0) | ~Q(fees={}), name="fee_schedule_prices_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Fee schedule {self.number}"


class FeeInvoice(models.Model):
    """What the Company owes for the services of a period, by two people (§18(a)).

    `lines` are what was counted, how many, at which fee, how much, and in which records the count stands;
    `annual_year` is the calendar year whose annual fee is on it. The letter of it is drawn from its facts.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="fee_invoices")
    number = models.PositiveIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    schedule = models.ForeignKey(FeeSchedule, models.PROTECT, related_name="invoices")
    annual_year = models.PositiveIntegerField(null=True, blank=True)
    lines = models.JSONField()
    total = models.DecimalField(max_digits=20, decimal_places=2)
    letter = models.OneToOneField("registry.PaperDue", models.PROTECT, related_name="fee_invoice")
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="fee_invoice_number_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="fee_period_ordered"),
            models.CheckConstraint(condition=Q(total__gt=0), name="fee_invoice_of_something"),
        ]

    def __str__(self) -> str:
        return f"Invoice {self.number}"


class InvoiceWithdrawal(models.Model):
    """An invoice withdrawn by two people before it was paid upon, with the reason (§18(a))."""

    invoice = models.OneToOneField(FeeInvoice, models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="invoice_withdrawal_explained"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} withdrawn"


class ExpenseKind(models.TextChoices):
    """What the agent laid out."""

    POSTAGE = "POSTAGE", "Postage"
    PRINTING = "PRINTING", "Printing"
    COUNSEL = "COUNSEL", "Counsel fees"
    DISBURSEMENT = "DISBURSEMENT", "Other disbursement"


class ExpenseDemand(models.Model):
    """A demand for expenses, by two people; the letter of it is drawn from its facts (§18(a))."""

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="expense_demands")
    number = models.PositiveIntegerField()
    demanded_on = models.DateField()
    total = models.DecimalField(max_digits=20, decimal_places=2)
    letter = models.OneToOneField("registry.PaperDue", models.PROTECT, related_name="expense_demand")
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="expense_demand_number_once"),
            models.CheckConstraint(condition=Q(total__gt=0), name="expense_demand_of_something"),
        ]

    def __str__(self) -> str:
        return f"Demand {self.number}"


class Expense(models.Model):
    """One expense with its voucher, demanded from the Company once (§18(a))."""

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="expenses")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ExpenseKind.choices)
    what = models.TextField()
    incurred_on = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    voucher = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    demand = models.ForeignKey(ExpenseDemand, models.PROTECT, null=True, blank=True, related_name="expenses")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="expense_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="expense_of_something"),
            models.CheckConstraint(condition=Q(kind__in=ExpenseKind.values), name="expense_kind_known"),
        ]

    def __str__(self) -> str:
        return f"Expense {self.number}"


class CompanyReceipt(models.Model):
    """Money of the Company received for an invoice or a demand, in part or whole; or one taken back (§18(a)).

    What is taken back is a row of the same sum below zero, of the same day, which names the wrong one.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="company_receipts")
    number = models.PositiveIntegerField()
    invoice = models.ForeignKey(FeeInvoice, models.PROTECT, null=True, blank=True, related_name="receipts")
    demand = models.ForeignKey(ExpenseDemand, models.PROTECT, null=True, blank=True, related_name="receipts")
    received_on = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="company_receipt_number_once"),
            models.CheckConstraint(
                condition=Q(invoice__isnull=False, demand__isnull=True)
                | Q(invoice__isnull=True, demand__isnull=False),
                name="company_receipt_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0, reason="")
                | Q(reverses__isnull=False, amount__lt=0) & ~Q(reason=""),
                name="company_receipt_or_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"Receipt {self.number}"
