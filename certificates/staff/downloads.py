"""Files of a run for the press and the file room; who took which is recorded (§5(a))."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from certificates.models import PrintFile, PrintRun
from certificates.services.press_files import open_kept
from certificates.services.run_papers import file_name, run_name
from certificates.staff.runs import find_run
from registry import clock
from registry.services.audit import append_audit
from registry.staff.access import READERS, for_roles, signed_in

PAPERS = {
    "manifest.csv": ("manifest", "manifest.csv", "text/csv; charset=utf-8"),
    "hashes.txt": ("hash_list", "hashes.txt", "text/plain; charset=utf-8"),
    "control-sheet.pdf": ("control_sheet", "control-sheet.pdf", "application/pdf"),
}


@require_safe
@for_roles(*READERS)
def take_file(request: HttpRequest, code: str, number: int, first: int) -> FileResponse:
    """Hand out one print file as an attachment."""
    run = find_run(request, code, number)
    file = PrintFile.objects.filter(run=run, first_number=first).first()
    if file is None:
        raise Http404
    return _handed_out(
        request, run, stored_as=file.stored_as, name=file_name(run, file), content_type="application/pdf"
    )


@require_safe
@for_roles(*READERS)
def take_paper(request: HttpRequest, code: str, number: int, paper: str) -> FileResponse:
    """Hand out manifest, list of hashes or control sheet as an attachment."""
    run = find_run(request, code, number)
    field, ending, content_type = PAPERS.get(paper, ("", "", ""))
    stored_as = getattr(run, field) if field else ""
    if not stored_as:
        raise Http404
    name = f"{run_name(run)}-{ending}"
    return _handed_out(request, run, stored_as=stored_as, name=name, content_type=content_type)


def _handed_out(
    request: HttpRequest, run: PrintRun, *, stored_as: str, name: str, content_type: str
) -> FileResponse:
    try:
        kept = open_kept(stored_as)
    except FileNotFoundError as gone:
        raise Http404 from gone
    append_audit(
        run.agreement,
        actor=signed_in(request),
        act="PRINT_FILE_TAKEN",
        subject=str(run),
        details={"file": name},
        at=clock.now(),
    )
    answer = FileResponse(kept, as_attachment=True, filename=name, content_type=content_type)
    answer["Cache-Control"] = "private, no-store"
    return answer
