"""What a posted exercise gives: reserved, requisitioned once, received, delivered (§7(c), §9(a))."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from agreement.errors import RightsError
from agreement.requisition import DeliveryState, Recipient
from agreement.workflow.items import ItemState, ReturnMeans
from exercises.models import DeliveryStep, Requisition, RequisitionFile, ReservedShares, SecuritiesDue
from exercises.selectors.deliveries import delivery_of, reserve_standing
from exercises.services import deliveries, elections, requisition_files
from exercises.services.arrangements import Signed
from registry.models import BookEntry, Item, PaperDue, Stop
from registry.selectors.agreements import local_day
from registry.selectors.board_orders import rights_reached
from registry.selectors.register import control_total
from tests.exercises.delivered import PREFERRED, arrange, asked, make_counter, pay, posted, receive, reserve
from tests.registry.presented import Counter

COMMON = "Common Stock"


@pytest.fixture
def counter(db: None) -> Counter:
    return make_counter()


def refused_code(act: Any) -> str:
    with pytest.raises(RightsError) as refused:
        act()
    return refused.value.code


def today(counter: Counter) -> date:
    return local_day(counter.press.agreement, at=counter.plan.at)


def requisitioned(counter: Counter, item: Item, recipient: Recipient | None = None) -> Requisition:
    plan = counter.plan
    return deliveries.requisition(item, recipient=recipient, by=plan.maker, at=plan.tick())


def received(counter: Counter, one: Requisition, day: date | None = None) -> DeliveryStep:
    plan = counter.plan
    return deliveries.record_received(
        one, received_on=day or today(counter), document=plan.document, by=plan.maker, at=plan.tick()
    )


def delivered(counter: Counter, one: Requisition, day: date | None = None) -> DeliveryStep:
    plan = counter.plan
    return deliveries.record_delivered(
        one,
        delivered_on=day or today(counter),
        means=ReturnMeans.FIRST_CLASS,
        document=plan.document,
        by=plan.maker,
        at=plan.tick(),
    )


@pytest.mark.row("R-7c-3", "R-7c-6", "R-10-1")
@pytest.mark.refusal("DELIVERY_BEFORE_RECEIPT", "DELIVERY_STEP_RECORDED")
def test_a_posted_exercise_is_requisitioned_received_and_delivered(counter: Counter) -> None:
    item = posted(counter)
    due = SecuritiesDue.objects.get(item=item)
    assert (due.security, due.units, due.whole_units) == (PREFERRED, "30", 30)
    one = requisitioned(counter, item)
    letter = one.letter.facts
    assert (letter["shares"], letter["registration"]) == ("0.030", counter.certificate(1).registration)
    assert letter["record_date"] == item.election.record_date.isoformat()
    assert refused_code(lambda: delivered(counter, one)) == "DELIVERY_BEFORE_RECEIPT"
    counter.plan.at += timedelta(days=2)
    received(counter, one)
    assert delivery_of(item, at=counter.plan.at).state is DeliveryState.SECURITIES_RECEIVED
    earlier = today(counter) - timedelta(days=1)
    assert refused_code(lambda: delivered(counter, one, earlier)) == "DELIVERY_BEFORE_RECEIPT"
    delivered(counter, one)
    assert delivery_of(item, at=counter.plan.at).state is DeliveryState.DELIVERED
    assert refused_code(lambda: delivered(counter, one)) == "DELIVERY_STEP_RECORDED"
    assert refused_code(lambda: received(counter, one)) == "DELIVERY_STEP_RECORDED"
    assert DeliveryStep.objects.count() == 2


@pytest.mark.refusal("REQUISITION_NOT_DUE", "REQUISITIONED_ALREADY", "DELIVERY_DAY_IMPOSSIBLE")
def test_nothing_is_requisitioned_before_the_posting_or_twice(counter: Counter) -> None:
    open_item = receive(counter, 2)
    assert refused_code(lambda: requisitioned(counter, open_item)) == "REQUISITION_NOT_DUE"
    item = posted(counter)
    one = requisitioned(counter, item)
    assert refused_code(lambda: requisitioned(counter, item)) == "REQUISITIONED_ALREADY"
    assert PaperDue.objects.filter(paper_kind="REQUISITION").count() == 1
    before = today(counter) - timedelta(days=9)
    assert refused_code(lambda: received(counter, one, before)) == "DELIVERY_DAY_IMPOSSIBLE"
    other = PaperDue.objects.exclude(pk=one.letter_id).latest("pk")
    with pytest.raises(IntegrityError, match="due_id"), transaction.atomic():
        Requisition.objects.create(
            agreement=one.agreement,
            number=2,
            due=one.due,
            recipient="TRANSFER_AGENT",
            letter=other,
            requisitioned_at=counter.plan.at,
            requisitioned_by=counter.plan.maker,
        )


@pytest.mark.row("R-7c-4", "R-14b-2")
@pytest.mark.refusal("DEPOSITARY_NOT_ELECTED", "DEPOSITARY_AGREEMENT_MISSING")
def test_receipts_are_requisitioned_of_a_depositary_that_the_company_elected_with_its_agreement(
    counter: Counter,
) -> None:
    item = posted(counter)

    def ask() -> Requisition:
        return requisitioned(counter, item, Recipient.DEPOSITARY)

    assert refused_code(ask) == "DEPOSITARY_NOT_ELECTED"
    arrange(counter, Recipient.DEPOSITARY)
    assert refused_code(ask) == "DEPOSITARY_AGREEMENT_MISSING"
    route = arrange(counter, Recipient.DEPOSITARY, depositary_agreement=counter.plan.document)
    one = requisitioned(counter, item)  # as the Company said last
    assert (one.recipient, one.route, one.due.whole_units) == ("DEPOSITARY", route, 30)
    assert one.letter.facts["to"]["lines"][0] == "Pier Transfer Company"


@pytest.mark.refusal("RESERVED_SHARES_TAKEN")
def test_what_is_more_than_was_certified_as_reserved_is_not_posted_and_goes_on_once_more_is(
    counter: Counter,
) -> None:
    reserve(counter, "0.050")
    posted(counter)
    item, agreement = receive(counter, 2), counter.press.agreement
    before, entries = control_total(agreement), BookEntry.objects.count()
    assert refused_code(lambda: _pay_and_ask(counter, item)) == "RESERVED_SHARES_TAKEN"
    assert (control_total(agreement), BookEntry.objects.count()) == (before, entries)
    assert Item.objects.get(pk=item.pk).state == ItemState.COMPLETE
    completed_at = Item.objects.get(pk=item.pk).election.completed_at
    reserve(counter, "0.060")
    approval = _asked_for(counter, item)
    counter.press.approve(approval)
    election = Item.objects.get(pk=item.pk).election
    assert (election.completed_at, SecuritiesDue.objects.count()) == (completed_at, 2)
    (standing,) = reserve_standing(agreement, at=counter.plan.at)
    assert (standing.taken, standing.left, standing.shares(60)) == (60, 0, Fraction("0.06"))
    assert [one.code for one in standing.grounds] == ["RESERVE_SHORT"]


def _pay_and_ask(counter: Counter, item: Item) -> Any:
    pay(counter, item, 30 * Decimal("250.00"))
    return _asked_for(counter, item)


def _asked_for(counter: Counter, item: Item) -> Any:
    return elections.request_exercise(item, maker=counter.plan.maker, at=counter.plan.tick())


def test_of_two_that_were_asked_for_together_the_second_finds_the_reserve_taken(counter: Counter) -> None:
    reserve(counter, "0.050")
    (_, first), (second, later) = asked(counter, 1), asked(counter, 2)
    counter.press.approve(first)
    assert refused_code(lambda: counter.press.approve(later)) == "RESERVED_SHARES_TAKEN"
    assert Item.objects.get(pk=second.pk).state == ItemState.COMPLETE
    assert SecuritiesDue.objects.count() == 1


@pytest.mark.row("R-9a-1")
@pytest.mark.refusal("RESERVE_NOT_WHOLE", "NOT_BOUGHT_BY_A_RIGHT")
def test_a_certificate_states_whole_units_of_what_a_right_buys_over_an_officers_name(
    counter: Counter,
) -> None:
    assert refused_code(lambda: reserve(counter, "0.0005")) == "RESERVE_NOT_WHOLE"
    assert refused_code(lambda: reserve(counter, "0")) == "RESERVE_NOT_WHOLE"
    assert refused_code(lambda: reserve(counter, "1", security=COMMON)) == "NOT_BOUGHT_BY_A_RIGHT"
    treasurer = Signed("Jonas W. Pike", "Treasurer", date(2003, 6, 20))
    assert refused_code(lambda: reserve(counter, "1", signed=treasurer)) == "OFFICER_NOT_AUTHORISED"
    nobody = Signed("Nobody Atall", "President", date(2003, 6, 20))
    assert refused_code(lambda: reserve(counter, "1", signed=nobody)) == "OFFICER_NOT_AUTHORISED"
    assert not ReservedShares.objects.exists()
    (standing,) = reserve_standing(counter.press.agreement, at=counter.plan.at)
    assert (standing.certificate, standing.left, standing.grounds) == (None, None, ())
    reserve(counter, "1")
    (standing,) = reserve_standing(counter.press.agreement, at=counter.plan.at)
    needed = Fraction(rights_reached(counter.press.agreement, at=counter.plan.at).valid, 1000)
    assert (standing.left, standing.needed) == (1000, needed)
    assert [one.code for one in standing.grounds] == ["RESERVE_SHORT"]


@pytest.mark.row("R-7c-3")
@pytest.mark.refusal("NOTHING_TO_WRITE")
def test_every_requisition_stands_in_one_file_whose_bytes_are_kept(counter: Counter) -> None:
    plan, agreement = counter.plan, counter.press.agreement

    def write() -> RequisitionFile:
        return requisition_files.write_file(agreement, by=plan.maker, at=plan.tick())

    assert refused_code(write) == "NOTHING_TO_WRITE"
    first, second = (requisitioned(counter, posted(counter, number)) for number in (1, 2))
    made = write()
    assert (made.row_count, made.unit_count) == (2, 60)
    content = (Path(settings.FILES_ROOT) / made.stored_as).read_bytes()
    lines = content.decode().split("\r\n")
    assert lines[0].split(",")[:6] == ["agreement", "requisition", "item", "recipient", "security", "units"]
    assert f",1/1000,0.030,{counter.certificate(1).registration}" in lines[1].replace('"', "")
    assert lines[3].startswith("TOTAL,2,,,,60")
    assert refused_code(write) == "NOTHING_TO_WRITE"
    assert {one.file_id for one in Requisition.objects.all()} == {made.pk}
    third = requisitioned(counter, posted(counter, 3))
    assert (write().row_count, Requisition.objects.get(pk=third.pk).file.number) == (1, 2)
    assert first.number < second.number < third.number


def test_a_formula_in_a_name_is_text_in_the_file(counter: Counter) -> None:
    requisitioned(counter, posted(counter))
    one = Requisition.objects.get()
    one.due.item.election.securities_registration = "=cmd()"
    text = requisition_files.file_of(counter.press.agreement, [one]).decode()
    assert ",'=cmd()," in text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exercises_reservedshares SET reserved_units = 1",
        "UPDATE exercises_securitiesdue SET whole_units = 1",
        "DELETE FROM exercises_requisition",
        "UPDATE exercises_requisition SET number = 9",
        "UPDATE exercises_deliverystep SET happened_on = '2003-06-01'",
        "DELETE FROM exercises_deliverystep",
    ],
)
def test_nothing_of_it_is_ever_changed(statement: str, counter: Counter) -> None:
    reserve(counter, "1")
    one = requisitioned(counter, posted(counter))
    received(counter, one)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_takes_nothing_from_the_reserve_for_what_is_not_posted_or_beyond_it(
    counter: Counter,
) -> None:
    reserve(counter, "0.030")
    posted(counter)
    open_item = receive(counter, 2)
    row = {
        "agreement": counter.press.agreement,
        "item": open_item,
        "security": PREFERRED,
        "unit_denominator": 1000,
        "units": "1",
        "whole_units": 1,
        "taken_at": counter.plan.at,
    }
    with pytest.raises(DatabaseError, match="REQUISITION_NOT_DUE"), transaction.atomic():
        SecuritiesDue.objects.create(**row)


@pytest.mark.refusal("RESTRAINED_BY_ORDER")
def test_an_order_placed_after_the_posting_keeps_the_securities_back(counter: Counter) -> None:
    item, plan = posted(counter), counter.plan
    at = plan.tick()
    Stop.objects.create(
        agreement=counter.press.agreement, number=1, kind="COURT_ORDER", holder=item.holder,
        reason="Order of the Superior Court", reported_by="The clerk", capacity="COURT_OR_AUTHORITY",
        reported_at=at, placed_at=at, placed_by=plan.maker, document=plan.document,
    )  # fmt: skip
    assert refused_code(lambda: requisitioned(counter, item)) == "RESTRAINED_BY_ORDER"
    assert not Requisition.objects.exists()
