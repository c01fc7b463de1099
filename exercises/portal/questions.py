"""The questions of an exercise, one a page: nothing is preselected, all can be changed (§7, Exhibit B)."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.certification import Answer
from agreement.choices import GUARANTOR_WORDS
from agreement.exercise import TenderedMeans
from exercises.selectors.drafts import Prepared
from registry.staff.words import certificate_number

SAME, OTHER = "same", "other"
CERTIFICATES_MOST = 40  # on one cover sheet


class Question(forms.Form):
    """One question of a draft. `title` is what is asked, `section` what it rests on."""

    title = ""
    section = "7(a)"

    def __init__(self, *args: Any, prepared: Prepared, **more: Any) -> None:
        super().__init__(*args, **more)
        self.prepared = prepared
        self.fit()

    def fit(self) -> None:
        """Fit the fields to the account."""

    @property
    def told(self) -> Any:
        """The answer as it is kept."""
        raise NotImplementedError


class CertificatesQuestion(Question):
    """Which certificates are surrendered."""

    title = "Which certificates will you send in?"
    certificates = forms.MultipleChoiceField(
        label="Certificates",
        help_text="Choose every certificate whose Rights you want to exercise, wholly or in part.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one certificate.",
            "invalid_choice": "Choose certificates of this account.",
        },
    )

    def fit(self) -> None:
        """Offer what stands on the account; a certificate that lies with another item is shown with it."""
        field: Any = self.fields["certificates"]
        field.choices = [
            (str(one.number), _certificate_words(one)) for one in self.prepared.held if one.is_live
        ]
        field.initial = [str(number) for number in self.prepared.answers.get("certificates", [])]

    @property
    def told(self) -> list[int]:
        """The numbers."""
        return sorted(int(number) for number in self.cleaned_data["certificates"])

    def clean_certificates(self) -> list[str]:
        """As many as one cover sheet names."""
        chosen: list[str] = self.cleaned_data["certificates"]
        if len(chosen) > CERTIFICATES_MOST:
            raise forms.ValidationError(f"Choose at most {CERTIFICATES_MOST} for one envelope.")
        return chosen


def _certificate_words(one: Any) -> str:
    words = f"{certificate_number(one.number)}: {one.rights:,} Rights"
    if one.void_rights:
        words += f", {one.void_rights:,} of them null and void"
    if one.item is not None:
        words += f"; lies with {one.item.get_kind_display().lower()} {one.item.number}"
    if one.status == "STOPPED":
        words += "; a stop stands on it"
    if one.status == "NOT_COUNTERSIGNED":
        words += "; not yet signed by the Rights Agent"
    return words


class RightsQuestion(Question):
    """How many Rights are exercised."""

    title = "How many Rights do you want to exercise?"
    rights = forms.IntegerField(
        label="Number of Rights",
        min_value=1,
        max_value=10**12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Give a number of Rights.",
            "invalid": "Give a whole number: no fraction of a Right is exercised.",
            "min_value": "Give at least one Right.",
        },
    )

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
            (OTHER, "Another name, or another address: fill in below"),
        ]
        field.error_messages["required"] = "Choose one of the two."
        told = self.prepared.answers.get(self.part)
        if told:
            self.initial = {"whose": SAME if told["same"] else OTHER} | {
                name: told.get(name, "") for name in self.fields if name != "whose"
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
        parts = {name: said[name].strip() for name in self.fields if name != "whose"}
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


CERTIFICATION_WORDS = {
    "statement_1": {
        Answer.YES: "are",
        Answer.NO: "are not",
        Answer.BLANK: "I leave both boxes blank for now",
    },
    "statement_2": {
        Answer.YES: "did",
        Answer.NO: "did not",
        Answer.BLANK: "I leave both boxes blank for now",
    },
}


def certified_words(told: Prepared) -> str:
    """The boxes of the certification in the words beside them."""
    answers = told.answers.get("certification")
    if not answers:
        return ""
    boxes = (CERTIFICATION_WORDS[name][Answer(answers[name])] for name in CERTIFICATION_WORDS)
    return "; ".join(f"({place}) {words}" for place, words in enumerate(boxes, 1))


class CertificationQuestion(Question):
    """The two statements about Acquiring Persons, in the words of the form."""

    title = "What do you certify?"
    section = "7(f);20(k)"
    statement_1 = forms.ChoiceField(label="Clause 1", widget=forms.RadioSelect)
    statement_2 = forms.ChoiceField(label="Clause 2", widget=forms.RadioSelect)

    def fit(self) -> None:
        """Every box as on the form; none is ticked."""
        for name, words in CERTIFICATION_WORDS.items():
            field: Any = self.fields[name]
            field.choices = [(answer.value, said) for answer, said in words.items()]
            field.error_messages["required"] = f"{field.label}: choose one."
        self.initial = dict(self.prepared.answers.get("certification", {}))

    @property
    def told(self) -> dict[str, str]:
        """The boxes."""
        return {name: self.cleaned_data[name] for name in CERTIFICATION_WORDS}


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


class GuaranteeQuestion(Question):
    """That the signature is guaranteed, and is put before the guarantor's eyes."""

    title = "Who guarantees your signature?"
    section = "Exhibit B reverse"
    guarantor = forms.ChoiceField(label="Guarantor", widget=forms.RadioSelect)

    def fit(self) -> None:
        """The kinds that this agreement accepts, and that it is not settled yet."""
        field: Any = self.fields["guarantor"]
        accepted = [
            (kind.value, GUARANTOR_WORDS[kind]) for kind in self.prepared.terms.signature_guarantee_kinds
        ]
        field.choices = [*accepted, ("LATER", "I do not know yet, and shall find one of these")]
        field.error_messages["required"] = "Choose one; it can be changed until you print."
        self.initial = {"guarantor": self.prepared.answers.get("guarantee")}

    @property
    def told(self) -> str:
        """The kind."""
        kind: str = self.cleaned_data["guarantor"]
        return kind


FORMS: dict[str, type[Question]] = {
    "certificates": CertificatesQuestion,
    "rights": RightsQuestion,
    "securities": SecuritiesQuestion,
    "balance": BalanceQuestion,
    "certification": CertificationQuestion,
    "payment": PaymentQuestion,
    "guarantee": GuaranteeQuestion,
}
