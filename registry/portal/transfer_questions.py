"""The questions of a transfer, one a page; what each gets stands in a balance with nothing left over.

Nothing is preselected, and all can be changed (§6(a), Exhibit B).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import pluralize

from agreement.choices import SignerCapacity, TransferReason
from agreement.refusals import ground
from agreement.transfer_documents import asked_for
from registry.portal import questions
from registry.portal.questions import GuaranteeQuestion, Question
from registry.selectors.holder_access import HeldCertificate
from registry.selectors.standards import documents_asked
from registry.selectors.transfer_drafts import NO_REASON, Line, PreparedTransfer

REST, EVENLY = "rest", "evenly"
_MOST = 10**12


class CertificatesQuestion(questions.CertificatesQuestion):
    """Which certificates are surrendered."""

    section = "6(a)"

    @property
    def offered(self) -> list[HeldCertificate]:
        """Those that can be sent in; beside the others it is told why not."""
        found: list[HeldCertificate] = self.prepared.transferable
        return found

    def fit(self) -> None:
        """Say what choosing one means."""
        super().fit()
        self.fields[
            "certificates"
        ].help_text = (
            "Choose every certificate from which Rights are to go to somebody else, wholly or in part."
        )


class TransfereeForm(forms.Form):
    """One transferee: how it is to be registered, where it lives, where its certificate is delivered."""

    title = "Who gets Rights?"
    registration = forms.CharField(
        label="Name as it is to be registered",
        help_text="Every line of it, as it shall stand on the new certificate.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Give the name of the transferee."},
    )
    address = forms.CharField(
        label="Street address",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Give the street address."},
    )
    city = forms.CharField(label="City", max_length=100, error_messages={"required": "Give the city."})
    region = forms.CharField(label="State or region", required=False, max_length=100)
    postal_code = forms.CharField(label="Postal code", required=False, max_length=20)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label="Country, two letters",
        max_length=2,
        error_messages={
            "required": "Give the country in two letters.",
            "invalid": "Two letters, such as US.",
        },
    )
    account = forms.CharField(
        label="Account with the Rights Agent, if the transferee has one", required=False, max_length=40
    )
    delivery = forms.CharField(
        label="Deliver the new certificate elsewhere",
        help_text="Empty: it is mailed to the address above.",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def told(self) -> dict[str, str]:
        """The transferee as it is kept."""
        said = {name: " ".join(value.split()) for name, value in self.cleaned_data.items()}
        for name in ("registration", "address", "delivery"):
            lines = self.cleaned_data[name].splitlines()
            said[name] = "\n".join(" ".join(line.split()) for line in lines if line.strip())
        return {**said, "country": said["country"].upper()}


class _Count(forms.IntegerField):
    """A whole number of Rights, with or without commas between its thousands."""

    def __init__(self, *, label: str, least: int) -> None:
        words = {
            "required": f"{label}: give a whole number of Rights.",
            "invalid": f"{label}: give a whole number; words such as “equally” or “the rest” are not taken.",
            "min_value": f"{label}: give at least %(limit_value)s.",
        }
        box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-share": ""})
        super().__init__(label=label, min_value=least, max_value=_MOST, widget=box, error_messages=words)

    def to_python(self, value: Any) -> int | None:
        """Read it."""
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


class SharesQuestion(Question):
    """How many Rights go to each transferee, and how many stay with the holder; none may be left over."""

    title = "How many Rights go to whom?"
    section = "6(a)"
    prepared: PreparedTransfer

    def fit(self) -> None:
        """A field for each transferee, and one for what stays."""
        for line in self.prepared.lines:
            name = line.registration.splitlines()[0]
            self.fields[f"line{line.place}"] = _Count(label=f"{name}: Rights", least=1)
            self.initial[f"line{line.place}"] = line.rights
        self.fields["kept"] = _Count(label="You keep", least=0)
        self.initial["kept"] = self.prepared.kept

    @property
    def rows(self) -> list[tuple[Line, Any]]:
        """Each transferee with its field."""
        return [(line, self[f"line{line.place}"]) for line in self.prepared.lines]

    def counted(self, name: str) -> int | None:
        """The number in a field as it stands now, readable or not."""
        value = self[name].value()
        try:
            return self.fields[name].to_python(value)
        except forms.ValidationError:
            return None

    @property
    def left_over(self) -> int:
        """The Rights for which nothing is told by the numbers as they stand now."""
        return self.prepared.surrendered - sum(self.counted(name) or 0 for name in self.fields)

    @property
    def left_shown(self) -> int:
        """How many Rights are left over or too many."""
        return abs(self.left_over)

    def clean(self) -> dict[str, Any]:
        """Every Right is told once."""
        told = super().clean() or self.cleaned_data
        if not self.errors and self.left_over:
            left = self.left_over
            words = f"{abs(left):,} Right{pluralize(abs(left))} {'left over' if left > 0 else 'too many'}"
            there = f"{self.prepared.surrendered:,} Rights on your certificates"
            raise forms.ValidationError(f"{words}: of the {there} every one is given to somebody or kept.")
        return told

    def filled(self, how: str) -> SharesQuestion:
        """The question with numbers filled in, the rest kept or all shared evenly; nothing is stored yet."""
        now = {name: self.counted(name) for name in self.fields}
        lines = [name for name in self.fields if name != "kept"]
        if how == EVENLY:
            each = (self.prepared.surrendered - (now["kept"] or 0)) // len(lines)
            now.update(dict.fromkeys(lines, max(each, 0)))
            now["kept"] = now["kept"] or 0
        else:
            now["kept"] = max(self.prepared.surrendered - sum(now[name] or 0 for name in lines), 0)
        again = SharesQuestion(prepared=self.prepared)
        again.initial = now
        return again

    @property
    def told(self) -> tuple[list[int], int]:
        """The Rights of each transferee in their order, and what stays."""
        said = self.cleaned_data
        return [said[f"line{line.place}"] for line in self.prepared.lines], said["kept"]


def documents_for(*, reason: TransferReason | None = None, capacity: SignerCapacity | None = None) -> str:
    """The documents that a reason or a capacity asks for, in words."""
    asked = asked_for(documents_asked(), capacities={capacity} if capacity else (), reason=reason)
    told = [f"{one.words}{f', at most {one.days} days old' if one.days else ''}" for one in asked]
    return "; ".join(told) or "nothing beside the signature and its guarantee"


class ReasonQuestion(Question):
    """Why the Rights are transferred: it decides which documents go with the signature."""

    title = "Why do you transfer?"
    section = "6(a)"
    reason = forms.ChoiceField(
        label="Reason",
        help_text="It decides which documents are needed beside the signature, and nothing else.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )

    def fit(self) -> None:
        """Each reason with what it asks for."""
        field: Any = self.fields["reason"]
        field.choices = [
            *((one.value, f"{one.words}: {documents_for(reason=one)}") for one in TransferReason),
            (NO_REASON, "None of these, or I would rather not say"),
        ]
        self.initial = {"reason": self.prepared.answers.get("reason")}

    @property
    def told(self) -> str:
        """The reason."""
        reason: str = self.cleaned_data["reason"]
        return reason


class SignerQuestion(Question):
    """Who signs the assignment: the registered holder, or somebody who shows that he may sign for it."""

    title = "Who will sign?"
    section = "Exhibit B reverse"
    signer = forms.ChoiceField(
        label="Signed by",
        help_text="Whoever signs for the holder signs with his own name, and shows that he may.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )

    def fit(self) -> None:
        """Each capacity with what it asks for."""
        field: Any = self.fields["signer"]
        field.choices = [(one.value, f"{one.words}: {documents_for(capacity=one)}") for one in SignerCapacity]
        self.initial = {"signer": self.prepared.answers.get("signer")}

    def clean_signer(self) -> str:
        """The dead sign nothing."""
        signer: str = self.cleaned_data["signer"]
        if self.prepared.reason is TransferReason.DEATH and signer == SignerCapacity.HOLDER:
            raise forms.ValidationError(f"{ground('HOLDER_DIED_BEFORE_SIGNING').message}.")
        return signer

    @property
    def told(self) -> str:
        """The capacity."""
        return str(self.cleaned_data["signer"])


class CertificationQuestion(questions.CertificationQuestion):
    """The two statements under the form of assignment."""

    section = "6(a);20(k)"


FORMS: dict[str, type[Question]] = {
    "certificates": CertificatesQuestion,
    "shares": SharesQuestion,
    "reason": ReasonQuestion,
    "signer": SignerQuestion,
    "certification": CertificationQuestion,
    "guarantee": GuaranteeQuestion,
}
TITLES = {
    "certificates": CertificatesQuestion.title,
    "transferees": TransfereeForm.title,
    **{name: form.title for name, form in FORMS.items() if name != "certificates"},
}
SECTIONS = {"transferees": "6(a)", **{name: form.section for name, form in FORMS.items()}}
