"""The books are proved every day without anybody asking, and the result is kept (§5(b))."""

from __future__ import annotations

from django.conf import settings

from registry.models import AuditRecord, BookEntry
from registry.services import proofs
from registry.tasks import prove_books
from tests.books.books import Plan


def test_the_scheduler_asks_once_a_day_and_the_proof_names_the_head(separated: Plan) -> None:
    due = settings.CELERY_BEAT_SCHEDULE["prove-books"]
    assert (due["schedule"].hour, due["schedule"].minute) == ({10}, {40})
    assert due["task"] == prove_books.name
    prove_books.apply(throw=True)
    record = AuditRecord.objects.get(act=proofs.ACT, agreement=separated.agreement)
    head = BookEntry.objects.filter(agreement=separated.agreement).latest("number")
    assert record.actor is None
    assert record.details["findings"] == 0
    assert (record.details["head_number"], record.details["head_hash"]) == (
        head.number,
        bytes(head.entry_hash).hex(),
    )
