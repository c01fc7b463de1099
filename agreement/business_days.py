"""Business Days and the Close of Business. The closures of the banks are handed in; nothing is read here.

Agreement: 1(e).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from agreement.choices import DaysKind
from agreement.refusals import refuse

_SATURDAY: Final = 5
# No place here has fewer bank holidays on weekdays in a year; a closure ordered for one day does not make
# its year a loaded one.
_LOADED_FROM: Final = 6
_FARTHEST_DAYS: Final = 3700
FEDERAL_RESERVE: Final = "FEDERAL_RESERVE"  # closures of no state, heeded where a policy joins them


@dataclass(frozen=True, slots=True)
class Closure:
    """A date on which the banks of a place may or must close, with the authority for it."""

    day: date
    place: str
    name: str
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise refuse("CALENDAR_ENTRY_UNSUPPORTED", date=self.day, place=self.place)


@dataclass(frozen=True, slots=True)
class CalendarPolicy:
    """Which places' closures count: a day is closed when any of them lists it."""

    name: str
    places: tuple[str, ...]


POLICIES: Final = MappingProxyType(
    {
        policy.name: policy
        for policy in (
            CalendarPolicy("CA_OR_NJ_STRICT", ("CALIFORNIA", "NEW_JERSEY")),
            CalendarPolicy("CALIFORNIA", ("CALIFORNIA",)),
            CalendarPolicy("NEW_JERSEY", ("NEW_JERSEY",)),
            CalendarPolicy("NEW_YORK", ("NEW_YORK",)),
            CalendarPolicy("FEDERAL_RESERVE", ("FEDERAL_RESERVE",)),
        )
    }
)


def policy_named(name: str) -> CalendarPolicy:
    """A policy by its name; a plus sign joins several, such as `NEW_YORK+FEDERAL_RESERVE`.

    Raises CALENDAR_POLICY_UNKNOWN.

    Agreement: 1(e).
    """
    places: dict[str, None] = {}
    for part in name.split("+"):
        if part not in POLICIES:
            raise refuse("CALENDAR_POLICY_UNKNOWN", name=name, names=", ".join(POLICIES))
        places.update(dict.fromkeys(POLICIES[part].places))
    return CalendarPolicy(name, tuple(places))


def policies_beside(name: str, *, named_places: Iterable[str]) -> tuple[CalendarPolicy, ...]:
    """The other policies that read an agreement's words: its places alone, and with the Federal Reserve.

    `name` is the policy in use, `named_places` are the places whose closures the agreement names.

    Agreement: 1(e).
    """
    in_use, named = policy_named(name), frozenset(named_places)
    candidates = [policy for policy in POLICIES.values() if named.issuperset(policy.places)]
    if FEDERAL_RESERVE not in in_use.places:
        candidates.append(policy_named(f"{name}+{FEDERAL_RESERVE}"))
    return tuple(policy for policy in candidates if set(policy.places) != set(in_use.places))


@dataclass(frozen=True)
class BusinessDayCalendar:
    """The Business Days of an agreement: a policy, the closures handed in, the zone and hour of business.

    Agreement: 1(e).
    """

    policy: CalendarPolicy
    closures: Iterable[Closure]
    time_zone: ZoneInfo
    close_time: time
    roll_close_of_business: bool = True
    _closed: dict[date, tuple[Closure, ...]] = field(init=False, repr=False, compare=False)
    _loaded: frozenset[tuple[str, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        heeded = tuple(closure for closure in self.closures if closure.place in self.policy.places)
        closed: dict[date, tuple[Closure, ...]] = {}
        for closure in heeded:
            closed[closure.day] = (*closed.get(closure.day, ()), closure)
        counts = Counter((closure.place, closure.day.year) for closure in heeded)
        object.__setattr__(self, "closures", heeded)
        object.__setattr__(self, "_closed", closed)
        object.__setattr__(self, "_loaded", frozenset(key for key, n in counts.items() if n >= _LOADED_FROM))

    def closures_on(self, day: date) -> tuple[Closure, ...]:
        """Why the banks may close on a date: every closure that the policy heeds; none on a plain weekend.

        Raises CALENDAR_YEAR_NOT_LOADED.

        Agreement: 1(e).
        """
        for place in self.policy.places:
            if (place, day.year) not in self._loaded:
                raise refuse("CALENDAR_YEAR_NOT_LOADED", place=place, year=day.year)
        return self._closed.get(day, ())

    def is_business_day(self, day: date) -> bool:
        """Neither a Saturday, nor a Sunday, nor a day on which banks of a named place may or must close.

        Raises CALENDAR_YEAR_NOT_LOADED.

        Agreement: 1(e).
        """
        closed = self.closures_on(day)
        return day.weekday() < _SATURDAY and not closed

    def business_day_on_or_after(self, day: date) -> date:
        """The date itself if it is a Business Day, else the next Business Day.

        Agreement: 1(f).
        """
        while not self.is_business_day(day):
            day += timedelta(days=1)
        return day

    def next_business_day(self, day: date) -> date:
        """The first Business Day after a date.

        Agreement: 1(e).
        """
        return self.business_day_on_or_after(day + timedelta(days=1))

    def add_business_days(self, day: date, count: int) -> date:
        """The Business Day so many Business Days after a date; the first one counted is after the date.

        Raises ValueError for a count below one or absurdly large.

        Agreement: 1(e).
        """
        if not 1 <= count <= _FARTHEST_DAYS:
            raise ValueError(f"{count} is not a possible number of Business Days.")
        reached = day
        for _ in range(count):
            reached = self.next_business_day(reached)
        return reached

    def business_days_after(self, day: date, count: int) -> tuple[date, ...]:
        """The Business Days counted, one by one, so that the count can be shown.

        Agreement: 1(e).
        """
        days: list[date] = []
        for _ in range(count):
            days.append(self.next_business_day(days[-1] if days else day))
        return tuple(days)

    def days_after(self, day: date, count: int, *, kind: DaysKind) -> tuple[date, ...]:
        """The days counted from the one after a date on, one by one, of the kind that a plan counts.

        Agreement: 1(e);1(l);23(a).
        """
        if kind is DaysKind.BUSINESS:
            return self.business_days_after(day, count)
        return tuple(day + timedelta(days=place) for place in range(1, count + 1))

    def close_of_business(self, day: date) -> datetime:
        """The Close of Business on a date: the hour on that date, or on the next Business Day if it is none.

        An instant with the zone of the agreement, summer time heeded.

        Agreement: 1(f).
        """
        on = self.business_day_on_or_after(day) if self.roll_close_of_business else day
        return datetime.combine(on, self.close_time, tzinfo=self.time_zone)

    def local_date(self, instant: datetime) -> date:
        """The date in the zone of the agreement at an instant. Raises NAIVE_TIMESTAMP.

        Agreement: 1(f).
        """
        return aware(instant).astimezone(self.time_zone).date()


def aware(instant: datetime) -> datetime:
    """The same instant, refused with NAIVE_TIMESTAMP when it names no zone.

    Agreement: 1(f).
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise refuse("NAIVE_TIMESTAMP", value=instant.isoformat())
    return instant
