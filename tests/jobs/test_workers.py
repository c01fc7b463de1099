"""Real worker processes: killed as groups, put to sleep, left without a queue. Rows are counted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.conf import settings as product_settings
from django.core.management import CommandError, call_command

from registry.models import AuditRecord, ChunkState, Job, JobState, User
from registry.selectors import jobs as job_selectors
from registry.services import jobs
from tests.jobs.conftest import AT, PATIENCE_SECONDS, Workers, closings, items_written, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]


def has_chunk_in(job: Job, state: str) -> bool:
    return job.chunks.filter(state=state).exists()


def finish_with_one_worker(workers: Workers) -> None:
    assert workers.run_jobs("--until-idle").wait(PATIENCE_SECONDS) == 0


def assert_whole(job: Job, *, items: int) -> None:
    job.refresh_from_db()
    assert job.state == JobState.FINISHED
    assert items_written(job) == list(range(1, items + 1))
    assert closings(job) == 1


def test_workers_killed_again_and_again_lose_and_double_nothing(
    make_job: Callable[..., Job], workers: Workers
) -> None:
    job = make_job("slow_rows", items=200, chunk_size=20, seconds=0.15)
    kills = 0
    while kills < 4:
        worker = workers.run_jobs()
        wait_until(lambda: has_chunk_in(job, ChunkState.RUNNING))
        workers.kill(worker)
        kills += 1
    assert job.chunks.filter(state=ChunkState.DIVIDED).count() <= 2
    finish_with_one_worker(workers)
    assert_whole(job, items=200)
    assert job.chunks.filter(lost_leases__gt=0).count() >= 1


def test_a_worker_that_slept_past_its_lease_commits_nothing(
    make_job: Callable[..., Job], workers: Workers
) -> None:
    job = make_job("slow_rows", items=20, chunk_size=20, seconds=1)
    sleeper = workers.run_jobs("--until-idle")
    wait_until(lambda: has_chunk_in(job, ChunkState.RUNNING))
    workers.kill(sleeper, signal.SIGSTOP)
    finish_with_one_worker(workers)
    before = items_written(job)
    workers.kill(sleeper, signal.SIGCONT)
    assert sleeper.wait(PATIENCE_SECONDS) == 0
    assert items_written(job) == before
    assert_whole(job, items=20)
    chunk = job.chunks.get()
    assert (chunk.attempt, chunk.lost_leases, chunk.failures) == (2, 1, 0)


def test_an_item_that_kills_its_worker_is_set_aside_and_the_rest_is_done(
    make_job: Callable[..., Job], workers: Workers
) -> None:
    job = make_job("killing", items=8, chunk_size=4, bad=[6])
    deaths = workers.forking().wait(PATIENCE_SECONDS)
    job.refresh_from_db()
    aside = job_selectors.set_aside(job).get()
    assert job.state == JobState.PARTIAL
    assert (aside.first_item, aside.last_item, aside.lost_leases) == (6, 6, 3)
    assert "silent" in aside.last_error
    assert items_written(job) == [1, 2, 3, 4, 5, 7, 8]
    assert deaths == 3 + 1 + 3


def test_work_that_keeps_the_interpreter_keeps_its_lease(
    make_job: Callable[..., Job], workers: Workers
) -> None:
    job = make_job("busy", items=10, chunk_size=10, bursts=16)
    workers.environment["TEST_LEASE_SECONDS"] = "3"  # several bursts long, shorter than all of them
    first, second = workers.forking(), workers.forking()
    assert (first.wait(PATIENCE_SECONDS), second.wait(PATIENCE_SECONDS)) == (0, 0)
    assert_whole(job, items=10)
    assert job.chunks.get().attempt == 1


def test_the_queue_may_be_wiped_and_its_worker_killed(make_job: Callable[..., Job], workers: Workers) -> None:
    job = make_job("slow_rows", items=60, chunk_size=10, seconds=0.1)
    queue = redis.Redis.from_url(product_settings.REDIS_URL)
    worker = workers.celery("--concurrency", "2")
    assert jobs.wake(job.pk, rings=4)
    wait_until(lambda: has_chunk_in(job, ChunkState.DONE))
    workers.kill(worker)
    queue.flushall()
    finish_with_one_worker(workers)
    assert_whole(job, items=60)


def test_a_celery_worker_does_a_job_it_is_rung_for(make_job: Callable[..., Job], workers: Workers) -> None:
    job = make_job(items=100, chunk_size=10)
    workers.celery("--concurrency", "2")
    assert jobs.wake(job.pk, rings=4)

    def is_finished() -> bool:
        job.refresh_from_db()
        return job.state == JobState.FINISHED

    wait_until(is_finished)
    assert_whole(job, items=100)
    tasks = set(job.chunks.values_list("task_id", flat=True))
    assert "" not in tasks
    assert len(tasks) == 10


def test_a_dead_queue_is_no_fault_of_the_request(
    make_job: Callable[..., Job], clerk: User, workers: Workers
) -> None:
    job = make_job(items=30)
    workers.environment["REDIS_URL"] = "redis://127.0.0.1:1/0"
    jobs.pause(job, by=clerk, at=AT)
    assert ring(workers, job, "resume").returncode == 0
    noted = AuditRecord.objects.filter(subject=str(job)).order_by("id")
    assert list(noted.values_list("act", "actor__username")) == [
        ("JOB_STARTED", "clerk"),
        ("JOB_PAUSED", "clerk"),
        ("JOB_RESUMED", "clerk"),
    ]
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    finish_with_one_worker(workers)
    assert_whole(job, items=30)


def test_the_command_tells_how_a_job_stands_and_refuses_what_is_not_there(
    make_job: Callable[..., Job], workers: Workers, capsys: pytest.CaptureFixture[str]
) -> None:
    job = make_job(items=30)
    call_command("job", "status", str(job.pk), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["done"], told["left"], told["set_aside"]) == ("RUNNING", 0, 30, [])
    Job.objects.filter(pk=job.pk).update(state=JobState.FINISHED)
    refused = ring(workers, job, "pause")
    assert refused.returncode == 1
    assert "FINISHED" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    with pytest.raises(CommandError, match="No active member of staff"):
        call_command("job", "pause", str(job.pk))
    with pytest.raises(CommandError, match="No job"):
        call_command("job", "status", "99999")


def ring(workers: Workers, job: Job, act: str, *more: str) -> subprocess.CompletedProcess[Any]:
    """Steer a job as a person at the shell does."""
    return subprocess.run(
        [sys.executable, "manage.py", "job", act, str(job.pk), "--as", "clerk", *more],
        env=workers.environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
