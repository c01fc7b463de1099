"""The PDF of a prepared transfer, staff who scan its cover sheet, and the holder who follows it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from registry import clock
from registry.codes import shown_code
from registry.models import Certification, Item, RightsCertificate, TransferLine
from registry.services import transfers
from registry.services.transfer_drafts import LINES_MOST
from tests.certificates.drawing.samples import pages_of
from tests.journeys.stage import paper
from tests.journeys.test_thin_thread import local_now
from tests.portal.desk import Desk, spaced
from tests.portal.prepared import BIRCH, CEDAR, answered, begun, page, pdf_of
from tests.portal.test_papers import field_of, marks_of

TWO = ((CEDAR, 25), ({**BIRCH, "delivery": "Harbor Bank, 1 Pier"}, 15))


@pytest.mark.row("R-6a-2", "R-16b-1", "R-XB-10")
def test_the_papers_are_one_pdf_whose_code_a_scanner_reads(desk: Desk) -> None:
    executor = {"reason": {"reason": "DEATH"}, "signer": {"signer": "EXECUTOR"}}
    item = answered(desk, begun(desk, 1), 1, to=TWO, **executor)
    pdf = pdf_of(desk, item, "portal_transfer_papers")
    pages, code = pages_of(pdf), shown_code(item.cover_code or "")
    assert len(pages) == 3
    assert all("takes effect only when the signed original" in one and code in one for one in pages)
    for words in (
        "40 of the 100 Rights",
        "40 Rights, to 2 transferees",
        "60 Rights, on a new certificate in the same name",
        "original Rights Certificate R-0000001",
        "at or before October 25, 2010, 17:00 PDT",
        "certified copy of the death certificate",
        "dated at most 60 days before it is presented",
    ):
        assert words in pages[0], words
    for words in ("40 on R-0000001", "are ■ are not", "did ■ did not", "Do not sign this page"):
        assert words in pages[1], words
    for words in ("25 Rights", "Cedar Fund LP", "H. Birch, Trustee", "Harbor Bank, 1 Pier", "Guaranteed by"):
        assert words in pages[2], words
    read = marks_of(pdf, 0)
    assert set(read.values()) == {item.cover_code}
    assert {"QR" in kind for kind in read} == {True, False}


def test_one_transferee_needs_no_schedule_and_twelve_stand_on_three_pages(desk: Desk) -> None:
    item = answered(desk, begun(desk, 1), 1, to=((CEDAR, 100),), kept=0)
    pages = pages_of(pdf_of(desk, item, "portal_transfer_papers"))
    assert len(pages) == 2
    assert "9 Cedar Road" in pages[1]
    assert "Not assigned" not in pages[1]
    many = answered(desk, begun(desk, 1), 1, to=((BIRCH, 2),) * 12, kept=76)
    schedule = pages_of(pdf_of(desk, many, "portal_transfer_papers"))[2:]
    assert ["1 OF 3" in schedule[0], "24 Rights to 12 transferees" in schedule[2]] == [True, True]


def intake(desk: Desk, item: Item, page: str, **changed: Any) -> dict[str, Any]:
    """What staff fill in from the paper: what the cover sheet offers, signatures and boxes beside it."""
    signed = {
        "signed_name": desk.holder(1).registration,
        "guarantor_kind": "BANK_OR_TRUST_COMPANY",
        "guarantor_name": "Harbor Bank",
    }
    offered = {
        f"line{place}-{name}": field_of(page, f"line{place}-{name}")
        for place in range(1, LINES_MOST + 1)
        for name in (*CEDAR, "rights", "account")
        if f'name="line{place}-{name}"' in page
    }
    return {
        **offered,
        "balance-rights": field_of(page, "balance-rights"),
        "paper-received_at": local_now(),
        "paper-presenter": "By mail",
        "paper-certificates": field_of(page, "paper-certificates"),
        "paper-cover_code": shown_code(item.cover_code or ""),
        "paper-document": paper("1.txt", "Certificate 1, assigned"),
        **{f"form-{name}": value for name, value in signed.items()},
        **{f"certification-{name}": value for name, value in signed.items()},
        "answers-statement_1": "NO",
        "answers-statement_2": "NO",
        "cause-reason": "SALE",
        "tax-tax": "NONE_ASKED",
        **changed,
    }


def received(desk: Desk, item: Item, **changed: Any) -> Any:
    """What staff get who scan the cover sheet and take the transfer in."""
    address = reverse("receive_transfer", args=[desk.agreement.code])
    shown = desk.staff.get(address, {"cover": shown_code(item.cover_code or "").lower()})
    return desk.staff.post(address, intake(desk, item, shown.content.decode(), **changed))


@pytest.mark.row("R-6a-2", "R-6a-6")
def test_the_cover_sheet_fills_in_the_fields_of_staff_and_the_paper_governs(desk: Desk) -> None:
    boxes = {"statement_1": "YES", "statement_2": "NO"}
    item = answered(desk, begun(desk, 1), 1, to=(*TWO, (CEDAR, 5), (BIRCH, 1)), kept=54, certification=boxes)
    address = reverse("receive_transfer", args=[desk.agreement.code])
    answer = desk.staff.get(address, {"cover": shown_code(item.cover_code or "")})
    shown, words = answer.content.decode(), spaced(answer)
    assert "Prepared by the holder; the paper governs." in words
    assert "46 assigned, 54 kept by the holder" in words
    assert "(1) are; (2) did not" in words
    assert "record the direction on the page of the item once it is taken in" in words
    assert field_of(shown, "paper-certificates") == "R-0000001"
    assert [field_of(shown, f"line{place}-rights") for place in range(1, 5)] == ["25", "15", "5", "1"]
    assert field_of(shown, "balance-rights") == "54"
    assert field_of(shown, "line1-registration") == "Cedar Fund LP"
    assert " checked" not in shown  # the boxes are read from the paper
    # The paper says another number.
    answer = received(desk, item, **{"line4-rights": "2", "balance-rights": "53"})
    assert answer.status_code == 302, spaced(answer)
    taken = Item.objects.get(pk=item.pk)
    assert (taken.number, taken.state, taken.transfer_reason) == (1, "EXAMINED", "SALE")
    assert list(TransferLine.objects.filter(item=taken).values_list("rights", flat=True)) == [25, 15, 5, 2]
    assert Certification.objects.get(item=taken).statement_1 == "NO"
    assert taken.prepared["lines"][3]["rights"] == 1  # kept as prepared, relied on for nothing
    later = desk.staff.get(reverse("item_papers", args=[desk.agreement.code, 1])).content.decode()
    assert field_of(later, "line4-rights") == "2"


def test_a_received_transfer_is_followed_to_its_balance_certificate(desk: Desk) -> None:
    item = answered(desk, begun(desk, 1), 1, to=TWO)
    without = {"form-guarantor_kind": "", "form-guarantor_name": ""}
    assert received(desk, item, **without).status_code == 302
    client, access = desk.holders["alder"], desk.access(1)
    follow = client.get(reverse("portal_transfer_draft", args=[item.cover_code]), follow=True)
    assert follow.redirect_chain[0][0] == reverse("portal_transfer", args=[access.pk, 1])
    words = spaced(follow)
    assert "Something on the papers is to be put right" in words
    assert "Have the signature guaranteed by an accepted guarantor." in words
    client.post(reverse("portal_transfer_withdraw", args=[item.cover_code]))
    item.refresh_from_db()
    assert item.state == "DEFICIENT"
    counter = desk.counter
    counter.plan.at = clock.now()
    transfers.put_right(
        item,
        counter.reverse(1),
        lines=[transfers.LineReceived("Cedar Fund LP", counter_address(item), 40)],
        balance=60,
        document=counter.plan.document,
        by=counter.plan.maker,
        at=counter.plan.tick(),
    )
    counter.post(Item.objects.get(pk=item.pk))
    told = page(desk, "portal_transfer", access.pk, 1)
    balance = RightsCertificate.objects.filter(holder=access.holder).latest("number")
    assert balance.rights == 60
    assert "The transfer is entered in the registration books." in told
    assert f"R-{balance.number:07d} for 60 Rights" in told
    assert "Transfer 1" in page(desk, "portal_account", access.pk)


def counter_address(item: Item) -> Any:
    """The address of the first transferee as it was taken in."""
    from registry.selectors.addresses import Address

    line = item.lines.get(place=1)
    return Address(line.address, line.city, line.region, line.postal_code, line.country)


@pytest.mark.row("R-20k-1")
def test_a_blank_box_on_the_paper_is_told_as_no_refusal(desk: Desk) -> None:
    item = answered(desk, begun(desk, 1), 1)
    received(desk, item, **{"answers-statement_1": "BLANK"})
    told = page(desk, "portal_transfer", desk.access(1).pk, 1)
    assert (
        "must consult the Company about the certification before it goes on. This is not a refusal." in told
    )
    assert "What is to be put right" not in told


@pytest.mark.refusal("COVER_SHEET_OF_ANOTHER_ACCOUNT")
def test_a_cover_sheet_with_the_certificate_of_somebody_else_is_told_before_anything_is_taken_in(
    desk: Desk,
) -> None:
    item = answered(desk, begun(desk, 1), 1)
    answer = received(desk, item, **{"paper-certificates": "R-0000002"})
    assert answer.status_code == 409
    assert "COVER_SHEET_OF_ANOTHER_ACCOUNT" in spaced(answer)
    item.refresh_from_db()
    assert (item.state, item.number) == ("DRAFT", None)
