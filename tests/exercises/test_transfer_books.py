"""The Company's transfer books are closed: shares of record begin on the next day on which they are open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from agreement.errors import RefusedByGround
from agreement.workflow.items import ItemState
from exercises.models import Election
from exercises.selectors.elections import settlement
from registry.models import Item, NoticeState
from registry.models import NoticeKind as Kind
from registry.services import items
from tests.exercises.test_board_orders import complete, posting, refused_codes
from tests.exercises.test_board_orders_console import _now_is_that_of
from tests.exercises.test_elections import grounds_against, state
from tests.exercises.test_gates_console import accepted, notice
from tests.registry.api.posted import keep_time, read
from tests.registry.console import open_console
from tests.registry.nullity_scene import ALDER, ELM, OAK, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.django_db
JULY_10 = datetime(2003, 7, 10, 18, tzinfo=UTC)  # at eleven in San Francisco
CLOSED = {"closed_from": "2003-07-10", "closed_through": "2003-07-14"}


@pytest.fixture
def desk(settings: Any) -> NullityDesk:
    settings.DEMO = True
    made = make_nullity_desk()
    made.plan.at = JULY_10
    return made


def of_record(desk: NullityDesk, item: Item) -> date:
    """The record date as the page of the case shows it."""
    found: date = settlement(Item.objects.get(pk=item.pk), at=desk.plan.at)["record_date"]
    return found


@pytest.mark.row("R-10-2", "R-10-1")
@pytest.mark.refusal("BOOKS_CLOSURE_UNCONFIRMED")
def test_a_closure_typed_from_its_paper_holds_an_exercise_and_once_accepted_moves_its_record_date(
    desk: NullityDesk, settings: Any
) -> None:
    _now_is_that_of(desk, settings)
    plan = desk.plan
    console = open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)
    item = complete(desk.counter(), OAK, check="1")
    assert (state(item), of_record(desk, item)) == (ItemState.COMPLETE, date(2003, 7, 10))
    number = notice(console, Kind.TRANSFER_BOOKS_CLOSED, **CLOSED)
    assert state(item) == ItemState.HELD
    page = console.refused("exercise_asked", item.number)
    assert "BOOKS_CLOSURE_UNCONFIRMED" in page
    assert "To be confirmed" in console.see("exercise_gates")
    accepted(console, number)
    assert state(item) == ItemState.COMPLETE
    console.done("exercise_asked", item.number)
    console.approve()
    assert state(item) == ItemState.POSTED
    assert Election.objects.get(item=item).record_date == date(2003, 7, 15)
    page = console.see("exercise", item.number)
    assert "the transfer books of the Company were closed through" in page
    assert desk.findings() == []


@pytest.mark.row("R-10-2")
def test_what_was_complete_on_the_third_is_of_record_on_the_monday_after_the_holiday(
    desk: NullityDesk,
) -> None:
    desk.plan.at = JULY_10.replace(day=3)
    desk.apply(Kind.TRANSFER_BOOKS_CLOSED, {"closed_from": "2003-07-03", "closed_through": "2003-07-03"})
    item = complete(desk.counter(), OAK, check="1")
    assert of_record(desk, item) == date(2003, 7, 7)
    desk.press.approve(posting(desk, item))
    assert Election.objects.get(item=item).record_date == date(2003, 7, 7)


@pytest.mark.refusal("BOOKS_CLOSURE_UNCONFIRMED", "INSTRUCTION_OUTSIDE_AGREEMENT")
def test_a_closure_that_is_asked_back_about_holds_until_another_takes_its_place(desk: NullityDesk) -> None:
    queried = desk.authenticate(
        desk.receive(Kind.TRANSFER_BOOKS_CLOSED, CLOSED | {"closed_through": "2003-07-09"})
    )
    assert queried.state == NoticeState.QUERIED
    item = complete(desk.counter(), ELM, check="1")
    assert grounds_against(desk.counter(), item) == []  # it covers no day
    taken = desk.receive(Kind.TRANSFER_BOOKS_CLOSED, CLOSED)
    assert refused_codes(lambda: posting(desk, item)) == ["BOOKS_CLOSURE_UNCONFIRMED"]
    with pytest.raises(RefusedByGround):
        items.held_in_order(Item.objects.get(pk=item.pk), at=desk.plan.tick())
    desk.apply(
        Kind.TRANSFER_BOOKS_CLOSED, CLOSED | {"closed_through": "2003-07-11", "supersedes": taken.number}
    )
    assert grounds_against(desk.counter(), item) == []
    assert of_record(desk, item) == date(2003, 7, 14)


@pytest.mark.row("R-10-3", "R-17-1")
def test_who_takes_a_dividend_is_told_by_the_record_dates_and_nobody_by_rights_alone(
    desk: NullityDesk, settings: Any
) -> None:
    counter = desk.counter()
    accounts = [desk.holder(number).account for number in (OAK, ELM)]
    for day, certificate in ((2, OAK), (3, ELM)):
        desk.plan.at = JULY_10.replace(day=day)
        item = complete(counter, certificate, check=str(day))
        desk.press.approve(posting(desk, item))
    desk.plan.at = JULY_10.replace(day=3, hour=20)
    waiting = complete(counter, ALDER, check="9")  # asked for, and not posted
    posting(desk, waiting)
    keep_time(settings, desk.plan)

    def of_record_by(day: str) -> list[tuple[str, str]]:
        answer = read(desk.plan.maker, desk.agreement, "deliveries", of_record_by=day)
        assert answer.status_code == 200, answer.content
        return [(one["account"], one["record_date"]) for one in answer.json()["items"]]

    on_the_second = (accounts[0], "2003-07-02")
    assert of_record_by("2003-07-01") == []
    assert of_record_by("2003-07-02") == [on_the_second]  # a dividend of which 2 July is the record date
    assert of_record_by("2003-07-03") == [(accounts[1], "2003-07-03"), on_the_second]
