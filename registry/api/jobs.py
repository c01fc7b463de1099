"""Bulk work: list, one with its progress, its chunks; pause, resume, retry (design: jobs)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.refusals import refuse
from registry import clock
from registry.api.access import READING
from registry.api.operations import Act, Empty, Read, ReadPage
from registry.api.paging import Page, PageQuery, cut
from registry.models import ChunkState, Job, JobChunk, RightsAgreement
from registry.roles import STAFF
from registry.selectors.jobs import progress
from registry.services import jobs


class JobLine(serializers.Serializer):
    """One job of a list."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    created_by = serializers.CharField(source="created_by.username")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField(allow_blank=True)


class JobProgressTold(serializers.Serializer):
    """Items by what became of them, counted from the rows."""

    total = serializers.IntegerField()
    done = serializers.IntegerField()
    running = serializers.IntegerField()
    quarantined = serializers.IntegerField()
    skipped = serializers.IntegerField()
    left = serializers.IntegerField()
    chunks = serializers.IntegerField()
    running_chunks = serializers.IntegerField()
    items_per_second = serializers.IntegerField(allow_null=True)
    seconds_left = serializers.IntegerField(allow_null=True)


class JobWhole(JobLine):
    """One job with its progress."""

    progress = JobProgressTold()


class ChunkLine(serializers.Serializer):
    """One chunk of a job: its items, its state, its last error."""

    id = serializers.IntegerField()
    first_item = serializers.IntegerField()
    last_item = serializers.IntegerField()
    state = serializers.CharField()
    attempt = serializers.IntegerField()
    failures = serializers.IntegerField()
    lost_leases = serializers.IntegerField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField(allow_blank=True)
    skip_reason = serializers.CharField(allow_blank=True)


class ListJobs(ReadPage):
    """List the jobs of an agreement, the latest first."""

    name, topic = "listJobs", "Jobs"
    roles, gives = READING, JobLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = Job.objects.filter(agreement=self.agreement(place["code"])).select_related("created_by")
        return cut(found, key="-id", after=after, size=size)


class ShowJob(Read):
    """Show one job with its progress."""

    name, topic = "showJob", "Jobs"
    roles, gives = READING, JobWhole

    def read(self, *, code: str, job: int) -> Any:
        return with_progress(job_of(self.agreement(code), job))


class ChunkQuery(PageQuery):
    """Which chunks."""

    state = serializers.ChoiceField(choices=ChunkState.values, required=False, default="")


class ListChunks(ReadPage):
    """List the chunks of a job; `state=QUARANTINED` gives the items nobody could do."""

    name, topic = "listChunks", "Jobs"
    roles, query, gives = READING, ChunkQuery, ChunkLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = JobChunk.objects.filter(job=job_of(self.agreement(place["code"]), place["job"]))
        if asked["state"]:
            found = found.filter(state=asked["state"])
        return cut(found, key="id", after=after, size=size)


class PauseJob(Act):
    """Pause a job that runs: no chunk is claimed, those in hand finish."""

    name, topic = "pauseJob", "Jobs"
    roles, takes, gives = STAFF, Empty, JobWhole

    def act(self, told: dict[str, Any], *, code: str, job: int) -> Any:
        return with_progress(
            jobs.pause(job_of(self.agreement(code), job), by=self.request.user, at=clock.now())
        )


class ResumeJob(Act):
    """Resume a job that was paused."""

    name, topic = "resumeJob", "Jobs"
    roles, takes, gives = STAFF, Empty, JobWhole

    def act(self, told: dict[str, Any], *, code: str, job: int) -> Any:
        return with_progress(
            jobs.resume(job_of(self.agreement(code), job), by=self.request.user, at=clock.now())
        )


class RetryChunk(Act):
    """Try a chunk that was set aside once more; a job that ended in part runs again."""

    name, topic = "retryChunk", "Jobs"
    roles, takes, gives = STAFF, Empty, ChunkLine

    def act(self, told: dict[str, Any], *, code: str, job: int, chunk: int) -> Any:
        found = chunk_of(job_of(self.agreement(code), job), chunk)
        return jobs.retry(found, by=self.request.user, at=clock.now())


class SkipTaken(serializers.Serializer):
    """Why the items are left undone; it stays on the job."""

    reason = serializers.CharField(max_length=2000)


class SkipChunk(Act):
    """Leave the items of a chunk undone, with the reason."""

    name, topic = "skipChunk", "Jobs"
    roles, takes, gives = STAFF, SkipTaken, ChunkLine

    def act(self, told: dict[str, Any], *, code: str, job: int, chunk: int) -> Any:
        found = chunk_of(job_of(self.agreement(code), job), chunk)
        return jobs.skip(found, reason=told["reason"], by=self.request.user, at=clock.now())


def with_progress(job: Any) -> Any:
    """The job with its progress beside it."""
    job.progress = progress(job)
    return job


def job_of(agreement: RightsAgreement, key: int) -> Job:
    """A job of an agreement. Raises JOB_NOT_FOUND."""
    found = Job.objects.filter(agreement=agreement, pk=key).select_related("created_by").first()
    if found is None:
        raise refuse("JOB_NOT_FOUND", job=key)
    return found


def chunk_of(job: Job, key: int) -> JobChunk:
    """A chunk of a job. Raises CHUNK_NOT_FOUND."""
    found = JobChunk.objects.filter(job=job, pk=key).first()
    if found is None:
        raise refuse("CHUNK_NOT_FOUND", job=job.pk, chunk=key)
    return found
