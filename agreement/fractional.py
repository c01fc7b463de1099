"""Fractions of Rights are paid in cash, and only on the Company's certificate and collected funds.

Agreement: 14(a).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from agreement.arithmetic import (
    MONEY_OF_A_FRACTION,
    Rounded,
    Rounding,
    as_text,
    exact,
    round_to,
    to_decimal,
)
from agreement.decisions import Approved, Held, Refused, decide_from
from agreement.grounds import Ground
from agreement.refusals import ground, refuse


@dataclass(frozen=True, slots=True)
class FractionCash:
    """The cash for a fraction of a Right: the amount, the exact product and the rounding applied.

    Agreement: 14(a).
    """

    fraction: Fraction
    price: Decimal
    amount: Decimal
    rounded: Rounded


def cash_for_fraction(
    fraction: Fraction,
    *,
    price: Decimal | None,
    priced_on: date | None = None,
    rounding: Rounding = MONEY_OF_A_FRACTION,
) -> FractionCash:
    """The same fraction of the price of a whole Right, rounded to money once.

    `price` is the one the Company certified for the Trading Day before the fraction would have been issued.
    Raises RIGHT_PRICE_MISSING without it and ValueError for what is not a fraction of a Right.

    Agreement: 14(a).
    """
    if not 0 <= fraction < 1:
        raise ValueError(f"{fraction} is not a fraction of a Right.")
    if price is None:
        raise refuse("RIGHT_PRICE_MISSING", date=priced_on or "(not stated)")
    if price < 0:
        raise ValueError("A price cannot be negative.")
    rounded = round_to(fraction * exact(price), rounding)
    return FractionCash(fraction, price, to_decimal(rounded.value, places=2), rounded)


def whole_rights_grounds(rights: Fraction) -> tuple[Ground, ...]:
    """A certificate stands for a whole number of Rights, at least one; cash is paid for a fraction.

    Agreement: 14(a).
    """
    if rights >= 1 and rights.denominator == 1:
        return ()
    return (ground("FRACTIONAL_RIGHTS_NOT_ISSUED", rights=as_text(rights)),)


@dataclass(frozen=True, slots=True)
class FractionBatch:
    """Payments for fractions that go together: the total computed, the total certified, the funds collected.

    Agreement: 14(e).
    """

    name: str
    computed_total: Decimal
    certified_total: Decimal | None = None
    collected_funds: Decimal = Decimal(0)


def payment_grounds(batch: FractionBatch) -> tuple[Ground, ...]:
    """What stands against paying a batch: no certificate, or funds that do not cover it.

    The certificate is relied on; a difference from the computed total is shown and stops nothing.

    Agreement: 14(e).
    """
    found: list[Ground] = []
    needed = batch.computed_total
    if batch.certified_total is None:
        found.append(ground("FRACTION_CERTIFICATE_MISSING", batch=batch.name))
    else:
        needed = batch.certified_total
        if batch.certified_total != batch.computed_total:
            found.append(
                ground(
                    "FRACTION_CERTIFICATE_DIFFERS",
                    certified=batch.certified_total,
                    computed=batch.computed_total,
                )
            )
    if batch.collected_funds < needed:
        found.append(ground("FUNDS_NOT_RECEIVED", collected=batch.collected_funds, needed=needed))
    return tuple(found)


def decide_payment(batch: FractionBatch) -> Approved[Decimal] | Held | Refused:
    """Approved with the amount to pay, or held until certificate and funds are in.

    Agreement: 14(e).
    """
    amount = batch.computed_total if batch.certified_total is None else batch.certified_total
    return decide_from(payment_grounds(batch), amount)


def total_of(payments: Mapping[str, Decimal]) -> Decimal:
    """The sum of payments already rounded, account by account.

    Agreement: 14(a).
    """
    return sum(payments.values(), Decimal(0))
