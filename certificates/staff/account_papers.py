"""Invoices and demands as the Company has them: handed out to its officers too (§18(a))."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from certificates.services.letters import letter_bytes
from certificates.staff.letters import find_letter, handed_out
from registry.models import LetterKind
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles

TO_THE_COMPANY = frozenset({LetterKind.FEE_INVOICE.value, LetterKind.EXPENSE_DEMAND.value})


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def take(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Hand out an invoice or a demand as a PDF; any other letter is not found here."""
    paper = find_letter(request, code, number)
    if paper.paper_kind not in TO_THE_COMPANY:
        raise Http404
    name = f"{code}-{paper.facts['about'].lower().replace(' ', '-')}.pdf"
    return handed_out(request, paper.agreement, letter_bytes(paper), name=name, told={"letter": paper.pk})
