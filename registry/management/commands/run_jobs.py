"""`manage.py run_jobs`: all bulk work without any message queue."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from time import sleep
from typing import Any

from django.core.checks import Tags
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from registry import clock
from registry.management.doors import Door
from registry.models import Job, JobState
from registry.selectors import jobs as job_selectors
from registry.services import jobs

LOOK_AGAIN_SECONDS = 1


class Command(Door):
    """Claim and do chunks of every running job, exactly as the workers of the queue would."""

    help = "Do the bulk work that is waiting, without the message queue."
    requires_system_checks = [Tags.models]  # a worker needs no pages

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say how long to go on."""
        super().add_arguments(parser)
        until = parser.add_mutually_exclusive_group()
        until.add_argument("--once", action="store_true", help="do one chunk and end")
        until.add_argument("--until-idle", action="store_true", help="end when nothing is left to do")
        parser.add_argument("--job", type=int, help="work on this job alone")

    def act(self, options: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Work until told to end; without --once or --until-idle, until the process is stopped."""
        worker, done = jobs.this_worker(), 0
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
            TimeElapsedColumn(),
            console=self.paper,
        ) as bars:
            shown: dict[int, TaskID] = {}
            while True:
                tried = jobs.run_available(worker, clock=clock.now, limit=1, job_id=options["job"])
                done += tried
                show_progress(bars, shown, job_id=options["job"])
                if options["once"] or (options["until_idle"] and not tried and not _is_work_left(options)):
                    break
                if not tried:
                    sleep(LOOK_AGAIN_SECONDS)
        self.say(f"{done} chunk{'' if done == 1 else 's'} done by {worker}.")
        return {"chunks": done, "worker": worker}


def show_progress(bars: Progress, shown: dict[int, TaskID], *, job_id: int | None) -> None:
    """Bring the bar of every running job, and of those that were running, up to date."""
    running = Job.objects.filter(state=JobState.RUNNING)
    running = running.filter(pk=job_id) if job_id else running
    for job in Job.objects.filter(pk__in={*shown, *running.values_list("pk", flat=True)}).order_by("id"):
        found = job_selectors.progress(job)
        if job.pk not in shown:
            shown[job.pk] = bars.add_task(job.title, told="")
        told = f"{found.quarantined} set aside" if found.quarantined else ""
        bars.update(shown[job.pk], total=found.total, completed=found.done, told=told)


def _is_work_left(options: Mapping[str, Any]) -> bool:
    """Whether a running job still has an open chunk, be it in the hands of another worker."""
    running = Job.objects.filter(state=JobState.RUNNING)
    return (running.filter(pk=options["job"]) if options["job"] else running).exists()
