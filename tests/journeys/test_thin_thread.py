"""A transfer and an exercise through the console: clean, held under 20(k), paid short and then in full."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from agreement.workflow.items import TRANSFER_CHECKS
from certificates.models import PrintRun
from exercises.models import Election, Payment
from registry import clock
from registry.models import (
    Approval,
    AuditRecord,
    BookEntry,
    Document,
    Item,
    RegisteredHolder,
    RightsCertificate,
)
from registry.verifier import verify
from tests.journeys.exercising import amount_due
from tests.journeys.stage import INES, MARA, ROWAN, SOLOMON, Stage, paper, work

CODE = "AHS-2003"
CLEAN = {"answers-statement_1": "NO", "answers-statement_2": "NO"}


@pytest.fixture
def opened(stage: Stage) -> Stage:
    """The books open, every certificate countersigned by hand."""
    stage.open_books()
    stage.countersign()
    return stage


def clean_certificates(stage: Stage) -> list[RightsCertificate]:
    """Certificates without a legend, the smallest first."""
    found = RightsCertificate.objects.filter(agreement=stage.agreement, taint_class="", rights__gt=50)
    return list(found.order_by("rights", "number")[:4])


def signature(prefix: str, certificate: RightsCertificate) -> dict[str, str]:
    """The registered holder's signature, guaranteed by a bank."""
    return {
        f"{prefix}-signed_name": certificate.registration,
        f"{prefix}-guarantor_kind": "BANK_OR_TRUST_COMPANY",
        f"{prefix}-guarantor_name": "Harbor Bank",
    }


def presented(certificate: RightsCertificate, **told: Any) -> dict[str, Any]:
    """What every presentation says, received an instant ago."""
    return {
        "paper-received_at": local_now(),
        "paper-presenter": "By mail",
        "paper-certificates": f"R-{certificate.number:07d}",
        "paper-document": paper(f"{certificate.number}.txt", f"Certificate {certificate.number}, {told}"),
        **signature("form", certificate),
        **signature("certification", certificate),
        "tax-tax": "NONE_ASKED",
        # What no line takes is asked back; what is no transfer asks for no balance.
        "balance-rights": certificate.rights - told["line1-rights"] if "line1-rights" in told else "",
        **CLEAN,
        **told,
    }


def local_now() -> str:
    """The wall clock of the agreement, to the second."""
    return clock.now().astimezone(ZoneInfo("America/Los_Angeles")).strftime("%Y-%m-%dT%H:%M:%S")


def transferee(rights: int) -> dict[str, Any]:
    """One line of an assignment."""
    return {
        "line1-registration": "Juniper Trust",
        "line1-rights": rights,
        "line1-address": "4 Juniper Way",
        "line1-city": "Salem",
        "line1-region": "OR",
        "line1-postal_code": "97301",
        "line1-country": "US",
    }


def open_hash(stage: Stage) -> str:
    """The request that waits."""
    return Approval.objects.get(
        agreement=stage.agreement, approver__isnull=True, rejected_by__isnull=True
    ).request_hash


