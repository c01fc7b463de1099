"""What was mailed to a holder, as a part of the holder's page: each piece, and what came back (§26)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates.selectors.mailings import pieces_of_holder
from registry.staff.access import READERS, for_roles
from registry.staff.holders import find_holder

SHOWN = 50


@require_safe
@for_roles(*READERS)
def show_post(request: HttpRequest, code: str, holder_id: int) -> HttpResponse:
    """Show the pieces of mail of a holder, the newest first."""
    holder = find_holder(request, code, holder_id)
    context = {"agreement": holder.agreement, "holder": holder, "pieces": pieces_of_holder(holder)[:SHOWN]}
    return render(request, "staff/certificates/holder_post.html", context)
