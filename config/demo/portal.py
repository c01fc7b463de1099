"""A holder's letter with a claim code, as a paper to be opened, and the address where it is claimed."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from config.demo.people import MAKER, user_of
from registry import clock
from registry.models import RegisteredHolder, RightsAgreement, RightsCertificate
from registry.services.holder_access import make_claim_code
from registry.staff.claim_letters import draw_letter

LETTER = "claim-letter.pdf"
SOME_RIGHTS = 50


def letter_path() -> Path:
    """Where the letter lies; it holds a code and is readable by its owner alone."""
    return Path(settings.VAR) / "demo" / LETTER


def portal_address() -> str:
    """Where holders claim an account."""
    address = os.environ.get("ADDRESS", "http://127.0.0.1:8000").rstrip("/")
    return address + reverse("portal_claim")


def mail_claim_code(agreement: RightsAgreement) -> RegisteredHolder:
    """Make the code of an invented holder and write its letter; the code stands nowhere else."""
    holder = holder_with_rights(agreement)
    claim, signs = make_claim_code(holder, by=user_of(MAKER), at=clock.now())
    letter = draw_letter(claim, signs, portal=portal_address())
    path = letter_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(letter)
    return holder


def holder_with_rights(agreement: RightsAgreement) -> RegisteredHolder:
    """A holder of a clean certificate of some Rights, the lowest number first, that is countersigned."""
    found = RightsCertificate.objects.filter(
        agreement=agreement, taint_class="", rights__gte=SOME_RIGHTS, holder__country="US"
    )
    return found.select_related("holder__agreement").order_by("number")[0].holder
