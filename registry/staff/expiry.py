"""The desk of expiry: what is left of the Rights when they end, and the entry that retires it (§1(q))."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from registry import clock
from registry.models import Approval, RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.expiry import expiry_of, open_request
from registry.services import expiry
from registry.staff.access import EVERYBODY_IN_CONSOLE, STAFF, for_roles, signed_in, visible_agreement
from registry.staff.acts import performed
from registry.staff.items import told_refusal

ITEMS_SHOWN = 100


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show when the Rights expire, what is finished first, and what is retired then."""
    return _page(request, visible_agreement(signed_in(request), code))


@require_POST
@for_roles(*STAFF)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a second person to retire all Rights that are left."""
    agreement = visible_agreement(signed_in(request), code)

    def act() -> Approval:
        return expiry.request_expiry(agreement, maker=signed_in(request), at=clock.now())

    def page(*, answered: None, refusal: RightsError | None, status: int) -> HttpResponse:
        return _page(request, agreement, refusal=refusal, status=status)

    return performed(request, form=None, act=act, back=reverse("expiry", args=[agreement.code]), page=page)


def _page(
    request: HttpRequest,
    agreement: RightsAgreement,
    *,
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    end, waiting = expiry_of(agreement, at=clock.now()), open_request(agreement)
    context = {
        "agreement": agreement,
        "end": end,
        "items": end.open_items[:ITEMS_SHOWN],
        "item_count": end.open_items.count(),
        "waiting": waiting,
        "may_ask": has_any_role(signed_in(request), STAFF_ROLES) and waiting is None and not end.grounds,
        **told_refusal(refusal),
    }
    return render(request, "staff/expiry.html", context, status=status)
