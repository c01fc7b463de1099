"""Rows of the Company's money for the walk over the model pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from agreement.funds import FundsPurpose
from exercises.services import funds
from exercises.services.deposits import BankAccount, request_instruction
from registry.models import Document
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


def deposits_of(press: Press, *, words: str) -> None:
    """A holder's bank account for payments that waits for a second person."""
    plan, holder = press.plan, press.plan.holders[0]
    bank = BankAccount("121000248", "00098765432", holder.registration)
    paper = Document.objects.create(
        agreement=press.agreement, kind="DEPOSIT", title=words, sha256="3" * 64, size_bytes=1,
        content_type="application/pdf", original_name="paper.pdf", stored_as="33/33",
        signed_on=plan.at.date(), received_at=plan.at, received_by=plan.maker, recorded_at=plan.at,
    )  # fmt: skip
    request_instruction(holder, bank, signed_by=words, document=paper, maker=plan.maker, at=plan.tick())
