"""Chunks of bulk work: claimed under a lease, done in one transaction, committed only by the present attempt.

PostgreSQL is the truth. A worker that dies leaves a lease that runs out; a worker that was only asleep finds
at its commit that the attempt is no longer its own. What fails three times is divided in halves until the
failing item stands alone; that item is set aside and the rest finishes.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from registry.models import ChunkState, Job, JobChunk, JobState
from registry.services.faults import LENGTH, describe
from registry.services.leases import Fence, Lease, LeaseLost

logger = logging.getLogger(__name__)

Outcome = TypeVar("Outcome")

TRIES = 3
SILENCE = "The worker fell silent and its lease ran out."

# The chunk to do next: ready (and not told to wait), or abandoned by a worker whose lease ran out.
CLAIM = """
    UPDATE registry_jobchunk SET state = 'RUNNING', attempt = attempt + 1,
           worker = %(worker)s, task_id = %(task_id)s,
           lost_leases = lost_leases + CASE WHEN taken.state = 'RUNNING' THEN 1 ELSE 0 END,
           last_error = CASE WHEN taken.state = 'RUNNING' THEN %(silence)s ELSE last_error END,
           lease_until = clock_timestamp() + %(lease)s::interval, started_at = clock_timestamp(),
           first_started_at = coalesce(first_started_at, clock_timestamp()), finished_at = NULL,
           backend_pid = pg_backend_pid(), backend_started_at = mine.backend_start
      FROM (SELECT c.id, c.state, c.backend_pid AS pid, c.backend_started_at AS began
              FROM registry_jobchunk c JOIN registry_job j ON j.id = c.job_id
             WHERE j.state = 'RUNNING' AND c.state IN ('READY', 'RUNNING')
               AND (%(job)s::bigint IS NULL OR c.job_id = %(job)s)
               AND (c.lease_until IS NULL OR c.lease_until < clock_timestamp())
             ORDER BY c.job_id, c.id FOR UPDATE OF c SKIP LOCKED LIMIT 1) taken,
           (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()) mine
     WHERE registry_jobchunk.id = taken.id
    RETURNING registry_jobchunk.id, taken.state, taken.pid, taken.began
"""
# A worker that sleeps inside its transaction would hold its rows against the one that takes its place.
END_SESSION = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE pid = %s AND backend_start = %s AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True)
class Worker:
    """Who does the work, as shown on the job's page."""

    name: str
    task_id: str = ""


def claim_chunk(worker: Worker, *, job_id: int | None = None) -> JobChunk | None:
    """Take the next chunk of running jobs (or of one job) under a lease; None when there is none to take.

    A chunk whose workers fell silent too often is divided or set aside here, and the next one is taken.
    """
    while True:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(
                CLAIM,
                {
                    "worker": worker.name,
                    "task_id": worker.task_id,
                    "silence": SILENCE,
                    "lease": f"{settings.JOB_LEASE.total_seconds()} seconds",
                    "job": job_id,
                },
            )
            row = cursor.fetchone()
            if row is None:
                return None
            chunk_id, was, pid, began = row
            if was == ChunkState.RUNNING and pid is not None:
                cursor.execute(END_SESSION, [pid, began])
            chunk = JobChunk.objects.select_related("job__agreement", "job__created_by").get(pk=chunk_id)
            if chunk.lost_leases < _tries_of(chunk):
                return chunk
            logger.warning("Job %s: workers fell silent over items %s", chunk.job_id, items_of(chunk))
            _give_up(chunk)


def run_chunk(chunk: JobChunk, *, at: datetime) -> bool:
    """Do one claimed chunk in one transaction; tell whether it was committed.

    An error is recorded on the chunk; an attempt that lost its lease leaves nothing, not even its error.
    """
    lease = Lease(chunk)
    try:
        with lease, transaction.atomic(durable=True):
            _kind_of(chunk.job)(chunk.job, chunk.first_item, chunk.last_item, fence=Fence(lease=lease, at=at))
            lease.stop()
            _commit_chunk(chunk)
        return True
    except LeaseLost:
        logger.warning(
            "Job %s: attempt %s at items %s came too late", chunk.job_id, chunk.attempt, items_of(chunk)
        )
        return False
    except (KeyboardInterrupt, SystemExit):
        _hand_back(chunk)
        raise
    except Exception as error:
        logger.error("Job %s: items %s failed: %s", chunk.job_id, items_of(chunk), describe(error))
        in_fresh_session(partial(_record_failure, chunk, error))
        return False


def finish_if_ended(job_id: int, *, at: datetime) -> bool:
    """End a job none of whose chunks is open: FINISHED after its closing step, or PARTIAL; tell whether so.

    The closing step runs under the lock of the job, in the transaction that ends it: once, whoever asks.
    """
    if not _count_finish(job_id):
        return False
    try:
        with transaction.atomic(durable=True):
            job = _ended_job(job_id)
            if job is None:
                return False
            if job.chunks.filter(state=ChunkState.QUARANTINED).exists():
                job.state = JobState.PARTIAL
            else:
                _finisher_of(job)(job, at=at)
                job.state = JobState.FINISHED
            job.finished_at, job.last_error = at, ""
            job.save(update_fields=["state", "finished_at", "last_error"])
            return True
    except Exception as error:
        logger.error("Job %s: its closing step failed: %s", job_id, describe(error))
        _stop_job(job_id, f"The closing step failed: {describe(error)}")
        return False


