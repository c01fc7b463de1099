"""Reads of the price history: what stands of each day, corrections, the market price by steps (§1(j))."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import QuerySet

from agreement.closing_price import EXCHANGES, ClosingPrice, Listing, PriceSource, Quotation, closing_price
from agreement.market_price import MarketPrice, PriceEvent, current_per_share_market_price
from agreement.refusals import refuse
from agreement.trading_day import ListingPeriod, TradingDays, exchange_days
from registry.models import ClosingQuotation, RightsAgreement
from registry.selectors.agreements import calendar_under, plan_known, terms_in_force

_PRICES = ("last_sale", "bid", "asked", "value")


def quotations(agreement: RightsAgreement) -> QuerySet[ClosingQuotation]:
    """All that was ever recorded, the latest day first and each correction after what it corrects."""
    found = ClosingQuotation.objects.filter(agreement=agreement)
    return found.select_related("statement", "document", "corrects", "recorded_by")


def standing_quotations(agreement: RightsAgreement, security: str) -> QuerySet[ClosingQuotation]:
    """What stands of a security: all but what was corrected (§1(j))."""
    return quotations(agreement).filter(security=security, corrected_by__isnull=True)


def securities_priced(agreement: RightsAgreement) -> list[str]:
    """The securities of which closing prices are on file."""
    names = ClosingQuotation.objects.filter(agreement=agreement).order_by("security")
    return list(names.values_list("security", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class PricedDay:
    """A day of the history: the close by the first source that gives one, and all that stands of the day."""

    day: date
    close: ClosingPrice | None
    quotations: tuple[ClosingQuotation, ...]


def priced_days(rows: Sequence[ClosingQuotation]) -> list[PricedDay]:
    """The days of the quotations that stand, the latest first, each with its close (§1(j))."""
    by_day: dict[date, list[ClosingQuotation]] = defaultdict(list)
    for row in rows:
        by_day[row.day].append(row)
    return [
        PricedDay(day, _close(day, found), tuple(sorted(found, key=lambda one: one.source)))
        for day, found in sorted(by_day.items(), reverse=True)
    ]


def _close(day: date, found: Sequence[ClosingQuotation]) -> ClosingPrice | None:
    told = [_told(one) for one in found]
    return closing_price(day, listing=_listing(found), quotations=told)


def _listing(found: Sequence[ClosingQuotation]) -> Listing:
    """Where the security was listed on a day: as the row recorded last says."""
    return Listing(max(found, key=lambda one: one.pk).listing)


def _told(row: ClosingQuotation) -> Quotation:
    """A row as the rules take it."""
    given = {name: None if (said := getattr(row, name)) is None else Fraction(said) for name in _PRICES}
    statement = f"notice {row.statement.number}" if row.statement else ""
    return Quotation(PriceSource(row.source), **given, statement=statement)


def market_price(
    agreement: RightsAgreement,
    security: str,
    *,
    valued_on: date,
    section: str,
    events: Sequence[PriceEvent] = (),
    at: datetime,
) -> MarketPrice:
    """The Current Per Share Market Price by the history as it stands, day by day; for information.

    Raises PRICE_HISTORY_INCOMPLETE, which names the days without a close, ADJUSTMENT_FACTOR_MISSING,
    CLOSE_MISSING for a security of which nothing is on file, and CALENDAR_YEAR_NOT_LOADED (§1(j), §1(nn)).
    """
    terms = terms_in_force(agreement, known_at=at)
    days = priced_days(list(standing_quotations(agreement, security)))
    if not days:
        raise refuse("CLOSE_MISSING", security=security, date=valued_on)
    trading_days = TradingDays(
        security,
        _periods({one.day: _listing(one.quotations) for one in days}),
        exchange_days(plan_known(agreement, at=at).closures.rows, exchanges=EXCHANGES),
        calendar_under(agreement, terms, at=at),
    )
    return current_per_share_market_price(
        valued_on,
        section=section,
        closes={one.day: one.close for one in days if one.close is not None},
        events=events,
        trading_days=trading_days,
        terms=terms,
    )


def _periods(listed: Mapping[date, Listing]) -> tuple[ListingPeriod, ...]:
    """Where the security was listed, from each day on which it is told until the next.

    Before the first day told, the first holds: such days have no close, so that no price comes of them.
    """
    told = sorted(listed.items())
    begins = [date.min, *(day for day, _ in told[1:])]
    ends = [day - timedelta(days=1) for day, _ in told[1:]]
    return tuple(
        ListingPeriod("" if listing is Listing.NONE else listing.value, begin, end)
        for begin, end, (_, listing) in zip(begins, [*ends, None], told, strict=True)
    )
