"""Windows in time: which instants lie inside, with the inclusive and exclusive ends kept apart.

Agreement: 6(a).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from agreement.business_days import BusinessDayCalendar, aware
from agreement.grounds import Ground
from agreement.refusals import ground

_STEP = timedelta(microseconds=1)


def in_utc(instant: datetime) -> datetime:
    """The same instant in universal time, refused with NAIVE_TIMESTAMP when it names no zone.

    Two instants of one zone compare by the clock on the wall, which shows one hour twice in autumn; so
    instants are compared in universal time only.

    Agreement: 1(f).
    """
    return aware(instant).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time between two instants; each end says whether it belongs to the window.

    An end of None is open for ever.
    """

    start: datetime | None
    end: datetime | None
    start_inclusive: bool
    end_inclusive: bool

    def __post_init__(self) -> None:
        for instant in (self.start, self.end):
            if instant is not None:
                aware(instant)

    def contains(self, instant: datetime) -> bool:
        """Whether an instant lies inside, to the microsecond. Raises NAIVE_TIMESTAMP."""
        return not self.is_before(instant) and not self.is_after(instant)

    def is_before(self, instant: datetime) -> bool:
        """Whether an instant is too early for the window."""
        if self.start is None:
            aware(instant)
            return False
        at, start = in_utc(instant), in_utc(self.start)
        return at < start or (at == start and not self.start_inclusive)

    def is_after(self, instant: datetime) -> bool:
        """Whether an instant is too late for the window."""
        if self.end is None:
            aware(instant)
            return False
        at, end = in_utc(instant), in_utc(self.end)
        return at > end or (at == end and not self.end_inclusive)

    @property
    def last_instant(self) -> datetime | None:
        """The last instant inside: the end itself, or the microsecond before it."""
        if self.end is None or self.end_inclusive:
            return self.end
        return (in_utc(self.end) - _STEP).astimezone(self.end.tzinfo)


class ExpirationCause(StrEnum):
    """Why the Rights expire.

    Agreement: 1(q).
    """

    FINAL_EXPIRATION_DATE = "FINAL_EXPIRATION_DATE"
    REDEMPTION = "REDEMPTION"
    EXCHANGE = "EXCHANGE"


@dataclass(frozen=True, slots=True)
class Expiration:
    """The instant at which the Rights expire, and why.

    Agreement: 1(q).
    """

    at: datetime
    cause: ExpirationCause


def expiration_date(
    *,
    final_close: datetime,
    redemption_at: datetime | None = None,
    exchange_ordered_at: datetime | None = None,
) -> Expiration:
    """The earliest of the final Close of Business, the Redemption Date and an order to exchange all Rights.

    An order that covers a part ends only that part and is not handed in here.

    Agreement: 1(q).
    """
    limbs: Iterable[tuple[datetime | None, ExpirationCause]] = (
        (final_close, ExpirationCause.FINAL_EXPIRATION_DATE),
        (redemption_at, ExpirationCause.REDEMPTION),
        (exchange_ordered_at, ExpirationCause.EXCHANGE),
    )
    ends = [Expiration(at, cause) for at, cause in limbs if at is not None]
    return min(ends, key=lambda expiration: in_utc(expiration.at))


def final_close_of_business(final_expiration_date: date, *, calendar: BusinessDayCalendar) -> datetime:
    """The Close of Business on the Final Expiration Date, rolled forward when that is no Business Day.

    Agreement: 1(r).
    """
    return calendar.close_of_business(final_expiration_date)


def separation_window(*, record_date_close: datetime, separation_at: datetime | None) -> Window:
    """While the Rights travel with the shares: from the Record Date's close to the separation.

    `separation_at` is the earlier of the noticed Distribution Date and the Expiration Date; None while the
    Company has noticed neither.

    Agreement: 3(a).
    """
    return Window(record_date_close, separation_at, start_inclusive=True, end_inclusive=False)


class End(StrEnum):
    """Whether the last instant of a window belongs to it."""

    INSIDE = "INSIDE"
    OUTSIDE = "OUTSIDE"


def transfer_window(
    *, distribution_close: datetime, expiration_at: datetime, last_instant: End = End.INSIDE
) -> Window:
    """When certificates may be transferred, split up, combined or exchanged.

    After the Close of Business on the Distribution Date, at or before the Close of Business on the
    Expiration Date: the last instant is inside.

    Agreement: 6(a).
    """
    is_inside = last_instant is End.INSIDE
    return Window(distribution_close, expiration_at, start_inclusive=False, end_inclusive=is_inside)


def exercise_window(
    *, distribution_close: datetime, expiration_at: datetime, last_instant: End = End.OUTSIDE
) -> Window:
    """When Rights may be exercised: after the Distribution Date and before the Expiration Date's close.

    Both ends are outside. Redemption and exchange close it earlier by their own notices.

    Agreement: 7(a).
    """
    is_inside = last_instant is End.INSIDE
    return Window(distribution_close, expiration_at, start_inclusive=False, end_inclusive=is_inside)


def transfer_window_grounds(window: Window | None, *, at: datetime) -> tuple[Ground, ...]:
    """What stands against a transfer at an instant; without a window no separation has been noticed.

    Agreement: 6(a).
    """
    if window is None:
        return (ground("RIGHTS_NOT_SEPARATED"),)
    if window.contains(at):
        return ()
    return (ground("OUTSIDE_TRANSFER_WINDOW", start=_shown(window.start), end=_shown(window.end)),)


def exercise_window_grounds(window: Window | None, *, at: datetime) -> tuple[Ground, ...]:
    """What stands against an exercise at an instant; without a window no separation has been noticed.

    Agreement: 7(a).
    """
    if window is None:
        return (ground("RIGHTS_NOT_SEPARATED"),)
    if window.contains(at):
        return ()
    if window.is_before(at):
        return (ground("NOT_YET_EXERCISABLE", start=_shown(window.start)),)
    return (ground("EXERCISE_WINDOW_CLOSED", end=_shown(window.end)),)


def _shown(instant: datetime | None) -> str:
    return "no fixed instant" if instant is None else f"{instant:%Y-%m-%d %H:%M:%S %Z}".strip()
