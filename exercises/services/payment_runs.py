"""Checks for every line of a list: approved as one sum by two, made by a job, each once (§20(j), §23(a)).

What is paid is bound three times: the sum to the money collected, the checks to their lines by the database,
and the job's chunks to one transaction each, so that a worker that dies leaves all of a chunk or nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, Sum

from agreement.errors import BooksOutOfBalance, RefusedByGround
from agreement.refusals import refuse
from agreement.stops import stop_ground
from exercises.models import OrderList, PaymentRun, Payout
from exercises.selectors.funds import PURPOSES
from exercises.services import funds
from exercises.services.order_deposits import must_tie, set_apart
from registry.models import Approval, Job, NoticeKind, User
from registry.roles import must_be_staff
from registry.selectors.stops import restraints_on_all
from registry.services import jobs
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.company_account.common import money_text, words_given
from registry.services.leases import Fence
from registry.services.refusals import told_as_errors

JOB_KIND = "order_payments"
CHUNK_LINES = 20_000
_ISSUE = """
    INSERT INTO exercises_issuedchecks (run_id, first_line, last_line, first_number, last_number, issued_at)
    SELECT %(run)s, %(first)s, %(last)s, %(before)s + min(payment), %(before)s + max(payment), %(at)s
      FROM order_line
     WHERE order_list_id = %(list)s AND line BETWEEN %(first)s AND %(last)s
    HAVING count(payment) > 0
"""


@dataclass(frozen=True, slots=True)
class ChecksTold:
    """How the checks of a run are written: bank account, first number, date."""

    bank_account: str
    first_number: int
    dated: date


def request_payment(made: OrderList, *, maker: User, at: datetime) -> Approval:
    """Ask a second person for the whole sum of a posted list, out of the money collected for its order.

    Raises ORDER_LIST_NOT_POSTED, OWN_FUNDS_RISK, RESTRAINED_BY_ORDER while a court's order restrains all
    Rights, and as `funds.request_payout`.

    Agreement: 15(b);20(j);23(a);24(d).
    """
    asked = _payable(OrderList.objects.select_related("agreement", "order").get(pk=made.pk), at=at)
    told = funds.PayoutTold(
        PURPOSES[NoticeKind(asked.order.kind)],
        asked.order,
        f"The {asked.payment_count:,} holders of list {asked.number}, by check or deposit",
        asked.cash,
        about_checks(asked),
    )
    return funds.request_payout(asked.agreement, told, maker=maker, at=at)


def about_checks(made: OrderList) -> str:
    """What the payment of a list is about, by which it is found: the list with the hash of its file."""
    return f"Checks of list {made.number}, {made.sha256}"


def approved_payout(made: OrderList) -> Payout | None:
    """The payment that two people approved for the very file of a list."""
    found = Payout.objects.filter(
        agreement=made.agreement_id, order=made.order_id, approved_at__isnull=False, amount=made.cash
    )
    return found.filter(about=about_checks(made)).first()


@transaction.atomic(durable=True)
def start_run(made: OrderList, told: ChecksTold, *, by: User, at: datetime) -> PaymentRun:
    """Have a job make the checks of a posted list whose sum is approved; once for a list.

    Lines that go by deposit are set apart first. Raises MAKER_NOT_PERMITTED, ORDER_LIST_NOT_POSTED,
    RESTRAINED_BY_ORDER, CHECKS_NOT_APPROVED, CHECK_NUMBERS_TAKEN.

    Agreement: 15(b);20(j);23(a).
    """
    must_be_staff(by, act="making the checks of a list")
    agreement = lock_books(made.agreement)
    listed = OrderList.objects.select_related("order").get(pk=made.pk)
    listed.agreement = agreement
    _payable(listed, at=at)
    payout = approved_payout(listed)
    if payout is None or not listed.payment_count:
        raise refuse("CHECKS_NOT_APPROVED", amount=money_text(listed.cash), list=str(listed))
    account = words_given(told.bank_account, name="bank account")
    _must_be_free(account, told.first_number, count=listed.payment_count)
    job = jobs.create_job(
        agreement,
        kind=JOB_KIND,
        title=f"Checks of list {listed.number}",
        parameters={"list": listed.number, "sha256": listed.sha256},
        first_item=1,
        last_item=listed.line_count,
        chunk_size=CHUNK_LINES,
        created_by=by,
        at=at,
    )
    with told_as_errors():
        run = PaymentRun.objects.create(
            order_list=listed,
            payout=payout,
            job=job,
            bank_account=account,
            first_number=told.first_number,
            dated=told.dated,
            started_at=at,
            started_by=by,
        )
    deposits = set_apart(run, at=at)
    jobs.start(job, by=by, at=at)
    details = {
        "list": listed.number,
        "checks": listed.payment_count - deposits,
        "deposits": deposits,
        "amount": money_text(listed.cash),
    }
    append_audit(agreement, actor=by, act="CHECKS_STARTED", subject=str(run), details=details, at=at)
    return run


def run_chunk(job: Job, first_item: int, last_item: int, *, fence: Fence) -> None:
    """Issue the checks of the lines of a chunk: one stretch of numbers, whole or not at all.

    Agreement: 23(a);24(d).
    """
    run = PaymentRun.objects.get(job=job)
    fence()
    values: dict[str, Any] = {
        "run": run.pk,
        "list": run.order_list_id,
        "before": run.first_number - 1,
        "first": first_item,
        "last": last_item,
        "at": fence.at,
    }
    with told_as_errors(), connection.cursor() as cursor:
        cursor.execute(_ISSUE, values)
    fence()


def finish(job: Job, *, at: datetime) -> None:
    """Hold checks and deposits against the list: as many, for the same sum, under as many numbers, each once.

    Raises BooksOutOfBalance.

    Agreement: 23(a).
    """
    run = PaymentRun.objects.select_related("order_list").get(job=job)
    used = run.issued.aggregate(count=Sum(F("last_number") - F("first_number") + 1))
    if used["count"] != run.order_list.payment_count:
        raise BooksOutOfBalance("The numbers of a run are not those of its list.", run=run.pk)
    must_tie(run)


def next_check_number(account: str) -> int:
    """The first number above all that are in use on a bank account."""
    highest = 0
    for run in PaymentRun.objects.filter(bank_account=account).select_related("order_list"):
        last = run.replacements.aggregate(last=Max("number"))["last"] or 0
        highest = max(highest, last, run.first_number + run.order_list.payment_count - 1)
    return highest + 1


def _must_be_free(account: str, first: int, *, count: int) -> None:
    last = first + count - 1
    if first < 1 or first < next_check_number(account):
        raise refuse("CHECK_NUMBERS_TAKEN", first=first, last=last, account=account)


def _payable(made: OrderList, *, at: datetime) -> OrderList:
    """The list, if two people carried its order out by it and no court restrains all Rights."""
    if made.entry_id is None:
        raise refuse("ORDER_LIST_NOT_POSTED", list=str(made))
    if found := restraints_on_all(made.agreement, at=at):
        raise RefusedByGround.by([stop_ground(one, on="all Rights") for one in found])
    return made
