"""Reads of the Common Shares that a list gives: to whom they may go now, what was requisitioned (§24(b))."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from exercises.models import OrderList, OrderRequisition
from exercises.selectors.order_deposits import not_by_deposit
from registry.models import Approval
from registry.selectors.addresses import changed_of_late
from registry.selectors.agreements import local_day

REQUISITION_ORDER_SHARES = "REQUISITION_ORDER_SHARES"
BLOCK = 20_000
# The lines of a block with the registration and the address in force at an instant.
_ROWS = """
    SELECT line.line, line.account, line.shares, holder.registration,
           coalesce(moved.address, holder.address), coalesce(moved.city, holder.city),
           coalesce(moved.region, holder.region), coalesce(moved.postal_code, holder.postal_code),
           coalesce(moved.country, holder.country)
      FROM order_line line
      JOIN registered_holder holder ON holder.id = line.holder_id
      LEFT JOIN LATERAL (
            SELECT * FROM registry_holderaddress version
             WHERE version.holder_id = line.holder_id AND coalesce(version.in_force_from <= %(at)s, true)
             ORDER BY version.in_force_from DESC NULLS LAST, version.id DESC LIMIT 1) AS moved ON true
     WHERE line.order_list_id = %(list)s AND line.line BETWEEN %(first)s AND %(last)s AND line.shares > 0
       AND (%(only)s::integer[] IS NULL OR line.line = ANY (%(only)s)) AND line.line <> ALL (%(without)s)
     ORDER BY line.line
"""


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One line of a requisition: whose it is, how many shares, in whose name and where to."""

    line: int
    account: str
    shares: int
    registration: str
    address: str
    city: str
    region: str
    postal_code: str
    country: str


def requisitions_of(made: OrderList) -> QuerySet[OrderRequisition]:
    """The requisitions of a list in their order, with who asked and approved and what came of each."""
    found = OrderRequisition.objects.filter(order_list=made).order_by("number")
    return found.select_related("approval__maker", "approval__approver", "instruction").prefetch_related(
        "steps__document", "steps__recorded_by"
    )


def latest_requisition(made: OrderList) -> OrderRequisition | None:
    """The requisition of a list that was made last."""
    return OrderRequisition.objects.filter(order_list=made).order_by("number").last()


def waits_for_requisition(made: OrderList) -> tuple[int, int]:
    """The lines with shares that no requisition has yet, and their shares."""
    former = latest_requisition(made)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lines, shares FROM lines_requisitioned(%s, %s, '{}')",
            [made.pk, 1 if former is None else former.number + 1],
        )
        lines, shares = cursor.fetchone()
    return int(lines), int(shares)


def nothing_goes_to(made: OrderList, *, at: datetime) -> dict[int, str]:
    """The lines that wait for a requisition and to which nothing of value goes now, each with the reason.

    A stop stands on the account or on what it held, a notice of the Company says that Rights of it were void,
    or its address was changed of late.

    Agreement: 7(e);15(b);26.
    """
    reasons = not_by_deposit(made, at=at)
    for holder, (changed, until) in changed_of_late(made.agreement, at=at).items():
        days = (local_day(made.agreement, at=one) for one in (changed, until))
        told = "its address was changed on {}; what is of value waits until {}".format(*days)
        reasons.setdefault(holder, told)
    waiting = made.lines.filter(holder__in=list(reasons), shares__gt=0).order_by("line")
    former = latest_requisition(made)
    if former is not None:
        waiting = waiting.filter(line__in=[int(line) for line in former.left_out])
    return {one.line: reasons[one.holder_id] for one in waiting}


def share_lines(made: OrderList, *, number: int, without: list[int], at: datetime) -> Iterator[ShareLine]:
    """The lines of a requisition in the order of the list, with the addresses in force at an instant."""
    former = OrderRequisition.objects.filter(order_list=made, number=number - 1).first()
    only = None if former is None else [int(line) for line in former.left_out]
    with connection.cursor() as cursor:
        for first in range(1, made.line_count + 1, BLOCK):
            values = {"list": made.pk, "first": first, "last": first + BLOCK - 1}
            cursor.execute(_ROWS, {**values, "only": only, "without": without, "at": at})
            yield from (ShareLine(*row) for row in cursor.fetchall())


def waiting_requisition(made: OrderList) -> Approval | None:
    """The request to requisition shares of a list that waits for its second person."""
    asked = Approval.objects.filter(kind=REQUISITION_ORDER_SHARES, request__list=made.pk)
    return asked.filter(approved_at__isnull=True, rejected_at__isnull=True).first()
