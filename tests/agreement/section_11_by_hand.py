"""Section 11 computed a second time, plainly and slowly, from its words: nothing of the product is used.

Numbers are pairs of whole numbers, numerator and denominator; rounding counts steps of a grid by division.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Number = tuple[int, int]

CENT: Number = (1, 100)
COMMON_STEP: Number = (1, 10_000)
PREFERRED_STEP: Number = (1, 100_000)
RIGHTS_STEP: Number = (1, 100_000)
PAR_OF_A_SHARE: Number = (1, 1000)
UNITS_OF_A_SHARE = 1000


def times(a: Number, b: Number) -> Number:
    return a[0] * b[0], a[1] * b[1]


def over(a: Number, b: Number) -> Number:
    if b[0] < 0:
        b = -b[0], -b[1]
    top, bottom = a[0] * b[1], a[1] * b[0]
    return (-top, -bottom) if bottom < 0 else (top, bottom)


def plus(a: Number, b: Number) -> Number:
    return a[0] * b[1] + b[0] * a[1], a[1] * b[1]


def minus(a: Number, b: Number) -> Number:
    return plus(a, (-b[0], b[1]))


def is_less(a: Number, b: Number) -> bool:
    return a[0] * b[1] < b[0] * a[1]


def is_same(a: Number, b: Number) -> bool:
    return a[0] * b[1] == b[0] * a[1]


def nearest(value: Number, step: Number) -> Number:
    """The nearest multiple of a step; the middle goes away from zero."""
    top, bottom = value[0] * step[1], value[1] * step[0]
    sign = -1 if top < 0 else 1
    whole, rest = abs(top) // bottom, abs(top) % bottom
    if rest * 2 >= bottom:
        whole += 1
    return sign * whole * step[0], step[1]


@dataclass
class PlanByHand:
    """A Right as it stands: dollars for a unit, units of a Right, factors that wait for a larger change.

    With each factor that waits stands whether units are to follow it when it is made.
    """

    price: Number
    units: Number
    waiting: list[tuple[Number, bool]] = field(default_factory=list)
    rights_for_a_right: Number = (1, 1)

    def change_price(self, factor: Number, *, units_follow: bool) -> Number | None:
        """11(d): made from one per cent on, up or down; else it waits and counts with the next.

        Tells the ratio by which the units follow, for what was made under 11(b) and 11(c) only (11(g)); None
        where nothing was made.
        """
        together, beside, followed = factor, (1, 1), units_follow
        if not units_follow:
            beside = factor
        for one, follows in self.waiting:
            together = times(together, one)
            followed = followed or follows
            if not follows:
                beside = times(beside, one)
        move = minus(together, (1, 1))
        size = (abs(move[0]), move[1])
        if is_same(factor, (1, 1)) and not self.waiting:
            return None
        if is_less(size, (1, 100)):
            if not is_same(factor, (1, 1)):
                self.waiting.append((factor, units_follow))
            return None
        before = times(self.price, beside)
        self.price = nearest(times(self.price, together), CENT)
        par_of_a_unit = over(PAR_OF_A_SHARE, (UNITS_OF_A_SHARE, 1))
        if is_less(self.price, par_of_a_unit):
            self.price = CENT  # the lowest price in cents that is not below the par value
        self.waiting = []
        return over(before, self.price) if followed else (1, 1)

    def preferred_split(self, before: int, after: int) -> None:
        """11(a)(i): the price divided by the Adjustment Fraction, the units multiplied by it."""
        fraction = (after, before)
        ratio = self.change_price(over((1, 1), fraction), units_follow=False) or (1, 1)
        self._set_units(times(fraction, ratio))

    def offer(self, outstanding: int, held: int, offered: int, price: Number, market: Number) -> None:
        """11(b): outstanding and what the whole price would buy, over outstanding and what is offered."""
        if not is_less(price, market):
            return
        counted = (outstanding - held, 1)
        bought = over(times(price, (offered, 1)), market)
        factor = over(plus(counted, bought), plus(counted, (offered, 1)))
        self._with_units(factor)

    def distribution(self, value: Number, market: Number) -> None:
        """11(c): the market price less what is distributed, over the market price."""
        self._with_units(over(minus(market, value), market))

    def _with_units(self, factor: Number) -> None:
        """11(g), and what 11(h) would give: price before over price after, for units or for Rights."""
        ratio = self.change_price(factor, units_follow=True)
        if ratio is not None:
            self.rights_for_a_right = nearest(ratio, RIGHTS_STEP)
            self._set_units(ratio)

    def _set_units(self, ratio: Number) -> None:
        """11(d): units by a ratio, to the hundred-thousandth of a Preferred Share."""
        shares = over(times(self.units, ratio), (UNITS_OF_A_SHARE, 1))
        self.units = times(nearest(shares, PREFERRED_STEP), (UNITS_OF_A_SHARE, 1))

    def common_split(self, before: int, after: int) -> None:
        """11(n): the price times shares before over shares after; Rights of a share and units stay."""
        self._set_units(self.change_price((before, after), units_follow=False) or (1, 1))

    def flip_in(self, market: Number) -> Number:
        """11(a)(ii): price times units, over half the market price, to the ten-thousandth of a share."""
        return nearest(over(times(self.price, self.units), times((1, 2), market)), COMMON_STEP)

    def total(self) -> Number:
        """1(mm): the price of all units of a Right, in cents."""
        return nearest(times(self.price, self.units), CENT)
