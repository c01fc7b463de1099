"""Files of checks: the register for people, the checks issued that a bank pays against, and its answer.

Banks ask for their own columns. A layout names them in order, as `number,dated:%m%d%Y,amount_cents`.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

REGISTER = "number,dated,amount,payee,address,account,line"
CHECK_ISSUE = "bank_account,number,dated:%m/%d/%Y,amount,payee,issue_or_void"


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check as a file tells it; `is_void` where it was stopped and the bank is to refuse it."""

    bank_account: str
    number: int
    dated: date
    amount: Decimal
    payee: str
    address: str
    account: str
    line: int
    is_void: bool = False


def _amount(check: CheckLine, shape: str) -> str:
    return f"{check.amount:.2f}"


_COLUMNS: Mapping[str, Callable[[CheckLine, str], str]] = MappingProxyType(
    {
        "bank_account": lambda check, shape: check.bank_account,
        "number": lambda check, shape: f"{check.number:{shape}d}",
        "dated": lambda check, shape: check.dated.strftime(shape or "%Y-%m-%d"),
        "amount": _amount,
        "amount_cents": lambda check, shape: f"{int(check.amount * 100):{shape}d}",
        "payee": lambda check, shape: check.payee,
        "address": lambda check, shape: check.address,
        "account": lambda check, shape: check.account,
        "line": lambda check, shape: str(check.line),
        "issue_or_void": lambda check, shape: "V" if check.is_void else "I",
    }
)


def columns_of(layout: str) -> tuple[tuple[str, str], ...]:
    """The columns of a layout with their shapes. Raises ValueError for a column that is not known."""
    columns = []
    for part in layout.split(","):
        name, _, shape = part.strip().partition(":")
        if name not in _COLUMNS:
            raise ValueError(f"{name!r} is no column of a file of checks: {', '.join(_COLUMNS)}.")
        columns.append((name, shape))
    return tuple(columns)


def check_file(checks: Iterable[CheckLine], *, layout: str, headed: bool = True) -> Iterator[str]:
    """A file of checks by a layout, line by line; with the names of the columns above where `headed`."""
    columns = columns_of(layout)
    if headed:
        yield _written([name for name, _ in columns])
    for check in checks:
        yield _written([_COLUMNS[name](check, shape) for name, shape in columns])


def _written(fields: list[str]) -> str:
    """One line. A field that a spreadsheet would take for a formula is told as text."""
    told = io.StringIO()
    csv.writer(told, lineterminator="\r\n").writerow([_harmless(one) for one in fields])
    return told.getvalue()


def _harmless(field: str) -> str:
    return f"'{field}" if field[:1] in {"=", "+", "-", "@", "\t", "\r"} else field


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A check that the bank says it paid: its number, the day, the sum."""

    line: int
    number: int
    paid_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line of the bank's file that could not be read, and why."""

    line: int
    reason: str


def read_paid(text: str) -> tuple[list[PaidLine], list[UnreadLine]]:
    """The checks that a bank says it paid: CSV with the columns number, paid_on, amount."""
    paid, unread = [], []
    reader = csv.DictReader(text.splitlines())
    missing = {"number", "paid_on", "amount"} - set(reader.fieldnames or ())
    if missing:
        return [], [UnreadLine(1, f"the columns {', '.join(sorted(missing))} are missing")]
    for place, row in enumerate(reader, start=2):
        try:
            day = datetime.strptime(row["paid_on"].strip(), "%Y-%m-%d").date()  # noqa: DTZ007  a day alone
            amount = Decimal(row["amount"].replace(",", "").strip())
            paid.append(PaidLine(place, int(row["number"]), day, amount))
        except (ValueError, InvalidOperation, AttributeError):
            unread.append(UnreadLine(place, "it is no number, day (2003-06-24) and sum"))
    return paid, unread
