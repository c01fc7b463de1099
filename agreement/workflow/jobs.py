"""Moves of bulk jobs and their chunks. They rest on a house policy, not on the agreement."""

from enum import StrEnum

from agreement.grounds import Basis
from agreement.workflow.moves import MoveTable


class JobStatus(StrEnum):
    """How far a job has come."""

    DRAFT = "DRAFT"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    FINISHED = "FINISHED"
    PARTIAL = "PARTIAL"
    CANCELLED = "CANCELLED"


JOB = MoveTable(
    "job",
    "policy on bulk work",
    {
        (JobStatus.DRAFT, "started"): JobStatus.RUNNING,
        (JobStatus.DRAFT, "cancelled"): JobStatus.CANCELLED,
        (JobStatus.RUNNING, "paused"): JobStatus.PAUSED,
        (JobStatus.RUNNING, "finished"): JobStatus.FINISHED,
        (JobStatus.RUNNING, "finished_in_part"): JobStatus.PARTIAL,
        (JobStatus.RUNNING, "cancelled"): JobStatus.CANCELLED,
        (JobStatus.PAUSED, "resumed"): JobStatus.RUNNING,
        (JobStatus.PAUSED, "cancelled"): JobStatus.CANCELLED,
        (JobStatus.PARTIAL, "retried"): JobStatus.RUNNING,
        (JobStatus.PARTIAL, "finished"): JobStatus.FINISHED,
    },
    basis=Basis.HOUSE,
    code="JOB_MOVE_NOT_ALLOWED",
    starts_at=JobStatus.DRAFT,
)


class ChunkStatus(StrEnum):
    """How far a chunk of a job has come."""

    READY = "READY"
    RUNNING = "RUNNING"
    DONE = "DONE"
    DIVIDED = "DIVIDED"
    QUARANTINED = "QUARANTINED"
    SKIPPED = "SKIPPED"


JOB_CHUNK = MoveTable(
    "chunk of a job",
    "policy on bulk work",
    {
        (ChunkStatus.READY, "claimed"): ChunkStatus.RUNNING,
        (ChunkStatus.READY, "divided"): ChunkStatus.DIVIDED,
        (ChunkStatus.READY, "quarantined"): ChunkStatus.QUARANTINED,
        (ChunkStatus.READY, "skipped"): ChunkStatus.SKIPPED,
        (ChunkStatus.RUNNING, "committed"): ChunkStatus.DONE,
        # The lease ran out: the worker is taken for dead and its attempt number no longer commits.
        (ChunkStatus.RUNNING, "lease_lost"): ChunkStatus.READY,
        (ChunkStatus.RUNNING, "failed"): ChunkStatus.READY,
        (ChunkStatus.RUNNING, "divided"): ChunkStatus.DIVIDED,
        (ChunkStatus.RUNNING, "quarantined"): ChunkStatus.QUARANTINED,
        (ChunkStatus.QUARANTINED, "retried"): ChunkStatus.READY,
        (ChunkStatus.QUARANTINED, "skipped"): ChunkStatus.SKIPPED,
    },
    basis=Basis.HOUSE,
    code="CHUNK_MOVE_NOT_ALLOWED",
    starts_at=ChunkStatus.READY,
)
