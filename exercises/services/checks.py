"""What becomes of checks: paid by the bank, stale, stopped, issued anew, unclaimed; each told by a person.

Nothing is taken to be done because a file was written: what the bank did is told by the bank's file, and what
nobody knows stays a check that is out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from agreement.refusals import refuse
from agreement.workflow.checks import CHECK, CheckEvent, CheckState, is_stale
from agreement.workflow.moves import move
from exercises.bank.check_files import PaidLine, UnreadLine, read_paid
from exercises.models import OrderPayment, PaymentEvent, PaymentRun, ReplacementCheck
from exercises.selectors.checks import checks_numbered, state_of_check, states_of_checks
from exercises.services.payment_runs import next_check_number
from registry.models import User
from registry.roles import must_be_staff
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import words_given
from registry.services.documents import Evidence, require_document
from registry.services.refusals import told_as_errors

_STEPS = {
    CheckEvent.PAID: "paid",
    CheckEvent.STALE: "stale",
    CheckEvent.STOPPED: "stopped",
    CheckEvent.REISSUED: "reissued",
    CheckEvent.UNCLAIMED: "unclaimed",
}


@dataclass(slots=True)
class Reconciled:
    """What a bank's file of paid checks came to: those matched, and those a person must look at, with why."""

    matched: list[PaidLine] = field(default_factory=list)
    doubtful: list[tuple[PaidLine, str]] = field(default_factory=list)
    unread: list[UnreadLine] = field(default_factory=list)


@transaction.atomic(durable=True)
def record_check_event(
    run: PaymentRun,
    number: int,
    event: CheckEvent,
    *,
    happened_on: date,
    reason: str,
    by: User,
    at: datetime,
) -> PaymentEvent:
    """A person records what became of a check: stale, stopped, unclaimed.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING without a reason, NOT_FOUND, CHECK_MOVE_NOT_ALLOWED,
    CHECK_NOT_STALE before its time.

    Agreement: 23(a).
    """
    must_be_staff(by, act="recording what became of a check")
    lock_books(run.order_list.agreement)
    why = words_given(reason, name="reason")
    check = _found(run, number)
    move(CHECK, state_of_check(run, number), _STEPS[event])
    if event is CheckEvent.STALE and not is_stale(check.dated, on=happened_on):
        raise refuse("CHECK_NOT_STALE", check=number, dated=check.dated)
    return _recorded(run, number, event, happened_on=happened_on, reason=why, by=by, at=at)


@transaction.atomic(durable=True)
def reissue(
    run: PaymentRun, number: int, *, dated: date, reason: str, by: User, at: datetime
) -> ReplacementCheck:
    """Issue another check in the place of one that was stopped, with the next free number of the account.

    Raises MAKER_NOT_PERMITTED, ACCOUNT_PART_MISSING, NOT_FOUND, CHECK_MOVE_NOT_ALLOWED.

    Agreement: 23(a).
    """
    must_be_staff(by, act="issuing a check anew")
    lock_books(run.order_list.agreement)
    why = words_given(reason, name="reason")
    former = _found(run, number)
    move(CHECK, state_of_check(run, number), "reissued")
    with told_as_errors():
        made = ReplacementCheck.objects.create(
            run=run,
            number=next_check_number(run.bank_account),
            line=former.line,
            dated=dated,
            replaces=number,
        )
    _recorded(run, number, CheckEvent.REISSUED, happened_on=dated, reason=why, by=by, at=at)
    return made


@transaction.atomic(durable=True)
def reconcile(run: PaymentRun, text: str, *, document: Evidence | None, by: User, at: datetime) -> Reconciled:
    """Take in the bank's file of checks paid: what agrees is recorded, the rest is left to a person.

    A number that is not of the run, another sum, a check that was stopped before is doubtful. The same file
    again records nothing more. Raises MAKER_NOT_PERMITTED, NO_SUPPORTING_DOCUMENT.

    Agreement: 20(j);23(a).
    """
    must_be_staff(by, act="reconciling checks with the bank")
    agreement = lock_books(run.order_list.agreement)
    found = Reconciled()
    paid, found.unread = read_paid(text)
    checks = {one.number: one for one in _among(run, [one.number for one in paid])}
    states = states_of_checks(run, numbers=list(checks))
    seen: set[int] = set()
    for line in paid:
        doubt = _doubt(line, checks.get(line.number), states.get(line.number), seen=seen)
        seen.add(line.number)
        if doubt:
            found.doubtful.append((line, doubt))
        elif states[line.number] is not CheckState.PAID:
            found.matched.append(line)
    filed = require_document(agreement, document)
    with told_as_errors():
        PaymentEvent.objects.bulk_create(
            PaymentEvent(
                run=run,
                number=one.number,
                kind=CheckEvent.PAID.value,
                happened_on=one.paid_on,
                amount=one.amount,
                document=filed,
                recorded_at=at,
                recorded_by=by,
            )
            for one in found.matched
        )
    details = {"matched": len(found.matched), "doubtful": len(found.doubtful), "document": filed.pk}
    append_audit(agreement, actor=by, act="CHECKS_RECONCILED", subject=str(run), details=details, at=at)
    return found


def _doubt(line: PaidLine, check: OrderPayment | None, state: CheckState | None, *, seen: set[int]) -> str:
    """Why a person must look at a check that the bank says it paid; nothing where all agrees."""
    if check is None or state is None:
        return "no check of this run has the number"
    if line.number in seen:
        return "it stands in the file twice"
    if check.amount != line.amount:
        return f"the check is for ${check.amount:,.2f}"
    if state in (CheckState.ISSUED, CheckState.STALE, CheckState.PAID):
        return ""
    return f"the check is {state.value.lower()}"


def _recorded(
    run: PaymentRun, number: int, event: CheckEvent, *, happened_on: date, reason: str, by: User, at: datetime
) -> PaymentEvent:
    with told_as_errors():
        made = PaymentEvent.objects.create(
            run=run,
            number=number,
            kind=event.value,
            happened_on=happened_on,
            reason=reason,
            recorded_at=at,
            recorded_by=by,
        )
    details = {"check": number, "event": event.value}
    agreement = run.order_list.agreement
    append_audit(agreement, actor=by, act="CHECK_EVENT_RECORDED", subject=str(made), details=details, at=at)
    return made


def _among(run: PaymentRun, numbers: Sequence[int]) -> list[OrderPayment]:
    if not numbers:
        return []
    return list(checks_numbered(run, min(numbers), max(numbers)).filter(number__in=numbers))


def _found(run: PaymentRun, number: int) -> OrderPayment:
    check = checks_numbered(run, number, number).first()
    if check is None:
        raise refuse("NOT_FOUND", what=f"Check {number}")
    return check
