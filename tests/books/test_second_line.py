"""By raw SQL: what the runtime role may not do at all, and what even the owner's triggers refuse."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from registry.grants import check_books_guarded
from registry.models import (
    BookEntry,
    BookIsReadOnly,
    Lot,
    RegisteredHolder,
)
from registry.services.audit import append_audit
from registry.verifier.functions import FOLDER, written_functions
from registry.verifier.guards import (
    BOOK_TABLES,
    CONSTRAINTS,
    DOOR_TABLES,
    FILED_TABLES,
    TRIGGERS,
    all_shortcomings,
)
from tests.books.books import Plan
from tests.books.test_door_refusals import marked_lot, signed

pytestmark = pytest.mark.servers
Owner = Callable[[], Any]


def refused(cursor: Any, statement: str) -> str:
    """Run a statement that must be refused; the SQLSTATE and the message of the refusal."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        cursor.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")
    cause: Any = refusal.value.__cause__
    return f"{cause.sqlstate} {cause.diag.message_primary}"


@pytest.mark.parametrize("table", DOOR_TABLES)
def test_the_runtime_role_writes_no_row_of_the_books(separated: Plan, table: str) -> None:
    with connection.cursor() as cursor:
        for statement in (
            f"INSERT INTO {table} SELECT * FROM {table}",
            f"UPDATE {table} SET id = id",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER USER",
            f"DROP TABLE {table} CASCADE",
        ):
            assert refused(cursor, statement).startswith("42501"), statement


@pytest.mark.parametrize("table", FILED_TABLES)
def test_the_runtime_role_files_papers_and_changes_none(separated: Plan, table: str) -> None:
    with connection.cursor() as cursor:
        column = connection.introspection.get_table_description(cursor, table)[0].name
        for statement in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            assert refused(cursor, statement).startswith("42501"), statement


def test_the_runtime_role_cannot_switch_triggers_off_for_itself(plan: Plan) -> None:
    with connection.cursor() as cursor:
        assert refused(cursor, "SET session_replication_role = replica").startswith("42501")
        assert refused(
            cursor, "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS ''"
        ).startswith("42501")


@pytest.mark.parametrize(
    "call",
    [
        "take_numbers(1, 'CERTIFICATE')",
        "lock_agreement('DTHK')",
        "use_approval(1, '{}', now())",
        "seal_entry(NULL)",
        "lot_leaf(1, 1, 1, 1, 1, 1, 1)",
    ],
)
def test_the_runtime_role_calls_no_internal_function(plan: Plan, call: str) -> None:
    with connection.cursor() as cursor:
        assert refused(cursor, f"SELECT {call}").startswith("42501")


def test_there_is_no_posting_without_an_approval(plan: Plan) -> None:
    with connection.cursor() as cursor:
        told = refused(cursor, 'SELECT post_entry(NULL, \'{"agreement": "DTHK", "kind": "PAPER"}\', now())')
    assert told == "RA001 APPROVAL_NOT_FOUND"


CHANGES = {
    "book_entry": "UPDATE book_entry SET memorandum = 'x'",
    "rights_certificate": "UPDATE rights_certificate SET rights = rights + 1",
    "lot": "UPDATE lot SET rights = rights + 1",
    "a lot closed by an old entry": "UPDATE lot SET closed_by_id = opened_by_id, closing_hash = leaf_hash",
    "a mark": "UPDATE lot_taint SET void_from = now()",
    "certificate_event": "UPDATE certificate_event SET last_number = 99",
    "control_account": "UPDATE control_account SET total = 0",
    "a counter lowered": "UPDATE number_counter SET last_number = 0",
    "a counter raised with another hash": "UPDATE number_counter SET last_number = last_number + 1",
    "a request": "UPDATE registry_approval SET request = '{}'",
    "an approval undone": "UPDATE registry_approval SET approved_at = NULL, approver_id = NULL",
    "an approval used again": "UPDATE registry_approval SET consumed_at = NULL",
    "audit_record": "UPDATE audit_record SET act = 'x'",
    "registry_document": "UPDATE registry_document SET sha256 = 'x'",
}


@pytest.fixture
def full(separated: Plan) -> Plan:
    """Books with a row in every table."""
    lot = Lot.objects.get(certificate__number=2)
    marked_lot(separated, lot)
    separated.post(separated.entry("PAPER", "5(a)", events=[signed(separated, 1, 1)]))
    append_audit(separated.agreement, actor=separated.maker, act="TEST", subject="s", at=separated.tick())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return separated


