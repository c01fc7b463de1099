"""Common Shares of an exchange: requisitioned for its holders by two people, delivered to them (§24(b))."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from agreement.errors import RightsError
from agreement.workflow.items import ReturnMeans
from exercises.models import OrderDelivery, OrderList, OrderRequisition
from exercises.selectors.order_shares import nothing_goes_to, waits_for_requisition
from exercises.services import order_shares
from exercises.services.order_shares import AskedOf
from registry.models import Approval, Document
from registry.selectors.agreements import local_day
from registry.verifier import verify
from tests.books.tampering import lift_guards
from tests.exercises.deposited import holder, released, stopped
from tests.exercises.ordered_books import OrderedBooks, make_ordered_books

HOLDERS = 4
AGENT = AskedOf("Juniper Stock Transfer Company", "12 Example Street\nSan Francisco, CA 94199")


@pytest.fixture
def books(db: None) -> OrderedBooks:
    """Four holders of 1 to 4 Rights, all exchanged for two Common Shares each."""
    return make_ordered_books(
        holders=HOLDERS, kind="EXCHANGE_ORDERED", ratio="2", half_held="BY_NOBODY", triggered_on="2003-05-30"
    )


def asked(books: OrderedBooks, made: OrderList, *, told: AskedOf = AGENT) -> Approval:
    """One person asks for the shares."""
    plan = books.plan
    return order_shares.request_requisition(
        made, told, document=plan.document, maker=plan.maker, at=plan.tick()
    )


def requisitioned(books: OrderedBooks, made: OrderList) -> OrderRequisition:
    """The shares asked for by two people."""
    found = books.approve(asked(books, made))
    assert isinstance(found, OrderRequisition)
    return found


def rows_of(books: OrderedBooks, made: OrderRequisition) -> list[dict[str, str]]:
    """The lines of the file, its total last."""
    with order_shares.open_file(made, by=books.plan.maker, at=books.plan.tick()) as file:
        return list(csv.DictReader(io.StringIO(file.read().decode("utf-8"), newline="")))


def refused(act: Any) -> RightsError:
    """What an act is refused with; nothing is written."""
    models = (OrderRequisition, OrderDelivery, Approval, Document)
    before = [one.objects.count() for one in models]
    with pytest.raises(RightsError) as found:
        act()
    assert [one.objects.count() for one in models] == before
    return found.value


def today(books: OrderedBooks) -> date:
    """The day on the wall of the agreement."""
    return local_day(books.plan.agreement, at=books.plan.at)


@pytest.mark.row("R-24b-1", "R-24b-4")
@pytest.mark.refusal("SHARES_NOT_REQUISITIONED")
def test_the_shares_of_a_list_are_asked_for_once_in_the_names_of_its_holders(books: OrderedBooks) -> None:
    unposted = books.listed()
    early = refused(lambda: asked(books, unposted))
    assert (early.code, "not carried out" in str(early)) == ("SHARES_NOT_REQUISITIONED", True)
    made = books.carried_out()
    assert waits_for_requisition(made) == (HOLDERS, 20)
    found = requisitioned(books, made)
    assert (found.number, found.line_count, found.share_count, found.left_out) == (1, HOLDERS, 20, {})
    *lines, total = rows_of(books, found)
    assert [(one["account"], one["shares"]) for one in lines] == [
        (f"{number:04d}", str(2 * number)) for number in range(1, HOLDERS + 1)
    ]
    assert [one["registration"] for one in lines] == [
        " ".join(holder(one["account"]).registration.split()) for one in lines
    ]
    assert all(one["security"].startswith("Common Stock") for one in lines)
    assert (total["agreement"], total["line"], total["shares"]) == ("TOTAL", str(HOLDERS), "20")
    assert waits_for_requisition(made) == (0, 0)
    assert refused(lambda: asked(books, made)).code == "SHARES_NOT_REQUISITIONED"
    assert verify([books.plan.agreement.code]).findings == []


@pytest.mark.row("R-15b-1")
def test_a_line_under_a_stop_is_left_out_and_asked_for_once_it_is_released(books: OrderedBooks) -> None:
    made = books.carried_out()
    stop = stopped(books, account="0003")
    found = requisitioned(books, made)
    assert (found.line_count, found.share_count, list(found.left_out)) == (3, 14, ["3"])
    assert f"stop {stop.number}" in found.left_out["3"]
    assert "0003" not in {one["account"] for one in rows_of(books, found)}
    assert waits_for_requisition(made) == (1, 6)
    assert refused(lambda: asked(books, made)).code == "SHARES_NOT_REQUISITIONED", "nothing may go to it now"
    released(books, stop)
    assert nothing_goes_to(made, at=books.plan.tick()) == {}
    second = requisitioned(books, made)
    assert (second.number, second.line_count, second.share_count) == (2, 1, 6)
    assert [one["account"] for one in rows_of(books, second)] == ["0003", ""]
    assert waits_for_requisition(made) == (0, 0)
    assert verify([books.plan.agreement.code]).findings == []


@pytest.mark.refusal("RESTRAINED_BY_ORDER")
def test_nothing_is_asked_for_while_a_court_restrains_all_rights(books: OrderedBooks) -> None:
    made = books.carried_out()
    stopped(books)
    assert refused(lambda: asked(books, made)).code == "RESTRAINED_BY_ORDER"


def test_a_stop_between_the_two_people_changes_what_was_asked(books: OrderedBooks) -> None:
    made = books.carried_out()
    request = asked(books, made)
    stopped(books, account="0002")
    assert refused(lambda: books.approve(request)).code == "REQUEST_CHANGED_AFTER_APPROVAL"


@pytest.mark.refusal("ACCOUNT_PART_MISSING", "NO_SUPPORTING_DOCUMENT")
def test_of_whom_and_on_whose_paper_is_said(books: OrderedBooks) -> None:
    made, plan = books.carried_out(), books.plan
    assert refused(lambda: asked(books, made, told=AskedOf(" ", "x"))).code == "ACCOUNT_PART_MISSING"

    def without_paper() -> None:
        order_shares.request_requisition(made, AGENT, document=None, maker=plan.maker, at=plan.tick())

    assert refused(without_paper).code == "NO_SUPPORTING_DOCUMENT"


@pytest.mark.refusal("SHARES_STEP_IMPOSSIBLE")
def test_shares_are_delivered_once_they_came_each_step_once(books: OrderedBooks) -> None:
    found, plan = requisitioned(books, books.carried_out()), books.plan

    def came(day: date) -> OrderDelivery:
        return order_shares.record_received(
            found, on=day, document=plan.document, by=plan.maker, at=plan.tick()
        )

    def went(day: date) -> OrderDelivery:
        return order_shares.record_delivered(
            found,
            on=day,
            means=ReturnMeans.FIRST_CLASS,
            document=plan.document,
            by=plan.maker,
            at=plan.tick(),
        )

    assert "had not come" in str(refused(lambda: went(today(books))))
    assert "after" in str(refused(lambda: came(today(books) - timedelta(days=1))))
    plan.at += timedelta(days=1)
    came(today(books))
    assert "recorded already" in str(refused(lambda: came(today(books))))
    plan.at += timedelta(days=1)
    went(today(books))
    assert [one.kind for one in found.steps.all()] == ["RECEIVED", "DELIVERED"]
    assert verify([plan.agreement.code]).findings == []


def test_the_database_takes_no_requisition_that_two_people_did_not_approve(books: OrderedBooks) -> None:
    made = books.carried_out()
    found = requisitioned(books, made)
    told = {
        name: getattr(found, name)
        for name in ("approval", "asked_of", "address", "instruction", "sha256", "stored_as", "made_at")
    }
    with pytest.raises(DatabaseError, match="APPROVAL_OF_ANOTHER_KIND"), transaction.atomic():
        OrderRequisition.objects.create(
            order_list=made, number=2, line_count=1, share_count=2, size_bytes=1, **told
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        OrderRequisition.objects.filter(pk=found.pk).update(share_count=21)


def test_shares_changed_behind_its_back_are_found(books: OrderedBooks, as_owner: Any) -> None:
    found = requisitioned(books, books.carried_out())
    with as_owner() as cursor:
        lift_guards(cursor)
        cursor.execute("UPDATE exercises_orderrequisition SET share_count = 21 WHERE id = %s", [found.pk])
        named = {(one.table, one.column) for one in verify([books.plan.agreement.code]).findings}
    assert ("exercises_orderrequisition", "share_count") in named
