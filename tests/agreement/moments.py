"""Instants of the running example, written by the clock of the plan."""

from datetime import datetime
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")


def pacific(text: str) -> datetime:
    """An instant by the clock in California."""
    return datetime.fromisoformat(text).replace(tzinfo=PACIFIC)


DISTRIBUTION_CLOSE = pacific("2003-06-16T17:00")
NOTICE_RECEIVED = pacific("2003-06-17T09:12")
RECORD_DATE_CLOSE = pacific("2000-10-23T17:00")
EXPIRY_CLOSE = pacific("2010-10-25T17:00")
