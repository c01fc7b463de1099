"""What the letters about a matter are made of: facts as frozen, told in words; the table of grounds (§26)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from certificates.faces import date_text
from certificates.letters import Column, LetterTable
from registry.models import PaperDue

Facts = Mapping[str, Any]
_ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b(?!T)")
BASIS_WORDS = {
    "AGREEMENT": "Rights Agreement",
    "LAW": "Law",
    "COMPANY": "Instruction of the Company",
    "HOUSE": "Policy of the Rights Agent",
}
NOTHING_CURES = "nothing on your side"


@dataclass(slots=True)
class Matter:
    """What a kind of letter says about its matter: lines of facts, values of the words, tables."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    tables: dict[str, LetterTable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of a letter, read in the words of its agreement: days and instants in its zone."""

    paper: PaperDue
    zone: ZoneInfo
    prefix: str

    @property
    def facts(self) -> Facts:
        """The facts as frozen."""
        found: Facts = self.paper.facts
        return found

    def day(self, iso: str) -> str:
        """The day of an instant or of a date, such as June 3, 2003."""
        if "T" not in iso:
            return date_text(date.fromisoformat(iso))
        return date_text(datetime.fromisoformat(iso).astimezone(self.zone).date())

    def instant(self, iso: str) -> str:
        """An instant with its hour and zone, such as June 3, 2003, 09:12 PDT."""
        local = datetime.fromisoformat(iso).astimezone(self.zone)
        return f"{date_text(local.date())}, {local:%H:%M} {local.tzname()}"

    def number(self, number: int) -> str:
        """The number of a certificate as it is printed."""
        return f"{self.prefix}{number:07d}"

    def certificates(self, told: Iterable[Facts]) -> str:
        """Certificates with their Rights, in one line."""
        return "; ".join(f"{self.number(one['number'])}, {rights(one['rights'])}" for one in told)


def rights(count: int) -> str:
    """So many Rights, in figures."""
    return "1 Right" if count == 1 else f"{count:,} Rights"


def with_days_in_words(words: str) -> str:
    """Words in which a day by year, month and day is written as letters have it."""
    return _ISO_DAY.sub(lambda found: date_text(date.fromisoformat(found[0])), words)


def ground_table(grounds: Iterable[Facts], *, heading: str, cures: str) -> LetterTable:
    """Everything that stands against a matter: the sentence, its ground with the section, what cures it."""
    return LetterTable(
        (Column("No.", 5), Column(heading, 41), Column("Ground", 24), Column(cures, 30)),
        tuple(
            (
                f"{place}.",
                sentence(one["message"]),
                _ground_words(one),
                sentence(one["cure"] or NOTHING_CURES),
            )
            for place, one in enumerate(grounds, 1)
        ),
    )


def sentence(words: str) -> str:
    """Words as a sentence: days in words, a capital first, a full stop last."""
    told = with_days_in_words(words).strip().rstrip(".")
    return f"{told[:1].upper()}{told[1:]}."


def _ground_words(one: Facts) -> str:
    basis = BASIS_WORDS.get(one["basis"], one["basis"])
    sections = one["citation"].removeprefix(one["basis"]).strip()
    return f"{basis} {sections}".strip() if one["basis"] == "AGREEMENT" else f"{basis}: {sections}"
