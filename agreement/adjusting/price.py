"""A change of the Exercise Price: whether it is made or carried, the par floor, and what is left to carry.

Agreement: 11(d).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import prod

from agreement.adjusting.grids import Grids
from agreement.arithmetic import Rounded, Rounding, RoundingMode, as_text, exact, round_to
from agreement.choices import CarryForward
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import Terms


@dataclass(frozen=True, slots=True)
class Carried:
    """A change of price by an event: its factor, unrounded, the day of the transaction, the clause.

    The clause tells what becomes of the units when the change is made, at once or later: after 11(b) and
    11(c) they rise as the price falls; after 11(a)(i) they were changed with the event itself, and after
    11(n) they stay.

    Agreement: 11(d);11(g).
    """

    factor: Fraction
    transaction_date: date
    section: str
    name: str = ""

    @property
    def moves_units(self) -> bool:
        """Whether the units, or on election the number of Rights, follow from the change of price.

        Agreement: 11(g);11(h).
        """
        return self.section in ("11(b)", "11(c)")


@dataclass(frozen=True, slots=True)
class PriceRule:
    """How a plan changes its price: the smallest change made, how others are carried, grid and par value.

    `par_of_unit` is the par value of what one unit is of a share: the price of a unit never lies below it.

    Agreement: 11(d).
    """

    threshold: Fraction
    method: CarryForward
    rounding: Rounding
    par_of_unit: Fraction
    years: int

    @classmethod
    def of(cls, terms: Terms) -> "PriceRule":
        """The rule by the terms of a plan.

        Agreement: 11(d).
        """
        return cls(
            threshold=terms.adjustment_threshold,
            method=terms.carry_forward_method,
            rounding=Grids.of(terms).price,
            par_of_unit=exact(terms.par_preferred) / terms.unit_denominator,
            years=terms.carry_forward_years,
        )


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What an event does to the price of a unit, with what was carried before it.

    `change` is the part of the price in force by which it would move; `rounded` the candidate on its grid;
    `price` the price in force afterwards; `made` the events that moved it; `carried` what is left to carry.
    `method` is how the plan puts several together.

    Agreement: 11(d).
    """

    in_force: Fraction
    factor: Fraction
    cumulative: Fraction
    change: Fraction
    rounded: Rounded
    price: Fraction
    is_made: bool
    is_floored: bool
    par_of_unit: Fraction
    made: tuple[Carried, ...]
    carried: tuple[Carried, ...]
    method: CarryForward

    @property
    def moves_units(self) -> bool:
        """Whether units, or on election the number of Rights, follow from what was made.

        Agreement: 11(g);11(h).
        """
        return any(one.moves_units for one in self.made)

    @property
    def price_before_for_units(self) -> Fraction:
        """The price before what moves the units: with that which was made together with it and does not.

        Agreement: 11(g).
        """
        others = [one.factor for one in self.made if not one.moves_units]
        return self.in_force * cumulative_factor(others, method=self.method)

    def floor_grounds(self, *, has_statement: bool) -> tuple[Ground, ...]:
        """That the par value took the price's place, and that counsel's action comes first.

        Agreement: 11(j).
        """
        if not self.is_floored:
            return ()
        told = {"computed": _dollars(self.rounded.raw), "par": _dollars(self.par_of_unit)}
        found = (ground("PAR_FLOOR_APPLIED", floor=_dollars(self.price), **told),)
        return found if has_statement else (*found, ground("BELOW_PAR_ACTION_REQUIRED", **told))


def _dollars(value: Fraction) -> str:
    return f"${as_text(value)}" if value >= 0 else f"-${as_text(-value)}"


def cumulative_factor(factors: Sequence[Fraction], *, method: CarryForward) -> Fraction:
    """The factor of several events together: the product of theirs, or one with their changes added.

    Agreement: 11(d).
    """
    if method is CarryForward.PRODUCT:
        return prod(factors, start=Fraction(1))
    return 1 + sum((factor - 1 for factor in factors), Fraction(0))


def change_price(
    in_force: Fraction,
    event: Carried,
    *,
    carried: Sequence[Carried] = (),
    rule: PriceRule,
    is_due: bool = False,
) -> PriceChange:
    """The price after an event and all that was carried before it.

    Made where the exact change is at least the threshold, or where something carried `is_due` by its last
    day; else carried, unrounded. An event of factor 1 adds nothing to carry.

    Agreement: 11(d).
    """
    together = tuple(one for one in (*carried, event) if one.factor != 1)
    cumulative = cumulative_factor([one.factor for one in together], method=rule.method)
    candidate = round_to(in_force * cumulative, rule.rounding)
    change = cumulative - 1
    is_made = bool(together) and (abs(change) >= rule.threshold or is_due)
    is_floored = is_made and (candidate.value < rule.par_of_unit or candidate.value <= 0)
    price = candidate.value if is_made else in_force
    return PriceChange(
        in_force=in_force,
        factor=event.factor,
        cumulative=cumulative,
        change=change,
        rounded=candidate,
        price=_lowest_price(rule) if is_floored else price,
        is_made=is_made,
        is_floored=is_floored,
        par_of_unit=rule.par_of_unit,
        made=together if is_made else (),
        carried=() if is_made else together,
        method=rule.method,
    )


def _lowest_price(rule: PriceRule) -> Fraction:
    """The lowest price of a unit on the grid that is above nothing and not below the par value."""
    up = Rounding("Exercise Price not below par", rule.rounding.grid, "11(a)(i)", RoundingMode.UP)
    return max(round_to(rule.par_of_unit, up).value, rule.rounding.grid)


def last_day_to_make(transaction_date: date, *, years: int, expiration_date: date) -> date:
    """The last day on which a carried change may still be unmade: the anniversary, or the Expiration Date.

    A transaction of 29 February has its anniversary on 28 February.

    Agreement: 11(d).
    """
    year = transaction_date.year + years
    try:
        anniversary = transaction_date.replace(year=year)
    except ValueError:
        anniversary = transaction_date.replace(year=year, day=28)
    return min(anniversary, expiration_date)


def overdue_grounds(
    carried: Sequence[Carried], *, on: date, years: int, expiration_date: date
) -> tuple[Ground, ...]:
    """Which carried changes have reached their last day.

    Agreement: 11(d).
    """
    found = []
    for one in carried:
        due = last_day_to_make(one.transaction_date, years=years, expiration_date=expiration_date)
        if due <= on:
            found.append(ground("CARRY_OVERDUE", date=one.transaction_date, due=due))
    return tuple(found)
