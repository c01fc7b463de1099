"""Adjustments in the scene of the screens: one in force beside a worksheet, one that waits (§11, §12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agreement.adjustment import AdjustingSection
from config.demo.people import MAKER, user_of
from config.demo.story import say
from config.screens.desk import receive_notice
from registry import clock
from registry.models import Notice, NoticeKind, RightsAgreement
from registry.selectors.agreements import local_day
from registry.services.adjustment_differences import tell_difference
from registry.services.worksheets import WorksheetTold, lay_beside, record_worksheet

FACTS: dict[str, Any] = {
    "adjusted_under": "RIGHTS_OFFERED",
    "event": "Rights to subscribe for Preferred Shares, offered to all holders of them",
    "statement_of_facts": "Record date of the offer; 1,000 shares offered at $200.00 each",
    "calculations": "$250.00 × 29 ÷ 30, to the nearest cent",
    "price_of_unit": "241.67",
}


def adjust(agreement: RightsAgreement) -> Notice:
    """A certificate in force, a worksheet that differs, told to the Company, a certificate just received."""
    at = clock.now()
    facts = FACTS | {"effective_from": at.isoformat()}
    accepted = say(agreement, NoticeKind.ADJUSTMENT, facts, received_at=at)
    told = WorksheetTold(
        AdjustingSection.RIGHTS_OFFERED, "Subscription rights", "$250.00 × 29 ÷ 30", "241.66", None
    )
    maker = user_of(MAKER)
    sheet = record_worksheet(agreement, told, by=maker, at=clock.now())
    tell_difference(lay_beside(sheet, accepted, by=maker, at=clock.now()), by=maker, at=clock.now())
    elect_more_rights(agreement, price=accepted)
    later = facts | {
        "adjusted_under": "COMMON_SHARES_CHANGED",
        "price_of_unit": "230.00",
        "units_per_right": "2",
        "redemption_price": "0.0005",
    }
    return receive_notice(agreement, NoticeKind.ADJUSTMENT, later, title="Certificate of adjustment")


def elect_more_rights(agreement: RightsAgreement, *, price: Notice) -> Notice:
    """The Company elects more Rights instead of more units, as of a record date ten days on (§11(h))."""
    at = clock.now()
    today = local_day(agreement, at=at)
    facts = {
        "adjusted_under": "NUMBER_OF_UNITS",
        "event": "The number of Rights changes instead of the Preferred Shares that a Right buys",
        "effective_from": at.isoformat(),
        "statement_of_facts": "Election of the Board, announced today",
        "calculations": "$250.00 ÷ $241.67, to the nearest hundred-thousandth",
        "changes_instead": price.number,
        "elected_on": today.isoformat(),
        "announced_on": today.isoformat(),
        "record_date": (today + timedelta(days=10)).isoformat(),
        "rights_per_right": "1.03447",
        "distributed": "ADDITIONAL",
    }
    return say(agreement, NoticeKind.ADJUSTMENT, facts, received_at=at)
