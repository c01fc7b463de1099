"""The paper of one certificate, as a part of its page: pictures, sheets, a single copy (§5(a))."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreement.errors import RightsError
from certificates.drawing.plates import plate
from certificates.drawing.print_files import preview_png
from certificates.faces import CertificateFace, FormVersion
from certificates.models import PrintPiece
from certificates.selectors.numbers import event_ranges
from certificates.selectors.print_runs import latest_piece, pieces_of
from certificates.services.preflight import face_of
from certificates.services.print_runs import form_of_run, run_terms
from certificates.services.spoiling import single_copy
from registry import clock
from registry.models import PaperEvent, RightsAgreement, RightsCertificate
from registry.roles import READERS as READER_ROLES
from registry.roles import has_any_role
from registry.staff.access import (
    EVERYBODY_IN_CONSOLE,
    READERS,
    for_roles,
    signed_in,
    visible_agreement,
)

SCALES = {"1": 1.6, "2": 2.6}


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show the pictures of face and reverse, and every sheet of the number."""
    user = signed_in(request)
    agreement = visible_agreement(user, code)
    certificate = _certificate(agreement, number)
    piece = latest_piece(agreement, number)
    context: dict[str, object] = {
        "agreement": agreement,
        "number": number,
        "piece": piece,
        "may_take": has_any_role(user, READER_ROLES),
    }
    if piece is not None:
        try:
            face, form = _drawn_as(certificate, piece)
        except RightsError as refusal:
            context["refusal"] = refusal
        else:
            pages = range(1, len(plate(form, face.terms, face.legend_class).pages) + 1)
            context |= {
                "pages": pages,
                "pieces": pieces_of(agreement, number),
                "is_specimen": face.is_specimen,
            }
    return render(request, "staff/certificate_paper.html", context)


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_picture(request: HttpRequest, code: str, number: int, page: int) -> HttpResponse:
    """One page as a PNG picture, with SPECIMEN across it until the certificate is countersigned."""
    agreement = visible_agreement(signed_in(request), code)
    certificate, piece = _certificate(agreement, number), latest_piece(agreement, number)
    if piece is None:
        raise Http404
    face, form = _drawn_as(certificate, piece)
    if not 1 <= page <= len(plate(form, face.terms, face.legend_class).pages):
        raise Http404
    scale = SCALES.get(request.GET.get("scale", "1"), SCALES["1"])
    answer = HttpResponse(preview_png(face, form, page=page, scale=scale), content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@for_roles(*READERS)
def take_copy(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A single copy as a PDF, equal to the hash of its sheet; who took it is recorded."""
    agreement = visible_agreement(signed_in(request), code)
    certificate = _certificate(agreement, number)
    pdf = single_copy(certificate, by=signed_in(request), at=clock.now())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{agreement.code}-{number:08d}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _certificate(agreement: RightsAgreement, number: int) -> RightsCertificate:
    found = RightsCertificate.objects.filter(agreement=agreement, number=number).first()
    if found is None:
        raise Http404
    return found


def _drawn_as(certificate: RightsCertificate, piece: PrintPiece) -> tuple[CertificateFace, FormVersion]:
    """The face on the frozen terms of its run; a specimen until its countersignature is recorded."""
    is_signed = event_ranges(
        certificate.agreement,
        PaperEvent.COUNTERSIGNED,
        within=[(certificate.number, certificate.number)],
    )
    face = face_of(certificate, terms=run_terms(piece.run))
    return replace(face, is_specimen=not is_signed), form_of_run(piece.run)
