"""Fractions of shares are paid in cash: parts of a unit of Preferred Shares, and parts of a Common Share.

Amounts are for comparison: payment follows the Company's certificate (14(e)).

Agreement: 14(b);14(c).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreement.arithmetic import Rounded, Rounding, as_text, round_to, split_whole
from agreement.grounds import Ground
from agreement.refusals import ground, refuse
from agreement.terms import Terms

_DAY_BEFORE = "the Trading Day before"


def money_rounding(name: str, *, section: str, terms: Terms) -> Rounding:
    """The rounding of an amount of money to the grid of the plan, for the section that pays it.

    Agreement: 11(d).
    """
    return Rounding(name, terms.rounding_money, section, terms.rounding_mode)


@dataclass(frozen=True, slots=True)
class UnitsDelivered:
    """What a presentation gives in Preferred Shares: whole units and the part of a unit paid in cash.

    Agreement: 14(b).
    """

    units: Fraction
    whole: int
    fraction: Fraction
    shares: Fraction
    fraction_of_share: Fraction


def units_delivered(rights_count: int, *, terms: Terms) -> UnitsDelivered:
    """The units of all Rights presented together: whole ones are delivered, the rest is paid.

    By accepting a Right its holder waived every fraction but whole units.

    Agreement: 14(b);14(d).
    """
    units = rights_count * terms.units_of_right
    whole, fraction = split_whole(units)
    denominator = terms.unit_denominator
    return UnitsDelivered(
        units, whole, fraction, Fraction(whole, denominator), fraction / Fraction(denominator)
    )


def depositary_grounds(*, agreement_filed: bool) -> tuple[Ground, ...]:
    """What stands against delivering depositary receipts for units, where the Company elects them.

    The depositary agreement gives their holders all rights of beneficial owners.

    Agreement: 14(b).
    """
    return () if agreement_filed else (ground("DEPOSITARY_AGREEMENT_MISSING"),)


@dataclass(frozen=True, slots=True)
class PartOfUnitCash:
    """The cash for a fraction of a Preferred Share by both readings of its value, and the one in use.

    Agreement: 14(b).
    """

    multiple: Rounded
    part: Rounded
    in_use: Rounded
    grounds: tuple[Ground, ...]


def cash_for_part_of_unit(
    fraction_of_share: Fraction, *, common_close: Fraction | None, on: date, terms: Terms
) -> PartOfUnitCash:
    """The fraction of the value of a Preferred Share, told from the close of a Common Share the day before.

    The clause says a part of a Common Share, everything else says a multiple; the Company's certificate
    settles it (FRACTION_FACTOR_UNCONFIRMED). `on` is the Trading Day before the exercise.
    Raises CLOSE_MISSING.

    Agreement: 14(b);14(e)(i).
    """
    if common_close is None:
        raise refuse("CLOSE_MISSING", clause="14(b)", security="the Common Shares", date=on or _DAY_BEFORE)
    rounding = money_rounding("cash for part of a unit", section="14(b)", terms=terms)
    multiple, part = terms.preferred_fraction_value_factor, Fraction(1, terms.unit_denominator)
    by_multiple = round_to(fraction_of_share * multiple * common_close, rounding)
    by_part = round_to(fraction_of_share * part * common_close, rounding)
    is_multiple = terms.reading("preferred_fraction_value") == "MULTIPLE_OF_COMMON"
    open_factor = ground("FRACTION_FACTOR_UNCONFIRMED", multiple=as_text(multiple), part=as_text(part))
    grounds = (open_factor,) if fraction_of_share and multiple != part else ()
    return PartOfUnitCash(by_multiple, by_part, by_multiple if is_multiple else by_part, grounds)


@dataclass(frozen=True, slots=True)
class SharesDelivered:
    """Common Shares due: the whole ones delivered, the fraction left, the cash for it.

    Agreement: 14(c);24(d).
    """

    due: Fraction
    whole: int
    fraction: Fraction
    cash: Rounded


def shares_delivered(
    due: Fraction, *, close: Fraction | None, on: date | None = None, section: str = "14(c)", terms: Terms
) -> SharesDelivered:
    """Whole Common Shares and cash for the fraction, at the close of the Trading Day before.

    Without a fraction no close is needed. Raises CLOSE_MISSING.

    Agreement: 14(c);24(d).
    """
    whole, fraction = split_whole(due)
    if fraction and close is None:
        raise refuse("CLOSE_MISSING", clause=section, security="the Common Shares", date=on or _DAY_BEFORE)
    rounding = money_rounding("cash for a fraction of a Common Share", section=section, terms=terms)
    return SharesDelivered(due, whole, fraction, round_to(fraction * (close or Fraction(0)), rounding))
