"""The grids to which calculations are made: cents, parts of Common and of Preferred Shares, parts of Rights.

Agreement: 11(d);11(h).
"""

from dataclasses import dataclass

from agreement.arithmetic import Rounding
from agreement.terms import Terms


@dataclass(frozen=True, slots=True)
class Grids:
    """The named roundings of a plan; `units` is the grid of Preferred Shares told in units of one.

    Agreement: 11(d);11(h).
    """

    price: Rounding
    common: Rounding
    units: Rounding
    rights: Rounding

    @classmethod
    def of(cls, terms: Terms) -> "Grids":
        """The roundings by the terms of a plan and its reading on ties.

        Agreement: 11(d);11(h).
        """
        mode = terms.rounding_mode
        of_a_unit = terms.rounding_preferred * terms.unit_denominator
        return cls(
            price=Rounding("Exercise Price", terms.rounding_money, "11(d)", mode),
            common=Rounding("Common Shares of a Right", terms.rounding_common, "11(d)", mode),
            units=Rounding("Preferred Shares of a Right, in units", of_a_unit, "11(d)", mode),
            rights=Rounding("Rights for a Right", terms.rounding_rights, "11(h)", mode),
        )
