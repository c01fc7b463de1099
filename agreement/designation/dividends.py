"""Dividends of the series: quarterly dates, the multiple of Common dividends, accrual, payment in part.

What is declared is the Company's; figures stand beside its declaration.

Agreement: Exhibit A 3.
"""

import calendar as days_of_months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from agreement.arithmetic import Rounded, Rounding, round_to
from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from agreement.terms import Terms

_MONTHS = tuple(days_of_months.month_name)


def quarterly_dates(*, after: date, until: date, terms: Terms) -> tuple[date, ...]:
    """The Quarterly Dividend Payment Dates after a day and up to another: the last days of the plan's months.

    Agreement: Exhibit A 3(a).
    """
    months = sorted(_MONTHS.index(name) for name in terms.quarterly_dates)
    found = (
        date(year, month, days_of_months.monthrange(year, month)[1])
        for year in range(after.year, until.year + 1)
        for month in months
    )
    return tuple(day for day in found if after < day <= until)


def next_quarterly_date(day: date, *, terms: Terms) -> date:
    """The first Quarterly Dividend Payment Date after a day.

    Agreement: Exhibit A 3(a).
    """
    return quarterly_dates(after=day, until=date(day.year + 1, 12, 31), terms=terms)[0]


def quarterly_date_before(day: date, *, terms: Terms) -> date:
    """The last Quarterly Dividend Payment Date before a day.

    Agreement: Exhibit A 3(a).
    """
    start = date(day.year - 2, 12, 31)
    return quarterly_dates(after=start, until=day - timedelta(days=1), terms=terms)[-1]


class CommonDividendKind(Worded):
    """What a dividend on the Common Shares is paid in.

    Agreement: Exhibit A 3(a).
    """

    CASH = "CASH", "cash"
    IN_KIND = "IN_KIND", "another thing than cash and Common Shares"
    COMMON_SHARES = "COMMON_SHARES", "Common Shares, or a subdivision of them"


@dataclass(frozen=True, slots=True)
class CommonDividend:
    """A dividend or distribution declared on a day: so much of a thing for each Common Share.

    Agreement: Exhibit A 3(a).
    """

    declared_on: date
    kind: CommonDividendKind
    each: Fraction
    thing: str = "US dollars"


@dataclass(frozen=True, slots=True)
class SeriesDividend:
    """The quarterly dividend of one share of the series: which Common dividends count, cash, things in kind.

    Agreement: Exhibit A 3(a).
    """

    payable_on: date
    counts_from: date
    counted: tuple[CommonDividend, ...]
    common_total: Fraction
    cash: Rounded
    in_kind: Mapping[str, Fraction] = field(hash=False)


def quarterly_dividend(
    payable_on: date, *, first_issued_on: date, dividends: Sequence[CommonDividend], terms: Terms
) -> SeriesDividend:
    """The multiple of what was declared on the Common Shares since the quarterly date before.

    What is declared on a quarterly date belongs to that date. The first period begins with the first issue of
    the series. Raises NOT_A_QUARTERLY_DATE and DIVIDEND_SOURCE_MISSING.

    Agreement: Exhibit A 3(a).
    """
    if payable_on not in quarterly_dates(after=first_issued_on, until=payable_on, terms=terms):
        raise refuse("NOT_A_QUARTERLY_DATE", date=payable_on)
    before = quarterly_date_before(payable_on, terms=terms)
    counts_from = max(first_issued_on, before + timedelta(days=1))
    counted = tuple(
        one
        for one in dividends
        if counts_from <= one.declared_on <= payable_on and one.kind is not CommonDividendKind.COMMON_SHARES
    )
    if not counted:
        raise refuse("DIVIDEND_SOURCE_MISSING", since=counts_from, until=payable_on)
    multiple = terms.series_dividend_multiple
    total = sum((one.each for one in counted if one.kind is CommonDividendKind.CASH), Fraction(0))
    in_kind: dict[str, Fraction] = {}
    for one in counted:
        if one.kind is CommonDividendKind.IN_KIND:
            in_kind[one.thing] = in_kind.get(one.thing, Fraction(0)) + multiple * one.each
    cash = round_to(multiple * total, cents("dividend of a share of the series", "Exhibit A 3(a)", terms))
    return SeriesDividend(payable_on, counts_from, counted, total, cash, in_kind)


