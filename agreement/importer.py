"""Reading of the files that ship with the rules: closures of the banks and agreement files.

The rules never read a file; doors do, by these functions, and hand the contents in.
"""

import csv
from collections.abc import Iterable
from datetime import date
from importlib.resources import files

from agreement.agreement_file import read_agreement_file
from agreement.business_days import Closure
from agreement.terms import Terms

SHIPPED_AGREEMENTS = ("digitalthink_2003", "alder_harbor_2003", "northfold_2004")
CLOSURE_FILES = ("california", "new_jersey", "federal_reserve", "new_york")


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


def shipped_closures() -> tuple[Closure, ...]:
    """All closures that ship: California, New Jersey, the Federal Reserve and New York, 2000 to 2035."""
    folder = files("agreement") / "data" / "closures"
    return tuple(
        closure
        for name in CLOSURE_FILES
        for closure in read_closures((folder / f"{name}.csv").read_text(encoding="utf-8").splitlines())
    )
