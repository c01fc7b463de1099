"""What exercises give in the scene of the screens: shares reserved, a requisition filed (§7(c), §9(a))."""

from __future__ import annotations

from fractions import Fraction

from agreement.requisition import Recipient
from config.demo.people import MAKER, user_of
from config.screens.counter import paper, today
from exercises.selectors.deliveries import posted_exercises
from exercises.services import arrangements, deliveries, requisition_files
from exercises.services.arrangements import RouteTold, Signed
from registry import clock
from registry.models import RightsAgreement
from registry.selectors.agreements import terms_in_force
from registry.services.company.officers import officers_on


def deliver(agreement: RightsAgreement) -> None:
    """The Company certifies its reserve and names its transfer agent; what was exercised is requisitioned."""
    maker, security = user_of(MAKER), terms_in_force(agreement, known_at=clock.now()).security_bought
    officer = officers_on(agreement, day=today(agreement)).filter(title__iexact="President")[0]
    signed = Signed(officer.name, officer.title, today(agreement))
    arrangements.record_reserved(
        agreement,
        security=security,
        shares=Fraction(100_000),
        signed=signed,
        document=paper(agreement, "Certificate of shares reserved"),
        by=maker,
        at=clock.now(),
    )
    arrangements.record_route(
        agreement,
        RouteTold(security, Recipient.TRANSFER_AGENT, "Quay Transfer Company", "9 Quay Street\nOakland"),
        signed=signed,
        document=paper(agreement, "Notice of the transfer agent"),
        by=maker,
        at=clock.now(),
    )
    for item in posted_exercises(agreement)[:1]:
        deliveries.requisition(item, by=maker, at=clock.now())
    requisition_files.write_file(agreement, by=maker, at=clock.now())
