"""Nominee schedules: the list with its days, one taken in, its page with totals and lines (§6(a))."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.schedule import LineState, PersonFound
from agreement.workflow.items import ItemKind
from registry import clock
from registry.imports.schedule_lines import columns_of
from registry.models import Item, Schedule
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import schedules as reads
from registry.services import schedules
from registry.services.audit import append_audit
from registry.services.schedule_lines import act_of
from registry.services.schedules import FileReceived
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.item_forms import filled_in
from registry.staff.items import (
    find_item,
    item_context,
    one_form,
    papers,
    posting_asked,
    taken_in,
    told_refusal,
)
from registry.staff.lists import Echo, harmless
from registry.staff.schedule_forms import (
    LaterFileForm,
    LineSearchForm,
    PersonForm,
    later_parts,
    nominee_parts,
)
from registry.staff.uploads import paper_of

LINES_SHOWN = 100
SCHEDULES_SHOWN = 50


@require_safe
@for_roles(*READERS)
def list_schedules(request: HttpRequest, code: str) -> HttpResponse:
    """List the schedules, and the totals of each day on which some were posted."""
    agreement = visible_agreement(signed_in(request), code)
    page = Paginator(reads.schedules_of(agreement), SCHEDULES_SHOWN).get_page(request.GET.get("page"))
    context = {
        "agreement": agreement,
        "page": page,
        "rows": [_row(one) for one in page],
        "days": reads.days_of_schedules(agreement),
        "may_act": has_any_role(signed_in(request), STAFF_ROLES),
    }
    return render(request, "staff/schedules.html", context)


def _row(schedule: Schedule) -> dict[str, Any]:
    totals, books = reads.totals_of_schedule(schedule), reads.totals_in_books(schedule)
    return {
        "schedule": schedule,
        "totals": totals,
        "ties": totals.ties and (books is None or books.ties_with(totals)),
        "address": _page_of(schedule.item),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Take in a nominee's certificate with its schedule."""
    agreement = visible_agreement(signed_in(request), code)
    at, by = clock.now(), signed_in(request)
    parts = filled_in(request, agreement, nominee_parts(), now=at)

    def act() -> Item:
        with (
            papers(request, parts, title="Papers of a nominee's schedule") as document,
            file_received(request, parts.forms["file"]) as file,
        ):
            return schedules.receive_schedule(
                agreement, parts.presentation, file=file, document=document, by=by, at=at
            ).item

    return taken_in(request, agreement, parts, act=act, heading="Receive a schedule", section="6(a)")


