"""What a verification found, and what it covered."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the table, the key of the row, the column where it is known, and a sentence.

    A finding about the database itself (a trigger, a grant) has no key.
    """

    table: str
    key: str
    column: str
    message: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.table, self.key, self.column) if part)
        return f"{place}: {self.message}"


@dataclass(slots=True)
class Totals:
    """The Rights of one agreement as replayed, the head of its chain, and the entry that opened its books.

    While nothing opened them, `opened_by` is 0: what is posted then are Rights attached to Common Shares.
    """

    agreement: str
    head_number: int = 0
    head_hash: str = ""
    opened_by: int = 0
    certificates: int = 0
    authorised: int = 0
    attached: int = 0
    held: int = 0
    retired: dict[str, int] = field(default_factory=dict)

    @property
    def live(self) -> int:
        """Rights that stand, attached or held."""
        return self.attached + self.held


@dataclass(slots=True)
class Report:
    """The outcome of a verification: findings, totals of each agreement, rows read and seconds taken."""

    findings: list[Finding] = field(default_factory=list)
    totals: list[Totals] = field(default_factory=list)
    rows: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def rows_per_second(self) -> int:
        """Rows read a second; zero seconds count as one millisecond."""
        return round(self.rows / max(self.seconds, 0.001))

    def to_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "clean": self.is_clean,
            "findings": [asdict(finding) for finding in self.findings],
            "agreements": [{**asdict(totals), "live": totals.live} for totals in self.totals],
            "rows": self.rows,
            "seconds": round(self.seconds, 3),
            "rows_per_second": self.rows_per_second,
        }
