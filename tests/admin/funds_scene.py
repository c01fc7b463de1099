"""Rows of the Company's money for the walk over the model pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from agreement.funds import FundsPurpose
from exercises.services import funds
from registry.selectors.agreements import local_day
from tests.certificates.runs import Press


def funds_of(press: Press, *, words: str) -> None:
    """Money collected for fractions, and a payment out of it that waits for a second person."""
    plan, agreement, purpose = press.plan, press.agreement, FundsPurpose.FRACTIONS
    yesterday = local_day(agreement, at=plan.at) - timedelta(days=1)
    money = funds.FundsTold(purpose, None, words, yesterday, Decimal("5.00"))
    funds.record_funds(agreement, money, document=plan.document, by=plan.maker, at=plan.tick())
    payment = funds.PayoutTold(purpose, None, words, Decimal("2.50"), words)
    funds.request_payout(agreement, payment, maker=plan.maker, at=plan.tick())
