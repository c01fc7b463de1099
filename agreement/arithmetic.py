"""Exact numbers: ratios as fractions, roundings with a name and a section, whole and fractional units.

No binary floating point comes in and none goes out.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from agreement.clauses import section


class RoundingMode(StrEnum):
    """Which neighbour on the grid is taken."""

    HALF_UP = "HALF_UP"  # the nearest; the middle goes away from zero
    HALF_EVEN = "HALF_EVEN"  # the nearest; the middle goes to the even neighbour
    DOWN = "DOWN"  # towards zero
    UP = "UP"  # away from zero


@dataclass(frozen=True, slots=True)
class Rounding:
    """A rounding with a name, its grid (0.01 for cents), its mode and the section that calls for it."""

    name: str
    grid: Fraction
    section: str
    mode: RoundingMode = RoundingMode.HALF_UP

    def __post_init__(self) -> None:
        section(self.section)
        if self.grid <= 0:
            raise ValueError(f"The grid of the rounding {self.name!r} must be above zero.")


@dataclass(frozen=True, slots=True)
class Rounded:
    """A rounded number with the raw number it came from and the rounding applied."""

    value: Fraction
    raw: Fraction
    rounding: Rounding

    @property
    def is_exact(self) -> bool:
        """Whether the rounding changed nothing."""
        return self.value == self.raw


MONEY_OF_A_FRACTION = Rounding("to the cent", Fraction(1, 100), "14(a)")


def exact(value: str | int | Fraction | Decimal) -> Fraction:
    """The exact number that a string such as `1.05263` or `2/3`, an integer or a decimal stands for.

    Raises TypeError for binary floating point and truth values, ValueError for what is not a finite number.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, Fraction, Decimal)):
        raise TypeError(f"{value!r} is not an exact number; give it as a string.")
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise ValueError(f"{value!r} is not a finite number.") from None


def round_to(value: Fraction, rounding: Rounding) -> Rounded:
    """A number brought to the grid of a named rounding, with the raw number kept beside it."""
    steps = abs(value) / rounding.grid
    below, rest = divmod(steps, 1)
    if _goes_up(rounding.mode, below=int(below), rest=rest):
        below += 1
    sign = -1 if value < 0 else 1
    return Rounded(sign * Fraction(below) * rounding.grid, value, rounding)


def _goes_up(mode: RoundingMode, *, below: int, rest: Fraction) -> bool:
    half = Fraction(1, 2)
    if mode is RoundingMode.DOWN:
        return False
    if mode is RoundingMode.UP:
        return rest > 0
    if rest != half:
        return rest > half
    return mode is RoundingMode.HALF_UP or below % 2 == 1


def split_whole(value: Fraction) -> tuple[int, Fraction]:
    """The whole units of a number and the fraction left, which is at least 0 and below 1."""
    whole, fraction = divmod(value, 1)
    return int(whole), fraction


def to_decimal(value: Fraction, *, places: int) -> Decimal:
    """The same number as a decimal with so many places. Raises ValueError if they do not hold it exactly."""
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{value} is not exact to {places} places.")
    return Decimal(scaled.numerator).scaleb(-places)


def as_text(value: Fraction) -> str:
    """A number for people and for JSON: as a decimal where it ends, else as a ratio such as `1/3`."""
    numerator, denominator, places = value.numerator, value.denominator, 0
    for prime in (2, 5):
        count = 0
        while denominator % prime == 0:
            denominator //= prime
            count += 1
        places = max(places, count)
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{abs(numerator) * 10**places // value.denominator:0{places + 1}d}"
    sign = "-" if numerator < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
