"""From the letter to the balance certificate: a holder prepares, staff receive, post, the holder follows."""

from __future__ import annotations

import re
from typing import Any

import pytest
import zxingcpp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from certificates.staff.runs import entries_to_print
from registry.models import HolderAccess, Item, RightsCertificate, User
from registry.pdf_pages import opened_pdf, page_picture
from registry.verifier import verify
from tests.certificates.drawing.samples import pages_of
from tests.journeys.stage import MARA, SOLOMON, Stage, paper
from tests.journeys.test_thin_thread import (
    clean_certificates,
    local_now,
    open_hash,
    opened,
    presented,
)
from tests.portal.desk import PASSWORD, spaced
from tests.portal.walk import digits_of

__all__ = ["opened"]
CODE = "AHS-2003"
NAME = "hazel"
SECRET = re.compile(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"')


def letter_of(stage: Stage, account: str) -> tuple[str, str]:
    """Staff make a letter; returns the account and the code as they stand on it."""
    answer = stage.post(MARA, "claim_letter_made", CODE, account)
    words = pages_of(answer.content)[0].split()
    return account, next(word for word in words if re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", word))


def claim(client: Client, account: str, code: str) -> HolderAccess:
    """The holder types what the letter says, makes a sign-in, and sets up an app."""
    answer = client.post(reverse("portal_claim"), {"account": account, "code": code})
    told = {"username": NAME, "email": f"{NAME}@example.com", "password": PASSWORD, "again": PASSWORD}
    answer = client.post(answer["Location"], told)
    assert answer["Location"] == reverse("portal_second_factor")
    asked = client.get(reverse("mfa_activate_totp"))
    client.post(asked["Location"], {"password": PASSWORD})
    secret = SECRET.search(client.get(reverse("mfa_activate_totp")).content.decode())
    assert secret
    client.post(reverse("mfa_activate_totp"), {"code": digits_of(secret[1])})
    assert spaced(client.get(reverse("portal"), follow=True)).count(account)
    return HolderAccess.objects.get(user=User.objects.get(username=NAME))


def prepare(client: Client, access: HolderAccess, certificate: RightsCertificate, *, rights: int) -> Item:
    """Every question answered in its order, the answers checked, the papers made."""
    client.post(reverse("portal_exercise_begin", args=[access.pk]))
    item = Item.objects.get(holder=access.holder, number__isnull=True)
    for question, told in {
        "certificates": {"certificates": [certificate.number]},
        "rights": {"rights": rights},
        "securities": {"whose": "same"},
        "balance": {"whose": "same"},
        "certification": {"statement_1": "NO", "statement_2": "NO"},
        "payment": {"means": "CASHIERS_CHECK"},
        "guarantee": {"guarantor": "BANK_OR_TRUST_COMPANY"},
    }.items():
        answer = client.post(reverse("portal_exercise_question", args=[item.cover_code, question]), told)
        assert answer.status_code == 302, (question, spaced(answer))
    assert answer["Location"] == reverse("portal_exercise_check", args=[item.cover_code])
    assert client.post(reverse("portal_exercise_confirmed", args=[item.cover_code])).status_code == 302
    return item


def elected(certificate: RightsCertificate, *, rights: int) -> dict[str, Any]:
    """The form of election as it stands on the paper."""
    return {
        "election-rights_exercised": rights,
        "election-securities_registration": certificate.registration,
        "election-address": "1 Market Street",
        "election-city": "San Francisco",
        "election-country": "US",
        "election-securities_number": "12-3456789",
        "election-balance_number": "12-3456789",
    }


def scanned(pdf: bytes) -> str:
    """What staff read off the first page with a scanner."""
    with opened_pdf(pdf) as document:
        image = page_picture(document, 1, scale=3.0)
    (code,) = {found.text for found in zxingcpp.read_barcodes(image)}
    return str(code)


@pytest.mark.row("R-7a-6", "R-30-1", "R-7d-1", "R-10-1")
def test_7a_a_holder_prepares_a_part_and_follows_it_to_the_balance_certificate(opened: Stage) -> None:
    cache.clear()
    certificate = clean_certificates(opened)[0]
    client, rights = Client(), 30
    access = claim(client, *letter_of(opened, certificate.holder.account))
    item = prepare(client, access, certificate, rights=rights)
    head = opened.head()
    pdf = client.get(reverse("portal_exercise_papers", args=[item.cover_code])).content
    code = scanned(pdf)
    assert code == item.cover_code

    page = opened.client(MARA).get(reverse("receive_exercise", args=[CODE]), {"cover": code})
    assert "Prepared by the holder; the paper governs." in spaced(page)
    papers = {**presented(certificate, **elected(certificate, rights=rights)), "paper-cover_code": code}
    received = opened.post(MARA, "receive_exercise", CODE, **papers)
    item.refresh_from_db()
    assert received["Location"] == reverse("exercise", args=[CODE, item.number])
    assert opened.head() == head  # a receipt changes no book

    follow = reverse("portal_exercise", args=[access.pk, item.number])
    assert "the Exercise Price is not paid in full" in spaced(client.get(follow))
    pay(opened, item, amount="7500.00")
    assert "Papers and payment are complete" in spaced(client.get(follow))
    opened.post(MARA, "exercise_asked", CODE, item.number)
    opened.post(SOLOMON, "approve_request", open_hash(opened))
    told = spaced(client.get(follow))
    balance = RightsCertificate.objects.filter(holder=access.holder).latest("number")
    assert balance.rights == certificate.rights - rights
    assert "The exercise is entered in the registration books." in told
    assert f"R-{balance.number:07d} for {balance.rights:,} Rights" in told
    assert balance.issued_by in entries_to_print(opened.agreement)
    account = spaced(client.get(reverse("portal_account", args=[access.pk])))
    assert f"R-{balance.number:07d}" in account
    assert verify([CODE]).findings == []


def pay(stage: Stage, item: Item, *, amount: str) -> Any:
    """A cashier's check comes in."""
    told = {
        "received_at": local_now(),
        "means": "CASHIERS_CHECK",
        "amount": amount,
        "drawer_bank": "Harbor Bank",
        "instrument_number": "4711",
        "payee": "COMPANY",
        "document": paper("check.txt", "A cashier's check"),
    }
    answer = stage.post(MARA, "exercise_payment", CODE, item.number, **told)
    assert answer.status_code == 302, spaced(answer)
    return answer
