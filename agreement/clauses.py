"""The sections of the agreement by number: an unknown number is refused, so no citation can be invented.

Code cites the sections of the first plan, whatever numbers another agreement has (docs/adr/0015).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from agreement.clause_index import INDEX


class UnknownClause(LookupError):
    """A section number that the agreement does not have."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One section or sub-clause: its number and a short title in our own words."""

    number: str
    title: str

    @property
    def citation(self) -> str:
        """The number as it is shown: with the section sign, or the exhibit by name."""
        return f"§{self.number}" if self.number[0].isdigit() else self.number


def _read_index(text: str) -> Mapping[str, Clause]:
    clauses: dict[str, Clause] = {}
    for line in filter(None, text.splitlines()):
        number, _, title = line.partition(" | ")
        if number in clauses:
            raise ValueError(f"The index of sections names {number} twice.")
        clauses[number] = Clause(number, title)
    return MappingProxyType(clauses)


CLAUSES: Mapping[str, Clause] = _read_index(INDEX)


def section(number: str) -> Clause:
    """Find a section by its number, such as `7(e)(i)`, `§3(a)`, `Recitals` or `Exhibit A 3(c)`.

    Raises UnknownClause for a number that the agreement does not have.
    """
    wanted = number.strip().removeprefix("§").removeprefix("Section ").strip()
    try:
        return CLAUSES[wanted]
    except KeyError:
        raise UnknownClause(f"The agreement has no section {number!r}.") from None


def cite(number: str) -> str:
    """The citation to show for a section, in the numbers of the first plan.

    Raises UnknownClause for a number that the agreement does not have.
    """
    return section(number).citation


def cite_all(*numbers: str) -> str:
    """Several citations in one phrase, such as `§3(a), §5(b)`."""
    return ", ".join(cite(number) for number in numbers)
