"""The Current Per Share Market Price: an average of closing prices, restated for splits and dividends.

It is for information: a price may be used once the Company certifies it (20(b)).

Agreement: 1(j).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreement.choices import Worded
from agreement.closing_price import ClosingPrice
from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from agreement.terms import Terms
from agreement.trading_day import TradingDays

_DAYS_TOLD = 10


class PriceEventKind(Worded):
    """What changes what one share stands for.

    Agreement: 1(j).
    """

    STOCK_DIVIDEND = "STOCK_DIVIDEND", "dividend or distribution in shares of the security"
    CONVERTIBLE_DISTRIBUTION = "CONVERTIBLE_DISTRIBUTION", "distribution of securities convertible into it"
    SUBDIVISION = "SUBDIVISION", "subdivision"
    COMBINATION = "COMBINATION", "combination"
    RECLASSIFICATION = "RECLASSIFICATION", "reclassification"

    @property
    def counts_from(self) -> str:
        """Which date parts the closes before from those after.

        Agreement: 1(j).
        """
        by_ex_date = (PriceEventKind.STOCK_DIVIDEND, PriceEventKind.CONVERTIBLE_DISTRIBUTION)
        return "ex-dividend date" if self in by_ex_date else "record date"


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """An event of the issuer: announced when, from which date, how many shares for one of before.

    `from_date` is the ex-dividend date of a dividend or distribution, the record date of every other event.
    `shares_after` is 2 after a two-for-one split, 1.05 after a dividend of five per cent; None where nobody
    stated it.

    Agreement: 1(j).
    """

    kind: PriceEventKind
    announced_on: date
    from_date: date | None
    shares_after: Fraction | None

    def __post_init__(self) -> None:
        if self.shares_after is not None and self.shares_after <= 0:
            raise ValueError("Shares after an event are above zero.")


@dataclass(frozen=True, slots=True)
class AveragedDay:
    """A Trading Day of an average: its close as it was, the divisor of later events, the close restated.

    Agreement: 1(j).
    """

    close: ClosingPrice
    divisor: Fraction
    restated: Fraction


@dataclass(frozen=True, slots=True)
class MarketPrice:
    """An average with every day behind it, unrounded. `raw_mean` leaves the events out.

    Agreement: 1(j).
    """

    security: str
    valued_on: date
    days: tuple[AveragedDay, ...]
    mean: Fraction
    raw_mean: Fraction


def averaging_days(section: str, *, terms: Terms) -> int:
    """How many Trading Days are averaged for a computation under a section.

    Agreement: 1(j).
    """
    is_substitution = section.replace(" ", "").startswith("11(a)(iii)")
    return terms.price_days_11a3 if is_substitution else terms.price_days_default


def averaging_period_grounds(days: int, *, section: str, terms: Terms) -> tuple[Ground, ...]:
    """What stands against an average over so many days: the section takes another number.

    Agreement: 1(j).
    """
    wanted = averaging_days(section, terms=terms)
    if days == wanted:
        return ()
    return (ground("WRONG_AVERAGING_PERIOD", section=section, wanted=wanted, days=days),)


def current_per_share_market_price(
    valued_on: date,
    *,
    section: str,
    closes: Mapping[date, ClosingPrice],
    events: Sequence[PriceEvent],
    trading_days: TradingDays,
    terms: Terms,
) -> MarketPrice:
    """The mean of the closes of the consecutive Trading Days before a date, which itself does not count.

    Closes before an event that was announced and has come to pass are divided by its ratio.
    Raises PRICE_HISTORY_INCOMPLETE, which names the days without a close, ADJUSTMENT_FACTOR_MISSING,
    LISTING_UNKNOWN and CALENDAR_YEAR_NOT_LOADED.

    Agreement: 1(j).
    """
    count = averaging_days(section, terms=terms)
    window = trading_days.before(valued_on, count=count)
    missing = [day for day in window if day not in closes]
    if missing:
        raise refuse(
            "PRICE_HISTORY_INCOMPLETE", priced=count - len(missing), days=count, missing=_told(missing)
        )
    known = _events_in(window, events=events, valued_on=valued_on)
    averaged = tuple(_averaged(closes[day], events=known) for day in window)
    return MarketPrice(
        security=trading_days.security,
        valued_on=valued_on,
        days=averaged,
        mean=sum((day.restated for day in averaged), Fraction(0)) / count,
        raw_mean=sum((day.close.price for day in averaged), Fraction(0)) / count,
    )


def _told(days: Sequence[date]) -> str:
    told = ", ".join(day.isoformat() for day in days[:_DAYS_TOLD])
    return told if len(days) <= _DAYS_TOLD else f"{told} and {len(days) - _DAYS_TOLD} more"


def _events_in(
    window: Sequence[date], *, events: Sequence[PriceEvent], valued_on: date
) -> tuple[tuple[date, Fraction], ...]:
    """The date and the ratio of each event that parts the closes of a window, or follows all of them."""
    found: list[tuple[date, Fraction]] = []
    for event in events:
        if event.announced_on > valued_on:
            continue
        if event.from_date is None:
            raise refuse("ADJUSTMENT_FACTOR_MISSING", event=event.kind.words, announced=event.announced_on)
        if not window[0] < event.from_date <= valued_on:
            continue
        if event.shares_after is None:
            raise refuse("ADJUSTMENT_FACTOR_MISSING", event=event.kind.words, announced=event.announced_on)
        found.append((event.from_date, event.shares_after))
    return tuple(found)


def _averaged(close: ClosingPrice, *, events: Sequence[tuple[date, Fraction]]) -> AveragedDay:
    divisor = Fraction(1)
    for from_date, shares_after in events:
        if close.day < from_date:
            divisor *= shares_after
    return AveragedDay(close, divisor, close.price / divisor)


@dataclass(frozen=True, slots=True)
class PreferredPrice:
    """The price of a Preferred Share that is not publicly traded, by both ways to read the adjustment.

    `plain`: the multiple of the present Common price. `restated`: with the Common price brought back to the
    shares of the agreement's date first. They are one while no split lies between.

    Agreement: 1(j).
    """

    common_price: Fraction
    split_factor: Fraction
    multiple: int
    plain: Fraction
    restated: Fraction
    grounds: tuple[Ground, ...]


def preferred_price_by_multiple(
    common_price: Fraction, *, split_factor: Fraction, terms: Terms
) -> PreferredPrice:
    """The Common price times the multiple of the plan.

    `split_factor` is the number of Common Shares that one of the agreement's date has become. After a split
    the Company states which of the two results holds (PRICE_MULTIPLE_UNCONFIRMED).

    Agreement: 1(j).
    """
    if common_price < 0 or split_factor <= 0:
        raise ValueError("A price is not below and a split factor above zero.")
    plain = common_price * terms.preferred_price_multiple
    restated = plain * split_factor
    grounds = () if split_factor == 1 else (ground("PRICE_MULTIPLE_UNCONFIRMED", factor=str(split_factor)),)
    return PreferredPrice(
        common_price, split_factor, terms.preferred_price_multiple, plain, restated, grounds
    )


@dataclass(frozen=True, slots=True)
class FiledStatement:
    """The Board's written statement of the fair value of a security, filed with the Rights Agent.

    Agreement: 1(j).
    """

    security: str
    value: Fraction
    dated: date
    filed_on: date
    officer: str


def value_by_statement(security: str, *, on: date, statements: Sequence[FiledStatement]) -> FiledStatement:
    """The statement of value that holds on a date for a security with no public market: the last one filed.

    It is conclusive. Raises STATEMENT_NOT_FILED where none was filed by then.

    Agreement: 1(j).
    """
    found = [one for one in statements if one.security == security and one.filed_on <= on and one.officer]
    if not found:
        raise refuse("STATEMENT_NOT_FILED", security=security, date=on)
    return max(found, key=lambda one: (one.dated, one.filed_on))
