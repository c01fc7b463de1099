"""Reads of the clock of items: what is routine, what rests, what is due when, and a month's share in time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from agreement.business_days import BusinessDayCalendar
from agreement.importer import shipped_figures, shipped_standards
from agreement.standards import Standard, standard_on
from agreement.turnaround import (
    NOON,
    TurnaroundStandard,
    TurnedAround,
    counted_from,
    due_at,
    standards_for,
)
from agreement.workflow.items import ItemState
from registry.models import Item, ItemPause, ItemReturn, RightsAgreement, RoutineFinding
from registry.selectors.agreements import calendar_of
from registry.selectors.plan_known import closures_known

_ISSUED = """
    SELECT certificate.issued_by_id, count(*) = count(issued.happened_on), max(issued.happened_on)
      FROM rights_certificate certificate
      LEFT JOIN LATERAL (
           SELECT min(event.happened_on) AS happened_on FROM certificate_event event
            WHERE event.agreement_id = certificate.agreement_id AND event.kind = 'ISSUED'
              AND certificate.number BETWEEN event.first_number AND event.last_number) AS issued ON true
     WHERE certificate.issued_by_id = ANY (%s)
       -- A spoiled number was given up: its Rights stand on another.
       AND NOT EXISTS (
           SELECT 1 FROM certificate_event spoiled
            WHERE spoiled.agreement_id = certificate.agreement_id AND spoiled.kind = 'SPOILED'
              AND certificate.number BETWEEN spoiled.first_number AND spoiled.last_number)
     GROUP BY certificate.issued_by_id
"""


# The years of which a month of work may be asked for.
YEARS = range(1977, 2101)


@lru_cache(maxsize=1)
def standards() -> tuple[TurnaroundStandard, ...]:
    """The standards of turnaround, each with its days, its share, its dates and its source."""
    return shipped_standards()


@lru_cache(maxsize=1)
def _routine_figures() -> tuple[Standard, ...]:
    return shipped_figures("routine")


def lapse_days(day: date) -> int:
    """Within how many business days before a privilege lapses an item received on a day is not routine."""
    return standard_on(day, name="privilege_lapse", standards=_routine_figures()).figure


def agent_calendar(*, at: datetime) -> BusinessDayCalendar:
    """The agent's own business days, in its own zone: a policy of the house, by its name in the settings."""
    return calendar_of(
        settings.AGENT_BUSINESS_DAYS, settings.AGENT_TIME_ZONE, NOON, False, closures_known(at=at)
    )


@dataclass(frozen=True, slots=True)
class Due:
    """By when an item is due by a standard, and whether it was, or still is, in time."""

    standard: TurnaroundStandard
    at: datetime
    is_in_time: bool


@dataclass(frozen=True, slots=True)
class ItemClock:
    """The clock of an item: the latest finding, from when it counts, its rests, when it is due and done.

    While it rests it is due at no time.
    """

    finding: RoutineFinding | None
    counting_from: datetime
    pauses: Sequence[ItemPause]
    dues: Sequence[Due]
    done_on: date | None

    @property
    def is_routine(self) -> bool:
        """Whether the item is measured by the standard; others are timed beside."""
        return self.finding is not None and not self.finding.exclusion

    @property
    def rests(self) -> ItemPause | None:
        """The rest that lasts, or None while the clock runs."""
        return next((one for one in self.pauses if one.ended_at is None), None)

    @property
    def zone_name(self) -> str:
        """The zone of the agent's own clock."""
        return str(settings.AGENT_TIME_ZONE)

    @property
    def due(self) -> Due | None:
        """When the item is due by what binds; None while it rests."""
        return self.dues[0] if self.dues else None


def clock_of(item: Item, *, at: datetime) -> ItemClock:
    """The clock of one item at an instant."""
    return clocks_of([item], at=at)[item.pk]


def clocks_of(items: Iterable[Item], *, at: datetime) -> dict[int, ItemClock]:
    """The clocks of several items by their keys: four queries, however many they are."""
    listed = list(items)
    calendar = agent_calendar(at=at)
    findings: dict[int, RoutineFinding] = {
        one.item_id: one for one in RoutineFinding.objects.filter(item__in=listed).order_by("id")
    }
    pauses: dict[int, list[ItemPause]] = defaultdict(list)
    for pause in ItemPause.objects.filter(item__in=listed).order_by("id"):
        pauses[pause.item_id].append(pause)
    done = _done_on(listed, calendar=calendar)
    return {
        item.pk: _clock(
            item,
            finding=findings.get(item.pk),
            pauses=pauses[item.pk],
            done_on=done.get(item.pk),
            calendar=calendar,
            at=at,
        )
        for item in listed
    }


