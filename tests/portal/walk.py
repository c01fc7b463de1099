"""A holder before a real browser: what is typed, pressed, and read off an app that shows six digits."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt

from registry.models import User


def digits_of(secret: str) -> str:
    """What an app shows now for a secret."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def digits_for(name: str) -> str:
    """What the app of a person shows now."""
    kept = Authenticator.objects.get(user=User.objects.get(username=name), type=Authenticator.Type.TOTP)
    return digits_of(decrypt(kept.data["secret"]))


def press(page: Any, words: str, *, until: str) -> None:
    """Press a button or a link, and wait for what the next page shows."""
    page.get_by_role("button", name=words).or_(page.get_by_role("link", name=words)).first.click()
    page.get_by_text(until).first.wait_for()
