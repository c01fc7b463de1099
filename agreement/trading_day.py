"""Trading Days: when the exchange on which a security is listed is open, or Business Days without a listing.

Nothing is known of a day that no listing covers and of a day on which nobody recorded whether the exchange
was open: such a day is refused, never guessed.

Agreement: 1(nn).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agreement.business_days import BusinessDayCalendar, Closure
from agreement.refusals import refuse

_SATURDAY = 5
_FARTHEST_DAYS = 3700


@dataclass(frozen=True, slots=True)
class ListingPeriod:
    """Where a security was listed, from the first to the last day; no exchange: on no national exchange.

    An empty end is open.

    Agreement: 1(nn).
    """

    exchange: str
    begins: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the period covers a day."""
        return self.begins <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class ExchangeDays:
    """The weekdays on which an exchange was closed, and the days between which that list is complete.

    Agreement: 1(nn).
    """

    exchange: str
    begins: date
    until: date
    closed: frozenset[date]

    def is_open(self, day: date) -> bool:
        """Whether it was open. Raises CALENDAR_YEAR_NOT_LOADED outside the days that the list covers."""
        if not self.begins <= day <= self.until:
            raise refuse("CALENDAR_YEAR_NOT_LOADED", clause="1(nn)", place=self.exchange, year=day.year)
        return day.weekday() < _SATURDAY and day not in self.closed


@dataclass(frozen=True, slots=True)
class TradingDays:
    """The Trading Days of one security: its listings, the days of the exchanges, the Business Days.

    Agreement: 1(nn).
    """

    security: str
    listings: Sequence[ListingPeriod]
    exchanges: Sequence[ExchangeDays]
    business_days: BusinessDayCalendar

    def exchange_on(self, day: date) -> str:
        """The exchange on which the security was listed on a day; empty where on none.

        Raises LISTING_UNKNOWN where no period covers the day, or where several do.

        Agreement: 1(nn).
        """
        found = {period.exchange for period in self.listings if period.holds_on(day)}
        if len(found) != 1:
            raise refuse("LISTING_UNKNOWN", security=self.security, date=day)
        return found.pop()

    def is_trading_day(self, day: date) -> bool:
        """Whether a day is a Trading Day of the security.

        Raises LISTING_UNKNOWN and CALENDAR_YEAR_NOT_LOADED.

        Agreement: 1(nn).
        """
        exchange = self.exchange_on(day)
        if not exchange:
            return self.business_days.is_business_day(day)
        for days in self.exchanges:
            if days.exchange == exchange and days.begins <= day <= days.until:
                return days.is_open(day)
        raise refuse("CALENDAR_YEAR_NOT_LOADED", clause="1(nn)", place=exchange, year=day.year)

    def before(self, day: date, *, count: int) -> tuple[date, ...]:
        """So many consecutive Trading Days immediately before a day, the day itself left out, first to last.

        Agreement: 1(j);1(nn).
        """
        if not 1 <= count <= _FARTHEST_DAYS:
            raise ValueError(f"{count} is not a possible number of Trading Days.")
        found: list[date] = []
        while len(found) < count:
            day -= timedelta(days=1)
            if self.is_trading_day(day):
                found.append(day)
        return tuple(reversed(found))


def exchange_days(closures: Iterable[Closure], *, exchanges: Collection[str]) -> tuple[ExchangeDays, ...]:
    """The days of exchanges whose closures are told with their sources, each year for itself.

    A year of which no closure is told is not covered: each has its holidays.

    Agreement: 1(nn).
    """
    found: dict[tuple[str, int], set[date]] = {}
    for closure in closures:
        if closure.place in exchanges:
            found.setdefault((closure.place, closure.day.year), set()).add(closure.day)
    return tuple(
        ExchangeDays(exchange, date(year, 1, 1), date(year, 12, 31), closed_weekdays(days))
        for (exchange, year), days in sorted(found.items())
    )


def never_listed(security: str, *, business_days: BusinessDayCalendar) -> TradingDays:
    """The Trading Days of a security that was never listed: Business Days.

    Agreement: 1(nn).
    """
    return TradingDays(security, (ListingPeriod("", date.min),), (), business_days)


def closed_weekdays(days: Iterable[date]) -> frozenset[date]:
    """The weekdays among some days on which an exchange was closed.

    Agreement: 1(nn).
    """
    return frozenset(day for day in days if day.weekday() < _SATURDAY)
