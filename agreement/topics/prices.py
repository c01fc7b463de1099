"""The topic on the Current Per Share Market Price."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from agreement.arithmetic import as_text
from agreement.calculation import Calculation, money
from agreement.closing_price import (
    ClosingPrice,
    Listing,
    PriceSource,
    Quotation,
    closing_price,
    quotation_grounds,
)
from agreement.market_price import (
    MarketPrice,
    PriceEvent,
    PriceEventKind,
    current_per_share_market_price,
    preferred_price_by_multiple,
)
from agreement.topics.kinds import (
    ABOVE_ZERO,
    DAY,
    MONEY,
    TEXT,
    Field,
    choice_of,
    list_of,
    record_of,
)
from agreement.topics.topic import Topic
from agreement.trading_day import ExchangeDays, ListingPeriod, TradingDays, closed_weekdays

_COMMON = "Common Shares"
_SECTIONS = ("11(a)(ii)", "11(a)(iii)", "11(b)", "11(c)", "13(a)(iii)(A)", "23(a)", "24(c)")
_SOURCES = {source.name: source for source in PriceSource}


def _market_price(done: Calculation) -> None:
    facts, valued_on = done.facts, done.facts["valuation_date"]
    trading_days = _trading_days(done)
    closes = _closes(done)
    found = current_per_share_market_price(
        valued_on,
        section=facts["section"],
        closes=closes,
        events=[_event(one) for one in facts["events"] or ()],
        trading_days=trading_days,
        terms=done.terms,
    )
    _tell(done, found)
    done.result = {
        "security": trading_days.security,
        "current_per_share_market_price": money(found.mean),
        "without_restatement": money(found.raw_mean),
        "trading_days": len(found.days),
        "first_day": found.days[0].close.day.isoformat(),
        "last_day": found.days[-1].close.day.isoformat(),
    }
    if facts["split_factor"] is not None:
        _tell_preferred(done, found)
    done.step("a price is used once the Company certifies it; this is a worksheet", "worksheet", "20(b)")


def _trading_days(done: Calculation) -> TradingDays:
    listings = tuple(
        ListingPeriod(
            "" if one["listing"] == Listing.NONE else one["exchange"] or one["listing"],
            one["since"],
            one["until"],
        )
        for one in done.facts["listings"]
    )
    stated = tuple(
        ExchangeDays(one["exchange"], one["begins"], one["until"], closed_weekdays(one["closed_on"]))
        for one in done.facts["exchange_days"] or ()
    )
    named = {one.exchange for one in stated}
    known = tuple(one for one in done.exchanges if one.exchange not in named)
    return TradingDays(done.facts["security"] or _COMMON, listings, (*stated, *known), done.calendar)


def _listing_on(day: date, listings: list[dict[str, Any]]) -> Listing | None:
    """Where the security was listed on a day by the facts; None where they do not say."""
    for one in listings:
        if ListingPeriod("", one["since"], one["until"]).holds_on(day):
            return Listing(one["listing"])
    return None


def _closes(done: Calculation) -> Mapping[date, ClosingPrice]:
    by_day: dict[date, list[Quotation]] = {}
    for one in done.facts["quotations"]:
        quotation = Quotation(
            _SOURCES[one["source"]],
            one["last_sale"],
            one["bid"],
            one["asked"],
            one["value"],
            one["statement"] or "",
        )
        done.add(quotation_grounds(one["date"], quotation))
        by_day.setdefault(one["date"], []).append(quotation)
    closes: dict[date, ClosingPrice] = {}
    for day, quotations in by_day.items():
        listing = _listing_on(day, done.facts["listings"])
        close = closing_price(day, listing=listing, quotations=quotations) if listing else None
        if close is not None:
            closes[day] = close
    return closes


def _event(one: Mapping[str, Any]) -> PriceEvent:
    return PriceEvent(PriceEventKind(one["kind"]), one["announced_on"], one["from_date"], one["shares_after"])


def _tell(done: Calculation, found: MarketPrice) -> None:
    for day in found.days:
        close = day.close
        said = f"close of {close.day}, source {close.source.rank} ({close.manner})"
        done.step(said, close.price, "1(j)")
        if day.divisor != 1:
            formula = f"close ÷ {as_text(day.divisor)}"
            done.step(f"close of {close.day} restated", day.restated, "1(j)", formula=formula)
    count = len(found.days)
    done.step(
        f"mean of {count} Trading Days before {found.valued_on}",
        found.mean,
        "1(j);1(nn)",
        formula="sum ÷ days",
    )


def _tell_preferred(done: Calculation, found: MarketPrice) -> None:
    preferred = preferred_price_by_multiple(
        found.mean, split_factor=done.facts["split_factor"], terms=done.terms
    )
    done.add(preferred.grounds)
    multiple = preferred.multiple
    done.step("Preferred Share", preferred.plain, "1(j)", formula=f"Common price × {multiple}")
    formula = f"Common price × shares of one × {multiple}"
    done.step("Preferred Share, Common price brought back", preferred.restated, "1(j)", formula=formula)
    settled = preferred.plain == preferred.restated
    done.result |= {
        "preferred_market_price": money(preferred.plain) if settled else None,
        "preferred_by_present_price": money(preferred.plain),
        "preferred_by_price_brought_back": money(preferred.restated),
    }


_QUOTATION = record_of(
    Field("date", DAY, "the Trading Day", "1(j)"),
    Field("source", choice_of(*_SOURCES), "who gave it", "1(j)"),
    Field("last_sale", MONEY, "last sale price, regular way", "1(j)", "dollars", required=False),
    Field("bid", MONEY, "closing bid, over the counter the high bid", "1(j)", "dollars", required=False),
    Field("asked", MONEY, "closing asked, over the counter the low asked", "1(j)", "dollars", required=False),
    Field("value", MONEY, "fair value determined by the Board", "1(j)", "dollars", required=False),
    Field("statement", TEXT, "the Company's statement, where the Board chose", "1(j);20(b)", required=False),
)
_LISTING = record_of(
    Field("listing", choice_of(*Listing), "where the security was listed", "1(nn)"),
    Field("since", DAY, "the first day", "1(nn)"),
    Field("until", DAY, "the last day", "1(nn)", required=False, when_absent="still so"),
    Field("exchange", TEXT, "the exchange by name, if on one", "1(nn)", required=False),
)
_EXCHANGE_DAYS = record_of(
    Field("exchange", TEXT, "the exchange by name", "1(nn)"),
    Field("begins", DAY, "first day that the list covers", "1(nn)"),
    Field("until", DAY, "last day that the list covers", "1(nn)"),
    Field("closed_on", list_of(DAY), "weekdays on which it was closed", "1(nn)"),
)
_EVENT = record_of(
    Field("kind", choice_of(*PriceEventKind), "what happened", "1(j)"),
    Field("announced_on", DAY, "day of the announcement", "1(j)"),
    Field("from_date", DAY, "ex-dividend date, or record date of a split", "1(j)", required=False),
    Field("shares_after", ABOVE_ZERO, "shares that one share becomes", "1(j)", "shares", required=False),
)
_FIRST = date(2003, 5, 23)


def _example() -> dict[str, object]:
    """Ten weekdays before June 9, 2003 but for Memorial Day: $10.90, then $11.10."""
    days = [_FIRST + timedelta(days=n) for n in range(17)]
    open_days = [day for day in days if day.weekday() < 5 and day != date(2003, 5, 26)]
    return {
        "facts": {
            "valuation_date": "2003-06-09",
            "section": "11(a)(iii)",
            "listings": [{"listing": "NONE", "since": "2000-01-03"}],
            "quotations": [
                {
                    "date": day.isoformat(),
                    "source": "OVER_THE_COUNTER",
                    "last_sale": "10.90" if place < 5 else "11.10",
                }
                for place, day in enumerate(open_days)
            ],
        }
    }


MARKET_PRICE_TOPICS = (
    Topic(
        "market-price",
        "the Current Per Share Market Price of a security on a date",
        "1(j);1(nn)",
        (
            Field("valuation_date", DAY, "the date of the price; its own close does not count", "1(j)"),
            Field("section", choice_of(*_SECTIONS), "the section that the computation is made under", "1(j)"),
            Field("listings", list_of(_LISTING, at_least=1), "where the security was listed", "1(nn)"),
            Field("quotations", list_of(_QUOTATION, at_least=1), "quotations by day and source", "1(j)"),
            Field("security", TEXT, "the security", "1(j)", required=False, when_absent=_COMMON),
            Field(
                "exchange_days",
                list_of(_EXCHANGE_DAYS),
                "when exchanges were closed",
                "1(nn)",
                required=False,
                when_absent="the closures on file count; a day of an exchange without any is refused",
            ),
            Field(
                "events",
                list_of(_EVENT),
                "dividends in shares, splits, combinations, reclassifications",
                "1(j)",
                required=False,
                when_absent="none",
            ),
            Field(
                "split_factor",
                ABOVE_ZERO,
                "Common Shares that one of the agreement's date has become",
                "1(j)",
                unit="Common Shares",
                required=False,
                when_absent="no Preferred Share is priced",
            ),
        ),
        _example(),
        _market_price,
    ),
)
