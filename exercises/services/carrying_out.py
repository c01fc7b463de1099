"""An order of the Board carried out for every holder, in one entry, by two people and a list (§23, §24).

The entry names the class and its totals; the list beside it says what each holder gets. Void Rights leave as
void and get nothing (§7(e)). A part is listed and not posted: it would leave certificates for more Rights
than stand on them.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.board_orders import OrderKind
from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from exercises.models import OrderList
from exercises.selectors.order_lists import (
    CARRY_OUT_EXCHANGE,
    CARRY_OUT_REDEMPTION,
    Carrying,
    carrying_of,
    lists_of,
)
from exercises.services.order_files import hash_of_lines
from exercises.services.order_lists import given_of
from registry.models import Approval, User
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.refusals import told_as_errors

KINDS = {
    OrderKind.REDEMPTION: (CARRY_OUT_REDEMPTION, "REDEEM", "23(a)"),
    OrderKind.EXCHANGE: (CARRY_OUT_EXCHANGE, "EXCHANGE_RIGHTS", "24(b)"),
}


@transaction.atomic(durable=True)
def request_carrying_out(made: OrderList, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to carry an order out by its latest list.

    Raises RefusedByGround with what stands against it now, LIST_OUTDATED where a later list was made or other
    Rights stand.

    Agreement: 23(a);24(b).
    """
    locked = books.lock_books(made.agreement)
    asked = OrderList.objects.select_related("order__document").get(pk=made.pk)
    asked.agreement = asked.order.agreement = locked
    carrying = _carrying(asked, at=at)
    kind = KINDS[carrying.order.kind][0]
    what = "redemption" if carrying.order.kind is OrderKind.REDEMPTION else "exchange"
    totals = asked.totals
    return request_approval(
        locked,
        kind=kind,
        request=_request(asked, carrying),
        summary=f"Carry out the {what} of notice {asked.order.number} by list {asked.number}: "
        f"{totals['taken']:,} Rights of {totals['payees']:,} holders for {totals['shares']:,} Common Shares "
        f"and ${asked.cash:,.2f}",
        maker=maker,
        at=at,
    )


def perform_carrying_out(approval: Approval, *, at: datetime) -> OrderList:
    """Carry out what was approved: decided again under the lock, counted and hashed again by the database.

    Raises LIST_OUTDATED, and as `request_carrying_out`.

    Agreement: 23(a);24(b).
    """
    assert approval.agreement is not None
    locked = books.lock_books(approval.agreement)
    made = OrderList.objects.select_related("order__document").get(
        pk=approval.request["list"], agreement=locked
    )
    made.agreement = made.order.agreement = locked
    carrying = _carrying(made, at=at)
    if hash_of_lines(made, given=given_of(made)) != made.sha256:
        raise refuse("LIST_OUTDATED", list=made.number)
    made.entry = books.end_rights(approval, _request(made, carrying), at=at)
    with told_as_errors():
        made.save(update_fields=["entry"])
    return made


def _carrying(made: OrderList, *, at: datetime) -> Carrying:
    """The order with nothing against it, and the list the latest of it."""
    carrying = carrying_of(made.order, conditions_reported=made.conditions_met_id is not None, at=at)
    if carrying.grounds:
        raise RefusedByGround.by(carrying.grounds)
    if not carrying.order.takes_all:
        raise refuse("PART_ON_CERTIFICATES", notice=made.order.number)
    latest = lists_of(made.order).first()
    changed = (carrying.takes_effect_at, asdict(carrying.standing)) != (made.takes_effect_at, made.standing)
    if latest != made or changed:
        raise refuse("LIST_OUTDATED", list=made.number)
    return carrying


def _request(made: OrderList, carrying: Carrying) -> dict[str, Any]:
    """The head of the entry, the list with its hash, and what stands as the list counted it."""
    kind, entry, section = KINDS[carrying.order.kind]
    order = made.order
    assert carrying.takes_effect_at is not None  # else it was not due
    return {
        "act": kind,
        "kind": entry,
        "agreement": made.agreement.code,
        "order": order.number,
        "document": order.document_id,
        "document_sha256": order.document.sha256,
        "section": section,
        "effective_at": carrying.takes_effect_at.isoformat(),
        "received_at": order.received_at.isoformat(),
        "list": made.pk,
        "list_sha256": made.sha256,
        "gives": made.figures,
        "rights_taken": made.totals["taken"],
        "shares": made.totals["shares"],
        "cash": made.totals["cash"],
        "standing": made.standing_hash,
        "totals": made.standing,
    }
