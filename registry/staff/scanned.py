"""The scans of an item as pictures beside its fields: each page of its papers, drawn as PNG (§18(b))."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from PIL import Image

from agreement.errors import RightsError
from registry.models import Document
from registry.pdf_pages import PdfiumError, opened_pdf, page_picture
from registry.selectors.items import papers_of
from registry.services.document_files import PDF, PICTURED, PNG
from registry.services.documents import may_be_handed_out, open_document
from registry.staff.access import READERS, for_roles, signed_in, visible_agreements
from registry.staff.items import find_item

PAGES_SHOWN = 12  # of a paper; the whole of it is taken as a copy
UNREADABLE = (OSError, ValueError, Image.DecompressionBombError, PdfiumError)
WIDTHS = {"1": 900, "2": 1800}


@require_safe
@for_roles(*READERS)
def show_scans(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show the scanned papers of an item page by page, the latest first, as a part of its page."""
    item = find_item(request, code, number)
    scans = []
    for paper in papers_of(item).reverse():
        document = paper.document
        if document.content_type in PICTURED and may_be_handed_out(document):
            count = _count(document)
            scans.append((document, range(1, min(count, PAGES_SHOWN) + 1), count))
    return render(request, "staff/item_scans.html", {"item": item, "scans": scans})


@require_safe
@for_roles(*READERS)
def show_page(request: HttpRequest, document_id: int, page: int) -> HttpResponse:
    """One page of a filed paper as a PNG picture, drawn from the bytes whose hash stands on its row."""
    found = Document.objects.filter(agreement__in=visible_agreements(signed_in(request)))
    document = found.filter(pk=document_id, content_type__in=PICTURED).first()
    if document is None or not may_be_handed_out(document):
        raise Http404
    width = WIDTHS.get(request.GET.get("scale", "1"), WIDTHS["1"])
    with open_document(document) as file:
        try:
            drawn = _drawn(file, document.content_type, page=page, width=width)
        except UNREADABLE:
            raise Http404 from None  # what cannot be drawn is taken as a copy
    answer = HttpResponse(drawn, content_type=PNG)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _count(document: Document) -> int:
    """How many pages a paper has; one that cannot be read, or is gone, has none to show."""
    try:
        with open_document(document) as file:
            return _pages_in(file, document.content_type)
    except (RightsError, *UNREADABLE):
        return 0


def _pages_in(file: BinaryIO, content_type: str) -> int:
    if content_type == PDF:
        with opened_pdf(file) as pdf:
            return len(pdf)
    with Image.open(file) as image:
        return int(getattr(image, "n_frames", 1))


def _drawn(file: BinaryIO, content_type: str, *, page: int, width: int) -> bytes:
    if content_type == PDF:
        with opened_pdf(file) as pdf:
            if not 1 <= page <= len(pdf):
                raise Http404
            across, down = pdf.get_page_size(page - 1)
            drawn = page_picture(pdf, page, scale=min(width / across, 2 * width / down))
        return _png(drawn)
    with Image.open(file) as image:
        if not 1 <= page <= getattr(image, "n_frames", 1):
            raise Http404
        image.seek(page - 1)
        shown = image.convert("RGB")
    shown.thumbnail((width, 2 * width))
    return _png(shown)


def _png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG", optimize=False)
    return written.getvalue()
