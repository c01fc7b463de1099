"""What is filled in beside the papers of an item: the answer to an inquiry, a direction for delivery."""

from __future__ import annotations

from typing import Any

from django import forms

from agreement.delivery import DirectionSource
from agreement.inquiry import InquiryResult
from registry.models import Item
from registry.selectors.addresses import Address
from registry.selectors.item_answers import words_of_place
from registry.selectors.items import surrendered
from registry.services.certificate_inquiries import InquiryAnswered
from registry.services.delivery_directions import DirectionReceived
from registry.staff.item_forms import InstantField, PartForm

_WORDS = {"rows": 3}


class InquiryForm(PartForm):
    """What the inquiry system answered about the certificates of an item."""

    heading, section = "Record the answer to an inquiry", "17 CFR 240.17f-1(d)"
    certificates = forms.TypedMultipleChoiceField(
        label="Certificates asked about", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    result = forms.ChoiceField(
        label="Answer", choices=[(one.value, one.words) for one in InquiryResult], widget=forms.RadioSelect
    )
    inquired_by = forms.CharField(label="Inquiry made by", max_length=200)
    answered_at = InstantField(label="Answered")
    confirmation = forms.CharField(label="Confirmation number", max_length=60)
    said = forms.CharField(
        label="In its own words",
        help_text="Needed where a certificate is reported: by whom, as what, since when. It is then stopped.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=_WORDS),
    )
    document = forms.FileField(label="The answer, if it came in writing", required=False)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [one.certificate.number for one in surrendered(item)]
        field: Any = self.fields["certificates"]
        field.choices = [(number, f"R-{number:07d}") for number in numbers]
        field.initial = numbers

    @property
    def told(self) -> InquiryAnswered:
        """The answer as it was given."""
        said = self.cleaned_data
        return InquiryAnswered(
            InquiryResult(said["result"]),
            said["inquired_by"],
            said["answered_at"],
            said["confirmation"],
            said["said"],
            tuple(said["certificates"]),
        )


class DirectionForm(PartForm):
    """Where a paper sends a new certificate."""

    heading, section = "Record a direction for delivery", "6(a)"
    place = forms.TypedChoiceField(label="Certificate for", coerce=int)
    source = forms.ChoiceField(
        label="It stands on",
        choices=[(one.value, one.words) for one in DirectionSource if one is not DirectionSource.ASSIGNMENT],
        widget=forms.RadioSelect,
        help_text="What settles a conflict becomes the address of the line. A certificate for an account "
        "that is on the books goes to the address of the account.",
    )
    deliver_to = forms.CharField(label="Deliver to", max_length=300)
    address = forms.CharField(label="Address", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    city = forms.CharField(label="City", max_length=100)
    region = forms.CharField(label="State or region", max_length=100, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=20, required=False)
    country = forms.CharField(label="Country", help_text="Two letters.", max_length=2, initial="US")
    received_at = InstantField(label="Paper received")
    document = forms.FileField(label="The paper")

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [*item.lines.order_by("place").values_list("place", flat=True), 0]
        field: Any = self.fields["place"]
        field.choices = [(place, words_of_place(place).capitalize()) for place in places]

    @property
    def told(self) -> DirectionReceived:
        """The direction as it stands on its paper."""
        said = self.cleaned_data
        address = Address(
            said["address"], said["city"], said["region"], said["postal_code"], said["country"].upper()
        )
        return DirectionReceived(said["place"], DirectionSource(said["source"]), said["deliver_to"], address)
