"""What must be true before anything is served: the clock runs at its own time beside a real agreement."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

CLOCK_MOVED = (
    "CLOCK_OFFSET moves the clock by {offset}, and the agreement {codes} is not marked demo: "
    "times of receipt would be false (policy on the clock)."
)
CLOCK_CURE = "Set CLOCK_OFFSET to 0, or use a database that holds demo agreements only."


@register(Tags.database)
def check_clock(
    app_configs: Sequence[AppConfig] | None, databases: Iterable[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Refuse a moved clock beside an agreement that is not marked demo."""
    if not databases or DEFAULT_DB_ALIAS not in databases:
        return []
    codes = agreements_beside_moved_clock()
    if not codes:
        return []
    told = CLOCK_MOVED.format(offset=settings.CLOCK_OFFSET, codes=", ".join(codes))
    return [Error(told, hint=CLOCK_CURE, id="registry.E001")]


def guard_start() -> None:
    """Stop a process that serves or works when the clock may not be trusted: web, worker and scheduler.

    Raises ImproperlyConfigured with one sentence.
    """
    codes = agreements_beside_moved_clock()
    if codes:
        told = CLOCK_MOVED.format(offset=settings.CLOCK_OFFSET, codes=", ".join(codes))
        raise ImproperlyConfigured(f"{told} {CLOCK_CURE}")


def agreements_beside_moved_clock() -> list[str]:
    """The agreements that forbid the offset: those not marked demo, when it is not zero. No tables: none."""
    if not settings.CLOCK_OFFSET:
        return []
    from registry.models import RightsAgreement

    connection = connections[DEFAULT_DB_ALIAS]
    try:
        if RightsAgreement._meta.db_table not in connection.introspection.table_names():
            return []
        agreements = RightsAgreement.objects.filter(is_demo=False).order_by("code")
        return list(agreements.values_list("code", flat=True))
    except DatabaseError as error:
        raise ImproperlyConfigured(f"The database cannot be asked for its agreements: {error}") from error
