"""Print runs: the list, and one run with its papers, its equation and what remains to record (§5(a))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreement.errors import RefusedByGround, RightsError
from certificates.models import PrintPiece, PrintRun, RunState
from certificates.selectors.numbers import count, event_ranges, told, without
from certificates.selectors.print_runs import (
    entries_to_print,
    numbers_of,
    print_runs,
    reconciliation,
    stretches_of,
    waiting_for_print,
)
from certificates.services.run_papers import file_name
from certificates.staff.forms import (
    CountersignatureForm,
    ExecutionForm,
    GiveUpForm,
    LostNumberForm,
    RunForm,
    SheetForm,
)
from registry import clock
from registry.models import (
    Approval,
    CertificateEvent,
    PaperEvent,
)
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import jobs as job_selectors
from registry.selectors.agreements import local_day
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement

FILES_SHOWN = 100
PIECES_SHOWN = 100
ENTRIES_SHOWN = 100
OPEN = (RunState.DATA_LOCKED, RunState.RENDERED, RunState.PROOFED)
ON_PAPER = (RunState.PRINTED, RunState.EXECUTED, RunState.COUNTERSIGNING)
STEPS = (
    (RunState.DATA_LOCKED, "Locked"),
    (RunState.RENDERED, "Drawn"),
    (RunState.PROOFED, "Proofed"),
    (RunState.PRINTED, "Printed"),
    (RunState.EXECUTED, "Executed"),
    (RunState.COUNTERSIGNING, "Countersigned"),
    (RunState.RECONCILED, "Reconciled"),
    (RunState.CLOSED, "Closed"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One station of a run: its name and whether it is behind, here or ahead."""

    name: str
    place: str


def steps_of(run: PrintRun) -> list[Step]:
    """The stations of a run in their order."""
    states = [state for state, _ in STEPS]
    here = states.index(RunState(run.state)) if run.state in states else -1
    place = {-1: "behind", 0: "here", 1: "ahead"}
    return [Step(name, place[(at > here) - (at < here)]) for at, (_, name) in enumerate(STEPS)]


def find_run(request: HttpRequest, code: str, number: int) -> PrintRun:
    """A run of an agreement that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    run = print_runs(agreement).select_related("closing", "execution").filter(number=number).first()
    if run is None:
        raise Http404
    return run


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_runs(request: HttpRequest, code: str) -> HttpResponse:
    """Show the runs of an agreement and what is not yet in a run."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    context = {
        "agreement": agreement,
        "runs": print_runs(agreement),
        "waiting": waiting_for_print(agreement),
        "to_print": entries_to_print(agreement)[:ENTRIES_SHOWN],
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/print_runs.html", context)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_run(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one run whole."""
    return run_page(request, find_run(request, code, number))


def run_page(
    request: HttpRequest,
    run: PrintRun,
    *,
    answered: RunForm | None = None,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a run; after an act that was refused, with its grounds and what was typed."""
    user = signed_in(request)
    may_act = has_any_role(user, STAFF_ROLES)
    found = reconciliation(run)
    grounds = list(refusal.grounds) if isinstance(refusal, RefusedByGround) else []
    context: dict[str, Any] = {
        "agreement": run.agreement,
        "run": run,
        "steps": steps_of(run),
        "progress": job_selectors.progress(run.job) if run.job else None,
        "moves": run.state == RunState.DATA_LOCKED,
        "files": [(file, file_name(run, file)) for file in run.files.all()[:FILES_SHOWN]],
        "files_total": run.files.count(),
        "found": found,
        "locked_numbers": told(stretches_of(run)),
        "entries": list(run.entries.all()),
        "numbers": told(found.numbers),
        "issued": count(found.issued),
        "spoiled": count(found.spoiled),
        "unused": count(found.unused),
        "still_open": count(found.open_numbers),
        "open_numbers": told(found.open_numbers, most=6),
        "range_count": count(found.numbers),
        "events": events_of(run),
        "pieces": pieces_out_of_order(run),
        "requests": open_requests(run) if has_any_role(user, READER_ROLES) else [],
        "may_act": may_act,
        "may_take": has_any_role(user, READER_ROLES),
        "forms": forms_of(run, answered=answered) if may_act else [],
        "answered": answered,
        "refusal": refusal,
        "grounds": grounds or ([refusal] if refusal else []),
    }
    return render(request, "staff/print_run.html", context, status=status)


def forms_of(run: PrintRun, *, answered: RunForm | None) -> list[tuple[str, RunForm]]:
    """The forms that the state of a run allows, with the address each goes to."""
    today = local_day(run.agreement, at=clock.now())
    allowed: list[tuple[str, type[RunForm], dict[str, Any]]] = []
    if run.state in ON_PAPER:
        if _unexecuted(run):
            allowed.append(("run_executed", ExecutionForm, {}))
        if run.state != RunState.PRINTED and (to_sign := _next_to_sign(run)):
            allowed.append(("run_countersigned", CountersignatureForm, to_sign))
        allowed += [("run_spoiled", SheetForm, {}), ("run_lost", LostNumberForm, {})]
    if run.state in OPEN:
        allowed.append(("run_given_up", GiveUpForm, {}))
    return [
        (
            name,
            answered
            if isinstance(answered, form_class)
            else form_class(run=run, today=today, initial=initial),
        )
        for name, form_class, initial in allowed
    ]


def _unexecuted(run: PrintRun) -> bool:
    numbers = numbers_of(run)
    done = [
        *event_ranges(run.agreement, PaperEvent.EXECUTED, within=numbers),
        *event_ranges(run.agreement, PaperEvent.SPOILED, within=numbers),
    ]
    return bool(without(numbers, done))


def _next_to_sign(run: PrintRun) -> dict[str, Any]:
    """The first stretch of numbers that nobody signed, offered and not decided."""
    left = reconciliation(run).open_numbers
    return {"first": left[0][0], "last": left[0][1]} if left else {}


def events_of(run: PrintRun) -> QuerySet[CertificateEvent]:
    """What was recorded of the paper of the run's numbers, with the two people of each entry."""
    numbers = numbers_of(run)
    return (
        CertificateEvent.objects.filter(
            agreement=run.agreement,
            first_number__lte=numbers[-1][1],
            last_number__gte=numbers[0][0],
            kind__in=(PaperEvent.EXECUTED, PaperEvent.COUNTERSIGNED, PaperEvent.SPOILED),
        )
        .select_related("entry__maker", "entry__approver", "entry__document", "signatory")
        .order_by("entry__number", "first_number")
    )


def pieces_out_of_order(run: PrintRun) -> QuerySet[PrintPiece]:
    """Sheets that were spoiled or lost, and copies printed again."""
    pieces = PrintPiece.objects.filter(run=run)
    return (
        (pieces.exclude(state="RENDERED") | pieces.filter(copy__gt=1))
        .select_related("recorded_by")
        .order_by("certificate_number", "copy")[:PIECES_SHOWN]
    )


def open_requests(run: PrintRun) -> list[Approval]:
    """Requests about the run that wait for a second person."""
    waiting = Approval.objects.filter(
        agreement=run.agreement, approver__isnull=True, rejected_by__isnull=True
    ).select_related("maker", "agreement")
    about_run = waiting.filter(request__run=run.pk)
    numbers = numbers_of(run)
    moved = [
        request
        for request in waiting.filter(kind="MOVE_NUMBER")
        if any(first <= request.request["number"] <= last for first, last in numbers)
    ]
    return [*about_run, *moved]
