"""What the Company deferred of an exercise: its due bill; its delivery once the event occurred (§11(k))."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from agreement.errors import RightsError
from exercises.models import DueBill
from exercises.selectors.deferrals import bill_of
from exercises.services import due_bills, fractions
from exercises.staff.custody import certified, item_page
from exercises.staff.exercises import exercise_page, find_exercise
from registry import clock
from registry.models import Item
from registry.staff.access import STAFF, for_roles, signed_in
from registry.staff.acts import act_page, typed
from registry.staff.item_forms import PartForm
from registry.staff.items import asked_of_another
from registry.staff.uploads import paper_of


class InstrumentForm(PartForm):
    """The Company's own instrument for what is deferred."""

    section = "11(k)"
    document = forms.FileField(label="Its instrument", help_text="A copy of what the holder was given.")


@require_POST
@for_roles(*STAFF)
def issue(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Write the due bill for what is deferred of an exercise."""
    return _done(request, code, number, act=due_bills.issue_due_bill)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record the Company's own instrument for what is deferred of an exercise."""
    item, at = find_exercise(request, code, number), clock.now()
    form = InstrumentForm(*typed(request), agreement=item.agreement, now=at)

    def act() -> str:
        title = f"Instrument for what is deferred of item {number}"
        with paper_of(request, form, kind="DUE_BILL", title=title, at=at) as paper:
            made = due_bills.record_due_bill(item, document=paper, by=signed_in(request), at=at)
        return f"{made} is recorded."

    page = item_page(item, "Record the Company's instrument", "11(k)", "Record it")
    return act_page(request, item.agreement, form, page=page, act=act)


@require_POST
@for_roles(*STAFF)
def fulfil(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take up what was deferred of an exercise, once the event occurred."""
    return _done(request, code, number, act=due_bills.fulfil_due_bill)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def certify_fraction(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record the Company's certificate of the cash for the fraction that a due bill leaves."""
    item = find_exercise(request, code, number)
    return certified(request, item, of=_bill(item))


@require_POST
@for_roles(*STAFF)
def pay_fraction(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to pay the fraction that a due bill leaves."""
    item = find_exercise(request, code, number)
    try:
        approval = fractions.request_fraction_payment(
            item, of=_bill(item), maker=signed_in(request), at=clock.now()
        )
    except RightsError as refusal:
        return exercise_page(request, item, refusal=refusal, status=refusal.status)
    return asked_of_another(request, approval)


def _bill(item: Item) -> DueBill:
    found = bill_of(item)
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest, code: str, number: int, *, act: Callable[..., Any]) -> HttpResponse:
    """Do an act on an exercise; refused, its page with the grounds."""
    item = find_exercise(request, code, number)
    try:
        act(item, by=signed_in(request), at=clock.now())
    except RightsError as refusal:
        return exercise_page(
            request, find_exercise(request, code, number), refusal=refusal, status=refusal.status
        )
    return redirect("exercise", code, number)
