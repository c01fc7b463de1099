"""Exercises against the filing of a redemption: none is posted after it; those between are on the list."""

from __future__ import annotations

import threading
import time
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from agreement.errors import RightsError
from exercises.selectors.board_orders import done_afterwards
from exercises.services import elections
from registry.models import Approval, BookEntry, Notice
from registry.services import approvals, company
from registry.verifier import verify
from tests.exercises.order_desk import REDEEMED, OrderDesk, make_order_desk
from tests.exercises.test_board_orders import complete, ordered

EXERCISES, ENOUGH = 200, 60
PATIENCE_SECONDS = 120


def asked_exercises(desk: OrderDesk) -> list[Approval]:
    """Exercises that are complete, each asked to be posted."""
    counter, plan = desk.desk.counter(), desk.desk.plan
    items = [complete(counter, number, check=str(number)) for number in range(1, EXERCISES + 1)]
    return [elections.request_exercise(item, maker=plan.maker, at=plan.tick()) for item in items]


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
@pytest.mark.row("R-23b-1", "R-7a-5")
def test_no_exercise_is_posted_once_the_redemption_is_filed_and_each_before_it_is_listed() -> None:
    desk = make_order_desk(certificates=EXERCISES)
    plan = desk.desk.plan
    day = (plan.at + timedelta(days=3)).date().isoformat()
    # The Board acted before any of them was complete; the evidence comes while they are posted.
    told = ordered(desk.desk, REDEEMED, redemption_date=day, paid_in="CASH")
    asked = asked_exercises(desk)
    at, posted, filed_at = plan.tick(), threading.Semaphore(0), float("inf")
    late: list[str] = []

    def approve(one: Approval) -> str:
        began = time.monotonic()
        try:
            connection.ensure_connection()
            approvals.approve(one.request_hash, approver=plan.approver, at=at)
        except RightsError as refusal:
            return refusal.code
        finally:
            connection.close()
            posted.release()
        if began > filed_at:
            late.append(one.summary)
        return "posted"

    def file() -> Notice:
        nonlocal filed_at
        for _ in range(ENOUGH):
            assert posted.acquire(timeout=PATIENCE_SECONDS)
        try:
            notice = desk.desk.receive(REDEEMED, told)
            filed_at = time.monotonic()
            return notice
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as filing, ThreadPoolExecutor(4) as sessions:
        notice_filed = filing.submit(file)
        outcomes = Tally(sessions.map(approve, asked))
        notice = notice_filed.result(PATIENCE_SECONDS)
    assert set(outcomes) == {"posted", "EXERCISE_ENDED_REDEMPTION"}, outcomes
    assert sum(outcomes.values()) == EXERCISES
    assert late == []
    exercised = set(BookEntry.objects.filter(kind="EXERCISE").values_list("number", flat=True))
    assert len(exercised) == outcomes["posted"] >= ENOUGH
    done = done_afterwards(notice)
    assert {one.entry.number for one in done} == exercised, "each between the action and the filing is listed"
    assert not any(one.was_filed for one in done)
    assert carried_out(desk, notice).number > max(exercised)
    assert verify([plan.agreement.code]).findings == []


def carried_out(desk: OrderDesk, notice: Notice) -> BookEntry:
    """The order accepted, its date over, carried out; what it stopped was no longer in time."""
    plan, press = desk.desk.plan, desk.desk.press
    authenticated = desk.desk.authenticate(notice)
    press.approve(company.request_acceptance(authenticated, maker=plan.maker, at=plan.tick()))
    plan.at += timedelta(days=6)
    order = Notice.objects.select_related("agreement").get(pk=notice.pk)
    made = desk.carried_out(desk.listed(order))
    return BookEntry.objects.get(pk=made.entry_id)
