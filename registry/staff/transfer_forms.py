"""What is filled in about a transfer beside the reverse: why it is made (§6(a))."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.choices import TransferReason
from registry.staff.item_forms import LINES_OFFERED, LineForm, PartForm, Parts
from registry.staff.signature_forms import reverse_parts


class CauseForm(PartForm):
    """Why the Rights are transferred."""

    heading, section = "Reason", "UCC 8-402"
    reason = forms.ChoiceField(
        label="Reason, if it is stated",
        choices=[("", "Not stated"), *((one.value, one.words) for one in TransferReason)],
        required=False,
        help_text="It decides which documents are needed beyond the signature.",
    )


class BalanceForm(PartForm):
    """What goes back to the registered holder."""

    heading, section = "Balance", "6(a)"
    rights = forms.IntegerField(
        label="Rights asked back",
        min_value=0,
        max_value=10**15,
        required=False,
        help_text="On a balance certificate to the registered holder, as the papers say. Empty: none.",
    )


def balance_of(parts: Parts) -> int:
    """The balance asked for as filled in; none where nothing is."""
    return parts.forms["balance"].cleaned_data["rights"] or 0


def reason_of(parts: Parts) -> TransferReason | None:
    """The reason as filled in, if it was."""
    said = parts.forms["cause"].cleaned_data["reason"]
    return TransferReason(said) if said else None


def transfer_parts(
    first: type[PartForm], *, known: int = 0
) -> list[tuple[str, type[PartForm], dict[str, Any]]]:
    """The parts of a transfer, after the receipt; `known` is how many transferees are known already."""
    lines: list[tuple[str, type[PartForm], dict[str, Any]]] = [
        (f"line{place}", LineForm, {}) for place in range(1, max(LINES_OFFERED, known) + 1)
    ]
    lines.append(("balance", BalanceForm, {}))
    return [("paper", first, {}), *lines, ("cause", CauseForm, {}), *reverse_parts("TRANSFER")]
