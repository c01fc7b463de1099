"""Makes holders findable by words after the books are opened: bulk work of the kind search_index (§5(b))."""

from collections.abc import Callable

from django.db import connection

from registry.models import Job, RegisteredHolder


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
