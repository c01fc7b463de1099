"""The questions of an exercise, one a page: nothing is preselected, all can be changed (§7, Exhibit B)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from agreement.exercise_price import TenderedMeans
from registry.portal import questions
from registry.portal.questions import GuaranteeQuestion, Question
from registry.selectors.holder_access import HeldCertificate

SAME, OTHER = "same", "other"
DIGITS_MOST = 12


def plain_number(typed: str) -> int:
    """A whole number as it is typed, with commas or without; 0 for anything else."""
    digits = typed.replace(",", "").strip()
    return int(digits) if digits.isdecimal() and len(digits) <= DIGITS_MOST else 0


class CertificatesQuestion(questions.CertificatesQuestion):
    """Which certificates are surrendered."""

    section = "7(a)"

    @property
    def offered(self) -> list[HeldCertificate]:
        """What stands on the account; a certificate that lies with another item is shown with it."""
        return [one for one in self.prepared.held if one.is_live]

    def fit(self) -> None:
        """Say what choosing one means."""
        super().fit()
        self.fields[
            "certificates"
        ].help_text = "Choose every certificate whose Rights you want to exercise, wholly or in part."


class RightsQuestion(Question):
    """How many Rights are exercised."""

    section = "7(a)"
    title = "How many Rights do you want to exercise?"
    rights = forms.IntegerField(
        label="Number of Rights",
        min_value=1,
        max_value=10**DIGITS_MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Give a number of Rights.",
            "invalid": "Give a whole number: no fraction of a Right is exercised.",
            "min_value": "Give at least one Right.",
        },
    )

    def __init__(self, data: QueryDict | None = None, *, prepared: Any) -> None:
        if data is not None:
            whole = str(prepared.surrendered) if "all" in data else data.get("rights", "").replace(",", "")
            data = data.copy()
            data["rights"] = whole
        super().__init__(data, prepared=prepared)

    def fit(self) -> None:
        """Say how many there are."""
        self.fields["rights"].initial = self.prepared.rights or None
        self.fields[
            "rights"
        ].help_text = f"A whole number from 1 to {self.prepared.surrendered:,}, the valid Rights on them."

    def clean_rights(self) -> int:
        """At most those on the certificates chosen."""
        rights: int = self.cleaned_data["rights"]
        if rights > self.prepared.surrendered:
            raise forms.ValidationError(
                f"The certificates you chose evidence {self.prepared.surrendered:,} valid Rights."
            )
        return rights

    @property
    def told(self) -> int:
        """The number."""
        rights: int = self.cleaned_data["rights"]
        return rights


class NameQuestion(Question):
    """A name and an address: the registered ones, or others."""

    part = ""
    for_another = ("registration", "address", "city", "region", "postal_code", "country")
    whose = forms.ChoiceField(label="Name and address", widget=forms.RadioSelect)
    registration = forms.CharField(
        label="Name, every line of it",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    address = forms.CharField(
        label="Street address", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    city = forms.CharField(label="City", required=False, max_length=100)
    region = forms.CharField(label="State or region", required=False, max_length=100)
    postal_code = forms.CharField(label="Postal code", required=False, max_length=20)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label="Country, two letters", required=False, max_length=2, min_length=2
    )

    def fit(self) -> None:
        """Offer the registered name and address."""
        holder = self.prepared.item.holder
        registered = " ".join(holder.registration.split()) if holder else ""
        field: Any = self.fields["whose"]
        field.choices = [
            (SAME, f"As registered: {registered}"),
            (OTHER, "Another name, or another address"),
        ]
        field.error_messages["required"] = "Choose one of the two."
        told = self.prepared.answers.get(self.part)
        if told:
            self.initial = {"whose": SAME if told["same"] else OTHER} | {
                name: told.get(name, "") for name in self.for_another
            }

    def clean(self) -> dict[str, Any]:
        """Another name comes with its whole address."""
        told = super().clean() or self.cleaned_data
        if told.get("whose") == OTHER:
            for name in ("registration", "address", "city", "country"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, f"{self.fields[name].label}: this is missing.")
        return told

    @property
    def told(self) -> dict[str, Any]:
        """The answer."""
        said = self.cleaned_data
        if said["whose"] == SAME:
            return {"same": True}
        parts = {name: said[name].strip() for name in self.for_another}
        return {"same": False, **parts, "country": said["country"].upper()}


class SecuritiesQuestion(NameQuestion):
    """In whose name the securities are issued."""

    title = "In whose name do you ask for the securities?"
    section = "7(c);9(e)"
    part = "securities"


class BalanceQuestion(NameQuestion):
    """In whose name the certificate for the balance is made out."""

    title = "In whose name do you ask for the balance certificate?"
    section = "7(d)"
    part = "balance"


class CertificationQuestion(questions.CertificationQuestion):
    """The two statements about Acquiring Persons, in the words of the form."""

    section = "7(f);20(k)"


class PaymentQuestion(Question):
    """By which of the means that the agreement accepts the price is paid."""

    title = "How will you pay?"
    section = "7(c)"
    means = forms.ChoiceField(label="Means of payment", widget=forms.RadioSelect)

    def fit(self) -> None:
        """The means of this agreement."""
        field: Any = self.fields["means"]
        field.choices = [
            (means.value, TenderedMeans(means.value).words) for means in self.prepared.terms.payment_means
        ]
        field.error_messages["required"] = "Choose how you pay."
        self.initial = {"means": self.prepared.answers.get("payment")}

    @property
    def told(self) -> str:
        """The means."""
        means: str = self.cleaned_data["means"]
        return means


FORMS: dict[str, type[Question]] = {
    "certificates": CertificatesQuestion,
    "rights": RightsQuestion,
    "securities": SecuritiesQuestion,
    "balance": BalanceQuestion,
    "certification": CertificationQuestion,
    "payment": PaymentQuestion,
    "guarantee": GuaranteeQuestion,
}
