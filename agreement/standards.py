"""Figures of statutes and rules for transfer agents: dated, each with its rule and its source.

None is a figure of the agreement. They are handed in; nothing is read here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agreement.refusals import refuse


@dataclass(frozen=True, slots=True)
class Standard:
    """A figure by its name: what it counts, the days between which it holds, its rule, where it was read.

    An empty end is open.
    """

    name: str
    figure: int
    unit: str
    begins: date | None
    until: date | None
    rule: str
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the figure holds on a day."""
        return (self.begins is None or self.begins <= day) and (self.until is None or day <= self.until)


def standard_on(day: date, *, name: str, standards: Iterable[Standard]) -> Standard:
    """The figure of a name that holds on a day; the one that began last where several do.

    Raises PERIOD_NOT_ON_FILE.
    """
    found = [one for one in standards if one.name == name and one.holds_on(day)]
    if not found:
        raise refuse("PERIOD_NOT_ON_FILE", name=name.replace("_", " "), date=day)
    return max(found, key=lambda one: one.begins or date.min)
