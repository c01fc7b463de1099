"""The vault of cancelled certificates in the console: deliveries, images, transmittals, receipts (8)."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models import CancelledImage, CompanyDelivery, Transmittal, TransmittalReceipt
from tests.registry import cancelled
from tests.registry.console import Console, open_console, paper
from tests.registry.presented import Counter

pytestmark = pytest.mark.django_db
TODAY = "2003-06-22"


@pytest.fixture
def counter(settings: Any) -> Counter:
    settings.DEMO = True
    return cancelled.vault_of()


@pytest.fixture
def console(counter: Counter, settings: Any) -> Console:
    plan = counter.plan
    settings.CLOCK_OFFSET = plan.at + timedelta(minutes=30) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.tick())


def scan(name: str) -> io.BytesIO:
    """A scan as a browser sends it, with bytes of its own."""
    sent = io.BytesIO(cancelled.PNG + name.encode())
    sent.name = name
    return sent


@pytest.mark.row("R-8-1", "R-8-3", "R-8-4")
def test_paper_goes_from_the_company_through_the_vault_back_to_the_company(console: Console) -> None:
    assert "Nothing is cancelled yet" in console.see("cancelled")
    assert "§23(b)" in console.see("receive_cancelled")
    console.done(
        "receive_cancelled",
        brought_as="ACQUIRED",
        sender="The Company, by its Secretary",
        numbers="R-0000002, 4 to 5",
        document=paper(),
    )
    asked = console.approve()
    assert asked.request["numbers"] == [2, 4, 5]
    delivery = CompanyDelivery.objects.get()
    assert (delivery.certificate_count, delivery.rights_retired) == (3, 308)
    listed = console.see("transmittals")
    assert "Bought or acquired by the Company" in listed
    assert "The Company may acquire Rights only by redemption" in listed

    vault = console.see("cancelled")
    assert "3 cancelled certificates are not on any transmittal" in vault
    console.done("attach_images", scans=[scan("R-0000002.png"), scan("4 reverse.png")])
    assert CancelledImage.objects.count() == 2
    certificate = console.see("certificate", 2)
    assert "Cancelled paper" in certificate
    assert "Cancelled certificate" in certificate
    assert "In the vault of the Rights Agent" in certificate

    assert "308" in console.see("make_transmittal")
    console.done("make_transmittal", numbers="", why_not_all="", make="1")
    page = console.see("transmittal", 1)
    assert "1 of its certificates has no image" in page
    refused = console.refused(
        "transmittal_sent", 1, keeper="COMPANY", delivered_on=TODAY, means="Courier", said=""
    )
    assert "have no image, and their paper is to leave" in refused
    console.done(
        "transmittal_sent", 1, keeper="COMPANY", delivered_on=TODAY, means="Courier", said="The Secretary"
    )
    console.done(
        "transmittal_received",
        1,
        received_by="M. K. Osgood, Secretary",
        received_on=TODAY,
        keeper="COMPANY",
        certificate_count="3",
        not_received="",
        document=paper("receipt.txt"),
    )
    console.approve()
    assert TransmittalReceipt.objects.get().certificate_count == 3
    assert "The Company keeps the paper; to be kept to 22 June 2009" in console.see("certificate", 2)
    assert "Received by the Company" in console.see("transmittal", 1)
    assert "Delivered to the Company" in console.see("certificate", 5)


@pytest.mark.row("R-8-4")
def test_paper_that_the_rights_agent_keeps_is_shown_as_kept_and_not_as_delivered(
    counter: Counter, console: Console
) -> None:
    cancelled.deliver(counter, 2)
    cancelled.make(counter)
    sent = {"keeper": "AGENT", "delivered_on": TODAY, "means": "", "said": "The Secretary"}
    console.done("transmittal_sent", 1, **sent)
    assert "The Company&#x27;s signature awaited" in console.see("transmittal", 1)
    signed = {
        "received_by": "M. K. Osgood",
        "received_on": TODAY,
        "keeper": "AGENT",
        "certificate_count": "1",
        "not_received": "",
    }
    console.done("transmittal_received", 1, **signed, document=paper("receipt.txt"))
    console.approve()
    for page, *number in (("transmittal", 1), ("transmittals",), ("cancelled",), ("certificate", 2)):
        shown = console.see(page, *number)
        assert re.search("kept (here )?(by the Rights Agent )?for the Company", shown, re.IGNORECASE), page
        assert not re.search("Delivered to the Company|eceived by the Company [0-9]", shown), page
    assert "No such certificate in the vault" in console.see("cancelled", standing="delivered")
    assert "R-0000002" in console.see("cancelled", standing="kept")


@pytest.mark.row("R-8-4")
def test_the_list_for_signing_names_every_certificate_and_asks_who_keeps_the_paper(
    counter: Counter, console: Console
) -> None:
    cancelled.deliver(counter, 2, 4)
    cancelled.make(counter)
    answer = console.get("transmittal_sheet", 1, by="ines")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    again = console.get("transmittal_sheet", 1)
    assert again.content == answer.content
    read = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    for told in ("R-0000002", "R-0000004", "The Company keeps the paper", "240.17Ad-7(d)", "of the 2 listed"):
        assert told in read
    assert console.get("transmittal_sheet", 1, by="rowan").status_code == 403


@pytest.mark.row("R-8-4")
def test_the_vault_is_searched_narrowed_and_exported(counter: Counter, console: Console) -> None:
    cancelled.deliver(counter, 2, 4, 5)
    cancelled.image(counter, "2.png")
    cancelled.make(counter, 2, why="The others follow")
    assert "R-0000004" not in console.see("cancelled", number="R-0000002")
    assert "No such certificate in the vault" in console.see("cancelled", number="3")
    assert "No such certificate in the vault" in console.see("cancelled", number="words")
    narrowed = console.see("cancelled", standing="on-none")
    assert "R-0000002" not in narrowed
    assert "R-0000005" in narrowed
    answer = console.get("cancelled_export", by="ines", standing="without-image")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["certificate"], row["images"], row["transmittal"]) for row in rows] == [
        ("R-0000004", "0", ""),
        ("R-0000005", "0", ""),
    ]
    assert console.get("cancelled_export", by="rowan").status_code == 403
    assert "R-0000002" in console.see("cancelled", by="rowan")


@pytest.mark.row("R-8-2", "R-8-4")
def test_what_is_not_clear_comes_back_beside_its_field(counter: Counter, console: Console) -> None:
    told = {"brought_as": "FORWARDED", "sender": "The Company", "document": paper()}
    assert "is no certificate number or range" in console.refused("receive_cancelled", numbers="x", **told)
    told["document"] = paper()
    page = console.refused("receive_cancelled", numbers="3", **told)
    assert "102 Rights stand on certificate 3" in page
    assert "RIGHTS_STAND_ON_CERTIFICATE" in page
    nothing = console.post("make_transmittal", make="1")
    assert (nothing.status_code, "NOTHING_TO_TRANSMIT" in nothing.content.decode()) == (404, True)
    cancelled.deliver(counter, 2, 4)
    page = console.refused("make_transmittal", make="1", numbers="2")
    assert "1 cancelled certificates are not on any transmittal" in page
    preview = console.post("make_transmittal", numbers="2", why_not_all="Lent to the auditors", preview="1")
    assert preview.status_code == 200
    assert "1: 4" in preview.content.decode()
    assert not Transmittal.objects.exists()
    wrong = console.refused("attach_images", scans=[scan("scan.png")])
    assert "The name of the file scan.png is no certificate number" in wrong


def test_the_vault_asks_the_same_few_queries_whatever_it_holds(counter: Counter, console: Console) -> None:
    cancelled.deliver(counter, 2)
    console.see("cancelled")
    with CaptureQueriesContext(connection) as one:
        console.see("cancelled")
    cancelled.deliver(counter, 4, 5, 6)
    with CaptureQueriesContext(connection) as four:
        console.see("cancelled")
    assert len(four) == len(one)
    assert len(four) <= 12