@pytest.mark.row("R-6a-6", "R-8-1", "R-6a-13", "R-XB-10")
def test_6a_a_clean_transfer_is_posted_with_a_second_person(opened: Stage) -> None:
    certificate = clean_certificates(opened)[0]
    form = opened.page(MARA, "receive_transfer", CODE)
    assert " checked" not in form  # nothing is preselected
    before = opened.head()
    answer = opened.post(MARA, "receive_transfer", CODE, **presented(certificate, **transferee(40)))
    assert answer.status_code == 302, answer.content.decode()
    shown = opened.page(MARA, "item", CODE, 1)
    assert shown.count("In order") == len(TRANSFER_CHECKS)
    assert "Ask for approval of the posting" in shown
    assert "Ask for the posting of item 1" in opened.page(MARA, "home")
    assert opened.head() == before
    assert opened.post(MARA, "item_asked", CODE, 1).status_code == 302
    waiting = open_hash(opened)
    request = opened.page(SOLOMON, "request", waiting)
    assert "Juniper Trust" in request  # beside the request, not in it
    assert reverse("item", args=[CODE, 1]) in request
    scan = Item.objects.get(number=1).papers.get().document
    assert reverse("document", args=[scan.pk]) in request  # the second person reads what was presented
    taken = opened.client(SOLOMON).get(reverse("document", args=[scan.pk]))
    assert b"".join(taken.streaming_content).decode().startswith(f"Certificate {certificate.number}")
    assert taken["Content-Disposition"].startswith("attachment")
    assert AuditRecord.objects.filter(act="DOCUMENT_TAKEN", subject=f"DOC-{scan.pk}").count() == 1
    assert "Juniper" not in str(Approval.objects.get(request_hash=waiting).request)
    assert opened.post(MARA, "item_asked", CODE, 1).status_code == 409
    assert opened.post(MARA, "approve_request", waiting).status_code == 403
    assert opened.head() == before
    assert opened.post(SOLOMON, "approve_request", waiting).status_code == 302
    assert opened.head()[0] == before[0] + 1
    entry = BookEntry.objects.get(agreement=opened.agreement, item_number=1)
    new = list(RightsCertificate.objects.filter(issued_by=entry).order_by("number"))
    assert [one.rights for one in new] == [40, certificate.rights - 40]
    assert RegisteredHolder.objects.get(registration="Juniper Trust").lots.count() == 1
    assert "Cancelled" in opened.page(INES, "certificate", CODE, certificate.number)
    posted = opened.page(INES, "item", CODE, 1)
    assert f"Posted as entry {entry.number}" in posted
    assert all(reverse("certificate", args=[CODE, one.number]) in posted for one in new)
    assert (
        "Transfer 1"
        in opened.page(INES, "items", CODE)
        + opened.client(INES).get(reverse("items", args=[CODE]), {"show": "all"}).content.decode()
    )
    assert opened.post(MARA, "item_asked", CODE, 1).status_code == 409
    assert verify().findings == []


@pytest.mark.row("R-20k-1", "R-20k-2", "R-6a-3")
def test_20k_a_blank_certification_is_held_until_the_company_answers(opened: Stage) -> None:
    certificate = clean_certificates(opened)[0]
    before = opened.head()
    blank = {**presented(certificate, **transferee(40)), "answers-statement_2": "BLANK"}
    assert opened.post(MARA, "receive_transfer", CODE, **blank).status_code == 302
    shown = opened.page(MARA, "item", CODE, 1)
    for words in (
        "HELD_20K",
        "AGREEMENT",
        "§20(k)",
        "statement 2 has no box ticked",
        "No day and no job ends",
    ):
        assert words in shown, words
    assert "Ask for approval of the posting" not in shown
    refused = opened.post(MARA, "item_asked", CODE, 1)
    assert refused.status_code == 422
    assert "CONSULTATION_MISSING" in refused.content.decode()
    assert opened.post(MARA, "item_refusal", CODE, 1, reason="blank").status_code == 422
    opened.post(MARA, "item_examined", CODE, 1)
    work()
    assert Item.objects.get(number=1).state == "HELD_20K"
    assert "whether item 1, held for its certification, goes on" in opened.page(ROWAN, "home")
    assert "held for its certification" not in opened.page(INES, "home")
    assert opened.head() == before
    told = {
        "answered_by": "Rowan T. Ellery",
        "answered_by_title": "President",
        "answered_at": local_now(),
        "said": "The Company raises no objection.",
        "document": paper("answer.txt", "No objection."),
    }
    assert opened.post(MARA, "item_consultation", CODE, 1, **told).status_code == 422  # no answer chosen
    told["document"] = paper("answer.txt", "No objection.")
    asked = opened.post(MARA, "item_consultation", CODE, 1, **told, answer="PROCEED")
    assert asked.status_code == 302, asked.content.decode()
    assert Item.objects.get(number=1).state == "HELD_20K"
    waiting = open_hash(opened)
    assert "no objection" in opened.page(SOLOMON, "request", waiting)
    assert "objection" not in str(Approval.objects.get(request_hash=waiting).request)
    assert opened.post(SOLOMON, "approve_request", waiting).status_code == 302
    assert Item.objects.get(number=1).state == "EXAMINED"
    assert opened.post(MARA, "item_asked", CODE, 1).status_code == 302
    assert opened.post(SOLOMON, "approve_request", open_hash(opened)).status_code == 302
    assert Item.objects.get(number=1).state == "POSTED"
    assert verify().findings == []


