"""The independent verifier: clean books are clean, and one changed value is found."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from registry.models import BookEntry, Lot
from registry.verifier import verify
from tests.books.books import Plan

pytestmark = pytest.mark.servers


def test_clean_books_are_clean_and_totals_agree(separated: Plan) -> None:
    lot = Lot.objects.get(certificate__number=1)
    separated.post(separated.transfer(lot, separated.holder("3")))
    report = verify()
    assert report.findings == []
    (totals,) = report.totals
    assert (totals.authorised, totals.attached, totals.held, totals.certificates) == (6_000, 5_000, 1_000, 3)
    head = BookEntry.objects.latest("number")
    assert (totals.head_number, totals.head_hash) == (head.number, bytes(head.entry_hash).hex())


def told(*words: str) -> str:
    """What the command says of books that are clean."""
    out = StringIO()
    call_command("verify_books", *words, stdout=out)
    return out.getvalue()


def test_books_never_opened_are_told_so_in_words(plan: Plan) -> None:
    assert "The books are not opened, and nothing is posted yet." in told("DTHK")
    plan.attach(5_000)
    said = told("DTHK")
    assert "The books are not opened; posted is entry 1, of Rights attached to Common Shares alone." in said
    assert "Clean." in said
    plan.separate()
    plan.issue((plan.holder("1"), 600))
    assert "not opened" not in told("--all")


def test_an_unknown_agreement_names_those_there_are(plan: Plan) -> None:
    with pytest.raises(
        CommandError, match=r"no agreement NONE; name one on file \(DTHK\), or --all"
    ) as refusal:
        told("NONE")
    assert refusal.value.returncode == 2
