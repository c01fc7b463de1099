"""A calculation as it is told: the result, every step exact and rounded, readings, grounds.

A topic is handed one with the facts read, the terms and the calendar, and fills in the rest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from agreement.arithmetic import Rounded, as_text
from agreement.business_days import BusinessDayCalendar
from agreement.clauses import cite_all
from agreement.grounds import Ground
from agreement.terms import Terms
from agreement.trading_day import ExchangeDays

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, how it is computed, the exact value, the rounded one if it is rounded, where.

    `rounding` names the rounding, its grid, its mode and the section that calls for it.
    """

    name: str
    formula: str
    exact: str
    section: str
    rounded: str | None = None
    rounding: Mapping[str, str] | None = None

    def as_json(self) -> dict[str, object]:
        """The step as plain values; one that is not rounded says so by null."""
        told: dict[str, object] = {
            "name": self.name,
            "formula": self.formula,
            "exact": self.exact,
            "rounded": self.rounded,
            "section": self.section,
        }
        return told | ({"rounding": dict(self.rounding)} if self.rounding else {})


@dataclass
class Calculation:
    """What is computed on facts under terms, and what came of it.

    `exchanges` are the days of exchanges whose closures are on file. `others` tells of each reading used what
    the other readings change in the result; the calculator fills it.
    """

    topic: str
    facts: Facts
    terms: Terms
    calendar: BusinessDayCalendar
    exchanges: tuple[ExchangeDays, ...] = ()
    result: dict[str, object] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    others: dict[str, dict[str, object]] = field(default_factory=dict)

    def step(self, name: str, value: object, section: str, *, formula: str = "") -> None:
        """Note a step that is not rounded; a fraction is told exactly."""
        self.steps.append(Step(name, formula, told(value), cite_all(*section.split(";"))))

    def rounded(
        self, name: str, found: Rounded, section: str, *, formula: str, is_money: bool = False
    ) -> None:
        """Note a step that is rounded, with its exact value, the rounded one and the rounding by name."""
        rounding = found.rounding
        self.steps.append(
            Step(
                name,
                formula,
                as_text(found.raw),
                cite_all(*section.split(";")),
                money(found.value) if is_money else as_text(found.value),
                {
                    "name": rounding.name,
                    "grid": as_text(rounding.grid),
                    "mode": rounding.mode.value,
                    "section": cite_all(*rounding.section.split(";")),
                },
            )
        )

    def reading(self, name: str) -> str:
        """The reading in use of an open question, noted as used."""
        if name not in self.used:
            self.used.append(name)
        return self.terms.reading(name)

    def add(self, grounds: Iterable[Ground]) -> None:
        """Note grounds: what stands against the result, or what is to be seen beside it."""
        self.grounds.extend(grounds)

    def _readings_used(self) -> list[dict[str, object]]:
        readings = (self.terms.readings[name] for name in self.used)
        return [
            {
                "name": reading.name,
                "question": reading.question,
                "in_use": reading.in_use,
                "decided_by": reading.decided_by,
                "section": cite_all(*reading.section.split(";")),
                "otherwise": self.others.get(reading.name, {}),
            }
            for reading in readings
        ]

    def as_json(self) -> dict[str, object]:
        """The calculation as plain values for JSON."""
        return {
            "topic": self.topic,
            "result": self.result,
            "steps": [step.as_json() for step in self.steps],
            "readings_used": self._readings_used(),
            "grounds": [
                {
                    "code": found.code,
                    "effect": found.effect.value,
                    "message": found.message,
                    "section": found.citation,
                    "cure": found.cure,
                }
                for found in self.grounds
            ],
        }


def told(value: object) -> str:
    """A value as text: a fraction exactly, anything else as it is written."""
    return as_text(value) if isinstance(value, Fraction) else str(value)


def money(value: Fraction) -> str:
    """An amount of dollars as a decimal with two places at least, or as a ratio where no decimal is exact."""
    text = as_text(value)
    if "/" in text:
        return text
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest.ljust(2, '0')}"
