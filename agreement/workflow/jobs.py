"""Moves of bulk jobs and their chunks. They rest on a house policy, not on the agreement."""

from enum import StrEnum

from agreement.grounds import Basis
from agreement.workflow.moves import MoveTable


class JobStatus(StrEnum):
    """How far a job has come."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    DONE = "DONE"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


JOB = MoveTable(
    "job",
    "policy on bulk work",
    {
        (JobStatus.QUEUED, "started"): JobStatus.RUNNING,
        (JobStatus.QUEUED, "paused"): JobStatus.PAUSED,
        (JobStatus.QUEUED, "cancelled"): JobStatus.CANCELLED,
        (JobStatus.RUNNING, "paused"): JobStatus.PAUSED,
        (JobStatus.RUNNING, "finished"): JobStatus.DONE,
        (JobStatus.RUNNING, "finished_in_part"): JobStatus.PARTIAL,
        (JobStatus.RUNNING, "failed"): JobStatus.FAILED,
        (JobStatus.RUNNING, "cancelled"): JobStatus.CANCELLED,
        (JobStatus.PAUSED, "resumed"): JobStatus.RUNNING,
        (JobStatus.PAUSED, "cancelled"): JobStatus.CANCELLED,
        (JobStatus.PARTIAL, "retried"): JobStatus.RUNNING,
        (JobStatus.PARTIAL, "finished"): JobStatus.DONE,
        (JobStatus.FAILED, "retried"): JobStatus.RUNNING,
    },
    basis=Basis.HOUSE,
    code="JOB_MOVE_NOT_ALLOWED",
    starts_at=JobStatus.QUEUED,
)


class ChunkStatus(StrEnum):
    """How far a chunk of a job has come."""

    READY = "READY"
    CLAIMED = "CLAIMED"
    DONE = "DONE"
    FAILED = "FAILED"
    BISECTED = "BISECTED"
    QUARANTINED = "QUARANTINED"
    SKIPPED = "SKIPPED"


JOB_CHUNK = MoveTable(
    "chunk of a job",
    "policy on bulk work",
    {
        (ChunkStatus.READY, "claimed"): ChunkStatus.CLAIMED,
        (ChunkStatus.READY, "skipped"): ChunkStatus.SKIPPED,
        (ChunkStatus.CLAIMED, "committed"): ChunkStatus.DONE,
        # The lease ran out: the worker is taken for dead and its attempt number no longer commits.
        (ChunkStatus.CLAIMED, "lease_lost"): ChunkStatus.READY,
        (ChunkStatus.CLAIMED, "released"): ChunkStatus.READY,
        (ChunkStatus.CLAIMED, "failed"): ChunkStatus.FAILED,
        (ChunkStatus.CLAIMED, "bisected"): ChunkStatus.BISECTED,
        (ChunkStatus.CLAIMED, "quarantined"): ChunkStatus.QUARANTINED,
        (ChunkStatus.READY, "bisected"): ChunkStatus.BISECTED,
        (ChunkStatus.READY, "quarantined"): ChunkStatus.QUARANTINED,
        (ChunkStatus.FAILED, "retried"): ChunkStatus.READY,
        (ChunkStatus.FAILED, "skipped"): ChunkStatus.SKIPPED,
        (ChunkStatus.QUARANTINED, "retried"): ChunkStatus.READY,
        (ChunkStatus.QUARANTINED, "skipped"): ChunkStatus.SKIPPED,
    },
    basis=Basis.HOUSE,
    code="CHUNK_MOVE_NOT_ALLOWED",
    starts_at=ChunkStatus.READY,
)
