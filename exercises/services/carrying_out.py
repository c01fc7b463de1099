"""An order of the Board carried out for every holder, in one entry, by two people and a list (§23, §24).

The entry of all names the class and its totals; that of a part takes from every holder what the list says
and leaves the rest on its certificates. The list beside it says what each holder gets. Void Rights get
nothing (§7(e)).
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.board_orders import OrderKind
from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from agreement.workflow.items import ItemKind
from exercises.models import OrderList
from exercises.selectors.order_lists import (
    CARRY_OUT_EXCHANGE,
    CARRY_OUT_REDEMPTION,
    Carrying,
    carrying_of,
    lists_of,
    part_totals,
    terms_of_order,
)
from exercises.services.order_files import hash_of_lines
from exercises.services.order_lines import hash_held
from exercises.services.order_lists import given_of
from registry.models import Approval, User
from registry.services import books
from registry.services.approvals import request_approval
from registry.services.company.exercise_gates import settle_waiting
from registry.services.refusals import told_as_errors

LEAVES_THE_REST = "EXCHANGED_RIGHTS_ONLY"  # reading of partial_exchange_expiry
KINDS = {
    OrderKind.REDEMPTION: (CARRY_OUT_REDEMPTION, "REDEEM", "23(a)"),
    OrderKind.EXCHANGE: (CARRY_OUT_EXCHANGE, "EXCHANGE_RIGHTS", "24(b)"),
}


@transaction.atomic(durable=True)
def request_carrying_out(made: OrderList, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to carry an order out by its latest list.

    Raises RefusedByGround with what stands against it now, LIST_OUTDATED where a later list was made or other
    Rights stand, PART_BEFORE_COUNTERSIGNATURE where a part would take from paper that is not signed yet.

    Agreement: 23(a);24(b).
    """
    locked = books.lock_books(made.agreement)
    asked = OrderList.objects.select_related("order__document").get(pk=made.pk)
    asked.agreement = asked.order.agreement = locked
    carrying = _carrying(asked, at=at)
    request = _request(asked, carrying)
    _must_be_signed(request)
    kind = KINDS[carrying.order.kind][0]
    what = "redemption" if carrying.order.kind is OrderKind.REDEMPTION else "exchange"
    totals = asked.totals
    return request_approval(
        locked,
        kind=kind,
        request=request,
        summary=f"Carry out the {what} of notice {asked.order.number} by list {asked.number}: "
        f"{totals['taken']:,} Rights of {totals['payees']:,} holders for {totals['shares']:,} Common Shares "
        f"and ${asked.cash:,.2f}{_told(request)}",
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
    post = books.end_rights if carrying.order.takes_all else books.exchange_part
    made.entry = post(approval, _request(made, carrying), at=at)
    with told_as_errors():
        made.save(update_fields=["entry"])
    if not carrying.order.takes_all:  # what waited for it goes on with what is left
        settle_waiting(locked, kinds=list(ItemKind), by=approval.approver, at=at)
    return made


def _carrying(made: OrderList, *, at: datetime) -> Carrying:
    """The order with nothing against it, and the list the latest of it."""
    carrying = carrying_of(made.order, conditions_reported=made.conditions_met_id is not None, at=at)
    if carrying.grounds:
        raise RefusedByGround.by(carrying.grounds)
    order = carrying.order
    if (
        not order.takes_all
        and terms_of_order(made.order).reading("partial_exchange_expiry") != LEAVES_THE_REST
    ):
        raise refuse("PART_ENDS_ALL", notice=made.order.number)
    latest = lists_of(made.order).first()
    changed = (carrying.takes_effect_at, asdict(carrying.standing)) != (made.takes_effect_at, made.standing)
    if latest != made or changed:
        raise refuse("LIST_OUTDATED", list=made.number)
    return carrying


def _part(carrying: Carrying) -> dict[str, Any]:
    """The number of Rights of a part, and what taking it does to certificates."""
    return {"part": carrying.order.rights_count, "of_certificates": part_totals(carrying)}


def _told(request: dict[str, Any]) -> str:
    """What a part does to certificates, in words; nothing where all is taken."""
    part = request.get("of_certificates")
    if not part:
        return ""
    touched, kept = part["certificates"], part["stand_on"]
    return f"; {touched:,} certificates are taken from, {kept:,} of them stand on for the rest"


def _must_be_signed(request: dict[str, Any]) -> None:
    unsigned = request.get("of_certificates", {}).get("unsigned", 0)
    if unsigned:
        raise refuse("PART_BEFORE_COUNTERSIGNATURE", count=f"{unsigned:,}", notice=request["order"])


def _request(made: OrderList, carrying: Carrying) -> dict[str, Any]:
    """The head of the entry, the list with its hash, and what stands as the list counted it."""
    kind, entry, section = KINDS[carrying.order.kind]
    order = made.order
    assert carrying.takes_effect_at is not None  # else it was not due
    part = {} if carrying.order.takes_all else _part(carrying)
    return {
        **part,
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
        "standing": hash_held(made),
        "totals": made.standing,
    }
