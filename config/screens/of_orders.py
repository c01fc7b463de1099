"""An order of the Board in the scene of the screens: redeemed on a condition, which then failed (§23(a))."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from agreement.funds import FundsPurpose
from config.demo.people import MAKER, user_of
from config.demo.story import approve, say
from config.screens.counter import paper, today
from config.screens.of_deposits import tell_bank_account
from exercises.services import funds
from registry import clock
from registry.models import Notice, NoticeKind, RegisteredHolder, RightsAgreement
from registry.selectors.board_orders import notice_due
from registry.services.order_notices import record_order_notice_mailed


def order_redemption(agreement: RightsAgreement) -> Notice:
    """Evidence of the Board's action is filed and accepted; the condition fails, and exercise goes on."""
    acted = clock.now() - timedelta(minutes=30)
    told = {
        "ordered_at": acted,
        # Announced before the fifth day after the Shares Acquisition Date, which is over.
        "extended_to": today(agreement) + timedelta(days=180),
        "extension_announced_on": today(agreement) - timedelta(days=10),
        "paid_in": "CASH",
        "method": "Check by first-class mail to each registered holder",
        "conditions": "The merger with the parent of the bidder is approved",
    }
    tell_bank_account(RegisteredHolder.objects.filter(agreement=agreement).earliest("pk"))
    order = say(agreement, NoticeKind.REDEMPTION_ORDERED, told, received_at=clock.now())
    _pay_in(order)
    _mail(order)
    failed = {"ends": order.number, "reason": "CONDITION_FAILED"}
    say(agreement, NoticeKind.ORDER_ENDED, failed, received_at=clock.now())
    return order


def _pay_in(order: Notice) -> None:
    """The Company pays in; one payment is made out of it by two people, one waits for the second."""
    maker, agreement = user_of(MAKER), order.agreement
    advice = paper(agreement, "Advice of the bank", sum="30,000.00")
    money = funds.FundsTold(
        FundsPurpose.REDEMPTION, order, f"{agreement.company_name}, by wire", today(agreement), Decimal(30000)
    )
    funds.record_funds(agreement, money, document=advice, by=maker, at=clock.now())
    for payee, amount in (("Alder Gate Partners", "1250.00"), ("Quay Street Fund", "84.25")):
        told = funds.PayoutTold(FundsPurpose.REDEMPTION, order, payee, Decimal(amount), "Redemption Price")
        asked = funds.request_payout(agreement, told, maker=maker, at=clock.now())
        if payee.startswith("Alder"):
            approve(asked, at=clock.now())


def _mail(order: Notice) -> None:
    """The Company mails the notice to the holders."""
    due, sent = (
        notice_due(order),
        paper(order.agreement, "Notice of redemption, with the receipt of the post"),
    )
    assert due is not None
    record_order_notice_mailed(
        due,
        mailed_on=today(order.agreement),
        defect="",
        document=sent,
        by=user_of(MAKER),
        at=clock.now(),
    )
