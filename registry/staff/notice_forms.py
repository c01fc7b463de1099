"""What is filled in from a notice of the Company; its parts by kind are those that the service reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from agreement.choices import CHANNEL_WORDS
from agreement.nullity import NamedAs
from agreement.posting import TaintClass
from registry.models import NoticeKind, RightsAgreement
from registry.selectors.agreements import officers
from registry.services import company
from registry.services.company.parts import Part, PartShape, parts_of, required_parts
from registry.staff.item_forms import InstantField, PartForm, Parts, day_picked
from registry.staff.matters import part_label
from registry.staff.recipient_forms import RecipientForm

PERSONS_OFFERED = 5
PERSONS_MOST = 200
IF_STATED = "If the paper states it."
LONGEST = 4000
_FIGURES = (
    PartShape.COUNT,
    PartShape.SHARES,
    PartShape.PRICE,
    PartShape.PRICE_OR_NOUGHT,
    PartShape.RATIO,
)
# The parts that are lists of lines, each line a form of its own.
LISTED = (PartShape.PERSONS, PartShape.POSITIONS, PartShape.RECIPIENTS)


class StatedInstantField(InstantField):
    """An instant that the paper may state; nothing is offered in its place."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text)
        self.required = False

    def at_home(self, agreement: RightsAgreement, *, now: datetime) -> None:
        """Read it in the zone of the agreement."""
        super().at_home(agreement, now=now)
        self.initial = None


class AuthorityForm(PartForm):
    """Who signed the notice, how it came, and when."""

    heading, section = "Who signed it, and how it came", "20(b)"
    officer_name = forms.CharField(label="Officer who signed", max_length=200)
    officer_title = forms.CharField(label="Title of that officer", max_length=80)
    channel = forms.ChoiceField(label="How it came")
    signed_on = day_picked("Signed on")
    received_at = InstantField(label="Received")
    effective_at = StatedInstantField(
        label="Effective from",
        help_text="Only if the paper states an instant: otherwise its parts fix it, or its receipt.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = sorted({officer.name for officer in officers(self.agreement)})
        self.titles = sorted({officer.title for officer in officers(self.agreement)})
        self.fields["officer_name"].widget.attrs["list"] = "officer-names"
        self.fields["officer_title"].widget.attrs["list"] = "officer-titles"
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((channel.value, f"By {words}") for channel, words in CHANNEL_WORDS.items()),
        ]


def _field_for(part: Part, *, is_required: bool) -> forms.Field:
    """The field of a part: it only carries what stands on the paper, the service reads it."""
    label, hint = part_label(part), "" if is_required else IF_STATED
    if part.shape == PartShape.INSTANT:
        return StatedInstantField(label=label, help_text=hint)
    if part.shape == PartShape.CHOICE:
        known = [(code, code.replace("_", " ").capitalize()) for code in part.choices]
        return forms.ChoiceField(
            label=label, help_text=hint, required=False, choices=[("", "Not stated"), *known]
        )
    widget: forms.Widget = forms.TextInput()
    if part.shape == PartShape.DAY:
        widget = forms.DateInput(attrs={"type": "date"})
    elif part.shape in _FIGURES:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
    elif part.shape == PartShape.PLACES:
        hint = "US-NV or Nevada for a state, CA for a country; with commas between them. " + hint
        widget = forms.Textarea(attrs={"rows": 2})
    elif part.may_name_people:
        widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LONGEST, widget=widget)


