"""A plan whose certificates are out, its staff and its holders before their pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from django.urls import reverse

from registry import clock
from registry.codes import shown_code
from registry.models import (
    AuthorisedCountersigner,
    ClaimCode,
    HolderAccess,
    Item,
    RegisteredHolder,
    RightsAgreement,
    RightsCertificate,
    User,
)
from registry.services import approvals, books, holder_access
from tests.certificates.runs import make_press
from tests.journeys.stage import MARA, SOLOMON, Stage
from tests.registry.presented import Counter, countersigned

PASSWORD = "linden-quarry-88-ferry"
WORDS = re.compile(r"\s+")


def spaced(answer: Any) -> str:
    """The words of a page, with single spaces and without tags."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return WORDS.sub(" ", text)


@dataclass
class Desk:
    """Staff and holders, each with a browser of their own."""

    counter: Counter
    staff: Client
    holders: dict[str, Client] = field(default_factory=dict)

    @property
    def agreement(self) -> RightsAgreement:
        """The plan."""
        return self.counter.press.agreement

    def holder(self, number: int) -> RegisteredHolder:
        """The registered holder of a certificate."""
        return self.counter.certificate(number).holder

    def letter(self, number: int) -> tuple[ClaimCode, str]:
        """A code for the holder of a certificate, as the letter shows it."""
        claim, code = holder_access.make_claim_code(
            self.holder(number), by=self.counter.plan.maker, at=clock.now()
        )
        return claim, shown_code(code)

    def typed(self, client: Client, number: int, code: str, account: str = "") -> Any:
        """What somebody gets who types an account and a code."""
        told = {"account": account or self.holder(number).account, "code": code}
        return client.post(reverse("portal_claim"), told)

    def claimed(self, number: int, name: str = "alder") -> Client:
        """A browser of a holder who claimed the account of a certificate and set up an app."""
        client = self.holders.setdefault(name, Client())
        _, code = self.letter(number)
        answer = self.typed(client, number, code)
        if answer["Location"] == reverse("portal_sign_in"):
            told = {"username": name, "email": f"{name}@example.com", "password": PASSWORD, "again": PASSWORD}
            answer = client.post(reverse("portal_sign_in"), told)
            assert answer.status_code == 302, spaced(answer)
            TOTP.activate(User.objects.get(username=name), generate_totp_secret())
        return client

    def access(self, number: int, name: str = "alder") -> HolderAccess:
        """The access of a holder to the account of a certificate."""
        return HolderAccess.objects.get(user__username=name, holder=self.holder(number), until__isnull=True)

    def begun(self, number: int, name: str = "alder") -> Item:
        """A draft that a holder begins for the account of a certificate."""
        client = self.holders.get(name) or self.claimed(number, name)
        address = reverse("portal_exercise_begin", args=[self.access(number, name).pk])
        answer = client.post(address)
        assert answer.status_code == 302, answer.status_code
        return Item.objects.filter(holder=self.holder(number), number__isnull=True).latest("id")

    def answer(self, item: Item, question: str, name: str = "alder", **told: Any) -> Any:
        """What a holder gets for the answer to a question."""
        return self.holders[name].post(
            reverse("portal_exercise_question", args=[item.cover_code, question]), told
        )

    def answered(
        self, item: Item, number: int, *, rights: int = 30, name: str = "alder", **told: Any
    ) -> Item:
        """Every question answered, clean unless told otherwise."""
        answers: dict[str, dict[str, Any]] = {
            "certificates": {"certificates": [number]},
            "rights": {"rights": rights},
            "securities": {"whose": "same"},
            "balance": {"whose": "same"},
            "certification": {"statement_1": "NO", "statement_2": "NO"},
            "payment": {"means": "CASHIERS_CHECK"},
            "guarantee": {"guarantor": "BANK_OR_TRUST_COMPANY"},
        }
        for question, said in {**answers, **told}.items():
            given = self.answer(item, question, name, **said)
            assert given.status_code == 302, (question, spaced(given))
        item.refresh_from_db()
        return item

    def papers(self, item: Item, name: str = "alder") -> bytes:
        """The PDF that a holder prints."""
        answer = self.holders[name].get(reverse("portal_exercise_papers", args=[item.cover_code]))
        assert answer["Content-Type"] == "application/pdf", answer.status_code
        pdf: bytes = answer.content
        return pdf


def make_desk() -> Desk:
    """Four certificates of 100 to 103 Rights, countersigned; the books open; the clock an hour later."""
    press = make_press(certificates=4)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    settings.CLOCK_OFFSET = press.plan.at + timedelta(hours=1) - datetime.now(UTC)
    staff = Client()
    staff.force_login(press.plan.maker)
    return Desk(Counter(press), staff)


def countersign_all(stage: Stage) -> None:
    """All certificates signed by hand, two people say."""
    entry, at = stage.agreement.entries.latest("number"), clock.now()
    signatory = AuthorisedCountersigner.objects.filter(agreement=stage.agreement).first()
    last = RightsCertificate.objects.filter(agreement=stage.agreement).latest("number").number
    assert signatory is not None
    signed = {"kind": "COUNTERSIGNED", "first": 1, "last": last, "signatory": signatory.pk}
    request = {
        "agreement": stage.agreement.code,
        "kind": "PAPER",
        "section": "5(a)",
        "document": entry.document_id,
        "item": None,
        "effective_at": at.isoformat(),
        "received_at": at.isoformat(),
        "events": [{**signed, "happened_on": at.date().isoformat()}],
    }
    maker, approver = (User.objects.get(username=name) for name in (MARA, SOLOMON))
    asked = books.request_entry(stage.agreement, entry=request, summary="Signed", maker=maker, at=clock.now())
    approvals.approve(asked.request_hash, approver=approver, at=clock.now())