@pytest.mark.parametrize("what", CHANGES)
def test_even_the_owner_changes_nothing(full: Plan, as_owner: Owner, what: str) -> None:
    with as_owner() as cursor:
        assert refused(cursor, CHANGES[what]) == "RA001 BOOKS_IMMUTABLE"


@pytest.mark.parametrize("table", [*DOOR_TABLES, "registry_document"])
def test_even_the_owner_removes_nothing(full: Plan, as_owner: Owner, table: str) -> None:
    with as_owner() as cursor:
        assert refused(cursor, f"DELETE FROM {table}") == "RA001 BOOKS_IMMUTABLE"
        assert refused(cursor, f"TRUNCATE {table} CASCADE") == "RA001 BOOKS_IMMUTABLE"


COPY_OF = (
    "INSERT INTO {table} SELECT (json_populate_record({table}, '{{\"id\": 999999}}')).* FROM {table} LIMIT 1"
)


@pytest.mark.parametrize(
    "table", ["rights_certificate", "lot", "lot_taint", "certificate_event", "control_account"]
)
def test_even_the_owner_adds_no_row_to_a_posted_entry(full: Plan, as_owner: Owner, table: str) -> None:
    with as_owner() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'", [table]
        )
        for (name,) in cursor.fetchall():  # so that the trigger speaks and not a unique key
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute("DROP INDEX one_taint_in_force")
        assert refused(cursor, COPY_OF.format(table=table)) == "RA001 ROW_OUTSIDE_ITS_ENTRY"


def insert_entry(parts: str) -> str:
    """Statement that inserts a copy of the last entry with other parts."""
    return (
        "INSERT INTO book_entry SELECT (json_populate_record(entry, json_build_object('id', 999999, "
        f"'approval_id', spare.id, {parts}))).* FROM book_entry entry, registry_approval spare"
        " WHERE spare.consumed_at IS NULL ORDER BY entry.number DESC LIMIT 1"
    )


def test_even_the_owner_posts_no_entry_that_is_unsealed_or_out_of_turn(full: Plan, as_owner: Owner) -> None:
    full.approved({"spare": True})
    unsealed = "'content_hash', '', 'entry_hash', ''"
    with as_owner() as cursor:
        assert refused(cursor, insert_entry("'number', entry.number + 1")) == "RA001 ENTRY_OUT_OF_TURN"
        assert refused(cursor, insert_entry(f"'number', entry.number + 2, {unsealed}")) == (
            "RA001 ENTRY_OUT_OF_TURN"
        )
        told = refused(cursor, insert_entry(f"'number', entry.number + 1, {unsealed}"))
    assert told.startswith("23514")
    assert "out of balance or not sealed" in told


def test_every_guard_stands_and_each_is_missed_when_it_falls(full: Plan, as_owner: Owner) -> None:
    role = settings.DATABASE_RUNTIME_ROLE
    with connection.cursor() as cursor:
        assert all_shortcomings(cursor, role=role) == []
    with as_owner() as cursor:
        for table, name in sorted(TRIGGERS):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        cursor.execute(f'GRANT UPDATE (rights) ON lot TO "{role}"')
        cursor.execute(f'REVOKE EXECUTE ON FUNCTION post_entry FROM "{role}"')
        cursor.execute("GRANT EXECUTE ON FUNCTION approve_request TO PUBLIC")
        cursor.execute("ALTER TABLE book_entry DROP CONSTRAINT entry_two_people")
        cursor.execute("ALTER FUNCTION append_audit RESET search_path")
        cursor.execute("DROP INDEX one_taint_in_force")
        cursor.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        told = all_shortcomings(cursor, role=role)
    assert len([line for line in told if "trigger" in line]) == len(TRIGGERS)
    rest = sorted(line for line in told if "trigger" not in line)
    assert rest == sorted(
        [
            f"The runtime role {role} has UPDATE on lot.",
            f"The role {role} may not call the function post_entry.",
            "The function approve_request may be called by everybody.",
            "The constraint entry_two_people on book_entry is missing or not validated.",
            "The constraint one_taint_in_force on lot_taint is missing or not validated.",
            f"The runtime role {role} may create functions beside those of the books.",
            "The function append_audit does not run with its owner's rights on a fixed path.",
        ]
    )


