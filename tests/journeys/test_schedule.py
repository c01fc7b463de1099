"""At the counter: a nominee's certificate with a schedule, its totals, rejected lines, the posting."""

from __future__ import annotations

import csv
import io

import pytest

from registry.models import Item, RightsCertificate, Schedule
from tests.journeys.stage import MARA, SOLOMON, Stage, paper
from tests.journeys.test_thin_thread import CODE, clean_certificates, local_now, opened
from tests.registry.scheduled import file_of, line

pytestmark = pytest.mark.django_db
__all__ = ["opened"]


def request_of(certificate: RightsCertificate, content: bytes) -> dict[str, object]:
    """What stands on the certificate of a nominee, and the file that came with it."""
    signed = {
        f"{form}-{name}": value
        for form in ("form", "certification")
        for name, value in {
            "signed_name": certificate.registration,
            "guarantor_kind": "BANK_OR_TRUST_COMPANY",
            "guarantor_name": "Harbor Bank",
        }.items()
    }
    return {
        "paper-received_at": local_now(),
        "paper-presenter": "By messenger of the nominee",
        "paper-certificates": str(certificate.number),
        "paper-document": paper("reverse.txt", f"Reverse of {certificate.number}"),
        "file-document": paper("schedule.csv", content.decode()),
        "answers-statement_1": "NO",
        "answers-statement_2": "NO",
        "tax-tax": "NONE_ASKED",
        **signed,
    }


@pytest.mark.row("R-6a-5", "R-20k-1")
def test_a_schedule_from_its_file_to_the_books_with_a_rejected_line_put_right(opened: Stage) -> None:
    certificate = max(clean_certificates(opened), key=lambda one: one.rights)
    assert "No schedule was presented" in opened.page(MARA, "schedules", CODE)
    assert "File of lines" in opened.page(MARA, "receive_schedule", CODE)
    lines = [line("A1", 3), line("B1", 2, statement_2=""), line("M1", 1, city="", registration_1="=1+1")]
    told = request_of(certificate, file_of(*lines))
    unread = opened.post(
        MARA, "receive_schedule", CODE, **told | {"file-document": paper("schedule.csv", "who,what\n1,2\n")}
    )
    assert unread.status_code == 400
    assert "LIST_COLUMN_UNKNOWN" in unread.content.decode()
    assert not Item.objects.exists()

    told = request_of(certificate, file_of(*lines))
    assert opened.post(MARA, "receive_schedule", CODE, **told).status_code == 302
    led = opened.client(MARA).get(f"/agreements/{CODE}/items/1/")
    assert (led.status_code, led["Location"]) == (302, f"/agreements/{CODE}/items/1/schedule/")
    page = opened.page(MARA, "schedule", CODE, 1)
    for words in (
        "Where the Rights are",
        "To be posted",
        "city is empty",
        "statement 2 has no box ticked",
        "Ties",
    ):
        assert words in page
    found = (
        opened.client(MARA).get(f"/agreements/{CODE}/items/1/schedule/?state=HELD&words=B1").content.decode()
    )
    assert "Customer B1" in found
    assert "Customer A1" not in found
    answer = opened.client(MARA).get(f"/agreements/{CODE}/items/1/schedule/rejects.csv")
    (rejected,) = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))  # type: ignore[call-overload]
    assert (rejected["reference"], rejected["corrects_line"], rejected["registration_1"]) == (
        "M1",
        "3",
        "'=1+1",
    )
    assert "city is empty" in rejected["wrong"]

    later = file_of(line("M1", 1, corrects_line="3"))
    corrected = {"received_at": local_now(), "document": paper("later.csv", later.decode())}
    assert opened.post(MARA, "schedule_corrected", CODE, 1, **corrected).status_code == 302
    assert opened.post(MARA, "schedule_asked", CODE, 1).status_code == 302
    schedule = Schedule.objects.get()
    asked = schedule.item.posting
    assert asked is not None
    assert opened.post(SOLOMON, "approve_request", asked.request_hash).status_code == 302
    schedule.item.refresh_from_db()
    assert schedule.item.state == "POSTED"
    issued = RightsCertificate.objects.filter(issued_by=schedule.item.entry).order_by("number")
    assert [one.rights for one in issued] == [3, 1, 2, certificate.rights - 6]
    page = opened.page(MARA, "schedule", CODE, 1)
    assert "By the books the entry closed" in page
    assert "held for consultation with the company" in page.lower()
    assert "Days on which schedules were posted" in opened.page(MARA, "schedules", CODE)
