"""The independent verifier: clean books are clean, and one changed value is found."""

from __future__ import annotations

import pytest

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
