"""Two hundred surrenders of one certificate at once, for each kind of item: one is taken in (§6(a))."""

from __future__ import annotations

import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from agreement.errors import RightsError
from agreement.replacement import LossCause
from agreement.stops import ReporterCapacity
from agreement.workflow.items import ItemKind
from exercises.services import elections
from registry.models import BookEntry, Item, ItemCertificate, RightsAgreement, Stop
from registry.selectors import replacements as claims
from registry.services import items, replacements, same_name, transfers
from registry.services.replacements import ClaimReceived
from registry.services.transfers import LineReceived
from registry.verifier import verify
from tests.certificates.runs import make_press
from tests.conftest import empty_tables, owner_rights
from tests.registry.presented import CEDAR, Counter, countersigned, elected
from tests.registry.test_items_same_name import written

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
SURRENDERS = 200
AT_ONCE = 25  # as many sessions as the server has room for; each takes the next surrender at once
PATIENCE_SECONDS = 60
RACERS = 8  # who wait until all have come as far as the locks let them


@pytest.fixture
def counter(transactional_db: None) -> Counter:
    """Three certificates, countersigned and committed; the books open."""
    press = make_press(certificates=3)
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    press.agreement.refresh_from_db()
    countersigned(press)
    return Counter(press)


def transferred(counter: Counter, told: dict[str, Any]) -> Item:
    return transfers.receive_transfer(
        counter.press.agreement,
        counter.presentation(1),
        lines=[LineReceived("Cedar Fund LP", CEDAR, 40)],
        balance=60,
        **told,
    )


def exercised(counter: Counter, told: dict[str, Any]) -> Item:
    election = elected(30, counter.certificate(1).registration)
    return elections.receive_exercise(
        counter.press.agreement, counter.presentation(1), election=election, **told
    )


def in_the_same_name(kind: ItemKind, *asked: int) -> Callable[[Counter, dict[str, Any]], Item]:
    def receive(counter: Counter, told: dict[str, Any]) -> Item:
        presentation = counter.presentation(1, whole=written(counter, 1))
        return same_name.receive(counter.press.agreement, presentation, kind=kind, asked=asked, **told)

    return receive


def claimed(counter: Counter, told: dict[str, Any], cause: LossCause = LossCause.MUTILATED) -> Item:
    """The claim of a certificate, mutilated and surrendered with it unless it is gone."""
    presentation = counter.presentation(1, whole=written(counter, 1))
    claim = ClaimReceived(
        cause,
        date(2003, 6, 22),
        "As told",
        ReporterCapacity.REGISTERED_HOLDER,
        cause is LossCause.MUTILATED,
    )
    return replacements.receive_claim(counter.press.agreement, presentation, claim, **told)


KINDS = {
    "TRANSFER": transferred,
    "EXERCISE": exercised,
    "SPLIT_UP": in_the_same_name(ItemKind.SPLIT_UP, 40, 60),
    "COMBINE": in_the_same_name(ItemKind.COMBINE),
    "EXCHANGE_CERTIFICATES": in_the_same_name(ItemKind.EXCHANGE_CERTIFICATES),
    "REPLACE": claimed,
}


def outcome(act: Callable[[], object]) -> str:
    """How an act ended: done, or refused by its code."""
    try:
        act()
    except RightsError as refusal:
        return refusal.code
    return "done"


def at_once(act: Callable[[], object]) -> Tally[str]:
    """The act two hundred times over many sessions: how often it was done, and each refusal by its code."""
    ready = threading.Barrier(AT_ONCE)
    waited = threading.local()

    def run(_: int) -> str:
        if not hasattr(waited, "once"):
            waited.once = True
            connection.ensure_connection()
            ready.wait(PATIENCE_SECONDS)
        return outcome(act)

    def end_session(_: int) -> None:
        connection.close()

    with ThreadPoolExecutor(AT_ONCE) as sessions:
        outcomes = Tally(sessions.map(run, range(SURRENDERS)))
        closing = threading.Barrier(AT_ONCE)
        list(sessions.map(lambda place: (closing.wait(PATIENCE_SECONDS), end_session(place)), range(AT_ONCE)))
    return outcomes


@contextmanager
def without_guards(*, asks_for_others: bool = True) -> Iterator[None]:
    """The service without the lock it takes, the tables without the two constraints behind it.

    A claim to replace asks besides whether another waits for the same certificate: `asks_for_others`.
    """
    with owner_rights(connection) as cursor:
        cursor.execute("SELECT pg_get_indexdef('certificate_surrendered_once'::regclass)")
        (index,) = cursor.fetchone()
        cursor.execute("DROP INDEX certificate_surrendered_once")
        cursor.execute("ALTER TABLE registry_item DROP CONSTRAINT item_number_once")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(items, "lock_books", lambda agreement: RightsAgreement.objects.get(pk=agreement.pk))
        if not asks_for_others:
            patch.setattr(claims, "waiting_for", lambda certificate: None)
        try:
            yield
        finally:
            empty_tables()  # what went wrong would not fit under the constraints
            with owner_rights(connection) as cursor:
                cursor.execute(index)
                cursor.execute(
                    "ALTER TABLE registry_item ADD CONSTRAINT item_number_once UNIQUE (agreement_id, number)"
                )


