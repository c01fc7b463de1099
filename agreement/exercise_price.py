"""The Exercise Price: what is due for so many Rights, and by which means it is tendered.

Agreement: 7(b);7(c).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from agreement.arithmetic import Rounding, exact, round_to, to_decimal
from agreement.choices import PaymentMeans, Worded


class TenderedMeans(Worded):
    """How money is tendered: the means that agreements accept, and those that they do not.

    Agreement: 7(c).
    """

    CASH = "CASH", "Cash"
    CERTIFIED_BANK_CHECK = "CERTIFIED_BANK_CHECK", "Certified bank check"
    CASHIERS_CHECK = "CASHIERS_CHECK", "Cashier's check"
    BANK_DRAFT = "BANK_DRAFT", "Bank draft"
    WIRE = "WIRE", "Wire transfer"
    MONEY_ORDER = "MONEY_ORDER", "Money order"
    PERSONAL_CHECK = "PERSONAL_CHECK", "Personal check"


class Payee(Worded):
    """To whose order an instrument is drawn.

    Agreement: 7(c).
    """

    COMPANY = "COMPANY", "The Company"
    AGENT = "AGENT", "The Rights Agent"
    OTHER = "OTHER", "Somebody else"


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """One payment as received. Money in US dollars."""

    number: int
    means: TenderedMeans
    payee: Payee
    amount: Decimal
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """What the price due follows from: the certified price of the units of a Right, rounding, payee."""

    price_per_right: Decimal
    rounding: Rounding
    tolerance: Decimal
    accepted: Sequence[PaymentMeans]
    payee: str
    payee_name: str


def amount_due(rights_count: int, *, price: PriceFacts) -> Decimal:
    """The Rights exercised times the price of all units of a Right, rounded once, to the cent.

    Agreement: 7(c).
    """
    return to_decimal(round_to(rights_count * exact(price.price_per_right), price.rounding).value, places=2)


def is_well_drawn(payment: PaymentFacts, *, price: PriceFacts) -> bool:
    """Whether an instrument is to the order of the payee; cash is to nobody's order.

    Agreement: 7(c).
    """
    return payment.means is TenderedMeans.CASH or payment.payee.value == price.payee
