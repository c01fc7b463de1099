"""A job to work on, and worker processes that can be killed as groups."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from registry.models import Job, PaperDue, RightsAgreement, User
from registry.roles import Role, give_role
from registry.services import jobs
from tests.jobs import settings as job_settings
from tests.jobs.kinds import CLOSING_ROW, ROW

AT = datetime(2026, 1, 5, 17, tzinfo=UTC)
PATIENCE_SECONDS = 120


def clock() -> datetime:
    return AT


@pytest.fixture(autouse=True)
def _kinds_of_the_tests(settings: Any) -> None:
    for name in ("JOB_KINDS", "JOB_FINISHERS", "JOB_LEASE", "JOB_RETRY_WAIT"):
        setattr(settings, name, getattr(job_settings, name))


@pytest.fixture
def clerk(db: None) -> User:
    person = User.objects.create_user("clerk")
    give_role(person, Role.MAKER)
    return person


@pytest.fixture
def make_job(clerk: User) -> Callable[..., Job]:
    """Give a started job of a kind over items 1 to `items`."""
    agreement = RightsAgreement.objects.create(
        code="JOBS", title="Plan of the job tests", company_name="Company", company_jurisdiction="Delaware",
        agent_name="Agent", agent_jurisdiction="New Jersey", agreement_date=AT.date(),
        time_zone="America/Los_Angeles", is_demo=True, created_at=AT,
    )  # fmt: skip

    def make(kind: str = "rows", *, items: int = 60, chunk_size: int = 10, **parameters: Any) -> Job:
        job = jobs.create_job(
            agreement, kind=kind, title="Rows", parameters=parameters, first_item=1, last_item=items,
            chunk_size=chunk_size, created_by=clerk, at=AT,
        )  # fmt: skip
        return jobs.start(job, by=clerk, at=AT)

    return make


def items_written(job: Job) -> list[int]:
    """Every row the job's items wrote, sorted: a lost item is missing, a doubled one stands twice."""
    rows = PaperDue.objects.filter(paper_kind=ROW, facts__job=job.pk)
    return sorted(row.facts["item"] for row in rows)


def closings(job: Job) -> int:
    return PaperDue.objects.filter(paper_kind=CLOSING_ROW, facts__job=job.pk).count()


def wait_until(is_so: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Look until it is so; give up loudly."""
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.02)


class Workers:
    """Worker processes, each the leader of a group of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**environment, "DJANGO_SETTINGS_MODULE": "tests.jobs.settings"}
        self.started: list[subprocess.Popen[bytes]] = []

    def run_jobs(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the runner that needs no queue."""
        return self._start([sys.executable, "manage.py", "run_jobs", *arguments])

    def forking(self) -> subprocess.Popen[bytes]:
        """Start a worker that forks another child whenever one dies; its exit code counts the deaths."""
        return self._start([sys.executable, "-m", "tests.jobs.forked_worker"])

    def celery(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a Celery worker."""
        return self._start(
            [sys.executable, "-m", "celery", "-A", "config", "worker", "-l", "WARNING", *arguments]
        )

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.started.append(process)
        return process

    @staticmethod
    def kill(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the whole group; a kill is waited for."""
        if process.poll() is None:
            os.killpg(process.pid, how)
        if how is signal.SIGKILL:
            process.wait()


@pytest.fixture
def workers(runtime_urls: dict[str, str]) -> Iterator[Workers]:
    """Give the starter of workers; whatever still lives afterwards is killed."""
    found = Workers(runtime_urls)
    yield found
    for process in found.started:
        found.kill(process)
