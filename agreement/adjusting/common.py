"""Splits, combinations and reclassifications of Common Shares, by the four conventions of plans.

Agreement: 11(n).
"""

from dataclasses import dataclass
from fractions import Fraction

from agreement.choices import CommonSplit
from agreement.refusals import refuse


@dataclass(frozen=True, slots=True)
class RightFigures:
    """The figures of a Right: price of a unit, units it buys, Rights of a Common Share, other figures.

    Agreement: 11(n);23(a);24(a).
    """

    price_of_unit: Fraction
    units_per_right: Fraction
    rights_per_share: Fraction
    redemption_price: Fraction
    exchange_ratio: Fraction


@dataclass(frozen=True, slots=True)
class CommonSplitFactors:
    """By what an event of the Common Shares changes each figure of a Right, and the number of Rights.

    `rights` is the number of Rights afterwards for each one before.

    Agreement: 11(n).
    """

    price: Fraction
    units: Fraction
    rights_per_share: Fraction
    rights: Fraction
    redemption_price: Fraction
    exchange_ratio: Fraction


def split_factors(ratio: Fraction, *, convention: CommonSplit, is_separated: bool) -> CommonSplitFactors:
    """What a plan's convention makes of a ratio of shares after to shares before.

    PRICE_ONLY leaves each share its Rights and each Right its units and divides the price; UNITS_ONLY divides
    the units instead; NUMBER_OF_RIGHTS divides the Rights of a share; EXPANSION_FACTOR divides the price and
    turns each Right, also one apart from its share, into that many. The Redemption Price of all Rights and
    the shares for which they are exchanged stay in proportion. After the separation only the last has a
    meaning: AFTER_SEPARATION_REVIEW.

    Agreement: 11(n);23(a);24(a).
    """
    if is_separated and convention is not CommonSplit.EXPANSION_FACTOR:
        raise refuse("AFTER_SEPARATION_REVIEW")
    one, part = Fraction(1), 1 / ratio
    if convention is CommonSplit.NUMBER_OF_RIGHTS:
        return CommonSplitFactors(one, one, part, one, one, ratio)
    if convention is CommonSplit.UNITS_ONLY:
        return CommonSplitFactors(one, part, one, ratio, part, one)
    return CommonSplitFactors(part, one, one, ratio, part, one)
