"""The account with the Company by service: fees from schedule to receipt, expenses, demands (§18(a))."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from agreement.errors import RightsError
from agreement.fees import CountedAct
from registry.models import (
    Approval,
    AuditRecord,
    CompanyReceipt,
    ExpenseKind,
    FeeInvoice,
    FeeSchedule,
    LetterKind,
    PaperDue,
    RightsAgreement,
)
from registry.selectors.company_account import demands, fees_paid, invoices
from registry.services import approvals
from registry.services import company_account as account
from tests.certificates.runs import Press, make_press
from tests.registry.presented import Counter, countersigned

pytestmark = pytest.mark.servers
SIGNED = CountedAct.CERTIFICATE_COUNTERSIGNED
JUNE = account.Billing(date(2003, 6, 1), date(2003, 6, 30), 2003)


@pytest.fixture
def press(db: None) -> Press:
    """A plan whose three certificates are countersigned, on a day of July."""
    press = make_press(certificates=3)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    Counter(press).post(Counter(press).receive(1, rights=1))
    press.plan.at = datetime(2003, 7, 1, 17, 0, tzinfo=UTC)
    return press


def agreed(press: Press, *, since: date = date(2003, 1, 1), transfer: str = "") -> FeeSchedule:
    """A schedule asked by one person and filed by another."""
    fees = {SIGNED: Decimal("2.00")}
    if transfer:
        fees[CountedAct.TRANSFER_POSTED] = Decimal(transfer)
    asked = account.request_schedule(
        press.agreement,
        account.FeesAgreed(since, Decimal("12000.00"), fees),
        document=press.plan.document,
        maker=press.plan.maker,
        at=press.plan.tick(),
    )
    return press.approve(asked)


def billed(press: Press, billing: account.Billing = JUNE) -> FeeInvoice:
    """An invoice asked by one person and issued by another."""
    asked = account.request_invoice(press.agreement, billing, maker=press.plan.maker, at=press.plan.tick())
    return press.approve(asked)


def paid(press: Press, asked: Any, amount: str, *, on: date = date(2003, 7, 1)) -> CompanyReceipt:
    return account.record_receipt(
        asked,
        account.MoneyTold(Decimal(amount), on),
        document=press.plan.document,
        by=press.plan.maker,
        at=press.plan.tick(),
    )


def refused(call: Any, *args: Any, **told: Any) -> str:
    """The code with which a call is refused."""
    with pytest.raises(RightsError) as refusal:
        call(*args, **told)
    return refusal.value.code


@pytest.mark.row("R-18a-1")
def test_an_invoice_counts_from_the_books_and_is_issued_by_two_people(press: Press) -> None:
    agreed(press, transfer="15.00")
    preview = account.preview_invoice(press.agreement, JUNE, at=press.plan.at)
    assert [(line.counted, line.count, line.amount) for line in preview.lines] == [
        ("CERTIFICATE_COUNTERSIGNED", 3, Decimal("6.00")),
        ("TRANSFER_POSTED", 1, Decimal("15.00")),
        ("ANNUAL", 1, Decimal("12000.00")),
    ]
    assert all(line.source for line in preview.lines)
    assert "certificates 1 to 3" in preview.lines[0].source
    invoice = billed(press)
    assert (invoice.number, invoice.total) == (1, Decimal("12021.00"))
    assert invoice.approval.maker != invoice.approval.approver
    assert invoice.letter.paper_kind == LetterKind.FEE_INVOICE
    assert invoice.letter.facts["total"] == "12021.00"
    assert AuditRecord.objects.filter(act="FEE_INVOICE_ISSUED").count() == 1


@pytest.mark.refusal("FEE_SCHEDULE_MISSING")
@pytest.mark.row("R-18a-1")
def test_without_a_schedule_nothing_is_billed(press: Press) -> None:
    told = {"maker": press.plan.maker, "at": press.plan.at}
    assert refused(account.request_invoice, press.agreement, JUNE, **told) == "FEE_SCHEDULE_MISSING"
    agreed(press, since=date(2003, 7, 1))
    told["at"] = press.plan.tick()
    assert refused(account.request_invoice, press.agreement, JUNE, **told) == "FEE_SCHEDULE_MISSING"


def test_no_day_and_no_year_is_billed_twice_and_none_before_it_is_over(press: Press) -> None:
    agreed(press)
    billed(press)
    told = {"maker": press.plan.maker, "at": press.plan.tick()}
    again = account.Billing(date(2003, 6, 30), date(2003, 6, 30))
    assert refused(account.request_invoice, press.agreement, again, **told) == "FEE_PERIOD_BILLED"
    may = account.Billing(date(2003, 5, 1), date(2003, 5, 31), 2003)
    assert refused(account.request_invoice, press.agreement, may, **told) == "ANNUAL_FEE_BILLED"
    today = account.Billing(date(2003, 7, 1), date(2003, 7, 1), 2004)
    assert refused(account.request_invoice, press.agreement, today, **told) == "FEE_PERIOD_NOT_OVER"
    nothing = account.Billing(date(2003, 5, 1), date(2003, 5, 31))
    assert refused(account.request_invoice, press.agreement, nothing, **told) == "FEE_NOTHING_TO_BILL"
    with pytest.raises(RightsError) as early:
        agreed(press, since=date(2003, 6, 15))
    assert early.value.code == "FEE_SCHEDULE_TOO_EARLY"


@pytest.mark.refusal("ACCOUNT_REQUEST_WAITS")
def test_no_invoice_is_asked_for_while_another_waits_for_its_second_person(press: Press) -> None:
    agreed(press)

    def ask(billing: account.Billing) -> Approval:
        return account.request_invoice(press.agreement, billing, maker=press.plan.maker, at=press.plan.tick())

    first, june = ask(JUNE), account.Billing(date(2003, 6, 1), date(2003, 6, 30))
    assert refused(ask, june) == "ACCOUNT_REQUEST_WAITS"
    assert refused(ask, account.Billing(date(2003, 5, 1), date(2003, 5, 31), 2003)) == "ACCOUNT_REQUEST_WAITS"
    assert Approval.objects.filter(kind="ISSUE_FEE_INVOICE").count() == 1
    approvals.reject(
        first.request_hash, rejecter=press.plan.approver, reason="Of another year", at=press.plan.tick()
    )
    invoice = press.approve(ask(june))
    assert invoice.total == Decimal("6.00")
    assert refused(ask, june) == "FEE_PERIOD_BILLED"
    assert FeeInvoice.objects.count() == 1


@pytest.mark.row("R-18a-1", "R-20c-1")
def test_part_payments_make_the_fees_paid_of_the_year(press: Press) -> None:
    agreed(press)
    invoice = billed(press)
    paid(press, invoice, "12000.00")
    wrong = paid(press, invoice, "5.00")
    assert refused(paid, press, invoice, "1.01") == "RECEIPT_EXCEEDS_SUM"
    assert refused(paid, press, invoice, "1.00", on=date(2003, 7, 3)) == "ACCOUNT_DAY_IMPOSSIBLE"
    told = {"reason": "Of another client", "by": press.plan.maker, "at": press.plan.tick()}
    back = account.take_back(wrong, **told)
    assert (back.amount, back.received_on) == (Decimal("-5.00"), wrong.received_on)
    assert refused(account.take_back, wrong, **told) == "RECEIPT_TAKEN_BACK"
    assert refused(account.take_back, back, **told) == "RECEIPT_TAKEN_BACK"
    paid(press, invoice, "6.00")
    assert invoices(press.agreement).get().received == invoice.total == Decimal("12006.00")
    found = fees_paid(press.agreement, at=press.plan.tick())
    assert found.by_year == ((2003, Decimal("12006.00")),)
    assert found.last_twelve_months == Decimal("12006.00")


def test_the_database_itself_refuses_what_is_beyond_the_sum_or_does_not_add_up(press: Press) -> None:
    agreed(press)
    invoice = billed(press)
    row = paid(press, invoice, "1.00")
    copied = "agreement_id, invoice_id, received_on, document_id, reason, recorded_at, recorded_by_id"
    raw = (
        f"INSERT INTO registry_companyreceipt ({copied}, number, amount)"
        f" SELECT {copied}, 9, %s FROM registry_companyreceipt WHERE id = %s"
    )
    with pytest.raises(DatabaseError, match="RECEIPT_EXCEEDS_SUM"), transaction.atomic():
        connection.cursor().execute(raw, [Decimal("12005.01"), row.pk])
    fields = "agreement_id, schedule_id, letter_id, approval_id, lines, recorded_at, first_day, last_day"
    raw = (
        f"INSERT INTO registry_feeinvoice ({fields}, number, total)"
        f" SELECT {fields}, 9, total FROM registry_feeinvoice"
    )
    with pytest.raises(DatabaseError, match="FEE_PERIOD_BILLED"), transaction.atomic():
        connection.cursor().execute(raw)


def test_an_invoice_is_withdrawn_by_two_before_it_is_paid_and_its_days_are_billed_anew(press: Press) -> None:
    agreed(press)
    invoice = billed(press)
    told = {"reason": "The annual fee was waived", "maker": press.plan.maker}
    receipt = paid(press, invoice, "1.00")
    assert refused(account.request_withdrawal, invoice, **told, at=press.plan.tick()) == "INVOICE_PAID_UPON"
    account.take_back(receipt, reason="Bounced", by=press.plan.maker, at=press.plan.tick())
    press.approve(account.request_withdrawal(invoice, **told, at=press.plan.tick()))
    assert PaperDue.objects.get(pk=invoice.letter_id).closed_at is not None
    assert refused(paid, press, invoice, "1.00") == "INVOICE_WITHDRAWN"
    anew = billed(press, account.Billing(date(2003, 6, 1), date(2003, 6, 30)))
    assert (anew.number, anew.total) == (2, Decimal("6.00"))


@pytest.mark.refusal("VOUCHER_MISSING")
@pytest.mark.row("R-18a-2")
def test_postage_of_1288_43_is_demanded_on_1_july_and_paid_in_parts(press: Press) -> None:
    told = account.ExpenseTold(
        ExpenseKind.POSTAGE, "First-class mail of the certificates", date(2003, 6, 27), Decimal("1288.43")
    )
    by = {"by": press.plan.maker, "at": press.plan.tick()}
    assert refused(account.record_expense, press.agreement, told, voucher=None, **by) == "VOUCHER_MISSING"
    expense = account.record_expense(press.agreement, told, voucher=press.plan.document, **by)
    assert expense.demand is None
    asked = account.request_demand(press.agreement, [1], maker=press.plan.maker, at=press.plan.tick())
    demand = press.approve(asked)
    assert (demand.number, demand.demanded_on, demand.total) == (1, date(2003, 7, 1), Decimal("1288.43"))
    assert demand.letter.paper_kind == LetterKind.EXPENSE_DEMAND
    expense.refresh_from_db()
    assert expense.demand == demand
    told_again = {"maker": press.plan.maker, "at": press.plan.tick()}
    assert refused(account.request_demand, press.agreement, [1], **told_again) == "EXPENSE_DEMANDED"
    assert refused(account.request_demand, press.agreement, [7], **told_again) == "ACCOUNT_RECORD_NOT_FOUND"
    paid(press, demand, "1000.00")
    assert refused(paid, press, demand, "288.44") == "RECEIPT_EXCEEDS_SUM"
    paid(press, demand, "288.43")
    assert demands(press.agreement).get().received == demand.total
    assert fees_paid(press.agreement, at=press.plan.tick()).by_year == ()  # expenses are no fees


def test_the_one_who_asked_does_not_approve_a_fee(press: Press) -> None:
    asked = account.request_schedule(
        press.agreement,
        account.FeesAgreed(date(2003, 1, 1), Decimal(1), {}),
        document=press.plan.document,
        maker=press.plan.maker,
        at=press.plan.tick(),
    )
    later = press.plan.at + timedelta(minutes=1)
    told = {"approver": press.plan.maker, "at": later}
    assert refused(approvals.approve, asked.request_hash, **told) == "APPROVAL_NEEDS_ANOTHER_PERSON"
    empty = account.FeesAgreed(date(2003, 1, 1), Decimal(0), {})
    told = {"document": press.plan.document, "maker": press.plan.maker, "at": later}
    assert refused(account.request_schedule, press.agreement, empty, **told) == "FEE_SCHEDULE_EMPTY"
