"""What is filled in from the papers of an item, as it stands on them: nothing is preselected (Exhibit B)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest

from agreement.certification import Answer
from agreement.workflow.items import TaxStanding
from registry.codes import plain_code
from registry.models import RightsAgreement
from registry.selectors.addresses import Address
from registry.selectors.agreements import offices
from registry.services.presentations import Presentation, ReverseReceived, SignatureReceived
from registry.services.transfers import LineReceived

LINES_OFFERED = 3
NUMBER = re.compile(r"(?:R-)?0*(\d{1,9})", re.IGNORECASE)
_INSTANT = "%Y-%m-%dT%H:%M:%S"


class InstantField(forms.DateTimeField):
    """A day and a time of day in the zone of the agreement, to the second."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format=_INSTANT)
        super().__init__(label=label, help_text=help_text, widget=widget)
        self.zone = ZoneInfo("UTC")

    def at_home(self, agreement: RightsAgreement, *, now: datetime) -> None:
        """Read and offer instants in the zone of an agreement."""
        self.zone = ZoneInfo(agreement.time_zone)
        local = now.astimezone(self.zone)
        self.initial = local.replace(tzinfo=None, microsecond=0)
        self.help_text = f"{self.help_text} {local:%Z}, the time of the agreement.".strip()

    def to_python(self, value: Any) -> datetime | None:
        """The wall clock as typed, in the zone of the agreement."""
        found = super().to_python(value)
        return None if found is None else found.replace(tzinfo=self.zone)

    def prepare_value(self, value: Any) -> Any:
        """An instant is shown as it is on the wall of the agreement's zone."""
        return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def day_picked(label: str, *, help_text: str = "", is_required: bool = True) -> forms.DateField:
    """A day, picked or typed as year-month-day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, required=is_required)


class PartForm(forms.Form):
    """A part of what is filled in; `heading` and `section` stand above it."""

    heading = ""
    section = ""
    is_folded = False

    def __init__(self, *args: Any, agreement: RightsAgreement, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement, self.now = agreement, now
        for field in self.fields.values():
            if isinstance(field, InstantField):
                field.at_home(agreement, now=now)


class PaperForm(PartForm):
    """When it was in hand, who presented it, and the papers."""

    heading, section = "Receipt", "6(a)"
    received_at = InstantField(label="In hand at the designated office")
    office = forms.ChoiceField(label="Which office", required=False)
    branch = forms.CharField(
        label="Handed in elsewhere first",
        help_text="The place, if it was no designated office: it counts as received on its arrival at one.",
        required=False,
        max_length=200,
    )
    presenter = forms.CharField(
        label="Presented by", help_text="Who brought or sent it, and how.", max_length=300
    )
    presenter_address = forms.CharField(
        label="Address of who presented it",
        help_text="Where letters to that person go. Empty for the registered holder.",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    certificates = forms.CharField(
        label="Certificates surrendered",
        help_text="Numbers, divided by commas: R-0000012, 13.",
        max_length=600,
    )
    cover_code = forms.CharField(
        label="Code of the cover sheet",
        help_text="If the holder prepared it here.",
        required=False,
        max_length=32,
    )
    document = forms.FileField(label="Scan of the papers", help_text="Both sides of every certificate.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.now.astimezone(ZoneInfo(self.agreement.time_zone)).date()
        designated = offices(self.agreement, day=day).values_list("name", flat=True)
        self.fields["office"].choices = [(name, name) for name in designated]  # type: ignore[attr-defined]

    def clean_cover_code(self) -> str:
        """As it was drawn, whether it was scanned or typed."""
        return plain_code(self.cleaned_data["cover_code"])

    def clean_certificates(self) -> tuple[int, ...]:
        """Read the numbers."""
        found = []
        for word in re.split(r"[\s,;]+", self.cleaned_data["certificates"].strip()):
            number = NUMBER.fullmatch(word)
            if number is None:
                raise forms.ValidationError(f"“{word[:20]}” is no certificate number.")
            found.append(int(number[1]))
        return tuple(found)


class LaterPaperForm(PartForm):
    """Papers received since, to put an item right."""

    heading, section = "Papers received since", "6(a)"
    received_at = InstantField(label="In hand at the designated office")
    document = forms.FileField(label="Scan of the papers", help_text="The receipt of the item itself stays.")


_STATEMENTS = {
    "TRANSFER": (
        "Statement 1: transferred by or for one who is or was an Acquiring Person, Affiliate or Associate",
        "Statement 2: the signer acquired the Rights from a person who is, was or became one",
    ),
    "EXERCISE": (
        "Statement 1: exercised by or for one who is or was an Acquiring Person, Affiliate or Associate",
        "Statement 2: the signer acquired the Rights from a person who is, was or became one",
    ),
}


_BOXES = {
    Answer.YES: "Yes: the box that affirms it",
    Answer.NO: "No: the box that denies it",
    Answer.BLANK: "Blank: neither box",
    Answer.BOTH: "Both boxes",
}


class AnswersForm(PartForm):
    """The boxes of the two statements, as ticked on the paper."""

    heading, section = "Certification: which boxes are ticked", "20(k)"
    statement_1 = forms.ChoiceField(widget=forms.RadioSelect)
    statement_2 = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, name in enumerate(("statement_1", "statement_2")):
            field: Any = self.fields[name]
            field.label = _STATEMENTS[kind][place]
            field.choices = [(answer.value, words) for answer, words in _BOXES.items()]


class TaxForm(PartForm):
    """Whether a tax or charge was asked."""

    heading, section = "Taxes and charges", "6(a)"
    tax = forms.ChoiceField(
        label="Was a tax or governmental charge asked for?",
        choices=[(tax.value, tax.words) for tax in TaxStanding],
        widget=forms.RadioSelect,
    )


class AddressForm(PartForm):
    """A postal address."""

    address = forms.CharField(
        label="Street address", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    city = forms.CharField(label="City", required=False, max_length=100)
    region = forms.CharField(label="State or region", required=False, max_length=100)
    postal_code = forms.CharField(label="Postal code", required=False, max_length=20)
    country = forms.CharField(label="Country, two letters", required=False, max_length=2, initial="US")

    @property
    def told_address(self) -> Address:
        """The address as received."""
        said = self.cleaned_data
        return Address(said["address"], said["city"], said["region"], said["postal_code"], said["country"])


class LineForm(AddressForm):
    """One line of the assignment."""

    heading, section = "Transferee", "6(a)"
    rights = forms.IntegerField(label="Rights", min_value=1, max_value=10**12, required=False)
    registration = forms.CharField(
        label="Name as it is to be registered", help_text="Every line of it.", required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    account = forms.CharField(label="Account, if the transferee has one", required=False, max_length=40)
    field_order = ("registration", "rights", "address", "city", "region", "postal_code", "country", "account")

    @property
    def place(self) -> str:
        """Which line it is."""
        return (self.prefix or "").removeprefix("line")

    @property
    def is_folded(self) -> bool:  # type: ignore[override]
        """Whether it is offered folded up: most assignments name one transferee."""
        return self.place != "1"

    @property
    def has_words(self) -> bool:
        """Whether something stands in the line already."""
        return bool(self.initial) or any(
            self.data.get(self.add_prefix(name)) for name in self.fields if name != "country"
        )

    @property
    def is_told(self) -> bool:
        """Whether the line says anything but a country."""
        return any(value for name, value in self.cleaned_data.items() if name != "country")

    def clean(self) -> dict[str, Any]:
        """A line that says anything says how many Rights."""
        told = super().clean() or self.cleaned_data
        if self.is_told and not told.get("rights") and "rights" not in self.errors:
            self.add_error("rights", "A whole number of Rights.")
        return told

    @property
    def told(self) -> LineReceived:
        """The line as received."""
        said = self.cleaned_data
        return LineReceived(said["registration"], self.told_address, said["rights"], said["account"])


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that are filled in together, by their prefixes, in the order shown."""

    forms: Mapping[str, Any]

    def is_valid(self) -> bool:
        """Whether every part is; all are asked, so that every error is told at once."""
        return {form.is_valid() for form in self.forms.values()} == {True}

    def __iter__(self) -> Any:
        return iter(self.forms.values())

    @property
    def errors(self) -> bool:
        """Whether some part has an error to show."""
        return any(form.is_bound and form.errors for form in self.forms.values())

    @property
    def lines(self) -> list[LineReceived]:
        """The lines of the assignment that say anything; the first always counts."""
        told = [form for form in self.forms.values() if isinstance(form, LineForm)]
        return [form.told for place, form in enumerate(told) if place == 0 or form.is_told]

    @property
    def reverse(self) -> ReverseReceived:
        """What is signed, as received; a certification that was not asked for is blank."""
        blank = {"statement_1": Answer.BLANK, "statement_2": Answer.BLANK}
        answers = self.forms["answers"].cleaned_data if "answers" in self.forms else blank
        certified = self.forms["certification"].told if "certification" in self.forms else SignatureReceived()
        signer = self.forms["signer"]
        signed_as, certified_as = signer.capacities
        return ReverseReceived(
            form=replace(self.forms["form"].told, capacity=signed_as),
            statement_1=Answer(answers["statement_1"]),
            statement_2=Answer(answers["statement_2"]),
            certification=replace(certified, capacity=certified_as),
            tax=TaxStanding(self.forms["tax"].cleaned_data["tax"] if "tax" in self.forms else "NONE_ASKED"),
            documents=signer.told,
        )

    @property
    def presentation(self) -> Presentation:
        """What was presented."""
        paper = self.forms["paper"].cleaned_data
        return Presentation(
            paper["presenter"],
            paper["received_at"],
            paper["certificates"],
            reverse=self.reverse,
            office=paper["office"],
            branch=paper["branch"],
            presenter_address=paper["presenter_address"],
        )


def filled_in(
    request: HttpRequest,
    agreement: RightsAgreement,
    parts: Sequence[tuple[str, type[PartForm], dict[str, Any]]],
    *,
    now: datetime,
    initial: Mapping[str, Mapping[str, Any]] | None = None,
) -> Parts:
    """The parts as a person filled them in, or empty, with what is on file offered where there is any."""
    told = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return Parts(
        {
            name: form(
                *told,
                prefix=name,
                agreement=agreement,
                now=now,
                initial=dict((initial or {}).get(name, {})),
                **more,
            )
            for name, form, more in parts
        }
    )
