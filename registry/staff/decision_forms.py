"""What is filled in to decide about an item: the Company's answer, the reason for a refusal (20(k))."""

from __future__ import annotations

from django import forms

from agreement.workflow.items import CompanyAnswer, RefusalBasis
from registry.services.holds import AnswerReceived
from registry.staff.item_forms import InstantField, PartForm


class ConsultationForm(PartForm):
    """What the Company answered."""

    heading, section = "The Company's answer", "20(k)"
    answered_by = forms.CharField(
        label="Who answered at the Company",
        help_text="An officer who may instruct us, in office on the day of the answer.",
        max_length=200,
    )
    answered_by_title = forms.CharField(label="Office of that person", max_length=80)
    answered_at = InstantField(label="When")
    said = forms.CharField(label="What was said", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    answer = forms.ChoiceField(
        label="What follows",
        choices=[(answer.value, answer.words) for answer in CompanyAnswer],
        widget=forms.RadioSelect,
    )
    document = forms.FileField(label="Paper", help_text="The Company's letter, or the note of the call.")

    @property
    def told(self) -> AnswerReceived:
        """The answer as received."""
        said = self.cleaned_data
        return AnswerReceived(
            said["answered_by"],
            said["answered_by_title"],
            said["answered_at"],
            said["said"],
            CompanyAnswer(said["answer"]),
        )


class ContraryAnswerForm(ConsultationForm):
    """What another officer says against the answer to proceed."""

    heading, section = "An officer of the Company says not to proceed", "20(g)"
    answer = None  # type: ignore[assignment]  # it is not to proceed

    @property
    def told(self) -> AnswerReceived:
        """The answer as received: not to proceed."""
        self.cleaned_data["answer"] = CompanyAnswer.REFUSE.value
        return super().told


class RefusalForm(PartForm):
    """Why an item is refused, or returned uncured."""

    heading, section = "Refuse the item and return its papers", "6(a)"
    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.ChoiceField(
        label="On what",
        help_text="Where all that was found could be put right and was not, it ends returned, not refused.",
        choices=[(one.value, one.words) for one in RefusalBasis],
        initial=RefusalBasis.GROUND,
        widget=forms.RadioSelect,
    )
    document = forms.FileField(
        label="Paper", help_text="The instruction or the order, where it is on one.", required=False
    )
