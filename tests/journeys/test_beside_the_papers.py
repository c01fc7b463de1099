"""Beside the papers of a transfer: an inquiry that comes back reported, a letter that directs elsewhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from registry.models import CertificateInquiry, DeliveryDirection, Item, Stop
from tests.journeys.stage import INES, MARA, Stage, paper
from tests.journeys.test_thin_thread import CODE, local_now, opened
from tests.journeys.test_work_on_items import receive

pytestmark = pytest.mark.django_db
__all__ = ["opened"]


@pytest.mark.row("R-6a-13")
def test_the_answer_to_an_inquiry_and_a_direction_are_recorded_on_the_page_of_the_item(opened: Stage) -> None:
    item = receive(opened, 0)
    (number,) = item.certificates.values_list("certificate__number", flat=True)
    page = opened.page(MARA, "item", CODE, 1)
    assert "What the form of the inquiry asks for" in page
    assert "Rights under the Rights Agreement" in page
    assert f"R-{number:07d}" in opened.page(MARA, "item_inquiry", CODE, 1)
    told = {
        "certificates": number,
        "result": "REPORTED",
        "inquired_by": "P. Clerk",
        "answered_at": local_now(),
        "confirmation": "SIC-4711",
    }
    unsaid = opened.post(MARA, "item_inquiry", CODE, 1, **told)
    assert (unsaid.status_code, CertificateInquiry.objects.count()) == (400, 0)
    assert "words of the answer" in unsaid.content.decode()
    said = "Reported stolen by Harbor Bank on 3 June."
    assert opened.post(MARA, "item_inquiry", CODE, 1, **told, said=said).status_code == 302
    stop = Stop.objects.get()
    shown = opened.page(INES, "item", CODE, 1)
    for words in (said, "SIC-4711", reverse("stop", args=[CODE, stop.number]), "INQUIRY_ANSWERED_REPORTED"):
        assert words in shown
    assert "Record the answer to an inquiry" not in shown  # who reads records nothing

    where = {
        "place": 1,
        "source": "LETTER",
        "deliver_to": "Elm Custody Co.",
        "address": "1 Elm Street",
        "city": "Portland",
        "region": "OR",
        "postal_code": "97201",
        "country": "us",
        "received_at": local_now(),
    }
    assert opened.post(MARA, "item_direction", CODE, 1, **where).status_code == 422
    sent = opened.post(
        MARA, "item_direction", CODE, 1, **where, document=paper("letter.txt", "Send it there")
    )
    assert sent.status_code == 302
    assert DeliveryDirection.objects.get().country == "US"
    shown = opened.page(INES, "item", CODE, 1)
    for words in ("Elm Custody Co., 1 Elm Street", "ENTITLED_PERSON_UNCLEAR", "Direction, item 1"):
        assert words in shown
    assert Item.objects.get(pk=item.pk).state == "HELD"
