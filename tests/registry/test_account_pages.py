"""The account with the Company in the console: billed, paid, demanded, exported; officers see their part."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from registry.models import Document, FeeInvoice, IssuerAccess, RightsAgreement
from registry.roles import Role
from tests.certificates.runs import Press, make_press
from tests.registry.company_desk import person
from tests.registry.console import Console, open_console, paper
from tests.registry.presented import countersigned

pytestmark = pytest.mark.servers
TODAY = datetime(2003, 7, 1, 17, 0, tzinfo=UTC)
PERIOD = {"first_day": "2003-06-01", "last_day": "2003-06-30", "annual_year": "2003"}


@pytest.fixture
def console(db: None, settings: Any) -> Console:
    """A plan with three countersigned certificates, on the first of July."""
    press: Press = make_press(certificates=3)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    settings.DEMO, settings.CLOCK_OFFSET = True, TODAY - datetime.now(UTC)
    return open_console(press.agreement, maker=press.plan.maker, approver=press.plan.approver, at=TODAY)


def file_schedule(console: Console) -> None:
    told = {"in_force_from": "2003-01-01", "annual_fee": "12000", "fee_CERTIFICATE_COUNTERSIGNED": "2.00"}
    console.done("account_record", "schedule", **told, document=paper())
    console.approve()


def issue(console: Console) -> FeeInvoice:
    file_schedule(console)
    console.done("account_bill", **PERIOD)
    console.approve()
    return FeeInvoice.objects.get()


@pytest.mark.row("R-18a-1", "R-20c-1")
def test_an_invoice_is_previewed_asked_approved_printed_and_paid(console: Console) -> None:
    assert "No fee schedule is on file" in console.see("account")
    refused = console.get("account_bill", **PERIOD)
    assert refused.status_code == 400
    assert "No fee schedule in force on 2003-06-01" in refused.content.decode()
    file_schedule(console)
    preview = console.see("account_bill", **PERIOD)
    for words in ("Rights Certificates countersigned", "certificates 1 to 3", "$12,006.00"):
        assert words in preview
    console.done("account_bill", **PERIOD)
    assert "$12,006.00" in console.see("account")  # waits for a second person
    console.approve()
    invoice = FeeInvoice.objects.get()
    page = console.see("account_invoice", 1)
    for words in ("Annual fee for 2003", "$12,000.00", "$6.00", "Nothing was received"):
        assert words in page
    pdf = console.get("account_paper", invoice.letter_id)
    text = " ".join(" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Invoice 1 for services" in text or "INVOICE 1 FOR SERVICES" in text
    assert "The sum of this invoice is $12,006.00" in text
    over = {"amount": "12006.01", "received_on": "2003-07-01"}
    assert "is more than the" in console.refused(
        "account_step", "invoices", 1, "receipt", **over, document=paper()
    )
    part = {"amount": "12000.00", "received_on": "2003-07-01"}
    console.done("account_step", "invoices", 1, "receipt", **part, document=paper())
    assert "Paid in part" in console.see("account")
    rest = {"amount": "6.00", "received_on": "2003-07-01"}
    console.done("account_step", "invoices", 1, "receipt", **rest, document=paper())
    account = console.see("account", by="ines")
    assert "paid in 2003" in account
    assert account.count("$12,006.00") >= 3


@pytest.mark.row("R-18a-2")
def test_an_expense_without_a_voucher_is_refused_and_with_one_demanded(console: Console) -> None:
    told = {"kind": "POSTAGE", "what": "First-class mail", "incurred_on": "2003-06-27", "amount": "1288.43"}
    files = Document.objects.count()
    assert "Attach the voucher" in console.refused("account_record", "expense", **told)
    assert Document.objects.count() == files
    console.done("account_record", "expense", **told, document=paper())
    console.done("account_record", "demand", chosen=["1"])
    console.approve()
    page = console.see("account_tab", "expenses")
    for words in ("Demand 1 of 1 July 2003", "$1,288.43", "First-class mail"):
        assert words in page
    rows = list(csv.reader(io.StringIO(exported(console, "expenses"))))
    assert rows[1][:5] == ["1", "Postage", "First-class mail", "2003-06-27", "1288.43"]
    assert rows[1][6:] == ["1", "2003-07-01"]


def exported(console: Console, what: str) -> str:
    answer = console.get("account_export", what, by="ines")
    return b"".join(answer.streaming_content).decode()


def test_the_officer_sees_invoices_and_nothing_else_of_its_own_company_alone(console: Console) -> None:
    invoice = issue(console)
    assert "Invoice 1" in console.see("account", by="rowan")
    assert "Fee schedules" not in console.see("account", by="rowan")
    assert "Counted from" in console.see("account_invoice", 1, by="rowan")
    assert console.get("account_paper", invoice.letter_id, by="rowan").status_code == 200
    assert console.get("letter_paper", invoice.letter_id, by="rowan").status_code == 403
    for tab in ("expenses", "matters", "advice"):
        assert console.get("account_tab", tab, by="rowan").status_code == 403
    console.people["nell"] = person("nell", Role.ISSUER_OFFICER)
    for view, *args in (("account",), ("account_invoice", 1), ("account_paper", invoice.letter_id)):
        assert console.get(view, *args, by="nell").status_code == 404
    assert IssuerAccess.objects.count() == 1


def test_a_receipt_is_taken_back_and_an_invoice_withdrawn_on_the_pages(console: Console) -> None:
    issue(console)
    told = {"amount": "5.00", "received_on": "2003-07-01"}
    console.done("account_step", "invoices", 1, "receipt", **told, document=paper())
    assert "was received for invoice 1" in console.refused(
        "account_step", "invoices", 1, "withdrawal", reason="Waived"
    )
    console.done("account_step", "receipts", 1, "taken-back", reason="Another client's")
    console.done("account_step", "invoices", 1, "withdrawal", reason="Waived")
    console.approve()
    page = console.see("account_invoice", 1)
    for words in ("Withdrawn", "Waived", "takes Receipt 1 back"):
        assert words in page
    assert list(csv.reader(io.StringIO(exported(console, "invoices"))))[1][7] == "Withdrawn"


@pytest.mark.row("R-18a-3", "R-20f-1", "R-20i-1", "R-20a-1")
def test_what_stands_beside_the_money_is_recorded_on_the_pages(console: Console) -> None:
    day, later = date(2003, 6, 30).isoformat(), (date(2003, 6, 30) + timedelta(days=365)).isoformat()
    console.done("account_record", "matter", kind="CLAIM", logged_on=day, about="Delay")
    console.done("account_step", "matters", 1, "note", happened_on=day, said="Answered by counsel")
    asked = {"what": "Specimen signatures", "why": "Executions", "asked_of": "The Secretary", "asked_on": day}
    console.done("account_record", "request", **asked)
    console.done("account_step", "requests", 1, "fulfilment", fulfilled_on=day, document=paper())
    house = {"name": "Quay Mailing Inc.", "works": ["MAILING"], "scope": "Mails", "jobs": "3"}
    days = {"engaged_from": day, "review_on": later}
    assert "whole numbers" in console.refused(
        "account_record", "delegate", **(house | {"jobs": "three"}), **days, document=paper()
    )
    console.done("account_record", "delegate", **house, **days, document=paper())
    work = {"work": "MAILING", "done_on": day, "what": "Handed over"}
    assert "is not engaged for this work" in console.refused(
        "account_step", "delegates", 1, "work", **work, job="4"
    )
    console.done("account_step", "delegates", 1, "work", **work, job="3")
    console.done(
        "account_step", "delegates", 1, "review", reviewed_on=day, found="Well", next_review_on=later
    )
    console.done("account_step", "delegates", 1, "end", until=day)
    given = {"counsel": "Tern LLP", "counsel_kind": "AGENT", "dated_on": day, "about": "It may be released"}
    assert "item or request" in console.refused("account_record", "advice", **given, document=paper())
    file_schedule(console)
    decision = schedule_asked(console)
    console.done("account_record", "advice", **given, decision=decision, document=paper())
    assert "Tern LLP" in console.client("maker").get(reverse("request", args=[decision])).content.decode()
    for tab, words in (
        ("matters", "Answered by counsel"),
        ("requests", "Fulfilled"),
        ("delegates", "Handed over"),
        ("advice", "It may be released"),
    ):
        assert words in console.see("account_tab", tab, by="ines")


def schedule_asked(console: Console) -> str:
    """The hash of the request for the schedule."""
    return console.agreement.fee_schedules.get().approval.request_hash
