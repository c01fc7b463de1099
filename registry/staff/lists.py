"""The certified lists of record holders: read one, see its rejects, ask for its acceptance (§3(a), §5(b))."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreement.errors import RightsError
from agreement.refusals import refuse
from registry import clock
from registry.models import HolderList, ListPurpose, NoticeKind, RightsAgreement
from registry.roles import STAFF, has_any_role
from registry.selectors import notices as notice_selectors
from registry.services import holder_lists
from registry.staff import access
from registry.staff.access import READERS, for_roles, signed_in, visible_agreement

REJECTS_A_PAGE = 50


def _find(agreement: RightsAgreement, list_id: int) -> HolderList:
    found = (
        HolderList.objects.filter(agreement=agreement, pk=list_id)
        .select_related("notice__document", "imported_by", "acceptance__maker", "acceptance__agreement")
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def list_lists(request: HttpRequest, code: str) -> HttpResponse:
    """Show the lists received; a posted file is read and examined."""
    agreement = visible_agreement(signed_in(request), code)
    may_import = has_any_role(signed_in(request), STAFF)
    refusal: RightsError | None = None
    if request.method == "POST":
        if not may_import:
            raise PermissionDenied
        try:
            return redirect("list", code=code, list_id=_read(request, agreement).pk)
        except RightsError as error:
            refusal = error
    context = {
        "agreement": agreement,
        "lists": HolderList.objects.filter(agreement=agreement),
        "notices": notice_selectors.notices_known(agreement, kind=NoticeKind.LIST_CERTIFIED, at=clock.now()),
        "purposes": ListPurpose.choices,
        "may_import": may_import,
        "refusal": refusal,
    }
    return render(request, "staff/lists.html", context, status=refusal.status if refusal else 200)


def _read(request: HttpRequest, agreement: RightsAgreement) -> HolderList:
    """Write the upload to a file of its own name and hand it to the importer."""
    upload: UploadedFile | None = request.FILES.get("file")
    if upload is None:
        raise refuse("FILE_MISSING")
    said = request.POST.get("notice", "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
    notice = notice_selectors.notice_numbered(agreement, number)
    said_purpose = request.POST.get("purpose") or ListPurpose.DISTRIBUTION_DATE.value
    if said_purpose not in ListPurpose.values:
        raise refuse("REQUEST_ILL_FORMED", reason="the purpose of the list is none of those offered")
    now = clock.now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name or "list.csv").name
        with path.open("wb") as target:
            for part in upload.chunks():
                target.write(part)
        return holder_lists.import_holder_list(
            agreement,
            path=path,
            notice=notice,
            imported_by=signed_in(request),
            received_at=now,
            at=now,
            purpose=ListPurpose(said_purpose),
        )


@require_safe
@for_roles(*READERS)
def show_list(request: HttpRequest, code: str, list_id: int) -> HttpResponse:
    """Show one list with its totals and every row that was refused."""
    agreement = visible_agreement(signed_in(request), code)
    holder_list = _find(agreement, list_id)
    acceptance = holder_list.acceptance
    is_asked = bool(acceptance and not acceptance.approver_id and not acceptance.rejected_by_id)
    context = {
        "agreement": agreement,
        "list": holder_list,
        "difference": holder_list.shares_millionths - holder_list.certified_shares_millionths,
        "page": Paginator(holder_list.rejects.all(), REJECTS_A_PAGE).get_page(request.GET.get("page")),
        # A request that was rejected, lapsed or not, is asked again.
        "may_make": has_any_role(signed_in(request), STAFF) and not is_asked,
        "acceptance_open": is_asked,
    }
    return render(request, "staff/list.html", context)


class Echo:
    """A file that hands back what is written to it, so that csv can write into a stream."""

    def write(self, text: str) -> str:
        return text


def harmless(value: str) -> str:
    """Keep a spreadsheet from running a value that begins like a formula."""
    return "'" + value if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


@require_safe
@for_roles(*READERS)
def download_rejects(request: HttpRequest, code: str, list_id: int) -> StreamingHttpResponse:
    """Stream every reject of a list as CSV."""
    holder_list = _find(visible_agreement(signed_in(request), code), list_id)
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield writer.writerow(["line", "column", "value", "code", "reason", "cure"])
        for row in holder_list.rejects.values_list(
            "line", "column", "value", "code", "reason", "cure"
        ).iterator():
            yield writer.writerow([row[0], *(harmless(value) for value in row[1:])])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-list-{list_id}-rejects.csv"'
    return answer


@require_POST
@for_roles(*access.STAFF)
def request_acceptance(request: HttpRequest, code: str, list_id: int) -> HttpResponse:
    """Ask a second person to accept the list."""
    holder_list = _find(visible_agreement(signed_in(request), code), list_id)
    approval = holder_lists.request_acceptance(holder_list, maker=signed_in(request), at=clock.now())
    return redirect("request", request_hash=approval.request_hash)
