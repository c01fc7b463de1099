"""Later Common Shares in the scene of the screens: one issue is held, one brings its certificates (§22)."""

from __future__ import annotations

from typing import Any

from config.demo.story import say
from config.screens.counter import today
from config.screens.desk import receive_notice
from registry import clock
from registry.models import Notice, NoticeKind, RegisteredHolder, RightsAgreement

EMPLOYEE = {
    "account": "E000000001",
    "registration": "Petra Ålund",
    "address": "7 Quay Street",
    "city": "Astoria",
    "region": "OR",
    "postal_code": "97103",
    "country": "US",
    "shares": "6000",
}


def issue_shares(known: RegisteredHolder) -> Notice:
    """Options of an employee and of a holder on the books are exercised; a placement lacks its statement."""
    agreement, shares = known.agreement, {"account": known.account, "shares": "4000"}
    told = _told(agreement, issue="exercise of stock options", case="STOCK_OPTIONS")
    options = told | {"shares": "10000", "recipients": [EMPLOYEE, shares]}
    say(agreement, NoticeKind.LATER_SHARES, options, received_at=clock.now())
    placed = _told(agreement, issue="private placement", case="OTHER", tax="")
    placed |= {"shares": "4000", "recipients": [shares]}
    title = "Notice of a private placement"
    return receive_notice(agreement, NoticeKind.LATER_SHARES, placed, title=title)


def _told(agreement: RightsAgreement, **changed: str) -> dict[str, Any]:
    return {
        "issued_on": today(agreement),
        "tax": "NO_SIGNIFICANT_RISK",
        "adjustment": "NONE_MADE",
        **changed,
    }
