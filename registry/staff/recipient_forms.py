"""An account to which later Common Shares were issued, as a notice has it (§22)."""

from __future__ import annotations

from typing import Any

from django import forms

from registry.staff.item_forms import AddressForm


class RecipientForm(AddressForm):
    """One account with its shares; name and address only where it is not on the books."""

    heading, section = "Account", "22"
    account = forms.CharField(label="Account", required=False, max_length=40)
    shares = forms.CharField(
        label="Common Shares issued to it",
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    registration = forms.CharField(
        label="Name as it is to be registered",
        help_text="Every line of it. An account on the books needs neither name nor address.",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("account", "shares", "registration", "address", "city", "region", "postal_code", "country")

    @property
    def place(self) -> str:
        """Which account it is."""
        return (self.prefix or "").removeprefix("person")

    @property
    def is_further(self) -> bool:
        """Whether it is offered folded up."""
        return self.place != "1"

    @property
    def has_words(self) -> bool:
        """Whether something was typed beside the country, which is offered."""
        return any(self.data.get(self.add_prefix(name)) for name in self.fields if name != "country")

    @property
    def is_told(self) -> bool:
        """Whether the paper names an account here."""
        return any(value for name, value in self.cleaned_data.items() if name != "country")

    @property
    def told(self) -> dict[str, Any]:
        """The account as typed; a country alone is no address."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        if not {"registration", "address", "city", "region", "postal_code"} & set(said):
            said.pop("country", None)
        return said

    def clean(self) -> dict[str, Any]:
        """An account named has its shares."""
        said = super().clean() or self.cleaned_data
        if self.is_told:
            for name in ("account", "shares"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, "An account to which shares were issued has this.")
        return said
