"""Expenses, counsel fees and disbursements with their vouchers, demanded from the Company (§18(a))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from agreement.refusals import refuse
from registry.models import (
    Approval,
    Expense,
    ExpenseDemand,
    ExpenseKind,
    LetterKind,
    RightsAgreement,
    User,
)
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.selectors.company_account import expenses
from registry.services import approvals
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import (
    day_not_to_come,
    money_text,
    must_not_wait,
    next_number,
    sum_given,
    words_given,
)
from registry.services.documents import Evidence, require_document
from registry.services.letters.papers import ask_for_paper, company_addressed

DEMAND_EXPENSES = "DEMAND_EXPENSES"


@dataclass(frozen=True, slots=True)
class ExpenseTold:
    """An expense as its voucher has it."""

    kind: ExpenseKind
    what: str
    incurred_on: date
    amount: Decimal


@transaction.atomic(durable=True)
def record_expense(
    agreement: RightsAgreement, told: ExpenseTold, *, voucher: Evidence | None, by: User, at: datetime
) -> Expense:
    """A person records an expense with its voucher; it waits for a demand.

    Raises MAKER_NOT_PERMITTED, VOUCHER_MISSING, ACCOUNT_PART_MISSING, ACCOUNT_DAY_IMPOSSIBLE.

    Agreement: 18(a).
    """
    must_be_staff(by, act="recording an expense")
    if voucher is None:
        raise refuse("VOUCHER_MISSING")
    locked = lock_books(agreement)
    what = words_given(told.what, name="words for what was paid")
    amount = sum_given(told.amount, name="sum")
    day = day_not_to_come(locked, told.incurred_on, what="The expense", at=at)
    made = Expense.objects.create(
        agreement=locked,
        number=next_number(Expense, locked),
        kind=told.kind.value,
        what=what,
        incurred_on=day,
        amount=amount,
        voucher=require_document(locked, voucher),
        recorded_at=at,
        recorded_by=by,
    )
    details = {"amount": str(amount), "voucher": made.voucher_id}
    append_audit(locked, actor=by, act="EXPENSE_RECORDED", subject=str(made), details=details, at=at)
    return made


@transaction.atomic(durable=True)
def request_demand(
    agreement: RightsAgreement, numbers: Sequence[int], *, maker: User, at: datetime
) -> Approval:
    """Ask a second person to demand expenses from the Company by one letter.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING where none is chosen, ACCOUNT_RECORD_NOT_FOUND,
    EXPENSE_DEMANDED, ACCOUNT_REQUEST_WAITS while another demand waits for its second person.

    Agreement: 18(a).
    """
    must_be_staff(maker, act="demanding expenses of the Company")
    locked = lock_books(agreement)
    must_not_wait(locked, kind=DEMAND_EXPENSES, at=at)
    request = _request(locked, sorted(set(numbers)))
    return approvals.request_approval(
        locked,
        kind=DEMAND_EXPENSES,
        request=request,
        summary=f"Demand ${Decimal(request['total']):,.2f} of expenses from {locked.company_name}",
        maker=maker,
        at=at,
    )


def perform_demand(approval: Approval, *, at: datetime) -> ExpenseDemand:
    """The demand is made, on the day of its approval, with its letter; each expense comes onto it.

    Raises REQUEST_CHANGED_AFTER_APPROVAL, EXPENSE_DEMANDED.

    Agreement: 18(a).
    """
    assert approval.agreement is not None
    agreement, asked = lock_books(approval.agreement), approval.request
    if _request(agreement, asked["expenses"]) != asked:
        raise refuse("REQUEST_CHANGED_AFTER_APPROVAL", request_hash=approval.request_hash)
    approvals.consume(approval, at=at)
    approver, today = approval.approver, local_day(agreement, at=at)
    assert approver is not None
    told = {name: asked[name] for name in ("number", "lines", "total")}
    facts = {
        **told,
        "to": company_addressed(agreement, at=at),
        "about": f"Demand {asked['number']}",
        "demanded_on": today.isoformat(),
    }
    letter = ask_for_paper(
        agreement, kind=LetterKind.EXPENSE_DEMAND, facts=facts, section="18(a)", by=approver, at=at
    )
    made = ExpenseDemand.objects.create(
        agreement=agreement,
        number=asked["number"],
        demanded_on=today,
        total=Decimal(asked["total"]),
        letter=letter,
        approval=approval,
        recorded_at=at,
    )
    Expense.objects.filter(agreement=agreement, number__in=asked["expenses"]).update(demand=made)
    details = {"total": asked["total"], "letter": letter.pk}
    append_audit(
        agreement, actor=approver, act="EXPENSES_DEMANDED", subject=str(made), details=details, at=at
    )
    return made


def _request(agreement: RightsAgreement, numbers: Sequence[int]) -> dict[str, Any]:
    """What the second person approves: each expense with its voucher, and the sum."""
    if not numbers:
        raise refuse("ACCOUNT_PART_MISSING", missing="expense to be demanded")
    found = {one.number: one for one in expenses(agreement).filter(number__in=numbers)}
    for number in numbers:
        if number not in found:
            raise refuse("ACCOUNT_RECORD_NOT_FOUND", what="expense", number=number)
    chosen = [found[number] for number in numbers]
    for one in chosen:
        if one.demand is not None:
            raise refuse("EXPENSE_DEMANDED", expense=one.number, demand=one.demand.number)
    return {
        "act": DEMAND_EXPENSES,
        "agreement": agreement.code,
        "number": next_number(ExpenseDemand, agreement),
        "expenses": list(numbers),
        "lines": [
            {
                "expense": one.number,
                "kind": one.get_kind_display(),
                "what": one.what,
                "incurred_on": one.incurred_on.isoformat(),
                "amount": money_text(one.amount),
                "voucher": one.voucher_id,
            }
            for one in chosen
        ],
        "total": money_text(sum((one.amount for one in chosen), Decimal(0))),
    }
