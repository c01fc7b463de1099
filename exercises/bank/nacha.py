"""Direct deposits in the layout of NACHA: records of 94 characters, blocks of ten, control totals.

A file of credits: file header (1), batch header (5), entries (6), batch control (8), file control (9), filled
up with nines to a whole block. The entry hash sums the first eight digits of the receiving banks' routing
numbers and keeps the last ten digits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

WIDTH, BLOCK = 94, 10
CREDITS_ONLY = "220"
TO_CHECKING, TO_SAVINGS = "22", "32"
_HASH_DIGITS = 10**10


@dataclass(frozen=True, slots=True)
class Deposit:
    """One deposit: the nine digits of the bank, the account there, the sum, whose it is.

    `sequence` is its number in the trace; its place in the file where none is given.
    """

    routing: str
    account: str
    amount: Decimal
    identification: str
    name: str
    to_savings: bool = False
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Originator:
    """Who sends the file: bank and its name, sender and its number, and what the deposits are."""

    bank_routing: str
    bank_name: str
    company_name: str
    company_id: str
    description: str


@dataclass(frozen=True, slots=True)
class Control:
    """The control totals of a file: entries, the entry hash, the sum of credits in cents."""

    entries: int
    entry_hash: int
    credit_cents: int


def check_digit(routing: str) -> int:
    """The ninth digit of a routing number by its first eight: weights 3, 7 and 1, filled up to ten."""
    weighted = sum(int(digit) * weight for digit, weight in zip(routing[:8], (3, 7, 1) * 3, strict=False))
    return -weighted % 10


def is_routing(routing: str) -> bool:
    """Whether nine digits are a routing number by its check digit."""
    return (
        len(routing) == 9
        and routing.isascii()
        and routing.isdigit()
        and check_digit(routing) == int(routing[8])
    )


def control_of(deposits: Iterable[Deposit]) -> Control:
    """The control totals of deposits."""
    entries = entry_hash = cents = 0
    for one in deposits:
        entries += 1
        entry_hash = (entry_hash + int(one.routing[:8])) % _HASH_DIGITS
        cents += _cents(one.amount)
    return Control(entries, entry_hash, cents)


def ach_file(
    deposits: list[Deposit], *, sender: Originator, made_at: datetime, settles_on: date, modifier: str = "A"
) -> Iterator[str]:
    """The records of a file of credits, each of 94 characters.

    Raises ValueError for a routing number whose check digit is wrong, or a sum that a record cannot hold.
    """
    control = control_of(deposits)
    yield _record(
        f"101 {sender.bank_routing:>9}{sender.company_id:>10}{made_at:%y%m%d%H%M}{modifier}094101"
        f"{_text(sender.bank_name, 23)}{_text(sender.company_name, 23)}{'':8}"
    )
    batch = f"{_text(sender.company_id, 10)}"
    yield _record(
        f"5{CREDITS_ONLY}{_text(sender.company_name, 16)}{'':20}{batch}PPD{_text(sender.description, 10)}"
        f"{made_at:%y%m%d}{settles_on:%y%m%d}{'':3}1{sender.bank_routing[:8]}{1:07d}"
    )
    for place, one in enumerate(deposits, start=1):
        yield _entry(one, trace=f"{sender.bank_routing[:8]}{one.sequence or place:07d}")
    yield _record(
        f"8{CREDITS_ONLY}{control.entries:06d}{control.entry_hash:010d}{0:012d}{control.credit_cents:012d}"
        f"{batch}{'':19}{'':6}{sender.bank_routing[:8]}{1:07d}"
    )
    records = control.entries + 4
    blocks = -(-records // BLOCK)
    yield _record(
        f"9{1:06d}{blocks:06d}{control.entries:08d}{control.entry_hash:010d}{0:012d}{control.credit_cents:012d}"
        f"{'':39}"
    )
    for _ in range(blocks * BLOCK - records):
        yield "9" * WIDTH


def _entry(one: Deposit, *, trace: str) -> str:
    if not is_routing(one.routing):
        raise ValueError(f"{one.routing} is no routing number.")
    cents = _cents(one.amount)
    if not 0 < cents < 10**10 or len(one.account) > 17:
        raise ValueError(f"The deposit {one.identification} does not fit a record.")
    code = TO_SAVINGS if one.to_savings else TO_CHECKING
    return _record(
        f"6{code}{one.routing}{_text(one.account, 17)}{cents:010d}{_text(one.identification, 15)}"
        f"{_text(one.name, 22)}{'':2}0{trace}"
    )


def _cents(amount: Decimal) -> int:
    cents = amount * 100
    if cents != int(cents):
        raise ValueError(f"{amount} is no sum in cents.")
    return int(cents)


def _text(value: str, width: int) -> str:
    plain = value.encode("ascii", "replace").decode()
    return f"{plain[:width]:<{width}}"


def _record(text: str) -> str:
    if len(text) != WIDTH:
        raise ValueError(f"A record has {len(text)} characters.")
    return text
