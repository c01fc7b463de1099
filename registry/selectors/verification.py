"""Reads for the verification page: which plans have it, and what the books say of one certificate (§5(b))."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import connection

from agreement.verification import Answer, CertificateFacts, answer, masked
from registry.models import NoticeKind, RightsAgreement, RightsCertificate
from registry.selectors.notices import latest_in_force
from registry.selectors.register import with_status

PAGE_STATES = OPENED, CLOSED = ("OPENED", "CLOSED")
_STANDING = """
SELECT coalesce(sum(rights), 0), coalesce(sum(rights) FILTER (WHERE void_from <= %s), 0)
  FROM open_lot WHERE certificate_id = %s
"""


@dataclass(frozen=True, slots=True)
class Verified:
    """What is told of a certificate: the answer, and of one that is found the paper's own figures."""

    answer: Answer
    certificate: RightsCertificate | None = None
    name: str = ""
    rights_exchanged: int = 0


def has_page(agreement: RightsAgreement) -> bool:
    """Whether the Company's last accepted instruction opens the page; without one it is closed.

    Agreement: 20(g).
    """
    told = latest_in_force(agreement, NoticeKind.VERIFICATION_PAGE)
    return told is not None and told.facts["page"] == OPENED


def plans_with_page() -> list[RightsAgreement]:
    """The plans whose certificates may be verified by anybody, by the Company's name.

    Agreement: 20(g).
    """
    return [plan for plan in RightsAgreement.objects.order_by("company_name", "code") if has_page(plan)]


def verified(agreement: RightsAgreement, *, number: int, code: str, at: datetime) -> Verified:
    """What the books say of a number at an instant, if the code is the one printed with it.

    Agreement: 5(a);5(b);16(c).
    """
    found = with_status(RightsCertificate.objects.filter(agreement=agreement, number=number), at=at)
    certificate = found.select_related("agreement").first()
    facts = _facts(certificate, at=at) if certificate else None
    told = answer(facts, code=code)
    if told is Answer.NOT_FOUND or certificate is None or facts is None:
        return Verified(Answer.NOT_FOUND)
    return Verified(told, certificate, masked(certificate.registration), facts.rights_exchanged)


def _facts(certificate: RightsCertificate, *, at: datetime) -> CertificateFacts:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [at, certificate.pk])
        rights, void = cursor.fetchone()
    return CertificateFacts(
        certificate.verification_code,
        str(cast(Any, certificate).status),
        int(rights),
        int(void),
        certificate.rights,
    )
