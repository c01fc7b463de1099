"""Whoever owns the database can change a value; the verifier names the table and the row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from registry.models import BookEntry, CertificateEvent, Lot, LotTaint
from registry.services.audit import append_audit
from registry.verifier import read_figure, verify
from registry.verifier.guards import BOOK_TABLES
from tests.books.books import Plan, make_notice
from tests.books.tampering import RECHAIN, found, lift_guards
from tests.books.test_door_refusals import MARK, inherited, marked_lot, signed

pytestmark = pytest.mark.servers
Owner = Callable[[], Any]


@pytest.fixture
def books_of_all_kinds(separated: Plan) -> Plan:
    """Books with rows of every kind: closed lots, marks made, inherited and ended, events, a correction."""
    alder, birch = separated.holders
    first = separated.post(separated.transfer(Lot.objects.get(certificate__number=1), birch))
    wrong = Lot.objects.get(opened_by=first)
    correction = {"kind": "CORRECT", "corrects": first.pk, "memorandum": "Wrong account."}
    separated.post(separated.transfer(wrong, alder, **correction))
    marked = marked_lot(separated, Lot.objects.get(certificate__number=2))
    request = inherited(separated, marked)
    request["certificates"][0].update(legend_class="NULLITY", taint_class="IV")
    separated.post(request)
    child = Lot.objects.get(parent=marked)
    make_notice(separated, "NULLITY_ENDED", effective_at=separated.at)
    separated.post(separated.entry("RESTORE", "7(e)", end_marks=[child.pk]))
    separated.post(
        separated.entry("PAPER", "5(a)", events=[signed(separated, 1, 2, manifest_hash="ab" * 32)])
    )
    notice = make_notice(separated, "PRE_SEPARATION_NULLITY", effective_at=separated.at, state="ACCEPTED")
    mark = {"lot": child.pk, "notice": notice.pk, **MARK, "void_from": "2003-06-22T00:00:00Z"}
    separated.post(separated.entry("NULLIFY", "7(e)", marks=[mark]))
    separated.post(
        separated.entry("CANCEL", "8", close=[{"lot": child.pk, "retired_as": "CANCELLED"}], item=12)
    )
    return separated


@pytest.fixture
def as_tamperer(books_of_all_kinds: Plan, as_owner: Owner) -> Iterator[Any]:
    """A cursor of the owner with triggers off and every constraint gone."""
    assert verify().findings == []
    with as_owner() as cursor:
        lift_guards(cursor)
        yield cursor


CHANGED = {
    "bigint": "coalesce({column} + 1, 1)",
    "timestamp with time zone": "coalesce({column} + interval '1 microsecond', now())",
    "date": "{column} + 1",
    "bytea": "coalesce(set_byte({column}, 31, 255 - get_byte({column}, 31)), sha256('other'))",
    "text": "{column} || 'x'",
    "character varying": "CASE WHEN {column} = '' THEN 'I' ELSE left({column}, -1) END",
}


def test_a_change_of_any_column_of_any_book_table_is_named(as_tamperer: Any) -> None:
    as_tamperer.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = ANY (%s) ORDER BY 1, ordinal_position",
        [list(BOOK_TABLES)],
    )
    columns = as_tamperer.fetchall()
    missed = []
    for table, column, data_type in columns:
        for which in ("min", "max"):
            as_tamperer.execute(f"SELECT {which}(id) FROM {table}")
            (key,) = as_tamperer.fetchone()
            with transaction.atomic():
                value = CHANGED[data_type].format(column=column)
                as_tamperer.execute(
                    f"UPDATE {table} SET {column} = {value} WHERE id = %s RETURNING id", [key]
                )
                (new_key,) = as_tamperer.fetchone()
                named = {(finding.table, finding.key) for finding in found()}
                if not named & {(table, str(key)), (table, str(new_key))}:
                    missed.append((table, column, key, named))
                transaction.set_rollback(True)
    assert missed == []
    assert len(columns) > 75
    assert {table for table, _, _ in columns} == set(BOOK_TABLES)


@pytest.mark.parametrize("table", BOOK_TABLES)
def test_a_row_removed_or_doubled_is_noticed(as_tamperer: Any, table: str) -> None:
    as_tamperer.execute(f"SELECT array_agg(id ORDER BY id) FROM {table}")
    (keys,) = as_tamperer.fetchone()
    for key in (keys[0], keys[-1]):
        with transaction.atomic():
            as_tamperer.execute(f"DELETE FROM {table} WHERE id = %s", [key])
            assert found(), f"{table} {key} removed"
            transaction.set_rollback(True)
        with transaction.atomic():
            as_tamperer.execute(
                f"INSERT INTO {table} SELECT (json_populate_record(written, '{{\"id\": 999999}}')).*"
                f" FROM {table} written WHERE id = %s",
                [key],
            )
            assert found(), f"{table} {key} doubled"
            transaction.set_rollback(True)


def test_two_rows_that_change_places_are_named(as_tamperer: Any) -> None:
    first, second = Lot.objects.filter(certificate__number__in=[1, 2]).order_by("id")
    as_tamperer.execute(
        "UPDATE lot SET holder_id = other.holder_id FROM lot other"
        " WHERE lot.id = ANY (%s) AND other.id = ANY (%s) AND lot.id <> other.id",
        [[first.pk, second.pk], [first.pk, second.pk]],
    )
    named = {(finding.table, finding.key) for finding in found()}
    assert {("lot", str(first.pk)), ("lot", str(second.pk))} <= named


def test_a_forged_lot_with_a_right_hash_is_named_by_its_entry(as_tamperer: Any) -> None:
    lot = Lot.objects.get(certificate__number=2)
    as_tamperer.execute(
        "INSERT INTO lot (id, agreement_id, rights, holder_id, opened_by_id, retired_as, leaf_hash)"
        " SELECT 999999, agreement_id, 5, holder_id, opened_by_id, '',"
        "        lot_leaf(999999, agreement_id, 5, holder_id, NULL, NULL, opened_by_id)"
        "   FROM lot WHERE id = %s",
        [lot.pk],
    )
    columns = {(finding.table, finding.key, finding.column) for finding in found()}
    assert ("book_entry", str(lot.opened_by_id), "content_hash") in columns
    assert ("book_entry", str(lot.opened_by_id), "rights_opened") in columns


def test_an_entry_that_says_other_than_was_approved_is_named_though_its_chain_is_right(
    as_tamperer: Any,
) -> None:
    as_tamperer.execute("UPDATE book_entry SET section = '27' WHERE number = 2")
    as_tamperer.execute(RECHAIN)
    assert {(finding.table, finding.column) for finding in found()} == {("book_entry", "section")}


def test_an_entry_cut_off_leaves_its_used_approval_behind(as_tamperer: Any) -> None:
    last = BookEntry.objects.latest("number")
    as_tamperer.execute(CUT_TAIL.replace("DELETE FROM registry_approval WHERE id = last.approval_id;", ""))
    assert [(finding.table, finding.key) for finding in found()] == [
        ("registry_approval", str(last.approval_id))
    ]


@pytest.mark.parametrize(
    "change",
    [
        "approver_id = maker_id",
        "approved_at = requested_at - interval '1 second'",
        "approved_at = NULL",
        "lapses_at = approved_at - interval '1 second'",
        "consumed_at = approved_at - interval '1 second'",
        "rejected_at = approved_at",
        "request = '{}'",
        "kind = 'MARK_PRODUCTIVE'",
        "summary = 'Close another run'",
        "agreement_id = NULL",
    ],
)
def test_an_approval_of_another_act_is_proven_too(as_tamperer: Any, change: str) -> None:
    as_tamperer.execute(
        "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = 'registry_approval'::regclass"
    )
    for (name,) in as_tamperer.fetchall():
        as_tamperer.execute(f"ALTER TABLE registry_approval DROP CONSTRAINT {name}")
    as_tamperer.execute(
        "INSERT INTO registry_approval (agreement_id, kind, summary, request, request_hash, maker_id,"
        "       approver_id, requested_at, approved_at, consumed_at, rejection_reason)"
        " SELECT agreement_id, 'CLOSE_RUN', 'x', '{\"run\": 1}',"
        "        hash_of_request('CLOSE_RUN', agreement_id, 'x', '{\"run\": 1}'), maker_id,"
        "        approver_id, requested_at, approved_at, consumed_at, '' FROM registry_approval LIMIT 1"
        " RETURNING id"
    )
    (key,) = as_tamperer.fetchone()
    assert found() == []
    as_tamperer.execute(f"UPDATE registry_approval SET {change} WHERE id = %s", [key])
    assert {(finding.table, finding.key) for finding in found()} == {("registry_approval", str(key))}


@pytest.mark.parametrize(
    "change", ["request = request || '{\"x\": 1}'", "kind = 'CLOSE_RUN'", "summary = summary || ' and more'"]
)
def test_a_request_changed_after_its_use_is_named(as_tamperer: Any, change: str) -> None:
    as_tamperer.execute(f"UPDATE registry_approval SET {change}")
    assert {finding.table for finding in found()} == {"registry_approval"}


REWRITE = """
    DO $$
    BEGIN
        UPDATE registry_approval SET request = request || '{"memorandum": "another story"}'
         WHERE id = (SELECT approval_id FROM book_entry WHERE number = 2);
        UPDATE registry_approval SET request_hash = hash_of_request(kind, agreement_id, summary, request);
        UPDATE book_entry SET memorandum = 'another story', request_hash = decode(asked.request_hash, 'hex')
          FROM registry_approval asked WHERE number = 2 AND asked.id = approval_id;
    END $$
