"""One Rights Certificate: its detail, lots, lineage and history with the section of each entry (§5(b))."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry import clock
from registry.roles import READERS, STAFF, has_any_role
from registry.selectors.cancelled import cancelled_if_so, images_of
from registry.selectors.register import CertificateDetail, certificate_detail
from registry.selectors.stops import stops_on_certificate
from registry.selectors.transmittals import keeper_of
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement
from registry.staff.stops import StopRow


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show_certificate(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one certificate whole; what paper adds comes as fragments named in CERTIFICATE_FRAGMENTS."""
    agreement, at = visible_agreement(signed_in(request), code), clock.now()
    detail = certificate_detail(agreement, number=number, at=at)
    cancelled = cancelled_if_so(agreement, number)
    context = {
        "agreement": agreement,
        "cancelled": cancelled,
        "images": images_of(detail.certificate) if cancelled else (),
        "kept": keeper_of(agreement, number) if cancelled else None,
        "may_read": has_any_role(signed_in(request), READERS),
        "certificate": detail.certificate,
        "status": detail.status,
        "lots": detail.lots,
        "history": detail.history,
        "signing": countersigning(detail),
        "fragments": settings.CERTIFICATE_FRAGMENTS,
        "stops": [StopRow(stop, at=at) for stop in stops_on_certificate(detail.certificate)],
        "may_act": has_any_role(signed_in(request), STAFF),
    }
    return render(request, "staff/certificate.html", context)


def countersigning(detail: CertificateDetail) -> object | None:
    """The event by which the certificate was signed by hand, if it was (§5(a))."""
    events = (line.event for line in detail.history if line.event)
    return next((event for event in events if event.kind == "COUNTERSIGNED"), None)
