"""The closing price of a day: the first source of the agreement's order that gives one, and which it was.

A last sale comes before the middle of bid and asked prices of the same source; a source further down counts
only where none above it gives a price. What the Board chose or valued needs its statement.

Agreement: 1(j).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground


class PriceSource(Worded):
    """The sources of a closing price in their order; the value is the rank.

    Agreement: 1(j);1(s).
    """

    NEW_YORK_STOCK_EXCHANGE = "1", "consolidated system for securities of the New York Stock Exchange"
    OTHER_EXCHANGE = "2", "consolidated system for securities of the principal other national exchange"
    OVER_THE_COUNTER = "3", "over-the-counter market, by Nasdaq or the system then in use"
    MARKET_MAKER = "4", "professional market maker selected by the Board"
    BOARD_VALUE = "5", "fair value determined in good faith by the Board"

    @property
    def rank(self) -> int:
        """Its place in the order, the first being 1."""
        return int(self.value)

    @property
    def needs_statement(self) -> bool:
        """Whether it counts only with a statement of the Company: the Board chose it."""
        return self in (PriceSource.MARKET_MAKER, PriceSource.BOARD_VALUE)


class Listing(Worded):
    """Where a security was listed or admitted to trading on a day.

    Agreement: 1(j).
    """

    NEW_YORK_STOCK_EXCHANGE = "NEW_YORK_STOCK_EXCHANGE", "on the New York Stock Exchange"
    OTHER_EXCHANGE = "OTHER_EXCHANGE", "on another national securities exchange"
    NONE = "NONE", "on no national securities exchange"


# The exchanges whose days are told by name; a security on none has Business Days.
EXCHANGES = frozenset({Listing.NEW_YORK_STOCK_EXCHANGE.value, Listing.OTHER_EXCHANGE.value})
_MARKET = {
    Listing.NEW_YORK_STOCK_EXCHANGE: PriceSource.NEW_YORK_STOCK_EXCHANGE,
    Listing.OTHER_EXCHANGE: PriceSource.OTHER_EXCHANGE,
    Listing.NONE: PriceSource.OVER_THE_COUNTER,
}


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a source gave for a day: a last sale, a bid and an asked price, or the Board's value.

    Of an exchange and a market maker the closing bid and asked; over the counter the high bid and the low
    asked. `statement` names the Company's paper, needed where the Board chose. Prices in US dollars a share.

    Agreement: 1(j).
    """

    source: PriceSource
    last_sale: Fraction | None = None
    bid: Fraction | None = None
    asked: Fraction | None = None
    value: Fraction | None = None
    statement: str = ""

    def __post_init__(self) -> None:
        stated = (self.last_sale, self.bid, self.asked, self.value)
        if any(price is not None and price < 0 for price in stated):
            raise ValueError("A price cannot be negative.")

    @property
    def price(self) -> Fraction | None:
        """The price that this source gives, or None.

        Agreement: 1(j).
        """
        if self.source is PriceSource.BOARD_VALUE:
            return self.value
        if self.source is not PriceSource.MARKET_MAKER and self.last_sale is not None:
            return self.last_sale
        if self.bid is None or self.asked is None:
            return None
        return (self.bid + self.asked) / 2

    @property
    def manner(self) -> str:
        """How the price follows, in words."""
        if self.source is PriceSource.BOARD_VALUE:
            return "fair value"
        if self.source is not PriceSource.MARKET_MAKER and self.last_sale is not None:
            return "last sale"
        over_counter = self.source is PriceSource.OVER_THE_COUNTER
        return "middle of high bid and low asked" if over_counter else "middle of closing bid and asked"


@dataclass(frozen=True, slots=True)
class ClosingPrice:
    """The closing price of a day with its source.

    Agreement: 1(j).
    """

    day: date
    price: Fraction
    source: PriceSource
    manner: str
    statement: str = ""


def sources_in_order(listing: Listing) -> tuple[PriceSource, ...]:
    """The sources that may give a price on a day of that listing, in their order.

    Of a listed security the market is its exchange, of another the over-the-counter market.

    Agreement: 1(j).
    """
    return _MARKET[listing], PriceSource.MARKET_MAKER, PriceSource.BOARD_VALUE


def quotation_grounds(day: date, quotation: Quotation) -> tuple[Ground, ...]:
    """What stands against a quotation: the Board's choice or value without its statement.

    Agreement: 1(j).
    """
    if not quotation.source.needs_statement or quotation.statement.strip():
        return ()
    return (ground("BOARD_VALUE_UNSIGNED", date=day, source=quotation.source.words),)


def closing_price(day: date, *, listing: Listing, quotations: Iterable[Quotation]) -> ClosingPrice | None:
    """The closing price of a day by the first source that gives one; None where none does.

    A choice or value of the Board without its statement gives none.

    Agreement: 1(j).
    """
    given = {one.source: one for one in quotations if not quotation_grounds(day, one)}
    for source in sources_in_order(listing):
        quotation = given.get(source)
        if quotation is not None and (price := quotation.price) is not None:
            return ClosingPrice(day, price, source, quotation.manner, quotation.statement)
    return None


def source_grounds(
    used: ClosingPrice, *, listing: Listing, quotations: Iterable[Quotation]
) -> tuple[Ground, ...]:
    """What stands against a close that somebody used: a source further up gives one, or its own is none.

    Agreement: 1(j).
    """
    first = closing_price(used.day, listing=listing, quotations=quotations)
    allowed = sources_in_order(listing)
    if used.source not in allowed:
        above = allowed[0].words
    elif first is not None and first.source.rank < used.source.rank:
        above = first.source.words
    else:
        return ()
    return (ground("CLOSE_SOURCE_SKIPPED", date=used.day, used=used.source.words, above=above),)
