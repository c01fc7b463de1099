"""Two hundred surrenders of one certificate at once, for each kind of item: one is taken in (§6(a))."""

from __future__ import annotations

import threading
from collections import Counter as Tally
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from agreement.errors import RightsError
from agreement.workflow.items import ItemKind
from exercises.services import elections
from exercises.services.elections import ElectionReceived
from registry.models import BookEntry, Item, ItemCertificate, RightsAgreement
from registry.services import same_name, transfers
from registry.services.transfers import LineReceived
from registry.verifier import verify
from tests.certificates.runs import make_press
from tests.registry.presented import CEDAR, Counter, countersigned
from tests.registry.test_items_same_name import written

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
SURRENDERS = 200
AT_ONCE = 25  # as many sessions as the server has room for; each takes the next surrender at once
PATIENCE_SECONDS = 60


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
        **told,
    )


def exercised(counter: Counter, told: dict[str, Any]) -> Item:
    election = ElectionReceived(30, "Beech Trust", CEDAR)
    return elections.receive_exercise(
        counter.press.agreement, counter.presentation(1), election=election, **told
    )


def in_the_same_name(kind: ItemKind, *asked: int) -> Callable[[Counter, dict[str, Any]], Item]:
    def receive(counter: Counter, told: dict[str, Any]) -> Item:
        presentation = counter.presentation(1, whole=written(counter, 1))
        return same_name.receive(counter.press.agreement, presentation, kind=kind, asked=asked, **told)

    return receive


KINDS = {
    "TRANSFER": transferred,
    "EXERCISE": exercised,
    "SPLIT_UP": in_the_same_name(ItemKind.SPLIT_UP, 40, 60),
    "COMBINE": in_the_same_name(ItemKind.COMBINE),
    "EXCHANGE_CERTIFICATES": in_the_same_name(ItemKind.EXCHANGE_CERTIFICATES),
}


def at_once(act: Callable[[], object]) -> Tally[str]:
    """The act two hundred times over many sessions: how often it was done, and each refusal by its code."""
    ready = threading.Barrier(AT_ONCE)
    waited = threading.local()

    def run(_: int) -> str:
        if not hasattr(waited, "once"):
            waited.once = True
            connection.ensure_connection()
            ready.wait(PATIENCE_SECONDS)
        try:
            act()
        except RightsError as refusal:
            return refusal.code
        return "done"

    def end_session(_: int) -> None:
        connection.close()

    with ThreadPoolExecutor(AT_ONCE) as sessions:
        outcomes = Tally(sessions.map(run, range(SURRENDERS)))
        closing = threading.Barrier(AT_ONCE)
        list(sessions.map(lambda place: (closing.wait(PATIENCE_SECONDS), end_session(place)), range(AT_ONCE)))
    return outcomes


def test_the_race_is_real_whoever_looks_and_then_takes_in_takes_in_many_times(
    counter: Counter, as_owner: Callable[[], Any]
) -> None:
    certificate = counter.certificate(1).pk
    with as_owner() as cursor:
        cursor.execute("CREATE TABLE naive_surrender (certificate bigint)")
        cursor.execute(f'GRANT ALL ON naive_surrender TO "{settings.DATABASE_RUNTIME_ROLE}"')
    everyone_has_looked = threading.Barrier(AT_ONCE)

    def take_in_naively() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM naive_surrender WHERE certificate = %s", [certificate])
            (found,) = cursor.fetchone()
            everyone_has_looked.wait(PATIENCE_SECONDS)
            if found == 0:
                cursor.execute("INSERT INTO naive_surrender VALUES (%s)", [certificate])

    try:
        assert at_once(take_in_naively) == {"done": SURRENDERS}
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM naive_surrender")
            assert cursor.fetchone() == (AT_ONCE,), "every session of the first wave took it in"
    finally:
        with as_owner() as cursor:
            cursor.execute("DROP TABLE naive_surrender")


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
