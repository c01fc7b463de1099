"""What is filled in about the work on an item: evidence, applications, instructions (§6(a), §20)."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.workflow.items import (
    AskedBy,
    Assessment,
    HeldClass,
    ItemProposal,
    ReturnMeans,
    StandingAnswer,
)
from registry.services.evidence import EvidenceAsked
from registry.services.paper_returns import ReturnTold
from registry.services.standing_instructions import EndReceived, InstructionReceived
from registry.staff.item_forms import InstantField, PartForm, day_picked

_WORDS = {"rows": 3}


class EvidenceForm(PartForm):
    """Which evidence is asked for, by whom, and why."""

    heading, section = "Ask for evidence", "6(a);7(f)(ii)"
    asked_by = forms.ChoiceField(
        label="Who asks",
        choices=[(one.value, one.words) for one in AskedBy],
        widget=forms.RadioSelect,
        help_text="Whoever asks assesses what comes; a request of the Company rests on its paper.",
    )
    asked_at = InstantField(label="Asked")
    evidence = forms.CharField(
        label="Evidence asked for", max_length=2000, widget=forms.Textarea(attrs=_WORDS)
    )
    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs=_WORDS))
    document = forms.FileField(label="Paper of the request", required=False)

    @property
    def told(self) -> EvidenceAsked:
        """The request as it was made."""
        said = self.cleaned_data
        return EvidenceAsked(AskedBy(said["asked_by"]), said["asked_at"], said["evidence"], said["reason"])


class ReplyForm(PartForm):
    """What came in answer."""

    heading, section = "File what came", "6(a);7(f)(ii)"
    received_at = InstantField(label="Received")
    document = forms.FileField(label="The evidence")


class AssessmentForm(PartForm):
    """What whoever asked found of it."""

    heading, section = "Assess the evidence", "6(a);7(f)(ii)"
    assessment = forms.ChoiceField(
        label="Finding", choices=[(one.value, one.words) for one in Assessment], widget=forms.RadioSelect
    )
    words = forms.CharField(label="In words", max_length=2000, widget=forms.Textarea(attrs=_WORDS))
    document = forms.FileField(
        label="Paper of the assessment", required=False, help_text="The Company's, where the Company asked."
    )


class ProposalForm(PartForm):
    """What is proposed to the Company about a held item."""

    heading, section = "Apply for instructions", "20(g);20(k)"

    def __init__(self, *args: Any, open_proposals: tuple[ItemProposal, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposed"] = forms.ChoiceField(
            label="We propose",
            choices=[(one.value, one.words) for one in open_proposals],
            widget=forms.RadioSelect,
            help_text="Nothing proceeds by a date: a person acts on the proposal, another approves it.",
        )


class WithdrawalForm(PartForm):
    """The registered holder takes the item back."""

    heading, section = "End an item that its holder takes back", "6(a)"
    document = forms.FileField(label="The holder's writing")


class ReturnForm(PartForm):
    """How the papers of an item that ended unposted went back."""

    heading, section = "Record the return of the papers", "6(a);7(a)"
    returned_at = InstantField(label="They left the office")
    means = forms.ChoiceField(
        label="How", choices=[(one.value, one.words) for one in ReturnMeans], widget=forms.RadioSelect
    )
    handed_over_by = forms.CharField(
        label="Handed over by", help_text="Who gave them to the post or to the holder.", max_length=200
    )
    tracking = forms.CharField(
        label="Number",
        help_text="Of registered or certified mail, or of the courier.",
        required=False,
        max_length=60,
    )
    document = forms.FileField(
        label="Receipt", help_text="The holder's writing, where the papers are kept.", required=False
    )

    @property
    def told(self) -> ReturnTold:
        """The return as it was made."""
        said = self.cleaned_data
        return ReturnTold(
            said["returned_at"], ReturnMeans(said["means"]), said["handed_over_by"], said["tracking"]
        )


class OfficerForm(PartForm):
    """Which officer signed a paper of the Company, and when."""

    said = forms.CharField(label="In its own words", max_length=2000, widget=forms.Textarea(attrs=_WORDS))
    officer_name = forms.CharField(label="Officer who instructs", max_length=200)
    officer_title = forms.CharField(label="Title of that officer", max_length=80)
    signed_on = day_picked("Signed on", help_text="The office is asked about on this day.")


class InstructionEndForm(OfficerForm):
    """The Company takes a standing instruction back."""

    heading, section = "End a standing instruction", "20(g);20(k)"
    ends_on = day_picked("Used no more from")
    document = forms.FileField(label="The Company's paper, signed")

    @property
    def told(self) -> EndReceived:
        """The end as received."""
        said = self.cleaned_data
        return EndReceived(
            said["ends_on"], said["signed_on"], said["officer_name"], said["officer_title"], said["said"]
        )


class InstructionForm(OfficerForm):
    """A standing instruction of the Company about a class of held items."""

    heading, section = "Record a standing instruction", "20(g);20(k)"
    held_class = forms.ChoiceField(
        label="For items where",
        choices=[(one.value, one.words) for one in HeldClass],
        widget=forms.RadioSelect,
        help_text="There is no class for an affirmative answer: the Company is consulted about each.",
    )
    answer = forms.ChoiceField(
        label="What follows",
        choices=[(one.value, one.words) for one in StandingAnswer],
        widget=forms.RadioSelect,
    )
    in_force_from = day_picked("In force from")
    in_force_until = day_picked("Last day, if it has one", is_required=False)
    document = forms.FileField(label="The instruction, signed")
    field_order = ("held_class", "answer", "said", "officer_name", "officer_title", "signed_on")

    @property
    def told(self) -> InstructionReceived:
        """The instruction as received."""
        said = self.cleaned_data
        return InstructionReceived(
            held_class=HeldClass(said["held_class"]),
            answer=StandingAnswer(said["answer"]),
            signed_on=said["signed_on"],
            in_force_from=said["in_force_from"],
            in_force_until=said["in_force_until"],
            officer_name=said["officer_name"],
            officer_title=said["officer_title"],
            said=said["said"],
        )
