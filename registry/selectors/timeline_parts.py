"""The parts of a plan's line: an event with its count, a band, and the view in which they are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from agreement.business_days import BusinessDayCalendar, Closure
from agreement.terms import Terms
from registry.models import Document, RightsAgreement


class Standing(StrEnum):
    """How a date is known: by the terms, a paper, the clock's count, as the end of a time, as a deadline."""

    TERM = "TERM"
    NOTICED = "NOTICED"
    PROJECTED = "PROJECTED"
    END = "END"
    DUE = "DUE"


@dataclass(frozen=True, slots=True)
class DayCounted:
    """A day of a count: its number where it is a Business Day, else the closures that make it none."""

    day: date
    number: int | None
    closures: tuple[Closure, ...]

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or a Sunday."""
        return self.day.weekday() > 4


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """A date of a plan: what, when, since when known, by which paper or rule, by which count.

    `at` is a date where no hour is told. `others` are the instants by other policies on Business Days, each
    with those policies. `conflict` tells of a contradiction of the text, `remark` what else is to be seen.
    """

    name: str
    at: date | datetime
    section: str
    source: str
    standing: Standing
    known: datetime | None = None
    document: Document | None = None
    notice: int | None = None
    counted: tuple[DayCounted, ...] = ()
    others: tuple[tuple[datetime, str], ...] = ()
    conflict: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the line, such as a suspension: from its first day to the one on which it is over.

    `limit` is the last day that the section allows.
    """

    name: str
    begins: date
    ends: date | None
    limit: date | None
    section: str
    source: str
    notice: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """How a plan is looked at: the day, the instant of knowledge, the terms and Business Days known then."""

    agreement: RightsAgreement
    on: date
    known_at: datetime
    terms: Terms
    days: BusinessDayCalendar

    @property
    def zone(self) -> ZoneInfo:
        """Where the agreement counts its days (§1(f))."""
        return self.terms.time_zone

    def local(self, at: date | datetime) -> date:
        """The date of an instant in the agreement's zone, or a date as it is."""
        return at.astimezone(self.zone).date() if isinstance(at, datetime) else at

    def is_ahead(self, at: date | datetime) -> bool:
        """Whether a date or an instant lies after the day looked at."""
        return self.local(at) > self.on


def days_counted(
    start: date, counted: Iterable[date], *, days: BusinessDayCalendar
) -> tuple[DayCounted, ...]:
    """Each day after a start up to the last counted: numbered, or with what left it out (§1(e))."""
    numbers = {day: number for number, day in enumerate(counted, start=1)}
    last = max(numbers, default=start)
    found, day = [], start
    while day < last:
        day += timedelta(days=1)
        found.append(DayCounted(day, numbers.get(day), days.closures_on(day)))
    return tuple(found)
