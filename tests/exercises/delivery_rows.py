"""Rows of what follows an exercise, by the row: for the walk over the model pages and for what is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from exercises.models import (
    DeliveryRoute,
    DeliveryStep,
    DueBill,
    Election,
    FractionCertified,
    Payment,
    PaymentMovement,
    Requisition,
    RequisitionFile,
    ReservedShares,
    SecuritiesDue,
)
from registry.models import BookEntry, Item, Notice, PaperDue, RegisteredHolder
from tests.books.books import Plan

NUMBER = 900


def delivery_rows(plan: Plan, *, words: str = "A security") -> None:
    """A certificate, an arrangement, a requisition with its file and a step, a fraction, money moved."""
    at, day, agreement = plan.at, plan.at.date(), plan.agreement
    said: dict[str, Any] = {"recorded_at": at, "recorded_by": plan.maker}
    signed = {"officer_name": words, "officer_title": "President", "signed_on": day, **said}
    of_plan = {"agreement": agreement, "number": NUMBER}
    item = Item.objects.create(
        kind="EXERCISE",
        state="POSTED",
        holder=RegisteredHolder.objects.filter(agreement=agreement).order_by("pk")[0],
        presenter=words,
        received_at=at,
        entry=BookEntry.objects.filter(agreement=agreement).latest("pk"),
        ended_at=at,
        **of_plan,
        **said,
    )
    Election.objects.create(
        item=item, rights_exercised=30, securities_registration=words, address="1 Pier", city="Oakland",
        country="US", price_per_right=250, amount_due=7500, completed_at=at, record_date=day,
    )  # fmt: skip
    security = {"security": words, "unit_denominator": 1000}
    paper = {"document": plan.document}
    ReservedShares.objects.create(reserved_units=1000, **security, **signed, **of_plan, **paper)
    route = DeliveryRoute.objects.create(
        security=words, recipient="TRANSFER_AGENT", name=words, address=words, **signed, **of_plan, **paper
    )
    due = SecuritiesDue.objects.create(
        agreement=agreement, item=item, units="309/10", whole_units=30, taken_at=at, **security
    )
    made = RequisitionFile.objects.create(
        row_count=1, unit_count=30, sha256="0" * 64, size_bytes=1, stored_as="requisitions/00.csv",
        made_at=at, made_by=plan.maker, **of_plan,
    )  # fmt: skip
    letter = PaperDue.objects.create(
        agreement=agreement, paper_kind="REQUISITION", facts={"to": {"lines": [words]}}, section="7(c)",
        **said,
    )  # fmt: skip
    asked = Requisition.objects.create(
        due=due, recipient="TRANSFER_AGENT", route=route, letter=letter, requisitioned_at=at,
        requisitioned_by=plan.maker, **of_plan,
    )  # fmt: skip
    assert made.row_count == 1
    DeliveryStep.objects.create(requisition=asked, kind="RECEIVED", happened_on=day, **paper, **said)
    FractionCertified.objects.create(
        due=due, closing_price=10, trading_day=day, amount=Decimal("9.00"), computed=Decimal("9.00"),
        **signed, **paper,
    )  # fmt: skip
    DueBill.objects.create(
        agreement=agreement, item=item, deferral=Notice.objects.filter(agreement=agreement).latest("pk"),
        units="9/10", deferred_at=at, **security,
    )  # fmt: skip
    payment = Payment.objects.create(
        agreement=agreement, item=item, means="CASH", amount=Decimal("7500.00"), payee="COMPANY",
        received_at=at, **paper, **said,
    )  # fmt: skip
    PaymentMovement.objects.create(
        payment=payment, kind="FORWARDED", amount=Decimal("7500.00"), moved_on=day, given_to=words,
        **of_plan, **paper, **said,
    )  # fmt: skip
