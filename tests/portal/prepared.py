"""Transfers prepared and losses reported by holders through their pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from registry.models import Item
from tests.portal.desk import Desk, spaced

CEDAR = {
    "registration": "Cedar Fund LP",
    "address": "9 Cedar Road",
    "city": "Portland",
    "region": "OR",
    "postal_code": "97201",
    "country": "us",
}
BIRCH = {**CEDAR, "registration": "Birch Family Trust\nH. Birch, Trustee", "address": "4 Birch Lane"}
ANSWERS: dict[str, dict[str, Any]] = {
    "reason": {"reason": "SALE"},
    "signer": {"signer": "HOLDER"},
    "certification": {"statement_1": "NO", "statement_2": "NO"},
    "guarantee": {"guarantor": "BANK_OR_TRUST_COMPANY"},
}


def begun(desk: Desk, number: int, name: str = "alder") -> Item:
    """A transfer that a holder begins for the account of a certificate."""
    client = desk.holders.get(name) or desk.claimed(number, name)
    answer = client.post(reverse("portal_transfer_begin", args=[desk.access(number, name).pk]))
    assert answer.status_code == 302, answer.status_code
    found = Item.objects.filter(holder=desk.holder(number), number__isnull=True, kind="TRANSFER")
    return found.latest("id")


def answer(desk: Desk, item: Item, question: str, name: str = "alder", **told: Any) -> Any:
    """What a holder gets for the answer to a question."""
    address = reverse("portal_transfer_question", args=[item.cover_code, question])
    return desk.holders[name].post(address, told)


def tell(desk: Desk, item: Item, name: str = "alder", **who: str) -> Any:
    """What a holder gets for one more transferee."""
    return desk.holders[name].post(reverse("portal_transferee_new", args=[item.cover_code]), who)


def answered(
    desk: Desk,
    item: Item,
    *numbers: int,
    to: tuple[tuple[dict[str, str], int], ...] = ((CEDAR, 40),),
    kept: int = 60,
    name: str = "alder",
    **told: dict[str, Any],
) -> Item:
    """Every question answered, clean unless told otherwise."""
    asked = [answer(desk, item, "certificates", name, certificates=list(numbers))]
    asked += [tell(desk, item, name, **who) for who, _ in to]
    shares = {f"line{place}": rights for place, (_, rights) in enumerate(to, 1)}
    asked.append(answer(desk, item, "shares", name, **told.pop("shares", {"kept": kept, **shares})))
    asked += [answer(desk, item, one, name, **said) for one, said in {**ANSWERS, **told}.items()]
    for given in asked:
        assert given.status_code == 302, spaced(given)
    item.refresh_from_db()
    return item


def reported(desk: Desk, number: int, cause: str = "LOST", name: str = "alder") -> Item:
    """A loss that a holder reports."""
    client = desk.holders.get(name) or desk.claimed(number, name)
    address = reverse("portal_loss_report", args=[desk.access(number, name).pk])
    given = client.post(address, {"certificate": number, "cause": cause})
    assert given.status_code == 302, spaced(given)
    found = Item.objects.filter(holder=desk.holder(number), number__isnull=True, kind="REPLACE")
    return found.latest("id")


STORY = {"discovered_on": "2003-06-20", "circumstances": "It lay in a desk that was sold with the office."}
LOSS_ANSWERS: dict[str, dict[str, Any]] = {
    "story": STORY,
    "ownership": {"signed": "NO", "claimed": "NO", "who": ""},
    "security": {"security": "BOND"},
}


def tell_loss(desk: Desk, item: Item, *questions: str, name: str = "alder", **told: Any) -> Item:
    """The questions of a report answered, clean unless told otherwise."""
    for question in questions or tuple(LOSS_ANSWERS):
        address = reverse("portal_loss_question", args=[item.cover_code, question])
        given = desk.holders[name].post(address, {**LOSS_ANSWERS[question], **told.get(question, {})})
        assert given.status_code == 302, spaced(given)
    item.refresh_from_db()
    return item


def pdf_of(desk: Desk, item: Item, page: str, name: str = "alder") -> bytes:
    """The PDF that a holder prints at a page."""
    given = desk.holders[name].get(reverse(page, args=[item.cover_code]))
    assert given["Content-Type"] == "application/pdf", spaced(given)
    pdf: bytes = given.content
    return pdf


def page(desk: Desk, name: str, *args: Any, by: str = "alder") -> str:
    """The words of a page that the holder may open."""
    given = desk.holders[by].get(reverse(name, args=args))
    assert given.status_code == 200, (name, given.status_code)
    return spaced(given)
