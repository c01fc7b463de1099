"""The work queue of items, who took up what, and how a month's items were turned around (§6(a), 17Ad-2)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from agreement.workflow.items import ItemKind, ItemState
from registry import clock
from registry.models import Item, RightsAgreement, User
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.turnaround import YEARS, agent_calendar, clocks_of, month_of_work
from registry.selectors.work_queue import ByClock, ByPerson, Queued, Sought, all_items, queue, saved_views
from registry.services import item_work
from registry.services.saved_views import VIEWS_A_PERSON, delete_view, save_view
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.items import find_item, page_of

ITEMS_A_PAGE = 50
CLOCK_WORDS = {
    ByClock.LATE: "Late",
    ByClock.DUE_TODAY: "Due today",
    ByClock.RESTS: "Clock rests",
    ByClock.ROUTINE: "Routine",
}
PERSON_WORDS = {ByPerson.MINE: "Taken up by me", ByPerson.NOBODYS: "Taken up by nobody"}
# What most people look for, a press away.
VIEWS = (
    ("All that wait", ""),
    ("Late", "clock=late"),
    ("Due today", "clock=due-today"),
    ("Mine", "person=mine"),
    ("To be taken up", "person=nobodys"),
    ("Held for the Company", "state=HELD_20K"),
    ("In order, to be posted", "state=EXAMINED"),
)

_FIXED = frozenset({asked for _, asked in VIEWS} | {"show=all"})


@require_safe
@for_roles(*READERS)
def list_items(request: HttpRequest, code: str) -> HttpResponse:
    """Show the items of an agreement: those that wait, by their clock, or all."""
    user, at = signed_in(request), clock.now()
    agreement = visible_agreement(user, code)
    sought = Sought.of(request.GET.dict())
    found: Any = (
        all_items(agreement, sought, user=user)
        if sought.ended_too
        else queue(agreement, sought, user=user, at=at)
    )
    page = Paginator(found, ITEMS_A_PAGE).get_page(request.GET.get("page"))
    listed = _with_clocks(list(page), at=at)
    saved = list(saved_views(user))
    context = {
        "agreement": agreement,
        "page": page,
        "rows": [(one, page_of(one.item)) for one in listed],
        "sought": sought,
        "query": sought.query,
        "views": VIEWS,
        "saved_views": saved,
        "saved_view": next((one for one in saved if one.query == sought.query), None),
        "may_save": bool(sought.query) and sought.query not in _FIXED,
        "kinds": [(kind.value, kind.words) for kind in ItemKind],
        "states": [(state.value, state.words) for state in ItemState],
        "clocks": [(one.value, words) for one, words in CLOCK_WORDS.items()],
        "people": [(one.value, words) for one, words in PERSON_WORDS.items()],
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/items.html", context)


@require_POST
@for_roles(*READERS)
def keep_view(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what the queue is narrowed to under a name, for this person alone; a name in use is used anew."""
    agreement, user = visible_agreement(signed_in(request), code), signed_in(request)
    sought = Sought.of(QueryDict(request.POST.get("query", "")).dict())
    view = save_view(sought, name=request.POST.get("called", ""), of=user, at=clock.now())
    if view is None:
        told = (
            f"Narrow the queue and name the view. A person keeps at most {VIEWS_A_PERSON}: delete one first."
        )
        messages.error(request, told)
    else:
        messages.success(request, f"Saved as {view.name}.")
    return _queue(agreement, sought.query)


@require_POST
@for_roles(*READERS)
def drop_view(request: HttpRequest, code: str, view_id: int) -> HttpResponse:
    """Delete a view of one's own; nobody's but its owner's is found."""
    agreement, user = visible_agreement(signed_in(request), code), signed_in(request)
    view = saved_views(user).filter(pk=view_id).first()
    if view is None:
        raise Http404
    delete_view(view)
    messages.success(request, f"{view.name} is deleted.")
    return _queue(agreement, view.query)


def _queue(agreement: RightsAgreement, query: str) -> HttpResponse:
    address = reverse("items", args=[agreement.code])
    return redirect(f"{address}?{query}" if query else address)


def _with_clocks(found: list[Queued] | list[Item], *, at: datetime) -> list[Queued]:
    """The rows of a page, each with its clock."""
    plain = [one for one in found if isinstance(one, Item)]
    clocks = clocks_of(plain, at=at) if plain else {}
    return [one if isinstance(one, Queued) else Queued(one, clocks[one.pk]) for one in found]


@require_POST
@for_roles(*STAFF)
def assign(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take up an item oneself, give it to another of the staff, or to nobody."""
    item, by = find_item(request, code, number), signed_in(request)
    name = request.POST.get("to", "").replace("\x00", "")
    to = User.objects.filter(username=name).first() if name else None
    try:
        if name and to is None:
            messages.error(request, f"Nobody of the staff has the name {name}.")
        else:
            held = item_work.assign(item, to, by=by, at=clock.now())
            words = f"given to {held.assigned_to}" if held.assigned_to else "taken up by nobody now"
            messages.success(request, f"Item {number} is {words}.")
    except RightsError as error:
        messages.error(request, str(error))
    return redirect(page_of(item))


@require_safe
@for_roles(*READERS)
def show_month(request: HttpRequest, code: str) -> HttpResponse:
    """Show how the items received in a month were turned around, by each standard."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    first = _month(request, at=at)
    month = month_of_work(agreement, first=first, at=at)
    context = {
        "agreement": agreement,
        "month": month,
        "first": first,
        "earlier": _shifted(first, by=-1),
        "later": _shifted(first, by=1),
        "measured": [(one, percent(one.share), percent(one.standard.share)) for one in month.measured],
    }
    return render(request, "staff/turnaround.html", context)


@require_safe
@for_roles(*READERS)
def export_month(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Hand out the items of a month with their clocks as CSV."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    first = _month(request, at=at)
    answer = StreamingHttpResponse(
        _lines(agreement, first=first, at=at), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="turnaround-{agreement.code}-{first:%Y-%m}.csv"'
    return answer


def percent(share: Any) -> str:
    """A share as a percentage with one place, cut, never rounded up to a bar; a dash where there is none."""
    if share is None:
        return "–"
    tenths = int(share * 1000)
    return f"{tenths // 10}.{tenths % 10} %"


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(agreement: RightsAgreement, *, first: date, at: datetime) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(
        ["item", "kind", "received", "routine", "why not", "counted from", "due", "done", "in time", "rests"]
    )
    found = month_of_work(agreement, first=first, at=at)
    for one in found.items:
        clock_ = found.clocks[one.pk]
        finding, rests, due = clock_.finding, clock_.rests, clock_.due
        yield writer.writerow(
            [
                one.number,
                one.kind,
                one.received_at.isoformat() if one.received_at else "",
                "yes" if clock_.is_routine else "no",
                finding.get_exclusion_display() if finding and finding.exclusion else "",
                clock_.counting_from.isoformat(),
                due.at.isoformat() if due else "",
                clock_.done_on.isoformat() if clock_.done_on else "",
                ("yes" if due.is_in_time else "no") if due else "",
                rests.get_reason_display() if rests else "",
            ]
        )


def _month(request: HttpRequest, *, at: datetime) -> date:
    """The month asked for as YYYY-MM, else the present one by the agent's own calendar."""
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = date.min
    if first.year not in YEARS:
        return agent_calendar(at=at).local_date(at).replace(day=1)
    return first


def _shifted(first: date, *, by: int) -> date:
    months = first.year * 12 + first.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)
