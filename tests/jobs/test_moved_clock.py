"""A moved clock beside a real plan stops whatever writes: workers, scheduler and every command (5)."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.celery import refuse_a_moved_clock
from registry import clock
from registry.models import Job, JobState, RightsAgreement
from registry.services import jobs
from tests.jobs.conftest import PATIENCE_SECONDS, items_written

HOUR = timedelta(hours=-1)


def make_real() -> None:
    RightsAgreement.objects.update(is_demo=False)


@pytest.fixture
def job(make_job: Callable[..., Job]) -> Job:
    """A job that waits for a worker."""
    return make_job(items=4, chunk_size=2)


def end_of(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """With which status a process of the product ends on a clock that is an hour slow, and what it says."""
    ended = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "config", *words],
        env={**environment, "CLOCK_OFFSET": "-3600"},
        timeout=PATIENCE_SECONDS,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
@pytest.mark.parametrize("words", [("worker", "-c", "1"), ("beat", "-s", "beat", "--pidfile=")])
def test_a_worker_and_the_scheduler_end_on_a_moved_clock(
    job: Job, runtime_urls: dict[str, str], words: tuple[str, ...], tmp_path: Any
) -> None:
    make_real()
    told = [str(tmp_path / word) if word == "beat" and at else word for at, word in enumerate(words)]
    status, said = end_of(runtime_urls, *told)
    assert status != 0
    assert "CLOCK_OFFSET moves the clock" in said
    assert "JOBS" in said
    assert items_written(job) == []


@pytest.mark.django_db(transaction=True)
def test_they_start_on_a_moved_clock_beside_demo_plans_alone(job: Job, settings: Any) -> None:
    settings.CLOCK_OFFSET = HOUR
    refuse_a_moved_clock()
    make_real()
    with pytest.raises(SystemExit, match="not marked demo: times of receipt would be false"):
        refuse_a_moved_clock()
    settings.CLOCK_OFFSET = timedelta(0)
    refuse_a_moved_clock()


@pytest.mark.parametrize("words", [("run_jobs", "--until-idle"), ("list_requests",)])
def test_a_command_is_refused_on_a_moved_clock_and_writes_nothing(
    job: Job, settings: Any, words: tuple[str, ...]
) -> None:
    settings.CLOCK_OFFSET = HOUR
    make_real()
    told = io.StringIO()
    with pytest.raises(CommandError, match="which only a plan marked demo allows"):
        call_command(*words, "--json", stdout=told)
    assert '"CLOCK_MOVED"' in told.getvalue()
    assert items_written(job) == []
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_work_goes_on_beside_a_demo_plan(job: Job, settings: Any) -> None:
    settings.CLOCK_OFFSET = HOUR
    assert jobs.run_available("worker", clock=clock.now) == 2
    assert items_written(job) == [1, 2, 3, 4]
