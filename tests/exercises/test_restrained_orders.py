"""A court's order on all Rights holds what the Board ordered until two people record its release (15(b))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agreement.stops import ReporterCapacity, StopKind, StopReach
from exercises.models import PaymentRun
from registry.models import Stop
from registry.services import approvals, stops
from registry.services.stops import StopAsked
from registry.verifier import verify
from tests.exercises.order_desk import OrderDesk, make_order_desk
from tests.exercises.ordered_books import OrderedBooks
from tests.exercises.test_carrying_out import refused

pytestmark = pytest.mark.servers


@pytest.fixture
def desk(db: None) -> OrderDesk:
    """Four certificates of 100 to 103 Rights of four holders."""
    return make_order_desk()


def restrained(desk: OrderDesk, **parts: Any) -> Stop:
    """An injunction on all Rights, of the day before."""
    plan = desk.desk.plan
    asked = StopAsked(
        StopKind.COURT_ORDER,
        reason="Injunction of the Superior Court",
        reported_by="The clerk of the court",
        reported_at=plan.at,
        capacity=ReporterCapacity.COURT_OR_AUTHORITY,
        dated_on=plan.at.date() - timedelta(days=1),
        **parts,
    )
    return stops.place_stop(desk.desk.agreement, asked, document=plan.document, by=plan.maker, at=plan.tick())


def released(desk: OrderDesk, stop: Stop) -> None:
    """The court lifts its order; two people record it."""
    plan = desk.desk.plan
    asked = stops.request_release(
        stop, reason="Lifted by the court", document=plan.document, maker=plan.maker, at=plan.tick()
    )
    desk.desk.press.approve(asked)


@pytest.mark.row("R-15b-1")
@pytest.mark.refusal("RESTRAINED_BY_ORDER")
@pytest.mark.parametrize("kind", ["redeemed", "exchanged"])
def test_an_injunction_on_all_rights_holds_list_and_entry_until_it_is_lifted(
    desk: OrderDesk, kind: str
) -> None:
    order = getattr(desk, kind)()
    first = restrained(desk)
    assert refused(lambda: desk.listed(order)) == ["RESTRAINED_BY_ORDER"]
    released(desk, first)
    made = desk.listed(order)
    asked = desk.asked(made)
    second = restrained(desk)
    plan = desk.desk.plan
    held = refused(lambda: approvals.approve(asked.request_hash, approver=plan.approver, at=plan.tick()))
    assert held == ["RESTRAINED_BY_ORDER"]
    released(desk, second)
    desk.desk.press.approve(asked)
    made.refresh_from_db()
    assert made.entry_id is not None
    assert verify([desk.desk.agreement.code]).findings == []


@pytest.mark.refusal("RESTRAINED_BY_ORDER")
def test_an_injunction_on_all_rights_holds_payment_of_what_was_carried_out(desk: OrderDesk) -> None:
    """The entry stands; the money is neither asked for nor paid out by checks before the release."""
    books = OrderedBooks(desk.desk.plan, desk.redeemed())
    made = desk.carried_out(desk.listed(books.order))
    books.funded(made)
    first = restrained(desk)
    assert refused(lambda: books.approved(made)) == ["RESTRAINED_BY_ORDER"]
    released(desk, first)
    books.approved(made)
    second = restrained(desk)
    assert refused(lambda: books.started(made)) == ["RESTRAINED_BY_ORDER"]
    assert not PaymentRun.objects.exists()
    released(desk, second)
    assert books.started(made).order_list == made


def test_an_order_on_exercises_or_on_one_account_holds_no_order_of_the_board(desk: OrderDesk) -> None:
    order = desk.redeemed()
    restrained(desk, reach=StopReach.EXERCISE)
    restrained(desk, account=desk.listed(order).lines.first().account)
    assert desk.carried_out(desk.listed(order)).entry_id is not None
