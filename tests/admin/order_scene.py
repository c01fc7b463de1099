"""Rows of an order carried out for the walk over the model pages."""

from __future__ import annotations

from decimal import Decimal

from exercises.models import (
    IssuedChecks,
    OrderLine,
    OrderList,
    PaymentEvent,
    PaymentRun,
    Payout,
    ReplacementCheck,
)
from registry.models import Job, NoticeKind, RegisteredHolder
from tests.books.books import make_notice
from tests.certificates.runs import Press


def order_of(press: Press, *, words: str) -> None:
    """A list of one line, a run of one check, and what became of it."""
    plan, agreement = press.plan, press.agreement
    at, amount = plan.tick(), Decimal("0.10")
    facts = {"ordered_at": at.isoformat()}
    gone = {"state": "SUPERSEDED", "facts": facts}  # it stops nothing else in the scene
    order = make_notice(plan, NoticeKind.REDEMPTION_ORDERED, effective_at=at, **gone)
    made = OrderList.objects.create(
        agreement=agreement, number=1, order=order, takes_effect_at=at, figures={"each": "0.001"},
        totals={"words": words}, standing={}, cash=amount, line_count=1,
        payment_count=1,
        sha256="1" * 64, stored_as="00/00.csv", size_bytes=1, made_at=at, made_by=plan.maker,
    )  # fmt: skip
    holder = RegisteredHolder.objects.filter(agreement=agreement).order_by("pk")[0]
    line = {"line": 1, "holder": holder, "account": holder.account, "fraction": 0, "payment": 1}
    OrderLine.objects.create(order_list=made, valid=100, void=0, taken=100, shares=0, cash=amount, **line)
    payout = Payout.objects.create(
        agreement=agreement, number=9, purpose="REDEMPTION", order=order, payee=words, about=words,
        amount=amount, recorded_at=at,
    )  # fmt: skip
    job = Job.objects.create(
        kind="order_payments", agreement=agreement, title=words, created_by=plan.maker, created_at=at
    )
    run = PaymentRun.objects.create(
        order_list=made, payout=payout, job=job, bank_account=words[:40], first_number=1001, dated=at.date(),
        started_at=at, started_by=plan.maker,
    )  # fmt: skip
    IssuedChecks.objects.create(
        run=run, first_line=1, last_line=1, first_number=1001, last_number=1001, issued_at=at
    )
    said = {"happened_on": at.date(), "document": plan.document, "recorded_at": at, "recorded_by": plan.maker}
    PaymentEvent.objects.create(run=run, number=1001, kind="STOPPED", reason=words, **said)
    ReplacementCheck.objects.create(run=run, number=1002, line=1, dated=at.date(), replaces=1001)
    PaymentEvent.objects.create(run=run, number=1002, kind="PAID", amount=amount, reason=words, **said)
