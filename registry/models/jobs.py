"""Bulk work as rows: PostgreSQL is the truth, the message queue only a door-bell (design: jobs)."""

from django.db import models


class JobState(models.TextChoices):
    """DRAFT → RUNNING ⇄ PAUSED → FINISHED, PARTIAL (quarantined items named) or CANCELLED."""

    DRAFT = "DRAFT", "Not started"
    RUNNING = "RUNNING", "Running"
    PAUSED = "PAUSED", "Paused"
    FINISHED = "FINISHED", "Finished"
    PARTIAL = "PARTIAL", "Finished with failures"
    CANCELLED = "CANCELLED", "Cancelled"


class ChunkState(models.TextChoices):
    """READY → RUNNING → DONE; else DIVIDED in halves, a single item QUARANTINED, or SKIPPED by a person."""

    READY = "READY", "Ready"
    RUNNING = "RUNNING", "Running"
    DONE = "DONE", "Done"
    DIVIDED = "DIVIDED", "Divided to find the failing item"
    QUARANTINED = "QUARANTINED", "Set aside"
    SKIPPED = "SKIPPED", "Skipped"


class Job(models.Model):
    """A piece of bulk work of one kind over one agreement, divided into chunks of one transaction each."""

    kind = models.CharField(max_length=40)
    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="jobs")
    title = models.TextField()
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.DRAFT)
    created_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finish_attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known")
        ]

    def __str__(self) -> str:
        return f"Job {self.pk} {self.title}"


class JobChunk(models.Model):
    """Items `first_item` to `last_item` of a job, done in one transaction by the worker that holds the lease.

    `attempt` is the fence: a worker commits only while it is still its own. `failures` counts what was
    raised, `lost_leases` the workers that fell silent. `backend_*` names the session of the present attempt,
    which is ended when its lease is taken over. A chunk that waits to be tried again is READY with
    `lease_until` as the earliest instant. Times here are the database's own.
    """

    job = models.ForeignKey(Job, models.PROTECT, related_name="chunks")
    first_item = models.BigIntegerField()
    last_item = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=ChunkState.choices, default=ChunkState.READY)
    attempt = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    lost_leases = models.PositiveIntegerField(default=0)
    divided_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="halves")
    backend_pid = models.IntegerField(null=True, blank=True)
    backend_started_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.TextField(blank=True)
    task_id = models.CharField(max_length=64, blank=True)
    first_started_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    skip_reason = models.TextField(blank=True)
    skipped_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["job", "first_item", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_item__lte=models.F("last_item")), name="chunk_range_ordered"
            ),
            models.CheckConstraint(condition=models.Q(state__in=ChunkState.values), name="chunk_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["job", "id"], condition=models.Q(state__in=["READY", "RUNNING"]), name="chunk_to_do"
            )
        ]

    def __str__(self) -> str:
        return f"Items {self.first_item} to {self.last_item}"
