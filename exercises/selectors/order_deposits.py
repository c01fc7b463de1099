"""Reads of the lines of a list that are paid by deposit: counted, held, told to the bank (§23(a), §24(d))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from agreement.grounds import Ground
from agreement.stops import stop_ground
from exercises.models import DepositInstruction, OrderDeposit, OrderList, PaymentRun
from exercises.models.deposits import DepositFile
from registry.models import Approval, CaughtKind, NoticeState, RightsAgreement, Stop
from registry.selectors.agreements import local_day
from registry.selectors.nullity import ending_of, nullity_notices
from registry.selectors.nullity_caught import caught_by
from registry.selectors.stops import restraints_on_all, standing, what_it_stands_on

MAKE_DEPOSIT_FILE = "MAKE_DEPOSIT_FILE"
_NO_NOTICE = (NoticeState.REJECTED, NoticeState.SUPERSEDED)
_STANDING = """
    SELECT count(*), coalesce(sum(line.cash), 0),
           count(*) FILTER (WHERE back.code = ''), coalesce(sum(line.cash) FILTER (WHERE back.code = ''), 0),
           count(*) FILTER (WHERE back.code <> ''), coalesce(sum(line.cash) FILTER (WHERE back.code <> ''), 0)
      FROM exercises_orderdeposit deposit
      JOIN exercises_paymentrun run ON run.id = deposit.run_id
      JOIN order_line line ON line.order_list_id = run.order_list_id AND line.line = deposit.line
      LEFT JOIN exercises_depositreturn back ON back.deposit_id = deposit.id
     WHERE deposit.run_id = %s
"""
_CHECKS = """
    SELECT count(*), coalesce(sum(amount), 0) FROM order_payment WHERE run_id = %s AND replaces IS NULL
"""


@dataclass(frozen=True, slots=True)
class DepositsStanding:
    """The deposits that a run set apart: how many for how much; held back, returned."""

    count: int
    amount: Decimal
    held_back: int
    held_back_amount: Decimal
    returned: int
    returned_amount: Decimal

    @property
    def to_send(self) -> tuple[int, Decimal]:
        """What the file for the bank has: all that was not held back before it."""
        return self.count - self.held_back, self.amount - self.held_back_amount

    @property
    def paid(self) -> tuple[int, Decimal]:
        """What goes by deposit: neither held back nor returned."""
        count, amount = self.to_send
        return count - self.returned, amount - self.returned_amount


class Tied(NamedTuple):
    """Checks and deposits of a run beside the payments of its list: how many, for how much."""

    checks: tuple[int, Decimal]
    deposits: tuple[int, Decimal]
    listed: tuple[int, Decimal]

    @property
    def is_so(self) -> bool:
        """Whether checks and deposits together are the payments of the list, no more and no less."""
        (checks, paid), (deposits, deposited) = self.checks, self.deposits
        return (checks + deposits, paid + deposited) == self.listed


def deposits_standing(run: PaymentRun) -> DepositsStanding:
    """The deposits of a run, and which of them pay nobody (§23(a))."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [run.pk])
        return DepositsStanding(*cursor.fetchone())


def tied(run: PaymentRun) -> Tied:
    """The checks and the deposits of a run, counted and added up, beside its list (§23(a))."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECKS, [run.pk])
        count, amount = cursor.fetchone()
    listed = run.order_list
    return Tied((count, amount), deposits_standing(run).paid, (listed.payment_count, listed.cash))


def deposits_of_run(run: PaymentRun) -> QuerySet[OrderDeposit]:
    """The deposits of a run in the order of the file, each with its instruction and what came of it."""
    found = OrderDeposit.objects.filter(run=run).select_related("instruction__holder__agreement")
    return found.select_related("returned__document", "returned__recorded_by").order_by("sequence")


def against_file(run: PaymentRun, *, at: datetime) -> list[tuple[OrderDeposit, str]]:
    """The deposits that wait for the file and may not go into it now, each with what stands against it.

    Agreement: 7(e);15(b).
    """
    held = not_by_deposit(run.order_list, at=at)
    later = DepositInstruction.objects.filter(
        holder=OuterRef("instruction__holder"),
        in_force_from__gt=OuterRef("run__started_at"),
        in_force_from__lte=at,
    )
    waiting = deposits_of_run(run).filter(returned=None)
    found = waiting.filter(Q(instruction__holder__in=list(held)) | Exists(later))
    since = "another instruction is in force since the run began"
    return [(one, held.get(one.instruction.holder_id, since)) for one in found]


def lines_cash(deposits: Sequence[OrderDeposit], *, made: OrderList) -> dict[int, Decimal]:
    """The cash of the lines of deposits, by line."""
    lines = made.lines.filter(line__in=[one.line for one in deposits])
    return dict(lines.values_list("line", "cash"))


def deposit_file_of(run: PaymentRun) -> DepositFile | None:
    """The file of deposits of a run, if it was made."""
    return DepositFile.objects.filter(run=run).select_related("approval__maker", "approval__approver").first()


def file_request(run: PaymentRun) -> Approval | None:
    """The request to make the file of a run that waits for its second person."""
    asked = Approval.objects.filter(kind=MAKE_DEPOSIT_FILE, request__deposit_run=run.pk)
    return asked.filter(approved_at__isnull=True, rejected_at__isnull=True).first()


def restrained(agreement: RightsAgreement, *, at: datetime) -> tuple[Ground, ...]:
    """The orders of courts and authorities on all Rights, while which nothing is paid on them (§15(b))."""
    return tuple(stop_ground(one, on="all Rights") for one in restraints_on_all(agreement, at=at))


def not_by_deposit(made: OrderList, *, at: datetime) -> dict[int, str]:
    """The holders to whom no deposit goes now, by key, and why: a check can be kept in hand, a deposit not.

    A stop stands on the account, on a certificate or a lot of it; or a notice of the Company says that Rights
    were void for which the order gave the holder something.

    Agreement: 7(e);15(b).
    """
    found: dict[int, str] = {}
    stops = Stop.objects.filter(standing(local_day(made.agreement, at=at)), agreement=made.agreement_id)
    for stop in stops.select_related("certificate", "holder", "lot__certificate").order_by("number"):
        thing = stop.certificate or stop.lot
        holder = stop.holder_id or (thing.holder_id if thing is not None else None)
        if holder is not None:
            found.setdefault(holder, f"stop {stop.number} stands on {what_it_stands_on(stop)}")
    for notice in nullity_notices(made.agreement).exclude(state__in=_NO_NOTICE):
        for one in caught_by(notice) if ending_of(notice) is None else ():
            if one.entry_id == made.entry_id and one.kind in (CaughtKind.REDEMPTION, CaughtKind.EXCHANGE):
                found.setdefault(one.holder_id, f"by notice {notice.number} Rights of it were void")
    return found
