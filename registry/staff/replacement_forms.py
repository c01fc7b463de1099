"""What is filled in about a certificate to be replaced: the claim, and each step of it (§6(b))."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.replacement import LossCause, ReplacementStep
from agreement.stops import CLAIMANTS, ReporterCapacity
from registry.services.replacement_steps import StepTaken
from registry.services.replacements import ClaimReceived
from registry.staff.item_forms import PaperForm, PartForm, day_picked
from registry.staff.same_name_forms import RequestForm
from registry.staff.signature_forms import SignerForm


class ClaimPaperForm(PaperForm):
    """When the claim was in hand, who presented it, which certificate it is about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certificates"].label = "Certificate to be replaced"
        self.fields["certificates"].help_text = "One number, such as R-0000012."
        self.fields["document"].help_text = "The written request, with the affidavit if it came."


class ClaimForm(PartForm):
    """What befell the certificate."""

    heading, section = "What befell it", "6(b)"
    cause = forms.ChoiceField(
        label="It is", choices=[(one.value, one.words) for one in LossCause], widget=forms.RadioSelect
    )
    discovered_on = day_picked("Discovered on")
    circumstances = forms.CharField(
        label="Circumstances", help_text="As the claimant tells them.", max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    capacity = forms.ChoiceField(
        label="Told at the counter by",
        choices=[(one.value, one.words) for one in CLAIMANTS],
        widget=forms.RadioSelect,
    )
    is_surrendered = forms.BooleanField(
        label="The mutilated certificate itself came with the request", required=False
    )

    @property
    def told(self) -> ClaimReceived:
        """The claim as received."""
        said = self.cleaned_data
        cause = LossCause(said["cause"])
        return ClaimReceived(
            cause,
            said["discovered_on"],
            said["circumstances"],
            ReporterCapacity(said["capacity"]),
            said["is_surrendered"],
        )


Shape = list[tuple[str, type[PartForm], dict[str, Any]]]
CLAIM_PARTS: Shape = [
    ("paper", ClaimPaperForm, {}),
    ("claim", ClaimForm, {}),
    ("form", RequestForm, {}),
    ("signer", SignerForm, {}),
]


class StepForm(PartForm):
    """One step of a replacement."""

    kind = forms.ChoiceField(
        label="What", choices=[(one.value, one.words) for one in ReplacementStep], widget=forms.RadioSelect
    )
    happened_on = day_picked("On which day")
    person = forms.CharField(
        label="Who", help_text="At the Company, or who asked or paid. The Rights Agent's own part is yours.",
        required=False, max_length=300,
    )  # fmt: skip
    title = forms.CharField(
        label="Office of that person", required=False, max_length=80,
        help_text="Of who accepted for the Company: an officer who may instruct us, on that day.",
    )  # fmt: skip
    amount = forms.DecimalField(
        label="Amount in dollars", help_text="Of expenses only.", required=False, min_value=0,
        max_digits=12, decimal_places=2,
    )  # fmt: skip
    said = forms.CharField(
        label="In words", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.FileField(
        label="Paper", help_text="What was received, or the Company's acceptance.", required=False
    )

    @property
    def told(self) -> StepTaken:
        """The step as taken."""
        said = self.cleaned_data
        return StepTaken(
            ReplacementStep(said["kind"]),
            said["happened_on"],
            said["person"],
            said["said"],
            said["amount"],
            said["title"],
        )


class SurrenderForm(PartForm):
    """The mutilated certificate itself, come in later."""

    document = forms.FileField(label="Scan of the mutilated certificate", help_text="Both sides.")
