"""The chained record of acts outside the books: who did or was refused what (9)."""

from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from registry.models import RightsAgreement, User
from registry.services.refusals import told_as_errors


def append_audit(
    agreement: RightsAgreement | None,
    *,
    actor: User | None,
    act: str,
    subject: str,
    details: dict[str, Any] | None = None,
    at: datetime,
) -> int:
    """Record one act; returns its key. Append after the agreement's lock is taken, never before it."""
    arguments: list[Any] = [
        agreement.pk if agreement else None,
        actor.pk if actor else None,
        act,
        subject,
        Jsonb(details or {}),
        at,
    ]
    with told_as_errors(), connection.cursor() as cursor:
        cursor.execute("SELECT append_audit(%s, %s, %s, %s, %s, %s)", arguments)
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
