"""What is wrong with an agreement file: every problem with its key, its section and its cure."""

from collections.abc import Iterable
from dataclasses import dataclass

from agreement.errors import InvalidRequest
from agreement.refusals import ground


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: the dotted key, what is wrong, where the agreement speaks of it, and the cure."""

    key: str
    wrong: str
    citation: str
    cure: str

    def __str__(self) -> str:
        return f"{self.key} {self.wrong} ({self.citation}): {self.cure}"


class AgreementFileError(InvalidRequest):
    """An agreement file with problems; `problems` holds all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        because = ground(
            "AGREEMENT_FILE_INVALID",
            count=len(self.problems),
            problems="; ".join(map(str, self.problems)),
            keys=[problem.key for problem in self.problems],
        )
        super().__init__(
            because.code,
            because.message,
            basis=because.basis,
            clause=because.clause,
            facts=because.facts,
            cure=because.cure,
        )
