"""What is filled in about the account with the Company: fees, invoices, expenses, receipts (§18(a))."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from agreement.fees import CountedAct
from registry.models import ExpenseKind
from registry.selectors.agreements import local_day
from registry.selectors.company_account import expenses, invoices
from registry.services.company_account import Billing, ExpenseTold, FeesAgreed, MoneyTold
from registry.staff.item_forms import PartForm, day_picked

LONGEST = 300
SUM_DIGITS, FEE_PLACES = 20, 4
FIRST_YEAR, LAST_YEAR = 1990, 2100


def words(label: str, *, help_text: str = "", is_required: bool = True) -> forms.CharField:
    """Words in one line."""
    return forms.CharField(label=label, help_text=help_text, required=is_required, max_length=LONGEST)


def long_words(label: str, *, help_text: str = "", is_required: bool = True) -> forms.CharField:
    """Words over several lines."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=help_text, required=is_required, max_length=4000, widget=widget
    )


def money(label: str, *, help_text: str = "", is_required: bool = True) -> forms.DecimalField:
    """A sum in US dollars above zero, in whole cents."""
    return forms.DecimalField(
        label=f"{label}, US dollars",
        help_text=help_text,
        min_value=Decimal("0.01"),
        max_digits=SUM_DIGITS,
        decimal_places=2,
        required=is_required,
    )


class ScheduleForm(PartForm):
    """The fees agreed with the Company."""

    section = "18(a)"
    in_force_from = day_picked("In force from")
    annual_fee = money("Annual fee", help_text="Empty: none was agreed.", is_required=False)
    document = forms.FileField(label="The paper in which they were agreed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for act in CountedAct:
            self.fields[f"fee_{act.value}"] = forms.DecimalField(
                label=f"{act.words}, US dollars each",
                min_value=Decimal("0.0001"),
                max_digits=SUM_DIGITS,
                decimal_places=FEE_PLACES,
                required=False,
            )
        self.order_fields([name for name in self.fields if name != "document"])

    @property
    def told(self) -> FeesAgreed:
        """The fees as stated; an act without a fee is not priced."""
        said = self.cleaned_data
        fees = {act: said[f"fee_{act.value}"] for act in CountedAct if said[f"fee_{act.value}"]}
        return FeesAgreed(said["in_force_from"], said["annual_fee"] or Decimal(0), fees)


class InvoiceForm(PartForm):
    """The period of an invoice, and the year whose annual fee is on it."""

    section = "18(a)"
    first_day = day_picked("First day")
    last_day = day_picked("Last day", help_text="A day that is over.")
    annual_year = forms.IntegerField(
        label="Year whose annual fee is on it",
        help_text="Empty: no annual fee is billed.",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = _next_period(self)
        self.fields["first_day"].initial, self.fields["last_day"].initial = first, last

    @property
    def told(self) -> Billing:
        """What is asked for."""
        said = self.cleaned_data
        return Billing(said["first_day"], said["last_day"], said["annual_year"])


def _next_period(form: PartForm) -> tuple[date, date]:
    """From the day after the last one billed, else from the first of the month, to yesterday."""
    yesterday = local_day(form.agreement, at=form.now) - timedelta(days=1)
    standing = invoices(form.agreement).filter(withdrawal__isnull=True)
    billed = standing.order_by("-last_day").values_list("last_day", flat=True).first()
    first = billed + timedelta(days=1) if billed else yesterday.replace(day=1)
    return first, max(first, yesterday)


class ExpenseForm(PartForm):
    """An expense and its voucher."""

    section = "18(a)"
    kind = forms.ChoiceField(label="What it was", choices=[("", "Choose"), *ExpenseKind.choices])
    what = words("In words", help_text="What was paid, to whom.")
    incurred_on = day_picked("On which day")
    amount = money("Sum")
    # Without it the service refuses with VOUCHER_MISSING, which says what cures.
    document = forms.FileField(label="The voucher", required=False)

    @property
    def told(self) -> ExpenseTold:
        """The expense as stated."""
        said = self.cleaned_data
        return ExpenseTold(ExpenseKind(said["kind"]), said["what"], said["incurred_on"], said["amount"])


class DemandForm(PartForm):
    """Which expenses are demanded by one letter."""

    section = "18(a)"
    chosen = forms.MultipleChoiceField(
        label="Expenses that no demand names yet", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = expenses(self.agreement).filter(demand__isnull=True)
        choices = [(str(one.number), f"{one}: {one.what}, ${one.amount:,.2f}") for one in waiting]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]
        self.fields["chosen"].initial = [number for number, _ in choices]

    @property
    def told(self) -> list[int]:
        """The numbers of the expenses."""
        return [int(number) for number in self.cleaned_data["chosen"]]


class MoneyForm(PartForm):
    """What the Company paid, by its paper."""

    section = "18(a)"
    amount = money("Sum received", help_text="Part of what is open, or all of it.")
    received_on = day_picked("Received on")
    document = forms.FileField(
        label="The paper that shows it", help_text="An advice of the bank, or a check."
    )

    @property
    def told(self) -> MoneyTold:
        """The money as stated."""
        return MoneyTold(self.cleaned_data["amount"], self.cleaned_data["received_on"])


class ReasonForm(PartForm):
    """Why something recorded is taken back."""

    section = "18(a)"
    reason = long_words("Why")
