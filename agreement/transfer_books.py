"""Days on which the transfer books of the Company are closed, as its notices tell them.

Agreement: 10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agreement.business_days import BusinessDayCalendar
from agreement.grounds import Ground
from agreement.refusals import ground


@dataclass(frozen=True, slots=True)
class BooksClosed:
    """The first and the last day on which the transfer books are closed, by the number of the notice.

    Agreement: 10.
    """

    notice: int
    first: date
    last: date
    is_accepted: bool

    def covers(self, day: date) -> bool:
        """Whether the books are closed on a day.

        Agreement: 10.
        """
        return self.first <= day <= self.last


def first_open_day(day: date, *, closed: Sequence[BooksClosed], calendar: BusinessDayCalendar) -> date:
    """The day itself while the transfer books are open; else the next Business Day on which they are.

    Only what two people accepted moves a day.

    Agreement: 10.
    """
    while covering := _covering(day, closed=closed):
        day = calendar.next_business_day(max(one.last for one in covering))
    return day


def closure_grounds(day: date | None, *, closed: Sequence[BooksClosed]) -> tuple[Ground, ...]:
    """A closure told and not yet accepted holds what would have its date in it; `day` None: not complete.

    So does one that begins where an accepted closure ends.

    Agreement: 10.
    """
    if day is None:
        return ()
    until = day
    while covering := _covering(until, closed=closed):
        until = max(one.last for one in covering) + timedelta(days=1)
    return tuple(
        ground("BOOKS_CLOSURE_UNCONFIRMED", notice=one.notice, date=day, first=one.first, last=one.last)
        for one in closed
        if not one.is_accepted and one.first <= until and day <= one.last
    )


def _covering(day: date, *, closed: Sequence[BooksClosed]) -> list[BooksClosed]:
    return [one for one in closed if one.is_accepted and one.covers(day)]
