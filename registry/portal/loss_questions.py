"""What a holder tells about a certificate that is lost, stolen, destroyed or mutilated (§6(b))."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from agreement.replacement import LossCause
from registry.portal.questions import Question
from registry.selectors.agreements import local_day
from registry.selectors.holder_access import HeldCertificate
from registry.selectors.loss_drafts import PreparedClaim
from registry.staff.item_forms import day_picked
from registry.staff.words import certificate_number

CAUSE_WORDS = {
    LossCause.LOST: "Lost: you cannot find it, or it never came",
    LossCause.STOLEN: "Stolen",
    LossCause.DESTROYED: "Destroyed: nothing of it is left to send",
    LossCause.MUTILATED: "Mutilated: torn or unreadable, but you have it and send it in",
}


class ReportForm(forms.Form):
    """Which certificate, and what befell it: what the stop needs and nothing more."""

    certificate = forms.ChoiceField(
        label="Which certificate?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the certificate.",
            "invalid_choice": "Choose a certificate of this account.",
        },
    )
    cause = forms.ChoiceField(
        label="What befell it?",
        widget=forms.RadioSelect,
        choices=[(cause.value, words) for cause, words in CAUSE_WORDS.items()],
        error_messages={"required": "Choose what befell it."},
    )

    def __init__(self, *args: Any, offered: list[HeldCertificate], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["certificate"]
        field.choices = [
            (str(one.number), f"{certificate_number(one.number)}: {one.rights:,} Rights{_stopped(one)}")
            for one in offered
        ]


def _stopped(one: HeldCertificate) -> str:
    return "; a stop stands on it already" if one.status == "STOPPED" else ""


class StoryQuestion(Question):
    """When it was discovered, and how it came about."""

    title = "When and how did it come about?"
    section = "6(b)"
    prepared: PreparedClaim
    discovered_on = day_picked("On which day did you discover it?")
    circumstances = forms.CharField(
        label="What happened?",
        help_text="Where it was kept, when it was last seen, what you did to find it. It is printed on the "
        "papers as you write it here.",
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Tell what happened."},
    )

    def fit(self) -> None:
        """What was told before."""
        self.fields["discovered_on"].error_messages["required"] = "Give the day."
        self.initial = dict(self.prepared.answers.get("story", {}))

    def clean_discovered_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["discovered_on"]
        if day > local_day(self.prepared.item.agreement, at=self.prepared.at):
            raise forms.ValidationError("Give a day that has come.")
        return day

    @property
    def told(self) -> dict[str, str]:
        """The day and the words."""
        said = self.cleaned_data
        return {"discovered_on": said["discovered_on"].isoformat(), "circumstances": said["circumstances"]}


SIGNED_WORDS = {
    "NO": "No: nothing was written or signed on its reverse",
    "YES": "Yes: the form of assignment or of election was signed",
    "UNSURE": "I do not know",
}
CLAIM_WORDS = {
    "NO": "No: it was not sold, given away, pledged or promised to anybody",
    "YES": "Yes, or perhaps: somebody else may say that it is his",
}
# What the affidavit says of each answer.
SWORN_SIGNED = {
    "NO": "The reverse of the certificate was neither filled in nor signed.",
    "YES": "The reverse of the certificate had been signed.",
    "UNSURE": "The undersigned does not know whether the reverse of the certificate was signed.",
}
SWORN_CLAIM = {
    "NO": "The certificate and its Rights were not sold, given away, pledged or promised to anybody.",
    "YES": "Somebody else may claim the certificate or its Rights: {who}",
}


class OwnershipQuestion(Question):
    """Whether whoever has the certificate could pass for its owner."""

    title = "Could somebody else lay claim to it?"
    section = "6(b)"
    signed = forms.ChoiceField(
        label="Was its reverse signed?",
        choices=list(SIGNED_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it was signed."},
    )
    claimed = forms.ChoiceField(
        label="May it be somebody else's?",
        choices=list(CLAIM_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether somebody else may claim it."},
    )
    who = forms.CharField(label="If yes: who, and why?", required=False, max_length=300)

    def fit(self) -> None:
        """What was told before."""
        self.initial = dict(self.prepared.answers.get("ownership", {}))

    def clean(self) -> dict[str, Any]:
        """A claim has somebody who makes it."""
        told = super().clean() or self.cleaned_data
        if told.get("claimed") == "YES" and not told.get("who", "").strip():
            self.add_error("who", "Say who may claim it, and why.")
        return told

    @property
    def told(self) -> dict[str, str]:
        """The answers."""
        return {name: self.cleaned_data[name] for name in ("signed", "claimed", "who")}


SECURITY_WORDS = {
    "BOND": "A surety's bond",
    "OWN": "My own promise to indemnify both, for them to say whether it is enough",
    "LATER": "I do not know yet: tell me what the Company and the Rights Agent ask for",
}


class SecurityQuestion(Question):
    """Which indemnity or security is offered; what is enough, the Company and the agent say."""

    title = "Which indemnity or security will you give?"
    section = "6(b)"
    security = forms.ChoiceField(
        label="Indemnity",
        help_text="No provider is prescribed. Which kind and amount is enough, the Company and the Rights "
        "Agent each say in writing.",
        choices=list(SECURITY_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one; it can be changed."},
    )

    def fit(self) -> None:
        """What was told before."""
        self.initial = {"security": self.prepared.answers.get("security")}

    @property
    def told(self) -> str:
        """The kind."""
        return str(self.cleaned_data["security"])


FORMS: dict[str, type[Question]] = {
    "story": StoryQuestion,
    "ownership": OwnershipQuestion,
    "security": SecurityQuestion,
}


def sworn(told: PreparedClaim) -> tuple[str, ...]:
    """What the affidavit says about the reverse and about claims of others."""
    said = told.answers.get("ownership")
    if not said:
        return ()
    return SWORN_SIGNED[said["signed"]], SWORN_CLAIM[said["claimed"]].format(who=said["who"])
