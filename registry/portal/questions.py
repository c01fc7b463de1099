"""Questions that holders are asked whatever they prepare, one a page; nothing is preselected (Exhibit B)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from agreement.certification import Answer
from agreement.choices import GUARANTOR_WORDS
from registry.selectors.holder_access import HeldCertificate
from registry.staff.words import certificate_number

CERTIFICATES_MOST = 40  # on one cover sheet


class Question(forms.Form):
    """One question of a draft. `title` is what is asked, `section` what it rests on."""

    title = ""
    section = ""

    def __init__(self, *args: Any, prepared: Any, **more: Any) -> None:
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
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one certificate.",
            "invalid_choice": "Choose certificates of this account.",
        },
    )

    @property
    def offered(self) -> list[HeldCertificate]:
        """The certificates that may be chosen."""
        raise NotImplementedError

    def fit(self) -> None:
        """Offer what stands on the account; a certificate that lies with another item is shown with it."""
        field: Any = self.fields["certificates"]
        field.choices = [(str(one.number), certificate_words(one)) for one in self.offered]
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


def certificate_words(one: HeldCertificate) -> str:
    """A certificate with its Rights and what is to be known of it."""
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


def certified_words(answers: Mapping[str, str] | None) -> str:
    """The boxes of the certification in the words beside them."""
    if not answers:
        return ""
    boxes = (CERTIFICATION_WORDS[name][Answer(answers[name])] for name in CERTIFICATION_WORDS)
    return "; ".join(f"({place}) {words}" for place, words in enumerate(boxes, 1))


class CertificationQuestion(Question):
    """The two statements about Acquiring Persons, in the words of the form."""

    title = "What do you certify?"
    section = "20(k)"
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


def guarantor_words(kind: str) -> str:
    """A kind of guarantor in words; empty while it is not settled."""
    return next((words for known, words in GUARANTOR_WORDS.items() if known.value == kind), "")
