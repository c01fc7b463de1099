"""A section of the agreement: its title in our words, its parts, and the refusals that rest on it."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreement.clauses import CLAUSES, UnknownClause, section
from agreement.refusals import CODES
from registry.roles import Role
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles

BLANK = re.compile(r"\{(\w+)[^}]*\}")


def blanked(sentence: str) -> str:
    """A sentence with its blanks named, such as ‹number›, where a case has its facts."""
    return BLANK.sub(lambda blank: f"‹{blank[1].replace('_', ' ')}›", sentence)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE, Role.HOLDER)
def show_clause(request: HttpRequest, number: str) -> HttpResponse:
    """Open a section by its number."""
    try:
        found = section(number)
    except UnknownClause as unknown:
        raise Http404 from unknown
    parts = [
        clause
        for key, clause in CLAUSES.items()
        if key != found.number and key.startswith(found.number + "(")
    ]
    codes = [
        {"code": entry.code, "message": blanked(entry.message), "cure": blanked(entry.cure)}
        for entry in CODES.values()
        if entry.clause == found.number
    ]
    return render(request, "staff/clause.html", {"found": found, "parts": parts, "codes": codes})
