"""The only reader of the wall clock: server time plus the configured offset."""

from datetime import UTC, datetime

from django.conf import settings


def now() -> datetime:
    """Return the present instant in UTC, moved by CLOCK_OFFSET (zero outside demo and browser tests)."""
    return datetime.now(UTC) + settings.CLOCK_OFFSET
