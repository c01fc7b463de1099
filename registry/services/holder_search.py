"""Makes holders findable by words after the books are opened: bulk work of the kind search_index (§5(b))."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from registry.models import BookEntry, Job, RegisteredHolder, User
from registry.selectors.openings import holder_keys
from registry.services import jobs

CHUNK = 20_000


def index_entry(entry: BookEntry, *, by: User, at: datetime) -> Job:
    """Let a job make the holders of an entry that opened books findable, also those with a fraction alone.

    Agreement: 5(b).
    """
    first, last = holder_keys(entry)
    job = jobs.create_job(
        entry.agreement,
        kind="search_index",
        title=f"Make names of entry {entry.number} searchable",
        parameters={"entry": entry.number},
        first_item=first,
        last_item=last,
        chunk_size=CHUNK,
        created_by=by,
        at=at,
    )
    jobs.start(job, by=by, at=at)
    return job


def run_chunk(job: Job, first_item: int, last_item: int, *, fence: Callable[[], None]) -> None:
    """Write the words of the holders with keys in a range; those that have words already stay as they are.

    Items are keys of registered holders; keys of other agreements in the range are passed over.

    Agreement: 5(b).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO holder_search (holder_id, agreement_id, words)
            SELECT id, agreement_id, words_of_holder(registration, account, city, postal_code)
              FROM registered_holder
             WHERE id BETWEEN %s AND %s AND agreement_id = %s
            ON CONFLICT (holder_id) DO NOTHING
            """,
            [first_item, last_item, job.agreement_id],
        )
    fence()


def index_holder(holder: RegisteredHolder) -> None:
    """Make one new holder findable by words.

    Agreement: 5(b).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO holder_search (holder_id, agreement_id, words)
            SELECT id, agreement_id, words_of_holder(registration, account, city, postal_code)
              FROM registered_holder WHERE id = %s
            ON CONFLICT (holder_id) DO NOTHING
            """,
            [holder.pk],
        )