def cents(name: str, section: str, terms: Terms) -> Rounding:
    """A rounding of money of the series, for the section that pays it.

    Agreement: Exhibit A 3(a).
    """
    return Rounding(name, terms.rounding_money, section, terms.rounding_mode)


def of_position(each: Fraction, *, shares: Fraction, terms: Terms) -> Rounded:
    """What a holder of so many shares of the series, or parts of one, is paid in money.

    Agreement: Exhibit A 12.
    """
    return round_to(each * shares, cents("payment of a position", "Exhibit A 12", terms))


def accrual_start(
    issued_on: date, *, first_issued_on: date, record_dates: Mapping[date, date], terms: Terms
) -> date:
    """From which day dividends accrue on shares of the series issued on a day.

    From the issue, if it is before the record date of the first quarterly date; from a quarterly date, if it
    is that day or after its record date; else from the quarterly date before. `record_dates` are those fixed,
    by quarterly date: without one no issue is after it.

    Agreement: Exhibit A 3(c).
    """
    first = next_quarterly_date(first_issued_on, terms=terms)
    if issued_on < record_dates.get(first, first):
        return issued_on
    upcoming = next_quarterly_date(issued_on - timedelta(days=1), terms=terms)
    if issued_on == upcoming:
        return upcoming
    record_date = record_dates.get(upcoming)
    if record_date is not None and record_date < issued_on:
        return upcoming
    return quarterly_date_before(issued_on, terms=terms)


def earliest_record_date(payable_on: date, *, terms: Terms) -> date:
    """The first day that may be the record date of a payment.

    Agreement: Exhibit A 3(c).
    """
    return payable_on - timedelta(days=terms.dividend_record_days)


def record_date_grounds(record_date: date, *, payable_on: date, terms: Terms) -> tuple[Ground, ...]:
    """What is asked about a record date that lies too long before the payment.

    Agreement: Exhibit A 3(c).
    """
    earliest = earliest_record_date(payable_on, terms=terms)
    if record_date >= earliest:
        return ()
    return (ground("DIVIDEND_RECORD_DATE_TOO_EARLY", stated=record_date, earliest=earliest),)


@dataclass(frozen=True, slots=True)
class DividendPaid:
    """A payment that is shared out evenly: due and paid for each share, without interest, and what is left.

    Agreement: Exhibit A 3(c).
    """

    due_each: Fraction
    paid_each: Fraction

    @property
    def unpaid_each(self) -> Fraction:
        """What stays due for each share."""
        return self.due_each - self.paid_each

    @property
    def is_in_arrears(self) -> bool:
        """Whether a part is unpaid; for the Company's use, which keeps to its restrictions itself.

        Agreement: Exhibit A 5(b).
        """
        return self.unpaid_each > 0


def shared_payment(due_each: Fraction, *, paid_in_all: Fraction, shares: Fraction) -> DividendPaid:
    """What each share outstanding is paid of a sum that need not suffice; no interest accrues.

    Agreement: Exhibit A 3(c).
    """
    if shares <= 0 or paid_in_all < 0:
        raise ValueError("Shares are above zero and a payment is not below.")
    return DividendPaid(due_each, min(due_each, paid_in_all / shares))


def declaration_grounds(
    dividends: Sequence[CommonDividend], *, series_declared_on: Sequence[date], on: date
) -> tuple[Ground, ...]:
    """The alert for each Common dividend, not in Common Shares, with no declaration on the series since.

    One declaration answers one dividend: the first that follows it.

    Agreement: Exhibit A 3(b).
    """
    left = sorted(series_declared_on)
    found: list[Ground] = []
    for one in sorted(dividends, key=lambda dividend: dividend.declared_on):
        if one.kind is CommonDividendKind.COMMON_SHARES or one.declared_on > on:
            continue
        answer = next((day for day in left if one.declared_on <= day <= on), None)
        if answer is None:
            found.append(ground("SERIES_DECLARATION_MISSING", date=one.declared_on))
        else:
            left.remove(answer)
    return tuple(found)
