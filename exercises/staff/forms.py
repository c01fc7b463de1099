"""What is filled in from an election and from a payment, as they stand on the paper (§7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from agreement.custody import LAWFUL_MONEY
from agreement.exercise_price import Payee, TenderedMeans
from exercises.services.elections import ElectionReceived
from exercises.services.payments import PaymentReceived
from registry.staff.item_forms import AddressForm, InstantField, PartForm
from registry.staff.signature_forms import reverse_parts


def number_fields() -> tuple[forms.CharField, forms.CharField]:
    """The identifying numbers for the securities and for the balance certificate, never shown again."""

    def field(block: str, told: str) -> forms.CharField:
        hidden = forms.TextInput(attrs={"autocomplete": "off"})
        label = f"Identifying number for the {block}"
        return forms.CharField(label=label, help_text=told, required=False, max_length=30, widget=hidden)

    return (
        field(
            "share certificate",
            "Social security or other number, as it stands on the form. Kept encrypted; on later "
            "papers leave it empty to keep the one that was stated.",
        ),
        field("balance certificate", "Only where not all Rights are exercised."),
    )


class ElectionForm(AddressForm):
    """The form of election to purchase."""

    heading, section = "Election to purchase", "7(a)"
    rights_exercised = forms.IntegerField(
        label="Rights exercised", help_text="Any whole number up to those on the certificates.",
        min_value=1, max_value=10**12,
    )  # fmt: skip
    securities_registration = forms.CharField(
        label="Securities in the name of", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    balance_registration = forms.CharField(
        label="Balance certificate in the name of",
        help_text="Only where the form asks for another name than the registered one.",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    securities_number, balance_number = number_fields()
    field_order = (
        "rights_exercised",
        "securities_registration",
        "address",
        "city",
        "region",
        "postal_code",
        "country",
        "balance_registration",
        "securities_number",
        "balance_number",
    )
    # What later papers are offered again; numbers are never shown.
    kept = field_order[:-2]

    @property
    def told(self) -> ElectionReceived:
        """The election as received."""
        said = self.cleaned_data
        return ElectionReceived(
            said["rights_exercised"],
            said["securities_registration"],
            self.told_address,
            said["securities_number"],
            said["balance_number"],
            said["balance_registration"],
        )


class PaymentForm(PartForm):
    """A payment of the Exercise Price."""

    heading, section = "Payment received", "7(c)"
    received_at = InstantField(label="In hand at the designated office")
    means = forms.ChoiceField(
        label="Means", choices=[("", "Choose"), *((means.value, means.words) for means in TenderedMeans)]
    )
    amount = forms.DecimalField(label="Amount", min_value=Decimal("0.01"), max_digits=20, decimal_places=2)
    currency = forms.CharField(
        label="Currency",
        help_text="As the instrument says.",
        initial=LAWFUL_MONEY,
        max_length=3,
        required=False,
    )
    drawer_bank = forms.CharField(label="Drawer bank", max_length=200, required=False)
    instrument_number = forms.CharField(label="Number of the check", max_length=40, required=False)
    payee = forms.ChoiceField(
        label="Payable to the order of",
        choices=[(payee.value, payee.words) for payee in Payee],
        widget=forms.RadioSelect,
    )
    document = forms.FileField(label="Copy of the instrument", help_text="Both sides, or the cash receipt.")

    @property
    def told(self) -> PaymentReceived:
        """The payment as received."""
        said: dict[str, Any] = self.cleaned_data
        return PaymentReceived(
            TenderedMeans(said["means"]),
            said["amount"],
            said["drawer_bank"],
            said["instrument_number"],
            Payee(said["payee"]),
            said["received_at"],
            said["currency"].upper() or LAWFUL_MONEY,
        )


def exercise_parts(first: type[PartForm]) -> list[tuple[str, type[PartForm], dict[str, Any]]]:
    """The parts of an exercise, after the receipt."""
    return [("paper", first, {}), ("election", ElectionForm, {}), *reverse_parts("EXERCISE")]
