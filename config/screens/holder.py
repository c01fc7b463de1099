"""Who comes in beside the people of the story: a holder with two accounts, and an administrator."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt

from agreement.replacement import LossCause
from config.demo.people import MAKER, DemoPerson, user_of
from exercises.services import drafts
from registry import clock
from registry.codes import shown_code
from registry.models import HolderAccess, RegisteredHolder, RightsCertificate
from registry.roles import Role
from registry.selectors.agreements import local_day
from registry.services import loss_reports, transfer_drafts
from registry.services.holder_access import claim_further, claim_with_new_sign_in, make_claim_code

NAME = "hazel"
KEEPER = DemoPerson("adela", "Adela", "Brunner", Role.ADMINISTRATOR, "administrator: people and officers")
ANSWERS: Mapping[str, Any] = {
    "rights": 30,
    "securities": {"same": True},
    "balance": {"same": True},
    "certification": {"statement_1": "NO", "statement_2": "NO"},
    "payment": "CASHIERS_CHECK",
    "guarantee": "BANK_OR_TRUST_COMPANY",
}
_PORTLAND = {"city": "Portland", "region": "OR", "postal_code": "97201", "country": "US", "account": ""}
TRANSFEREES: Sequence[Mapping[str, str]] = (
    {"registration": "Cedar Fund LP", "address": "9 Cedar Road", "delivery": "", **_PORTLAND},
    {
        "registration": "Birch Family Trust\nH. Birch, Trustee",
        "address": "4 Birch Lane",
        "delivery": "Harbor Bank, 1 Pier, Portland",
        **_PORTLAND,
    },
)


def claim_accounts(holders: Sequence[RegisteredHolder]) -> tuple[str, list[HolderAccess]]:
    """Let a holder claim some accounts, with an app for the second factor; returns the password too."""
    first, *others = holders
    maker, password = user_of(MAKER), "-".join(secrets.token_hex(2) for _ in range(4))
    claim, _ = make_claim_code(first, by=maker, at=clock.now())
    access = claim_with_new_sign_in(
        claim, username=NAME, email=f"{NAME}@example.com", password=password, at=clock.now()
    )
    auth.TOTP.activate(access.user, auth.generate_totp_secret())
    accesses = [access]
    for holder in others:
        claim, _ = make_claim_code(holder, by=maker, at=clock.now())
        accesses.append(claim_further(claim, user=access.user, at=clock.now()))
    return password, accesses


def prepare(access: HolderAccess, certificate: RightsCertificate) -> None:
    """An exercise of a part, every question answered, its papers made."""
    draft = drafts.begin_draft(access, by=access.user, at=clock.now())
    for question, told in {"certificates": [certificate.number], **ANSWERS}.items():
        draft = drafts.keep_answer(draft, question=question, told=told, by=access.user, at=clock.now())
    drafts.note_printed(draft, at=clock.now())


def prepare_transfer(access: HolderAccess, certificate: RightsCertificate) -> None:
    """A transfer of a part to two people, no Right left over, its papers made."""
    by = access.user
    draft = transfer_drafts.begin_transfer(access, by=by, at=clock.now())
    transfer_drafts.keep_answer(
        draft, question="certificates", told=[certificate.number], by=by, at=clock.now()
    )
    for told in TRANSFEREES:
        transfer_drafts.keep_transferee(draft, place=None, told=told, by=by, at=clock.now())
    kept = certificate.rights - 30
    transfer_drafts.keep_shares(draft, rights=[20, 10], kept=kept, by=by, at=clock.now())
    for question in ("certification", "guarantee"):
        transfer_drafts.keep_answer(draft, question=question, told=ANSWERS[question], by=by, at=clock.now())
    for question, answer in (("reason", "DEATH"), ("signer", "EXECUTOR")):
        transfer_drafts.keep_answer(draft, question=question, told=answer, by=by, at=clock.now())
    transfer_drafts.note_printed(draft, at=clock.now())


def report_loss(access: HolderAccess, certificate: RightsCertificate) -> None:
    """A certificate reported lost and stopped with it, its affidavit and indemnity made."""
    by, number = access.user, certificate.number
    draft = loss_reports.report_loss(access, certificate=number, cause=LossCause.LOST, by=by, at=clock.now())
    story = {
        "discovered_on": local_day(certificate.agreement, at=clock.now()).isoformat(),
        "circumstances": "It lay in a desk that was sold with the office, and was not found there again.",
    }
    answers: Mapping[str, Any] = {
        "story": story,
        "ownership": {"signed": "NO", "claimed": "NO", "who": ""},
        "security": "BOND",
    }
    for question, told in answers.items():
        loss_reports.keep_answer(draft, question=question, told=told, by=by, at=clock.now())
    loss_reports.note_printed(draft, at=clock.now())


def code_of_letter(holder: RegisteredHolder) -> str:
    """A code as the letter to a holder shows it."""
    _, signs = make_claim_code(holder, by=user_of(MAKER), at=clock.now())
    return shown_code(signs)


def unclaimed_account() -> RegisteredHolder | None:
    """An account that nobody claimed yet, whose holder can be mailed a letter."""
    found = RegisteredHolder.objects.filter(access__isnull=True, country="US", certificates__isnull=False)
    return found.exclude(address="").order_by("-pk").first()


def digits_of(name: str) -> str:
    """The six digits that the app of a person shows now."""
    kept = Authenticator.objects.get(user__username=name, type=Authenticator.Type.TOTP)
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return str(auth.format_hotp_value(auth.hotp_value(decrypt(kept.data["secret"]), counter)))
