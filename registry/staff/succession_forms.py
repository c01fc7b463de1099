"""What is filled in about the office of the Rights Agent, by the kind of event (§19, §21)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from agreement.choices import CHANNEL_WORDS
from agreement.succession import (
    AddresseeRole,
    AdoptionMode,
    MailedTo,
    Qualification,
    SuccessionKind,
)
from registry.services.succession import Succession
from registry.staff.item_forms import PartForm, day_picked

LONGEST = 300
NUMBER_TOP = 10**9
CAPITAL_DIGITS = 17
_CHANNELS = [("", "Choose"), *((channel.value, words) for channel, words in CHANNEL_WORDS.items())]


def _words(label: str, *, help_text: str = "", is_required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=is_required, max_length=LONGEST)


def _number(label: str, *, is_required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=NUMBER_TOP, required=is_required)


class OfficeForm(PartForm):
    """Any event: from when, and the paper it rests on."""

    section = "21"
    effective_on = day_picked("Effective from")
    document = forms.FileField(label="The paper it rests on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "document"])

    def told(self, kind: SuccessionKind) -> Succession:
        """The event as stated."""
        return Succession(kind=kind, **self.parts())

    def parts(self) -> dict[str, Any]:
        """The parts of it, without those that stay empty."""
        stated = {name: value for name, value in self.cleaned_data.items() if name != "document"}
        return {name: value for name, value in stated.items() if value not in (None, "")}


class ResignationForm(OfficeForm):
    """The agent's own notice: to whom it was mailed, and how."""

    mailed_on = day_picked("Mailed on")
    company_channel = forms.ChoiceField(label="To the Company by", choices=_CHANNELS)
    transfer_agents = forms.CharField(
        label="Transfer agents of the Common Shares and Preferred Shares",
        help_text="One a line: every one that is known.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    agents_channel = forms.ChoiceField(label="To the transfer agents by", choices=_CHANNELS)
    holders_channel = forms.ChoiceField(label="To the registered holders by", choices=_CHANNELS)
    memorandum = forms.CharField(
        label="Memorandum about a defect",
        help_text="Only if it was mailed otherwise than it should be: the defect is kept and undoes nothing.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def parts(self) -> dict[str, Any]:
        """The addressees one by one."""
        said = self.cleaned_data
        names = [line.strip() for line in said["transfer_agents"].splitlines() if line.strip()]
        company = self.agreement.company_name
        return {
            "effective_on": said["effective_on"],
            "mailed_on": said["mailed_on"],
            "memorandum": said["memorandum"].strip(),
            "mailed_to": (
                MailedTo(AddresseeRole.COMPANY, company, said["company_channel"]),
                *(MailedTo(AddresseeRole.TRANSFER_AGENT, name, said["agents_channel"]) for name in names),
                MailedTo(AddresseeRole.HOLDERS, "", said["holders_channel"]),
            ),
        }


class IncapacityForm(OfficeForm):
    """A written notice that the agent is incapable of acting."""

    given_on = day_picked("Notice received on")
    given_by_holder = _words("Holder who gave it", help_text="Empty: the agent itself.", is_required=False)
    inspected_certificate = _number("Certificate that the Company inspected", is_required=False)
    inspected_on = day_picked("Inspected on", is_required=False)


class SuccessorForm(OfficeForm):
    """A successor and the evidence that it may succeed."""

    successor = _words("Name of the successor")
    organised_under = _words("Law under which it is organised", is_required=False)
    good_standing = _words("Evidence of good standing", is_required=False)
    powers = _words("Corporate trust or stockholder services powers", is_required=False)
    supervised_by = _words("Authority that supervises it", is_required=False)
    capital = forms.DecimalField(
        label="Combined capital and surplus, in US dollars",
        min_value=0,
        max_digits=CAPITAL_DIGITS,
        decimal_places=2,
        required=False,
    )
    affiliate_of = _words(
        "Affiliate of",
        help_text="If this evidence is that of a Person whose Affiliate it is.",
        is_required=False,
    )

    def parts(self) -> dict[str, Any]:
        """The evidence apart."""
        said = super().parts()
        shown = {name: said.pop(name) for name in Qualification.__dataclass_fields__ if name in said}
        return {**said, "qualification": Qualification(**shown)}


class CourtForm(SuccessorForm):
    """A successor appointed by an order of a court, and the notice of it."""

    filed_on = day_picked("Filed with predecessor and transfer agents on", is_required=False)
    told_holders_on = day_picked("Mailed to the registered holders on", is_required=False)


class NameForm(OfficeForm):
    """A name: the changed one, or that of the successor for whom this installation acts."""

    successor = _words("Name from that day on")


class AdoptionForm(OfficeForm):
    """Certificates that a successor makes valid."""

    first = _number("First certificate")
    last = _number("Last certificate")
    mode = forms.ChoiceField(
        label="How they are made valid",
        choices=[("", "Choose"), *((mode.value, mode.words) for mode in AdoptionMode)],
    )

    def parts(self) -> dict[str, Any]:
        """The range and the mode."""
        said = super().parts()
        return {**said, "mode": AdoptionMode(said["mode"])}


FORMS: Mapping[SuccessionKind, type[OfficeForm]] = {
    SuccessionKind.RESIGNATION: ResignationForm,
    SuccessionKind.INCAPACITY: IncapacityForm,
    SuccessionKind.COURT_APPOINTMENT: CourtForm,
    SuccessionKind.MERGER: SuccessorForm,
    SuccessionKind.CHANGE_OF_NAME: NameForm,
    SuccessionKind.TAKING_UP: NameForm,
    SuccessionKind.ADOPTION: AdoptionForm,
}


class MailedForm(PartForm):
    """How and when a notice went, by the receipt of the post or of whoever took it."""

    section = "21"
    channel = forms.ChoiceField(label="How it went", choices=_CHANNELS)
    mailed_on = day_picked("On which day")
    document = forms.FileField(label="The evidence", help_text="The receipt of the post, or of the filing.")


class HandOverForm(PartForm):
    """To whom the whole books go, and why."""

    section = "21"
    recipient = _words("Who is to have the books")
    reason = forms.CharField(
        label="Why they are handed over", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReceiptForm(PartForm):
    """The recipient's signed receipt of a package."""

    section = "21"
    received_on = day_picked("Day on the receipt")
    document = forms.FileField(
        label="The signed receipt", help_text="It names the hash of the manifest and the totals."
    )