"""


def test_history_rewritten_with_a_right_chain_is_caught_by_the_printed_figure(as_tamperer: Any) -> None:
    printed = BookEntry.objects.latest("number")
    figure = f"{printed.number}:{bytes(printed.entry_hash).hex()}"
    assert not [f for f in verify(["DTHK"], expected=read_figure(figure)).findings if f.table != "database"]
    as_tamperer.execute(REWRITE)
    as_tamperer.execute(RECHAIN)
    assert found() == []
    (finding,) = [f for f in verify(["DTHK"], expected=read_figure(figure)).findings if f.table != "database"]
    assert (finding.table, finding.key, finding.column) == ("book_entry", str(printed.pk), "entry_hash")


CUT_TAIL = """
    DO $$
    DECLARE last book_entry;
    BEGIN
        SELECT * INTO last FROM book_entry ORDER BY number DESC LIMIT 1;
        UPDATE lot SET closed_by_id = NULL, retired_as = '', closing_hash = NULL WHERE closed_by_id = last.id;
        DELETE FROM book_entry WHERE id = last.id;
        DELETE FROM registry_approval WHERE id = last.approval_id;
        UPDATE number_counter SET last_number = last_number - 1,
               leaf_hash = number_counter_leaf(id, agreement_id, kind, last_number - 1) WHERE kind = 'ENTRY';
    END $$
