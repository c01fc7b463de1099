"""Proof of the books: the head figure, the control book, past proofs, and a proof now (§5(b))."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry import clock
from registry.models import AuditRecord
from registry.roles import STAFF, has_any_role
from registry.selectors.register import control_total
from registry.services import proofs
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement

PROOFS_SHOWN = 10
ENTRIES_SHOWN = 25


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_proof(request: HttpRequest, code: str) -> HttpResponse:
    """Show the proofs so far; a posted form starts one as a job, because a large book takes its time."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    may_prove = has_any_role(user, STAFF)
    if request.method == "POST":
        if not may_prove:
            raise PermissionDenied
        job = proofs.start_proof(agreement, by=user, at=clock.now())
        messages.success(request, "The proof is running; its result appears in the table of proofs.")
        return redirect("job", job_id=job.pk)
    entries = agreement.entries.select_related("maker", "approver", "document").order_by("-number")
    context = {
        "agreement": agreement,
        "control": control_total(agreement),
        "head": entries.first(),
        "entries": entries[:ENTRIES_SHOWN],
        "proofs": AuditRecord.objects.filter(agreement=agreement, act=proofs.ACT).select_related("actor")[
            :PROOFS_SHOWN
        ],
        "may_prove": may_prove,
    }
    return render(request, "staff/proof.html", context)
