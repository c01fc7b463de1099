"""Exercises and payments at the same instant: no unit beyond the reserve, no check for two (§7, §9)."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection, transaction

from agreement.exercise_price import Payee, TenderedMeans
from exercises.models import Payment, SecuritiesDue
from exercises.services import deliveries, elections
from exercises.services.payments import PaymentReceived, receive_payment
from registry.models import BookEntry, Item, RightsAgreement
from registry.selectors.register import control_total
from registry.services import approvals, items
from registry.verifier import verify
from tests.conftest import empty_tables, owner_rights
from tests.exercises.delivered import asked, make_counter, receive, reserve
from tests.registry.presented import Counter
from tests.registry.test_surrender_races import PATIENCE_SECONDS, outcome_of_session

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
REQUESTS, OF_EACH, RESERVED = 40, 100, "1"  # a share is a thousand units
AT_ONCE = 8  # sessions, each of which takes the next request at once
RACERS, FOR_TWO = 4, "0.2"  # who wait until all have come as far as the locks let them
_WAITING = "SELECT count(*) FROM pg_locks, pg_sleep(0.02) WHERE NOT granted"


def none_before_all_wait(acts: Sequence[Callable[[], object]], *, table: str) -> Tally[str]:
    """Each act in a session of its own; nothing is written before each came as far as the locks let it."""
    with ThreadPoolExecutor(len(acts)) as sessions, transaction.atomic(), owner_rights(connection) as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")  # read by all, written by nobody
        begun = [sessions.submit(outcome_of_session, act) for act in acts]
        until, found = time.monotonic() + PATIENCE_SECONDS, 0
        while found < len(acts) and time.monotonic() < until:
            cursor.execute(_WAITING)
            (found,) = cursor.fetchone()
    return Tally(one.result() for one in begun)


def asked_by_all(counter: Counter, count: int) -> list[str]:
    """Exercises of a hundred Rights each, complete and asked for: the hashes of the requests."""
    return [asked(counter, place, rights=OF_EACH)[1].request_hash for place in range(1, count + 1)]


@pytest.mark.refusal("RESERVED_SHARES_TAKEN")
def test_of_forty_exercises_of_a_hundred_ten_have_the_thousand_reserved(
    transactional_db: None,
) -> None:
    counter = make_counter(certificates=REQUESTS)
    requests = asked_by_all(counter, REQUESTS)
    reserve(counter, RESERVED)
    entries, before = BookEntry.objects.count(), control_total(counter.press.agreement)
    plan, at = counter.plan, counter.plan.tick()

    def approve(request_hash: str) -> str:
        return outcome_of_session(lambda: approvals.approve(request_hash, approver=plan.approver, at=at))

    with ThreadPoolExecutor(AT_ONCE) as sessions:
        outcomes = Tally(sessions.map(approve, requests))
    assert outcomes == {"done": 10, "RESERVED_SHARES_TAKEN": 30}
    assert BookEntry.objects.count() == entries + 10
    assert sum(one.whole_units for one in SecuritiesDue.objects.all()) == 1000
    assert control_total(counter.press.agreement).live == before.live - 1000
    assert Item.objects.filter(state="COMPLETE").count() == 30
    assert verify().findings == []


@contextmanager
def without_guards() -> Iterator[None]:
    """The taking without the lock of the books, the table without its trigger."""
    with owner_rights(connection) as cursor:
        cursor.execute("ALTER TABLE exercises_securitiesdue DISABLE TRIGGER taken_within_reserve")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deliveries, "lock_books", lambda found: RightsAgreement.objects.get(pk=found.pk))
        try:
            yield
        finally:
            empty_tables()
            with owner_rights(connection) as cursor:
                cursor.execute("ALTER TABLE exercises_securitiesdue ENABLE TRIGGER taken_within_reserve")


def posted_before_units_were_taken(counter: Counter) -> list[Callable[[], object]]:
    """Exercises whose posting took nothing yet, and of each the act that takes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elections, "take_from_reserve", lambda item, at: None)
        for request_hash in asked_by_all(counter, RACERS):
            approvals.approve(request_hash, approver=counter.plan.approver, at=counter.plan.tick())
    reserve(counter, FOR_TWO)
    at = counter.plan.tick()

    def taking(item: Item) -> Callable[[], object]:
        def take() -> None:
            with transaction.atomic():
                deliveries.take_from_reserve(item, at=at)

        return take

    return [taking(item) for item in Item.objects.filter(state="POSTED").select_related("agreement")]


def test_the_race_is_real_without_the_lock_twice_what_is_reserved_is_taken(transactional_db: None) -> None:
    acts = posted_before_units_were_taken(make_counter(certificates=RACERS))
    with without_guards():
        outcomes = none_before_all_wait(acts, table="exercises_securitiesdue")
        taken = sum(one.whole_units for one in SecuritiesDue.objects.all())
    assert outcomes == {"done": RACERS}
    assert taken == RACERS * OF_EACH == 400


def test_in_the_very_same_race_with_the_lock_two_take_what_is_reserved(transactional_db: None) -> None:
    acts = posted_before_units_were_taken(make_counter(certificates=RACERS))
    outcomes = none_before_all_wait(acts, table="exercises_securitiesdue")
    assert outcomes == {"done": 2, "RESERVED_SHARES_TAKEN": 2}
    assert sum(one.whole_units for one in SecuritiesDue.objects.all()) == 200


def one_check_for_two(counter: Counter) -> list[Callable[[], object]]:
    """Two exercises, and of each the act that records the same cashier's check for it."""
    plan, first, second = counter.plan, receive(counter, 1), receive(counter, 2)
    check = PaymentReceived(
        means=TenderedMeans.CASHIERS_CHECK,
        amount=Decimal("7500.00"),
        drawer_bank="Harbor Bank",
        instrument_number="77",
        payee=Payee.COMPANY,
        received_at=plan.at,
    )
    at = plan.tick()

    def recording(item: Item) -> Callable[[], object]:
        return lambda: receive_payment(item, check, document=plan.document, by=plan.maker, at=at)

    return [recording(first), recording(second)]


def test_the_race_is_real_without_the_lock_one_check_pays_two_exercises(transactional_db: None) -> None:
    acts = one_check_for_two(make_counter(certificates=2))
    with owner_rights(connection) as cursor:
        cursor.execute("SELECT pg_get_indexdef('instrument_used_once'::regclass)")
        (index,) = cursor.fetchone()
        cursor.execute("DROP INDEX instrument_used_once")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(items, "lock_books", lambda found: RightsAgreement.objects.get(pk=found.pk))
        outcomes = none_before_all_wait(acts, table="exercises_payment")
    paid = Payment.objects.count()
    empty_tables()
    with owner_rights(connection) as cursor:
        cursor.execute(index)
    assert (outcomes, paid) == ({"done": 2}, 2)


@pytest.mark.refusal("INSTRUMENT_USED")
def test_in_the_very_same_race_with_the_lock_one_check_pays_one_exercise(transactional_db: None) -> None:
    acts = one_check_for_two(make_counter(certificates=2))
    assert none_before_all_wait(acts, table="exercises_payment") == {"done": 1, "INSTRUMENT_USED": 1}
    assert Payment.objects.count() == 1
