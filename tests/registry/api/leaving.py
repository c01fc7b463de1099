"""Acts on what leaves the books, sent twice: exercises with their money and shares, orders (§7, §23)."""

from __future__ import annotations

import uuid
from typing import Any

from config.demo import story
from config.screens import counter
from exercises.models import Payment
from registry import clock
from registry.models import NoticeKind
from tests.journeys.stage import MARA, SOLOMON
from tests.registry.api import posted
from tests.registry.api.callers import PLAN, Callers
from tests.registry.api.twice import send, twice


def act_on_what_leaves(callers: Callers) -> None:
    """An exercise from its papers to the delivery of its shares, and an order as far as it goes."""
    agreement = callers.stage.agreement
    callers.stage.permit_exercise()
    number = paid_exercise(callers)
    item = f"{PLAN}items/{number}"
    asked = send(callers, f"{item}/request", {}, status=202)
    approval = f"{PLAN}requests/{asked['request_hash']}/approval"
    twice(callers, SOLOMON, approval, {}, status=200, key=str(uuid.uuid4()))
    one = send(callers, f"{item}/requisition", {}, status=201)
    place = f"{PLAN}requisitions/{one['requisition']}"
    day = counter.today(agreement).isoformat()
    send(callers, f"{place}/receipt", {"received_on": day, "paper": posted.paper()}, status=201)
    gone = {"delivered_on": day, "means": "FIRST_CLASS", "paper": posted.paper()}
    assert send(callers, f"{place}/delivery", gone, status=201)["state"] == "DELIVERED"
    assert send(callers, f"{PLAN}requisition-files", {}, status=201)["rows"] == 1
    payment = Payment.objects.get(item__agreement=agreement, item__number=number)
    moved = posted.forwarded(str(payment.amount), on=day)
    told = send(callers, f"{PLAN}payments/{payment.pk}/movements", moved, status=201)
    assert told["state"] == "FORWARDED"
    scheduled_exercise(callers)
    order = filed_order(callers)
    assert send(callers, f"{order}/lists", {"paid_in": "CASH"}, status=422)["code"] == "REDEMPTION_DATE_OPEN"
    send(callers, f"{order}/lists/1/request", {}, status=404)


def scheduled_exercise(callers: Callers) -> None:
    """A nominee's certificate taken in for exercise with a schedule."""
    certificate = counter.certificates_of_some_rights(callers.stage.agreement, most=9)[-2]
    body = posted.exercise_schedule(certificate.number, certificate.registration)
    made = send(callers, f"{PLAN}items/exercise-schedules", body, status=201)
    assert (made["kind"], made["figures"]["ties"]) == ("EXERCISE", None)


def paid_exercise(callers: Callers) -> int:
    """An exercise taken in without its signature, put right, and paid."""
    certificate = counter.certificates_of_some_rights(callers.stage.agreement, most=9)[-1]
    name = certificate.registration
    bare = posted.exercise(certificate.number, name, reverse=posted.reverse(name, form={}))
    item = send(callers, f"{PLAN}items/exercises", bare, status=201)
    place = f"{PLAN}items/{item['number']}"
    right = posted.later(election=posted.election(name), reverse=posted.reverse(name))
    assert send(callers, f"{place}/exercise-papers", right)["state"] == "AWAITING_PAYMENT"
    due = callers.get(MARA, f"{place}/election").json()["due"]
    send(callers, f"{place}/payments", posted.payment(due), status=201)
    told = callers.get(MARA, f"{place}/election").json()
    assert (told["received"], told["short"], told["over"]) == (due, "0.00", "0.00")
    return int(item["number"])


def filed_order(callers: Callers) -> str:
    """The address of an order of redemption of which no day is stated yet."""
    agreement = callers.stage.agreement
    facts: dict[str, Any] = {"ordered_at": clock.now().isoformat(), "method": "by check"}
    notice = story.say(agreement, NoticeKind.REDEMPTION_ORDERED, facts, received_at=clock.now())
    return f"{PLAN}orders/{notice.number}"
