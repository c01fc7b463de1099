"""`manage.py job`: look at a job and steer it."""

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.checks import Tags

from agreement.refusals import refuse
from registry.management.doors import Door, acting_user
from registry.models import Job, JobChunk, User
from registry.selectors import jobs as job_selectors
from registry.services import jobs

ACTS = ("status", "start", "pause", "resume", "retry", "skip")
CHUNKS_SHOWN = 20


class Command(Door):
    """Show a job; start, pause or resume it; retry or skip a chunk that was set aside."""

    help = "Show a job, or steer it."
    requires_system_checks = [Tags.models]  # a worker needs no pages

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the act, the job and, for retry and skip, the chunk."""
        super().add_arguments(parser)
        parser.add_argument("steer", choices=ACTS, metavar="ACT", help=", ".join(ACTS))
        parser.add_argument("job", type=int, help="number of the job")
        parser.add_argument("--chunk", type=int, help="the chunk to retry or skip (default: all set aside)")
        parser.add_argument("--reason", default="", help="why its items are skipped")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Steer, then show how the job stands."""
        job = Job.objects.filter(pk=options["job"]).first()
        if job is None:
            raise refuse("JOB_NOT_FOUND", job=options["job"])
        if options["steer"] != "status":
            steer(job, options, by=acting_user(options), at=at)
            job.refresh_from_db()
        return self._show(job)

    def _show(self, job: Job) -> Mapping[str, Any]:
        progress = job_selectors.progress(job)
        self.show_facts(
            f"Job {job.pk}: {job.title}",
            {
                "State": job.get_state_display(),
                "Items": progress.total,
                "Done": progress.done,
                "Set aside": progress.quarantined,
                "Skipped": progress.skipped,
                "Left": progress.left,
                "Items a second": progress.items_per_second,
                "Seconds left": progress.seconds_left,
                "Last error": job.last_error.partition("\n")[0],
            },
        )
        shown = list(job_selectors.chunks(job)[:CHUNKS_SHOWN])
        self.show_rows(
            f"{len(shown)} of {progress.chunks} chunks",
            ("Chunk", "Items", "State", "Attempt", "Worker", "Task", "Started", "Ended", "Error"),
            [_told(chunk) for chunk in shown],
        )
        return {
            "job": job.pk,
            "state": job.state,
            **asdict(progress),
            "failed": progress.failed,
            "left": progress.left,
            "last_error": job.last_error,
            "set_aside": [
                {"chunk": chunk.pk, "items": [chunk.first_item, chunk.last_item], "error": chunk.last_error}
                for chunk in job_selectors.set_aside(job)
            ],
        }


def steer(job: Job, options: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """Do what a member of staff asks of a job."""
    match options["steer"]:
        case "start":
            jobs.start(job, by=by, at=at)
        case "pause":
            jobs.pause(job, by=by, at=at)
        case "resume":
            jobs.resume(job, by=by, at=at)
        case "retry":
            for chunk in chosen_chunks(job, options):
                jobs.retry(chunk, by=by, at=at)
        case "skip":
            for chunk in chosen_chunks(job, options):
                jobs.skip(chunk, reason=options["reason"], by=by, at=at)


def chosen_chunks(job: Job, options: Mapping[str, Any]) -> list[JobChunk]:
    """The chunk named, or every chunk that was set aside."""
    if options["chunk"] is None:
        return list(job_selectors.set_aside(job))
    found = JobChunk.objects.filter(job=job, pk=options["chunk"]).first()
    if found is None:
        raise refuse("NOT_FOUND", what=f"Chunk {options['chunk']} of job {job.pk}")
    return [found]


def _told(chunk: JobChunk) -> tuple[object, ...]:
    return (
        str(chunk.pk),
        f"{chunk.first_item}–{chunk.last_item}",
        chunk.get_state_display(),
        chunk.attempt,
        chunk.worker,
        chunk.task_id[:13],
        f"{chunk.started_at:%H:%M:%S}" if chunk.started_at else "",
        f"{chunk.finished_at:%H:%M:%S}" if chunk.finished_at else "",
        (chunk.skip_reason or chunk.last_error).partition("\n")[0][:60],
    )
