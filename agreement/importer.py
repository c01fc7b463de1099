"""Reading of the files that ship with the rules: closures of the banks and agreement files.

The rules never read a file; doors do, by these functions, and hand the contents in.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from agreement.agreement_file import read_agreement_file
from agreement.business_days import Closure
from agreement.choices import SignerCapacity, TransferReason
from agreement.guarantee import MedallionLimit
from agreement.open_questions import TextQuestion, read_open_questions
from agreement.standards import Standard
from agreement.terms import Terms
from agreement.transfer_documents import DocumentAsked
from agreement.turnaround import TurnaroundStandard
from agreement.windows import Window

SHIPPED_AGREEMENTS = ("digitalthink_2003", "alder_harbor_2003", "northfold_2004")
CLOSURE_FILES = ("california", "new_jersey", "federal_reserve", "new_york")
EXCHANGE_FILES = ("new_york_stock_exchange",)


def shipped_agreement_text(name: str) -> str:
    """The text of an agreement file that ships. Raises KeyError for another name."""
    if name not in SHIPPED_AGREEMENTS:
        raise KeyError(name)
    return (files("agreement") / "data" / f"{name}.toml").read_text(encoding="utf-8")


def shipped_agreement(name: str) -> Terms:
    """The terms of an agreement file that ships. Raises KeyError for another name."""
    return read_agreement_file(shipped_agreement_text(name))


def read_closures(lines: Iterable[str]) -> tuple[Closure, ...]:
    """Closures out of a CSV with the columns date, place, name and source."""
    return tuple(
        Closure(date.fromisoformat(row["date"]), row["place"], row["name"], row["source"])
        for row in csv.DictReader(lines)
    )


@cache
def shipped_closures() -> tuple[Closure, ...]:
    """The closures of banks that ship: California, New Jersey, Federal Reserve, New York, 2000 to 2035."""
    return tuple(closure for name in CLOSURE_FILES for closure in _closures_in(name))


@cache
def shipped_exchange_closures() -> tuple[Closure, ...]:
    """The weekdays on which the New York Stock Exchange was closed, 2000 to 2025, specially or by its rule.

    Agreement: 1(nn).
    """
    return tuple(closure for name in EXCHANGE_FILES for closure in _closures_in(name))


def _closures_in(name: str) -> tuple[Closure, ...]:
    file = files("agreement") / "data" / "closures" / f"{name}.csv"
    return read_closures(file.read_text(encoding="utf-8").splitlines())


def shipped_open_questions() -> tuple[TextQuestion, ...]:
    """The questions that the text of the first plan leaves open, in the order of their numbers."""
    return read_open_questions(
        (files("agreement") / "data" / "open_questions.toml").read_text(encoding="utf-8")
    )


def shipped_standards() -> tuple[TurnaroundStandard, ...]:
    """The standards of turnaround that ship: what is in force, and what is proposed."""
    return tuple(
        TurnaroundStandard(
            profile=row["profile"],
            business_days=int(row["business_days"]),
            share=Fraction(row["share"]),
            in_force=Window(_midnight(row["from"]), _midnight(row["until"]), True, False),
            status=row["status"],
            rule=row["rule"],
            source=row["source"],
        )
        for row in _rows("turnaround")
    )


def shipped_figures(name: str = "stops") -> tuple[Standard, ...]:
    """The figures of statutes and rules that ship, by name: around stops, inquiries, routine items."""
    return tuple(
        Standard(
            name=row["name"],
            figure=int(row["figure"]),
            unit=row["unit"],
            begins=date.fromisoformat(row["from"]) if row["from"] else None,
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            rule=row["rule"],
            source=row["source"],
        )
        for row in _rows(name)
    )


def shipped_medallions() -> tuple[MedallionLimit, ...]:
    """Up to which value a medallion stamp of each prefix guarantees a signature."""
    return tuple(
        MedallionLimit(
            prefix=row["prefix"],
            limit=Decimal(row["limit"]),
            begins=date.fromisoformat(row["from"]) if row["from"] else None,
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            source=row["source"],
        )
        for row in _rows("medallions")
    )


def shipped_documents() -> tuple[DocumentAsked, ...]:
    """The documents that reasons of transfers and capacities of who signed ask for, each with its rule."""
    return tuple(
        DocumentAsked(
            row["document"],
            row["words"],
            row["rule"],
            row["source"],
            TransferReason(row["reason"]) if row["reason"] else None,
            SignerCapacity(row["capacity"]) if row["capacity"] else None,
            int(row["days"]) if row["days"] else None,
        )
        for row in _rows("documents")
        if row["document"]
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("agreement") / "data" / "standards" / f"{name}.csv").read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))


def _midnight(day: str) -> datetime | None:
    return datetime.combine(date.fromisoformat(day), time(), tzinfo=UTC) if day else None
