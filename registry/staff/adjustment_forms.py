"""What is filled in about adjustments: a worksheet, the mailing of a summary (§11, §12)."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from agreement.adjustment import COMPUTED_BY, AdjustingSection
from agreement.calculator import TOPICS
from registry.selectors.adjustments import certificates_of_adjustment
from registry.services.worksheets import WorksheetTold
from registry.staff.account_forms import long_words, words
from registry.staff.item_forms import PartForm, day_picked

LARGEST = 262_144


class WorksheetForm(PartForm):
    """Figures of the Rights Agent, for comparison."""

    heading, section = "For comparison", "20(e)"
    under = forms.ChoiceField(
        label="Under which section",
        choices=[("", "Choose"), *((one.value, f"§{one.words}") for one in AdjustingSection)],
    )
    event = words("The event")
    working = long_words("How it was worked out")
    price_of_unit = forms.CharField(
        label="Exercise Price of a unit, US dollars", required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    units_per_right = forms.CharField(
        label="Units that a Right buys", help_text="Such as 1.03 or 103/100.", required=False, max_length=40
    )

    carried_since = day_picked(
        "Carried forward since",
        help_text="The day of the transaction, where its change is too small to be made alone (§11(d)).",
        is_required=False,
    )

    @property
    def told(self) -> WorksheetTold:
        """The worksheet as stated."""
        said = self.cleaned_data
        return WorksheetTold(
            AdjustingSection(said["under"]),
            said["event"],
            said["working"],
            said["price_of_unit"].strip().removeprefix("$"),
            said["units_per_right"].strip(),
            said["carried_since"],
        )


class ComputedForm(PartForm):
    """Facts from which our own figures are computed, and the certificate they stand beside."""

    heading, section = "For comparison", "20(e)"
    topic = forms.ChoiceField(
        label="Which event",
        choices=[(name, f"§{under.words}: {TOPICS[name].answers}") for name, under in COMPUTED_BY.items()],
    )
    event = words("The event in words")
    certificate = forms.ChoiceField(label="Beside which certificate", required=False)
    document = forms.FileField(
        label="Facts",
        help_text="The input of the calculator, as it hands it out: JSON with the facts of the event.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certificate"].choices = [  # type: ignore[attr-defined]
            ("", "None yet"),
            *(
                (str(one.number), f"Notice {one.number}: {one.facts['event'][:80]}")
                for one in certificates_of_adjustment(self.agreement)
            ),
        ]

    def clean_document(self) -> dict[str, Any]:
        """The facts as a JSON object."""
        sent = self.cleaned_data["document"]
        if sent.size > LARGEST:
            raise forms.ValidationError("The file is too large.")
        try:
            read = json.loads(sent.read().decode("utf-8"))
        except (ValueError, RecursionError):
            raise forms.ValidationError("The file is no JSON.") from None
        if not isinstance(read, dict):
            raise forms.ValidationError("The file is no input of the calculator.")
        return read


class BesideForm(PartForm):
    """Beside which certificate a worksheet is laid."""

    section = "12"
    certificate = forms.ChoiceField(label="The Company's certificate")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certificate"].choices = [  # type: ignore[attr-defined]
            (str(one.number), f"Notice {one.number}: {one.facts['event'][:80]}")
            for one in certificates_of_adjustment(self.agreement)
        ]


class SummaryMailedForm(PartForm):
    """How the Company's summary went, by its evidence."""

    section = "12"
    mailed_on = day_picked("Mailed first-class, postage prepaid, on")
    defect = long_words(
        "What went wrong, if anything",
        help_text="Such as pieces that came back. It is kept and undoes nothing.",
        is_required=False,
    )
    document = forms.FileField(label="The evidence", help_text="The receipt of the post, or the Company's.")
