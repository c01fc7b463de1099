"""Turnaround: which items are routine, from when their clock runs, and by when they should be done.

These are rules for transfer agents, not of the agreement, which says no more than "promptly" (7(c)). They
stop nothing and free nothing: they measure the agent's own work. The days are the agent's own business days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from agreement.business_days import BusinessDayCalendar, aware
from agreement.choices import Worded
from agreement.grounds import Effect, Ground
from agreement.windows import Window, in_utc
from agreement.workflow.items import ItemKind

NOON = time(12)
_STOPS = frozenset(
    {
        "CERTIFICATE_STOPPED",
        "STOPPED_BY_COMPANY",
        "STOPPED_BY_AGENT",
        "RESTRAINED_BY_ORDER",
        "DEMAND_NOT_TO_REGISTER",
        "INQUIRY_ANSWERED_REPORTED",
    }
)
# Another's claim stops nothing (16(c)); subject to it, an item is not routine all the same.
_STOPS_AND_CLAIMS = _STOPS | {"ADVERSE_CLAIM_NOTED"}
# What the agent has to do itself makes no item less routine, and rests no clock.
_OWN_WORK = frozenset({"INQUIRY_MISSING"})


class RoutineExclusion(Worded):
    """Why an item is not routine.

    Law: 17 CFR 240.17Ad-1(i).
    """

    REORGANISATION = "REORGANISATION", "Presented for exercise, redemption or exchange of the Rights"
    STOP_OR_CLAIM = "STOP_OR_CLAIM", "A stop, an order or a claim stands against it"
    FURTHER_DOCUMENTS = "FURTHER_DOCUMENTS", "Documents beyond those presented are needed"
    LAPSE = "LAPSE", "Presented in the business days before a privilege lapses"
    REPLACEMENT = "REPLACEMENT", "A lost, stolen, destroyed or mutilated certificate is to be replaced"


class PauseReason(Worded):
    """What the agent waits for while the clock of an item rests; there is no pause without one."""

    PRESENTOR = "PRESENTOR", "Waits for the presentor to put the papers right"
    PAYMENT = "PAYMENT", "Waits for the rest of the payment"
    COMPANY = "COMPANY", "Waits for the Company, which is to be consulted"
    EVIDENCE = "EVIDENCE", "Waits for evidence that was asked for"
    TAX = "TAX", "Waits for a tax or charge that was asked for"
    ORDER = "ORDER", "Waits for the end of a stop or of an order"
    NOTICE = "NOTICE", "Waits for a notice or an answer of the Company"


# Which ground makes the agent wait for what; the first that is found names the pause.
_WAITS = {
    "INSTRUCTIONS_CONFLICT": PauseReason.COMPANY,
    "HELD_20K": PauseReason.COMPANY,
    **dict.fromkeys(_STOPS, PauseReason.ORDER),
    "EVIDENCE_OUTSTANDING": PauseReason.EVIDENCE,
    "ENTITLED_PERSON_UNCLEAR": PauseReason.PRESENTOR,
    "TAX_NOT_SATISFIED": PauseReason.TAX,
    "TAX_PAYMENT_REQUIRED": PauseReason.TAX,
    "TAX_STATUS_OPEN": PauseReason.TAX,
    "PAYMENT_SHORT": PauseReason.PAYMENT,
    "RIGHTS_NOT_SEPARATED": PauseReason.NOTICE,
    "BOOKS_NOT_OPEN": PauseReason.NOTICE,
    "EXERCISE_STOPPED_BY_NOTICE": PauseReason.NOTICE,
    "EXERCISE_SUSPENDED": PauseReason.NOTICE,
    "NO_EFFECTIVE_REGISTRATION": PauseReason.NOTICE,
    "JURISDICTION_NOT_CLEARED": PauseReason.NOTICE,
    "EXCHANGE_DAY_TRANSFER": PauseReason.NOTICE,
    "EXCHANGE_NOT_SHARED_OUT": PauseReason.NOTICE,
    "NO_AGENT_IN_OFFICE": PauseReason.NOTICE,
}


@dataclass(frozen=True, slots=True)
class TurnaroundStandard:
    """A standard of the work: the share of a month's routine items done within so many business days."""

    profile: str
    business_days: int
    share: Fraction
    in_force: Window
    status: str
    rule: str
    source: str

    @property
    def is_law(self) -> bool:
        """Whether it binds; a proposal is shown beside and binds nobody."""
        return self.status == "in force"


