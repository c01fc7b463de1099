"""Lines of a list paid by deposit: set apart as a run begins, held back, returned by the bank (§23(a)).

It is a practice of the Rights Agent, for holders who ask for it; the notice states the method of payment
(§23(b), §24(b)), and a person sees it beside the deposits.

A check can be kept in hand and stopped; a deposit cannot. What would meet a check therefore keeps a line from
being set apart, and afterwards from going into the file (exercises/services/deposit_files.py).
"""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from agreement.errors import BooksOutOfBalance
from agreement.refusals import refuse
from exercises.bank.returns import change_codes, return_codes
from exercises.models import DepositFile, DepositReturn, OrderDeposit, OrderPayment, PaymentRun
from exercises.selectors.order_deposits import not_by_deposit, tied
from registry.models import RightsAgreement, User
from registry.roles import must_be_staff
from registry.selectors.agreements import local_day
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import day_not_to_come, words_given
from registry.services.documents import Evidence, require_document
from registry.services.refusals import told_as_errors

TRACE_DIGITS, SEQUENCE_DIGITS = 15, 7
# Whose instruction in force is past its hold; what one record or one batch cannot hold goes by check.
_SET_APART = """
    INSERT INTO exercises_orderdeposit (run_id, line, sequence, instruction_id)
    SELECT %(run)s, due.line, due.place, due.instruction
      FROM (SELECT line.line, told.id AS instruction, row_number() OVER (ORDER BY line.line) AS place,
                   sum(line.cash) OVER (ORDER BY line.line) AS summed
              FROM (SELECT DISTINCT ON (one.holder_id) one.id, one.holder_id, one.routing, one.pays_from
                      FROM exercises_depositinstruction one
                      JOIN registered_holder holder ON holder.id = one.holder_id
                     WHERE holder.agreement_id = %(agreement)s AND one.in_force_from <= %(at)s
                     ORDER BY one.holder_id, one.in_force_from DESC, one.id DESC) AS told
              JOIN order_line line ON line.order_list_id = %(list)s AND line.holder_id = told.holder_id
             WHERE told.routing <> '' AND told.pays_from <= %(at)s AND line.payment IS NOT NULL
               AND line.cash < 100000000 AND line.holder_id <> ALL(%(withheld)s)) AS due
     WHERE due.place <= 999999 AND due.summed < 10000000000
     ORDER BY due.line
"""


def set_apart(run: PaymentRun, *, at: datetime) -> int:
    """Set the lines apart that a run pays by deposit, in the transaction that begins it; how many.

    Agreement: 23(a);24(d).
    """
    made = run.order_list
    values: dict[str, Any] = {
        "run": run.pk,
        "list": made.pk,
        "agreement": made.agreement_id,
        "at": at,
        "withheld": list(not_by_deposit(made, at=at)),
    }
    with told_as_errors(), connection.cursor() as cursor:
        cursor.execute(_SET_APART, values)
        return int(cursor.rowcount)


def must_tie(run: PaymentRun) -> None:
    """Checks and deposits are the payments of the list: as many, for the same sum. Raises BooksOutOfBalance.

    Agreement: 23(a);24(d).
    """
    if not tied(run).is_so:
        raise BooksOutOfBalance("Checks and deposits of a run are not those of its list.", run=run.pk)


