"""The lock of a run: nobody waits while every face is tried, and nothing that changed meanwhile slips in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreement.errors import Conflict, RefusedByGround
from certificates.models import PrintRun
from certificates.services import print_runs
from registry.models import CompanyOfficer, FormVersion, Job
from tests.certificates.runs import SIGNED_ON, Press

LOCK = "FOR NO KEY UPDATE"
TRIAL = 'COLLATE "C" ~'
HASHING = "string_agg(leaf_hash"


@contextmanager
def just_before_the_lock(act: Callable[[], object]) -> Iterator[None]:
    """Let somebody else act at the last moment before the books are locked, once."""
    done: list[object] = []

    def between(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if not done and LOCK in sql and "registry_rightsagreement" in sql:
            done.append(act)
            act()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(between):
        yield
    assert done, "the books were never locked"


def nothing_is_left() -> bool:
    return not PrintRun.objects.exists() and not Job.objects.filter(kind="print").exists()


def test_every_face_is_tried_and_hashed_before_the_books_are_locked(press: Press) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        press.lock()
    told = [query["sql"] for query in asked.captured_queries]
    lock = next(place for place, sql in enumerate(told) if LOCK in sql and "registry_rightsagreement" in sql)
    assert any(TRIAL in sql for sql in told[:lock])
    assert any(HASHING in sql for sql in told[:lock])
    assert not any(TRIAL in sql or HASHING in sql for sql in told[lock:])


def test_an_officer_who_left_while_the_faces_were_tried_refuses_the_run(press: Press) -> None:
    chief = CompanyOfficer.objects.filter(agreement=press.agreement, name="Rowan T. Ellery")
    with (
        just_before_the_lock(lambda: chief.update(in_office_until=SIGNED_ON.replace(year=2001))),
        pytest.raises(RefusedByGround) as refused,
    ):
        press.lock()
    assert refused.value.code == "SIGNATURE_GROUP_MISSING"
    assert nothing_is_left()


def test_words_that_changed_while_the_faces_were_tried_refuse_the_run(press: Press) -> None:
    chief = CompanyOfficer.objects.filter(agreement=press.agreement, name="Rowan T. Ellery")
    with (
        just_before_the_lock(lambda: chief.update(name="Rowan Theodora Ellery")),
        pytest.raises(Conflict) as refused,
    ):
        press.lock()
    assert refused.value.code == "BOOKS_CHANGED"
    assert nothing_is_left()
    assert press.lock().certificate_count == 25


def test_a_form_disapproved_while_the_faces_were_tried_refuses_the_run(press: Press) -> None:
    form = FormVersion.objects.filter(agreement=press.agreement)
    with (
        just_before_the_lock(lambda: form.update(agent_signed_off_at=None)),
        pytest.raises(RefusedByGround) as refused,
    ):
        press.lock()
    assert refused.value.code == "TEMPLATE_NOT_APPROVED"
    assert nothing_is_left()


def test_a_run_locked_by_somebody_else_meanwhile_refuses_this_one(press: Press) -> None:
    other = press.lock()
    print_runs.abort_run(other, reason="the wrong day", by=press.plan.maker, at=press.plan.tick())
    locked_meanwhile = PrintRun.objects.filter(pk=other.pk)
    with (
        just_before_the_lock(lambda: locked_meanwhile.update(state="DATA_LOCKED")),
        pytest.raises(Conflict) as refused,
    ):
        press.lock()
    assert refused.value.code == "RUN_ALREADY_LOCKED"
    assert PrintRun.objects.count() == 1
