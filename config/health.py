"""`/healthz`: whether database and broker answer, and how long the oldest ready piece of work waits."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, ProgrammingError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

# Chunks keep the database's own time. A chunk is ready from the moment its job runs or its last try ended, so
# what tells a stuck queue is how long nothing has begun while something waits.
WAITING_WORK = """
    SELECT count(*) FILTER (WHERE chunk.state = 'READY'),
           min(chunk.id) FILTER (WHERE chunk.state = 'READY'),
           extract(epoch FROM clock_timestamp() - max(greatest(chunk.started_at, chunk.finished_at)))::bigint
      FROM registry_jobchunk chunk JOIN registry_job job ON job.id = chunk.job_id
     WHERE job.state = 'RUNNING'
"""


def read_database_state() -> dict[str, object]:
    """Ask the database for the work that waits: how many chunks, the oldest one, seconds since any moved."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(WAITING_WORK)
            ready, oldest, seconds = cursor.fetchone()
    except ProgrammingError as error:  # a table is missing, or a grant
        return {"database": f"not prepared ({type(error.__cause__).__name__})"}
    except DatabaseError:
        return {"database": "unreachable"}
    return {
        "database": "ok",
        "ready_chunks": ready,
        "oldest_ready_chunk": oldest,
        "seconds_since_work_moved": seconds if ready else None,
    }


def read_broker_state() -> str:
    """Ask the broker for an answer within a second."""
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as broker:
            broker.ping()
    except (RedisError, OSError):
        return "unreachable"
    return "ok"


@never_cache
@login_not_required
@require_safe
def show_health(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the database answers; a silent broker delays work but loses none, so it only shows."""
    facts = {**read_database_state(), "broker": read_broker_state()}
    return JsonResponse(facts, status=200 if facts["database"] == "ok" else 503)
