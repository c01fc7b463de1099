"""Requests that wait for a second person: list, page, approve, reject (design: two people)."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from agreement.errors import RightsError
from registry import clock
from registry.models import Approval, Opening
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import Role, has_any_role, has_role
from registry.selectors.company_relations import advice_about_decision
from registry.selectors.requests import RequestState, decided_or_open, state_of
from registry.services import approvals
from registry.staff.access import READERS, STAFF, for_roles, signed_in, visible_agreements
from registry.staff.matters import matter_of


@require_safe
@for_roles(*READERS)
def list_requests(request: HttpRequest) -> HttpResponse:
    """Show what waits for a second person, and what was decided."""
    found = decided_or_open(visible_agreements(signed_in(request)))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    user = signed_in(request)
    may_approve = any(has_role(user, role) for role in (Role.APPROVER, Role.ADMINISTRATOR))
    return render(request, "staff/requests.html", {"page": page, "may_approve": may_approve})


def _find(request: HttpRequest, request_hash: str) -> Approval:
    found = decided_or_open(visible_agreements(signed_in(request))).defer(None)
    approval = found.filter(request_hash=request_hash).first()
    if approval is None:
        raise Http404
    return approval


@require_safe
@for_roles(*READERS)
def show_request(request: HttpRequest, request_hash: str) -> HttpResponse:
    """Show one request with everything its hash binds."""
    approval = _find(request, request_hash)
    user = signed_in(request)
    state = state_of(approval, at=clock.now())
    may_decide = any(has_role(user, role) for role in (Role.APPROVER, Role.ADMINISTRATOR))
    context = {
        "approval": approval,
        "matter": matter_of(approval),
        "opening": Opening.objects.filter(approval=approval).first(),
        "advice": advice_about_decision(approval),
        "may_attach": approval.agreement is not None and has_any_role(user, STAFF_ROLES),
        "is_open": state in (RequestState.WAITING, RequestState.LAPSED),
        "is_lapsed": state == RequestState.LAPSED,
        "is_own": approval.maker_id == user.pk,
        "may_approve": may_decide and approval.maker_id != user.pk,
        "may_reject": may_decide or approval.maker_id == user.pk,
    }
    return render(request, "staff/request.html", context)


@require_POST
@for_roles(Role.APPROVER, Role.ADMINISTRATOR)
def approve_request(request: HttpRequest, request_hash: str) -> HttpResponse:
    """Approve the very request that was shown; what it asks for happens in the same transaction."""
    approval = _find(request, request_hash)
    try:
        approvals.approve_now(approval.request_hash, approver=signed_in(request), now=clock.now)
    except RightsError as error:
        messages.error(request, str(error))
        return redirect("request", request_hash=request_hash)
    messages.success(request, f"Approved and done: {approval.summary}")
    return redirect("requests")


@require_POST
@for_roles(*STAFF)
def reject_request(request: HttpRequest, request_hash: str) -> HttpResponse:
    """Reject a request with a reason, or withdraw one's own; nothing happens but the record of it."""
    approval = _find(request, request_hash)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, "Give the reason: it stays with the request.")
        return redirect("request", request_hash=request_hash)
    approvals.reject(approval.request_hash, rejecter=signed_in(request), reason=reason, at=clock.now())
    messages.success(request, f"Rejected: {approval.summary}")
    return redirect("requests")
