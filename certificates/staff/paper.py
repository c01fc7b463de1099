"""The paper of one certificate, as a fragment of its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show the pictures of face and reverse."""
    agreement = visible_agreement(signed_in(request), code)
    return render(request, "staff/certificate_paper.html", {"agreement": agreement, "number": number})
