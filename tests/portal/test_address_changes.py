"""A change of address from the holder's page to the books: a draft, a signed paper, two letters (5(b))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.services.letter_papers import letter_of
from certificates.services.mailing_pieces import certificate_pieces
from registry import clock
from registry.models import AddressChange, Document, HolderAddress, LetterKind, PaperDue, RegisteredHolder
from registry.selectors.addresses import address_as_of
from registry.services import approvals
from registry.services.addresses import request_address_change
from tests.certificates.drawing.samples import pages_of
from tests.portal.desk import Desk, spaced
from tests.refusing import heads

NEW = {"address": "9 Cedar Lane", "city": "Portland", "region": "OR", "postal_code": "97201", "country": "us"}


def asked(desk: Desk, **told: str) -> tuple[Client, str, Any]:
    """A holder asks for a new address; returns the browser, the page's address and the answer."""
    client = desk.holders.get("alder") or desk.claimed(1)
    page = reverse("portal_address", args=[desk.access(1).pk])
    return client, page, client.post(page, {**NEW, **told})


def approved(desk: Desk) -> HolderAddress:
    """Staff have the signed paper, and a second person puts the address into the books."""
    plan, change = desk.counter.plan, AddressChange.objects.get(state="DRAFT")
    document = Document.objects.create(
        agreement=desk.agreement, kind="CHANGE_OF_ADDRESS", title="Letter", sha256="1" * 64, size_bytes=1,
        content_type="application/pdf", original_name="letter.pdf", stored_as="11/11",
        signed_on=clock.now().date(), received_at=clock.now(), received_by=plan.maker,
        recorded_at=clock.now(),
    )  # fmt: skip
    signed = {"signed_by": change.registration, "capacity": "REGISTERED_HOLDER"}
    request = request_address_change(change, document=document, **signed, maker=plan.maker, at=clock.now())
    approvals.approve(request.request_hash, approver=plan.approver, at=clock.now())
    return HolderAddress.objects.get(change=change)


@pytest.mark.row("R-5b-5")
def test_5b_what_a_holder_types_is_a_draft_and_the_books_keep_the_address(desk: Desk) -> None:
    before, books = address_as_of(desk.holder(1), clock.now()), heads()
    client, page, answer = asked(desk)
    assert answer["Location"] == page
    told = spaced(client.get(page))
    for words in ("9 Cedar Lane", "Not signed yet", "Nothing typed here changes the books."):
        assert words in told, words
    assert address_as_of(desk.holder(1), clock.now()) == before
    assert heads() == books
    change = AddressChange.objects.get()
    assert (change.state, change.country, change.registration) == ("DRAFT", "US", desk.holder(1).registration)
    paper = client.get(reverse("portal_address_request", args=[desk.access(1).pk]))
    (sheet,) = pages_of(paper.content)
    for words in (str(change), "9 Cedar Lane", "Signature", "takes effect only when it reaches"):
        assert words in sheet, words
    asked(desk, address="10 Cedar Lane")
    assert list(AddressChange.objects.order_by("pk").values_list("state", flat=True)) == [
        "WITHDRAWN",
        "DRAFT",
    ]
    client.post(page, {"withdraw": "yes"})
    assert not AddressChange.objects.exclude(state="WITHDRAWN").exists()
    assert client.get(reverse("portal_address_request", args=[desk.access(1).pk])).status_code == 404


def test_5b_an_address_without_its_city_is_asked_for_again(desk: Desk) -> None:
    _, _, answer = asked(desk, city=" ")
    assert answer.status_code == 422
    assert "There is a problem" in spaced(answer)
    assert not AddressChange.objects.exists()


def test_5b_the_account_of_another_is_not_there(desk: Desk) -> None:
    desk.claimed(1)
    other = desk.claimed(4, "birch")
    for name in ("portal_address", "portal_address_request"):
        assert other.get(reverse(name, args=[desk.access(1).pk])).status_code == 404


@pytest.mark.refusal("ADDRESS_CHANGED_LATELY")
def test_5b_letters_go_to_both_addresses_and_certificates_wait(desk: Desk, settings: Any) -> None:
    before = address_as_of(desk.holder(1), clock.now())
    asked(desk)
    version = approved(desk)
    old, new = PaperDue.objects.filter(paper_kind=LetterKind.ADDRESS_CHANGED.value).order_by("pk")
    assert old.facts["to"]["address"][0] == before.address
    assert new.facts["to"]["address"][0] == "9 Cedar Lane"
    holder = RegisteredHolder.objects.get(pk=version.holder_id)

    def aside(at: Any) -> list[str]:
        pieces = certificate_pieces(desk.agreement, numbers=[(1, 4)], stopped=[], at=at)
        return [one.aside.code for one in pieces if one.holder == holder.pk and one.aside is not None]

    held = timedelta(days=settings.ADDRESS_HOLD_DAYS)
    assert set(aside(version.recorded_at + held - timedelta(seconds=1))) == {"ADDRESS_CHANGED_LATELY"}
    assert aside(version.recorded_at + held) == []
    assert letter_of(old)
