"""An exercise of which a part is deferred, in the scene of the screens: by election and due bill (§11(k))."""

from __future__ import annotations

from datetime import timedelta

from config.demo.people import MAKER, user_of
from config.demo.story import say
from config.screens import counter
from exercises.models import DueBill
from exercises.selectors.elections import settlement
from exercises.services.due_bills import issue_due_bill
from registry import clock
from registry.models import NoticeKind, RightsCertificate

EVENT = "The distribution of preferred stock of a subsidiary to the holders of Preferred Shares"


def defer(certificate: RightsCertificate) -> DueBill:
    """A certificate of adjustment, the Company's election to defer, an exercise, its due bill."""
    agreement, at = certificate.agreement, clock.now()
    told = {
        "adjusted_under": "DISTRIBUTION_MADE",
        "event": EVENT,
        "effective_from": at.isoformat(),
        "statement_of_facts": "Record date yesterday; fair value $7.28 for each unit",
        "calculations": "$250.00 − $7.28; 1 × $250.00 ÷ $242.72",
        "units_per_right": "1.03",
        "price_of_unit": "242.72",
    }
    adjusted = say(agreement, NoticeKind.ADJUSTMENT, told, received_at=at)
    elected = {
        "adjustment": adjusted.number,
        "record_date": counter.today(agreement) - timedelta(days=1),
        "event": EVENT,
    }
    say(agreement, NoticeKind.ISSUE_DEFERRED, elected, received_at=clock.now())
    item = counter.receive_exercise(certificate, rights=10)
    counter.pay(item, amount=settlement(item, at=clock.now())["due"])
    counter.post_exercise(item)
    return issue_due_bill(item, by=user_of(MAKER), at=clock.now())