@transaction.atomic(durable=True)
def hold_back(
    run: PaymentRun, account: str, *, check_dated: date, reason: str, by: User, at: datetime
) -> DepositReturn:
    """A person holds the deposit of an account back before the file is made: the line has a check instead.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING without a reason, DEPOSIT_RETURN_WRONG.

    Agreement: 7(e);15(b);23(a).
    """
    must_be_staff(by, act="holding a deposit back")
    agreement = lock_books(run.order_list.agreement)
    why = words_given(reason, name="reason")
    deposit = OrderDeposit.objects.filter(run=run, instruction__holder__account=account.strip()).first()
    if deposit is None:
        raise refuse("DEPOSIT_RETURN_WRONG", field="account", reason="the run has no deposit for it")
    if DepositFile.objects.filter(run=run).exists():
        raise refuse("DEPOSIT_RETURN_WRONG", field="account", reason="its deposit stands in the file")
    return _checked(
        deposit,
        agreement,
        returned_on=local_day(agreement, at=at),
        check_dated=check_dated,
        reason=why,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def record_return(
    run: PaymentRun,
    trace: str,
    *,
    code: str,
    returned_on: date,
    check_dated: date,
    document: Evidence | None,
    by: User,
    at: datetime,
) -> DepositReturn:
    """A person records a deposit that the bank sent back: the line has its check from then on, dated anew.

    `trace` is the trace number of the entry. Raises MAKER_NOT_PERMITTED, DEPOSIT_RETURN_WRONG,
    NO_SUPPORTING_DOCUMENT, ACCOUNT_DAY_IMPOSSIBLE.

    Agreement: 23(a);24(d).
    """
    must_be_staff(by, act="recording a deposit that came back")
    agreement = lock_books(run.order_list.agreement)
    deposit = _traced(run, trace)
    _must_return(code)
    day = day_not_to_come(agreement, returned_on, what="The return", at=at)
    filed = require_document(agreement, document)
    return _checked(
        deposit,
        agreement,
        code=code,
        returned_on=day,
        check_dated=check_dated,
        document=filed,
        by=by,
        at=at,
    )


def check_of(returned: DepositReturn) -> OrderPayment | None:
    """The check in the place of a deposit that pays nobody; none while the job has not come to its line."""
    deposit = returned.deposit
    return OrderPayment.objects.filter(run=deposit.run_id, line=deposit.line, replaces__isnull=True).first()


def _checked(
    deposit: OrderDeposit,
    agreement: RightsAgreement,
    *,
    returned_on: date,
    check_dated: date,
    by: User,
    at: datetime,
    **told: object,
) -> DepositReturn:
    """From then on the line of a deposit has its check; once."""
    if DepositReturn.objects.filter(deposit=deposit).exists():
        raise refuse("DEPOSIT_RETURN_WRONG", field="deposit", reason="a check stands in its place already")
    if check_dated < returned_on:
        raise refuse("DEPOSIT_RETURN_WRONG", field="date of the check", reason="it is before the return")
    with told_as_errors():
        made = DepositReturn.objects.create(
            deposit=deposit, returned_on=returned_on, check_dated=check_dated, recorded_at=at, recorded_by=by,
            **told,
        )  # fmt: skip
    act = "DEPOSIT_RETURNED" if made.code else "DEPOSIT_HELD_BACK"
    details = {"run": deposit.run_id, "sequence": deposit.sequence, "code": made.code}
    append_audit(agreement, actor=by, act=act, subject=str(made), details=details, at=at)
    return made


def _must_return(code: str) -> None:
    """The code sends a credit back; a notification of change does not: that deposit was paid."""
    if code in return_codes():
        return
    reason = f"{code[:8]!r} is no code by which a bank returns a credit"
    if code in change_codes():
        reason = (
            f"{code} is a notification of change: the deposit was paid; the account of the next one changes "
            "on the holder's signed paper alone"
        )
    raise refuse("DEPOSIT_RETURN_WRONG", field="code", reason=reason)


def _traced(run: PaymentRun, trace: str) -> OrderDeposit:
    """The deposit of a trace number: eight digits of the sender's bank, seven of its place in the file."""
    file = DepositFile.objects.filter(run=run).first()
    plain = trace.strip()
    is_ours = (
        file is not None
        and len(plain) == TRACE_DIGITS
        and plain.isascii()
        and plain.isdigit()
        and plain.startswith(file.bank_routing[:8])
    )
    sent = OrderDeposit.objects.filter(run=run).exclude(returned__code="")
    deposit = sent.filter(sequence=int(plain[-SEQUENCE_DIGITS:])).first() if is_ours else None
    if deposit is None:
        raise refuse(
            "DEPOSIT_RETURN_WRONG", field="trace number", reason="no deposit of this run has the number"
        )
    return deposit
