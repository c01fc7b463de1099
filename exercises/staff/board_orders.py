"""The desk of orders: what a redemption or an exchange stops, reaches, and found done (§23, §24)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreement.board_orders import OrderKind, redemption_total
from exercises.selectors.board_orders import done_afterwards, stopped_exercises
from registry import clock
from registry.models import Notice, NoticeDue, NoticeKind
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.agreements import terms_in_force
from registry.selectors.board_orders import (
    endings,
    order_notices,
    orders_told,
    price_stated,
    rights_reached,
    standing_orders,
)
from registry.services.company.board_orders import MAILED_AS
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement
from registry.staff.items import page_of

SHOWN = 200
# What a notice says of an order, in the words of the page; the rest stands on the notice.
_TOLD: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("paid_in", "Paid in", {"CASH": "Cash", "COMMON_SHARES": "Common Shares"}),
    ("ratio", "Given for each Right", {}),
    ("package", "Given in the place of Common Shares", {}),
    ("method", "Method", {}),
    ("conditions", "Conditions that the Board set", {}),
)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_orders(request: HttpRequest, code: str) -> HttpResponse:
    """Show the orders of redemption and exchange of an agreement, the latest first, and what each stops."""
    user, at = signed_in(request), clock.now()
    agreement = visible_agreement(user, code)
    ended, standing = endings(agreement), {one.number for one in standing_orders(agreement)}
    rows = [
        (notice, order, notice.number in standing, ended.get(notice.number))
        for notice in order_notices(agreement)
        for order in orders_told(agreement, [notice], at=at)
    ]
    context = {"agreement": agreement, "rows": rows, "may_act": has_any_role(user, STAFF_ROLES)}
    return render(request, "staff/orders.html", context)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_order(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one order: what it stops and since when, the Rights and holders it reaches, what was done."""
    user, at = signed_in(request), clock.now()
    notice = _order(request, code, number)
    agreement = notice.agreement
    (order,) = orders_told(agreement, [notice], at=at)
    reached, ending = rights_reached(agreement, at=at), endings(agreement).get(number)
    done, stopped = done_afterwards(notice), stopped_exercises(notice)
    is_redemption = order.kind is OrderKind.REDEMPTION
    terms = terms_in_force(agreement, known_at=notice.received_at)
    price = price_stated(notice) or terms.redemption_price
    may_read = has_any_role(user, READER_ROLES)
    context: dict[str, Any] = {
        "agreement": agreement,
        "notice": notice,
        "order": order,
        "is_redemption": is_redemption,
        "stands": any(one.number == number for one in standing_orders(agreement)),
        "ending": ending,
        "reached": reached,
        "told": _told(notice),
        "price": price if is_redemption else None,
        "total": redemption_total(reached.valid, price=price, terms=terms) if is_redemption else None,
        "due": _due(notice),
        "done": [(one, page_of(one.item)) for one in done[:SHOWN]] if may_read else [],
        "done_count": len(done),
        "stopped": [(one, page_of(one.item)) for one in stopped[:SHOWN]] if may_read else [],
        "stopped_count": len(stopped),
    }
    return render(request, "staff/order.html", context)


def _order(request: HttpRequest, code: str, number: int) -> Notice:
    """A notice of an order that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = order_notices(agreement).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _told(notice: Notice) -> list[tuple[str, str]]:
    """What the notice states, in words; what it does not state is left out."""
    return [
        (label, words.get(notice.facts[name], notice.facts[name]))
        for name, label, words in _TOLD
        if notice.facts.get(name)
    ]


def _due(notice: Notice) -> NoticeDue | None:
    """The notice to the holders that became due when the order was accepted."""
    if notice.applied_at is None:
        return None
    kind = MAILED_AS[NoticeKind(notice.kind)]
    found = NoticeDue.objects.filter(agreement_id=notice.agreement_id, mailing_kind=kind)
    return found.filter(recorded_at=notice.applied_at).order_by("id").first()
