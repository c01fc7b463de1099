"""The page of the Common Shares that an order gives: requisitioned, received, delivered (§23(a), §24(b))."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.refusals.order_shares import ORDER_SHARES_POLICY
from agreement.workflow.items import ReturnMeans
from exercises.models import OrderList, OrderRequisition
from exercises.selectors.order_deposits import restrained
from exercises.selectors.order_shares import (
    nothing_goes_to,
    requisitions_of,
    waiting_requisition,
    waits_for_requisition,
)
from exercises.services import order_shares
from exercises.services.order_shares import AskedOf
from exercises.staff.checks import frame_of, latest_list
from exercises.staff.delivery_forms import DeliveredForm, ReceivedForm
from exercises.staff.funds import find_order
from registry import clock
from registry.models import Approval, Notice
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.staff.access import READERS, STAFF, for_roles, signed_in
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.item_forms import PartForm
from registry.staff.uploads import paper_of

SHOWN = 50


class AskedOfForm(PartForm):
    """Of whom the shares are had, as the Company's paper says."""

    section = "24(b)"
    name = forms.CharField(label="Transfer agent of the Common Shares", max_length=200)
    address = forms.CharField(label="Its address", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.FileField(
        label="The Company's instruction", help_text="Its paper that says of whom they are had, and how."
    )


def shares_told(made: OrderList | None) -> dict[str, Any]:
    """What the page of an order says of its shares; nothing until it is carried out, or where it has none."""
    if made is None or made.entry_id is None or not made.totals.get("shares"):
        return {"shares": None}
    lines, shares = waits_for_requisition(made)
    steps = [{step.kind for step in one.steps.all()} for one in requisitions_of(made)]
    return {
        "shares": {
            "requisitions": len(steps),
            "delivered": sum("DELIVERED" in one for one in steps),
            "lines": lines,
            "waiting": shares,
        }
    }


@require_safe
@for_roles(*READERS)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show what was requisitioned of the shares of a list, what waits, and to whom nothing goes now."""
    order, at = find_order(request, code, number), clock.now()
    made = _carried_out(order)
    asked, lines = waiting_requisition(made), waits_for_requisition(made)
    against = nothing_goes_to(made, at=at) if lines[0] else {}
    page = Paginator(sorted(against.items()), SHOWN).get_page(request.GET.get("page"))
    accounts = dict(made.lines.filter(line__in=[line for line, _ in page]).values_list("line", "account"))
    may_act = has_any_role(signed_in(request), STAFF_ROLES)
    context = {
        "agreement": order.agreement,
        "notice": order,
        "made": made,
        "requisitions": list(requisitions_of(made)),
        "lines": lines[0],
        "shares": lines[1],
        "waiting": asked,
        "restrained": restrained(order.agreement, at=at) if lines[0] else (),
        "against": [(accounts[line], why) for line, why in page],
        "against_count": len(against),
        "page": page,
        "policy": ORDER_SHARES_POLICY,
        "method": order.facts.get("method", ""),
        "section": _section(order),
        "may_ask": may_act and asked is None and lines[0] > len(against),
        "may_record": may_act,
    }
    return render(request, "staff/order_shares.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to requisition the shares of the list."""
    order, at = find_order(request, code, number), clock.now()
    made = _carried_out(order)
    form = AskedOfForm(*typed(request), agreement=order.agreement, now=at)

    def act() -> Approval:
        said, title = form.cleaned_data, "Instruction about Common Shares of an order"
        with paper_of(request, form, kind="DELIVERY_ARRANGED", title=title, at=at) as paper:
            return order_shares.request_requisition(
                made,
                AskedOf(said["name"], said["address"]),
                document=paper,
                maker=signed_in(request),
                at=at,
            )

    about = (
        "One file names every holder to whom shares may go now, with the address of record. The second "
        "person approves it by its totals and its hash; nothing leaves the office by itself."
    )
    page = _frame(order, heading="Requisition the shares", button="Ask for approval", about=about)
    return act_page(request, order.agreement, form, page=page, act=act)


@require_safe
@for_roles(*READERS)
def hand_out(request: HttpRequest, code: str, number: int, requisition: int) -> FileResponse:
    """Hand out the file of a requisition; who took it is recorded."""
    made = _found(request, code, number, requisition)
    file = order_shares.open_file(made, by=signed_in(request), at=clock.now())
    name = f"{code}-order-{number}-shares-{requisition}.csv"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="text/csv")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_received(request: HttpRequest, code: str, number: int, requisition: int) -> HttpResponse:
    """Record that the shares of a requisition came, or were registered for the holders."""
    asked, at = _found(request, code, number, requisition), clock.now()
    form = ReceivedForm(*typed(request), agreement=asked.order_list.agreement, now=at)

    def act() -> str:
        with paper_of(request, form, kind="SECURITIES_RECEIVED", title=f"Shares of {asked}", at=at) as paper:
            day = form.cleaned_data["received_on"]
            order_shares.record_received(asked, on=day, document=paper, by=signed_in(request), at=at)
        return f"The shares of {asked} are recorded as received."

    order = asked.order_list.order
    page = _frame(order, heading=f"The shares of requisition {requisition} came", button="Record the receipt")
    return act_page(request, asked.order_list.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_delivered(request: HttpRequest, code: str, number: int, requisition: int) -> HttpResponse:
    """Record that the shares of a requisition went to the holders."""
    asked, at = _found(request, code, number, requisition), clock.now()
    form = DeliveredForm(*typed(request), agreement=asked.order_list.agreement, now=at)

    def act() -> str:
        said, title = form.cleaned_data, f"Delivery of {asked}"
        with paper_of(request, form, kind="SECURITIES_DELIVERED", title=title, at=at) as paper:
            order_shares.record_delivered(
                asked,
                on=said["delivered_on"],
                means=ReturnMeans(said["means"]),
                document=paper,
                by=signed_in(request),
                at=at,
            )
        return f"The shares of {asked} are recorded as delivered."

    order = asked.order_list.order
    heading = f"The shares of requisition {requisition} went out"
    page = _frame(order, heading=heading, button="Record the delivery")
    return act_page(request, asked.order_list.agreement, form, page=page, act=act)


def _carried_out(order: Notice) -> OrderList:
    """The list by which an order was carried out, if it gives shares; none is a 404."""
    made = latest_list(order)
    if made.entry_id is None or not made.totals.get("shares"):
        raise Http404
    made.agreement = order.agreement
    return made


def _found(request: HttpRequest, code: str, number: int, requisition: int) -> OrderRequisition:
    """A requisition of the list of an order that the person may see; absent and foreign are the same 404."""
    order = find_order(request, code, number)
    found = requisitions_of(_carried_out(order)).filter(number=requisition).first()
    if found is None:
        raise Http404
    found.order_list.order, found.order_list.agreement = order, order.agreement
    return found


def _section(order: Notice) -> str:
    return "23(a)" if order.kind == "REDEMPTION_ORDERED" else "24(b)"


def _frame(order: Notice, **parts: str) -> ActPage:
    """The frame of an act about the shares of an order, with the way back to their page."""
    page = frame_of(order, section=_section(order), **parts)
    back = reverse("order_shares", args=[order.agreement.code, order.number])
    return replace(page, back=back, crumbs=(*page.crumbs, ("Shares", back)))
