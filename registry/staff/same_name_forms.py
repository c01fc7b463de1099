"""What is filled in from a written request for certificates in the same name (§6(a), §16(b))."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from agreement.same_name import is_certified
from agreement.terms import Terms
from agreement.workflow.items import ItemKind
from registry.services.presentations import SignatureReceived
from registry.staff.item_forms import AnswersForm, PaperForm, PartForm, Parts, TaxForm
from registry.staff.signature_forms import CertificationSignatureForm, SignatureForm, SignerForm

CERTIFICATES_MOST = 400
_COUNT = re.compile(r"(?:(\d{1,3})\s*[x×]\s*)?(\d{1,12})", re.IGNORECASE)


class SameNamePaperForm(PaperForm):
    """When it was in hand, who presented it, and the papers; nobody prepares such an item beforehand."""

    cover_code = None  # type: ignore[assignment]


class AskedForm(PartForm):
    """The certificates asked for on a split-up."""

    heading, section = "Certificates asked for", "6(a)"
    rights = forms.CharField(
        label="Rights of each",
        help_text="Divided by commas or lines: 100, 500. Several of the same: 12 x 100.",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_rights(self) -> tuple[int, ...]:
        """Read the numbers; what is wrong with them otherwise is told with all other checks."""
        counts: list[int] = []
        for word in re.split(r"[,;\n]+", self.cleaned_data["rights"].strip()):
            told = _COUNT.fullmatch(word.strip())
            if told is None:
                raise forms.ValidationError(f"“{word.strip()[:20]}” is no number of Rights.")
            counts += [int(told[2])] * int(told[1] or 1)
        if len(counts) > CERTIFICATES_MOST:
            raise forms.ValidationError(f"At most {CERTIFICATES_MOST} certificates on one item.")
        return tuple(counts)


class RequestForm(PartForm):
    """The signature under the written request."""

    heading, section = "The written request", "6(a)"
    signed_name = forms.CharField(
        label="Name as signed", help_text="In every particular. Empty: not signed.", required=False,
        max_length=300,
    )  # fmt: skip

    @property
    def told(self) -> SignatureReceived:
        """The signature as received; nobody need guarantee it."""
        return SignatureReceived(self.cleaned_data["signed_name"])


class GuaranteedRequestForm(SignatureForm):
    """The signature under the request where the terms ask the certification with it."""

    heading, section = "The written request", "6(a)"


Shape = list[tuple[str, type[PartForm], dict[str, Any]]]


def same_name_parts(kind: ItemKind, first: type[PartForm], *, terms: Terms) -> Shape:
    """The parts of an item in the same name, after the receipt; the certification only where it is asked."""
    asked: Shape = [("asked", AskedForm, {})] if kind is ItemKind.SPLIT_UP else []
    signed: Shape = [("form", RequestForm, {})]
    if is_certified(kind, terms=terms):
        signed = [
            ("form", GuaranteedRequestForm, {}),
            ("answers", AnswersForm, {"kind": "TRANSFER"}),
            ("certification", CertificationSignatureForm, {}),
        ]
    return [("paper", first, {}), *asked, *signed, ("signer", SignerForm, {}), ("tax", TaxForm, {})]


def asked_of(parts: Parts) -> tuple[int, ...]:
    """The Rights of each certificate asked for; none but on a split-up."""
    return tuple(parts.forms["asked"].cleaned_data["rights"]) if "asked" in parts.forms else ()
