"""Rows of deposits of an order for the walk over the model pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from exercises.models import (
    DepositFile,
    DepositInstruction,
    DepositReturn,
    OrderDelivery,
    OrderDeposit,
    OrderLine,
    OrderList,
    OrderRequisition,
    PaymentRun,
    Payout,
)
from exercises.services.deposits import BankAccount, request_instruction
from registry.models import Approval, Document, Job
from registry.services import approvals
from tests.certificates.runs import Press

SHA256 = "4" * 64


def order_deposits_of(press: Press, *, words: str) -> None:
    """Another list of the order, its one line paid by deposit, the file made, the deposit sent back."""
    plan, holder = press.plan, press.plan.holders[1]
    former, amount = OrderList.objects.select_related("order").latest("pk"), Decimal("0.10")
    told = _instructed(press, words=words)
    at = plan.at + timedelta(days=30)
    listed = OrderList.objects.create(
        agreement=press.agreement, number=former.number + 1, order=former.order, takes_effect_at=plan.at,
        figures={}, totals={}, standing={}, cash=amount, line_count=1, payment_count=1, sha256=SHA256,
        stored_as="00/01.csv", size_bytes=1, made_at=plan.at, made_by=plan.maker,
    )  # fmt: skip
    OrderLine.objects.create(
        order_list=listed, line=1, holder=holder, account=holder.account, valid=100, void=0, taken=100,
        shares=0, fraction=0, cash=amount, payment=1,
    )  # fmt: skip
    payout = Payout.objects.create(
        agreement=press.agreement, number=10, purpose="REDEMPTION", order=former.order, payee=words,
        about=words, amount=amount, recorded_at=plan.at,
    )  # fmt: skip
    job = Job.objects.create(
        kind="order_payments", agreement=press.agreement, title=words, created_by=plan.maker,
        created_at=plan.at,
    )  # fmt: skip
    run = PaymentRun.objects.create(
        order_list=listed, payout=payout, job=job, bank_account="Another account", first_number=1,
        dated=at.date(), started_at=at, started_by=plan.maker,
    )  # fmt: skip
    deposit = OrderDeposit.objects.create(run=run, line=1, sequence=1, instruction=told)
    DepositFile.objects.create(
        run=run, approval=_approved(press, run), bank_routing="121000248", bank_name=words[:23],
        company_name=words[:16], company_id="1990000001", settles_on=at.date(), entry_count=1,
        entry_hash=12100024, credits=amount, sha256=SHA256, size_bytes=1, stored_as="44/44", made_at=at,
    )  # fmt: skip
    DepositReturn.objects.create(
        deposit=deposit, code="R03", returned_on=at.date(), check_dated=at.date(), document=plan.document,
        recorded_at=at, recorded_by=plan.maker,
    )  # fmt: skip


def order_shares_of(press: Press, *, words: str) -> None:
    """A third list of the order, carried out: its one line requisitioned, the shares come."""
    plan, holder = press.plan, press.plan.holders[1]
    former = OrderList.objects.select_related("order").latest("pk")
    listed = OrderList.objects.create(
        agreement=press.agreement, number=former.number + 1, order=former.order, takes_effect_at=plan.at,
        figures={}, totals={"shares": 100}, standing={}, cash=0, line_count=1, payment_count=0, sha256=SHA256,
        stored_as="00/02.csv", size_bytes=1, made_at=plan.at, made_by=plan.maker,
        entry=press.agreement.entries.earliest("number"),
    )  # fmt: skip
    OrderLine.objects.create(
        order_list=listed, line=1, holder=holder, account=holder.account, valid=100, void=0, taken=100,
        shares=100, fraction=0, cash=0,
    )  # fmt: skip
    request = {"list": listed.pk, "number": 1, "left_out": {}, "file_sha256": SHA256}
    approved = Approval.objects.get(pk=plan.approved(request, kind="REQUISITION_ORDER_SHARES"))
    approvals.consume(approved, at=plan.tick())
    made = OrderRequisition.objects.create(
        order_list=listed, number=1, approval=approved, asked_of=words, address=words,
        instruction=plan.document, line_count=1, share_count=100, sha256=SHA256, size_bytes=1,
        stored_as="00/03.csv", made_at=plan.at,
    )  # fmt: skip
    OrderDelivery.objects.create(
        requisition=made, kind="RECEIVED", happened_on=plan.at.date(), document=plan.document,
        recorded_at=plan.at, recorded_by=plan.maker,
    )  # fmt: skip


def _instructed(press: Press, *, words: str) -> DepositInstruction:
    """The holder's bank account for payments, in force by two people."""
    plan, holder = press.plan, press.plan.holders[1]
    paper = Document.objects.create(
        agreement=press.agreement, kind="DEPOSIT", title=words, sha256="5" * 64, size_bytes=1,
        content_type="application/pdf", original_name="paper.pdf", stored_as="55/55",
        signed_on=plan.at.date(), received_at=plan.at, received_by=plan.maker, recorded_at=plan.at,
    )  # fmt: skip
    bank = BankAccount("121000248", "00011122233", holder.registration)
    made = press.approve(
        request_instruction(holder, bank, signed_by=words, document=paper, maker=plan.maker, at=plan.tick())
    )
    assert isinstance(made, DepositInstruction)
    return made


def _approved(press: Press, run: PaymentRun) -> Approval:
    """The used request for the file."""
    request = {"deposit_run": run.pk, "file_sha256": SHA256}
    key = press.plan.approved(request, kind="MAKE_DEPOSIT_FILE")
    found = Approval.objects.get(pk=key)
    approvals.consume(found, at=press.plan.tick())
    return found