"""


def test_a_tail_cut_off_cleanly_is_caught_by_the_printed_figure(as_tamperer: Any) -> None:
    printed = BookEntry.objects.latest("number")
    figure = read_figure(f"{printed.number}:{bytes(printed.entry_hash).hex()[:16]}")
    as_tamperer.execute(CUT_TAIL)
    assert found() == []
    told = [f.message for f in verify(["DTHK"], expected=figure).findings if f.table != "database"]
    assert told == [f"the books end at {printed.number - 1}, before {printed.number}"]


def test_verify_books_tells_and_exits(books_of_all_kinds: Plan) -> None:
    out = StringIO()
    call_command("verify_books", "DTHK", stdout=out)
    head = BookEntry.objects.latest("number")
    assert f"{head.number}:{bytes(head.entry_hash).hex()}" in out.getvalue()
    assert "Clean." in out.getvalue()
    assert "rows a second" in out.getvalue()
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_books", "DTHK", "--json", expect=f"1:{'0' * 64}", stdout=out)
    assert ended.value.code == 1
    assert json.loads(out.getvalue())["findings"][0]["column"] == "entry_hash"
    for wrong in (["NONE"], [], ["DTHK", "--expect", "x"], ["--all", "--expect", f"1:{'0' * 64}"]):
        with pytest.raises(CommandError) as refusal:
            call_command("verify_books", *wrong, stdout=StringIO())
        assert refusal.value.returncode == 2


def test_the_fixture_has_rows_of_every_kind(books_of_all_kinds: Plan) -> None:
    assert Lot.objects.exclude(retired_as="").exists()
    assert LotTaint.objects.filter(ended_by__isnull=False).exists()
    assert CertificateEvent.objects.exclude(manifest_hash=None).exists()
    assert BookEntry.objects.exclude(corrects=None).exists()


def test_a_record_of_an_act_cut_off_or_taken_out_is_noticed(as_tamperer: Any, separated: Plan) -> None:
    for act in ("FIRST", "SECOND", "THIRD"):
        append_audit(separated.agreement, actor=separated.maker, act=act, subject="s", at=separated.tick())
    assert found() == []
    for gone, place in (
        ("THIRD", ("number_counter", "last_number")),
        ("SECOND", ("audit_record", "previous_hash")),
    ):
        with transaction.atomic():
            as_tamperer.execute("DELETE FROM audit_record WHERE act = %s", [gone])
            assert place in {(finding.table, finding.column) for finding in found()}
            transaction.set_rollback(True)


def test_another_paper_in_the_place_of_an_entrys_document_names_the_entries(as_tamperer: Any) -> None:
    as_tamperer.execute("UPDATE registry_document SET sha256 = repeat('f', 64)")
    named = {(finding.table, finding.key, finding.column) for finding in found()}
    entries = BookEntry.objects.values_list("pk", flat=True)
    assert named == {("book_entry", str(key), "leaf_hash") for key in entries}
