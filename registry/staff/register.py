"""The register of Rights Certificates: search as you type, filters, export (§5(b))."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from registry import clock
from registry.models import LegendClass, RightsAgreement
from registry.roles import READERS as READER_ROLES
from registry.roles import has_any_role
from registry.selectors.register import PAGE_SIZE, STATUSES, RegisterFilters, register_page
from registry.services import audit
from registry.services.commitments import commit_words
from registry.staff.access import EVERYBODY_IN_CONSOLE, READERS, for_roles, signed_in, visible_agreement
from registry.staff.lists import Echo, harmless

NUMBER = re.compile(r"(?:R-)?0*(\d{1,9})", re.IGNORECASE)
EXPORT_PAGE = 2_000
ROWS_ON_PHONE = 25


def read_filters(query: QueryDict) -> RegisterFilters:
    """Read the filters of the address: words that are a certificate number look for that number."""
    words = query.get("words", "").strip()[:120].replace("\x00", "")
    number = NUMBER.fullmatch(words)
    status, legend = query.get("status", ""), query.get("legend", "")
    return RegisterFilters(
        words="" if number else words,
        number=int(number[1]) if number else None,
        status=status if status in STATUSES else "",
        legend_class=legend if legend in LegendClass.values else "",
    )


def _after(query: QueryDict) -> int | None:
    after = query.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 16 else None


def rows_for(request: HttpRequest) -> int:
    """How many rows a page holds: fewer on a phone, where each takes more of the height."""
    said = request.headers.get("Sec-CH-UA-Mobile", "")
    is_phone = said == "?1" or (not said and "Mobile" in request.headers.get("User-Agent", ""))
    return ROWS_ON_PHONE if is_phone else PAGE_SIZE


@require_safe
@vary_on_headers("HX-Request", "Sec-CH-UA-Mobile", "User-Agent")
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_register(request: HttpRequest, code: str) -> HttpResponse:
    """Show one page of the register; asked by htmx, only its rows."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    filters, after = read_filters(request.GET), _after(request.GET)
    size = rows_for(request)
    page = register_page(agreement, at=clock.now(), filters=filters, after=after, size=size)
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "agreement": agreement,
        "page": page,
        "filters": filters,
        "words": request.GET.get("words", ""),
        "is_narrowed": filters != RegisterFilters(),
        "is_later": after is not None,
        "query": query.urlencode(),
        "statuses": [(status, status.replace("_", " ").capitalize()) for status in STATUSES],
        "may_export": has_any_role(user, READER_ROLES),
    }
    is_part = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    return render(request, "staff/register_rows.html" if is_part else "staff/register.html", context)


COLUMNS = ("certificate", "account", "registration", "rights", "dated_as_of", "legend", "class", "state")


def _lines(agreement: RightsAgreement, filters: RegisterFilters, *, at: datetime) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(COLUMNS)
    after: int | None = None
    while True:
        page = register_page(agreement, at=at, filters=filters, after=after, size=EXPORT_PAGE)
        for row in page.rows:
            words = (row.holder.account, row.registration.replace("\n", "; "))
            yield writer.writerow(
                [
                    f"R-{row.number:07d}",
                    *(harmless(word) for word in words),
                    row.rights,
                    row.dated.isoformat(),
                    row.legend_class,
                    row.taint_class,
                    row.status,  # type: ignore[attr-defined]  # annotated by the selector
                ]
            )
        if page.next_after is None:
            return
        after = page.next_after


@require_safe
@for_roles(*READERS)
def export_register(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Stream the register, narrowed as on the page, as CSV; the export is recorded."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    filters, now = read_filters(request.GET), clock.now()
    audit.append_audit(
        agreement,
        actor=user,
        act="EXPORT_REGISTER",
        subject=code,
        details={"status": filters.status, "legend": filters.legend_class, "number": filters.number}
        | ({"words": commit_words(filters.words, bound_to="EXPORT_REGISTER")} if filters.words else {}),
        at=now,
    )
    answer = StreamingHttpResponse(_lines(agreement, filters, at=now), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-register.csv"'
    return answer
