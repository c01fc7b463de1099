"""What stands in the head of every page: the places a person may go, and the date of a demonstration."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from registry import clock
from registry.models import RightsAgreement, User
from registry.roles import APPROVERS, READERS, Role, has_any_role
from registry.selectors.holder_access import accesses_of
from registry.staff.access import visible_agreements

# The key that leads to a place after `g`.
KEYS = {"Today": "t", "Agreements": "a", "Requests": "r", "Tray": "y", "Jobs": "j"}


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation, and the key that leads there after `g`."""

    name: str
    address: str
    is_here: bool
    key: str = ""


def places_for(request: HttpRequest) -> list[Place]:
    """The main navigation of the person who is signed in."""
    user = request.user
    if not isinstance(user, User):
        return []
    named = [("Today", "home"), ("Agreements", "agreements")]
    if has_any_role(user, READERS):
        tray = [("Tray", "tray")] if has_any_role(user, APPROVERS) else []
        named += [("Requests", "requests"), *tray, ("Jobs", "jobs")]
    elif has_any_role(user, {Role.HOLDER}):
        named = [("Your accounts", "portal"), ("Claim an account", "portal_claim")]
    elif not has_any_role(user, {Role.ISSUER_OFFICER}):
        named = [("Today", "home")]
    addresses = [(name, reverse(view)) for name, view in named]
    # Of two that lead here, the nearer one is marked.
    here = max((address for _, address in addresses if _is_here(request.path, address)), key=len, default="")
    return [Place(name, address, address == here, KEYS.get(name, "")) for name, address in addresses]


def _is_here(path: str, address: str) -> bool:
    return path == address if address == "/" else path.startswith(address)


def frame(request: HttpRequest) -> dict[str, object]:
    """Give the base template its navigation and, while the clock is moved, the date it shows."""
    user = request.user
    return {
        "places": places_for(request),
        "shown_clock": shown_clock(request),
        "is_reader": has_any_role(user, READERS),
    }


def shown_clock(request: HttpRequest) -> str:
    """The moved date in words with its zone, or nothing where the clock is the server's own."""
    if not settings.CLOCK_OFFSET:
        return ""
    user = request.user
    agreement = shown_agreement(user) if isinstance(user, User) else None
    from zoneinfo import ZoneInfo

    local = clock.now().astimezone(ZoneInfo(agreement.time_zone if agreement else "UTC"))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M %Z}"


def shown_agreement(user: User) -> RightsAgreement | None:
    """The first agreement that a person sees by a role or by an account, in whose zone dates are shown."""
    found = visible_agreements(user).first()
    if found is None:
        access = accesses_of(user).first()
        found = access.holder.agreement if access else None
    return found