def exclusion_of(
    *,
    kind: ItemKind,
    grounds: Iterable[Ground],
    received_on: date,
    lapses: Sequence[date],
    lapse_days: int,
    calendar: BusinessDayCalendar,
) -> RoutineExclusion | None:
    """Why an item is not routine, or None for a routine one; the first reason that applies.

    `lapses` are the days on which a privilege of the Rights ends, such as the last day of the window or a
    noticed Redemption Date; what is received within `lapse_days` business days before one is not routine. A
    warning asks for nothing, but a claim that is noted counts.

    Law: 17 CFR 240.17Ad-1(i).
    """
    found = list(grounds)
    codes = {one.code for one in found if one.effect is not Effect.WARN} - _OWN_WORK
    if kind is ItemKind.EXERCISE:
        return RoutineExclusion.REORGANISATION
    if kind is ItemKind.REPLACE:
        return RoutineExclusion.REPLACEMENT
    if {one.code for one in found} & _STOPS_AND_CLAIMS:
        return RoutineExclusion.STOP_OR_CLAIM
    if codes:
        return RoutineExclusion.FURTHER_DOCUMENTS
    if any(_is_just_before(received_on, lapse, days=lapse_days, calendar=calendar) for lapse in lapses):
        return RoutineExclusion.LAPSE
    return None


def tells_of_routine(found: Ground) -> bool:
    """Whether a ground has to do with an item's being routine: any but a warning, and a claim that is noted.

    Law: 17 CFR 240.17Ad-1(i).
    """
    return found.effect is not Effect.WARN or found.code in _STOPS_AND_CLAIMS


def _is_just_before(day: date, lapse: date, *, days: int, calendar: BusinessDayCalendar) -> bool:
    """Whether a day lies within the business days before a lapse, the day of the lapse included."""
    if not timedelta(0) <= lapse - day <= timedelta(days=4 * days):
        return False
    return day == lapse or calendar.add_business_days(day, days) >= lapse


def pause_for(grounds: Iterable[Ground]) -> PauseReason | None:
    """What the agent waits for by the grounds found; papers to be put right unless a ground says otherwise.

    None while nothing is waited for: nothing stands against the item, or what does is the agent's to act on.

    Law: 17 CFR 240.17Ad-1(i).
    """
    found = list(grounds)
    waits = [_WAITS[one.code] for one in found if one.code in _WAITS]
    if waits:
        return waits[0]
    return PauseReason.PRESENTOR if any(one.effect is Effect.CURE for one in found) else None


def counted_from(received_at: datetime, *, calendar: BusinessDayCalendar) -> datetime:
    """From when an item counts: noon of the day if in hand by noon, else noon of the next business day.

    An instant in the zone of the calendar. What comes on a day that is no business day counts with the next
    one. Raises NAIVE_TIMESTAMP, CALENDAR_YEAR_NOT_LOADED.

    Law: 17 CFR 240.17Ad-2(a).
    """
    local = aware(received_at).astimezone(calendar.time_zone)
    day = local.date()
    if not calendar.is_business_day(day) or local.time() > NOON:
        day = calendar.next_business_day(day)
    return _noon(day, calendar.time_zone)


def due_at(
    counting_from: datetime,
    *,
    business_days: int,
    paused: Sequence[tuple[datetime, datetime]],
    calendar: BusinessDayCalendar,
) -> datetime:
    """By when an item is to be turned around: noon so many business days later, and later by each pause.

    A pause adds the business days that begin within it; one that ends on the day on which it began adds none.

    Law: 17 CFR 240.17Ad-2(a).
    """
    rested = sum(_business_days_between(start, end, calendar=calendar) for start, end in paused)
    due = counting_from.date()
    for _ in range(business_days + rested):
        due = calendar.next_business_day(due)
    return _noon(due, calendar.time_zone)


def _business_days_between(start: datetime, end: datetime, *, calendar: BusinessDayCalendar) -> int:
    first, last = calendar.local_date(start), calendar.local_date(end)
    days = 0
    while first < last:
        first = calendar.next_business_day(first)
        days += first <= last
    return days


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, NOON, tzinfo=zone)


def standards_for(
    instant: datetime, *, standards: Iterable[TurnaroundStandard]
) -> tuple[TurnaroundStandard, ...]:
    """The standards by which an item received at an instant is measured: what binds first, proposals beside.

    A proposal is shown for items of any time, so that its effect can be seen.

    Law: 17 CFR 240.17Ad-2(a).
    """
    measured = [one for one in standards if not one.is_law or one.in_force.contains(instant)]
    return tuple(sorted(measured, key=lambda one: not one.is_law))


@dataclass(frozen=True, slots=True)
class TurnedAround:
    """An item on the clock: when it was due by a standard, and the day it was done, or None while it waits.

    Done is the day on which the papers were made available: the certificates handed over, or sent back.
    """

    due: datetime
    done_on: date | None

    def is_in_time(self, *, at: datetime) -> bool:
        """Whether it was done by its time, or still can be at an instant."""
        if self.done_on is not None:
            return self.done_on <= self.due.date()
        return in_utc(at) <= in_utc(self.due)
