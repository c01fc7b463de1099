"""The register of Rights Certificates: search as you type, filters, export (§5(b))."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO

import xlsxwriter
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from agreement.refusals import refuse
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
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Text stays text: nothing that stands in a register is a formula, an address or a number in disguise.
AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def _rows(agreement: RightsAgreement, filters: RegisterFilters, *, at: datetime) -> Iterator[list[str | int]]:
    """The certificates of a list, each as the cells of its row, read page by page."""
    after: int | None = None
    while True:
        page = register_page(agreement, at=at, filters=filters, after=after, size=EXPORT_PAGE)
        for row in page.rows:
            yield [
                f"R-{row.number:07d}",
                row.holder.account,
                row.registration.replace("\n", "; "),
                row.rights,
                row.dated.isoformat(),
                row.legend_class,
                row.taint_class,
                row.status,  # type: ignore[attr-defined]  # annotated by the selector
            ]
        if page.next_after is None:
            return
        after = page.next_after


def _lines(rows: Iterator[list[str | int]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])


def _workbook(rows: Iterator[list[str | int]]) -> IO[bytes]:
    """The same rows as a workbook, on disk. Raises WORKBOOK_TOO_LARGE beyond its limit."""
    most = settings.WORKBOOK_ROWS_MOST
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it once it is sent
    book = xlsxwriter.Workbook(file, AS_TEXT)
    sheet = book.add_worksheet("Register")
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, COLUMNS)
    for place, row in enumerate(rows, start=1):
        if place > most:
            book.close()
            file.close()
            raise refuse("WORKBOOK_TOO_LARGE", limit=f"{most:,}")
        for column, value in enumerate(row):
            write = sheet.write_string if isinstance(value, str) else sheet.write_number
            write(place, column, value)
    book.close()
    file.seek(0)
    return file


def _take(request: HttpRequest, code: str, *, form: str) -> Iterator[list[str | int]]:
    """The rows of an export, narrowed as on the page; who takes them is recorded first."""
    user, now = signed_in(request), clock.now()
    agreement, filters = visible_agreement(user, code), read_filters(request.GET)
    audit.append_audit(
        agreement,
        actor=user,
        act="EXPORT_REGISTER",
        subject=code,
        details={
            "status": filters.status,
            "legend": filters.legend_class,
            "number": filters.number,
            "form": form,
        }
        | ({"words": commit_words(filters.words, bound_to="EXPORT_REGISTER")} if filters.words else {}),
        at=now,
    )
    return _rows(agreement, filters, at=now)


@require_safe
@for_roles(*READERS)
def export_register(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Stream the register, narrowed as on the page, as CSV; the export is recorded."""
    rows = _take(request, code, form="CSV")
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-register.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@for_roles(*READERS)
def export_workbook(request: HttpRequest, code: str) -> FileResponse:
    """Hand out the register, narrowed as on the page, as XLSX up to its limit; the export is recorded."""
    file = _workbook(_take(request, code, form="XLSX"))
    answer = FileResponse(file, as_attachment=True, filename=f"{code}-register.xlsx", content_type=WORKBOOK)
    answer["Cache-Control"] = "private, no-store"
    return answer
