"""The factors by which events change the Exercise Price: splits, cheap offers, distributions.

Agreement: 11(a)(i);11(b);11(c).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.refusals import ground, refuse


def split_ratio(before: Fraction, after: Fraction, *, shares: str) -> Fraction:
    """Shares outstanding just after an event for each just before it. Raises COUNT_BEFORE_ZERO.

    Agreement: 11(a)(i);11(n).
    """
    if before == 0:
        raise refuse("COUNT_BEFORE_ZERO", shares=shares)
    return after / before


def adjustment_fraction(
    before: Fraction, after: Fraction, *, common_ratio: Fraction = Fraction(1)
) -> Fraction:
    """The Adjustment Fraction of an event of the Preferred Shares, less what an event of the Common covers.

    `common_ratio` is that of a simultaneous event of the Common Shares adjusted for itself; what it covers
    is not adjusted again. Raises COUNT_BEFORE_ZERO.

    Agreement: 11(a)(i).
    """
    return split_ratio(before, after, shares="Preferred Shares") / common_ratio


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of Preferred or Equivalent Shares, or of what converts into them, to all holders.

    `offered` is the number of shares, `cash_price` what is paid in cash for each, `other_value` the value the
    Board stated of everything else that is paid for all of them. `outstanding` counts Preferred and
    Equivalent Shares, `company_held` those owned by the Company or held for it.

    Agreement: 1(m);11(b).
    """

    record_date: date
    expires_on: date
    outstanding: Fraction
    company_held: Fraction
    offered: Fraction
    cash_price: Fraction
    other_value: Fraction
    market_price: Fraction

    @property
    def price_of_all(self) -> Fraction:
        """The aggregate offering price, or initial conversion price.

        Agreement: 11(b).
        """
        return self.offered * self.cash_price + self.other_value

    @property
    def counted(self) -> Fraction:
        """The shares outstanding that count: without those of the Company.

        Agreement: 11(b).
        """
        return self.outstanding - self.company_held


def offer_grounds(offer: Offer, *, longest_days: int) -> tuple[Ground, ...]:
    """Why an offer calls for no adjustment: it lasts too long, or its price is not below the market price.

    Agreement: 11(b).
    """
    reasons = []
    last = offer.record_date + timedelta(days=longest_days)
    if offer.expires_on > last:
        reasons.append(f"it may be taken up after {last}, {longest_days} days from the record date")
    if offer.price_of_all >= offer.offered * offer.market_price:
        reasons.append("its price is not below the market price")
    return tuple(ground("NOT_11B_EVENT", reason=reason) for reason in reasons)


def offer_factor(offer: Offer) -> Fraction:
    """Shares outstanding with those the price would buy at the market, for each with all that are offered.

    Raises COUNT_BEFORE_ZERO.

    Agreement: 11(b).
    """
    if offer.counted <= 0:
        raise refuse("COUNT_BEFORE_ZERO", shares="Preferred or Equivalent Shares")
    return (offer.counted + offer.price_of_all / offer.market_price) / (offer.counted + offer.offered)


class Distributed(Worded):
    """What is distributed to all holders of Preferred or Equivalent Shares.

    Agreement: 11(c).
    """

    INDEBTEDNESS = "INDEBTEDNESS", "Evidences of indebtedness"
    ASSETS = "ASSETS", "Assets"
    SPECIAL_CASH = "SPECIAL_CASH", "Cash other than a regular quarterly dividend"
    SUBSCRIPTION_RIGHTS = "SUBSCRIPTION_RIGHTS", "Rights, options or warrants outside 11(b)"
    REGULAR_QUARTERLY_CASH = "REGULAR_QUARTERLY_CASH", "A regular quarterly cash dividend"
    PREFERRED_SHARES = "PREFERRED_SHARES", "A dividend in Preferred Shares"
    OFFER = "OFFER", "Rights, options or warrants of 11(b)"


_OUTSIDE = {
    Distributed.REGULAR_QUARTERLY_CASH: "a regular quarterly cash dividend adjusts nothing",
    Distributed.PREFERRED_SHARES: "a dividend in Preferred Shares is adjusted under 11(a)(i)",
    Distributed.OFFER: "an offer is adjusted under 11(b)",
}


def distribution_grounds(distributed: Distributed) -> tuple[Ground, ...]:
    """Why a distribution calls for no adjustment under this clause.

    Agreement: 11(c).
    """
    reason = _OUTSIDE.get(distributed)
    return (ground("NOT_11C_EVENT", reason=reason),) if reason else ()


def distribution_factor(*, market_price: Fraction, fair_value: Fraction) -> Fraction:
    """The market price less the fair value distributed on a share, for each dollar of market price.

    It is zero or less where as much is distributed as a share is worth, or more. Raises ValueError for a
    market price of nothing.

    Agreement: 11(c).
    """
    if market_price <= 0:
        raise ValueError("A market price is above zero.")
    return (market_price - fair_value) / market_price


def order_grounds(events: Sequence[tuple[date, str]]) -> tuple[Ground, ...]:
    """Whether an event of the Common Shares comes after the flip-in of its own day.

    `events` are dates with sections, in the order in which they are computed.

    Agreement: 11(n).
    """
    flipped: set[date] = set()
    found = []
    for on, section in events:
        if section == "11(a)(ii)":
            flipped.add(on)
        elif section == "11(n)" and on in flipped:
            found.append(ground("ORDER_11N_FIRST", date=on))
    return tuple(found)
