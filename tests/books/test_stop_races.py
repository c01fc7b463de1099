"""Stops, releases and postings at the same instant: one of each, and a stop placed before the lock wins."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from agreement.errors import RightsError
from agreement.stops import ReporterCapacity, StopKind
from registry.models import BookEntry, Lot, Stop, StopRelease
from registry.services import approvals, books, stops
from registry.services.stops import StopAsked
from registry.verifier import verify
from tests.books.books import Plan, make_plan
from tests.books.test_races import MANY, PATIENCE_SECONDS, all_at_once

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    """A plan whose rows are committed, with 600 Rights on certificate 1."""
    made = make_plan()
    made.attach(5_000)
    made.separate()
    made.issue((made.holder("1"), 600))
    return made


def asked(plan: Plan) -> StopAsked:
    """A loss of certificate 1."""
    return StopAsked(
        StopKind.LOSS_REPORTED,
        reason="Not found",
        reported_by="The holder",
        reported_at=plan.at,
        capacity=ReporterCapacity.REGISTERED_HOLDER,
        certificate=1,
    )


def place(plan: Plan, at: Any) -> Stop:
    return stops.place_stop(plan.agreement, asked(plan), document=None, by=plan.maker, at=at)


def test_of_many_reports_of_one_loss_one_stop_stands(plan: Plan) -> None:
    at = plan.tick()
    outcomes = all_at_once([lambda: place(plan, at)] * MANY)
    assert outcomes == {"done": 1, "STOP_ALREADY_STANDS": MANY - 1}
    assert Stop.objects.count() == 1


def test_of_many_releases_at_once_one_is_asked_and_one_ends_the_stop(plan: Plan) -> None:
    stop, at = place(plan, plan.tick()), plan.tick()

    def ask() -> object:
        return stops.request_release(stop, reason="Found", document=plan.document, maker=plan.maker, at=at)

    assert all_at_once([ask] * MANY) == {"done": 1, "STOP_RELEASE_ASKED": MANY - 1}
    waiting = stops.reads.release_waiting(stop)
    assert waiting is not None
    later = plan.tick()
    outcomes = all_at_once(
        [lambda: approvals.approve(waiting.request_hash, approver=plan.approver, at=later)] * MANY
    )
    assert outcomes["done"] == 1
    assert sum(outcomes.values()) == MANY
    assert StopRelease.objects.count() == 1


def test_a_stop_placed_while_a_posting_waits_for_the_lock_wins(plan: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    request = plan.transfer(lot, plan.holder("9"))
    approval = books.request_entry(
        plan.agreement, entry=request, summary="Transfer", maker=plan.maker, at=plan.tick()
    )
    posted_at = plan.tick()
    outcome: list[str] = []

    def post() -> None:
        try:
            approvals.approve(approval.request_hash, approver=plan.approver, at=posted_at)
            outcome.append("done")
        except RightsError as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    posting = threading.Thread(target=post)
    with transaction.atomic():
        books.lock_books(plan.agreement)
        posting.start()
        posting.join(0.5)
        assert posting.is_alive()  # it waits for the lock
        later = posted_at + timedelta(seconds=1)
        stops.place_within(plan.agreement, asked(plan), document=None, by=plan.maker, at=later)
    posting.join(PATIENCE_SECONDS)
    assert outcome == ["RIGHTS_UNDER_STOP"]
    assert BookEntry.objects.filter(kind="TRANSFER").count() == 0
    assert verify().findings == []


def test_of_a_stop_and_a_posting_at_once_either_the_stop_met_it_or_it_came_before(plan: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    approval = books.request_entry(
        plan.agreement,
        entry=plan.transfer(lot, plan.holder("9")),
        summary="Transfer",
        maker=plan.maker,
        at=plan.tick(),
    )
    at = plan.tick()

    def post() -> object:
        return approvals.approve(approval.request_hash, approver=plan.approver, at=at)

    outcomes = all_at_once([post, lambda: place(plan, at)])
    assert outcomes["done"] + outcomes["RIGHTS_UNDER_STOP"] == 2
    assert Stop.objects.count() == 1
    assert verify().findings == []
