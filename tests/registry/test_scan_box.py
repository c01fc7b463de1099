"""The scan box of the console, the intake of a cover sheet, the scan beside the fields (6(a), 18(b))."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image

from registry.models import Item, ItemPaper, RightsAgreement
from tests.certificates.runs import make_press
from tests.registry.console import Console, open_console
from tests.registry.presented import Counter, countersigned

pytestmark = pytest.mark.django_db

COVER = "7K3MQ2XV9T4R"


@pytest.fixture
def counter(settings: Any) -> Counter:
    press = make_press(certificates=4)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    settings.DEMO = True
    settings.CLOCK_OFFSET = press.plan.at + timedelta(hours=1) - datetime.now(UTC)
    return Counter(press)


@pytest.fixture
def console(counter: Counter) -> Console:
    plan = counter.plan
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def scanned(console: Console, words: str, *, by: str = "maker", **more: str) -> str:
    """Where a scan leads."""
    answer = console.client(by).get(reverse("scan"), {"words": words, **more})
    assert answer.status_code == 302
    return str(answer["Location"])


def cover_sheet(counter: Counter, number: int) -> Item:
    """A transfer that was prepared beforehand."""
    where = {"address": "9 Cedar Road", "city": "Portland", "region": "OR", "postal_code": "97201"}
    line = {"registration": "Cedar Fund LP", "rights": 40, "country": "US", **where}
    certificate = counter.certificate(number)
    return Item.objects.create(
        agreement=certificate.agreement,
        kind="TRANSFER",
        holder=certificate.holder,
        cover_code=COVER,
        prepared={"certificates": [number], "lines": [line]},
        prepared_by=counter.plan.maker,
        prepared_at=counter.plan.at,
    )


def picture(kind: str) -> bytes:
    """A page as a scanner sends it."""
    sent = io.BytesIO()
    Image.new("RGB", (400, 500), "white").save(sent, kind)
    return sent.getvalue()


def test_a_scan_leads_to_the_certificate_or_item_it_names_and_else_searches(
    counter: Counter, console: Console
) -> None:
    item = counter.receive(1)
    code, certificate = console.code, reverse("certificate", args=[console.code, 2])
    assert scanned(console, "R-0000002") == certificate
    assert scanned(console, "00000002") == certificate
    assert scanned(console, f"RC1:{code}:00000002:ABCD") == certificate
    assert scanned(console, f"item {item.number}") == reverse("item", args=[code, item.number])
    assert scanned(console, "Cedar") == reverse("items", args=[code]) + "?show=all&words=Cedar"
    assert "words=R-0000999" in scanned(console, "R-0000999")
    assert scanned(console, " \x00") == reverse("home")
    assert console.client("rowan").get(reverse("scan"), {"words": "1"}).status_code == 403


def test_a_cover_sheet_opens_its_intake_filled_in_but_for_what_only_the_paper_says(
    counter: Counter, console: Console
) -> None:
    cover_sheet(counter, 1)
    address = scanned(console, f" {COVER[:4]}-{COVER[4:8]}-{COVER[8:]}".lower())
    assert address == reverse("receive_transfer", args=[console.code]) + "?cover=7K3M-Q2XV-9T4R"
    page = console.client("maker").get(address).content.decode()
    for words in ("under cover sheet 7K3M-Q2XV-9T4R", 'value="R-0000001"', "Cedar Fund LP", 'value="40"'):
        assert words in page
    assert "checked" not in page  # no box of the certification, no tax
    assert 'name="form-signed_name" maxlength' in page
    assert "receive_transfer" not in scanned(console, COVER, by="ines")  # who only reads takes nothing in
    assert "/items/transfer/" not in scanned(console, COVER, by="ines")


def test_each_page_of_a_scan_is_drawn_beside_the_fields_and_what_cannot_be_drawn_is_not(
    counter: Counter, console: Console
) -> None:
    from registry.services.documents import file_document

    item, plan = counter.receive(1), counter.plan
    for name, content in (("a.png", picture("PNG")), ("b.pdf", picture("PDF")), ("c.tif", picture("TIFF"))):
        filed = file_document(
            plan.agreement,
            content=content,
            kind="ITEM_PAPER",
            title=name,
            original_name=name,
            content_type="",
            signed_on=None,
            received_at=plan.at,
            received_by=plan.maker,
            at=plan.at,
        )
        ItemPaper.objects.create(item=item, document=filed)
        drawn = console.client("ines").get(reverse("document_page", args=[filed.pk, 1]))
        assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/png")
        assert Image.open(io.BytesIO(drawn.content)).width <= 900
        assert console.client("maker").get(reverse("document_page", args=[filed.pk, 2])).status_code == 404
        assert console.client("rowan").get(reverse("document_page", args=[filed.pk, 1])).status_code == 403
    assert reverse("item_scans", args=[console.code, item.number]) in console.see("item", item.number)
    scans = console.see("item_scans", item.number)
    assert scans.count("<img") == 3
