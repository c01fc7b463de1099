"""The page of a job: what a person may steer, what it tells while it moves and when it has ended."""

from __future__ import annotations

from django.urls import reverse

from registry import clock
from registry.models import ChunkState, Job, JobChunk, JobState, User
from registry.services import jobs
from tests.journeys.stage import INES, MARA, Stage, work


def running_job(stage: Stage) -> Job:
    """A job of two chunks that nobody has taken up."""
    job = jobs.create_job(
        stage.agreement,
        kind="search_index",
        title="Words of two holders",
        parameters={},
        first_item=1,
        last_item=2,
        chunk_size=1,
        created_by=User.objects.get(username=MARA),
        at=clock.now(),
    )
    return jobs.start(job, by=job.created_by, at=clock.now())


def part(stage: Stage, job: Job) -> str:
    """What htmx asks for every two seconds."""
    answer = stage.client(MARA).get(reverse("job", args=[job.pk]), headers={"HX-Request": "true"})
    return answer.content.decode()


def test_a_job_is_paused_resumed_and_ends_with_a_way_on(stage: Stage) -> None:
    job = running_job(stage)
    assert 'hx-trigger="every 2s"' in part(stage, job)
    assert stage.post(INES, "steer_job", job.pk, "pause").status_code == 403
    assert stage.post(MARA, "steer_job", job.pk, "pause").status_code == 302
    paused = part(stage, job)
    assert "Nothing is in hand" in paused
    assert "hx-trigger" not in paused
    assert "Resume" not in stage.page(INES, "job", job.pk)
    work()
    assert Job.objects.get(pk=job.pk).state == JobState.PAUSED
    assert stage.post(MARA, "steer_job", job.pk, "resume").status_code == 302
    work()
    ended = part(stage, job)
    assert "All of it is done." in ended
    assert reverse("register", args=[stage.agreement.code]) in ended
    assert "hx-trigger" not in ended


def test_items_set_aside_are_tried_again_or_skipped_with_a_reason_that_stays(stage: Stage) -> None:
    job = running_job(stage)
    chunk = JobChunk.objects.filter(job=job).earliest("first_item")
    JobChunk.objects.filter(pk=chunk.pk).update(state=ChunkState.QUARANTINED, last_error="It fell over")
    work()
    assert Job.objects.get(pk=job.pk).state == JobState.PARTIAL
    page = stage.page(MARA, "job", job.pk)
    assert "1 item could not be" in page
    assert "It fell over" in page
    assert "Reason for skipping" not in stage.page(INES, "job", job.pk)
    stage.post(MARA, "settle_chunk", job.pk, chunk.pk, "skip", reason=" ")
    assert JobChunk.objects.get(pk=chunk.pk).state == ChunkState.QUARANTINED
    stage.post(MARA, "settle_chunk", job.pk, chunk.pk, "skip", reason="Not a holder any more")
    assert JobChunk.objects.get(pk=chunk.pk).state == ChunkState.SKIPPED
    assert "Not a holder any more" in stage.page(INES, "job", job.pk)

    again = running_job(stage)
    failed = JobChunk.objects.filter(job=again).earliest("first_item")
    JobChunk.objects.filter(pk=failed.pk).update(state=ChunkState.QUARANTINED)
    stage.post(MARA, "settle_chunk", again.pk, failed.pk, "retry")
    work()
    assert Job.objects.get(pk=again.pk).state == JobState.FINISHED
