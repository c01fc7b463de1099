"""The gate of every request to move Rights: before the separation they move only with the shares (§16(a))."""

from datetime import datetime

from agreement.errors import RefusedByGround
from agreement.separation import severance_grounds
from registry.models import RightsAgreement


def must_be_severable(agreement: RightsAgreement, *, at: datetime) -> None:
    """Refuse to move Rights without their shares: RIGHTS_NOT_SEVERABLE until the noticed Distribution Date.

    Agreement: 3(a);16(a).
    """
    grounds = severance_grounds(notice_received_at=agreement.distribution_known_from, at=at)
    if grounds:
        raise RefusedByGround.by(grounds)
