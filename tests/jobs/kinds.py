"""Kinds of bulk work for tests: each item writes one row, so that what was lost or doubled can be counted."""

import errno
import os
import threading
from collections.abc import Callable
from datetime import datetime

import psycopg
from django.db import connection

from agreement.errors import InvalidRequest
from registry.models import Job, PaperDue

ROW, CLOSING_ROW = "TEST_ROW", "TEST_CLOSING"
LOST: list[int] = []
BURST_ROUNDS = 15_000_000


def write_rows(job: Job, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    for item in range(first_item, last_item + 1):
        fence()
        _write(job, ROW, item)


def write_rows_slowly(job: Job, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    write_rows(job, first_item, last_item, fence=fence)
    threading.Event().wait(job.parameters.get("seconds", 0.2))


def refuse_some(job: Job, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    write_rows(job, first_item, last_item, fence=fence)
    refused = [item for item in job.parameters["bad"] if first_item <= item <= last_item]
    if refused:
        raise InvalidRequest("JOB_KIND_UNKNOWN", f"Item {refused[0]} cannot be done")


def kill_worker_at_some(job: Job, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    for item in range(first_item, last_item + 1):
        if item in job.parameters["bad"]:
            os._exit(9)
        _write(job, ROW, item)


def keep_interpreter(job: Job, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    """Work that releases the interpreter to no other thread for longer than a lease, between two fences."""
    for _ in range(job.parameters["bursts"]):
        sum(range(BURST_ROUNDS))
        fence()
    write_rows(job, first_item, last_item, fence=fence)


def lose_session(job: Job, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    """The database ends the session in the middle, as it does when another worker takes the chunk over."""
    write_rows(job, first_item, last_item, fence=fence)
    if not LOST:
        LOST.append(job.pk)
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    write_rows(job, first_item, last_item, fence=fence)


def meet_full_disk(job: Job, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def write_closing_row(job: Job, *, at: datetime) -> None:
    _write(job, CLOSING_ROW, 0)


def _write(job: Job, kind: str, item: int) -> None:
    PaperDue.objects.create(
        agreement=job.agreement,
        paper_kind=kind,
        facts={"job": job.pk, "item": item},
        section="3(a)",
        recorded_at=job.created_at,
        recorded_by=job.created_by,
    )
