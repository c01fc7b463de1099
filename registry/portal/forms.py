"""What a holder fills in to claim an account: the words of the letter, then a sign-in of their own."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import filter_users_by_email
from django import forms

from registry.models import User


class ClaimForm(forms.Form):
    """The two things that stand on the letter."""

    account = forms.CharField(label="Account number", help_text="As on the letter.", max_length=40)
    code = forms.CharField(
        label="Code",
        help_text="Four groups of four signs. Capitals, spaces and dashes do not matter.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class SignInForm(forms.Form):
    """A user name, an address of mail and a password, by the rules that hold for everybody."""

    username = forms.CharField(
        label="User name",
        help_text="You sign in with it, or with your address of mail.",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label="Address of mail",
        help_text="For a forgotten password and news about your sign-in.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Password",
        help_text="At least twelve signs. Pasting one from a password store is welcome.",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Password once more",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        """By the rules of every sign-in."""
        name: str = get_adapter().clean_username(self.cleaned_data["username"])
        if "@" in name:
            raise forms.ValidationError("Choose a name without the sign @.")
        return name

    def clean_email(self) -> str:
        """An address that no other sign-in uses."""
        email: str = get_adapter().clean_email(self.cleaned_data["email"]).lower()
        if filter_users_by_email(email):
            raise forms.ValidationError("This address cannot be used for a further sign-in.")
        return email

    def clean(self) -> dict[str, Any]:
        """The password by the validators, typed twice alike."""
        told = super().clean() or self.cleaned_data
        password = told.get("password")
        if password:
            person = User(username=told.get("username", ""), email=told.get("email", ""))
            try:
                get_adapter().clean_password(password, user=person)
            except forms.ValidationError as error:
                self.add_error("password", error)
            if "again" in told and told["again"] != password:
                self.add_error("again", "The two passwords differ.")
        return told
