"""An order of the Board in the scene of the screens: redeemed on a condition, which then failed (§23(a))."""

from __future__ import annotations

from datetime import timedelta

from config.demo.story import say
from registry import clock
from registry.models import Notice, NoticeKind, RightsAgreement


def order_redemption(agreement: RightsAgreement) -> Notice:
    """Evidence of the Board's action is filed and accepted; the condition fails, and exercise goes on."""
    acted = clock.now() - timedelta(minutes=30)
    told = {
        "ordered_at": acted,
        "paid_in": "CASH",
        "method": "Check by first-class mail to each registered holder",
        "conditions": "The merger with the parent of the bidder is approved",
    }
    order = say(agreement, NoticeKind.REDEMPTION_ORDERED, told, received_at=clock.now())
    failed = {"ends": order.number, "reason": "CONDITION_FAILED"}
    say(agreement, NoticeKind.ORDER_ENDED, failed, received_at=clock.now())
    return order
