"""Registered holders: found by words, and one with everything the books and the desk know of it (§5(b))."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from registry import clock
from registry.models import AddressChangeState, CopyRequestState, RegisteredHolder
from registry.roles import APPROVERS, Role, has_any_role
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.selectors import holders as reads
from registry.selectors.address_doubts import address_in_doubt, doubts_among, holders_in_doubt
from registry.selectors.addresses import address_of, address_versions
from registry.selectors.register import RegisterFilters, register_page
from registry.selectors.stops import stops_on_account
from registry.services.reveals import reveal_taxpayer_id
from registry.staff.access import (
    EVERYBODY_IN_CONSOLE,
    READERS,
    for_roles,
    signed_in,
    visible_agreement,
)
from registry.staff.items import page_of, told_refusal
from registry.staff.stops import StopRow

SHOWN = 50
IN_DOUBT = "in-doubt"
WAITING = (AddressChangeState.DRAFT, AddressChangeState.REQUESTED)


@require_safe
@for_roles(*READERS)
def list_holders(request: HttpRequest, code: str) -> HttpResponse:
    """Show the registered holders, or those on whose registration, account, city or post code words are."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    words = request.GET.get("words", "").strip()[:120].replace("\x00", "")
    after = request.GET.get("after", "")[:40].replace("\x00", "")
    at, only = clock.now(), request.GET.get("address", "")
    doubted = holders_in_doubt(agreement, at=at)
    rows, next_after = reads.holders_page(
        agreement, words=words, after=after, among=doubted if only == IN_DOUBT else None
    )
    in_doubt = doubted.count()
    came_back = doubts_among(rows, agreement=agreement, at=at) if in_doubt else {}
    context = {
        "agreement": agreement,
        "rows": [(holder, came_back.get(holder.pk)) for holder in rows],
        "in_doubt": only == IN_DOUBT,
        "doubted": in_doubt,
        "next_after": next_after,
        "is_later": bool(after),
        "words": words,
        "changes_waiting": reads.address_changes(agreement).filter(state__in=WAITING).count(),
        "copies_waiting": reads.copy_requests(agreement).filter(state=CopyRequestState.LOGGED).count(),
    }
    return render(request, "staff/holders.html", context)


def find_holder(request: HttpRequest, code: str, holder_id: int) -> RegisteredHolder:
    """A holder of an agreement that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = RegisteredHolder.objects.filter(agreement=agreement, pk=holder_id)
    holder = found.select_related("agreement").first()
    if holder is None:
        raise Http404
    return holder


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_holder(request: HttpRequest, code: str, holder_id: int) -> HttpResponse:
    """Show one holder; what upper applications add comes as fragments named in HOLDER_FRAGMENTS."""
    return holder_page(request, find_holder(request, code, holder_id))


def holder_page(
    request: HttpRequest,
    holder: RegisteredHolder,
    *,
    number: str = "",
    reason: str = "",
    refusal: RightsError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a holder; once with the taxpayer number in clear, where that was asked for."""
    user, at, agreement = signed_in(request), clock.now(), holder.agreement
    after = request.GET.get("after", "")
    page = register_page(
        agreement,
        at=at,
        filters=RegisterFilters(account=holder.account),
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 16 else None,
        size=SHOWN,
    )
    context: dict[str, Any] = {
        "agreement": agreement,
        "holder": holder,
        "held": reads.held_by(holder, at=at),
        "page": page,
        "address": address_of(holder),
        "came_back_on": address_in_doubt(holder, at=at),
        "versions": address_versions(holder),
        "fractions": [
            (one, Fraction(one.fraction_numerator, one.fraction_denominator))
            for one in reads.fractions_owed(holder)[:SHOWN]
        ],
        "number": number,
        "reason": reason,
        "may_reveal": has_any_role(user, APPROVERS) and bool(holder.taxpayer_id_last_four),
        "may_act": has_any_role(user, STAFF_ROLES),
        "stops": [StopRow(stop, at=at) for stop in stops_on_account(holder)[:SHOWN]],
        "fragments": [],
        **told_refusal(refusal),
    }
    if has_any_role(user, READER_ROLES):
        context |= {
            "changes": reads.address_changes(agreement).filter(holder=holder)[:SHOWN],
            "items": [(item, page_of(item)) for item in reads.items_presented(holder)[:SHOWN]],
            "copies": reads.copy_requests(agreement).filter(holder=holder)[:SHOWN],
            "fragments": settings.HOLDER_FRAGMENTS,
        }
    answer = render(request, "staff/holder.html", context, status=status)
    if number:
        answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@for_roles(Role.APPROVER, Role.ADMINISTRATOR)
def reveal_number(request: HttpRequest, code: str, holder_id: int) -> HttpResponse:
    """Show the taxpayer number in clear once, for a reason that is recorded."""
    holder = find_holder(request, code, holder_id)
    reason = request.POST.get("reason", "").strip()[:300].replace("\x00", "")
    try:
        number = reveal_taxpayer_id(
            holder.agreement, account=holder.account, reason=reason, by=signed_in(request), at=clock.now()
        )
    except RightsError as error:
        return holder_page(request, holder, reason=reason, refusal=error, status=error.status)
    return holder_page(request, holder, number=number)
