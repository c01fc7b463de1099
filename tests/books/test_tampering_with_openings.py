"""Lists, fractions and marks of an opening changed behind the door; the verifier names table and row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from registry.models import BookEntry, CashInLieu, HolderList, HolderListRow
from registry.verifier import verify
from tests.books.books import Plan
from tests.books.tampering import found, lift_guards
from tests.registry.opened import accept_list, listed, make_opening_plan, open_from, separate

pytestmark = pytest.mark.servers
Owner = Callable[[], Any]


@pytest.fixture
def opened(db: None) -> Plan:
    """Books opened from an accepted list of three accounts, one with a fraction left over."""
    plan = make_opening_plan(ratio="1/2")
    plan.attach(500)
    separate(plan)
    rows = [listed("A", 599), listed("B", 301, name='Élan "B"\nas trustee'), listed("C", 100)]
    open_from(plan, accept_list(plan, rows))
    return plan


@pytest.fixture
def as_tamperer(opened: Plan, as_owner: Owner) -> Iterator[Any]:
    """A cursor of the owner with the guards taken down."""
    assert verify().findings == []
    with as_owner() as cursor:
        lift_guards(cursor)
        yield cursor


CHANGED = {
    "line": "line + 10000",
    "country": "'CA'",
    "registration_commitment": "sha256('other')",
    "taxpayer_id_encrypted": "sha256('other')",
    "taxpayer_id_index": "sha256('other')",
    "shares_issued_on": "DATE '2001-01-01'",
    "shares_millionths": "shares_millionths + 1",
}


@pytest.mark.row("R-5b-1")
def test_a_change_of_any_column_of_an_opened_list_names_the_list(as_tamperer: Any) -> None:
    opened_from = HolderList.objects.get()
    columns = [field.column for field in HolderListRow._meta.local_concrete_fields]
    for column in columns[1:]:
        with transaction.atomic():
            value = CHANGED.get(column, f"{column} || 'x'")
            as_tamperer.execute(f"UPDATE holder_list_row SET {column} = {value} WHERE line = 3")
            named = {(finding.table, finding.key, finding.column) for finding in found()}
            assert ("registry_holderlist", str(opened_from.pk), "content_hash") in named, column
            transaction.set_rollback(True)
    assert len(columns) > 15


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM holder_list_row WHERE line = 4", "UPDATE registry_holderlist SET content_hash = '0'"],
)
def test_a_row_gone_or_another_hash_of_the_list_is_named(as_tamperer: Any, change: str) -> None:
    as_tamperer.execute(change)
    named = {(finding.table, finding.column) for finding in found()}
    assert ("registry_holderlist", "content_hash") in named


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE registry_approval SET kind = 'CLOSE_RUN' WHERE kind = 'ACCEPT_LIST'",
        "UPDATE registry_approval SET consumed_at = NULL WHERE kind = 'ACCEPT_LIST'",
        "UPDATE registry_holderlist SET acceptance_id = NULL",
    ],
)
def test_an_opened_list_that_nobody_accepted_is_named(as_tamperer: Any, change: str) -> None:
    as_tamperer.execute(change)
    named = {(finding.table, finding.column) for finding in found()}
    assert ("registry_holderlist", "acceptance_id") in named


@pytest.mark.row("R-14a-1")
@pytest.mark.parametrize(
    "change",
    [
        "fraction_numerator = fraction_numerator + 1",
        "fraction_denominator = fraction_denominator * 2",
        "superseded_by_id = entry_id",
    ],
)
def test_a_fraction_that_is_not_what_the_shares_left_over_is_named(as_tamperer: Any, change: str) -> None:
    waiting = CashInLieu.objects.earliest("pk")
    as_tamperer.execute(f"UPDATE cash_in_lieu SET {change} WHERE id = %s", [waiting.pk])
    assert ("cash_in_lieu", str(waiting.pk)) in {(finding.table, finding.key) for finding in found()}


def test_fractions_that_are_not_the_rights_that_left_as_such_name_the_entry(as_tamperer: Any) -> None:
    as_tamperer.execute(
        "UPDATE cash_in_lieu SET entry_id = entry_id - 1 WHERE holder_id IN"
        " (SELECT id FROM registered_holder WHERE account = 'A')"
    )
    opening = BookEntry.objects.get(kind="OPEN")
    named = {(finding.table, finding.key, finding.column) for finding in found()}
    assert named == {("book_entry", str(opening.pk), "rights_retired")}


def test_a_fraction_removed_names_the_holder(as_tamperer: Any) -> None:
    waiting = CashInLieu.objects.earliest("pk")
    as_tamperer.execute("DELETE FROM cash_in_lieu WHERE id = %s", [waiting.pk])
    assert ("registered_holder", str(waiting.holder_id)) in {(f.table, f.key) for f in found()}
