"""The letters desk: what waits for the post, one letter or all of them as a file, the list as CSV (§26)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from agreement.errors import RightsError
from certificates.selectors.letters import (
    LetterStanding,
    addressee,
    letters,
    letters_about,
    letters_standing,
    standing_of,
    subject,
)
from certificates.services.letters import letter_bytes, letters_bytes
from registry import clock
from registry.models import Item, LetterKind, PaperDue, RightsAgreement
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.services.audit import append_audit
from registry.staff.access import READERS, for_roles, signed_in, visible_agreement
from registry.staff.items import find_item, page_of
from registry.staff.lists import Echo, harmless

LETTERS_A_PAGE = 50
PRINTED_MOST = 500  # letters in one file
STANDINGS = frozenset(one.value for one in LetterStanding)
COLUMNS = ("letter", "kind", "about", "to", "written", "standing", "mailed on", "class", "handed over by")


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter on a page: whom it goes to, what it is about, how far it has come."""

    paper: PaperDue
    to: str
    about: str
    standing: LetterStanding
    item_page: str
    record: Any

    @property
    def is_mailable(self) -> bool:
        """Whether a person may record it as mailed; an application is sent on its own page."""
        return self.standing is not LetterStanding.MAILED and self.paper.paper_kind != LetterKind.APPLICATION


def row_of(paper: Any) -> LetterRow:
    """A letter read by `letters`, for a page."""
    item: Item | None = paper.item
    return LetterRow(
        paper=paper,
        to=addressee(paper),
        about=subject(paper),
        standing=standing_of(paper),
        item_page=page_of(item) if item is not None else "",
        record=paper.standing[0] if paper.standing else None,
    )


def find_letter(request: HttpRequest, code: str, number: int) -> PaperDue:
    """A letter of an agreement that the person may see; absent and foreign are the same 404."""
    found = letters(visible_agreement(signed_in(request), code)).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def narrowed(request: HttpRequest, agreement: RightsAgreement) -> tuple[QuerySet[PaperDue], dict[str, str]]:
    """The letters asked for by the address, and the query that asks for them: those that wait unless told."""
    show = request.GET.get("show", LetterStanding.WAITING.value)
    kind = request.GET.get("kind", "")
    found = letters(agreement)
    if kind in LetterKind.values:
        found = found.filter(paper_kind=kind)
    if show in STANDINGS:
        found = letters_standing(found, standing=LetterStanding(show))
    return found, {"show": show if show in STANDINGS else "ALL", "kind": kind}


@require_safe
@for_roles(*READERS)
def list_letters(request: HttpRequest, code: str) -> HttpResponse:
    """Show the letters of an agreement, narrowed by kind and by how far they have come."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    found, asked = narrowed(request, agreement)
    page = Paginator(found, LETTERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "agreement": agreement,
        "page": page,
        "rows": [row_of(paper) for paper in page],
        "asked": asked,
        "query": urlencode(asked),
        "kinds": LetterKind.choices,
        "standings": [(one.value, one.words) for one in LetterStanding],
        "may_act": has_any_role(user, STAFF_ROLES),
    }
    return render(request, "staff/certificates/letters.html", context)


@require_safe
@for_roles(*READERS)
def show_item_letters(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show the letters about an item, as a part of the item's page."""
    user, item = signed_in(request), find_item(request, code, number)
    may_act = has_any_role(user, STAFF_ROLES)
    context = {
        "agreement": item.agreement,
        "item": item,
        "rows": [row_of(paper) for paper in letters_about(item)],
        "may_act": may_act,
        "may_demand": may_act and item.ended_at is None,
    }
    return render(request, "staff/certificates/item_letters.html", context)


@require_safe
@for_roles(*READERS)
def take_letter(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Hand out one letter as a PDF: as it was mailed, or as it stands to be mailed."""
    paper = find_letter(request, code, number)
    try:
        drawn = letter_bytes(paper)
    except FileNotFoundError as gone:
        raise Http404 from gone
    except RightsError as error:
        messages.error(request, str(error))
        return redirect("letters", code=code)
    return handed_out(
        request, paper.agreement, drawn, name=f"letter-{paper.pk}.pdf", told={"letter": paper.pk}
    )


@require_safe
@for_roles(*READERS)
def print_letters(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand out the letters asked for by the address as one PDF, up to a number, the oldest first."""
    agreement = visible_agreement(signed_in(request), code)
    found, asked = narrowed(request, agreement)
    numbers = list(found.order_by("pk").values_list("pk", flat=True)[:PRINTED_MOST])
    back = f"{reverse('letters', args=[code])}?{urlencode(asked)}"
    try:
        drawn = letters_bytes(agreement, numbers)
    except RightsError as error:
        messages.error(request, str(error))
        return redirect(back)
    told = {"letters": len(numbers), "first": numbers[0], "last": numbers[-1]}
    return handed_out(request, agreement, drawn, name=f"{code}-letters.pdf", told=told)


def handed_out(
    request: HttpRequest, agreement: RightsAgreement, drawn: bytes, *, name: str, told: Mapping[str, Any]
) -> HttpResponse:
    append_audit(
        agreement,
        actor=signed_in(request),
        act="LETTER_TAKEN",
        subject=name,
        details=dict(told),
        at=clock.now(),
    )
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@for_roles(*READERS)
def export_letters(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Stream the letters asked for by the address as CSV; the export is recorded."""
    agreement = visible_agreement(signed_in(request), code)
    found, asked = narrowed(request, agreement)
    append_audit(
        agreement, actor=signed_in(request), act="EXPORT_LETTERS", subject=code, details=asked, at=clock.now()
    )
    answer = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-letters.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _lines(found: QuerySet[PaperDue]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(COLUMNS)
    for paper in found.iterator(chunk_size=500):
        row = row_of(paper)
        record = row.record
        yield writer.writerow(
            [
                paper.pk,
                paper.kind_words,
                harmless(row.about),
                harmless(row.to),
                paper.recorded_at.isoformat(),
                row.standing.words,
                record.mailed_on.isoformat() if record else "",
                record.mail_class if record else "",
                harmless(record.mailed_by) if record else "",
            ]
        )
