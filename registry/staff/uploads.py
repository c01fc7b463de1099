"""The paper that comes with a form: read, and filed by the act that it comes with (§18(b))."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.forms import Form
from django.http import HttpRequest

from registry.services.documents import PaperInHand, paper_in_hand
from registry.staff.access import signed_in


@contextmanager
def paper_of(
    request: HttpRequest,
    form: Form,
    *,
    kind: str,
    title: str,
    at: datetime,
    received_at: datetime | None = None,
    signed_on: date | None = None,
) -> Iterator[PaperInHand]:
    """The paper in the field `document` of a form, received by the person signed in, now unless said."""
    upload = form.cleaned_data["document"]
    with paper_in_hand(
        content=upload.file,
        kind=kind,
        title=title,
        original_name=upload.name or "paper",
        content_type=upload.content_type or "",
        signed_on=signed_on,
        received_at=received_at or at,
        received_by=signed_in(request),
        at=at,
    ) as paper:
        yield paper
