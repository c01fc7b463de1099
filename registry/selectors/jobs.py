"""How far bulk work has come: every figure is computed from the rows of its chunks, none is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Now

from registry.models import ChunkState, Job, JobChunk

RATE_WINDOW_CHUNKS = 20


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Items of a job by what became of them; `failed` are those set aside or skipped.

    `items_per_second` is that of the latest chunks, null before the first is done; `seconds_left` follows.
    """

    total: int
    done: int
    running: int
    quarantined: int
    skipped: int
    chunks: int
    running_chunks: int
    items_per_second: int | None
    seconds_left: int | None
    began_at: datetime | None
    ended_at: datetime | None

    @property
    def failed(self) -> int:
        """Items that were not done and will not be by themselves."""
        return self.quarantined + self.skipped

    @property
    def left(self) -> int:
        """Items still to do, those in hand included."""
        return self.total - self.done - self.failed


ITEMS = F("last_item") - F("first_item") + 1


def progress(job: Job) -> JobProgress:
    """Count the items of a job from its chunks, and tell its pace."""

    def items(*states: str) -> Sum:
        return Sum(ITEMS, filter=Q(state__in=states), default=0)

    counted = JobChunk.objects.filter(job=job).aggregate(
        total=Sum(ITEMS, filter=~Q(state=ChunkState.DIVIDED), default=0),
        done=items(ChunkState.DONE),
        running=items(ChunkState.RUNNING),
        quarantined=items(ChunkState.QUARANTINED),
        skipped=items(ChunkState.SKIPPED),
        chunks=Count("id"),
        running_chunks=Count("id", filter=Q(state=ChunkState.RUNNING)),
        began_at=Min("first_started_at"),
        ended_at=Max("finished_at"),
    )
    pace = _items_per_second(job)
    left = counted["total"] - counted["done"] - counted["quarantined"] - counted["skipped"]
    seconds = -(-left // pace) if pace and left else None
    return JobProgress(items_per_second=pace, seconds_left=seconds, **counted)


def chunks(job: Job) -> QuerySet[JobChunk]:
    """The chunks of a job: those in hand and those set aside first, then the latest."""
    urgency = Case(
        When(state=ChunkState.QUARANTINED, then=Value(0)),
        When(state=ChunkState.RUNNING, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        JobChunk.objects.filter(job=job)
        .select_related("skipped_by")
        .order_by(urgency, F("started_at").desc(nulls_last=True), "first_item")
    )


def set_aside(job: Job) -> QuerySet[JobChunk]:
    """The items nobody could do, each with its last error."""
    return JobChunk.objects.filter(job=job, state=ChunkState.QUARANTINED).order_by("first_item")


def oldest_ready_seconds() -> int | None:
    """How long the oldest claimable chunk of a running job has waited; null when none does."""
    waiting = JobChunk.objects.filter(job__state="RUNNING").filter(
        Q(state=ChunkState.READY) | Q(state=ChunkState.RUNNING, lease_until__lt=Now())
    )
    found = waiting.annotate(now=Now()).order_by("id").values("now", "lease_until", "job__started_at").first()
    if found is None:
        return None
    since = found["lease_until"] or found["job__started_at"]
    if since is None:
        return None
    return max(int((found["now"] - since).total_seconds()), 0)


def _items_per_second(job: Job) -> int | None:
    """The pace over the latest chunks done, by the database's clock; null when nothing tells it."""
    latest: list[tuple[int, int, Any, Any]] = list(
        JobChunk.objects.filter(job=job, state=ChunkState.DONE)
        .order_by("-finished_at")
        .values_list("first_item", "last_item", "started_at", "finished_at")[:RATE_WINDOW_CHUNKS]
    )
    if not latest:
        return None
    seconds = (latest[0][3] - min(row[2] for row in latest)).total_seconds()
    items = sum(last - first + 1 for first, last, _, _ in latest)
    return max(int(items / seconds), 1) if seconds > 0 else None