@require_safe
@for_roles(*READERS)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show a schedule: totals, checks, lines."""
    return _page(request, _schedule(request, code, number))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def correct(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take in a later file with rejected lines put right."""
    schedule, at, by = _schedule(request, code, number), clock.now(), signed_in(request)

    def act(form: LaterFileForm) -> str:
        with file_received(request, form) as file:
            schedules.correct_lines(
                schedule, file=file, received_at=form.cleaned_data["received_at"], by=by, at=at
            )
        return "The later file is taken in, and every line is decided again."

    return one_form(request, schedule.item, LaterFileForm, act=act, button="Take the lines in")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def add_papers(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record the reverse as it stands on papers received since."""
    schedule, at, by = _schedule(request, code, number), clock.now(), signed_in(request)
    parts = filled_in(request, schedule.item.agreement, later_parts(schedule.item.kind), now=at)

    def act() -> Item:
        with papers(request, parts, title=f"Later papers of item {number}") as document:
            return schedules.put_right(schedule, parts.reverse, document=document, by=by, at=at)

    heading = f"Put item {number} right"
    section = "7(a)" if schedule.item.kind == ItemKind.EXERCISE else "6(a)"
    return taken_in(
        request, schedule.item.agreement, parts, act=act, heading=heading, section=section, item=schedule.item
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record_person(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record who bears a name that a notice names."""
    schedule, at, by = _schedule(request, code, number), clock.now(), signed_in(request)

    def act(form: PersonForm) -> str:
        line, found = form.cleaned_data["line"], PersonFound(form.cleaned_data["found"])
        title = f"Who the person of line {line} of item {number} is"
        with paper_of(request, form, kind="EVIDENCE", title=title, at=at) as paper:
            schedules.record_person(schedule, line, found, document=paper, by=by, at=at)
        return f"Recorded. Line {line} is decided again, with every other."

    return one_form(request, schedule.item, PersonForm, act=act, button="Record it")


@require_POST
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to post the clean lines together."""
    schedule = _schedule(request, code, number)
    return posting_asked(
        request,
        partial(act_of(schedule.item, "request"), schedule),
        page=lambda **told: _page(request, _schedule(request, code, number), **told),
    )


@require_safe
@for_roles(*READERS)
def export_rejects(request: HttpRequest, code: str, number: int) -> StreamingHttpResponse:
    """Stream the rejected lines as CSV, each as it came, with what is wrong; the export is recorded."""
    schedule, user = _schedule(request, code, number), signed_in(request)
    append_audit(
        schedule.item.agreement,
        actor=user,
        act="EXPORT_SCHEDULE_REJECTS",
        subject=f"item {number}",
        at=clock.now(),
    )
    writer, columns = csv.writer(Echo()), columns_of(schedule.item.kind)

    def lines() -> Iterator[str]:
        yield writer.writerow(columns)
        for said in reads.rejected_lines(schedule):
            yield writer.writerow([harmless(said.get(name, "")) for name in columns])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-item-{number}-rejects.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(
    request: HttpRequest, schedule: Schedule, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    item, at = schedule.item, clock.now()
    is_exercise = item.kind == ItemKind.EXERCISE
    place = [item.agreement.code, item.number]
    search = LineSearchForm(request.GET or None)
    asked = search.cleaned_data if search.is_bound and search.is_valid() else {"state": "", "words": ""}
    found = reads.lines_found(schedule, state=asked["state"], words=asked["words"].replace("\x00", ""))
    page = Paginator(found, LINES_SHOWN).get_page(request.GET.get("page"))
    totals, books = reads.totals_of_schedule(schedule), reads.totals_in_books(schedule)
    context = {
        **item_context(request, item),
        "schedule": schedule,
        "totals": totals,
        "books": books,
        "ties": totals.ties and (books is None or books.ties_with(totals)),
        "files": schedule.files.select_related("document", "recorded_by"),
        "search": search,
        "asked": asked,
        "states": [(one.value, one.words) for one in LineState],
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "page": page,
        "names_met": item.ended_at is None and reads.lines_held_for_a_name(schedule).exists(),
        "preview": act_of(item, "preview")(schedule, at=at) if item.ended_at is None else None,
        "figures": act_of(item, "figures")(schedule, at=at) if is_exercise else None,
        "columns": ("Shares for", "Exercised") if is_exercise else ("Goes to", "Posted"),
        "ask_address": reverse("schedule_asked", args=place),
        "papers_address": reverse("schedule_papers", args=place),
        **told_refusal(refusal),
    }
    return render(request, "staff/schedule.html", context, status=status)


def _schedule(request: HttpRequest, code: str, number: int) -> Schedule:
    """The schedule of an item that the person may see; an item without one is no page here."""
    item = find_item(request, code, number)
    found = reads.schedule_of(item)
    if found is None:
        raise Http404
    found.item = item
    return found


@contextmanager
def file_received(request: HttpRequest, form: Any) -> Iterator[FileReceived]:
    """The file of lines in a form: its bytes to be read, and the paper as which it is filed."""
    upload = form.cleaned_data["document"]
    content = upload.read()
    upload.seek(0)
    with paper_of(request, form, kind="ITEM_PAPER", title="Schedule of a nominee", at=clock.now()) as paper:
        yield FileReceived(upload.name or "schedule", content, paper)


def _page_of(item: Item) -> str:
    return reverse("schedule", args=[item.agreement.code, item.number])
