"""The desk of nullity: what a notice makes void, what was caught, how it ends (§7(e))."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from registry import clock
from registry.models import Approval, Notice, NoticeKind, NoticeState
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.notices import notices
from registry.selectors.nullity import (
    ending_of,
    entries_of,
    event_of,
    nullity_notices,
    open_request,
    restoration_totals,
    void_event_of,
    void_from_of,
)
from registry.selectors.nullity_caught import not_yet_listed
from registry.selectors.nullity_desk import class_totals, concerned_certificates, drawn_closure, paths_to
from registry.services import nullity, nullity_caught
from registry.staff.access import EVERYBODY_IN_CONSOLE, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import performed
from registry.staff.items import told_refusal
from registry.staff.nullity_drawing import draw_lineage

CAUGHT_SHOWN = 200


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_nullities(request: HttpRequest, code: str) -> HttpResponse:
    """Show the notices of nullity of an agreement, and how far each has come."""
    agreement = visible_agreement(signed_in(request), code)
    rows = [(notice, list(entries_of(notice)), ending_of(notice)) for notice in nullity_notices(agreement)]
    return render(request, "staff/nullities.html", {"agreement": agreement, "rows": rows})


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show what a notice makes void: by class, by certificate, as a drawing, with what was caught."""
    return _page(request, _notice(request, code, number, NoticeKind.NULLITY))


@require_POST
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to mark what the notice makes void."""
    notice = _notice(request, code, number, NoticeKind.NULLITY)

    def act() -> Approval:
        return nullity.request_nullification(notice, maker=signed_in(request), at=clock.now())

    def page(*, answered: None, refusal: RightsError | None, status: int) -> HttpResponse:
        return _page(request, notice, refusal=refusal, status=status)

    return performed(request, form=None, act=act, back=_address(notice), page=page)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_path(request: HttpRequest, code: str, number: int, certificate: int) -> HttpResponse:
    """Show the hands through which the void Rights of a certificate came."""
    notice = _notice(request, code, number, NoticeKind.NULLITY)
    paths = paths_to(notice, number=certificate)
    if not paths:
        raise Http404
    context = {"agreement": notice.agreement, "notice": notice, "certificate": certificate, "paths": paths}
    return render(request, "staff/nullity_path.html", context)


@require_POST
@for_roles(*STAFF)
def list_caught(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Draft the application for instructions that lists what was caught."""
    notice = _notice(request, code, number, NoticeKind.NULLITY)
    try:
        nullity_caught.apply_for_instruction(notice, by=signed_in(request), at=clock.now())
    except RightsError as error:
        return _page(request, notice, refusal=error, status=error.status)
    return redirect("application", code=code, number=number)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_restoration(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show what a determination restores."""
    return _restoration_page(request, _notice(request, code, number, NoticeKind.NULLITY_ENDED))


@require_POST
@for_roles(*STAFF)
def ask_restoration(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask a second person to end the marks."""
    determination = _notice(request, code, number, NoticeKind.NULLITY_ENDED)

    def act() -> Approval:
        return nullity.request_restoration(determination, maker=signed_in(request), at=clock.now())

    def page(*, answered: None, refusal: RightsError | None, status: int) -> HttpResponse:
        return _restoration_page(request, determination, refusal=refusal, status=status)

    back = reverse("restoration", args=[code, number])
    return performed(request, form=None, act=act, back=back, page=page)


def _page(
    request: HttpRequest, notice: Notice, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    certificates, count = concerned_certificates(notice)
    caught, ending, waiting = not_yet_listed(notice), ending_of(notice), open_request(notice)
    closure, classes = drawn_closure(notice), class_totals(notice)
    may_act = has_any_role(signed_in(request), STAFF_ROLES)
    context: dict[str, Any] = {
        "agreement": notice.agreement,
        "notice": notice,
        "event_at": event_of(notice),
        "void_from": void_from_of(notice),
        "void_event": void_event_of(notice).words,
        "classes": classes,
        "certificates": certificates,
        "certificate_count": count,
        "drawing": draw_lineage(closure) if closure else None,
        "caught": caught[:CAUGHT_SHOWN],
        "caught_count": len(caught),
        "listed": notice.caught_items.select_related("holder", "transferee", "entry"),
        "entries": entries_of(notice),
        "ending": ending,
        "waiting": waiting,
        "may_list": may_act and bool(caught) and notice.state not in nullity_caught.GONE,
        "may_ask": may_act
        and waiting is None
        and ending is None
        and notice.state == NoticeState.APPLIED
        and any(one.to_mark for one in classes),
        **told_refusal(refusal),
    }
    return render(request, "staff/nullity.html", context, status=status)


def _restoration_page(
    request: HttpRequest, determination: Notice, *, refusal: RightsError | None = None, status: int = 200
) -> HttpResponse:
    ended = notices(determination.agreement).filter(number=determination.facts["ends"]).first()
    totals = restoration_totals(ended) if ended else {"lots": 0, "rights": 0, "marked_before": 0}
    waiting = open_request(determination)
    context = {
        "agreement": determination.agreement,
        "notice": determination,
        "ended": ended,
        "totals": totals,
        "entries": entries_of(determination),
        "waiting": waiting,
        "may_ask": has_any_role(signed_in(request), STAFF_ROLES)
        and waiting is None
        and determination.state == NoticeState.APPLIED
        and bool(totals["lots"]),
        **told_refusal(refusal),
    }
    return render(request, "staff/restoration.html", context, status=status)


def _notice(request: HttpRequest, code: str, number: int, kind: NoticeKind) -> Notice:
    """A notice of the kind that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = notices(agreement).filter(number=number, kind=kind).first()
    if found is None:
        raise Http404
    return found


def _address(notice: Notice) -> str:
    return reverse("nullity", args=[notice.agreement.code, notice.number])
