"""What is filled in about stops: what is reported or ordered, why one is released, what was done (§6(b))."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from agreement.stops import ReporterCapacity, StopKind, StopReach
from registry.models import StopRecordKind
from registry.selectors.stops import lot_at
from registry.services.stop_records import StopDone
from registry.services.stops import StopAsked
from registry.staff.item_forms import NUMBER, InstantField, PartForm, day_picked

# What is recorded by hand; what the product notes itself is not offered.
DONE_BY_HAND = (
    StopRecordKind.ACKNOWLEDGED,
    StopRecordKind.LOSS_FILED,
    StopRecordKind.LOSS_CONFIRMED,
    StopRecordKind.RECOVERED,
    StopRecordKind.RECOVERY_FILED,
    StopRecordKind.COMMUNICATED,
    StopRecordKind.COMPANY_ANSWERED,
    StopRecordKind.NOTED,
)


class StopForm(PartForm):
    """A stop as it is reported or ordered."""

    kind = forms.ChoiceField(
        label="Why",
        choices=[(kind.value, kind.words) for kind in StopKind if kind != StopKind.NULLITY],
        widget=forms.RadioSelect,
    )
    certificate = forms.CharField(
        label="On certificate", help_text="R-0000012 or 12.", required=False, max_length=12
    )
    account = forms.CharField(
        label="Or on account", help_text="All of its Rights.", required=False, max_length=40
    )
    lot = forms.CharField(
        label="Or on one lot",
        help_text="As certificate and place: 12/1 is the first lot on certificate 12. "
        "An order may name none of the three and then restrains all.",
        required=False,
        max_length=24,
    )
    reported_by = forms.CharField(label="Who reported or ordered it", max_length=300)
    capacity = forms.ChoiceField(
        label="In which capacity", choices=[(one.value, one.words) for one in ReporterCapacity]
    )
    reporter_address = forms.CharField(
        label="Where they are reached", help_text="A demand not to register, or a bond, must say.",
        required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    reported_at = InstantField(label="Reported", help_text="When it reached the Rights Agent.")
    reason = forms.CharField(
        label="What was reported, or the order by its court and number", max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    dated_on = day_picked("Day of the order", is_required=False)
    reach = forms.ChoiceField(
        label="What it holds",
        help_text=(
            "Only an order holds what it names; a demand not to register, and a bond filed after it, hold "
            "registration alone."
        ),
        choices=[(reach.value, reach.words) for reach in StopReach],
    )
    document = forms.FileField(
        label="Paper",
        help_text="An order, a demand, a bond and an instruction come in writing.",
        required=False,
    )

    def clean_certificate(self) -> int | None:
        """Read the number."""
        said = self.cleaned_data["certificate"].strip()
        if not said:
            return None
        number = NUMBER.fullmatch(said)
        if number is None:
            raise forms.ValidationError(f"“{said}” is no certificate number.")
        return int(number[1])

    def clean_lot(self) -> int | None:
        """Find the lot by the number of its certificate and its place there."""
        said = self.cleaned_data["lot"].strip()
        if not said:
            return None
        number, _, place = said.partition("/")
        found = None
        if NUMBER.fullmatch(number.strip()) and re.fullmatch(r"\d{1,6}", place.strip()):
            on = int(NUMBER.fullmatch(number.strip())[1])  # type: ignore[index]
            found = lot_at(self.agreement, certificate=on, place=int(place))
        if found is None:
            raise forms.ValidationError(f"“{said}” is no lot on the books.")
        return found.pk

    @property
    def told(self) -> StopAsked:
        """The stop as asked for."""
        said = dict(self.cleaned_data)
        said.pop("document")
        return StopAsked(
            StopKind(said.pop("kind")),
            capacity=ReporterCapacity(said.pop("capacity")),
            reach=StopReach(said.pop("reach")),
            **said,
        )


class ReleaseForm(PartForm):
    """Why a stop is released."""

    reason = forms.CharField(
        label="Why it ends",
        help_text="The withdrawal, the order lifted, the certificate found.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    document = forms.FileField(label="The paper that ends it")


class DoneForm(PartForm):
    """What was done about a stop."""

    kind = forms.ChoiceField(label="What", widget=forms.RadioSelect)
    happened_on = day_picked("On which day", help_text="Both told: the day on which both letters went out.")
    reference = forms.CharField(
        label="Reference",
        help_text="Such as the number of the report, or who answered at the Company.",
        required=False,
        max_length=120,
    )
    said = forms.CharField(
        label="In words", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.FileField(label="Paper", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(kind.value, kind.label) for kind in DONE_BY_HAND]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]

    @property
    def told(self) -> StopDone:
        """What was done."""
        said = self.cleaned_data
        return StopDone(StopRecordKind(said["kind"]), said["happened_on"], said["reference"], said["said"])
