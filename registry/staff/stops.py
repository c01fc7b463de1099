"""The desk of stops: placed by one person at once, released by two, listed, exported (§6(b), §15(b))."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.stops import LOSS_KINDS, ON_PAPER, StopKind
from registry import clock
from registry.models import Approval, RightsAgreement, Stop
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import stops as reads
from registry.selectors.agreements import local_day
from registry.selectors.demands import told_of_presentation
from registry.selectors.stops import ENDED, IN_FORCE, StopFilters, what_it_stands_on
from registry.services import stop_records, stops
from registry.services.audit import append_audit
from registry.services.letters.stops import SECTIONS_OF_STOPS
from registry.staff.access import (
    EVERYBODY_IN_CONSOLE,
    READERS,
    STAFF,
    for_roles,
    signed_in,
    visible_agreement,
)
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.lists import Echo, harmless
from registry.staff.stop_forms import DoneForm, ReleaseForm, StopForm
from registry.staff.uploads import paper_of

STOPS_A_PAGE = 50
STANDINGS = ((IN_FORCE, "In force"), (ENDED, "Ended"))
COLUMNS = (
    "stop", "kind", "stands_on", "holds", "reason", "reported_by", "placed_at", "placed_by", "ends_on",
    "released_at", "state",
)  # fmt: skip
AT_ONCE = (
    "It stands as soon as it is placed: no transfer, no exercise and no new certificate passes it; a demand"
    " not to register holds no exercise. Its release needs a second person. A claim of somebody else is only"
    " noted: the registered holder is the owner (§16(c))."
)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_stops(request: HttpRequest, code: str) -> HttpResponse:
    """Show the stops of an agreement: in force or ended, of a kind, by words."""
    user, at = signed_in(request), clock.now()
    agreement, filters = visible_agreement(user, code), _filters(request)
    day = local_day(agreement, at=at)
    page = Paginator(reads.stops_page(agreement, filters, day=day), STOPS_A_PAGE).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "agreement": agreement,
        "page": page,
        "rows": [StopRow(stop, at=at) for stop in page],
        "filters": filters,
        "query": query.urlencode(),
        "standings": STANDINGS,
        "kinds": [(kind.value, kind.words) for kind in StopKind],
        "is_narrowed": filters != StopFilters(),
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/stops.html", context)


class StopRow:
    """A stop for a page: what it stands on, and how it stands on the day."""

    def __init__(self, stop: Stop, *, at: datetime) -> None:
        day = local_day(stop.agreement, at=at)
        self.stop, self.on = stop, what_it_stands_on(stop)
        self.certificate = stop.certificate or (stop.lot.certificate if stop.lot else None)
        self.holder = stop.holder or (stop.certificate.holder if stop.certificate else None)
        self.is_open = reads.is_open(stop, day=day)
        self.state, self.state_words = _state(stop, is_open=self.is_open)


def _state(stop: Stop, *, is_open: bool) -> tuple[str, str]:
    if stop.kind == StopKind.ADVERSE_CLAIM:
        return ("DRAFT", "Noted, without effect") if is_open else ("CLOSED", "Closed")
    if is_open:
        return "STOPPED", "In force"
    return "CLOSED", "Released" if getattr(stop, "release", None) else "Ended by its term"


def _filters(request: HttpRequest) -> StopFilters:
    query = request.GET
    standing, kind = query.get("standing", ""), query.get("kind", "")
    return StopFilters(
        standing if standing in (IN_FORCE, ENDED) else "",
        kind if kind in StopKind.__members__ else "",
        query.get("words", "").strip()[:120].replace("\x00", ""),
    )


@require_safe
@for_roles(*READERS)
def export_stops(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Stream the stops, narrowed as on the page, as CSV; the export is recorded."""
    user, at = signed_in(request), clock.now()
    agreement, filters = visible_agreement(user, code), _filters(request)
    details = {"standing": filters.standing, "kind": filters.kind}
    append_audit(agreement, actor=user, act="EXPORT_STOPS", subject=code, details=details, at=at)
    found = reads.stops_page(agreement, filters, day=local_day(agreement, at=at))
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield writer.writerow(COLUMNS)
        for stop in found.iterator(chunk_size=500):
            yield writer.writerow([harmless(cell) for cell in _cells(StopRow(stop, at=at))])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-stops.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _cells(row: StopRow) -> list[str]:
    stop = row.stop
    release = getattr(stop, "release", None)
    return [
        str(stop.number),
        stop.kind,
        row.on,
        stop.reach,
        stop.reason,
        stop.reported_by,
        stop.placed_at.isoformat(),
        str(stop.placed_by),
        stop.expires_on.isoformat() if stop.expires_on else "",
        release.released_at.isoformat() if release else "",
        row.state_words,
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Place a stop; what it stands on may come with the address."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    asked = {
        name: request.GET.get(name, "")[:40].replace("\0", "") for name in ("certificate", "account", "lot")
    }
    form = StopForm(*typed(request), agreement=agreement, now=at, initial=asked)

    def act() -> str:
        told = form.told
        with _paper(request, form, title=told.kind.words, at=at) as paper:
            stop = stops.place_stop(agreement, told, document=paper, by=signed_in(request), at=at)
        stands = "is noted, without effect" if told.kind == StopKind.ADVERSE_CLAIM else "stands now"
        return f"{stop} on {what_it_stands_on(stop)} {stands}."

    back = reverse("stops", args=[code])
    page = ActPage(
        heading="Place a stop",
        section="6(b)",
        button="Place it now",
        back=back,
        crumbs=(("Stops", back),),
        about=AT_ONCE,
    )
    return act_page(request, agreement, form, page=page, act=act)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one stop: what it stands on and why, what was done about it, how it ends."""
    user, at = signed_in(request), clock.now()
    stop = find_stop(request, code, number)
    row = StopRow(stop, at=at)
    may_act = has_any_role(user, STAFF_ROLES)
    waiting = reads.release_waiting(stop)
    context = {
        "agreement": stop.agreement,
        "stop": stop,
        "row": row,
        "release": getattr(stop, "release", None),
        "waiting": waiting,
        "records": stop.records.select_related("recorded_by", "document").order_by("id"),
        "report": reads.loss_report(stop, at=at),
        "facts": _form_facts(stop),
        "acknowledged_to": reads.acknowledged_to(stop),
        "told": told_of_presentation(stop),
        "holds_nothing": stop.kind == StopKind.ADVERSE_CLAIM,
        "on_paper": stop.kind in ON_PAPER,
        "may_take_papers": stop.kind in LOSS_KINDS and has_any_role(user, READER_ROLES),
        "may_act": may_act,
        "may_release": may_act and row.is_open and waiting is None,
    }
    return render(request, "staff/stop.html", context)


def find_stop(request: HttpRequest, code: str, number: int) -> Stop:
    """A stop of an agreement that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = reads.stops_of(agreement).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def find_loss_stop(request: HttpRequest, code: str, number: int) -> Stop:
    """A stop for the loss or theft of a certificate; any other is a 404."""
    stop = find_stop(request, code, number)
    if stop.kind not in LOSS_KINDS or stop.certificate is None:
        raise Http404
    return stop


