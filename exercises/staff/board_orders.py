"""The desk of orders: what a redemption or an exchange stops, reaches, and found done (§23, §24)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from agreement.board_orders import OrderKind, late_notice_grounds, redemption_total
from exercises.selectors.board_orders import done_afterwards, stopped_exercises
from exercises.staff.funds import find_order, money_of, page_about
from registry import clock
from registry.models import Notice, NoticeState
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.agreements import local_day, terms_in_force
from registry.selectors.board_orders import (
    carried_out_orders,
    endings,
    notice_due,
    order_notices,
    orders_told,
    price_stated,
    rights_reached,
    standing_orders,
)
from registry.services.company_account.common import money_text
from registry.services.order_notices import record_order_notice_mailed
from registry.staff.access import EVERYBODY_IN_CONSOLE, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import act_page, typed
from registry.staff.item_forms import PartForm, day_picked
from registry.staff.items import page_of
from registry.staff.uploads import paper_of

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
    carried = carried_out_orders(agreement)
    rows = [
        (notice, order, notice.number in standing, ended.get(notice.number), carried.get(notice.number))
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
    notice = find_order(request, code, number)
    agreement = notice.agreement
    (order,) = orders_told(agreement, [notice], at=at)
    reached, ending = rights_reached(agreement, at=at), endings(agreement).get(number)
    due = notice_due(notice)
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
        "carried": carried_out_orders(agreement).get(number) if not order.takes_all else None,
        "ending": ending,
        "reached": reached,
        "told": _told(notice),
        "price": money_text(price) if is_redemption else "",
        "total": redemption_total(reached.valid, price=price, terms=terms) if is_redemption else None,
        "due": due,
        "late": late_notice_grounds(due.due_by, on=local_day(agreement, at=at)) if due else (),
        "done": [(one, page_of(one.item)) for one in done[:SHOWN]] if may_read else [],
        "done_count": len(done),
        "stopped": [(one, page_of(one.item)) for one in stopped[:SHOWN]] if may_read else [],
        "stopped_count": len(stopped),
        "may_read": may_read,
        "may_act": has_any_role(user, STAFF_ROLES),
        "may_pay": notice.state == NoticeState.APPLIED and ending is None,
        **money_of(notice),
    }
    return render(request, "staff/order.html", context)


def _told(notice: Notice) -> list[tuple[str, str]]:
    """What the notice states, in words; what it does not state is left out."""
    return [
        (label, words.get(notice.facts[name], notice.facts[name]))
        for name, label, words in _TOLD
        if notice.facts.get(name)
    ]


class MailedForm(PartForm):
    """The day on which the notice was mailed, its defects, its evidence."""

    section = "23(b)"
    mailed_on = day_picked("Mailed first-class on")
    defect = forms.CharField(
        label="What was amiss", help_text="Pieces that failed, for instance. It undoes nothing.",
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    document = forms.FileField(label="Evidence of the mailing, with the notice")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_mailed(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record that the notice to the holders was mailed."""
    order, at = find_order(request, code, number), clock.now()
    due = notice_due(order)
    if due is None:
        raise Http404
    form = MailedForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> str:
        said = form.cleaned_data
        with paper_of(request, form, kind="MAILING", title="Notice of an order, as mailed", at=at) as paper:
            record_order_notice_mailed(
                due, mailed_on=said["mailed_on"], defect=said["defect"], document=paper,
                by=signed_in(request), at=at,
            )  # fmt: skip
        return "The mailing of the notice is recorded."

    page = page_about(
        order, heading="Notice to the holders", button="Record the mailing", section=due.section
    )
    return act_page(request, order.agreement, form, page=page, act=act)
