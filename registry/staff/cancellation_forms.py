"""What is filled in about cancelled paper: deliveries of the Company, scans, transmittals, receipts (§8)."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from agreement.cancellation import BroughtAs, Keeper, Unreceived
from registry.services.cancellations import Delivered
from registry.services.transmittals import Receipted, Sent
from registry.services.unreceived import NotReceived
from registry.staff.item_forms import PartForm
from registry.staff.notice_forms import day_picked
from registry.staff.takeovers import SeveralFilesField

RANGE = re.compile(r"(?:R-?)?0*(\d{1,9})(?:\s*(?:to|-|–)\s*(?:R-?)?0*(\d{1,9}))?", re.IGNORECASE)
NUMBERS_MOST = 100_000


class NumbersField(forms.CharField):
    """Certificate numbers and ranges of them, divided by commas or lines."""

    def __init__(self, *, label: str, help_text: str, required: bool = True) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(
            label=label, help_text=help_text, required=required, max_length=20_000, widget=widget
        )

    def clean(self, value: Any) -> tuple[int, ...]:
        """The numbers, each once, in order."""
        found: set[int] = set()
        for word in re.split(r"[,;\n]+", super().clean(value)):
            said = word.strip()
            if not said:
                continue
            match = RANGE.fullmatch(said)
            if match is None:
                raise forms.ValidationError(
                    f"“{said[:40]}” is no certificate number or range, such as 12 to 18."
                )
            first, last = int(match[1]), int(match[2] or match[1])
            if not 0 < first <= last or last - first >= NUMBERS_MOST:
                raise forms.ValidationError(f"“{said[:40]}” is no range of at most {NUMBERS_MOST:,} numbers.")
            found.update(range(first, last + 1))
        if len(found) > NUMBERS_MOST:
            raise forms.ValidationError(f"Name at most {NUMBERS_MOST:,} certificates at a time.")
        return tuple(sorted(found))


class DeliveredForm(PartForm):
    """What the Company or one of its agents delivered for cancellation."""

    brought_as = forms.ChoiceField(
        label="Delivered as",
        choices=[(one.value, one.words) for one in BroughtAs],
        widget=forms.RadioSelect,
    )
    sender = forms.CharField(
        label="Delivered by", help_text="The Company or its agent, and who signed.", max_length=300
    )
    numbers = NumbersField(label="Certificates", help_text="Numbers or ranges: R-0000012, 20 to 24.")
    document = forms.FileField(label="Letter of the Company", help_text="That came with the certificates.")

    @property
    def told(self) -> Delivered:
        """What was delivered."""
        said = self.cleaned_data
        return Delivered(BroughtAs(said["brought_as"]), said["sender"], said["numbers"])


class ImagesForm(PartForm):
    """Scans of certificates that bear the mark CANCELLED."""

    scans = SeveralFilesField(
        label="Scans",
        help_text="PDF, PNG, JPEG or TIFF; each shows the mark CANCELLED on the paper.",
    )


class TransmittalForm(PartForm):
    """Which certificates a transmittal lists."""

    numbers = NumbersField(
        label="Certificates",
        help_text=(
            "Empty: all that are on no transmittal. Else numbers or ranges: 12, 20 to 24; also of paper "
            "that is kept here for the Company."
        ),
        required=False,
    )
    why_not_all = forms.CharField(
        label="Why the others are left behind",
        help_text="Only where some are.",
        required=False,
        max_length=600,
    )


class SentForm(PartForm):
    """How a transmittal left or that it stays, and who keeps its paper."""

    keeper = forms.ChoiceField(
        label="Who keeps the paper",
        choices=[(one.value, one.words) for one in Keeper],
        widget=forms.RadioSelect,
    )
    delivered_on = day_picked(
        "Delivered, or kept from", help_text="The day on which it left, or from which it stays here."
    )
    means = forms.CharField(
        label="By which means",
        help_text="By hand, courier and its number. Empty where the Rights Agent keeps the paper.",
        required=False,
        max_length=200,
    )
    said = forms.CharField(
        label="On whose word at the Company",
        help_text="Where it departs from the reading in use, or leaves without images.",
        required=False,
        max_length=600,
    )

    @property
    def told(self) -> Sent:
        """How it left."""
        said = self.cleaned_data
        return Sent(said["delivered_on"], Keeper(said["keeper"]), said["means"], said["said"])


class ReceiptForm(PartForm):
    """The Company's signed receipt."""

    received_by = forms.CharField(
        label="Signed for the Company by", help_text="Name and title.", max_length=200
    )
    received_on = day_picked("Day on the receipt")
    keeper = forms.ChoiceField(
        label="Who keeps the paper",
        help_text="The box that the Company ticked on the list.",
        choices=[(one.value, one.words) for one in Keeper],
        widget=forms.RadioSelect,
    )
    certificate_count = forms.IntegerField(
        label="Certificates the receipt is for", min_value=1, max_value=1_000_000
    )
    not_received = NumbersField(
        label="Listed and not received",
        help_text="Numbers or ranges. They come off this list and wait for another.",
        required=False,
    )
    document = forms.FileField(label="Receipt", help_text="The list, signed by the Company.")

    @property
    def told(self) -> Receipted:
        """What the receipt says."""
        said = self.cleaned_data
        return Receipted(
            said["received_by"],
            said["received_on"],
            Keeper(said["keeper"]),
            said["certificate_count"],
            said["not_received"],
        )


class NotReceivedForm(PartForm):
    """That the Company received nothing of a transmittal."""

    outcome = forms.ChoiceField(
        label="Where the paper is",
        choices=[(one.value, one.words) for one in Unreceived],
        widget=forms.RadioSelect,
    )
    found_on = day_picked("Known since")
    reason = forms.CharField(
        label="How it is known",
        help_text="What the Company or the carrier answered.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    document = forms.FileField(
        label="Paper it rests on", help_text="Answer of the Company or the carrier, or a memorandum."
    )

    @property
    def told(self) -> NotReceived:
        """What became of it."""
        said = self.cleaned_data
        return NotReceived(Unreceived(said["outcome"]), said["found_on"], said["reason"])


class WithdrawForm(PartForm):
    """Why a transmittal is withdrawn."""

    reason = forms.CharField(label="Why", max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
