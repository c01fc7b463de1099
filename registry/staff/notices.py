"""The Company's notices: list and page (§3(a), §20(b), §26)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry.selectors import notices as notice_selectors
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement
from registry.staff.requests import flatten


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def list_notices(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the Company has said in writing, in the order of receipt."""
    agreement = visible_agreement(signed_in(request), code)
    context = {"agreement": agreement, "notices": notice_selectors.notices(agreement)}
    return render(request, "staff/notices.html", context)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_notice(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one notice: what it says, who said it, its three instants and its paper."""
    agreement = visible_agreement(signed_in(request), code)
    notice = notice_selectors.notices(agreement).filter(number=number).first()
    if notice is None:
        raise Http404
    context = {
        "agreement": agreement,
        "notice": notice,
        "facts": [line for line in flatten(notice.facts) if line[0]],
        "named": notice.named_persons.all(),
    }
    return render(request, "staff/notice.html", context)