class FactsForm(PartForm):
    """What the notice says: the parts of its kind, and the number of the notice it replaces."""

    heading = "What it says"

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = required_parts(kind)
        for part in parts_of(kind):
            if part.shape not in LISTED:
                field = _field_for(part, is_required=part.name in required)
                if isinstance(field, InstantField):
                    field.at_home(self.agreement, now=self.now)
                self.fields[part.name] = field

    @property
    def told(self) -> dict[str, Any]:
        """What the paper states, as typed."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class PersonForm(PartForm):
    """A person whom the notice names, with the account and the number of Rights meant."""

    heading, section = "Person named", "4(b)"
    person_name = forms.CharField(label="Person", required=False, max_length=300)
    account = forms.CharField(label="Account", required=False, max_length=40)
    taint_class = forms.ChoiceField(
        label="Class",
        required=False,
        choices=[("", "Choose"), *((one.value, one.value.replace("_", " ")) for one in TaintClass)],
    )
    rights = forms.CharField(
        label="Rights",
        help_text="Empty: all of an account in the name of the person. Of an account in another name the "
        "notice says the number, or all of it.",
        required=False,
        max_length=20,
    )
    extent = forms.ChoiceField(
        label="If no number is stated",
        required=False,
        choices=[("", "The notice does not say"), ("ALL", "All of it")],
    )
    void_from = StatedInstantField(label="Void from", help_text="Empty: legend alone.")
    not_feasible_reason = forms.CharField(
        label="Why the legend is not feasible", help_text=IF_STATED, required=False, max_length=400
    )

    @property
    def place(self) -> str:
        """Which person it is."""
        return (self.prefix or "").removeprefix("person")

    @property
    def is_further(self) -> bool:
        """Whether it is offered folded up."""
        return self.place != "1"

    @property
    def has_words(self) -> bool:
        """Whether something was typed."""
        return any(self.data.get(self.add_prefix(name)) for name in self.fields)

    @property
    def named_fields(self) -> tuple[str, ...]:
        """What a person who is named has at least."""
        return ("person_name", "account", "taint_class")

    @property
    def is_told(self) -> bool:
        """Whether the paper names a person here."""
        return any(value not in (None, "") for value in self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        """A person named has a name, an account and a class."""
        said = super().clean() or self.cleaned_data
        if self.is_told:
            for name in self.named_fields:
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, "A person named has this.")
        return said


class PositionForm(PersonForm):
    """A position whose Rights are void: an account or one certificate, all of it or a number of Rights."""

    heading, section = "Position named", "7(e)"
    void_from = None  # type: ignore[assignment]  # the form leaves these two out
    not_feasible_reason = None  # type: ignore[assignment]
    person_name = forms.CharField(label="Person", required=False, max_length=300)
    named_as = forms.ChoiceField(
        label="Named as",
        required=False,
        choices=[("", "Choose"), *((one.value, one.value.replace("_", " ").capitalize()) for one in NamedAs)],
    )
    account = forms.CharField(
        label="Account", help_text="Or one certificate of it.", required=False, max_length=40
    )
    certificate = forms.CharField(label="Certificate number", required=False, max_length=20)
    rights = forms.CharField(
        label="Rights",
        help_text="Empty: all of an account in the name of the person; of a transferee, what it received. "
        "Of an account in another name the notice says the number, or all of it.",
        required=False,
        max_length=20,
    )
    extent = forms.ChoiceField(
        label="If no number is stated",
        required=False,
        choices=[("", "The notice does not say"), ("ALL", "All of it"), ("RECEIVED", "What it received")],
    )

    @property
    def named_fields(self) -> tuple[str, ...]:
        """What a position names at least."""
        return ("person_name", "named_as", "taint_class")


class NoticePaperForm(PartForm):
    """The paper itself; what is only previewed needs none."""

    heading, section = "The paper", "18(b)"
    document = forms.FileField(label="The notice, signed", help_text="It is filed with the notice.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "preview" in self.data:
            self.fields["document"].required = False


FormWithName = tuple[str, type[PartForm], dict[str, Any]]


def notice_parts(kind: str, *, persons: int) -> Sequence[FormWithName]:
    """The parts that are filled in from a notice of a kind."""
    forms_of: dict[PartShape, type[PartForm]] = dict(
        zip(LISTED, (PersonForm, PositionForm, RecipientForm), strict=True)
    )
    named: list[FormWithName] = [
        (f"person{place}", forms_of[part.shape], {})
        for part in parts_of(kind)
        if part.shape in LISTED
        for place in range(1, persons + 1)
    ]
    return [
        ("authority", AuthorityForm, {}),
        ("facts", FactsForm, {"kind": kind}),
        *named,
        ("paper", NoticePaperForm, {}),
    ]


def written_notice(
    agreement: RightsAgreement, *, kind: str, parts: Parts, at: datetime
) -> company.WrittenNotice:
    """What stands on the notice, as typed."""
    said, facts = parts.forms["authority"].cleaned_data, facts_told(parts)
    fixed = company.default_effective_at(agreement, kind=kind, facts=facts, at=at)
    return company.WrittenNotice(
        kind=NoticeKind(kind),
        officer_name=said["officer_name"],
        officer_title=said["officer_title"],
        channel=said["channel"],
        signed_on=said["signed_on"],
        effective_at=said["effective_at"] or fixed or said["received_at"],
        received_at=said["received_at"],
        facts=facts,
    )


def facts_told(parts: Parts) -> Mapping[str, Any]:
    """The parts by their names; persons and accounts only where some are named."""
    listed = {
        "persons": [form.cleaned_data for form in parts if isinstance(form, PersonForm) and form.is_told],
        "recipients": [form.told for form in parts if isinstance(form, RecipientForm) and form.is_told],
    }
    told = dict(parts.forms["facts"].told)
    return told | {name: lines for name, lines in listed.items() if lines}