def _form_facts(stop: Stop) -> list[tuple[str, str]]:
    """What the report of a theft or loss asks for, as the books have it (form X-17F-1A)."""
    one = stop.certificate
    if one is None:
        return []
    agreement: RightsAgreement = stop.agreement
    return [
        ("Issuer", agreement.company_name),
        ("Class of security", "Rights under the Rights Agreement"),
        ("Certificate number", f"R-{one.number:07d}"),
        ("Rights on its face", f"{one.rights:,}"),
        ("Date of the certificate", one.dated.isoformat()),
        ("Registered in the name of", one.registration.replace("\n", ", ")),
        ("Criminal act suspected", "yes" if stop.kind == StopKind.THEFT_REPORTED else "no"),
        ("Reported by", stop.reported_by),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def release(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to release a stop."""
    stop, at = find_stop(request, code, number), clock.now()
    form = ReleaseForm(*typed(request), agreement=stop.agreement, now=at)

    def act() -> Approval:
        reason = form.cleaned_data["reason"]
        with _paper(request, form, title=f"Release of stop {number}", at=at) as paper:
            return stops.request_release(stop, reason=reason, document=paper, maker=signed_in(request), at=at)

    page = _page_about(stop, heading=f"Release stop {number}", button="Ask a second person")
    return act_page(request, stop.agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def record(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Record what was done about a stop."""
    stop, at = find_stop(request, code, number), clock.now()
    today = local_day(stop.agreement, at=at)
    form = DoneForm(*typed(request), agreement=stop.agreement, now=at, initial={"happened_on": today})

    def act() -> str:
        with _paper(request, form, title=f"Paper about stop {number}", at=at) as paper:
            stop_records.record_done(stop, form.told, document=paper, by=signed_in(request), at=at)
        ends = reads.stop_numbered(stop.agreement, number).expires_on
        return f"Recorded. Its last day is {ends}." if ends else "Recorded. The stop stands as it did."

    page = _page_about(stop, heading=f"Record what was done about stop {number}", button="Record it")
    return act_page(request, stop.agreement, form, page=page, act=act)


def _page_about(stop: Stop, *, heading: str, button: str) -> ActPage:
    code = stop.agreement.code
    back = reverse("stop", args=[code, stop.number])
    crumbs = (("Stops", reverse("stops", args=[code])), (str(stop), back))
    about = f"{stop.get_kind_display()}, on {what_it_stands_on(stop)}: {stop.reason}"
    return ActPage(heading, SECTIONS_OF_STOPS.get(StopKind(stop.kind), "16(c)"), button, back, crumbs, about)


def _paper(request: HttpRequest, form: Any, *, title: str, at: datetime) -> AbstractContextManager[Any]:
    """The paper that came with a form, or none where it may come without one."""
    if not form.cleaned_data.get("document"):
        return nullcontext()
    return paper_of(request, form, kind="STOP_PAPER", title=title, at=at)
