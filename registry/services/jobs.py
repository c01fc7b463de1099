"""Bulk work: made as rows, started, steered by people, and done by whoever is awake (design: jobs).

The message queue only rings: every ring may be lost, doubled or forged without any effect on the work.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from agreement.refusals import refuse
from agreement.workflow.jobs import JOB, JOB_CHUNK
from agreement.workflow.moves import move
from registry.models import ChunkState, Job, JobChunk, JobState, RightsAgreement, User
from registry.services.audit import append_audit
from registry.services.chunks import (
    Worker,
    claim_chunk,
    finish_if_ended,
    in_fresh_session,
    items_of,
    run_chunk,
)
from registry.services.faults import describe

__all__ = [
    "Worker",
    "cancel",
    "create_job",
    "pause",
    "resume",
    "retry",
    "run_available",
    "skip",
    "start",
    "sweep",
    "this_worker",
    "wake",
]

logger = logging.getLogger(__name__)

RUN_TASK = "registry.run_job"
RINGS_MAX = 8
OPEN_STATES = (ChunkState.READY, ChunkState.RUNNING)


def create_job(
    agreement: RightsAgreement,
    *,
    kind: str,
    title: str,
    parameters: dict[str, Any],
    first_item: int,
    last_item: int,
    chunk_size: int,
    created_by: User,
    at: datetime,
    first_chunk_size: int | None = None,
    stretches: Sequence[tuple[int, int]] = (),
) -> Job:
    """Make a job over the items `first_item` to `last_item`, divided into chunks of one transaction each.

    Where `stretches` are given, only those parts of the range are done, each in chunks of its own. A smaller
    `first_chunk_size` lets people begin with the first items while the rest is done. Called within the
    transaction of what asks for the work; nothing runs before `start`.
    """
    if kind not in settings.JOB_KINDS:
        raise refuse("JOB_KIND_UNKNOWN", kind=kind)
    if first_item > last_item or chunk_size < 1:
        raise ValueError(f"Items {first_item} to {last_item} in chunks of {chunk_size} are nothing to do.")
    with transaction.atomic():
        job = Job.objects.create(
            agreement=agreement,
            kind=kind,
            title=title,
            parameters=parameters,
            created_by=created_by,
            created_at=at,
        )
        JobChunk.objects.bulk_create(
            (
                JobChunk(job=job, first_item=first, last_item=last)
                for begin, end in stretches or [(first_item, last_item)]
                for first, last in _chunk_ranges(
                    begin, end, size=chunk_size, first_size=first_chunk_size or chunk_size
                )
            ),
            batch_size=1000,
        )
        return job


def start(job: Job, *, by: User, at: datetime) -> Job:
    """Let the chunks of a job be claimed. Starting a job that runs or has ended changes nothing."""
    with transaction.atomic():
        locked = _lock(job.pk)
        if locked.state == JobState.DRAFT:
            locked.started_at = at
            _change(locked, "started", also=["started_at"])
            _note(locked, "JOB_STARTED", by=by, at=at)
        return _refreshed(job)


def pause(job: Job, *, by: User, at: datetime) -> Job:
    """Stop claiming; chunks in hand finish. Raises Conflict unless the job runs."""
    with transaction.atomic():
        locked = _lock(job.pk)
        _change(locked, "paused")
        _note(locked, "JOB_PAUSED", by=by, at=at)
        return _refreshed(job)


def resume(job: Job, *, by: User, at: datetime) -> Job:
    """Claim again after a pause. Raises Conflict unless the job is paused."""
    with transaction.atomic():
        locked = _lock(job.pk)
        locked.last_error, locked.finish_attempts = "", 0
        _change(locked, "resumed", also=["last_error", "finish_attempts"])
        _note(locked, "JOB_RESUMED", by=by, at=at)
        return _refreshed(job)


def cancel(job: Job, *, by: User, at: datetime) -> Job:
    """End a job for good; what its chunks have committed stays, what they have in hand is not kept."""
    with transaction.atomic():
        locked = _lock(job.pk)
        locked.finished_at = at
        _change(locked, "cancelled", also=["finished_at"])
        _note(locked, "JOB_CANCELLED", by=by, at=at)
        return _refreshed(job)


def retry(chunk: JobChunk, *, by: User, at: datetime) -> JobChunk:
    """Try a chunk that was set aside once more; a job that ended in part runs again."""
    with transaction.atomic():
        job, row = _lock(chunk.job_id), _lock_chunk(chunk)
        row.state = ChunkState(move(JOB_CHUNK, row.state, "retried"))
        row.failures = row.lost_leases = 0
        row.lease_until = None
        row.save()
        _reopen(job)
        _note(job, "JOB_ITEMS_RETRIED", by=by, at=at, items=items_of(row))
        return row


def skip(chunk: JobChunk, *, reason: str, by: User, at: datetime) -> JobChunk:
    """Leave the items of a chunk undone, on somebody's word and for a reason that stays on the job."""
    if not reason.strip():
        raise refuse("SKIP_REASON_MISSING", chunk=chunk.pk, items=items_of(chunk))
    with transaction.atomic():
        job, row = _lock(chunk.job_id), _lock_chunk(chunk)
        row.state = ChunkState(move(JOB_CHUNK, row.state, "skipped"))
        row.skip_reason, row.skipped_by = reason.strip(), by
        row.save()
        _reopen(job)
        _note(job, "JOB_ITEMS_SKIPPED", by=by, at=at, items=items_of(row), reason=row.skip_reason)
        return row


