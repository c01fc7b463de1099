"""The desk of a redemption in the console: list, approval, run of checks, reconciliation; who sees it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exercises.models import OrderList, PaymentRun
from registry.models import Notice
from registry.services import jobs
from tests.exercises.order_desk import OrderDesk, make_order_desk
from tests.registry.console import Console, open_console, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any) -> OrderDesk:
    settings.DEMO = True
    return make_order_desk(redemption_price="0.125")


def opened(desk: OrderDesk, settings: Any) -> Console:
    plan = desk.desk.plan
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def today(desk: OrderDesk) -> str:
    return desk.desk.plan.at.date().isoformat()


@pytest.mark.row("R-23a-2", "R-23a-3", "R-23b-4", "R-23b-6", "R-20j-1")
def test_a_redemption_in_cash_from_the_list_to_the_bank(desk: OrderDesk, settings: Any) -> None:
    order = desk.redeemed(conditions="The merger closes")
    console = opened(desk, settings)
    number = order.number
    assert "Redemption desk" in console.see("order", number)
    assert "No list is made" in console.see("order_carried", number)
    assert "is not reported as met" in console.refused("order_list", number)
    console.done("order_list", number, conditions_met=paper())
    page = console.see("order_carried", number)
    assert "makes a difference of $0.01" in page
    assert "406" in page
    assert "$50.76" in page
    proof = console.see("order_holder", number, 1, account=desk.desk.holder(2).account)
    assert "The list and the rule agree" in proof
    assert "101 × $0.125 = $12.625, rounded once: $12.63" in proof
    file = console.get("order_list_file", number, 1)
    assert b"".join(file.streaming_content).startswith(b"Line,Account,")
    console.done("order_carried_asked", number)
    console.approve()
    assert "One entry names all Rights that stood" in console.see("order_carried", number)
    pay(console, order, day=today(desk))
    run = PaymentRun.objects.get()
    issued = console.get("order_checks_file", number, "check-issue")
    assert b"".join(issued.streaming_content).count(b"\r\n") == 5
    bank = io.BytesIO(f"number,paid_on,amount\n501,{today(desk)},12.50\n502,{today(desk)},1.00\n".encode())
    bank.name = "bank.csv"
    console.done("order_reconciled", number, document=bank)
    event = {"number": "503", "event": "STOPPED", "happened_on": today(desk), "reason": "Lost"}
    console.done("order_check", number, **event)
    console.done("order_check", number, **event | {"event": "ANEW"})
    page = console.see("order_carried", number)
    assert "Reissued" in page
    assert "up to 30 days" in page
    assert run.payments.count() == 5


def pay(console: Console, order: Notice, *, day: str) -> None:
    """Money collected, the sum approved by two, the checks made by a job."""
    number = order.number
    assert "exceeds funds" in console.refused("order_checks_asked", number)
    money = {"received_from": "The Company", "received_on": "2003-06-20", "amount": "50.76"}
    console.done("order_money", number, **money, document=paper())
    told = {"bank_account": "Account 1", "first_number": "501", "dated": day}
    assert "have not approved" in console.refused("order_checks", number, **told)
    console.done("order_checks_asked", number)
    console.approve()
    assert "are approved" in console.see("order_carried", number)
    console.done("order_checks", number, **told)
    jobs.run_available("cashier", clock=lambda: datetime.now(UTC))
    assert "Not cashed, by age" in console.see("order_carried", number)


def test_a_redemption_in_shares_and_who_sees_it(desk: OrderDesk, settings: Any) -> None:
    order = desk.redeemed(paid_in="COMMON_SHARES")
    console = opened(desk, settings)
    figures = {"market_price": "10", "close": "12", "close_on": "2003-06-24", "certificate": paper()}
    console.done("order_list", order.number, **figures)
    made = OrderList.objects.get()
    assert (made.figures["market_price"], made.certificate is not None) == ("10", True)
    page = console.see("order_carried", order.number)
    assert "whole Common Shares" in page
    for name in ("ines", "rowan"):
        seen = console.see("order_carried", order.number, by=name)
        assert "Make the list" not in seen
        assert "List 1: what every holder gets" in seen
    assert console.get("order_list_file", order.number, 1, by="rowan").status_code == 403
    assert console.get("order_list_file", order.number, 1, by="ines").status_code == 200
    assert console.get("order_holder", order.number, 1, account="none").status_code == 404


def test_an_exchange_is_carried_out_at_its_desk(desk: OrderDesk, settings: Any) -> None:
    order = desk.exchanged()
    console = opened(desk, settings)
    console.done("order_list", order.number)
    console.done("order_carried_asked", order.number)
    console.approve()
    page = console.see("order_carried", order.number)
    assert "Exchanged" in page
    assert "The list has no payment" in page


def test_a_part_is_carried_out_at_its_desk_and_tells_what_it_does_to_certificates(
    desk: OrderDesk, settings: Any
) -> None:
    order = desk.exchanged(extent="PART", rights=203)
    console = opened(desk, settings)
    assert "Wait until the exchange is shared out" in console.see("order", order.number)
    console.done("order_list", order.number)
    assert "What the part does to certificates" not in console.see("order_carried", order.number)
    console.done("order_carried_asked", order.number)
    asked = console.see("order_carried", order.number)
    assert "What the part does to certificates" in asked
    assert "<dt>Of them, stand on for less than their face</dt><dd>4</dd>" in asked
    console.approve()
    page = console.see("order_carried", order.number)
    assert "The rest stays on the certificates" in page
    assert "Carried out" in console.see("order", order.number)
    assert "Carried out" in console.see("orders")
