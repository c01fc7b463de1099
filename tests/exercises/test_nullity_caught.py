"""What was done with void Rights before the agent knew: found, told to the Company, not reversed (7(e))."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection

from agreement.errors import RightsError
from agreement.workflow.items import ReturnMeans
from exercises.models import OrderPayment
from exercises.services import deliveries, elections, fractions
from registry.models import BookEntry, CaughtKind, Notice, NoticeKind, RegisteredHolder
from registry.selectors.agreements import local_day
from registry.selectors.nullity_caught import caught_by
from registry.services import company, nullity_caught
from tests.books.books import make_notice
from tests.exercises.delivered import arrange, certify, collect, pay, receive
from tests.exercises.delivered import posted as fractional
from tests.exercises.order_desk import make_order_desk
from tests.exercises.ordered_books import make_ordered_books
from tests.exercises.test_check_runs import paid_run
from tests.exercises.test_elections import PRICE
from tests.exercises.test_fractions_paid import COMMON, adjusted
from tests.registry.nullity_scene import ALDER, ELM, OAK, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.servers


@pytest.fixture
def desk(db: None, settings: Any) -> NullityDesk:
    """Four certificates of 100 to 103 Rights; the Triggering Event has just happened."""
    settings.PRINT_CHUNK_CERTIFICATES, settings.PRINT_FILE_CERTIFICATES = 10, 4
    return make_nullity_desk()


@pytest.mark.row("R-7e-10")
def test_a_transfer_an_exercise_and_its_payment_are_caught_with_persons_and_amounts(
    desk: NullityDesk,
) -> None:
    counter = desk.counter()
    item = receive(counter, OAK)
    pay(counter, item, 30 * PRICE)
    desk.press.approve(elections.request_exercise(item, maker=desk.plan.maker, at=desk.plan.tick()))
    balance = desk.lot_ever(OAK).children.get()
    dune = desk.plan.holder("Dune", registration="Dune Trading")
    desk.move(balance, dune)
    before = BookEntry.objects.count()
    notice = desk.notified(desk.position(desk.lot_ever(OAK).holder))
    desk.nullify(notice)
    application = nullity_caught.apply_for_instruction(notice, by=desk.plan.maker, at=desk.plan.tick())
    told = [
        (one.kind, one.rights, one.amount, one.transferee, one.was_known)
        for one in application.caught_items.all()
    ]
    assert told == [
        ("PAYMENT", None, Decimal(30 * PRICE), None, False),
        ("EXERCISE", 30, None, None, False),
        ("TRANSFER", 70, None, dune, False),
    ]
    assert "Dune Trading (account Dune)" in application.letter
    assert "first knew of it, at" in application.letter
    assert "on or after a date that we shall state to you" in application.letter
    day = date(2004, 6, 1)
    dated = company.state_date(application, day=day, by=desk.plan.maker, at=desk.plan.tick())
    assert f"propose {nullity_caught.PROPOSAL}, on or after June 1, 2004: no earlier" in dated.letter
    assert BookEntry.objects.count() == before + 1  # the marking alone
    with pytest.raises(RightsError) as refused:
        nullity_caught.apply_for_instruction(notice, by=desk.plan.maker, at=desk.plan.tick())
    assert refused.value.code == "NOTHING_CAUGHT"
    assert desk.findings() == []


@pytest.mark.row("R-7e-10")
def test_the_shares_of_a_delivered_exercise_and_the_cash_of_its_fraction_are_caught(
    desk: NullityDesk,
) -> None:
    counter, plan = desk.counter(), desk.plan
    adjusted(counter, security=COMMON, units_per_right="18.618", price_of_unit="13.44")
    holder, taint = desk.holder(OAK), "I"
    item = fractional(counter, rights=31)
    arrange(counter, security=COMMON)
    one = deliveries.requisition(item, by=plan.maker, at=plan.tick())
    day = local_day(plan.agreement, at=plan.at)
    told: dict[str, Any] = {"document": plan.document, "by": plan.maker}
    deliveries.record_received(one, received_on=day, at=plan.tick(), **told)
    before = [found.kind for found in caught_by(desk.notified(desk.position(holder)))]
    assert "DELIVERY" not in before  # requisitioned is not delivered
    means = ReturnMeans.FIRST_CLASS
    deliveries.record_delivered(one, delivered_on=day, means=means, at=plan.tick(), **told)
    certify(counter, item, "1.90")
    collect(counter, "1.90")
    asked = fractions.request_fraction_payment(item, maker=plan.maker, at=plan.tick())
    assert "PAID_OUT" not in [found.kind for found in caught_by(Notice.objects.latest("pk"))]
    desk.press.approve(asked)
    found = {found.kind: found for found in caught_by(Notice.objects.latest("pk"))}
    delivered, paid = found[CaughtKind.DELIVERY], found[CaughtKind.PAID_OUT]
    assert (delivered.shares, delivered.security, delivered.holder_id) == ("577", COMMON, holder.pk)
    assert (paid.amount, paid.item_number, paid.taint_class) == (Decimal("1.90"), item.number, taint)
    assert found[CaughtKind.EXERCISE].rights == 31


@pytest.mark.row("R-7e-10")
def test_what_an_exchange_gave_for_rights_that_were_void_is_caught_and_what_was_marked_before_is_not(
    db: None,
) -> None:
    orders = make_order_desk(exchange_ratio="1.5")
    desk = orders.desk
    oak, elm = desk.holder(OAK), desk.holder(ELM)
    desk.nullify(desk.notified(desk.position(oak)))
    made = orders.listed(orders.exchanged(ratio="1.5"), paper=True, close="12.00", close_on="2003-06-20")
    orders.carried_out(made)
    late = desk.receive(
        NoticeKind.NULLITY,
        {
            "persons": [desk.position(oak), desk.position(elm)],
            "event_at": desk.event_at.isoformat(),
            "transferees": "ALL",
        },
    )
    told = [(one.kind, one.holder_id, one.rights, one.shares) for one in caught_by(late)]
    assert told == [
        ("EXCHANGE", elm.pk, 101, ""),
        ("DELIVERY", elm.pk, None, "151"),
    ], "of Oak's Rights, marked before, nothing was exchanged"


@pytest.mark.row("R-7e-10")
def test_the_check_of_a_redemption_of_rights_that_were_void_is_caught(db: None) -> None:
    books = make_ordered_books(holders=3)
    run = paid_run(books)
    holder = RegisteredHolder.objects.get(account="0003")
    position = {
        "person_name": holder.registration, "named_as": "ACQUIRING_PERSON", "taint_class": "I",
        "account": holder.account, "certificate": None, "extent": "ALL", "rights": None,
    }  # fmt: skip
    event_at = (books.order.effective_at - timedelta(days=1)).isoformat()
    facts = {"persons": [position], "event_at": event_at, "transferees": "ALL"}
    late = make_notice(books.plan, "NULLITY", effective_at=books.plan.at, facts=facts)
    told = {one.kind: one for one in caught_by(late)}
    assert set(told) == {"REDEMPTION", "PAID_OUT"}
    assert told[CaughtKind.REDEMPTION].rights == 3
    check = OrderPayment.objects.get(run=run, holder=holder)
    assert told[CaughtKind.PAID_OUT].amount == check.amount == Decimal("0.04")


@pytest.mark.row("R-7e-10")
def test_what_was_done_after_the_notice_was_received_is_told_apart(desk: NullityDesk) -> None:
    facts = {
        "persons": [desk.position(desk.holder(OAK))],
        "event_at": desk.event_at.isoformat(),
        "transferees": "ALL",
    }
    notice = desk.receive(NoticeKind.NULLITY, facts)
    desk.move(desk.lot(OAK), desk.holder(ALDER))
    (one,) = caught_by(notice)
    assert (one.kind, one.was_known, one.rights) == ("TRANSFER", True, 100)


def test_what_was_done_before_the_event_is_not_caught(desk: NullityDesk) -> None:
    desk.move(desk.lot(OAK), desk.holder(ALDER))
    later = desk.plan.tick() + timedelta(seconds=1)
    desk.plan.at = later
    notice = desk.notified(desk.position(desk.lot_ever(OAK).holder), event_at=later.isoformat())
    assert caught_by(notice) == []


def test_no_application_about_another_notice(desk: NullityDesk) -> None:
    other = desk.apply(NoticeKind.MAILING_REQUEST, {})
    with pytest.raises(RightsError) as refused:
        nullity_caught.apply_for_instruction(other, by=desk.plan.maker, at=desk.plan.tick())
    assert refused.value.code == "COMPANY_NOTICE_REQUIRED"


def test_what_was_told_to_the_company_is_never_changed(desk: NullityDesk) -> None:
    desk.move(desk.lot(OAK), desk.holder(ALDER))
    notice = desk.notified(desk.position(desk.lot_ever(OAK).holder))
    nullity_caught.apply_for_instruction(notice, by=desk.plan.maker, at=desk.plan.tick())
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE registry_caughtitem SET rights = 1")