REWRITTEN = {
    "another text": (
        "CREATE OR REPLACE FUNCTION person_may(person_id bigint, roles text[]) RETURNS boolean LANGUAGE sql"
        " STABLE SET search_path = pg_catalog, public, pg_temp AS 'SELECT true'",
        "The function person_may is not the one of registry/sql: its text was changed.",
    ),
    "a function beside it": (
        "CREATE FUNCTION lot_leaf(a text) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea'",
        "Several functions are called lot_leaf.",
    ),
    "a function gone": (
        "ALTER FUNCTION check_marks(book_entry, record) RENAME TO check_nothing",
        "The function check_marks is missing.",
    ),
    "the rights of its owner": (
        "ALTER FUNCTION use_approval SECURITY DEFINER",
        "The function use_approval runs with other rights than registry/sql gives it.",
    ),
    "a trigger that calls another function": (
        "DROP TRIGGER never_changed ON control_account; CREATE TRIGGER never_changed BEFORE UPDATE"
        " ON control_account FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "The trigger never_changed on control_account calls another function, or under another condition.",
    ),
    "a trigger that never speaks": (
        "DROP TRIGGER never_changed ON control_account; CREATE TRIGGER never_changed BEFORE UPDATE"
        " ON control_account FOR EACH ROW WHEN (false) EXECUTE FUNCTION refuse_change()",
        "The trigger never_changed on control_account calls another function, or under another condition.",
    ),
}


@pytest.mark.parametrize("what", REWRITTEN)
def test_a_function_of_the_books_that_was_rewritten_is_named(plan: Plan, as_owner: Owner, what: str) -> None:
    change, told = REWRITTEN[what]
    role = settings.DATABASE_RUNTIME_ROLE
    with as_owner() as cursor:
        assert all_shortcomings(cursor, role=role) == []
        cursor.execute(change)
        assert all_shortcomings(cursor, role=role) == [told]


def test_every_function_of_the_sql_files_is_among_those_compared() -> None:
    defined = re.findall(
        r"^CREATE (?:OR REPLACE )?FUNCTION (\w+)",
        "\n".join(path.read_text() for path in FOLDER.glob("*.sql")),
        re.MULTILINE,
    )
    assert sorted(defined) == sorted(written_functions())
    assert len(defined) > 60


def test_every_constraint_of_the_book_tables_is_among_those_looked_for() -> None:
    named = {
        (model._meta.db_table, constraint.name)
        for model in apps.get_app_config("registry").get_models()
        if model._meta.db_table in BOOK_TABLES
        for constraint in model._meta.constraints
    }
    assert named <= CONSTRAINTS


def test_the_name_in_which_rights_are_held_does_not_change_beneath_them(separated: Plan) -> None:
    holder = separated.holders[0]
    for change in ("registration = 'Somebody else'", "account = 'X'", "agreement_id = agreement_id + 1"):
        with connection.cursor() as cursor:
            told = refused(cursor, f"UPDATE registered_holder SET {change} WHERE id = {holder.pk}")
        assert told.startswith("RA001 BOOKS_IMMUTABLE")
    RegisteredHolder.objects.filter(pk=holder.pk).update(address="2 Market Street")


def test_the_check_of_the_database_names_a_missing_guard(plan: Plan, as_owner: Owner) -> None:
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE lot DISABLE TRIGGER set_once")
    messages = [
        message.msg for message in check_books_guarded(None, ["default"]) if message.id == "registry.E011"
    ]
    assert messages == ["The trigger set_once on lot is missing or switched off."]


def test_models_of_the_books_are_read_only(separated: Plan) -> None:
    lot = Lot.objects.first()
    assert lot is not None
    for write in (
        lot.save,
        lot.delete,
        Lot.objects.create,
        Lot.objects.update,
        BookEntry.objects.all().delete,
    ):
        with pytest.raises(BookIsReadOnly):
            write()


def test_only_one_module_calls_the_posting_functions() -> None:
    root = Path(__file__).resolve().parents[2]
    calls = re.compile(r"(SELECT|FROM|PERFORM)\s+(\S+\s+FROM\s+)?(post_entry|open_books)\s*\(", re.IGNORECASE)
    named = re.compile(r"[\"'](post_entry|open_books)[\"']")
    callers = {
        str(path.relative_to(root))
        for app in ("registry", "certificates", "exercises", "config", "agreement")
        for path in (root / app).rglob("*.py")
        if calls.search(path.read_text()) or ("cursor" in path.read_text() and named.search(path.read_text()))
    }
    assert callers - {"registry/verifier/guards.py"} == {"registry/services/books.py"}