def run_available(
    worker: Worker | str,
    *,
    clock: Callable[[], datetime],
    limit: int | None = None,
    job_id: int | None = None,
) -> int:
    """Claim and do chunks until none is left, or `limit` were tried; return how many were tried.

    Jobs whose last chunk has ended are closed. The same work whoever calls: a Celery task or `run_jobs`.
    """
    who = worker if isinstance(worker, Worker) else Worker(worker)
    tried = 0
    while limit is None or tried < limit:
        chunk = in_fresh_session(lambda: claim_chunk(who, job_id=job_id))
        if chunk is None:
            break
        tried += 1
        run_chunk(chunk, at=clock())
        _finish(chunk.job_id, at=clock())
    if limit is None or tried < limit:
        _finish_ended(job_id, at=clock())
    return tried


def wake(job_id: int, *, rings: int = 1) -> bool:
    """Ring for a job; a queue that cannot be reached is no fault, for the sweeper looks at the rows.

    Whoever rings waits for a person or stands behind a commit: it gives up after a moment and logs so.
    """
    try:
        with current_app.connection_for_write(transport_options=settings.JOB_BELL_OPTIONS) as queue:
            for _ in range(rings):
                current_app.send_task(
                    RUN_TASK, args=[job_id], connection=queue, retry=False, ignore_result=True
                )
    except Exception as error:
        logger.warning("Job %s could not be rung for, the sweeper will find it: %s", job_id, describe(error))
        return False
    return True


def sweep() -> list[int]:
    """Ring for every running job that has something to claim or to close; return their keys."""
    jobs = Job.objects.filter(state=JobState.RUNNING).annotate(
        ready=Count("chunks", filter=Q(chunks__state=ChunkState.READY)),
        in_hand=Count("chunks", filter=Q(chunks__state=ChunkState.RUNNING)),
    )
    woken = []
    for job in jobs.order_by("id"):
        wake(job.pk, rings=1 if job.in_hand else min(max(job.ready, 1), RINGS_MAX))
        woken.append(job.pk)
    return woken


def this_worker() -> str:
    """The name of this process as a worker: machine and process number."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _chunk_ranges(first: int, last: int, *, size: int, first_size: int) -> Iterator[tuple[int, int]]:
    """The ranges of the chunks of a job, in order."""
    begin, step = first, min(first_size, size)
    while begin <= last:
        yield begin, min(begin + step - 1, last)
        begin, step = begin + step, size


def _lock(job_id: int) -> Job:
    return Job.objects.select_for_update(no_key=True).get(pk=job_id)


def _lock_chunk(chunk: JobChunk) -> JobChunk:
    return JobChunk.objects.select_for_update(no_key=True).get(pk=chunk.pk)


def _refreshed(job: Job) -> Job:
    job.refresh_from_db()
    return job


def _change(job: Job, event: str, *, also: list[str] | None = None) -> None:
    """Move a locked job, and ring once it is committed if it now runs."""
    job.state = JobState(move(JOB, job.state, event))
    job.save(update_fields=["state", *(also or [])])
    if job.state == JobState.RUNNING:
        ready = min(job.chunks.filter(state=ChunkState.READY).count(), RINGS_MAX)
        transaction.on_commit(lambda: wake(job.pk, rings=max(ready, 1)), robust=True)


def _note(job: Job, act: str, *, by: User, at: datetime, **details: str) -> None:
    """Keep in the audit who steered a job: last in its transaction, after the lock of the job."""
    append_audit(job.agreement, actor=by, act=act, subject=str(job), details=details, at=at)


def _reopen(job: Job) -> None:
    """After a retry or a skip, a job that ended in part goes on, if only to be closed."""
    if job.state == JobState.CANCELLED:
        raise refuse("JOB_NOT_RUNNING", job=job.pk, status=job.state)
    if job.state == JobState.PARTIAL:
        job.finished_at, job.finish_attempts = None, 0
        _change(job, "retried", also=["finished_at", "finish_attempts"])
    elif job.state == JobState.RUNNING:
        transaction.on_commit(lambda: wake(job.pk), robust=True)


def _finish_ended(job_id: int | None, *, at: datetime) -> None:
    """Close running jobs whose chunks have all ended without anybody closing them."""
    running = Job.objects.filter(state=JobState.RUNNING).exclude(
        pk__in=JobChunk.objects.filter(state__in=OPEN_STATES).values("job_id")
    )
    if job_id is not None:
        running = running.filter(pk=job_id)
    for ended in running.values_list("pk", flat=True):
        _finish(ended, at=at)


def _finish(job_id: int, *, at: datetime) -> None:
    in_fresh_session(lambda: finish_if_ended(job_id, at=at))
