"""Money received for an invoice or a demand: in parts, never beyond it, with its paper (§18(a))."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from agreement.fees import receipt_refusal
from agreement.refusals import refuse
from registry.models import (
    CompanyReceipt,
    Document,
    ExpenseDemand,
    FeeInvoice,
    InvoiceWithdrawal,
    RightsAgreement,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.company_account import received_for
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import day_not_to_come, next_number, words_given
from registry.services.documents import Evidence, require_document
from registry.services.refusals import told_as_errors


@dataclass(frozen=True, slots=True)
class MoneyTold:
    """What came in, as its paper has it: the sum in US dollars and the day."""

    amount: Decimal
    received_on: date


@transaction.atomic(durable=True)
def record_receipt(
    asked: FeeInvoice | ExpenseDemand,
    told: MoneyTold,
    *,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> CompanyReceipt:
    """A person records from its paper what the Company paid.

    Raises MAKER_NOT_PERMITTED, INVOICE_WITHDRAWN, ACCOUNT_DAY_IMPOSSIBLE, RECEIPT_WITHOUT_SUM,
    RECEIPT_EXCEEDS_SUM, NO_SUPPORTING_DOCUMENT.

    Agreement: 18(a).
    """
    must_be_staff(by, act="recording money of the Company")
    agreement = lock_books(asked.agreement)
    what = str(asked).lower()
    if isinstance(asked, FeeInvoice) and InvoiceWithdrawal.objects.filter(invoice=asked).exists():
        raise refuse("INVOICE_WITHDRAWN", invoice=asked.number)
    day_not_to_come(agreement, told.received_on, what="The receipt", at=at)
    received = received_for(asked)
    refused = receipt_refusal(asked=asked.total, received=received, amount=told.amount, what=what)
    if refused is not None:
        raise refused
    paper = require_document(agreement, document)
    return _written(agreement, asked, told, paper=paper, reverses=None, reason="", by=by, at=at)


@transaction.atomic(durable=True)
def take_back(receipt: CompanyReceipt, *, reason: str, by: User, at: datetime) -> CompanyReceipt:
    """Take a wrong receipt back by another row of the same sum below zero; the sum is open again.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING without a reason, RECEIPT_TAKEN_BACK.

    Agreement: 18(a).
    """
    must_be_staff(by, act="taking back a receipt")
    agreement = lock_books(receipt.agreement)
    why = words_given(reason, name="reason")
    wrong = CompanyReceipt.objects.select_related("invoice", "demand").get(pk=receipt.pk)
    if wrong.reverses_id is not None or CompanyReceipt.objects.filter(reverses=wrong).exists():
        raise refuse("RECEIPT_TAKEN_BACK", receipt=wrong.number)
    asked = wrong.invoice or wrong.demand
    assert asked is not None
    told = MoneyTold(-wrong.amount, wrong.received_on)
    return _written(agreement, asked, told, paper=wrong.document, reverses=wrong, reason=why, by=by, at=at)


def _written(
    agreement: RightsAgreement,
    asked: FeeInvoice | ExpenseDemand,
    told: MoneyTold,
    *,
    paper: Document,
    reverses: CompanyReceipt | None,
    reason: str,
    by: User,
    at: datetime,
) -> CompanyReceipt:
    with told_as_errors():
        made = CompanyReceipt.objects.create(
            agreement=agreement,
            number=next_number(CompanyReceipt, agreement),
            invoice=asked if isinstance(asked, FeeInvoice) else None,
            demand=asked if isinstance(asked, ExpenseDemand) else None,
            received_on=told.received_on,
            amount=told.amount,
            document=paper,
            reverses=reverses,
            reason=reason,
            recorded_at=at,
            recorded_by=by,
        )
    append_audit(
        agreement,
        actor=by,
        act="COMPANY_RECEIPT_TAKEN_BACK" if reverses else "COMPANY_RECEIPT_RECORDED",
        subject=str(made),
        details={"for": str(asked), "amount": str(told.amount), "document": paper.pk},
        at=at,
    )
    return made
