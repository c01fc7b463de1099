"""An order of the Board told through the pages: evidence, list, two people, money, checks (§23, §24)."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from django.urls import reverse

from exercises.models import OrderList
from registry.models import Notice
from tests.journeys.stage import MARA, work
from tests.journeys.teller import CODE, Teller
from tests.registry.console import just_now, paper

EXCHANGE = {"ratio": "1", "half_held": "BY_NOBODY", "triggered_on": "2003-05-30"}


def ordered(teller: Teller, kind: str, **facts: str) -> Notice:
    """The evidence of the Board's action an instant ago, filed and called back; nobody accepted it yet."""
    told = {"ordered_at": just_now(), "method": "as the notice says", "announced_on": teller.today, **facts}
    return teller.said(kind, **told)


def listed(teller: Teller, order: Notice, **figures: Any) -> OrderList:
    """The list of the order, made by these figures of the Company's certificate."""
    certified = {"certificate": paper()} if figures else {}
    teller.done("order_list", order.number, **figures, **certified)
    return OrderList.objects.filter(order=order).latest("number")


def carried_out(teller: Teller, order: Notice) -> None:
    """Two people carry the order out by its latest list."""
    teller.asked_and_approved("order_carried_asked", order.number)
    assert OrderList.objects.filter(order=order, entry__isnull=False).count() == 1


def paid_by_checks(teller: Teller, order: Notice, amount: Decimal) -> None:
    """The Company's money comes, two people approve the sum, a job makes the checks."""
    assert "OWN_FUNDS_RISK" in teller.refused("order_checks_asked", order.number)
    money = {"received_from": "The Company", "received_on": teller.today, "amount": str(amount)}
    teller.done("order_money", order.number, **money, document=paper())
    teller.asked_and_approved("order_checks_asked", order.number)
    told = {"bank_account": "Account 1", "first_number": "501", "dated": teller.today}
    teller.done("order_checks", order.number, **told)
    work()


def shares_delivered(teller: Teller, order: Notice, shares: int) -> bytes:
    """Two people requisition the shares of the list; they come and go out; returns the file."""
    assert f"{shares:,} shares of" in teller.page("order_carried", order.number)
    told = {"name": "Juniper Stock Transfer Company", "address": "12 Example Street"}
    teller.asked_and_approved("order_shares_asked", order.number, **told, document=paper())
    assert "SHARES_NOT_REQUISITIONED" in teller.refused(
        "order_shares_asked", order.number, **told, document=paper()
    )
    client, place = teller.stage.client(MARA), [CODE, order.number, 1]
    file = b"".join(client.get(reverse("order_shares_file", args=place)).streaming_content)
    sent = {"delivered_on": teller.today, "means": "FIRST_CLASS"}
    assert "SHARES_STEP_IMPOSSIBLE" in teller.refused(
        "order_shares_delivered", order.number, 1, **sent, document=paper()
    )
    teller.done("order_shares_received", order.number, 1, received_on=teller.today, document=paper())
    teller.done("order_shares_delivered", order.number, 1, **sent, document=paper())
    assert "Delivered to the holder" in teller.page("order_shares", order.number)
    assert "delivered: 1" in teller.page("order_carried", order.number)
    return file


def cashed(teller: Teller, order: Notice, number: int, amount: Decimal) -> None:
    """The bank's file says that a check was paid."""
    bank = io.BytesIO(f"number,paid_on,amount\n{number},{teller.today},{amount}\n".encode())
    bank.name = "bank.csv"
    teller.done("order_reconciled", order.number, document=bank)


def proof_of(teller: Teller, order: Notice, made: OrderList, account: str) -> str:
    """The page that computes anew what one account gets."""
    address = reverse("order_holder", args=[CODE, order.number, made.number])
    answer = teller.stage.client(MARA).get(address, {"account": account})
    assert answer.status_code == 200
    return str(answer.content.decode())


def file_of(teller: Teller, order: Notice, made: OrderList) -> bytes:
    """The file of a list as a reader takes it."""
    answer = teller.stage.client(MARA).get(reverse("order_list_file", args=[CODE, order.number, made.number]))
    return b"".join(answer.streaming_content)
