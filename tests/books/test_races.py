"""Many at once: the race is real, the lock ends it, and without the lock the second line still holds."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from agreement.errors import RightsError
from registry.models import Approval, BookEntry, Lot, RightsCertificate
from registry.services import approvals, books
from registry.verifier import verify
from tests.books.books import Plan, make_plan

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
Owner = Callable[[], Any]
MANY = 30
PATIENCE_SECONDS = 30


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    """A plan whose rows are committed."""
    return make_plan()


def all_at_once(acts: list[Callable[[], object]]) -> Counter[str]:
    """Run every act on a connection of its own; count the outcomes: done, or the code of the refusal."""
    outcomes: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
            outcomes.append("done")
        except RightsError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return Counter(outcomes)


def owner_connection() -> psycopg.Connection[Any]:
    """Another connection of the tables' owner, outside Django's."""
    parameters = connection.get_connection_params()
    wanted = {
        key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if key in parameters
    }
    return psycopg.connect(**wanted)


def held_back(statement: str, acts: list[Callable[[], object]]) -> Counter[str]:
    """Run the acts while another transaction holds a lock, and let go once all of them wait for it."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with owner_connection() as holder, owner_connection() as watcher:
        watcher.autocommit = True
        holder.execute(statement)
        outcomes: list[Counter[str]] = []
        runner = threading.Thread(target=lambda: outcomes.append(all_at_once(acts)))
        runner.start()
        pause = threading.Event()
        for _ in range(PATIENCE_SECONDS * 100):
            if watcher.execute(waiting).fetchone() == (len(acts),):
                break
            pause.wait(0.01)
        holder.rollback()
        runner.join(PATIENCE_SECONDS)
    return outcomes[0]


def closings(plan: Plan, lot: Lot, how_many: int) -> list[Callable[[], object]]:
    """As many approved transfers of one lot, each to another holder."""
    approved = [
        Approval.objects.get(pk=plan.approved(plan.transfer(lot, plan.holder(f"T{place}"))))
        for place in range(how_many)
    ]
    at = plan.tick()
    return [lambda approval=approval: books.post_entry(approval, at=at) for approval in approved]


def test_the_race_is_real_read_then_write_closes_a_lot_many_times(as_owner: Owner) -> None:
    with as_owner() as cursor:
        cursor.execute(
            "CREATE TABLE naive_lot (id int, open boolean); INSERT INTO naive_lot VALUES (1, true)"
        )
        cursor.execute("CREATE TABLE naive_closing (lot int)")
        cursor.execute(f'GRANT ALL ON naive_lot, naive_closing TO "{settings.DATABASE_RUNTIME_ROLE}"')
    everyone_has_read = threading.Barrier(MANY)

    def close_naively() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT open FROM naive_lot")
            assert cursor.fetchone() == (True,)
            everyone_has_read.wait(PATIENCE_SECONDS)
            cursor.execute("UPDATE naive_lot SET open = false; INSERT INTO naive_closing VALUES (1)")

    try:
        assert all_at_once([close_naively] * MANY) == {"done": MANY}
    finally:
        with as_owner() as cursor:
            cursor.execute("DROP TABLE naive_lot, naive_closing")


def test_of_many_closings_of_one_lot_exactly_one_succeeds(separated: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    outcomes = held_back(
        "SELECT FROM registry_rightsagreement FOR NO KEY UPDATE", closings(separated, lot, MANY)
    )
    assert outcomes == {"done": 1, "LOT_ALREADY_CLOSED": MANY - 1}
    assert Lot.objects.filter(parent=lot).count() == 1
    assert verify().findings == []


WITHOUT_LOCK = """
    CREATE OR REPLACE FUNCTION lock_agreement(agreement_code text) RETURNS registry_rightsagreement
    LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS
    $$ SELECT agreement FROM registry_rightsagreement agreement WHERE code = agreement_code $$
"""


def test_without_the_lock_all_pass_the_check_and_the_second_line_refuses(
    separated: Plan, as_owner: Owner
) -> None:
    lot = Lot.objects.get(certificate__number=1)
    acts = closings(separated, lot, 10)
    with as_owner() as cursor:
        cursor.execute("SELECT pg_get_functiondef('lock_agreement'::regproc)")
        (with_lock,) = cursor.fetchone()
        cursor.execute(WITHOUT_LOCK)
    try:
        outcomes = held_back("SELECT FROM number_counter FOR NO KEY UPDATE", acts)
    finally:
        with as_owner() as cursor:
            cursor.execute(with_lock)
    assert outcomes == {"done": 1, "BOOKS_IMMUTABLE": 9}
    assert verify().findings == []


def test_one_approval_used_by_many_posts_once(separated: Plan) -> None:
    request = separated.transfer(Lot.objects.get(certificate__number=1), separated.holder("3"))
    approval = Approval.objects.get(pk=separated.approved(request))
    at = separated.tick()
    outcomes = all_at_once([lambda: books.post_entry(approval, at=at)] * 10)
    assert outcomes == {"done": 1, "APPROVAL_ALREADY_USED": 9}


def test_one_request_approved_by_many_is_performed_once(separated: Plan) -> None:
    request = separated.transfer(Lot.objects.get(certificate__number=1), separated.holder("3"))
    approval = books.request_entry(
        separated.agreement, entry=request, summary="s", maker=separated.maker, at=separated.tick()
    )
    at = separated.tick()
    outcomes = all_at_once(
        [lambda: approvals.approve(approval.request_hash, approver=separated.approver, at=at)] * 10
    )
    assert outcomes == {"done": 1, "ALREADY_APPROVED": 9}
    assert BookEntry.objects.filter(kind="TRANSFER").count() == 1


@pytest.mark.row("R-5a-6")
def test_numbers_have_no_gap_when_some_postings_are_refused(separated: Plan) -> None:
    acts: list[Callable[[], object]] = []
    for place in range(18):
        holder = separated.holder(f"N{place}")
        request = separated.entry(
            "ISSUE",
            "22",
            rights_created=10,
            certificates=[separated.certificate(holder, 10)],
            open=[{"parent": None, "rights": 10, "holder": holder.pk, "certificate": 0}],
            # Every third is refused at the very end, after its numbers were taken.
            events=[]
            if place % 3
            else [{"kind": "SPOILED", "first": 1, "last": 1, "happened_on": "2003-06-20", "reason": "lost"}],
        )
        approval = Approval.objects.get(pk=separated.approved(request))
        acts.append(lambda approval=approval: books.post_entry(approval, at=separated.at))
    assert all_at_once(acts) == {"done": 12, "CERTIFICATE_STILL_OUTSTANDING": 6}
    entries = list(BookEntry.objects.order_by("number").values_list("number", flat=True))
    certificates = list(RightsCertificate.objects.order_by("number").values_list("number", flat=True))
    assert entries == list(range(1, len(entries) + 1))
    assert certificates == list(range(1, 2 + 12 + 1))
    assert verify().findings == []
