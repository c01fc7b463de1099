"""The Rights that are left when they expire, retired in one entry by two people (§1(q)).

Every gate closes by the instant; the entry only says so on the books. Its authority is the agreement itself.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from agreement.errors import RefusedByGround
from agreement.refusals import refuse
from registry.models import Approval, BookEntry, RightsAgreement, User
from registry.selectors.agreements import version_in_force
from registry.selectors.expiry import Expiry, expiry_of
from registry.services import books
from registry.services.approvals import request_approval

EXPIRE_RIGHTS = "EXPIRE_RIGHTS"


@transaction.atomic(durable=True)
def request_expiry(agreement: RightsAgreement, *, maker: User, at: datetime) -> Approval:
    """Ask a second person to retire all Rights that are left, with the exact totals.

    Raises RIGHTS_NOT_EXPIRED before the Close of Business on the Final Expiration Date, ITEMS_IN_TIME_OPEN
    while something received in time has not ended, ORDER_ENDS_THE_RIGHTS, NO_RIGHTS_STAND, and
    NO_SUPPORTING_DOCUMENT where the file of the agreement is not on file.

    Agreement: 1(q);1(r).
    """
    locked = books.lock_books(agreement)
    end = _end(locked, at=at)
    stands = end.standing
    return request_approval(
        locked,
        kind=EXPIRE_RIGHTS,
        request=_request(locked, end, at=at),
        summary=f"Retire {stands.rights:,} Rights of {stands.holders:,} holders as expired",
        maker=maker,
        at=at,
    )


def perform_expiry(approval: Approval, *, at: datetime) -> BookEntry:
    """Retire what was approved; another number of Rights, or something new against it, is refused.

    Raises STANDING_RIGHTS_CHANGED, and as `request_expiry`.

    Agreement: 1(q).
    """
    assert approval.agreement is not None
    locked = books.lock_books(approval.agreement)
    end = _end(locked, at=at)
    request = _request(locked, end, at=approval.requested_at)
    if request["totals"] != approval.request["totals"]:
        raise refuse(
            "STANDING_RIGHTS_CHANGED",
            approved=f"{approval.request['totals']['rights']:,}",
            rights=f"{end.standing.rights:,}",
        )
    return books.end_rights(approval, request, at=at)


def _end(agreement: RightsAgreement, *, at: datetime) -> Expiry:
    """The end of the Rights with nothing against it."""
    end = expiry_of(agreement, at=at)
    if end.grounds:
        raise RefusedByGround.by(end.grounds)
    return end


def _request(agreement: RightsAgreement, end: Expiry, *, at: datetime) -> dict[str, Any]:
    """The head of the entry, and what stands."""
    version = version_in_force(agreement.terms_versions.select_related("document"), at=end.expires_at)
    if version.document is None:
        raise refuse("NO_SUPPORTING_DOCUMENT", document="the agreement, as filed")
    return {
        "act": EXPIRE_RIGHTS,
        "kind": "EXPIRE",
        "agreement": agreement.code,
        "document": version.document_id,
        "document_sha256": version.document.sha256,
        "section": "1(q)",
        "effective_at": end.expires_at.isoformat(),
        "received_at": at.isoformat(),
        "totals": asdict(end.standing),
    }
