"""Money of exercises: forwarded to the Company, returned, once; one instrument for one exercise (§7(c))."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from agreement.custody import MoneyState, MovedTo
from agreement.errors import RightsError
from agreement.exercise_price import TenderedMeans
from agreement.workflow.items import ItemState
from exercises.models import Payment, PaymentMovement
from exercises.selectors.custody import cash_desk, standings_of, still_held_grounds
from exercises.services.custody import MovementTold, record_movement
from registry.models import Item
from registry.selectors.agreements import local_day
from registry.services import item_work
from tests.exercises.delivered import make_counter, pay, posted, receive
from tests.registry.presented import Counter


@pytest.fixture
def counter(db: None) -> Counter:
    return make_counter()


def refused_code(act: Any) -> str:
    with pytest.raises(RightsError) as refused:
        act()
    return refused.value.code


def moved(
    counter: Counter, payment: Payment, dollars: str, to: MovedTo = MovedTo.FORWARDED, day: date | None = None
) -> PaymentMovement:
    plan = counter.plan
    on = day or local_day(counter.press.agreement, at=plan.at)
    told = MovementTold(to, Decimal(dollars), on, "Alder Harbor Systems, Inc., by courier")
    return record_movement(payment, told, document=plan.document, by=plan.maker, at=plan.tick())


def states(item: Item) -> list[str]:
    return [one.state.value for one in standings_of(Item.objects.get(pk=item.pk))]


@pytest.mark.row("R-7c-11")
@pytest.mark.refusal("PRICE_NOT_THE_COMPANYS_YET", "PAYMENT_MOVED_ALREADY", "PAYMENT_NOT_TO_BE_RETURNED")
def test_the_price_of_a_posted_exercise_goes_to_the_company_and_what_is_over_goes_back(
    counter: Counter,
) -> None:
    waits = receive(counter, 2)
    open_payment = pay(counter, waits, Decimal("10.00"))
    assert states(waits) == [MoneyState.HELD]
    assert refused_code(lambda: moved(counter, open_payment, "10.00")) == "PRICE_NOT_THE_COMPANYS_YET"
    returned = MovedTo.RETURNED
    assert (
        refused_code(lambda: moved(counter, open_payment, "10.00", returned)) == "PAYMENT_NOT_TO_BE_RETURNED"
    )
    item = posted(counter, over="100.00")
    payment = Payment.objects.get(item=item)
    assert states(item) == [MoneyState.TO_DIVIDE]
    assert refused_code(lambda: moved(counter, payment, "7500.01")) == "PRICE_NOT_THE_COMPANYS_YET"
    assert refused_code(lambda: moved(counter, payment, "100.01", returned)) == "PAYMENT_NOT_TO_BE_RETURNED"
    moved(counter, payment, "7500.00")
    assert [one.code for one in still_held_grounds(item)] == ["PAYMENT_STILL_HELD"]
    assert "$100.00 is still held" in still_held_grounds(item)[0].message
    moved(counter, payment, "100.00", returned)
    assert (states(item), still_held_grounds(item)) == ([MoneyState.DIVIDED], ())
    assert refused_code(lambda: moved(counter, payment, "0.01")) == "PAYMENT_MOVED_ALREADY"
    desk = cash_desk(counter.press.agreement)
    assert (desk.received, desk.forwarded, desk.returned, desk.held) == (
        Decimal("7610.00"),
        Decimal("7500.00"),
        Decimal("100.00"),
        Decimal("10.00"),
    )
    assert (desk.to_forward, desk.to_return) == (Decimal("0.00"), Decimal("0.00"))


@pytest.mark.row("R-7c-11", "R-7a-1")
@pytest.mark.refusal("PAYMENT_STILL_HELD")
def test_the_check_of_a_refused_exercise_is_returned_with_its_letter_and_recorded(counter: Counter) -> None:
    item, plan = receive(counter, form={"signed_name": ""}), counter.plan
    payment = pay(counter, item, Decimal("7500.00"))
    asked = item_work.request_withdrawal(item, document=plan.document, maker=plan.maker, at=plan.tick())
    counter.press.approve(asked)
    ended = Item.objects.get(pk=item.pk)
    assert ended.state == ItemState.WITHDRAWN
    assert "$7,500.00 is still held" in still_held_grounds(ended)[0].message
    assert refused_code(lambda: moved(counter, payment, "7500.00")) == "PRICE_NOT_THE_COMPANYS_YET"
    moved(counter, payment, "7500.00", MovedTo.RETURNED)
    assert (states(item), still_held_grounds(ended)) == ([MoneyState.RETURNED], ())


def test_what_does_not_count_goes_back_while_the_exercise_waits(counter: Counter) -> None:
    item = receive(counter)
    personal = pay(counter, item, Decimal("7500.00"), means=TenderedMeans.PERSONAL_CHECK)
    assert states(item) == [MoneyState.TO_RETURN]
    moved(counter, personal, "7500.00", MovedTo.RETURNED)
    assert states(item) == [MoneyState.RETURNED]


def test_the_database_moves_no_cent_twice_and_forwards_no_more_than_was_due(counter: Counter) -> None:
    item = posted(counter, over="100.00")
    payment = Payment.objects.get(item=item)
    row = {
        "agreement": counter.press.agreement,
        "number": 7,
        "payment": payment,
        "moved_on": date(2003, 6, 22),
        "given_to": "x",
        "document": counter.plan.document,
        "recorded_at": counter.plan.at,
        "recorded_by": counter.plan.maker,
    }
    for kind, amount, code in (
        ("RETURNED", "7600.01", "PAYMENT_MOVED_ALREADY"),
        ("FORWARDED", "7500.01", "PRICE_NOT_THE_COMPANYS_YET"),
    ):
        with pytest.raises(DatabaseError, match=code), transaction.atomic():
            PaymentMovement.objects.create(kind=kind, amount=Decimal(amount), **row)
    assert not PaymentMovement.objects.exists()
