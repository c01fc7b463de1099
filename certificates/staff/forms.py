"""What a person fills in when recording what happened to the paper; every binding one brings its document."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar

from django import forms

from certificates.models import PrintRun
from registry.models import CompanyOfficer
from registry.selectors import agreements as agreement_selectors

EXCEPTION = re.compile(r"^(?:R-)?0*(\d{1,9})\s*[:=,\s]\s*(\S.*)$", re.IGNORECASE)
NUMBER_TOP = 2_000_000_000


class RunForm(forms.Form):
    """A form about one run; `section` is shown beside its heading."""

    heading: ClassVar[str]
    section: ClassVar[str]
    button: ClassVar[str]

    def __init__(self, *args: Any, run: PrintRun, today: date, **kwargs: Any) -> None:
        kwargs["prefix"] = type(self).__name__.lower()
        super().__init__(*args, **kwargs)
        self.run, self.today = run, today
        self.prepare()
        for field in self.fields.values():
            if field.required and not isinstance(field, forms.MultipleChoiceField):
                field.widget.attrs.setdefault("required", True)
            if isinstance(field, forms.DateField):
                field.initial = field.initial or today

    def prepare(self) -> None:
        """Fill choices and limits from the run."""

    def clean_signed_on(self) -> date:
        """A signing lies in the past."""
        signed_on: date = self.cleaned_data["signed_on"]
        if signed_on > self.today:
            raise forms.ValidationError("This day has not come yet.")
        return signed_on


def day_field(label: str, hint: str = "") -> forms.DateField:
    """A day, picked or typed as year-month-day."""
    return forms.DateField(
        label=label, help_text=hint, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def paper_field(label: str, hint: str) -> forms.FileField:
    """The paper that shows what is recorded."""
    return forms.FileField(label=label, help_text=hint)


def number_field(label: str, hint: str = "") -> forms.IntegerField:
    """A certificate number."""
    return forms.IntegerField(label=label, help_text=hint, min_value=1, max_value=NUMBER_TOP)


class ExecutionForm(RunForm):
    """The Company's two officers executed the sheets (§5(a))."""

    heading, section = "Record the Company's execution", "5(a)"
    button = "Ask for approval of the execution"
    signers = forms.MultipleChoiceField(
        label="Officers who signed, one of each group", widget=forms.CheckboxSelectMultiple
    )
    signed_on = day_field(
        "Day of signing", "An officer in office on this day counts, also one who left since."
    )
    document = paper_field("Paper", "The receipt of the executed stock, or the authority for facsimiles.")

    def prepare(self) -> None:
        """Offer the officers of the Company."""
        officers = agreement_selectors.officers(self.run.agreement)
        self.fields["signers"].choices = [  # type: ignore[attr-defined]
            (str(officer.pk), f"{officer.name}, {officer.title}") for officer in officers
        ]

    def chosen_officers(self) -> list[CompanyOfficer]:
        """The officers ticked."""
        chosen = [int(key) for key in self.cleaned_data["signers"]]
        return list(CompanyOfficer.objects.filter(agreement=self.run.agreement, pk__in=chosen))


class CountersignatureForm(RunForm):
    """A signatory of the Rights Agent signed a range by hand (§5(a))."""

    heading, section = "Record the countersigning by hand", "5(a)"
    button = "Ask for approval of the countersigning"
    first = number_field("First number signed")
    last = number_field("Last number signed")
    exceptions = forms.CharField(
        label="Numbers in between that were not signed",
        help_text="One on each line with the reason: 37 sheet lost. Leave empty if all were signed.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signatory = forms.ChoiceField(label="Signatory, from the authorised list")
    signed_on = day_field("Day of signing")
    document = paper_field("Signed batch list", "The control sheet with the signatory's signature.")

    def prepare(self) -> None:
        """Offer the authorised signatories and the next numbers to sign."""
        names = dict.fromkeys(
            signer.name for signer in agreement_selectors.countersigners(self.run.agreement)
        )
        self.fields["signatory"].choices = [("", "Choose"), *((name, name) for name in names)]  # type: ignore[attr-defined]

    def clean_exceptions(self) -> dict[int, str]:
        """Read each line as a number and its reason."""
        found: dict[int, str] = {}
        for line in filter(str.strip, self.cleaned_data["exceptions"].splitlines()):
            match = EXCEPTION.match(line.strip())
            if match is None:
                raise forms.ValidationError(
                    f"“{line.strip()[:40]}” has no number and reason, such as: 37 torn."
                )
            found[int(match[1])] = match[2].strip()
        return found

    def clean(self) -> dict[str, Any]:
        """The range runs upwards."""
        told = super().clean() or self.cleaned_data
        first, last = told.get("first"), told.get("last")
        if first and last and first > last:
            self.add_error("last", "The last number comes before the first.")
        return told


class SheetForm(RunForm):
    """A sheet was defective and is destroyed, or a number is printed once more (§5(a))."""

    heading, section = "A defective sheet", "5(a)"
    button = "Record the sheet as spoiled"
    number = number_field("Certificate number")
    reason = forms.CharField(label="What was wrong", max_length=300)


class LostNumberForm(RunForm):
    """A sheet is lost or misnumbered: its number is spoiled, its Rights move to the next (§5(a))."""

    heading, section = "A lost or misnumbered sheet", "5(a)"
    button = "Ask for approval to spoil the number"
    number = number_field("Certificate number")
    reason = forms.CharField(label="What happened", max_length=300)
    document = paper_field("Report of the loss", "Who looked for the sheet, where and when.")


class GiveUpForm(RunForm):
    """The run is given up before it is printed (§5(a))."""

    heading, section = "Give the run up", "5(a)"
    button = "Give the run up"
    reason = forms.CharField(label="Reason", max_length=300)
