"""The tray of a second person: requests about items with their totals, approved at once (two people)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry import clock
from registry.models import Approval, Item, Lot
from registry.roles import Role
from registry.selectors.requests import requests_for_second_person
from registry.services.trays import TRAY_KINDS, Decided, approve_each
from registry.staff.access import for_roles, signed_in, visible_agreements
from registry.staff.items import page_of

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Tray:
    """A line of the tray: the request, its item, the Rights its entry closes, opens and retires."""

    request: Approval
    item: Item
    item_page: str
    closed: int
    opened: int

    @property
    def retired(self) -> int:
        """The Rights that leave the books."""
        return self.closed - self.opened


def _waiting(request: HttpRequest) -> QuerySet[Approval]:
    user = signed_in(request)
    found = requests_for_second_person(visible_agreements(user), user=user, at=clock.now())
    return found.filter(kind__in=TRAY_KINDS).defer(None).order_by("pk")


def _lines(found: Iterable[Approval]) -> list[Tray]:
    waiting = list(found)
    closings = [int(lot["lot"]) for one in waiting for lot in one.request.get("entry", {}).get("close", ())]
    rights = dict(Lot.objects.filter(pk__in=closings).values_list("pk", "rights"))
    items = Item.objects.select_related("agreement")
    by_key = items.in_bulk({one.request["item"] for one in waiting})
    return [_line(one, by_key[one.request["item"]], rights=rights) for one in waiting]


def _line(request: Approval, item: Item, *, rights: dict[int, int]) -> Tray:
    entry = request.request.get("entry", {})
    opened = sum(lot["rights"] for lot in entry.get("open", ()))
    closed = sum(rights[int(lot["lot"])] for lot in entry.get("close", ()))
    return Tray(request, item, page_of(item), closed, opened)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.APPROVER, Role.ADMINISTRATOR)
def show_tray(request: HttpRequest) -> HttpResponse:
    """Show the tray; approve what was taken from it, each request by its own hash."""
    decided: list[Decided] = []
    status = 200
    if request.method == "POST":
        taken = _waiting(request).filter(request_hash__in=request.POST.getlist("take"))
        decided = approve_each(taken, approver=signed_in(request), now=clock.now)
        done = sum(one.refusal is None for one in decided)
        refused = len(decided) - done
        if done:
            messages.success(request, f"Approved and done: {done} of {len(decided)}.")
        if refused or not decided:
            status = 422
    waiting = _waiting(request)
    lines = _lines(waiting[:SHOWN])
    posting = [one for one in lines if one.closed]
    context = {
        "lines": lines,
        "waiting": waiting.count(),
        "refused": [
            (one, reverse("request", args=[one.request_hash])) for one in decided if one.refusal is not None
        ],
        "nothing_taken": request.method == "POST" and not decided,
        "taken": request.POST.getlist("take"),
        "closed": sum(one.closed for one in posting),
        "opened": sum(one.opened for one in posting),
        "retired": sum(one.retired for one in posting),
    }
    return render(request, "staff/tray.html", context, status=status)
