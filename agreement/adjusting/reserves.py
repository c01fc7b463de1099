"""Shares that must be reserved for all Rights, held against what the Company certified as reserved.

Agreement: 9(a).
"""

from dataclasses import dataclass
from fractions import Fraction

from agreement.arithmetic import as_text
from agreement.grounds import Ground
from agreement.refusals import ground

_NEARLY = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Reserve:
    """Shares needed for all Rights that are not void, and shares reserved or available for them.

    Agreement: 9(a).
    """

    shares: str
    needed: Fraction
    reserved: Fraction

    @property
    def short(self) -> Fraction:
        """How many shares are missing; zero where enough are reserved.

        Agreement: 9(a).
        """
        return max(self.needed - self.reserved, Fraction(0))

    def grounds(self) -> tuple[Ground, ...]:
        """That the reserve is short, or nearly used.

        Agreement: 9(a).
        """
        told = {"needed": as_text(self.needed), "reserved": as_text(self.reserved), "shares": self.shares}
        if self.short:
            return (ground("RESERVE_SHORT", short=as_text(self.short), **told),)
        if self.needed > self.reserved * _NEARLY:
            return (ground("RESERVE_NEARLY_USED", **told),)
        return ()


def preferred_reserve(
    rights: Fraction, *, units_per_right: Fraction, unit_denominator: int, reserved: Fraction
) -> Reserve:
    """Preferred Shares needed for Rights that each buy so many units.

    Agreement: 9(a).
    """
    return Reserve("Preferred Shares", rights * units_per_right / unit_denominator, reserved)


def common_reserve(rights: Fraction, *, shares_per_right: Fraction, available: Fraction) -> Reserve:
    """Common Shares needed after a Triggering Event for Rights that each buy so many.

    Agreement: 9(a).
    """
    return Reserve("Common Shares", rights * shares_per_right, available)