@pytest.mark.row("R-20k-1")
def test_20k_the_company_says_no_and_the_papers_go_back(opened: Stage) -> None:
    certificate = clean_certificates(opened)[0]
    affirmed = {**presented(certificate, **transferee(40)), "answers-statement_1": "YES"}
    opened.post(MARA, "receive_transfer", CODE, **affirmed)
    before = opened.head()
    told = {
        "answered_by": "Rowan T. Ellery",
        "answered_by_title": "President",
        "answered_at": local_now(),
        "said": "Do not register it.",
        "answer": "REFUSE",
        "document": paper("answer.txt", "Do not."),
    }
    assert opened.post(MARA, "item_consultation", CODE, 1, **told).status_code == 302
    assert opened.post(SOLOMON, "approve_request", open_hash(opened)).status_code == 302
    item = Item.objects.get(number=1)
    assert item.state == "REFUSED"
    assert item.certificates.get().returned_at is None
    assert opened.head() == before
    assert "The papers are to be returned" in opened.page(INES, "item", CODE, 1)


@pytest.mark.row("R-7a-2", "R-7a-3", "R-7a-4", "R-XB-11", "R-XB-12")
def test_7a_part_of_a_certificate_is_exercised_when_the_price_is_paid_in_full(opened: Stage) -> None:
    certificate = clean_certificates(opened)[1]
    election = {
        "election-rights_exercised": 30,
        "election-securities_registration": certificate.registration,
        "election-address": "1 Market Street",
        "election-city": "San Francisco",
        "election-country": "US",
        "election-securities_number": "123-45-6789",
        "election-balance_number": "123-45-6789",
    }
    before = opened.head()
    answer = opened.post(MARA, "receive_exercise", CODE, **presented(certificate, **election))
    assert answer.status_code == 302, answer.content.decode()
    item = Item.objects.get(number=1)
    assert item.state == "AWAITING_PAYMENT"
    price = Election.objects.get(item=item)
    assert price.record_date is None
    due = opened.page(MARA, "exercise", CODE, 1)
    assert "PAYMENT_SHORT" in due
    assert "•••••6789" in due
    assert "123-45-6789" not in due
    total = amount_due(due)
    for cents, state in ((1, "AWAITING_PAYMENT"), (0, "COMPLETE")):
        amount = total - cents if cents else 1
        assert pay(opened, amount, number=f"C-{cents}").status_code == 302
        assert Item.objects.get(number=1).state == state
        if cents:
            assert "short $0.01" in opened.page(MARA, "exercise", CODE, 1)
            assert opened.post(MARA, "exercise_asked", CODE, 1).status_code == 422
            assert pay(opened, 1, number="C-1").status_code == 409  # one instrument serves once
    fixed = Election.objects.get(item=item)
    assert fixed.record_date == clock.now().astimezone(ZoneInfo("America/Los_Angeles")).date()
    assert opened.head() == before
    assert opened.post(MARA, "exercise_asked", CODE, 1).status_code == 302
    assert opened.post(SOLOMON, "approve_request", open_hash(opened)).status_code == 302
    item.refresh_from_db()
    assert item.state == "POSTED"
    assert item.entry is not None
    assert (item.entry.kind, item.entry.rights_retired) == ("EXERCISE", 30)
    balance = RightsCertificate.objects.get(issued_by=item.entry)
    assert (balance.rights, balance.registration) == (certificate.rights - 30, certificate.registration)
    posted = opened.page(INES, "exercise", CODE, 1)
    assert "Requisition of the securities" in posted
    assert "The way out" in posted
    opened.post(MARA, "lock_run", CODE, entry=item.entry.number)
    work()
    run = PrintRun.objects.get(entries=item.entry)
    assert (run.first_number, run.last_number) == (balance.number, balance.number)
    assert Payment.objects.count() == 2
    assert Document.objects.filter(kind="PAYMENT").count() == 2
    assert verify().findings == []


def pay(opened: Stage, cents: int, *, number: str) -> Any:
    """A cashier's check to the order of the Company."""
    return opened.post(
        MARA,
        "exercise_payment",
        CODE,
        1,
        received_at=local_now(),
        means="CASHIERS_CHECK",
        amount=f"{cents // 100}.{cents % 100:02d}",
        drawer_bank="Harbor Bank",
        instrument_number=number,
        payee="COMPANY",
        document=paper(f"{number}.txt", f"Check {number} over {cents} cents"),
    )
