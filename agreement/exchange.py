"""Exchange of Rights: the shares of each holder, a part shared out pro rata, what is given if shares lack.

Agreement: 24.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from agreement.arithmetic import Rounded, Rounding, RoundingMode, as_text, round_to, split_whole
from agreement.fractional_shares import SharesDelivered, shares_delivered
from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from agreement.terms import Terms


@dataclass(frozen=True, slots=True)
class ExchangeDelivery:
    """What one holder receives in an exchange: Rights exchanged, shares due, whole shares, cash.

    Agreement: 24(b);24(d).
    """

    account: str
    rights_count: int
    shares: SharesDelivered


def exchange_deliveries(
    rights: Mapping[str, int],
    *,
    ratio: Fraction,
    close: Fraction | None,
    on: date | None = None,
    terms: Terms,
) -> tuple[ExchangeDelivery, ...]:
    """Each holder's Rights exchanged times the ratio: whole Common Shares, and cash for the fraction.

    `on` is the Trading Day before the exchange takes effect. Raises CLOSE_MISSING where a fraction is left.

    Agreement: 24(b);24(d).
    """
    return tuple(
        ExchangeDelivery(
            account,
            count,
            shares_delivered(count * ratio, close=close, on=on, section="24(d)", terms=terms),
        )
        for account, count in rights.items()
        if count
    )


def adjusted_exchange_ratio(ratio: Fraction, *, split_factor: Fraction) -> Fraction:
    """The Exchange Ratio after Common Shares became so many of one while the Rights stayed, unrounded.

    Its figure takes effect from the Company's certificate alone.

    Agreement: 24(a).
    """
    if split_factor <= 0:
        raise ValueError("A split factor is above zero.")
    return ratio * split_factor


def exchange_bar_grounds(part: Fraction, *, since: date | None = None, terms: Terms) -> tuple[Ground, ...]:
    """What is asked back about an order while a Person of no exempt kind holds the part that bars it.

    Agreement: 24(a).
    """
    if part < terms.exchange_bar:
        return ()
    return (
        ground("EXCHANGE_BARRED_50", since=f"{as_text(part * 100)}%" + (f" since {since}" if since else "")),
    )


@dataclass(frozen=True, slots=True)
class Allotment:
    """What a partial exchange takes of one holder: the exact share, the whole Rights, whether one was added.

    Agreement: 24(b).
    """

    account: str
    held: int
    exact: Fraction
    exchanged: int
    is_raised: bool

    @property
    def kept(self) -> int:
        """The Rights that stay."""
        return self.held - self.exchanged


def partial_exchange(held: Mapping[str, int], *, rights_count: int) -> tuple[Allotment, ...]:
    """So many Rights shared out in proportion to the valid Rights held.

    Each exact share is rounded down; the Rights still missing go one each to the largest remainders, among
    equals to the lowest account number. Raises PARTIAL_EXCHANGE_TOO_LARGE.

    Agreement: 24(b).
    """
    total = sum(held.values())
    if any(count < 0 for count in held.values()) or rights_count < 0:
        raise ValueError("Rights are never below zero.")
    if rights_count > total:
        raise refuse("PARTIAL_EXCHANGE_TOO_LARGE", ordered=rights_count, valid=total)
    exact = {account: Fraction(count * rights_count, total or 1) for account, count in held.items()}
    parted = {account: split_whole(share) for account, share in exact.items()}
    missing = rights_count - sum(whole for whole, _ in parted.values())
    by_remainder = sorted(held, key=lambda account: (-parted[account][1], account_order(account)))
    raised = frozenset(by_remainder[:missing])
    return tuple(
        Allotment(account, count, exact[account], parted[account][0] + (account in raised), account in raised)
        for account, count in held.items()
    )


def pro_rata_grounds(exchanged: Iterable[int], *, ordered: int) -> tuple[Ground, ...]:
    """What stands against carrying out a list of Rights exchanged: its total is not the number ordered.

    Agreement: 24(b).
    """
    allotted = sum(exchanged)
    if allotted == ordered:
        return ()
    return (ground("PRO_RATA_TOTAL_MISMATCH", allotted=allotted, ordered=ordered),)


def account_order(account: str) -> tuple[tuple[int, int, str], ...]:
    """The order of account numbers: runs of digits as numbers, everything else by its letters.

    Agreement: 24(b).
    """
    runs = re.findall(r"[0-9]+|[^0-9]+", account)
    return tuple((0, int(run), "") if run[0].isdigit() else (1, 0, run) for run in runs)


@dataclass(frozen=True, slots=True)
class Package:
    """What every Right gives where Common Shares lack: shares, cash, and other things by their value.

    Amounts in US dollars a Right; the value of other securities is that of the investment bank.

    Agreement: 24(c).
    """

    shares: Fraction
    cash: Fraction
    securities_value: Fraction = Fraction(0)

    def value(self, *, market_price: Fraction) -> Fraction:
        """What it comes to at a price of a Common Share.

        Agreement: 24(c).
        """
        return self.shares * market_price + self.cash + self.securities_value


@dataclass(frozen=True, slots=True)
class ShortExchange:
    """The exchange where shares lack: how many are needed and there, the Current Value, one package for all.

    Agreement: 24(c).
    """

    needed: Fraction
    available: int
    current_value_24c: Fraction
    shares_each: Rounded
    package: Package


def current_value_24c(market_price: Fraction, *, ratio: Fraction) -> Fraction:
    """The Current Value of Section 24(c): the Current Per Share Market Price times the shares for a Right.

    It is not that of Section 11(a)(iii).

    Agreement: 24(c).
    """
    return market_price * ratio


def current_value_date_grounds(stated: date | None, *, default: date) -> tuple[Ground, ...]:
    """What is asked about the date of the Current Value where the notice states none.

    Agreement: 24(a);24(c).
    """
    return () if stated else (ground("CURRENT_VALUE_DATE_OPEN", default=default),)


def exchange_short_of_shares(
    rights_count: int,
    *,
    available: int,
    ratio: Fraction,
    market_price: Fraction,
    securities_value: Fraction = Fraction(0),
    terms: Terms,
) -> ShortExchange:
    """One package for every Right alike: the shares there are, evenly, and cash for the rest of the value.

    `securities_value` is what other securities of the package are worth for a Right. Shares of a Right are
    rounded down, so that those there are suffice. Raises PACKAGE_VALUE_MISMATCH where the securities are
    worth more than what the shares leave.

    Agreement: 24(c).
    """
    if rights_count <= 0 or available < 0:
        raise ValueError("Rights are above zero and shares not below.")
    value = current_value_24c(market_price, ratio=ratio)
    down = Rounding(
        "Common Shares of a Right where they lack", terms.rounding_common, "24(c)", RoundingMode.DOWN
    )
    shares = round_to(min(ratio, Fraction(available, rights_count)), down)
    if shares.raw == ratio:
        shares = Rounded(ratio, ratio, down)
    cash = value - shares.value * market_price - securities_value
    package = Package(shares.value, cash, securities_value)
    if cash < 0:
        raise _mismatch(Package(shares.value, Fraction(0), securities_value), value, market_price)
    return ShortExchange(rights_count * ratio, available, value, shares, package)


def package_grounds(
    package: Package, *, current_value: Fraction, market_price: Fraction
) -> tuple[Ground, ...]:
    """What is asked back about a package whose value is not the Current Value.

    Agreement: 24(c).
    """
    found = package.value(market_price=market_price)
    if found == current_value:
        return ()
    return (ground("PACKAGE_VALUE_MISMATCH", stated=as_text(found), wanted=as_text(current_value)),)


def _mismatch(package: Package, wanted: Fraction, market_price: Fraction) -> Exception:
    stated = as_text(package.value(market_price=market_price))
    return refuse("PACKAGE_VALUE_MISMATCH", stated=stated, wanted=as_text(wanted))


def last_day_of_suspension_24c(event_on: date, *, terms: Terms) -> date:
    """The last day of a suspension for an exchange: so many days after the day of the event.

    Agreement: 24(c).
    """
    return event_on + timedelta(days=terms.suspension_days_24c)


def suspension_24c_grounds(
    *, event_on: date, ends_on: date, is_announced: bool, terms: Terms
) -> tuple[Ground, ...]:
    """What is asked back about a suspension for an exchange: its last day, and the announcement of its start.

    Agreement: 24(c).
    """
    last = last_day_of_suspension_24c(event_on, terms=terms)
    found = (
        []
        if ends_on <= last
        else [ground("SUSPENSION_LIMIT_REACHED", clause="24(c)", end=ends_on, last=last)]
    )
    if not is_announced:
        found.append(ground("ANNOUNCEMENT_MISSING", clause="24(c)"))
    return tuple(found)


def equivalent_rights(rights: Mapping[str, int], *, each: Fraction) -> Mapping[str, Fraction]:
    """The new rights of each holder before there is an Acquiring Person: Rights times the number stated.

    Agreement: 24(e);24(f).
    """
    return {account: count * each for account, count in rights.items() if count}
