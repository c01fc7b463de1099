"""The pictures of a certificate, for its page in the registration books."""

from __future__ import annotations

from django.urls import reverse

from certificates.selectors.print_runs import latest_piece
from registry.models import RightsCertificate

PAGES = (1, 2)


def pictures_of(certificate: RightsCertificate) -> list[str]:
    """The addresses of face and reverse; none before the number was drawn."""
    if latest_piece(certificate.agreement, certificate.number) is None:
        return []
    key = (certificate.agreement.code, certificate.number)
    return [reverse("certificate_picture", args=(*key, page)) for page in PAGES]
