"""Deposits of an order changed behind the door are named by the verifier (23(a), 24(d))."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from exercises.models import DepositFile, DepositReturn, PaymentRun, ReplacementCheck
from registry.verifier import verify
from tests.books.tampering import found, lift_guards
from tests.exercises.deposited import filed, instructed, paid, returned
from tests.exercises.ordered_books import make_ordered_books

pytestmark = pytest.mark.servers
Owner = Callable[[], Any]


@pytest.fixture
def run(db: None) -> PaymentRun:
    """Three of six lines by deposit, the second sent back by the bank."""
    books = make_ordered_books(holders=6)
    instructed(books, "0002", "0003", "0005")
    made = paid(books)
    filed(books, made)
    returned(books, made, "021000020000002")
    assert verify().findings == []
    return made


@pytest.fixture
def as_tamperer(run: PaymentRun, as_owner: Owner) -> Iterator[Any]:
    """A cursor of the owner with the guards taken down."""
    with as_owner() as cursor:
        lift_guards(cursor)
        yield cursor


def named() -> set[tuple[str, str, str]]:
    return {(one.table, one.key, one.column) for one in found()}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE exercises_orderdeposit SET line = 4 WHERE id = %s",
        "UPDATE exercises_orderdeposit SET instruction_id ="
        " (SELECT max(id) FROM exercises_depositinstruction) WHERE id = %s",
        "UPDATE exercises_depositinstruction SET pays_from = pays_from + interval '90 days'"
        " WHERE id = (SELECT instruction_id FROM exercises_orderdeposit WHERE id = %s)",
    ],
)
def test_a_deposit_that_is_not_of_its_line_is_named(run: PaymentRun, as_tamperer: Any, change: str) -> None:
    first = run.deposits.get(sequence=1)
    as_tamperer.execute(change, [first.pk])
    assert ("exercises_orderdeposit", str(first.pk), "instruction_id") in named()


def test_a_line_both_deposited_and_checked_is_named(run: PaymentRun, as_tamperer: Any) -> None:
    first = run.deposits.get(sequence=1)
    at = run.started_at + timedelta(days=1)
    ReplacementCheck.objects.create(run=run, number=1007, line=2, dated=at.date(), replaces=1002)
    assert ("exercises_orderdeposit", str(first.pk), "line") in named()


def test_a_check_of_a_deposited_line_that_was_paid_is_named(run: PaymentRun, as_tamperer: Any) -> None:
    third = run.deposits.get(sequence=3)
    as_tamperer.execute(
        "INSERT INTO exercises_paymentevent (run_id, number, kind, happened_on, amount, reason, recorded_at,"
        " recorded_by_id, document_id) SELECT run.id, 1005, 'PAID', run.dated, 0.06, '', run.started_at,"
        " run.started_by_id, (SELECT max(id) FROM registry_document) FROM exercises_paymentrun run"
    )
    assert ("exercises_orderdeposit", str(third.pk), "line") in named()


def test_a_file_or_a_return_that_is_another_is_named(run: PaymentRun, as_tamperer: Any) -> None:
    file, back = DepositFile.objects.get(), DepositReturn.objects.get()
    as_tamperer.execute("UPDATE exercises_depositfile SET credits = credits + 1")
    assert ("exercises_depositfile", str(file.pk), "credits") in named()
    as_tamperer.execute("DELETE FROM exercises_depositfile")
    assert ("exercises_depositreturn", str(back.pk), "code") in named()
