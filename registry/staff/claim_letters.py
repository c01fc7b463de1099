"""The letter by which a holder comes to claim an account: made, drawn and handed out in one answer (§30).

The code stands on the letter alone. A letter that is lost is made anew, and the code of the lost one is void.
"""

from __future__ import annotations

from dataclasses import astuple
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from registry import clock
from registry.codes import shown_code
from registry.models import ClaimCode, RegisteredHolder
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors.addresses import address_as_of
from registry.selectors.agreements import is_productive, offices, terms_in_force
from registry.selectors.holder_access import accesses_to, good_claim_code
from registry.selectors.notice_addresses import agent_address
from registry.services import holder_access
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreement


def find_holder(request: HttpRequest, code: str, account: str) -> RegisteredHolder:
    """The holder of an account of a plan that the person may see; absent and foreign are the same 404."""
    agreement = visible_agreement(signed_in(request), code)
    found = RegisteredHolder.objects.filter(agreement=agreement, account=account)
    holder = found.select_related("agreement").first() if "\x00" not in account else None
    if holder is None:
        raise Http404
    return holder


@require_safe
@for_roles(*READERS)
def show_claim_letter(request: HttpRequest, code: str, account: str) -> HttpResponse:
    """Show to whom a letter would go, the letter that is out, and who sees the account."""
    holder = find_holder(request, code, account)
    at = clock.now()
    context = {
        "agreement": holder.agreement,
        "holder": holder,
        "address": address_as_of(holder, at),
        "good": good_claim_code(holder, at=at),
        "days": settings.CLAIM_CODE_DAYS,
        "tries": settings.CLAIM_CODE_TRIES,
        "accesses": accesses_to(holder),
        "may_act": has_any_role(signed_in(request), STAFF_ROLES),
    }
    return render(request, "staff/claim_letter.html", context)


@require_POST
@never_cache
@for_roles(*STAFF)
def make_claim_letter(request: HttpRequest, code: str, account: str) -> HttpResponse:
    """Make a new code and hand out its letter, once; the code of an earlier letter is void."""
    holder = find_holder(request, code, account)
    at, person = clock.now(), signed_in(request)
    portal = request.build_absolute_uri(reverse("portal_claim"))
    try:
        claim, signs = holder_access.make_claim_code(holder, by=person, at=at)
        try:
            letter = draw_letter(claim, signs, portal=portal)
        except RightsError:
            holder_access.void_claim_code(claim, by=person, at=clock.now())
            raise
    except RightsError as error:
        messages.error(request, str(error))
        return redirect("claim_letter", code=code, account=account)
    answer = HttpResponse(letter, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="claim-letter-{claim.pk}.pdf"'
    return answer


@require_POST
@for_roles(*STAFF)
def end_access(request: HttpRequest, code: str, account: str) -> HttpResponse:
    """End what a person sees of an account, with the reason."""
    holder = find_holder(request, code, account)
    key = request.POST.get("access", "")
    access = accesses_to(holder).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if access is None:
        raise Http404
    reason = request.POST.get("reason", "")[:400].replace("\x00", "")
    try:
        holder_access.end_holder_access(access, reason=reason, by=signed_in(request), at=clock.now())
    except RightsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{access.user} does not see account {holder.account} any more.")
    return redirect("claim_letter", code=code, account=account)


def draw_letter(claim: ClaimCode, signs: str, *, portal: str) -> bytes:
    """The letter of a code as a PDF; `portal` is the address at which the account is claimed.

    Raises GLYPH_NOT_IN_FONT, FIELD_OVERFLOW.
    """
    draw: Any = import_string(settings.PAPER_DRAWERS["claim_letter"])
    drawn: bytes = draw(letter_facts(claim, signs, portal=portal))
    return drawn


def letter_facts(claim: ClaimCode, signs: str, *, portal: str) -> dict[str, Any]:
    """What the letter says, as plain values."""
    holder, agreement = claim.holder, claim.holder.agreement
    zone = ZoneInfo(agreement.time_zone)
    made, ends = claim.made_at.astimezone(zone), claim.expires_at.astimezone(zone)
    address = address_as_of(holder, claim.made_at)
    terms = terms_in_force(agreement, known_at=claim.made_at)
    office = offices(agreement, day=made.date()).first()
    return {
        "agreement_code": agreement.code,
        "agent_name": terms.rights_agent.name,
        "company_name": agreement.company_name,
        "notice_address": agent_address(agreement, at=claim.made_at),
        "return_lines": tuple(office.address.split("\n")) if office else (),
        "registration": holder.registration,
        "address": astuple(address),
        "date_text": f"{made:%B} {made.day}, {made.year}",
        "account": holder.account,
        "code": shown_code(signs),
        "portal": portal,
        "expires_text": f"{ends:%B} {ends.day}, {ends.year}, {ends:%H:%M} {ends:%Z}",
        "is_demo": agreement.is_demo or not is_productive(),
    }
