"""Forms of what follows an exercise: the word of the Company, receipts, deliveries, money (§7(c), §14)."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from agreement.requisition import Recipient
from agreement.workflow.items import ReturnMeans
from exercises.services.arrangements import Signed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.takeovers import SeveralFilesField


def money(label: str, *, least: str = "0.01") -> forms.DecimalField:
    """A sum in US dollars."""
    return forms.DecimalField(label=label, min_value=Decimal(least), max_digits=20, decimal_places=2)


class SignedForm(PartForm):
    """What an officer of the Company signed."""

    officer_name = forms.CharField(label="Officer who signed", max_length=200)
    officer_title = forms.CharField(label="Title", max_length=80)
    signed_on = day_picked("Signed on")
    document = forms.FileField(label="The paper")


def signed_of(form: forms.Form) -> Signed:
    """Who signed, by a form."""
    said = form.cleaned_data
    return Signed(said["officer_name"], said["officer_title"], said["signed_on"])


class ReservedForm(SignedForm):
    """The Company's certificate of shares reserved."""

    section = "9(a)"
    field_order = ("shares", "officer_name", "officer_title", "signed_on", "document")
    shares = forms.DecimalField(
        label="Shares reserved",
        help_text="In whole shares or parts of one, as certified.",
        min_value=Decimal(0),
        max_digits=24,
        decimal_places=6,
    )


class RouteForm(SignedForm):
    """Of whom securities are requisitioned."""

    section = "7(c)"
    field_order = ("recipient", "name", "address", "officer_name", "officer_title", "signed_on", "document")
    recipient = forms.ChoiceField(
        label="Requisitioned from",
        choices=[("", "Choose")] + [(one.value, one.words) for one in Recipient],
    )
    name = forms.CharField(label="Its name", max_length=200)
    address = forms.CharField(label="Its address", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    depositary_agreement = SeveralFilesField(
        label="Depositary agreement", help_text="With the election of a depositary alone.", required=False
    )


class ReceivedForm(PartForm):
    """The receipt of securities."""

    section = "7(c)(iii)"
    received_on = day_picked("Received on")
    document = forms.FileField(label="What came with them", help_text="Or a copy of the certificate.")


class DeliveredForm(PartForm):
    """The delivery of securities."""

    section = "7(c)(iii)"
    delivered_on = day_picked("Sent or handed over on")
    means = forms.ChoiceField(
        label="How",
        choices=[("", "Choose")]
        + [(one.value, one.words) for one in ReturnMeans if one is not ReturnMeans.KEPT],
    )
    document = forms.FileField(label="Proof", help_text="The receipt of the post, or the holder's.")


class FractionForm(SignedForm):
    """The Company's certificate of the cash for a fraction."""

    section = "14(e)(i)"
    field_order = (
        "closing_price",
        "trading_day",
        "amount",
        "officer_name",
        "officer_title",
        "signed_on",
        "document",
    )
    closing_price = forms.DecimalField(
        label="Closing price of a Common Share, US dollars",
        min_value=Decimal(0),
        max_digits=20,
        decimal_places=6,
    )
    trading_day = day_picked("On the Trading Day", help_text="The one before the exercise.")
    amount = money("Cash certified, US dollars", least="0.00")


class MovementForm(PartForm):
    """Where money of an exercise went."""

    section = "7(c)"
    amount = money("Amount, US dollars")
    moved_on = day_picked("On")
    given_to = forms.CharField(label="To whom, and how", max_length=300)
    document = forms.FileField(label="Proof", help_text="A receipt, or the advice of the bank.")
