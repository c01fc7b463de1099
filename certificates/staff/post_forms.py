"""What a person fills in at the post room: what to mail, what the post took, what came back (§26)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from certificates.models import MailClass, Mailing, MailingKind, ReturnReason
from certificates.services.mailing_words import texts_of
from certificates.staff.forms import day_field, paper_field

PIECES_TOP = 2_000_000_000


class PostForm(forms.Form):
    """A form of the post room; a day lies in the past, and what is required says so."""

    heading = button = ""
    section = "26"

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["prefix"] = type(self).__name__.lower()
        super().__init__(*args, **kwargs)
        self.today = today
        for field in self.fields.values():
            if field.required:
                field.widget.attrs.setdefault("required", True)
            if isinstance(field, forms.DateField):
                field.initial = field.initial or today


class PreviewForm(forms.Form):
    """What is to be mailed, with which words, by which class of mail."""

    kind = forms.ChoiceField(label="What is mailed", choices=MailingKind.choices)
    words = forms.ChoiceField(label="Words, by their version", widget=forms.Select(attrs={"class": "long"}))
    mail_class = forms.ChoiceField(
        label="Class of mail", choices=MailClass.choices, widget=forms.Select(attrs={"class": "long"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [
            (text.name, f"{text.title} ({text.name})") for kind in MailingKind for text in texts_of(kind)
        ]
        self.fields["words"].choices = names  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Words belong to one kind of mailing."""
        told = super().clean() or self.cleaned_data
        kind, words = told.get("kind"), told.get("words")
        if kind and words and words not in {text.name for text in texts_of(MailingKind(kind))}:
            self.add_error("words", "These words are for another kind of mailing.")
        return told


class ReceiptForm(PostForm):
    """The post took pieces: its receipt says how many, and the pieces it did not take are named (§26)."""

    heading, button = "Record the post's receipt", "Ask for approval of the receipt"
    mailed_on = day_field("Day on the receipt")
    place = forms.CharField(label="Place of mailing", max_length=120)
    mail_class = forms.ChoiceField(label="Class of mail on the receipt", choices=MailClass.choices)
    piece_count = forms.IntegerField(label="Pieces the receipt is for", min_value=1, max_value=PIECES_TOP)
    missing = forms.CharField(
        label="Pieces the post did not take",
        help_text="Their numbers on the address sheets, such as 7, 12. Leave empty if it took all that wait.",
        required=False,
    )
    signer = forms.CharField(label="Signed for the post by", max_length=120)
    document = paper_field("Receipt", "The listing signed by the post, or its own certificate of mailing.")

    def clean_missing(self) -> list[int]:
        """Read the numbers, parted by commas or spaces."""
        parts = self.cleaned_data["missing"].replace(",", " ").split()
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
            raise forms.ValidationError("Write numbers, such as: 7, 12.")
        return [int(part) for part in parts]


class ReturnForm(PostForm):
    """A piece came back (§26)."""

    heading, button = "Mail that came back", "Record that it came back"
    piece = forms.IntegerField(label="Piece, by its address sheet", min_value=1, max_value=PIECES_TOP)
    returned_on = day_field("Day it came back")
    reason = forms.ChoiceField(label="What the post wrote on it", choices=ReturnReason.choices)
    note = forms.CharField(label="Note", help_text="No names.", max_length=200, required=False)
    document = forms.FileField(
        label="Scan of what came back",
        help_text="If one was made; it is filed with the record.",
        required=False,
    )


class CancelForm(PostForm):
    """The mailing is given up before the post took any piece (§26)."""

    heading, button = "Cancel the mailing", "Cancel the mailing"
    reason = forms.CharField(label="Reason", max_length=300)


def form_for(form_class: type[PostForm], mailing: Mailing, *, today: date) -> PostForm:
    """An empty form with what the mailing already tells."""
    told = {"mail_class": mailing.mail_class} if form_class is ReceiptForm else {}
    return form_class(today=today, initial=told)