def in_fresh_session(act: Callable[[], Outcome]) -> Outcome:
    """Do something, once more on a new session if the present one turns out to have been ended.

    A session is ended when another worker takes over the chunk it was busy with, or by the server's restart.
    """
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        return act()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return act()


def items_of(chunk: JobChunk) -> str:
    """The items of a chunk as people read them."""
    return (
        str(chunk.first_item)
        if chunk.first_item == chunk.last_item
        else f"{chunk.first_item} to {chunk.last_item}"
    )


def _kind_of(job: Job) -> Callable[..., None]:
    return import_string(settings.JOB_KINDS[job.kind])  # type: ignore[no-any-return]


def _finisher_of(job: Job) -> Callable[..., None]:
    path = settings.JOB_FINISHERS.get(job.kind)
    return import_string(path) if path else _nothing_to_close


def _nothing_to_close(job: Job, *, at: datetime) -> None:
    """A kind without a closing step."""


def _own(chunk: JobChunk) -> JobChunk:
    """The chunk's row under lock, if this attempt is still the present one."""
    row = JobChunk.objects.select_for_update(no_key=True).filter(
        pk=chunk.pk, attempt=chunk.attempt, state=ChunkState.RUNNING
    )
    present = row.first()
    if present is None:
        raise LeaseLost
    return present


def _commit_chunk(chunk: JobChunk) -> None:
    # Held until the commit: who cancels the job waits for it, or this attempt sees that it was cancelled.
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM registry_job WHERE id = %s FOR SHARE", [chunk.job_id])
        (job_state,) = cursor.fetchone()
    if job_state == JobState.CANCELLED:
        raise LeaseLost
    row = _own(chunk)
    row.state, row.lease_until, row.last_error = ChunkState.DONE, None, ""
    row.backend_pid = row.backend_started_at = None
    row.finished_at = _database_time()
    row.save()


def _record_failure(chunk: JobChunk, error: Exception) -> None:
    """Keep the error; try again, divide or set aside; a fault of the machine stops the job for a person."""
    try:
        with transaction.atomic(durable=True):
            row = _own(chunk)
            row.failures += 1
            row.last_error = describe(error)
            row.finished_at = _database_time()
            is_of_machine = isinstance(error, OSError | OperationalError)
            if row.failures < (TRIES if is_of_machine else _tries_of(row)):
                _make_ready(row, wait=row.failures)
            elif is_of_machine:
                row.failures = 0
                _make_ready(row, wait=0)
                _stop_job(row.job_id, row.last_error)
            else:
                _give_up(row)
    except LeaseLost:
        logger.warning("Job %s: items %s belong to another worker", chunk.job_id, items_of(chunk))


def _hand_back(chunk: JobChunk) -> None:
    """A worker told to stop gives its chunk back at once, and that is no failure of the chunk."""
    with suppress(LeaseLost), transaction.atomic(durable=True):
        _make_ready(_own(chunk), wait=0)


def _make_ready(row: JobChunk, *, wait: int) -> None:
    """Give a chunk back, to be tried no sooner than `wait` times the setting JOB_RETRY_WAIT from now."""
    row.state = ChunkState.READY
    pause = settings.JOB_RETRY_WAIT * wait
    row.lease_until = _database_time() + pause if pause else None
    row.backend_pid = row.backend_started_at = None
    row.save()


def _tries_of(chunk: JobChunk) -> int:
    """Three tries; one for a half that still holds several items, for its whole has already had three."""
    is_half = chunk.divided_from_id is not None and chunk.first_item < chunk.last_item
    return 1 if is_half else TRIES


def _give_up(row: JobChunk) -> None:
    """Divide a chunk in halves, or set its single item aside."""
    row.lease_until = row.backend_pid = row.backend_started_at = None
    row.finished_at = _database_time()
    if row.first_item == row.last_item:
        row.state = ChunkState.QUARANTINED
        row.save()
        return
    row.state = ChunkState.DIVIDED
    row.save()
    middle = (row.first_item + row.last_item) // 2
    JobChunk.objects.bulk_create(
        JobChunk(job_id=row.job_id, first_item=first, last_item=last, divided_from=row)
        for first, last in ((row.first_item, middle), (middle + 1, row.last_item))
    )


def _stop_job(job_id: int, reason: str) -> None:
    Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(
        state=JobState.PAUSED, last_error=reason[:LENGTH], finish_attempts=0
    )


def _ended_job(job_id: int) -> Job | None:
    """The job under lock, if it runs, has no open chunk and nobody else is ending it."""
    has_open = Q(chunks__state__in=[ChunkState.READY, ChunkState.RUNNING])
    return (
        Job.objects.filter(pk=job_id, state=JobState.RUNNING)
        .exclude(pk__in=Job.objects.filter(has_open, pk=job_id).values("pk"))
        .select_for_update(no_key=True, skip_locked=True)
        .first()
    )


def _count_finish(job_id: int) -> bool:
    """Count a try at the closing step before it is made; after three that ended their worker, stop."""
    with transaction.atomic(durable=True):
        job = _ended_job(job_id)
        if job is None:
            return False
        if job.finish_attempts >= TRIES:
            _stop_job(job_id, f"The closing step ended its worker {TRIES} times.")
            return False
        job.finish_attempts += 1
        job.save(update_fields=["finish_attempts"])
        return True


def _database_time() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
