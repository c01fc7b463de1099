"""What is filled in about the work on an item: evidence, applications, instructions (§6(a), §20)."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.workflow.items import AskedBy, Assessment, HeldClass, ItemProposal, StandingAnswer
from registry.services.evidence import EvidenceAsked
from registry.services.standing_instructions import InstructionReceived
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


class InstructionForm(PartForm):
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
    said = forms.CharField(label="In its own words", max_length=2000, widget=forms.Textarea(attrs=_WORDS))
    officer_name = forms.CharField(label="Officer who instructs", max_length=200)
    officer_title = forms.CharField(label="Title of that officer", max_length=80)
    in_force_from = day_picked("In force from")
    in_force_until = day_picked("Last day, if it has one", is_required=False)
    document = forms.FileField(label="The instruction, signed")

    @property
    def told(self) -> InstructionReceived:
        """The instruction as received."""
        said = self.cleaned_data
        return InstructionReceived(
            held_class=HeldClass(said["held_class"]),
            answer=StandingAnswer(said["answer"]),
            in_force_from=said["in_force_from"],
            in_force_until=said["in_force_until"],
            officer_name=said["officer_name"],
            officer_title=said["officer_title"],
            said=said["said"],
        )
