"""The door-bell: tasks that carry no facts and no authority, at most the number of a job."""

from typing import Any

from celery import shared_task

from registry import clock
from registry.services import calls, jobs, proofs


@shared_task(name="registry.run_job", bind=True, ignore_result=True)
def run_job(self: Any, job_id: int) -> None:
    """Do one chunk of a job and ring for the next, so that jobs take turns; without a queue go on alone."""
    worker = jobs.Worker(jobs.this_worker(), task_id=self.request.id or "")
    while jobs.run_available(worker, clock=clock.now, limit=1, job_id=int(job_id)):
        if jobs.wake(job_id):
            return


@shared_task(name="registry.sweep_jobs", ignore_result=True)
def sweep_jobs() -> None:
    """Ring again for whatever is not done: lost messages, dead workers, a wiped queue."""
    jobs.sweep()


@shared_task(name="registry.forget_calls", ignore_result=True)
def forget_calls() -> None:
    """Delete the answers to calls of programs that were kept long enough."""
    calls.forget_calls(at=clock.now())


@shared_task(name="registry.prove_books", ignore_result=True)
def prove_books() -> None:
    """Prove every book once a day; the page of the proofs shows what was found (5(b))."""
    proofs.prove_every_book(clock=clock.now)
