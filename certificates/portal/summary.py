"""The Summary of Rights as it was last mailed, for a holder to read; the agreement governs (Exhibit C)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates.services.mailed_summaries import summary_last_approved
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings


@require_safe
@for_holders
def show_summary(request: HttpRequest, access_id: int) -> HttpResponse:
    """Show the version of the Summary that two people approved last for the post."""
    access = own_access(request, access_id)
    context = {**surroundings(access), "summary": summary_last_approved(access.holder.agreement)}
    return render(request, "portal/summary.html", context)
