"""Redemption: what each holder is paid, rounded once for each, and how far the sum drifts from the exact one.

Agreement: 23(a).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreement.arithmetic import Rounded, round_to
from agreement.fractional_shares import SharesDelivered, money_rounding, shares_delivered
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import Terms

PAID = "PAID"  # reading of void_rights_on_redemption


@dataclass(frozen=True, slots=True)
class RightsHeld:
    """The Rights of one registered holder: those that are valid and those that are null and void.

    Agreement: 7(e);23(a).
    """

    account: str
    valid: int
    void: int = 0


@dataclass(frozen=True, slots=True)
class RedemptionPayee:
    """What one holder is paid: the Rights paid for, the exact product, the amount rounded once.

    Agreement: 23(a).
    """

    account: str
    rights_count: int
    amount: Rounded


@dataclass(frozen=True, slots=True)
class RedemptionPayees:
    """All payees, the sum of what is paid, the exact sum, and the drift between the two.

    Agreement: 23(a).
    """

    price: Fraction
    payees: tuple[RedemptionPayee, ...]
    rights_count: int
    unpaid_rights_count: int
    exact_total: Fraction
    paid_total: Fraction

    @property
    def drift(self) -> Fraction:
        """What the roundings add to the exact sum; below zero where they take from it.

        Agreement: 23(a).
        """
        return self.paid_total - self.exact_total


def redemption_payees(holders: Sequence[RightsHeld], *, price: Fraction, terms: Terms) -> RedemptionPayees:
    """Each holder's Rights times the Redemption Price, rounded once for each holder.

    Void Rights are paid only by the reading that says so.

    Agreement: 23(a);7(e).
    """
    pays_void = terms.reading("void_rights_on_redemption") == PAID
    rounding = money_rounding("Redemption Price of a holder", section="23(a)", terms=terms)
    payees = []
    for holder in holders:
        rights = holder.valid + (holder.void if pays_void else 0)
        if rights:
            payees.append(RedemptionPayee(holder.account, rights, round_to(rights * price, rounding)))
    rights_count = sum(payee.rights_count for payee in payees)
    return RedemptionPayees(
        price=price,
        payees=tuple(payees),
        rights_count=rights_count,
        unpaid_rights_count=sum(one.valid + one.void for one in holders) - rights_count,
        exact_total=rights_count * price,
        paid_total=sum((payee.amount.value for payee in payees), Fraction(0)),
    )


def redemption_total_grounds(found: RedemptionPayees, *, rights_outstanding: int) -> tuple[Ground, ...]:
    """What stands against closing a redemption: Rights paid and not paid are not those in the books.

    Agreement: 23(a);23(b).
    """
    paid, unpaid = found.rights_count, found.unpaid_rights_count
    if paid + unpaid == rights_outstanding:
        return ()
    return (ground("REDEMPTION_TOTAL_MISMATCH", paid=paid, void=unpaid, outstanding=rights_outstanding),)


def adjusted_redemption_price(price: Fraction, *, split_factor: Fraction) -> Fraction:
    """The Redemption Price after a split or stock dividend that made so many Rights of one, unrounded.

    Its figure takes effect from the Company's certificate alone.

    Agreement: 23(a).
    """
    if split_factor <= 0:
        raise ValueError("A split factor is above zero.")
    return price / split_factor


def redemption_in_shares(
    rights_count: int,
    *,
    price: Fraction,
    market_price: Fraction,
    close: Fraction | None,
    on: date | None = None,
    terms: Terms,
) -> SharesDelivered:
    """The Common Shares of one holder in place of the Redemption Price, with cash for the fraction.

    The shares follow from the exact sum of its Rights at the Current Per Share Market Price. Raises
    CLOSE_MISSING where there is a fraction and no close.

    Agreement: 23(a);14(c).
    """
    if market_price <= 0:
        raise ValueError("A market price is above zero.")
    return shares_delivered(rights_count * price / market_price, close=close, on=on, terms=terms)
