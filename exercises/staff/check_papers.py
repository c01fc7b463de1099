"""The checks of an order as print files: which there are, and each as it goes to the printer (§23(a))."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from exercises.models import PaymentRun
from exercises.selectors.check_papers import CHECKS_IN_A_FILE, check_papers, check_print_files, memo_of
from exercises.staff.checks import run_of
from exercises.staff.funds import find_order
from registry import clock
from registry.models import JobState, Notice
from registry.services.audit import append_audit
from registry.staff.access import STAFF, for_roles, signed_in

SHOWN = 50


@require_safe
@for_roles(*STAFF)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show the print files of a run of checks, with their numbers and sums."""
    order = find_order(request, code, number)
    run = _made(order)
    page = Paginator(check_print_files(run), SHOWN).get_page(request.GET.get("page"))
    context = {
        "agreement": order.agreement,
        "notice": order,
        "run": run,
        "page": page,
        "memo": memo_of(run.order_list),
        "most": CHECKS_IN_A_FILE,
    }
    return render(request, "staff/check_papers.html", context)


@require_safe
@for_roles(*STAFF)
def hand_out(request: HttpRequest, code: str, number: int, place: int) -> HttpResponse:
    """Hand out a print file; who took it is recorded, for what is printed twice can be cashed twice."""
    order = find_order(request, code, number)
    run = _made(order)
    file = next((one for one in check_print_files(run) if one.place == place), None)
    if file is None:
        raise Http404
    facts = check_papers(run, file)
    drawn: bytes = import_string(settings.PAPER_DRAWERS["checks"])(facts)
    details = {"file": place, "first": file.first, "last": file.last, "checks": len(facts["checks"])}
    append_audit(
        order.agreement,
        actor=signed_in(request),
        act="CHECK_FILE_TAKEN",
        subject=str(run),
        details=details,
        at=clock.now(),
    )
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{code}-order-{number}-checks-{place}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _made(order: Notice) -> PaymentRun:
    run = run_of(order)
    if run.job.state != JobState.FINISHED:
        raise Http404
    return run
