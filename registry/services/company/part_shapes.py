"""How each part of a notice is read: exact, and in one canonical form."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from agreement.arithmetic import as_text
from agreement.places import jurisdiction_named
from agreement.posting import TaintClass
from registry.imports.postal import COUNTRIES
from registry.models import NoticeKind
from registry.services.company.positions import read_positions
from registry.services.company.recipients import read_recipients

MILLIONTHS = 6  # decimals of a number of shares
PRICE_DECIMALS = 8
RIGHTS_MAX = 10**15
_RATIO = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12}|/[1-9][0-9]{0,11})?")
_EXACTLY = Context(prec=60, traps=[InvalidOperation, Inexact])


class PartShape(StrEnum):
    """What a part of a notice is, which says how it is read and how a form asks for it."""

    TEXT = "TEXT"
    DAY = "DAY"
    INSTANT = "INSTANT"
    COUNT = "COUNT"
    SHARES = "SHARES"
    PRICE = "PRICE"
    PRICE_OR_NOUGHT = "PRICE_OR_NOUGHT"
    RATIO = "RATIO"
    CHOICE = "CHOICE"
    FACT_TYPE = "FACT_TYPE"
    PERSONS = "PERSONS"
    POSITIONS = "POSITIONS"
    RECIPIENTS = "RECIPIENTS"
    PLACES = "PLACES"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a notice: its name in the facts, what it is in words, its shape, its choices if any.

    What may name people stays in the notice; a request, which never changes, only commits to it.
    """

    name: str
    told: str
    shape: PartShape
    choices: tuple[str, ...] = ()
    may_name_people: bool = False

    def read(self, value: object) -> object:
        """The part in canonical form; raises ValueError or TypeError for what cannot be read."""
        return _one_of(value, self.choices) if self.choices else _READERS[self.shape](value)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value.strip()


def _day(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return date.fromisoformat(_text(value)).isoformat()


def _instant(value: object) -> str:
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise ValueError
    return instant.isoformat()


def _count(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value.replace(",", "")):
        value = int(value.replace(",", ""))
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= RIGHTS_MAX:
        raise ValueError
    return value


def _decimal(value: object, *, places: int) -> str:
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        raise ValueError
    try:
        number = Decimal(str(value).replace(",", ""))
        if not (number.is_finite() and 0 < number <= RIGHTS_MAX):
            raise ValueError
        return format(number.quantize(Decimal(1).scaleb(-places), context=_EXACTLY).normalize(), "f")
    except (InvalidOperation, Inexact):
        raise ValueError from None


def _shares(value: object) -> str:
    return _decimal(value, places=MILLIONTHS)


def _price(value: object) -> str:
    return _decimal(value, places=PRICE_DECIMALS)


def _price_or_nought(value: object) -> str:
    """A price; nought too, which a reduced one may come to (7(c))."""
    return "0" if isinstance(value, str) and re.fullmatch(r"0(\.0{1,8})?", value) else _price(value)


def _ratio(value: object) -> str:
    """A positive ratio such as 103/100, 1.03 or 1, exact, in its lowest terms."""
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        raise ValueError
    words = str(value).replace(",", "")
    if not _RATIO.fullmatch(words) or not (ratio := Fraction(words)):
        raise ValueError
    return as_text(ratio)


def _one_of(value: object, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ValueError
    return str(value)


def _places(value: object) -> list[str]:
    """Jurisdictions, each once, from a list or from words with commas or lines between them."""
    told = re.split(r"[,;\n]", value) if isinstance(value, str) else value
    if not isinstance(told, list | tuple):
        raise ValueError
    named = [jurisdiction_named(_text(one)) for one in told if not isinstance(one, str) or one.strip()]
    if not named or any("-" not in one and one not in COUNTRIES for one in named):
        raise ValueError
    return sorted(set(named))


def _fact_type(value: object) -> str:
    """The name of a type of fact; what has a notice of its own kind is not certified in this way."""
    name = _text(value).upper().replace(" ", "_")
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{2,39}", name) or name in NoticeKind.values:
        raise ValueError
    return name


def _persons(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError
    return [_person(person) for person in value]


def _person(value: object) -> dict[str, object]:
    """A person named for the legend: a number of Rights, all of the account, or nothing said of how many."""
    if not isinstance(value, Mapping):
        raise ValueError
    known = {"person_name", "account", "taint_class", "rights", "extent", "void_from", "not_feasible_reason"}
    if set(value) - known or value.get("taint_class") not in TaintClass.__members__:
        raise ValueError
    rights = None if value.get("rights") in (None, "") else _count(value["rights"])
    extent = value.get("extent") or ""
    if extent not in ("", "ALL") or (extent and rights is not None):
        raise ValueError
    return {
        "person_name": _text(value.get("person_name")),
        "account": _text(value.get("account")),
        "taint_class": str(value["taint_class"]),
        "rights": rights,
        **({"extent": extent} if extent else {}),
        "void_from": None if value.get("void_from") in (None, "") else _instant(value["void_from"]),
        "not_feasible_reason": str(value.get("not_feasible_reason") or "").strip(),
    }


_READERS: Mapping[PartShape, Callable[[object], object]] = MappingProxyType(
    {
        PartShape.TEXT: _text,
        PartShape.DAY: _day,
        PartShape.INSTANT: _instant,
        PartShape.COUNT: _count,
        PartShape.SHARES: _shares,
        PartShape.PRICE: _price,
        PartShape.PRICE_OR_NOUGHT: _price_or_nought,
        PartShape.RATIO: _ratio,
        PartShape.FACT_TYPE: _fact_type,
        PartShape.PLACES: _places,
        PartShape.PERSONS: _persons,
        PartShape.POSITIONS: read_positions,
        PartShape.RECIPIENTS: lambda value: read_recipients(value, read_shares=_shares),
    }
)