def outcome_of_session(act: Callable[[], object]) -> str:
    """How an act ended in a session of its own."""
    try:
        return outcome(act)
    finally:
        connection.close()


def none_before_all_wait(act: Callable[[], object]) -> Tally[str]:
    """The act in every session; none ends before each has come as far as the locks let it."""
    with ThreadPoolExecutor(RACERS) as sessions, transaction.atomic():
        with connection.cursor() as cursor:  # each records what it did, and waits here for its turn
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit_record'), id::integer)"
                           " FROM registry_rightsagreement")  # fmt: skip
        begun = [sessions.submit(outcome_of_session, act) for _ in range(RACERS)]
        until = time.monotonic() + PATIENCE_SECONDS
        with connection.cursor() as cursor:
            while time.monotonic() < until:
                cursor.execute("SELECT count(*) FROM pg_locks, pg_sleep(0.02) WHERE NOT granted")
                if cursor.fetchone() == (RACERS,):
                    break
    return Tally(one.result() for one in begun)


@pytest.mark.row("R-6a-2")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_race_is_real_without_the_lock_and_its_constraints_the_service_takes_it_in_again_and_again(
    kind: str, counter: Counter
) -> None:
    plan, receive = counter.plan, KINDS[kind]
    told = {"document": plan.document, "by": plan.maker, "at": plan.tick()}
    with without_guards(asks_for_others=False):
        outcomes = none_before_all_wait(lambda: receive(counter, told))
        lies = ItemCertificate.objects.filter(certificate=counter.certificate(1)).count()
    assert outcomes["done"] == lies > 1
    assert set(outcomes) <= {"done", "BOOKS_BUSY"}, "nobody is told that it lies with another item"


@pytest.mark.row("R-6a-2")
def test_of_claims_without_the_lock_the_one_that_waits_already_refuses_the_others(counter: Counter) -> None:
    """Asked behind the record of the first act, whose lock stands: the guard that is none of the lock's."""
    plan = counter.plan
    told = {"document": plan.document, "by": plan.maker, "at": plan.tick()}
    with without_guards():
        outcomes = none_before_all_wait(lambda: claimed(counter, told))
    assert outcomes == {"done": 1, "REPLACEMENT_WAITS_ALREADY": RACERS - 1}


@pytest.mark.row("R-6a-2")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_in_the_very_same_race_with_the_lock_one_session_takes_it_in(kind: str, counter: Counter) -> None:
    plan, receive = counter.plan, KINDS[kind]
    told = {"document": plan.document, "by": plan.maker, "at": plan.tick()}
    outcomes = none_before_all_wait(lambda: receive(counter, told))
    assert outcomes == {"done": 1, "CERTIFICATE_WITH_ANOTHER_ITEM": RACERS - 1}


@pytest.mark.row("R-6a-2")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_of_two_hundred_surrenders_at_once_one_is_taken_in_and_the_books_stay(
    kind: str, counter: Counter
) -> None:
    plan, receive = counter.plan, KINDS[kind]
    told = {"document": plan.document, "by": plan.maker, "at": plan.tick()}
    entries = BookEntry.objects.count()
    outcomes = at_once(lambda: receive(counter, told))
    assert outcomes == {"done": 1, "CERTIFICATE_WITH_ANOTHER_ITEM": SURRENDERS - 1}
    assert ItemCertificate.objects.count() == 1
    assert list(Item.objects.values_list("number", flat=True)) == [1], "no number was used up by a refusal"
    assert BookEntry.objects.count() == entries
    assert verify().findings == []


@pytest.mark.row("R-6b-1")
def test_of_two_hundred_claims_of_one_lost_certificate_one_is_taken_in_with_its_stop(
    counter: Counter,
) -> None:
    plan = counter.plan
    told = {"document": plan.document, "by": plan.maker, "at": plan.tick()}
    entries = BookEntry.objects.count()
    outcomes = at_once(lambda: claimed(counter, told, LossCause.LOST))
    assert outcomes == {"done": 1, "REPLACEMENT_WAITS_ALREADY": SURRENDERS - 1}
    assert (Item.objects.count(), Stop.objects.count()) == (1, 1)
    assert BookEntry.objects.count() == entries
    assert verify().findings == []
