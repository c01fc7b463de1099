"""The engine itself, in this process: claims, fences, division, people's acts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import connection

from agreement.errors import Conflict, InvalidRequest
from registry.models import AuditRecord, ChunkState, Job, JobChunk, JobState, User
from registry.selectors import jobs as job_selectors
from registry.services import jobs
from registry.services.chunks import Worker, claim_chunk, run_chunk
from tests.jobs.conftest import AT, clock, closings, items_written
from tests.jobs.kinds import LOST

pytestmark = pytest.mark.django_db(transaction=True)

ME = Worker("here")
WAITING_FOR = "SELECT 1 FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))"


def on_own_session(act: Callable[[], bool]) -> bool:
    try:
        return act()
    finally:
        connection.close()


def run_all(*, limit: int | None = None) -> int:
    return jobs.run_available(ME, clock=clock, limit=limit)


def let_leases_run_out() -> None:
    JobChunk.objects.filter(state=ChunkState.RUNNING).update(lease_until=AT - timedelta(days=9999))


def acts_noted(job: Job) -> list[tuple[str, User | None, dict[str, str]]]:
    """Who steered a job, as the audit keeps it, first to last."""
    noted = AuditRecord.objects.filter(agreement=job.agreement, subject=str(job)).order_by("id")
    return [(record.act, record.actor, record.details) for record in noted]


def test_every_item_is_done_once_and_the_job_is_closed_once(make_job: Callable[..., Job]) -> None:
    job = make_job(items=57)
    assert run_all() == 6
    job.refresh_from_db()
    assert (job.state, job.finished_at) == (JobState.FINISHED, AT)
    assert items_written(job) == list(range(1, 58))
    assert closings(job) == 1
    assert job_selectors.progress(job).done == 57


def test_a_second_start_of_a_finished_job_writes_nothing(make_job: Callable[..., Job], clerk: User) -> None:
    job = make_job()
    run_all()
    before = (items_written(job), closings(job), list(job.chunks.values()))
    jobs.start(job, by=clerk, at=AT)
    assert run_all() == 0
    assert acts_noted(job) == [("JOB_STARTED", clerk, {})]
    assert (items_written(job), closings(job), list(job.chunks.values())) == before


def test_two_claims_never_take_the_same_chunk(make_job: Callable[..., Job]) -> None:
    job = make_job(items=30)
    taken = [claim_chunk(ME) for _ in range(3)]
    assert len({chunk.pk for chunk in taken if chunk}) == 3
    assert claim_chunk(ME) is None
    assert job_selectors.progress(job).running_chunks == 3


def test_an_attempt_whose_chunk_was_taken_over_commits_nothing(make_job: Callable[..., Job]) -> None:
    job = make_job(items=10)
    early = claim_chunk(Worker("early"))
    let_leases_run_out()
    late = claim_chunk(Worker("late"))
    assert early is not None
    assert late is not None
    assert (early.pk, early.attempt, late.attempt) == (late.pk, 1, 2)

    assert run_chunk(early, at=AT) is False
    assert items_written(job) == []
    assert run_chunk(late, at=AT) is True
    assert run_chunk(early, at=AT) is False
    assert items_written(job) == list(range(1, 11))
    row = job.chunks.get()
    assert (row.state, row.attempt, row.lost_leases, row.worker) == (ChunkState.DONE, 2, 1, "late")


def test_failing_items_are_found_by_halves_and_the_rest_is_done(make_job: Callable[..., Job]) -> None:
    job = make_job("refusing", items=64, chunk_size=32, bad=[7, 8, 50])
    run_all()
    job.refresh_from_db()
    aside = list(job_selectors.set_aside(job))
    assert [(chunk.first_item, chunk.last_item) for chunk in aside] == [(7, 7), (8, 8), (50, 50)]
    assert all(
        chunk.failures == 3 and f"Item {chunk.first_item} cannot" in chunk.last_error for chunk in aside
    )
    assert items_written(job) == [item for item in range(1, 65) if item not in (7, 8, 50)]
    found = job_selectors.progress(job)
    assert (job.state, found.total, found.done, found.failed, found.left) == (JobState.PARTIAL, 64, 61, 3, 0)


def test_a_chunk_that_fails_is_tried_three_times_before_it_is_divided(make_job: Callable[..., Job]) -> None:
    job = make_job("refusing", items=4, chunk_size=4, bad=[3])
    for failures in (1, 2):
        run_all(limit=1)
        chunk = job.chunks.get()
        assert (chunk.state, chunk.failures, chunk.attempt) == (ChunkState.READY, failures, failures)
        assert "InvalidRequest JOB_KIND_UNKNOWN: Item 3 cannot be done" in chunk.last_error
    run_all(limit=1)
    assert sorted(job.chunks.values_list("state", "first_item", "last_item")) == [
        ("DIVIDED", 1, 4), ("READY", 1, 2), ("READY", 3, 4),
    ]  # fmt: skip


def test_after_retry_and_skip_a_partial_job_is_closed(make_job: Callable[..., Job], clerk: User) -> None:
    job = make_job("refusing", items=16, chunk_size=8, bad=[3, 12])
    run_all()
    first, second = job_selectors.set_aside(job)
    Job.objects.filter(pk=job.pk).update(parameters={"bad": [12]})
    jobs.retry(first, by=clerk, at=AT)
    run_all()
    job.refresh_from_db()
    assert job.state == JobState.PARTIAL
    assert items_written(job) == [item for item in range(1, 17) if item != 12]

    jobs.skip(second, reason="the account was closed", by=clerk, at=AT)
    run_all()
    job.refresh_from_db()
    second.refresh_from_db()
    assert (job.state, second.state, second.skipped_by) == (JobState.FINISHED, ChunkState.SKIPPED, clerk)
    assert job_selectors.progress(job).skipped == 1
    assert acts_noted(job)[1:] == [
        ("JOB_ITEMS_RETRIED", clerk, {"items": "3"}),
        ("JOB_ITEMS_SKIPPED", clerk, {"items": "12", "reason": "the account was closed"}),
    ]


def test_skipping_asks_for_a_reason_and_changes_nothing_without(
    make_job: Callable[..., Job], clerk: User
) -> None:
    job = make_job(items=10)
    chunk = job.chunks.get()
    with pytest.raises(InvalidRequest, match="reason") as refusal:
        jobs.skip(chunk, reason="  ", by=clerk, at=AT)
    assert refusal.value.code == "SKIP_REASON_MISSING"
    chunk.refresh_from_db()
    assert chunk.state == ChunkState.READY


def test_a_paused_job_is_not_claimed_and_its_chunk_in_hand_finishes(
    make_job: Callable[..., Job], clerk: User
) -> None:
    job = make_job(items=20)
    in_hand = claim_chunk(ME)
    assert in_hand is not None
    jobs.pause(job, by=clerk, at=AT)
    assert claim_chunk(ME) is None
    assert run_chunk(in_hand, at=AT) is True
    assert items_written(job) == list(range(1, 11))
    jobs.resume(job, by=clerk, at=AT)
    run_all()
    assert items_written(job) == list(range(1, 21))
    with pytest.raises(Conflict, match="FINISHED"):
        jobs.pause(job, by=clerk, at=AT)
    assert [act for act, _, _ in acts_noted(job)] == ["JOB_STARTED", "JOB_PAUSED", "JOB_RESUMED"]


def test_a_cancelled_job_keeps_nothing_of_the_chunk_in_hand(
    make_job: Callable[..., Job], clerk: User
) -> None:
    job = make_job(items=20)
    in_hand = claim_chunk(ME)
    assert in_hand is not None
    jobs.cancel(job, by=clerk, at=AT)
    assert acts_noted(job)[-1] == ("JOB_CANCELLED", clerk, {})
    assert run_chunk(in_hand, at=AT) is False
    assert run_all() == 0
    assert items_written(job) == []


def test_a_chunk_that_commits_while_its_job_is_being_cancelled_keeps_nothing(
    make_job: Callable[..., Job],
) -> None:
    job = make_job(items=20)
    in_hand = claim_chunk(ME)
    assert in_hand is not None
    with (
        psycopg.connect(**connection.get_connection_params()) as other,
        psycopg.connect(**connection.get_connection_params(), autocommit=True) as watcher,
        ThreadPoolExecutor(max_workers=1) as pool,
    ):
        other.execute("UPDATE registry_job SET state = 'CANCELLED' WHERE id = %s", [job.pk])
        outcome = pool.submit(on_own_session, partial(run_chunk, in_hand, at=AT))
        while not watcher.execute(WAITING_FOR, [other.info.backend_pid]).fetchone() and not outcome.done():
            pass
        assert not outcome.done()
        other.commit()
        assert outcome.result() is False
    assert items_written(job) == []


def test_a_worker_whose_session_was_ended_goes_on_and_nothing_of_the_attempt_is_kept(
    make_job: Callable[..., Job],
) -> None:
    LOST.clear()
    job = make_job("cut_off", items=10)
    assert run_all() == 2
    assert items_written(job) == sorted([*range(1, 11), *range(1, 11)])
    chunk = job.chunks.get()
    assert (chunk.state, chunk.attempt, chunk.failures) == (ChunkState.DONE, 2, 1)


def test_a_session_ended_between_two_chunks_ends_no_worker(make_job: Callable[..., Job]) -> None:
    job = make_job(items=20)
    assert run_all(limit=1) == 1
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    assert run_all() == 1
    assert items_written(job) == list(range(1, 21))


def test_a_full_disk_stops_the_job_and_sets_nothing_aside(make_job: Callable[..., Job]) -> None:
    job = make_job("machine_fault", items=20)
    run_all()
    job.refresh_from_db()
    assert job.state == JobState.PAUSED
    assert "OSError: No space left on device" in job.last_error
    assert set(job.chunks.values_list("state", flat=True)) == {ChunkState.READY}


def test_a_closing_step_that_fails_stops_the_job_for_a_person(
    make_job: Callable[..., Job], clerk: User, settings: Any
) -> None:
    job = make_job(items=10)
    settings.JOB_FINISHERS = {"rows": "tests.jobs.kinds.no_such_step"}
    run_all()
    job.refresh_from_db()
    assert (job.state, closings(job)) == (JobState.PAUSED, 0)
    assert "The closing step failed" in job.last_error
    settings.JOB_FINISHERS = {"rows": "tests.jobs.kinds.write_closing_row"}
    jobs.resume(job, by=clerk, at=AT)
    run_all()
    job.refresh_from_db()
    assert (job.state, closings(job)) == (JobState.FINISHED, 1)


def test_the_claim_reads_the_index_of_open_chunks_alone(make_job: Callable[..., Job]) -> None:
    make_job(items=10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'chunk_to_do'")
        assert "WHERE" in cursor.fetchone()[0]
