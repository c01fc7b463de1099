"""A calculation as it is told, and the plain values that it is made on: read, or refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from agreement.arithmetic import exact
from agreement.business_days import aware
from agreement.clauses import cite_all
from agreement.readings import Reading
from agreement.refusals import refuse

Facts = Mapping[str, object]


@dataclass
class Calculation:
    """What was computed, step by step. `clauses` lists every section used, once, in order of use."""

    topic: str
    result: dict[str, object] = field(default_factory=dict)
    steps: list[dict[str, str]] = field(default_factory=list)
    roundings: list[dict[str, str]] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    readings: list[dict[str, str]] = field(default_factory=list)

    def used_reading(self, reading: Reading, *, others: Mapping[str, object]) -> None:
        """Note the reading of an open question that was used, and what the other readings would give."""
        self.readings.append(
            {
                "question": reading.question,
                "in_use": reading.in_use,
                "decided_by": reading.decided_by,
                "clause": cite_all(*reading.section.split(";")),
            }
            | {f"with {name}": str(value) for name, value in others.items() if name != reading.in_use}
        )

    def step(self, said: str, value: object, section: str) -> None:
        """Note one step with its section."""
        citation = cite_all(*section.split(";"))
        self.steps.append({"step": said, "value": str(value), "clause": citation})
        if citation not in self.clauses:
            self.clauses.append(citation)

    def as_json(self) -> dict[str, object]:
        """The calculation as plain values for JSON."""
        return {
            "topic": self.topic,
            "result": self.result,
            "steps": self.steps,
            "roundings": self.roundings,
            "clauses": self.clauses,
            "readings": self.readings,
        }


def required(facts: Facts, name: str) -> object:
    """A fact that must be given. Raises FACT_MISSING."""
    if facts.get(name) in (None, ""):
        raise refuse("FACT_MISSING", name=name)
    return facts[name]


def read_day(facts: Facts, name: str) -> date:
    """A date. Raises FACT_MALFORMED."""
    value = required(facts, name)
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise refuse("FACT_MALFORMED", name=name, value=value, wanted="a date such as 2003-06-16") from None


def read_optional_day(facts: Facts, name: str) -> date | None:
    """A date, or None where it is left out."""
    return read_day(facts, name) if facts.get(name) else None


def read_instant(facts: Facts, name: str) -> datetime:
    """An instant with its zone. Raises FACT_MALFORMED, NAIVE_TIMESTAMP."""
    value = required(facts, name)
    try:
        return aware(datetime.fromisoformat(str(value)))
    except ValueError:
        wanted = "an instant with its zone such as 2010-10-25T17:00:00-07:00"
        raise refuse("FACT_MALFORMED", name=name, value=value, wanted=wanted) from None


def read_number(value: object, name: str) -> Fraction:
    """An exact number given as text or as a whole number. Raises FACT_MALFORMED."""
    try:
        return exact(value if isinstance(value, (str, int)) else _must_be_text(value))
    except (TypeError, ValueError):
        wanted = "an exact number in quotes such as 1.05263"
        raise refuse("FACT_MALFORMED", name=name, value=value, wanted=wanted) from None


def _must_be_text(value: object) -> str:
    raise TypeError(f"{value!r} is not text")


def read_count(facts: Facts, name: str, *, otherwise: int) -> int:
    """A whole number of at least one. Raises FACT_MALFORMED."""
    value = facts.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise refuse("FACT_MALFORMED", name=name, value=value, wanted="a whole number of at least 1")
    return value


def read_amount(facts: Facts, name: str) -> Decimal | None:
    """An amount of dollars given as text, or None where it is left out."""
    value = facts.get(name)
    if value in (None, ""):
        return None
    try:
        amount = Decimal(value) if isinstance(value, str) else Decimal(_must_be_text(value))
    except (TypeError, InvalidOperation):
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        wanted = "an amount in quotes such as 0.85"
        raise refuse("FACT_MALFORMED", name=name, value=value, wanted=wanted)
    return amount
