"""Invoices for a period: counted from the books, asked by one person, approved by another (§18(a))."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from agreement.fees import InvoiceLine, price, schedule_of_period, total_of
from agreement.refusals import refuse
from registry.models import (
    Approval,
    FeeInvoice,
    FeeSchedule,
    InvoiceWithdrawal,
    LetterKind,
    PaperDue,
    RightsAgreement,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.selectors.company_account import acts_counted, fee_terms, received_for, standing_invoices
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import money_text, must_not_wait, next_number, words_given
from registry.services.letters.papers import ask_for_paper, close_papers, company_addressed
from registry.services.refusals import told_as_errors

ISSUE_FEE_INVOICE = "ISSUE_FEE_INVOICE"
WITHDRAW_FEE_INVOICE = "WITHDRAW_FEE_INVOICE"


@dataclass(frozen=True, slots=True)
class Billing:
    """What an invoice is asked for: the days of its period, the year whose annual fee is on it, if any."""

    first_day: date
    last_day: date
    annual_year: int | None = None


@dataclass(frozen=True, slots=True)
class InvoicePreview:
    """The very lines and the total that an invoice would have, and the schedule they are priced by."""

    schedule: int
    lines: tuple[InvoiceLine, ...]
    total: Decimal


def preview_invoice(agreement: RightsAgreement, billing: Billing, *, at: datetime) -> InvoicePreview:
    """What an invoice of a period would say; nothing is written.

    Raises FEE_PERIOD_EMPTY, FEE_SCHEDULE_MISSING, FEE_PERIOD_DIVIDED, FEE_PERIOD_NOT_OVER, FEE_PERIOD_BILLED,
    ANNUAL_FEE_BILLED, FEE_NOTHING_TO_BILL.

    Agreement: 18(a).
    """
    first, last = billing.first_day, billing.last_day
    schedule = schedule_of_period(first, last, fee_terms(agreement))
    if last >= local_day(agreement, at=at):
        raise refuse("FEE_PERIOD_NOT_OVER", last=last)
    _must_not_be_billed(agreement, billing)
    counts = acts_counted(agreement, counted=tuple(schedule.fee_per_unit), first=first, last=last)
    lines = price(schedule, counts, annual_year=billing.annual_year)
    return InvoicePreview(schedule.number, lines, total_of(lines))


@transaction.atomic(durable=True)
def request_invoice(agreement: RightsAgreement, billing: Billing, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to issue an invoice with the lines as counted now.

    Raises ACCOUNT_REQUEST_WAITS while another invoice waits for its second person, and as previewing it does.

    Agreement: 18(a).
    """
    must_be_staff(maker, act="billing the Company")
    locked = lock_books(agreement)
    must_not_wait(locked, kind=ISSUE_FEE_INVOICE, at=at)
    request = _request(locked, billing, at=at)
    return approvals.request_approval(
        locked,
        kind=ISSUE_FEE_INVOICE,
        request=request,
        summary=f"Issue invoice {request['number']} to {locked.company_name}, {billing.first_day} to "
        f"{billing.last_day}: ${Decimal(request['total']):,.2f}",
        maker=maker,
        at=at,
    )


def perform_invoice(approval: Approval, *, at: datetime) -> FeeInvoice:
    """The invoice is issued with its letter, counted again: nothing may have changed since it was asked.

    Raises REQUEST_CHANGED_AFTER_APPROVAL, and as previewing it does.

    Agreement: 18(a).
    """
    assert approval.agreement is not None
    agreement, asked = lock_books(approval.agreement), approval.request
    billing = Billing(
        date.fromisoformat(asked["first_day"]), date.fromisoformat(asked["last_day"]), asked["annual_year"]
    )
    if _request(agreement, billing, at=at) != asked:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    approver = approval.approver
    assert approver is not None
    schedule = FeeSchedule.objects.get(agreement=agreement, number=asked["schedule"])
    letter = ask_for_paper(
        agreement,
        kind=LetterKind.FEE_INVOICE,
        facts=_letter_facts(agreement, asked, schedule=schedule, at=at),
        section="18(a)",
        by=approver,
        at=at,
    )
    with told_as_errors():
        made = FeeInvoice.objects.create(
            agreement=agreement,
            number=asked["number"],
            first_day=billing.first_day,
            last_day=billing.last_day,
            schedule=schedule,
            annual_year=billing.annual_year,
            lines=asked["lines"],
            total=Decimal(asked["total"]),
            letter=letter,
            approval=approval,
            recorded_at=at,
        )
    details = {"total": asked["total"], "letter": letter.pk}
    _note(made, act="FEE_INVOICE_ISSUED", details=details, by=approver, at=at)
    return made


