"""What people record of a print run: printed, executed, signed, spoiled, reconciled, closed (§5(a))."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from certificates.models import PrintRun
from certificates.selectors.print_runs import chosen_to_print
from certificates.services import countersignature, execution, print_runs, spoiling
from certificates.staff.forms import (
    CountersignatureForm,
    ExecutionForm,
    GiveUpForm,
    LostNumberForm,
    RunForm,
    SheetForm,
)
from certificates.staff.runs import find_run, run_page
from registry import clock
from registry.models import Approval
from registry.selectors.agreements import local_day
from registry.staff.access import STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import Outcome, performed
from registry.staff.uploads import paper_of

Act = Callable[[HttpRequest, PrintRun, Any, datetime], Outcome]


@require_POST
@for_roles(*STAFF)
def lock(request: HttpRequest, code: str) -> HttpResponse:
    """Lock the certificates of the entries chosen, else of all that wait, into a run; start drawing them."""
    agreement = visible_agreement(signed_in(request), code)
    said = request.POST.getlist("entry")
    if not all(number.isascii() and number.isdigit() and len(number) < 19 for number in said):
        raise Http404
    entries = chosen_to_print(agreement, numbers=[int(number) for number in said])
    run = print_runs.lock_run(agreement, entries=entries, maker=signed_in(request), at=clock.now())
    messages.success(request, f"Print run {run.number} is locked and being drawn.")
    return redirect("print_run", code=code, number=run.number)


def perform(
    request: HttpRequest, code: str, number: int, *, form_class: type[RunForm] | None, act: Act
) -> HttpResponse:
    """Read the form, do the act, lead to its request; a refusal comes back with what was typed."""
    run = find_run(request, code, number)
    form = None
    if form_class is not None:
        form = form_class(
            request.POST, request.FILES, run=run, today=local_day(run.agreement, at=clock.now())
        )
    return performed(
        request,
        form=form,
        act=lambda: act(request, run, form, clock.now()),
        back=reverse("print_run", args=[code, number]),
        page=partial(run_page, request, run),
    )


@require_POST
@for_roles(*STAFF)
def printed(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A person states that the files of the run were printed."""

    def act(request: HttpRequest, run: PrintRun, form: None, at: datetime) -> str:
        print_runs.record_printed(run, by=signed_in(request), at=at)
        return "Recorded as printed. The Company's officers execute the sheets next."

    return perform(request, code, number, form_class=None, act=act)


@require_POST
@for_roles(*STAFF)
def executed(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for approval of the Company's execution."""

    def act(request: HttpRequest, run: PrintRun, form: ExecutionForm, at: datetime) -> Approval:
        title, signed_on = f"Execution of print run {run.number}", form.cleaned_data["signed_on"]
        with paper_of(request, form, kind="EXECUTION", title=title, signed_on=signed_on, at=at) as paper:
            return execution.record_executed(
                run,
                signers=form.chosen_officers(),
                signed_on=signed_on,
                document=paper,
                maker=signed_in(request),
                at=at,
            )

    return perform(request, code, number, form_class=ExecutionForm, act=act)


@require_POST
@for_roles(*STAFF)
def countersigned(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for approval of a countersigning by hand."""

    def act(request: HttpRequest, run: PrintRun, form: CountersignatureForm, at: datetime) -> Approval:
        title = f"Signed batch list of print run {run.number}"
        parts = ("first", "last", "exceptions", "signatory", "signed_on")
        signed = {part: form.cleaned_data[part] for part in parts} | {"at": at}
        day = signed["signed_on"]
        with paper_of(request, form, kind="COUNTERSIGNATURE", title=title, signed_on=day, at=at) as paper:
            return countersignature.record_countersignature(
                run, **signed, document=paper, maker=signed_in(request)
            )

    return perform(request, code, number, form_class=CountersignatureForm, act=act)


@require_POST
@for_roles(*STAFF)
def spoiled(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record a defective sheet; with the button for it, print the number once more."""

    def act(request: HttpRequest, run: PrintRun, form: SheetForm, at: datetime) -> str:
        told = {"number": form.cleaned_data["number"], "reason": form.cleaned_data["reason"]}
        if "reprint" in request.POST:
            piece, _ = spoiling.reprint(run.agreement, **told, by=signed_in(request), at=at)
            return (
                f"Copy {piece.copy} of number {piece.certificate_number} is recorded. Take its PDF from the "
                "page of the certificate."
            )
        piece = spoiling.spoil_sheet(run.agreement, **told, by=signed_in(request), at=at)
        return f"Copy {piece.copy} of number {piece.certificate_number} is spoiled; its number stays."

    return perform(request, code, number, form_class=SheetForm, act=act)


@require_POST
@for_roles(*STAFF)
def lost(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for approval to spoil a number and move its Rights on."""

    def act(request: HttpRequest, run: PrintRun, form: LostNumberForm, at: datetime) -> Approval:
        spoilt, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
        title = f"Report on the sheet of number {spoilt}"
        with paper_of(request, form, kind="LOST_SHEET", title=title, at=at) as paper:
            return spoiling.move_number(
                run.agreement,
                number=spoilt,
                reason=reason,
                document=paper,
                maker=signed_in(request),
                at=at,
            )

    return perform(request, code, number, form_class=LostNumberForm, act=act)


@require_POST
@for_roles(*STAFF)
def reconciled(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Account for every number."""

    def act(request: HttpRequest, run: PrintRun, form: None, at: datetime) -> str:
        return f"Reconciled: {print_runs.reconcile(run, by=signed_in(request), at=at).equation}."

    return perform(request, code, number, form_class=None, act=act)


@require_POST
@for_roles(*STAFF)
def closed(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for approval to close a reconciled run."""

    def act(request: HttpRequest, run: PrintRun, form: None, at: datetime) -> Approval:
        return print_runs.close_run(run, maker=signed_in(request), at=at)

    return perform(request, code, number, form_class=None, act=act)


@require_POST
@for_roles(*STAFF)
def given_up(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give a run up before it is printed."""

    def act(request: HttpRequest, run: PrintRun, form: GiveUpForm, at: datetime) -> str:
        print_runs.abort_run(run, reason=form.cleaned_data["reason"], by=signed_in(request), at=at)
        return "The run is given up; its numbers may be drawn again."

    return perform(request, code, number, form_class=GiveUpForm, act=act)
