"""What is kept of an error: enough to find it, and none of the words of the row it was about."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from agreement.refusals import refuse
from registry.models import AuditRecord, ChunkState, Job
from registry.services import jobs, proofs
from registry.services.faults import describe
from tests.registry.company_desk import Desk, make_desk

pytestmark = pytest.mark.django_db

NAME = "Ludovika Cedarholm"


def caught(act: Callable[[], object]) -> BaseException:
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def break_constraint() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE heard (name text CONSTRAINT name_is_short CHECK (name < 'A'))")
        cursor.execute("INSERT INTO heard VALUES (%s)", [NAME])


def raise_from() -> None:
    try:
        raise KeyError(NAME)
    except KeyError as error:
        raise ValueError(f"no account of {NAME}") from error


def test_a_breach_of_a_constraint_is_kept_by_its_code_and_name_alone() -> None:
    error = caught(break_constraint)
    assert isinstance(error, IntegrityError)
    assert NAME in str(error)
    told = describe(error)
    assert "IntegrityError, from CheckViolation 23514 heard name_is_short" in told
    assert "Cedarholm" not in told


def test_the_text_of_a_foreign_error_is_not_kept_but_its_class_and_place_are() -> None:
    told = describe(caught(raise_from))
    assert told.startswith("ValueError, from KeyError\n")
    assert "in raise_from" in told
    assert "Cedarholm" not in told
    full = describe(OSError(errno.ENOSPC, "no space", f"/lists/{NAME}.csv"))
    assert full == "OSError: No space left on device"


def test_our_own_refusal_is_kept_in_its_words() -> None:
    told = describe(refuse("JOB_KIND_UNKNOWN", kind="paint"))
    assert told.startswith("InvalidRequest JOB_KIND_UNKNOWN: ")
    assert "paint" in told


@pytest.fixture
def proof(transactional_db: None, settings: Any) -> tuple[Desk, Job]:
    settings.JOB_KINDS = {"proof": "registry.services.proofs.run_chunk"}
    desk = make_desk()
    return desk, proofs.start_proof(desk.agreement, by=desk.maker, at=desk.at)


def test_a_proof_is_dated_with_the_instant_its_worker_was_given(proof: tuple[Desk, Job]) -> None:
    desk, job = proof
    given = desk.at + timedelta(days=3)
    jobs.run_available("prover", clock=lambda: given)
    assert job.chunks.get().state == ChunkState.DONE
    assert AuditRecord.objects.get(act="PROVE_BOOKS").happened_at == given
