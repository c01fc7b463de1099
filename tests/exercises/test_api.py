"""Exercises, their money and shares, and orders carried out by API (§7, §9(a), §10, §23, §24)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from exercises.models import OrderList, Payment, PaymentMovement, Requisition
from registry import clock
from registry.models import Approval, BookEntry
from registry.selectors.agreements import local_day
from registry.services import approvals
from registry.verifier import verify
from tests.exercises.delivered import PREFERRED, make_counter, reserve
from tests.exercises.order_desk import OrderDesk, make_order_desk
from tests.registry.api import posted
from tests.registry.api.posted import act, on_file, read
from tests.registry.presented import Counter

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(settings: Settings) -> Counter:
    """Certificates of 100 Rights and up, and a reserve that the Company certified."""
    found = make_counter()
    reserve(found, "0.050")
    posted.keep_time(settings, found.plan)
    return found


@pytest.fixture
def desk(settings: Settings) -> OrderDesk:
    """Certificates of 100 to 103 Rights, all of them on paper."""
    settings.DEMO = True
    return make_order_desk(redemption_price="0.125")


def sent(at: Any, *place: object, body: Any = None) -> Any:
    return act(at.plan.maker, at.plan.agreement, *place, body=body)


def shown(at: Any, *place: object, **query: Any) -> Any:
    answer = read(at.plan.maker, at.plan.agreement, *place, **query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def approve(at: Any, answer: Any) -> Any:
    """The second person approves what was asked for."""
    assert answer.status_code == 202, answer.content
    found = Approval.objects.get(request_hash=answer.json()["request_hash"])
    return approvals.approve(found.request_hash, approver=at.plan.approver, at=clock.now())


def today(counter: Counter) -> str:
    """The day where the agreement counts its days."""
    return local_day(counter.plan.agreement, at=clock.now()).isoformat()


def taken_in(counter: Counter, number: int = 1, **changed: Any) -> int:
    """The number of an exercise taken in."""
    body = posted.exercise(number, counter.certificate(number).registration, **changed)
    answer = sent(counter, "items", "exercises", body=body)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["number"])


def paid(counter: Counter, item: int, amount: str, **changed: Any) -> Any:
    return sent(counter, "items", item, "payments", body=posted.payment(amount, **changed))


@pytest.mark.row("R-7a-1", "R-7c-1", "R-7c-11", "R-10-1")
def test_an_exercise_goes_from_its_papers_to_the_money_of_the_company(counter: Counter) -> None:
    item = taken_in(counter)
    election = shown(counter, "items", item, "election")
    assert (election["rights"], election["due"], election["short"]) == (30, "7500.00", "7500.00")
    assert election["completed_at"] is election["record_date"] is None
    answer = paid(counter, item, "7600.00")
    assert answer.status_code == 201, answer.content
    assert (answer.json()["state"], answer.json()["counts"]) == ("HELD", True)
    election = shown(counter, "items", item, "election")
    assert (election["over"], election["short"]) == ("100.00", "0.00")
    approve(counter, sent(counter, "items", item, "request"))
    [row] = shown(counter, "payments", item=item)["items"]
    assert (row["state"], row["to_forward"], row["to_return"]) == ("TO_DIVIDE", "7500.00", "100.00")
    day = today(counter)
    place = ("payments", row["id"], "movements")
    much = sent(counter, *place, body=posted.forwarded("7500.01", on=day))
    assert (much.status_code, much.json()["code"]) == (409, "PRICE_NOT_THE_COMPANYS_YET")
    assert PaymentMovement.objects.count() == 0
    assert sent(counter, *place, body=posted.forwarded("7500.00", on=day)).status_code == 201
    back = sent(counter, *place, body=posted.forwarded("100.00", on=day, to="RETURNED"))
    assert (back.json()["state"], len(back.json()["movements"])) == ("DIVIDED", 2)
    desk = shown(counter, "cash-desk")
    assert (desk["received"], desk["held"], desk["to_forward"]) == ("7600.00", "0.00", "0.00")
    ended = shown(counter, "items", item, "election")
    assert (ended["due"], ended["over"], ended["record_date"]) == (
        "7500.00",
        "100.00",
        election["record_date"],
    )
    assert verify().findings == []


def test_one_instrument_pays_one_exercise_and_nothing_pays_a_transfer(counter: Counter) -> None:
    first, second = taken_in(counter), taken_in(counter, 2)
    assert paid(counter, first, "10.00").status_code == 201
    again = paid(counter, second, "10.00")
    assert (again.status_code, again.json()["code"]) == (409, "INSTRUMENT_USED")
    nothing = paid(counter, second, "0.00", instrument_number="2")
    assert (nothing.status_code, nothing.json()["grounds"][0]["facts"]["field"]) == (400, "amount")
    name = counter.certificate(3).registration
    transfer = sent(counter, "items", "transfers", body=posted.transfer(3, name)).json()["number"]
    wrong = paid(counter, transfer, "10.00", instrument_number="3")
    assert (wrong.status_code, wrong.json()["code"]) == (404, "ITEM_NOT_FOUND")
    assert Payment.objects.count() == 1


@pytest.mark.row("R-7c-3", "R-7c-6", "R-9a-1")
def test_shares_are_requisitioned_once_received_and_delivered(counter: Counter) -> None:
    item = taken_in(counter)
    paid(counter, item, "7500.00")
    early = sent(counter, "items", item, "requisition")
    assert (early.status_code, early.json()["code"]) == (409, "REQUISITION_NOT_DUE")
    approve(counter, sent(counter, "items", item, "request"))
    [waits] = shown(counter, "deliveries")["items"]
    assert (waits["state"], waits["requisition"], waits["units"]) == ("DUE", None, 30)
    asked = sent(counter, "items", item, "requisition")
    assert (asked.status_code, asked.json()["shares"]) == (201, "0.030")
    assert sent(counter, "items", item, "requisition").json()["code"] == "REQUISITIONED_ALREADY"
    number, day = asked.json()["requisition"], today(counter)
    place = ("requisitions", number)
    gone = {"delivered_on": day, "means": "FIRST_CLASS", "paper": on_file(counter.plan.document)}
    assert sent(counter, *place, "delivery", body=gone).json()["code"] == "DELIVERY_BEFORE_RECEIPT"
    came = {"received_on": day, "paper": posted.paper()}
    assert sent(counter, *place, "receipt", body=came).json()["state"] == "SECURITIES_RECEIVED"
    assert sent(counter, *place, "delivery", body=gone).json()["delivered_by"] == "FIRST_CLASS"
    assert shown(counter, *place)["state"] == "DELIVERED"
    file = sent(counter, "requisition-files").json()
    assert shown(counter, "requisition-files")["items"] == [file]
    assert Requisition.objects.count() == 1
    [reserved] = shown(counter, "reserves")["reserves"]
    assert (reserved["security"], reserved["reserved_units"]) == (PREFERRED, 50)
    assert (reserved["taken_units"], reserved["left_units"]) == (30, 20)
    assert [one["code"] for one in reserved["grounds"]] == ["RESERVE_SHORT"]


@pytest.mark.row("R-23a-2", "R-24b-1")
def test_a_redemption_is_listed_asked_for_and_carried_out_by_two(desk: OrderDesk, settings: Settings) -> None:
    order = desk.redeemed(conditions="The merger closes")
    at = desk.desk
    posted.keep_time(settings, at.plan)
    place = ("orders", order.number)
    standing = shown(at, *place, "carrying-out")
    assert [one["code"] for one in standing["grounds"]] == ["CONDITION_OPEN"]
    assert (standing["standing"]["valid"], standing["entry"]) == (406, None)
    refused = sent(at, *place, "lists", body={})
    assert (refused.status_code, refused.json()["code"]) == (422, "CONDITION_OPEN")
    made = sent(at, *place, "lists", body={"conditions_met": posted.paper()})
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["cash"], told["payments"], told["totals"]["taken"]) == ("50.76", 4, 406)
    again = sent(at, *place, "lists", body={"conditions_met": posted.paper()})
    assert (again.json()["number"], OrderList.objects.count()) == (told["number"], 1)
    listed = (*place, "lists", told["number"])
    lines = shown(at, *listed, "lines", limit=3)
    assert [one["taken"] for one in lines["items"]] != []
    last = shown(at, *listed, "lines", cursor=lines["next_cursor"])
    assert sum(Decimal(one["cash"]) for one in lines["items"] + last["items"]) == Decimal("50.76")
    asked = sent(at, *listed, "request")
    assert shown(at, *place, "carrying-out")["request_hash"] == asked.json()["request_hash"]
    entries = BookEntry.objects.count()
    approve(at, asked)
    assert BookEntry.objects.count() == entries + 1
    done = shown(at, *listed)
    assert done["entry"] == shown(at, *place, "carrying-out")["entry"]
    assert [one["code"] for one in shown(at, *place, "carrying-out")["grounds"]] == ["ORDER_CARRIED_OUT"]
    assert shown(at, *place, "lists")["items"] == [done]
    absent = read(at.plan.maker, at.plan.agreement, *place, "lists", 9)
    assert (absent.status_code, absent.json()["code"]) == (404, "NOT_FOUND")
    assert verify().findings == []


def test_an_exchange_takes_the_figures_that_the_company_certifies(settings: Settings) -> None:
    settings.DEMO = True
    desk = make_order_desk(exchange_ratio="1.5")
    order = desk.exchanged(ratio="1.5")
    at = desk.desk
    posted.keep_time(settings, at.plan)
    place = ("orders", order.number, "lists")
    missing = sent(at, *place, body={})
    assert missing.status_code == 422
    assert {"CLOSE_MISSING"} <= {one["code"] for one in missing.json()["grounds"]}
    body = {"close": "10.00", "close_on": "2003-06-20", "certificate": on_file(at.plan.document)}
    made = sent(at, *place, body=body)
    assert made.status_code == 201, made.content
    told = made.json()
    assert told["figures"] == {"each": "1.5", "close": "10", "close_on": "2003-06-20"}
    assert (told["totals"]["shares"], told["cash"]) == (608, "10.00")
    assert OrderList.objects.get().certificate == at.plan.document
