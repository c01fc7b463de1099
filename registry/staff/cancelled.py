"""The vault of cancelled certificates: found by number, their images, what the Company delivered (§8)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreement.cancellation import BroughtAs
from agreement.refusals import ground
from registry import clock
from registry.models import Approval
from registry.roles import READERS as READER_ROLES
from registry.roles import STAFF as STAFF_ROLES
from registry.roles import has_any_role
from registry.selectors import cancelled as reads
from registry.selectors.cancelled import CancelledFilters, CancelledPaper, PaperStanding
from registry.services import cancellations
from registry.services.audit import append_audit
from registry.services.cancelled_images import KIND, attach_images
from registry.staff.access import (
    EVERYBODY_IN_CONSOLE,
    READERS,
    STAFF,
    for_roles,
    signed_in,
    visible_agreement,
)
from registry.staff.acts import ActPage, act_page, typed
from registry.staff.cancellation_forms import DeliveredForm, ImagesForm
from registry.staff.item_forms import NUMBER
from registry.staff.lists import Echo, harmless
from registry.staff.uploads import paper_of, papers_of

COLUMNS = (
    "certificate", "rights", "cancelled_on", "entry", "section", "item", "images", "transmittal",
    "delivered_on", "received_on", "keeper", "lost_on",
)  # fmt: skip
EXPORT_PAGE = 2_000
BY_NAME = "Each scan goes to the certificate its file is named by: R-0000012.pdf, R-0000012 reverse.pdf."
PURCHASES = (
    "Rights on certificates that the Company acquired are retired with them. It may acquire Rights only by "
    "redemption, by exchange or with shares before the separation: the warning of §23(b) goes on record with "
    "its letter. What was surrendered to it for a purpose is taken in as the item of that purpose."
)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_vault(request: HttpRequest, code: str) -> HttpResponse:
    """Show cancelled certificates by number: cancelled by what, images, where the paper is."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    filters, words = _filters(request)
    counts = reads.cancelled_counts(agreement)
    page = reads.cancelled_page(agreement, filters, after=_after(request))
    query = request.GET.copy()
    query.pop("after", None)
    context: dict[str, Any] = {
        "agreement": agreement,
        "page": page,
        "counts": counts,
        "incomplete": ground("TRANSMITTAL_INCOMPLETE", count=f"{counts.on_none:,}")
        if counts.on_none
        else None,
        "words": words,
        "standing": filters.standing or "",
        "standings": [(one.value, one.words) for one in PaperStanding],
        "is_narrowed": filters != CancelledFilters(),
        "is_later": _after(request) > 0,
        "query": query.urlencode(),
        "may_act": has_any_role(user, STAFF_ROLES),
        "may_export": has_any_role(user, READER_ROLES),
    }
    return render(request, "staff/cancelled.html", context)


def _filters(request: HttpRequest) -> tuple[CancelledFilters, str]:
    """What the page is narrowed to, and the number as typed; words that are no number find nothing."""
    words = request.GET.get("number", "").strip()[:20].replace("\x00", "")
    found = NUMBER.fullmatch(words)
    number = int(found[1]) if found else 0 if words else None
    standing = request.GET.get("standing", "")
    known = {one.value for one in PaperStanding}
    return CancelledFilters(number, PaperStanding(standing) if standing in known else None), words


def _after(request: HttpRequest) -> int:
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0


@require_safe
@for_roles(*READERS)
def export_vault(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Stream the vault, narrowed as on the page, as CSV; the export is recorded."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    filters, _ = _filters(request)
    details = {"standing": filters.standing, "number": filters.number}
    append_audit(agreement, actor=user, act="EXPORT_CANCELLED", subject=code, details=details, at=clock.now())
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield writer.writerow(COLUMNS)
        after: int | None = 0
        while after is not None:
            page = reads.cancelled_page(agreement, filters, after=after, size=EXPORT_PAGE)
            for one in page.rows:
                yield writer.writerow([harmless(cell) for cell in _cells(one)])
            after = page.next_after

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-cancelled.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _cells(one: CancelledPaper) -> list[str]:
    told = (one.entry, one.section, one.item, one.images, one.transmittal, one.delivered_on, one.received_on)
    return [
        f"R-{one.number:07d}",
        str(one.rights),
        one.cancelled_on.isoformat(),
        *("" if cell is None else str(cell) for cell in told),
        one.keeper,
        one.lost_on.isoformat() if one.lost_on else "",
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def attach(request: HttpRequest, code: str) -> HttpResponse:
    """Attach scans: to the certificate of the address, else each to the one its name begins with."""
    agreement, at, by = visible_agreement(signed_in(request), code), clock.now(), signed_in(request)
    asked = NUMBER.fullmatch(request.GET.get("certificate", ""))
    number = int(asked[1]) if asked else None
    form = ImagesForm(*typed(request), agreement=agreement, now=at)
    title = f"Cancelled certificate R-{number:07d}" if number else "Cancelled certificate"

    def act() -> str:
        with papers_of(request, form, field="scans", kind=KIND, title=title, at=at) as scans:
            made = attach_images(agreement, scans, number=number, by=by, at=at)
        return "The image is kept." if len(made) == 1 else f"{len(made)} images are kept."

    vault = reverse("cancelled", args=[code])
    page = ActPage(
        heading=f"Images of R-{number:07d}" if number else "Images of cancelled certificates",
        section="8",
        button="Keep the images",
        back=reverse("certificate", args=[code, number]) if number else vault,
        crumbs=(("Cancelled certificates", vault),),
        about="" if number else BY_NAME,
    )
    return act_page(request, agreement, form, page=page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a second person to cancel what the Company or one of its agents delivered."""
    agreement, at, by = visible_agreement(signed_in(request), code), clock.now(), signed_in(request)
    form = DeliveredForm(*typed(request), agreement=agreement, now=at)

    def act() -> Approval:
        told = form.told
        title = f"Letter of the Company: {BroughtAs(told.brought_as).words.lower()}"
        with paper_of(request, form, kind="COMPANY_LETTER", title=title, at=at) as paper:
            return cancellations.request_cancellation(agreement, told, document=paper, maker=by, at=at)

    vault = reverse("cancelled", args=[code])
    page = ActPage(
        heading="Certificates delivered by the Company",
        section="8",
        button="Ask a second person",
        back=vault,
        crumbs=(("Cancelled certificates", vault),),
        about=PURCHASES,
    )
    return act_page(request, agreement, form, page=page, act=act)
