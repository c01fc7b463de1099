"""What a bank says of a deposit: codes of credits sent back, and those of changes, each with its source.

A notification of change sends nothing back: the deposit was paid, and where the next one goes the holder says
on signed paper.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class BankCode:
    """One code, what it says, and where that stands."""

    code: str
    words: str
    source: str


def return_codes() -> Mapping[str, BankCode]:
    """The codes by which banks return credits, in their order."""
    return _codes("return_codes.csv")


def change_codes() -> Mapping[str, BankCode]:
    """The codes of notifications of change, which return nothing."""
    return _codes("change_codes.csv")


@cache
def _codes(name: str) -> Mapping[str, BankCode]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = [BankCode(row["code"], row["words"], row["source"]) for row in csv.DictReader(file)]
    return MappingProxyType({one.code: one for one in rows})
