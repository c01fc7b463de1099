"""A holder of the demonstration who has claimed an account, so that the pages of holders are pictured too."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.conf import settings

from config.demo.box import KEPT, keep_passwords
from config.demo.people import MAKER, user_of
from exercises.services import drafts
from registry import clock
from registry.models import HolderAccess, RightsAgreement, RightsCertificate, User
from registry.services.holder_access import claim_with_new_sign_in, make_claim_code

NAME = "hazel"
ANSWERS: Mapping[str, Any] = {
    "rights": 30,
    "securities": {"same": True},
    "balance": {"same": True},
    "certification": {"statement_1": "NO", "statement_2": "NO"},
    "payment": "CASHIERS_CHECK",
    "guarantee": "BANK_OR_TRUST_COMPANY",
}


def bring_holder() -> None:
    """Let a holder claim an account and prepare an exercise, once; the password is kept with the others."""
    agreement = RightsAgreement.objects.filter(is_demo=True, separation_state="BOOKS_OPEN").first()
    if agreement is None or User.objects.filter(username=NAME).exists():
        return
    held = RightsCertificate.objects.filter(agreement=agreement, taint_class="", rights__gte=100)
    certificate = held.select_related("holder__agreement").order_by("number")[1]
    claim, _ = make_claim_code(certificate.holder, by=user_of(MAKER), at=clock.now())
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    access = claim_with_new_sign_in(
        claim, username=NAME, email=f"{NAME}@example.com", password=password, at=clock.now()
    )
    auth.TOTP.activate(access.user, auth.generate_totp_secret())
    prepare(access, certificate)
    kept = json.loads((settings.VAR / KEPT).read_text())
    keep_passwords({**kept, NAME: password})


def prepare(access: HolderAccess, certificate: RightsCertificate) -> None:
    """An exercise of a part, every question answered, its papers made."""
    draft = drafts.begin_draft(access, by=access.user, at=clock.now())
    for question, told in {"certificates": [certificate.number], **ANSWERS}.items():
        draft = drafts.keep_answer(draft, question=question, told=told, by=access.user, at=clock.now())
    drafts.note_printed(draft, at=clock.now())


def digits_of(name: str) -> str:
    """The six digits that the app of a person shows now."""
    kept = Authenticator.objects.get(user__username=name, type=Authenticator.Type.TOTP)
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return str(auth.format_hotp_value(auth.hotp_value(decrypt(kept.data["secret"]), counter)))
