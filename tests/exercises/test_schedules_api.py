"""Exercises with a schedule by API: taken in, tried, asked for, each line followed (§7(a), §7(c))."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from exercises.models import Payment
from registry import clock
from registry.models import Approval, Item
from registry.services import approvals
from tests.exercises.scheduled import PRICE, ExerciseDesk, exercise_file, make_exercise_desk, paid_line
from tests.registry.api.posted import act, keep_time, payment, presented, read, reverse
from tests.registry.presented import NUMBER
from tests.registry.scheduled import NOMINEE, findings


@pytest.fixture
def desk(db: None, settings: Settings) -> ExerciseDesk:
    """A nominee's certificate of 1,000 Rights, shares reserved."""
    found = make_exercise_desk()
    found.reserved()
    keep_time(settings, found.plan)
    return found


def rows() -> list[dict[str, Any]]:
    """A clean line, one left blank, one a cent short."""
    short = paid_line("S-1", 10, payment_amount="2499.99")
    return [paid_line("A-1", 300), paid_line("B-1", 200, statement_2=""), short]


def send(desk: ExerciseDesk, *place: object, body: Any = None, key: str | None = None) -> Any:
    return act(desk.plan.maker, desk.desk.agreement, *place, body=body, key=key)


def told(desk: ExerciseDesk, *place: object, **query: str) -> Any:
    return read(desk.plan.maker, desk.desk.agreement, *place, **query).json()


def body(desk: ExerciseDesk, file: dict[str, Any]) -> dict[str, Any]:
    numbers = {"securities_number": NUMBER, "balance_number": NUMBER}
    not_due = {**reverse(NOMINEE), "tax": "NOT_DUE"}
    return presented(desk.desk.number, reverse=not_due, file=file, **numbers)


@pytest.mark.row("R-7a-2", "R-7a-3", "R-7c-2", "R-7d-1")
def test_an_exercise_goes_from_its_rows_to_its_posting_every_line_paid_alone(desk: ExerciseDesk) -> None:
    whole = body(desk, {"rows": rows()})
    taken = send(desk, "items", "exercise-schedules", body=whole, key="schedule-1")
    assert taken.status_code == 201, taken.content
    again = send(desk, "items", "exercise-schedules", body=whole, key="schedule-1")
    assert (again.content, Item.objects.count()) == (taken.content, 1)
    said = taken.json()
    assert (said["kind"], said["totals"]["posted"], said["totals"]["held"]) == ("EXERCISE", 300, 200)
    assert (said["figures"]["due"], said["figures"]["whole_units"]) == (f"{300 * PRICE}.00", 300)
    lines = told(desk, "schedules", 1, "lines")["items"]
    assert [one["state"] for one in lines] == ["CLEAN", "HELD", "MALFORMED"]
    assert (lines[0]["payment_amount"], lines[0]["delivery"]) == (f"{300 * PRICE}.00", "COURIER")
    (short,) = lines[2]["grounds"]
    assert (short["code"], short["field"], short["rule"]) == (
        "PAYMENT_SHORT", "payment_amount", "PRICE_OF_THE_LINE",
    )  # fmt: skip
    refused = read(desk.plan.maker, desk.desk.agreement, "schedules", 1, "dry-run")
    assert (refused.status_code, refused.json()["code"]) == (422, "PAYMENT_SHORT")
    assert send(desk, "items", 1, "payments", body=payment(f"{500 * PRICE}.00")).status_code == 201
    tried = told(desk, "schedules", 1, "dry-run")
    assert (tried["rights_closed"], sum(one["rights"] for one in tried["certificates"])) == (1000, 700)
    assert send(desk, "items", 1, "request").json()["code"] == "ITEM_HAS_SCHEDULE"
    asked = send(desk, "schedules", 1, "request")
    assert asked.status_code == 202, asked.content
    approval = Approval.objects.get(request_hash=asked.json()["request_hash"])
    approvals.approve(approval.request_hash, approver=desk.plan.approver, at=clock.now())
    done = told(desk, "schedules", 1)
    assert done["books"] == {"closed": 1000, "posted": 300, "returned": 700}
    assert done["figures"]["ties"] is True
    assert [one["item"] for one in told(desk, "schedules", 1, "lines")["items"]] == [2, 3, None]
    election = told(desk, "items", 2, "election")
    assert (election["rights"], election["registration"]) == (300, "Customer A-1")
    assert [one["item"] for one in told(desk, "deliveries")["items"]] == [2]
    assert Payment.objects.filter(part_of__isnull=False).count() == 1
    assert findings() == []


def test_a_file_without_payments_and_a_transfer_with_them_are_not_taken(desk: ExerciseDesk) -> None:
    bare = exercise_file(paid_line("A-1", 3)).decode().replace("payment_amount", "sum")
    refused = send(desk, "items", "exercise-schedules", body=body(desk, {"csv": bare}))
    assert refused.status_code in (400, 422), refused.content
    transfer = {**body(desk, {"rows": rows()})}
    del transfer["securities_number"], transfer["balance_number"]
    refused = send(desk, "schedules", body=transfer)
    assert "LIST_COLUMN_UNKNOWN" in refused.content.decode()
    assert not Item.objects.exists()
