"""Images of cancelled certificates: scanned once the paper bears its mark, found again by number (§8)."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from django.db import transaction

from agreement.refusals import refuse
from registry.models import CancelledImage, RightsAgreement, RightsCertificate, User
from registry.roles import must_be_staff
from registry.selectors.cancelled import cancelled_numbered, certificate_numbered
from registry.services.audit import append_audit
from registry.services.books import lock_books
from registry.services.document_files import JPEG, PDF, PNG, TIFF
from registry.services.documents import PaperInHand, require_document

KIND = "CANCELLED_IMAGE"
SCANS = {PDF: "PDF", PNG: "PNG", JPEG: "JPEG", TIFF: "TIFF"}
_NAMED = re.compile(r"(?:R-?)?0*([1-9]\d{0,8})(?!\d)", re.IGNORECASE)


def number_named(file: str) -> int:
    """The certificate that the name of a scan begins with. Raises IMAGE_NAMES_NO_CERTIFICATE."""
    found = _NAMED.match(PurePath(file).name)
    if found is None:
        raise refuse("IMAGE_NAMES_NO_CERTIFICATE", file=file)
    return int(found[1])


@transaction.atomic(durable=True)
def attach_images(
    agreement: RightsAgreement,
    scans: Sequence[PaperInHand],
    *,
    number: int | None = None,
    by: User,
    at: datetime,
) -> list[CancelledImage]:
    """Attach scans to cancelled certificates: all to one `number`, else each to the one its name begins with.

    All or none. Whoever attaches one has seen the mark on it. Raises MAKER_NOT_PERMITTED,
    CANCELLATION_PART_MISSING, IMAGE_NAMES_NO_CERTIFICATE, IMAGE_IS_NO_SCAN, CERTIFICATE_NOT_FOUND,
    CERTIFICATE_NOT_CANCELLED, IMAGE_ON_FILE.

    Agreement: 8;18(b).
    """
    must_be_staff(by, act="attaching images of cancelled certificates")
    if not scans:
        raise refuse("CANCELLATION_PART_MISSING", missing="the scans")
    locked = lock_books(agreement)
    named = [(number or number_named(scan.original_name), scan) for scan in scans]
    certificates = {one: _cancelled(locked, one) for one, _ in named}
    for one, scan in named:
        _must_be_new(certificates[one], scan)
    made = [
        CancelledImage.objects.create(
            certificate=certificates[one],
            document=require_document(locked, scan),
            recorded_at=at,
            recorded_by=by,
        )
        for one, scan in named
    ]
    numbers = sorted(certificates)
    append_audit(
        locked,
        actor=by,
        act="CANCELLED_IMAGES_ATTACHED",
        subject=f"{len(made)} images",
        details={"certificates": numbers[:50], "certificate_count": len(numbers)},
        at=at,
    )
    return made


def _cancelled(agreement: RightsAgreement, number: int) -> RightsCertificate:
    cancelled_numbered(agreement, number)
    return certificate_numbered(agreement, number)


def _must_be_new(certificate: RightsCertificate, scan: PaperInHand) -> None:
    """A scan shows paper, and is not on file for this certificate already."""
    if scan.file.stored.content_type not in SCANS:
        raise refuse("IMAGE_IS_NO_SCAN", file=scan.original_name, found=scan.file.stored.content_type)
    known = CancelledImage.objects.filter(certificate=certificate, document__sha256=scan.file.stored.sha256)
    if known.exists():
        raise refuse("IMAGE_ON_FILE", number=certificate.number)
