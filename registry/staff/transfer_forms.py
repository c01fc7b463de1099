"""What is filled in about a transfer beside the reverse: why it is made, which documents came (§6(a))."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.choices import TransferReason
from registry.selectors.standards import documents_asked
from registry.services.transfers import TransferCause
from registry.staff.item_forms import LINES_OFFERED, LineForm, PartForm, Parts, reverse_parts


class CauseForm(PartForm):
    """Why the Rights are transferred, and which further documents came with the papers."""

    heading, section = "Reason, and further documents", "UCC 8-402"
    reason = forms.ChoiceField(
        label="Reason, if it is stated",
        choices=[("", "Not stated"), *((one.value, one.words) for one in TransferReason)],
        required=False,
        help_text="It decides which documents are needed beyond the signature.",
    )
    documents = forms.MultipleChoiceField(
        label="Documents in the scan", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = [  # type: ignore[attr-defined]
            (one.document, f"{one.reason.words}: {one.words}") for one in documents_asked()
        ]


def cause_of(parts: Parts) -> TransferCause:
    """The reason and the documents as filled in."""
    said = parts.forms["cause"].cleaned_data
    reason = TransferReason(said["reason"]) if said["reason"] else None
    return TransferCause(reason, tuple(said["documents"]))


def transfer_parts(first: type[PartForm]) -> list[tuple[str, type[PartForm], dict[str, Any]]]:
    """The parts of a transfer, after the receipt."""
    lines: list[tuple[str, type[PartForm], dict[str, Any]]] = [
        (f"line{place}", LineForm, {}) for place in range(1, LINES_OFFERED + 1)
    ]
    return [("paper", first, {}), *lines, ("cause", CauseForm, {}), *reverse_parts("TRANSFER")]
