"""Papers that a page hands out in its answer: drawn from plain values, kept nowhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string


def drawn_paper(kind: str, facts: dict[str, Any], *, name: str) -> HttpResponse:
    """Draw a paper of a kind and hand it out as a file of a name. Raises what its drawer refuses."""
    draw: Any = import_string(settings.PAPER_DRAWERS[kind])
    answer = HttpResponse(draw(facts), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
