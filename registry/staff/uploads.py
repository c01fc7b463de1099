"""The paper that comes with a form: read, and filed by the act that it comes with (§18(b))."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date, datetime
from typing import Any

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
    told: dict[str, Any] = {
        "kind": kind,
        "title": title,
        "received_at": received_at,
        "signed_on": signed_on,
        "at": at,
    }
    with _in_hand(request, form.cleaned_data["document"], **told) as paper:
        yield paper


@contextmanager
def papers_of(
    request: HttpRequest, form: Form, *, field: str, kind: str, title: str, at: datetime
) -> Iterator[list[PaperInHand]]:
    """The papers in a field that takes several, each as `paper_of` reads one."""
    told: dict[str, Any] = {"kind": kind, "title": title, "received_at": None, "signed_on": None, "at": at}
    with ExitStack() as read:
        yield [read.enter_context(_in_hand(request, upload, **told)) for upload in form.cleaned_data[field]]


def _in_hand(
    request: HttpRequest, upload: Any, *, received_at: datetime | None, at: datetime, **told: Any
) -> AbstractContextManager[PaperInHand]:
    return paper_in_hand(
        content=upload.file,
        original_name=upload.name or "paper",
        content_type=upload.content_type or "",
        received_at=received_at or at,
        received_by=signed_in(request),
        at=at,
        **told,
    )


@contextmanager
def paper_if_any(
    request: HttpRequest, form: Form, *, kind: str, title: str, at: datetime
) -> Iterator[PaperInHand | None]:
    """The paper that came with a form, or none where the field was left empty."""
    if not form.cleaned_data.get("document"):
        yield None
        return
    with paper_of(request, form, kind=kind, title=title, at=at) as paper:
        yield paper