@transaction.atomic(durable=True)
def request_withdrawal(invoice: FeeInvoice, *, reason: str, maker: User, at: datetime) -> Approval:
    """Ask a second person to withdraw an invoice that nothing was paid upon.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING, INVOICE_WITHDRAWN, INVOICE_PAID_UPON.

    Agreement: 18(a).
    """
    must_be_staff(maker, act="withdrawing an invoice")
    agreement = lock_books(invoice.agreement)
    why = words_given(reason, name="reason")
    _must_be_withdrawable(agreement, invoice.number)
    return approvals.request_approval(
        agreement,
        kind=WITHDRAW_FEE_INVOICE,
        request={
            "act": WITHDRAW_FEE_INVOICE,
            "agreement": agreement.code,
            "invoice": invoice.number,
            "fee_invoice": invoice.pk,
            "reason": why,
        },
        summary=f"Withdraw invoice {invoice.number}: {why}",
        maker=maker,
        at=at,
    )


def perform_withdrawal(approval: Approval, *, at: datetime) -> InvoiceWithdrawal:
    """The invoice is withdrawn: its letter is not to be sent, its days may be billed anew.

    Agreement: 18(a).
    """
    assert approval.agreement is not None
    agreement, asked = lock_books(approval.agreement), approval.request
    invoice = _must_be_withdrawable(agreement, asked["invoice"])
    approvals.consume(approval, at=at)
    with told_as_errors():
        made = InvoiceWithdrawal.objects.create(
            invoice=invoice, reason=asked["reason"], approval=approval, recorded_at=at
        )
    close_papers(PaperDue.objects.filter(pk=invoice.letter_id), at=at)
    approver = approval.approver
    assert approver is not None
    details = {"reason": asked["reason"]}
    _note(invoice, act="FEE_INVOICE_WITHDRAWN", details=details, by=approver, at=at)
    return made


def _must_not_be_billed(agreement: RightsAgreement, billing: Billing) -> None:
    standing = standing_invoices(agreement)
    over = standing.filter(first_day__lte=billing.last_day, last_day__gte=billing.first_day).first()
    if over is not None:
        raise refuse("FEE_PERIOD_BILLED", invoice=over.number, first=over.first_day, last=over.last_day)
    of_year = standing.filter(annual_year=billing.annual_year).first() if billing.annual_year else None
    if of_year is not None:
        raise refuse("ANNUAL_FEE_BILLED", invoice=of_year.number, year=billing.annual_year)


def _must_be_withdrawable(agreement: RightsAgreement, number: int) -> FeeInvoice:
    invoice = FeeInvoice.objects.get(agreement=agreement, number=number)
    if InvoiceWithdrawal.objects.filter(invoice=invoice).exists():
        raise refuse("INVOICE_WITHDRAWN", invoice=number)
    received = received_for(invoice)
    if received:
        raise refuse("INVOICE_PAID_UPON", invoice=number, received=received)
    return invoice


def _request(agreement: RightsAgreement, billing: Billing, *, at: datetime) -> dict[str, Any]:
    """What the second person approves: the period, every line with its source, the total."""
    found = preview_invoice(agreement, billing, at=at)
    return {
        "act": ISSUE_FEE_INVOICE,
        "agreement": agreement.code,
        "number": next_number(FeeInvoice, agreement),
        "schedule": found.schedule,
        "first_day": billing.first_day.isoformat(),
        "last_day": billing.last_day.isoformat(),
        "annual_year": billing.annual_year,
        "lines": [
            {
                "counted": line.counted,
                "words": line.words,
                "count": line.count,
                "fee": money_text(line.fee),
                "amount": money_text(line.amount),
                "source": line.source,
            }
            for line in found.lines
        ],
        "total": money_text(found.total),
    }


def _letter_facts(
    agreement: RightsAgreement, asked: dict[str, Any], *, schedule: FeeSchedule, at: datetime
) -> dict[str, Any]:
    told = ("number", "first_day", "last_day", "annual_year", "lines", "total")
    return {
        **{name: asked[name] for name in told},
        "to": company_addressed(agreement, at=at),
        "about": f"Invoice {asked['number']}",
        "schedule": schedule.number,
        "in_force_from": schedule.in_force_from.isoformat(),
    }


def _note(invoice: FeeInvoice, *, act: str, details: dict[str, Any], by: User, at: datetime) -> None:
    append_audit(invoice.agreement, actor=by, act=act, subject=str(invoice), details=details, at=at)