def _clock(
    item: Item,
    *,
    finding: RoutineFinding | None,
    pauses: Sequence[ItemPause],
    done_on: date | None,
    calendar: BusinessDayCalendar,
    at: datetime,
) -> ItemClock:
    assert item.received_at is not None  # an item that has a clock was received
    begun = finding.clock_from if finding else item.received_at
    counting = counted_from(begun, calendar=calendar)
    ended = [(max(one.began_at, counting), one.ended_at) for one in pauses if one.ended_at is not None]
    rested = [(start, end) for start, end in ended if start < end]
    dues: list[Due] = []
    if len(ended) < len(pauses):
        return ItemClock(finding, counting, pauses, dues, done_on)
    for standard in standards_for(item.received_at, standards=standards()):
        due = due_at(counting, business_days=standard.business_days, paused=rested, calendar=calendar)
        dues.append(Due(standard, due, TurnedAround(due, done_on).is_in_time(at=at)))
    return ItemClock(finding, counting, pauses, dues, done_on)


def _done_on(items: Sequence[Item], *, calendar: BusinessDayCalendar) -> dict[int, date]:
    """The day on which each item was done: all its certificates handed over, or its papers sent back."""
    by_entry = {item.entry_id: item for item in items if item.entry_id is not None}
    ended = [item.pk for item in items if item.ended_at is not None and item.state != ItemState.POSTED]
    returns = ItemReturn.objects.filter(item__in=ended).values_list("item_id", "returned_at")
    found: dict[int, date] = {key: calendar.local_date(returned_at) for key, returned_at in returns}
    with connection.cursor() as cursor:
        cursor.execute(_ISSUED, [list(by_entry)])
        issued: Mapping[int, tuple[bool, date]] = {
            entry: (is_whole, last) for entry, is_whole, last in cursor.fetchall()
        }
    for entry, item in by_entry.items():
        if entry not in issued:  # nothing was issued: done with the entry
            assert item.ended_at is not None
            found[item.pk] = calendar.local_date(item.ended_at)
        elif issued[entry][0]:
            found[item.pk] = issued[entry][1]
    return found


@dataclass(frozen=True, slots=True)
class Measured:
    """Routine items by one standard: how many were in time, how many late, how many may still be in time."""

    standard: TurnaroundStandard
    in_time: int
    late: int
    running: int

    @property
    def share(self) -> Fraction | None:
        """The share in time of those that are decided; None while none is."""
        decided = self.in_time + self.late
        return Fraction(self.in_time, decided) if decided else None

    @property
    def is_met(self) -> bool | None:
        """Whether the share asked for is reached; None while nothing is decided."""
        return None if self.share is None else self.share >= self.standard.share


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """A month's work: the items received with their clocks, and by each standard how many were in time."""

    agreement: RightsAgreement
    first: date
    items: Sequence[Item]
    clocks: Mapping[int, ItemClock]
    excluded: Mapping[str, int]
    measured: Sequence[Measured]

    @property
    def received(self) -> int:
        """How many items were received."""
        return len(self.items)

    @property
    def routine(self) -> int:
        """How many of them are routine."""
        return sum(clock.is_routine for clock in self.clocks.values())


def month_of_work(agreement: RightsAgreement, *, first: date, at: datetime) -> MonthOfWork:
    """How the items received in a month were turned around; `first` is the first day of the month."""
    zone = ZoneInfo(settings.AGENT_TIME_ZONE)
    begin = datetime(first.year, first.month, 1, tzinfo=zone)
    end = datetime(first.year + first.month // 12, first.month % 12 + 1, 1, tzinfo=zone)
    items = list(
        Item.objects.filter(
            agreement=agreement, number__isnull=False, received_at__gte=begin, received_at__lt=end
        )
        .select_related("agreement")
        .order_by("number")
    )
    clocks = clocks_of(items, at=at)
    routine = [clock for clock in clocks.values() if clock.is_routine]
    excluded: dict[str, int] = defaultdict(int)
    for clock in clocks.values():
        if clock.finding is not None and clock.finding.exclusion:
            excluded[clock.finding.get_exclusion_display()] += 1
    return MonthOfWork(
        agreement,
        begin.date(),
        items,
        clocks,
        dict(excluded),
        [_measured(standard, routine) for standard in standards()],
    )


def _measured(standard: TurnaroundStandard, routine: Sequence[ItemClock]) -> Measured:
    dues = [(clock, due) for clock in routine for due in clock.dues if due.standard is standard]
    in_time = sum(due.is_in_time and clock.done_on is not None for clock, due in dues)
    late = sum(not due.is_in_time for _, due in dues)
    return Measured(standard, in_time, late, running=len(dues) - in_time - late)
