"""What is signed on the reverse: each signature, its guarantee, who signed for the holder (Exhibit B)."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.choices import GUARANTOR_WORDS, Instrument, SignerCapacity
from agreement.transfer_documents import DocumentCame
from registry.selectors.standards import documents_asked
from registry.services.presentations import SignatureReceived
from registry.staff.item_forms import AnswersForm, PartForm, TaxForm, day_picked


class SignatureForm(PartForm):
    """A signature and its guarantee."""

    heading, section = "Signature on the form of assignment", "Exhibit B reverse"
    signed_name = forms.CharField(
        label="Name as signed", help_text="In every particular. Empty: not signed.", required=False,
        max_length=300,
    )  # fmt: skip
    guarantor_kind = forms.ChoiceField(label="Signature guaranteed by", required=False)
    guarantor_name = forms.CharField(
        label="Name on the guarantee", help_text="Empty: no guarantee.", required=False, max_length=300
    )
    medallion = forms.CharField(
        label="Stamp, if it is a medallion", help_text="Prefix and number.", required=False, max_length=16
    )
    instrument = forms.ChoiceField(
        label="Where it is signed",
        choices=[(one.value, one.words) for one in Instrument],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guarantor_kind"].choices = [  # type: ignore[attr-defined]
            ("", "Nobody"),
            *((kind.value, words) for kind, words in GUARANTOR_WORDS.items()),
            ("OTHER", "Somebody else, such as a notary"),
        ]

    @property
    def told(self) -> SignatureReceived:
        """The signature as received."""
        said = self.cleaned_data
        return SignatureReceived(
            said["signed_name"],
            None,
            said["guarantor_kind"],
            said["guarantor_name"],
            said["medallion"],
            Instrument(said["instrument"] or Instrument.REVERSE),
        )


class ElectionSignatureForm(SignatureForm):
    """The signature on the election."""

    heading, section = "Signature on the form of election to purchase", "7(a)"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].help_text = "The guide copy of a print pack, signed, is a separate one."


class CertificationSignatureForm(SignatureForm):
    """The signature on the certification."""

    heading, section = "Signature on the certification", "Exhibit B reverse"


class SignerForm(PartForm):
    """Who signed, if not the registered holder itself, and the documents that came beside the signatures."""

    heading, section = "Signed for the holder, and further documents", "UCC 8-402"
    is_folded = True
    place = ""
    capacity = forms.ChoiceField(
        label="The form is signed by",
        choices=[(one.value, one.words) for one in SignerCapacity],
        help_text="Another than the holder signs with his own name, and shows that he may.",
        required=False,
    )
    certification_capacity = forms.ChoiceField(
        label="The certification is signed by",
        choices=[("", "The same"), *((one.value, one.words) for one in SignerCapacity)],
        required=False,
    )
    documents = forms.MultipleChoiceField(
        label="Documents in the scan", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {one.document: one.words for one in documents_asked()}
        words = {code: f"{told[0].upper()}{told[1:]}" for code, told in self.asked.items()}
        self.fields["documents"].choices = list(words.items())  # type: ignore[attr-defined]
        for one in documents_asked():
            if one.days is not None:
                self.fields[f"dated_{one.document.lower()}"] = day_picked(
                    f"Day on the {one.words}",
                    help_text=f"At most {one.days} days before the presentation.",
                    is_required=False,
                )

    @property
    def has_words(self) -> bool:
        """Whether something was said in it."""
        return any(
            value and value != SignerCapacity.HOLDER
            for value in (self.data.get(self.add_prefix(name)) for name in self.fields)
        )

    @property
    def told(self) -> tuple[DocumentCame, ...]:
        """The documents that came."""
        said = self.cleaned_data
        return tuple(DocumentCame(code, said.get(f"dated_{code.lower()}")) for code in said["documents"])

    @property
    def capacities(self) -> tuple[SignerCapacity, SignerCapacity]:
        """In which capacities the form and the certification are signed."""
        said = self.cleaned_data
        form = SignerCapacity(said["capacity"] or SignerCapacity.HOLDER)
        return form, SignerCapacity(said["certification_capacity"] or form)

    def clean(self) -> dict[str, Any]:
        """A day belongs to a document that came."""
        told = super().clean() or self.cleaned_data
        for code in self.asked:
            field = f"dated_{code.lower()}"
            if told.get(field) and code not in told.get("documents", ()):
                self.add_error(field, "Tick the document too, if it came.")
        return told


def reverse_parts(kind: str) -> list[tuple[str, type[PartForm], dict[str, Any]]]:
    """The parts of the reverse of a certificate presented for a kind of item."""
    signed = ElectionSignatureForm if kind == "EXERCISE" else SignatureForm
    return [
        ("form", signed, {}),
        ("answers", AnswersForm, {"kind": kind}),
        ("certification", CertificationSignatureForm, {}),
        ("signer", SignerForm, {}),
        ("tax", TaxForm, {}),
    ]
