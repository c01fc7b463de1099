"""What is filled in about a nominee's schedule beside the reverse: the file, the search (§6(a))."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.schedule import LineState, PersonFound
from registry.staff.item_forms import InstantField, LaterPaperForm, PaperForm, PartForm
from registry.staff.signature_forms import reverse_parts

COLUMNS = (
    "CSV in UTF-8, or XLSX. Columns: reference, rights, statement_1, statement_2, answered_by, "
    "registration_1 to 4, address_1 to 3, city, region, postal_code, country, account, "
    "stays_with_nominee, corrects_line. Answers are YES, NO, BOTH or BLANK."
)


class NomineePaperForm(PaperForm):
    """The receipt of a nominee's certificate; no holder prepares one here."""

    field_order = (
        "received_at",
        "office",
        "branch",
        "presenter",
        "presenter_address",
        "certificates",
        "document",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["cover_code"]


class FileForm(PartForm):
    """The file of lines."""

    heading, section = "Schedule", "6(a)"
    document = forms.FileField(label="File of lines", help_text=COLUMNS)


class LaterFileForm(PartForm):
    """A later file with rejected lines put right."""

    heading, section = "Rejected lines, corrected", "6(a)"
    received_at = InstantField(label="Received")
    document = forms.FileField(
        label="File of corrected lines",
        help_text="Each line names the rejected one in corrects_line, or has its reference. " + COLUMNS,
    )


class PersonForm(PartForm):
    """Who bears the name that a notice names."""

    heading, section = "Who the person of a line is", "7(e)"
    line = forms.IntegerField(label="Line", min_value=1, max_value=1_000_000)
    found = forms.ChoiceField(
        label="It is",
        choices=[(one.value, one.words) for one in PersonFound],
        widget=forms.RadioSelect,
        help_text="The person named makes the line void; another is decided by its answers.",
    )
    document = forms.FileField(label="Paper", help_text="The evidence, or the Company's letter.")


class LineSearchForm(forms.Form):
    """Which lines are shown."""

    state = forms.ChoiceField(
        label="Stands",
        choices=[("", "All that stand"), *((one.value, one.words) for one in LineState)],
        required=False,
    )
    words = forms.CharField(label="Reference, name or who answered", max_length=120, required=False)


def nominee_parts() -> list[tuple[str, type[PartForm], dict[str, Any]]]:
    """The parts of a schedule taken in, after the receipt: the file, the reverse."""
    return [("paper", NomineePaperForm, {}), ("file", FileForm, {}), *reverse_parts("TRANSFER")]


def later_parts(kind: str) -> list[tuple[str, type[PartForm], dict[str, Any]]]:
    """The parts of papers received since."""
    return [("paper", LaterPaperForm, {}), *reverse_parts(kind)]
