"""The sections of the agreement by number: an unknown number is refused, so no citation can be invented.

Code cites the sections of the first plan. An agreement with other numbers hands in its own table when
words are shown or printed.
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


def cite(number: str, *, own_numbers: Mapping[str, str] | None = None) -> str:
    """The citation to show for a section, in the numbers of the agreement at hand.

    `own_numbers` maps a section of the first plan to the section of another plan that says the same.
    Raises UnknownClause for a number that the agreement does not have.
    """
    clause = section(number)
    if own_numbers and clause.number in own_numbers:
        return Clause(own_numbers[clause.number], clause.title).citation
    return clause.citation


def cite_all(*numbers: str, own_numbers: Mapping[str, str] | None = None) -> str:
    """Several citations in one phrase, such as `§3(a), §5(b)`."""
    return ", ".join(cite(number, own_numbers=own_numbers) for number in numbers)
