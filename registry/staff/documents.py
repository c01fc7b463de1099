"""Filed papers handed out as copies; who took which is recorded (§18(b))."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from registry import clock
from registry.models import Document
from registry.services.audit import append_audit
from registry.services.documents import may_be_handed_out, open_document
from registry.staff.access import READERS, for_roles, signed_in, visible_agreements


@require_safe
@for_roles(*READERS)
def take_document(request: HttpRequest, document_id: int) -> FileResponse:
    """Hand out a filed paper as an attachment, after comparing it with the hash on its row."""
    found = Document.objects.filter(agreement__in=visible_agreements(signed_in(request)))
    document = found.select_related("agreement").filter(pk=document_id).first()
    if document is None or not may_be_handed_out(document):
        raise Http404
    file = open_document(document)
    append_audit(
        document.agreement,
        actor=signed_in(request),
        act="DOCUMENT_TAKEN",
        subject=f"DOC-{document.pk}",
        details={"sha256": document.sha256},
        at=clock.now(),
    )
    name = f"DOC-{document.pk}{Path(document.original_name).suffix}"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=document.content_type)
    answer["Cache-Control"] = "private, no-store"
    return answer
