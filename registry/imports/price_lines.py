"""A file of closing prices: a row for each day and source; errors are told by their line (§1(j))."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from agreement.closing_price import Listing, PriceSource, Quotation
from agreement.grounds import Ground
from agreement.refusals import ground
from registry.imports.examination import read_date
from registry.imports.problems import FileRefused, shown
from registry.imports.small_files import read_rows

PRICES: Final = ("last_sale", "bid", "asked", "value")
NEEDED: Final = ("date", "source", "listing")
KNOWN: Final = (*NEEDED, *PRICES, "notice")
MOST_LINES: Final = 5_000
MOST_BYTES: Final = 2 * 1024 * 1024
_PRICE: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_SOURCES: Final = {key: one for one in PriceSource for key in (one.value, one.name)}


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line that can be read: the day, the source, where the security was listed, what the source gave."""

    line: int
    day: date
    source: PriceSource
    listing: Listing
    prices: Mapping[str, Decimal | None]
    notice: int | None

    @property
    def quotation(self) -> Quotation:
        """What the source gave, as the rules take it."""
        given = {name: None if one is None else Fraction(one) for name, one in self.prices.items()}
        return Quotation(self.source, **given, statement=f"notice {self.notice}" if self.notice else "")


@dataclass(frozen=True, slots=True)
class PricesRead:
    """A file as read: its good lines, and what is wrong with the others by line."""

    lines: tuple[PriceLine, ...]
    wrong: tuple[tuple[int, Ground], ...]


def read_prices(content: bytes, *, until: date) -> PricesRead:
    """Read a file of closing prices of days up to one. FileRefused for what is no such file at all.

    Agreement: 1(j).
    """
    if len(content) > MOST_BYTES:
        raise FileRefused("FILE_UNREADABLE", {"reason": f"it has more than {MOST_BYTES:,} bytes"})
    columns, rows = read_rows(content, known=KNOWN, required=NEEDED)
    good: list[PriceLine] = []
    wrong: list[tuple[int, Ground]] = []
    seen: dict[tuple[date, PriceSource], int] = {}
    for count, (line, fields) in enumerate(rows, start=1):
        if count > MOST_LINES:
            raise FileRefused("FILE_UNREADABLE", {"reason": f"it has more than {MOST_LINES:,} lines"})
        read = _line(line, fields, columns=columns, until=until)
        if isinstance(read, str):
            wrong.append((line, _unreadable(line, read)))
            continue
        doubled = seen.setdefault((read.day, read.source), line)
        if doubled != line:
            wrong.append((line, _unreadable(line, f"day and source stand on line {doubled} already")))
        elif read.source.needs_statement and read.notice is None:
            wrong.append((line, ground("BOARD_VALUE_UNSIGNED", date=read.day, source=read.source.words)))
        else:
            good.append(read)
    return PricesRead(tuple(good), tuple(wrong))


def _unreadable(line: int, reason: str) -> Ground:
    return ground("PRICE_LINE_UNREADABLE", line=line, reason=reason)


def _line(line: int, fields: Sequence[str], *, columns: Sequence[str], until: date) -> PriceLine | str:
    """The line, or in words what is wrong with it."""
    if len(fields) != len(columns):
        return f"it has {len(fields)} fields where the head has {len(columns)}"
    said = {name: field.strip() for name, field in zip(columns, fields, strict=True)}
    faults = list(_faults(said, until=until))
    if faults:
        return "; ".join(faults)
    day = read_date(said["date"])
    assert day is not None  # no fault was found
    prices = {name: Decimal(said[name]) if said.get(name) else None for name in PRICES}
    source = _SOURCES[said["source"].upper()]
    notice = int(said["notice"]) if said.get("notice") else None
    read = PriceLine(line, day, source, Listing(said["listing"].upper()), prices, notice)
    return read if read.quotation.price is not None else "it gives no price: a last sale, or bid and asked"


def _faults(said: Mapping[str, str], *, until: date) -> Iterator[str]:
    day = read_date(said["date"])
    if day is None:
        yield f"date {shown(said['date'], column='date')} is not of the form 2004-05-03"
    elif day > until:
        yield f"date {day} has not come"
    if said["source"].upper() not in _SOURCES:
        yield f"source {shown(said['source'], column='source')} is none of 1 to 5"
    if said["listing"].upper() not in set(Listing):
        yield f"listing {shown(said['listing'], column='listing')} is none of {', '.join(Listing)}"
    for name in PRICES:
        if said.get(name) and not _PRICE.fullmatch(said[name]):
            yield f"{name} {shown(said[name], column=name)} is no price in US dollars"
    if said.get("notice") and not re.fullmatch("[0-9]{1,9}", said["notice"]):
        yield f"notice {shown(said['notice'], column='notice')} is no number of a notice"
