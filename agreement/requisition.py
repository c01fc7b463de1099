"""What an exercise gives after its posting: securities reserved, requisitioned, received and delivered.

Agreement: 7(c);9(a);14(b);14(c).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from agreement.arithmetic import Rounded, as_text, exact, round_to, split_whole, to_decimal
from agreement.business_days import BusinessDayCalendar
from agreement.choices import Worded
from agreement.errors import RightsError
from agreement.fractional_shares import (
    cash_for_part_of_unit,
    depositary_grounds,
    money_rounding,
    units_delivered,
)
from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from agreement.terms import Terms


class Recipient(Worded):
    """Of whom the securities of an exercise are requisitioned.

    Agreement: 7(c)(i).
    """

    TRANSFER_AGENT = "TRANSFER_AGENT", "The transfer agent"
    DEPOSITARY = "DEPOSITARY", "The depositary agent"


class DeliveryStep(Worded):
    """What a person records of securities that were requisitioned.

    Agreement: 7(c)(iii).
    """

    RECEIVED = "RECEIVED", "Received from whom they were requisitioned"
    DELIVERED = "DELIVERED", "Delivered to the holder or to its order"


class DeliveryState(Worded):
    """Where the securities of a posted exercise stand.

    Agreement: 7(c).
    """

    DUE = "DUE", "To be requisitioned"
    REQUISITIONED = "REQUISITIONED", "Requisitioned"
    SECURITIES_RECEIVED = "SECURITIES_RECEIVED", "Received, to be delivered"
    DELIVERED = "DELIVERED", "Delivered"
    NOTHING_WHOLE = "NOTHING_WHOLE", "No whole unit: cash alone"


@dataclass(frozen=True, slots=True)
class SecuritiesBought:
    """What an exercise buys: whole units that are delivered, and the part of one that is paid in cash.

    A unit is one of `unit_denominator` parts of a share: of a Preferred Share by the terms of the signing,
    one whole share of whatever else a certificate of adjustment names. `cash` is what a substitution gives
    beside it for all these Rights together, in US dollars to the cent.

    Agreement: 1(v);7(c);11(a)(iii);14(b);14(c).
    """

    security: str
    units: Fraction
    unit_denominator: int
    cash: Decimal = Decimal("0.00")

    @property
    def whole(self) -> int:
        """The units that are delivered."""
        return split_whole(self.units)[0]

    @property
    def fraction(self) -> Fraction:
        """The part of a unit that is paid in cash; nought where there is none."""
        return split_whole(self.units)[1]

    @property
    def shares(self) -> Fraction:
        """The whole units in shares."""
        return Fraction(self.whole, self.unit_denominator)

    @property
    def shares_words(self) -> str:
        """The number of shares as a requisition states it, such as 0.030."""
        places = len(str(self.unit_denominator)) - 1
        if 10**places != self.unit_denominator:
            return as_text(self.shares)
        return f"{self.whole // self.unit_denominator}" + (
            f".{self.whole % self.unit_denominator:0{places}d}" if places else ""
        )


def bought_in_words(rights_count: int, *, terms: Terms) -> str:
    """What some Rights buy, in words: parts of a Preferred Share, or shares of another security, and cash.

    Nothing is rounded in them but the cash, to the cent.

    Agreement: 7(b);11(a)(iii);14(b).
    """
    units, bought = rights_count * terms.units_of_right, securities_bought(rights_count, terms=terms)
    part = units / bought.unit_denominator
    if bought.unit_denominator == 1:
        told = f"{as_text(units)} of one share of" if units < 1 else f"{as_text(units)} shares of"
    elif units.denominator == 1:
        told = f"{int(units):,}/{bought.unit_denominator:,} of a share of"
    else:
        told = f"{part} of a share of"
    cash = f" and ${bought.cash:,.2f} in cash" if bought.cash else ""
    return f"{told} {bought.security}{cash}"


def is_of_the_signing(security: str, *, terms: Terms) -> bool:
    """Whether a security is the one that the agreement itself names: the Preferred Shares.

    Agreement: 7(c)(i)(A).
    """
    return security == terms.preferred_name


def securities_bought(rights_count: int, *, terms: Terms) -> SecuritiesBought:
    """What so many Rights, exercised together, buy by the terms in force when the exercise was complete.

    The cash of a substitution is that of one Right times the Rights, rounded once, to the cent.

    Agreement: 7(c);10;11(a)(iii);14(b).
    """
    units, security = units_delivered(rights_count, terms=terms).units, terms.security_bought
    denominator = terms.unit_denominator if is_of_the_signing(security, terms=terms) else 1
    rounding = money_rounding("cash in substitution", section="11(a)(iii)", terms=terms)
    cash = to_decimal(round_to(rights_count * exact(terms.cash_of_right), rounding).value, places=2)
    return SecuritiesBought(security, units, denominator, cash)


def reserve_refusal(
    *, security: str, reserved: int | None, taken: int, asked: int, unit_denominator: int
) -> RightsError | None:
    """Why so many more units cannot be taken from the reserve; None where they can.

    `reserved` is the number that the Company certified last, what exercises took before among it; without
    a certificate there is nothing to compare with, and nothing is held.

    Agreement: 9(a).
    """
    if reserved is None or taken + asked <= reserved:
        return None
    return refuse(
        "RESERVED_SHARES_TAKEN",
        security=security,
        asked=as_text(Fraction(asked, unit_denominator)),
        left=as_text(Fraction(max(reserved - taken, 0), unit_denominator)),
        reserved=as_text(Fraction(reserved, unit_denominator)),
    )


def route_grounds(
    recipient: Recipient,
    *,
    security: str,
    is_arranged: bool,
    is_depositary_elected: bool,
    is_depositary_agreement_filed: bool,
    terms: Terms,
) -> tuple[Ground, ...]:
    """What stands against requisitioning a security of a recipient.

    The transfer agent of the Preferred Shares is authorised by the agreement itself; for any other security
    the Company first says how it makes it available, and a depositary needs its election and an agreement.

    Agreement: 7(c);14(b).
    """
    if recipient is Recipient.DEPOSITARY:
        if not is_depositary_elected:
            return (ground("DEPOSITARY_NOT_ELECTED", security=security),)
        return depositary_grounds(agreement_filed=is_depositary_agreement_filed)
    if is_of_the_signing(security, terms=terms) or is_arranged:
        return ()
    return (ground("ENTITLEMENT_NOT_ARRANGED", security=security),)


def delivery_state(*, whole: int, is_requisitioned: bool, steps: Sequence[str]) -> DeliveryState:
    """Where securities stand, by what was recorded of them.

    Agreement: 7(c).
    """
    if not whole:
        return DeliveryState.NOTHING_WHOLE
    if DeliveryStep.DELIVERED in steps:
        return DeliveryState.DELIVERED
    if DeliveryStep.RECEIVED in steps:
        return DeliveryState.SECURITIES_RECEIVED
    return DeliveryState.REQUISITIONED if is_requisitioned else DeliveryState.DUE


def cash_computed(
    bought: SecuritiesBought, *, close: Fraction, on: date, terms: Terms
) -> tuple[Rounded, tuple[Ground, ...]]:
    """The cash for the part of a unit at the close of a Common Share, and what the figure leaves open.

    It stands beside the Company's certificate, which alone is paid. `on` is the Trading Day before.

    Agreement: 14(b);14(c);14(e).
    """
    if is_of_the_signing(bought.security, terms=terms):
        of_share = bought.fraction / bought.unit_denominator
        cash = cash_for_part_of_unit(of_share, common_close=close, on=on, terms=terms)
        return cash.in_use, cash.grounds
    rounding = money_rounding("cash for a fraction of a share", section="14(c)", terms=terms)
    return round_to(bought.fraction * close, rounding), ()


def business_days_taken(perfected_on: date, *, done_on: date, calendar: BusinessDayCalendar) -> int:
    """The Business Days after the one on which an exercise was perfected, up to the day of an act.

    Agreement: 7(c).
    """
    return sum(
        1
        for ordinal in range(perfected_on.toordinal() + 1, done_on.toordinal() + 1)
        if calendar.is_business_day(date.fromordinal(ordinal))
    )
