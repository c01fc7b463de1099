"""Money received for exercises is the Company's: held apart, forwarded to it, or returned to who paid it.

Agreement: 7(c).
"""

from dataclasses import dataclass
from decimal import Decimal

from agreement.choices import Worded
from agreement.refusals import refuse

NOUGHT = Decimal("0.00")
LAWFUL_MONEY = "USD"


def must_be_lawful_money(currency: str) -> None:
    """The Exercise Price is paid in lawful money of the United States; `currency` has its three letters.

    Raises CURRENCY_NOT_ACCEPTED.

    Agreement: 7(b).
    """
    if currency != LAWFUL_MONEY:
        raise refuse("CURRENCY_NOT_ACCEPTED", currency=currency)


class MovedTo(Worded):
    """Where money of an exercise went.

    Agreement: 7(c).
    """

    FORWARDED = "FORWARDED", "Forwarded to the Company"
    RETURNED = "RETURNED", "Returned to who paid it"
    ALLOTTED = "ALLOTTED", "Allotted to a line of the schedule that waits on its own"


class MoneyState(Worded):
    """Where a payment stands.

    Agreement: 7(c).
    """

    HELD = "HELD", "Held for the exercise"
    TO_FORWARD = "TO_FORWARD", "To be forwarded to the Company"
    TO_RETURN = "TO_RETURN", "To be returned"
    TO_DIVIDE = "TO_DIVIDE", "In part to be forwarded, in part returned"
    FORWARDED = "FORWARDED", "Forwarded"
    RETURNED = "RETURNED", "Returned"
    DIVIDED = "DIVIDED", "In part forwarded, in part returned"


@dataclass(frozen=True, slots=True)
class MoneyHeld:
    """One payment of an exercise: its amount, whether it counts, and what went where already.

    Money in US dollars. A payment counts when its means and its payee are those of the agreement.
    """

    amount: Decimal
    counts: bool
    forwarded: Decimal = NOUGHT
    returned: Decimal = NOUGHT
    allotted: Decimal = NOUGHT

    @property
    def left(self) -> Decimal:
        """What is still held of it; what was allotted to a line is held as a payment of that line's."""
        return self.amount - self.forwarded - self.returned - self.allotted


@dataclass(frozen=True, slots=True)
class Destined:
    """How much of a payment is to be forwarded to the Company, and how much goes back."""

    to_forward: Decimal
    to_return: Decimal


def destined(
    payments: list[MoneyHeld], *, due: Decimal | None, is_posted: bool, has_ended: bool
) -> list[Destined]:
    """For each payment of one exercise what is to be forwarded and what goes back, in the order received.

    The price of a posted exercise is the Company's, up to what was due; the rest of it goes back, and so does
    all of an exercise that ended unposted. While an exercise is open only what does not count goes back.

    Agreement: 7(c).
    """
    still_due = (due or NOUGHT) if is_posted else NOUGHT
    for one in payments:
        still_due -= one.forwarded
    told: list[Destined] = []
    for one in payments:
        forward = min(one.left, max(still_due, NOUGHT)) if one.counts else NOUGHT
        still_due -= forward
        returns = one.left - forward if has_ended or not one.counts else NOUGHT
        told.append(Destined(forward, returns))
    return told


def money_state(one: MoneyHeld, to: Destined) -> MoneyState:
    """Where a payment stands, by what was done with it and what is to be done.

    Agreement: 7(c).
    """
    if one.left:
        if to.to_forward and to.to_return:
            return MoneyState.TO_DIVIDE
        if to.to_forward:
            return MoneyState.TO_FORWARD
        return MoneyState.TO_RETURN if to.to_return else MoneyState.HELD
    if one.forwarded and one.returned:
        return MoneyState.DIVIDED
    return MoneyState.FORWARDED if one.forwarded else MoneyState.RETURNED
