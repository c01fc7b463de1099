"""The one PDF of a prepared exercise, and staff who scan its cover sheet and take in what the paper says."""

from __future__ import annotations

import re
from typing import Any

import pytest
import zxingcpp
from django.urls import reverse

from exercises.models import Election
from registry.codes import shown_code
from registry.models import Certification, Item
from registry.pdf_pages import opened_pdf, page_picture
from tests.certificates.drawing.samples import pages_of
from tests.journeys.stage import paper
from tests.portal.desk import Desk, spaced

DOTS = 3.0  # of 72 to an inch


def marks_of(pdf: bytes, page: int) -> dict[str, str]:
    """What a scanner reads from a page: format → text."""
    with opened_pdf(pdf) as document:
        image = page_picture(document, page + 1, scale=DOTS)
    return {str(found.format).rpartition(".")[2]: found.text for found in zxingcpp.read_barcodes(image)}


def field_of(page: str, name: str) -> str:
    """What stands in a field of a page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page) or re.search(
        rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL
    )
    assert found, name
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else found[1].strip() if found.lastindex else ""


@pytest.mark.row("R-7a-6", "R-XB-11", "R-XB-12", "R-7c-1")
def test_the_papers_are_one_pdf_whose_code_a_scanner_reads(desk: Desk) -> None:
    item = desk.answered(desk.begun(1), 1)
    pdf = desk.papers(item)
    pages = pages_of(pdf)
    code = shown_code(item.cover_code or "")
    assert len(pages) == 3
    assert all("takes effect only when the signed original" in page and code in page for page in pages)
    assert all("DEMO" in page for page in pages)
    for words in (
        "30 of the 100 Rights",
        "70 Rights, on a new certificate",
        "original Rights Certificate R-0000001",
    ):
        assert words in pages[0]
    for words in ("$7,500.00", desk.agreement.company_name, "Cashier's check"):
        assert words in pages[1]
    for words in (
        "30 on R-0000001",
        "are ■ are not",
        "did ■ did not",
        "Do not sign this page",
        "A notary is none",
    ):
        assert words in pages[2], words
    for page in (0, 1):
        read = marks_of(pdf, page)
        assert set(read.values()) == {item.cover_code}
        assert any("QR" in kind for kind in read)
        assert any("128" in kind for kind in read)
    assert pdf == desk.papers(item) or pages_of(desk.papers(item))[0][:40] == pages[0][:40]


def test_a_name_beyond_every_typeface_and_signs_of_a_form_stop_no_paper(desk: Desk) -> None:
    item = desk.begun(1)
    desk.answer(item, "certificates", certificates=[1])
    where = {"address": "1 Pier", "city": "Oakland", "country": "US"}
    whole = {"whose": "other", "registration": "信託 {rights_words} ______", **where}
    desk.answered(item, 1, securities=whole)
    assert "□□ (rights_words) __" in pages_of(desk.papers(item))[2]


@pytest.mark.row("R-7a-6")
def test_the_cover_sheet_fills_in_the_form_of_staff_and_the_paper_governs(desk: Desk) -> None:
    item = desk.answered(desk.begun(1), 1, certification={"statement_1": "YES", "statement_2": "NO"})
    address = reverse("receive_exercise", args=[desk.agreement.code])
    scanned = shown_code(item.cover_code or "").lower()
    answer = desk.staff.get(address, {"cover": scanned})
    page, words = answer.content.decode(), spaced(answer)
    assert "Prepared by the holder; the paper governs." in words
    assert "(1) are; (2) did not" in words
    assert field_of(page, "paper-certificates") == "R-0000001"
    assert field_of(page, "election-rights_exercised") == "30"
    assert field_of(page, "election-securities_registration") == desk.holder(1).registration
    assert " checked" not in page  # the boxes are read from the paper
    told = intake(desk, item, rights="20")  # the paper says another number
    answer = desk.staff.post(address, told)
    assert answer.status_code == 302, spaced(answer)
    received = Item.objects.get(pk=item.pk)
    assert (received.number, received.state) == (1, "AWAITING_PAYMENT")
    assert Election.objects.get(item=received).rights_exercised == 20
    assert Certification.objects.get(item=received).statement_1 == "NO"
    assert received.prepared["rights"] == 30  # kept as prepared, relied on for nothing


def intake(desk: Desk, item: Item, *, rights: str) -> dict[str, Any]:
    """What staff fill in from the paper."""
    holder = desk.holder(1)
    signature = {
        "signed_name": holder.registration,
        "guarantor_kind": "BANK_OR_TRUST_COMPANY",
        "guarantor_name": "Harbor Bank",
    }
    from tests.journeys.test_thin_thread import local_now

    return {
        "paper-received_at": local_now(),
        "paper-presenter": "By mail",
        "paper-certificates": "R-0000001",
        "paper-cover_code": shown_code(item.cover_code or ""),
        "paper-document": paper("1.txt", f"Certificate 1, {rights}"),
        "election-rights_exercised": rights,
        "election-securities_registration": holder.registration,
        "election-address": "9 Cedar Road",
        "election-city": "Portland",
        "election-region": "OR",
        "election-postal_code": "97201",
        "election-country": "US",
        "election-securities_number": "12-3456789",
        "election-balance_number": "12-3456789",
        **{f"form-{name}": value for name, value in signature.items()},
        **{f"certification-{name}": value for name, value in signature.items()},
        "answers-statement_1": "NO",
        "answers-statement_2": "NO",
        "tax-tax": "NONE_ASKED",
    }


def test_a_received_form_is_shown_as_received_and_can_be_changed_no_more(desk: Desk) -> None:
    item = desk.answered(desk.begun(1), 1)
    desk.staff.post(reverse("receive_exercise", args=[desk.agreement.code]), intake(desk, item, rights="30"))
    client = desk.holders["alder"]
    follow = client.get(reverse("portal_exercise_draft", args=[item.cover_code]), follow=True)
    words = spaced(follow)
    assert follow.redirect_chain[0][0] == reverse("portal_exercise", args=[desk.access(1).pk, 1])
    assert "the Exercise Price is not paid in full" in words
    assert "$7,500.00 due, $0.00 received, $7,500.00 short" in words
    desk.answer(item, "rights", rights=10)
    client.post(reverse("portal_exercise_withdraw", args=[item.cover_code]))
    item.refresh_from_db()
    assert (item.prepared["rights"], item.state) == (30, "AWAITING_PAYMENT")


@pytest.mark.row("R-20k-1")
def test_a_form_held_for_consultation_is_told_as_no_refusal_and_without_its_grounds(desk: Desk) -> None:
    item = desk.answered(desk.begun(1), 1)
    told = {**intake(desk, item, rights="30"), "answers-statement_1": "BLANK"}
    desk.staff.post(reverse("receive_exercise", args=[desk.agreement.code]), told)
    page = spaced(desk.holders["alder"].get(reverse("portal_exercise", args=[desk.access(1).pk, 1])))
    assert (
        "must consult the Company about the certification before it goes on. This is not a refusal." in page
    )
    assert "What is to be put right" not in page


def test_defects_that_the_holder_can_cure_are_listed_with_their_cure(desk: Desk) -> None:
    item = desk.answered(desk.begun(1), 1)
    told = {**intake(desk, item, rights="30"), "form-guarantor_kind": "", "form-guarantor_name": ""}
    desk.staff.post(reverse("receive_exercise", args=[desk.agreement.code]), told)
    page = spaced(desk.holders["alder"].get(reverse("portal_exercise", args=[desk.access(1).pk, 1])))
    assert "The signature on the form of election to purchase is not guaranteed." in page
    assert "Have the signature guaranteed by an accepted guarantor." in page


def test_a_cover_sheet_with_the_certificate_of_somebody_else_is_told_before_anything_is_taken_in(
    desk: Desk,
) -> None:
    item = desk.answered(desk.begun(1), 1)
    told = {**intake(desk, item, rights="30"), "paper-certificates": "R-0000002"}
    answer = desk.staff.post(reverse("receive_exercise", args=[desk.agreement.code]), told)
    assert answer.status_code == 409
    assert "COVER_SHEET_OF_ANOTHER_ACCOUNT" in spaced(answer)
    item.refresh_from_db()
    assert (item.state, item.number) == ("DRAFT", None)


def test_a_code_of_no_cover_sheet_and_one_of_another_kind_find_nothing(desk: Desk) -> None:
    address = reverse("receive_exercise", args=[desk.agreement.code])
    for typed in ("ZZZZ-ZZZZ-ZZZZ", "\x00", "%' --", "9" * 500):
        answer = desk.staff.get(address, {"cover": typed})
        assert answer.status_code == 200
        assert "Prepared by the holder" not in spaced(answer)
