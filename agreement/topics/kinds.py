"""Kinds of values that a topic is given in JSON: each with its schema and its reader, which names the path.

A reader raises FACT_MALFORMED, FACT_MISSING or FACT_UNKNOWN with the path of the field that cannot be.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from agreement.business_days import aware
from agreement.clauses import cite_all
from agreement.errors import RightsError
from agreement.refusals import refuse

# The length is bounded before anything is computed: no sum of these is slow.
_NUMBER = r"[0-9]{1,24}(\.[0-9]{1,24})?%?|[0-9]{1,80}/[0-9]{1,80}"
_AMOUNT = r"[0-9]{1,15}(\.[0-9]{1,12})?"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# Windows end to the microsecond: an instant told more finely would be cut to one it is not.
_TIME = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")  # half a sign, or none: no file and no table takes it
_LONGEST = 400
_MOST = 10**15
# Days are counted on and back from a date; none leaves the years that a date can have.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: its words, its part of a JSON Schema, and its reader of (value, path)."""

    words: str
    schema: Mapping[str, object]
    read: Callable[[object, str], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a topic's input: name, kind, what it means, unit, section, whether it must be given.

    `when_absent` tells in words what is taken where it is left out.
    """

    name: str
    kind: Kind
    meaning: str
    section: str
    unit: str = ""
    required: bool = True
    when_absent: str = ""

    def as_schema(self) -> dict[str, object]:
        """The field's part of a JSON Schema, its unit and section as annotations."""
        taken = f" Left out: {self.when_absent}." if self.when_absent else ""
        described = f"{self.meaning[0].upper()}{self.meaning[1:]}.{taken}"
        schema = {**self.kind.schema, "description": described}
        schema |= {"x-section": cite_all(*self.section.split(";"))}
        return schema | ({"x-unit": self.unit} if self.unit else {})


def malformed(path: str, value: object, wanted: str) -> RightsError:
    """The refusal of a value at a path, with what would do."""
    shown = value if len(str(value)) <= 60 else f"{str(value)[:57]}..."
    return refuse("FACT_MALFORMED", name=path, value=shown, wanted=wanted)


def record_schema(fields: Sequence[Field]) -> dict[str, object]:
    """The schema of an object with these fields and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: field.as_schema() for field in fields},
        "required": [field.name for field in fields if field.required],
    }


def read_record(value: object, path: str, fields: Sequence[Field]) -> dict[str, Any]:
    """The fields of an object, each read by its kind; one that is left out or null is None.

    Raises FACT_UNKNOWN, FACT_MISSING and FACT_MALFORMED with the path.
    """
    if not isinstance(value, Mapping):
        raise malformed(path, value, "an object")
    known = {field.name: field for field in fields}
    for name in value:
        if name not in known:
            names = ", ".join(known) or "nothing"
            raise refuse("FACT_UNKNOWN", name=f"{path}.{name}", names=names)
    read: dict[str, Any] = {}
    for name, field in known.items():
        given = value.get(name)
        if given in (None, "") and field.required:
            raise refuse("FACT_MISSING", name=f"{path}.{name}")
        read[name] = None if given in (None, "") else field.kind.read(given, f"{path}.{name}")
    return read


def _day(value: object, path: str) -> date:
    try:
        if not isinstance(value, str) or not re.fullmatch(_DATE, value):
            raise ValueError
        found = date.fromisoformat(value)
        if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            raise ValueError
    except ValueError:
        wanted = f"a date of the years {_FIRST_YEAR} to {_LAST_YEAR}, such as 2003-06-16"
        raise malformed(path, value, wanted) from None
    return found


def _instant(value: object, path: str) -> datetime:
    try:
        if not isinstance(value, str) or not re.fullmatch(f"{_DATE}[T ]{_TIME}", value):
            raise ValueError
        found = datetime.fromisoformat(value)
        if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            raise ValueError
    except ValueError:
        wanted = "an instant with its zone such as 2010-10-25T17:00:00-07:00"
        raise malformed(path, value, f"{wanted}, of the years {_FIRST_YEAR} to {_LAST_YEAR}") from None
    if found.tzinfo is None:
        raise refuse("NAIVE_TIMESTAMP", value=value, name=path)
    return aware(found)


def _number(value: object, path: str) -> Fraction:
    wanted = "an exact number in quotes such as 1.05263, 15% or 2/3"
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not re.fullmatch(_NUMBER, text):
        raise malformed(path, value, wanted)
    try:
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except ZeroDivisionError:
        raise malformed(path, value, wanted) from None


def _above_zero(value: object, path: str) -> Fraction:
    number = _number(value, path)
    if number == 0:
        raise malformed(path, value, "an exact number above 0 in quotes")
    return number


def _part(value: object, path: str) -> Fraction:
    part = _number(value, path)
    if part > 1:
        raise malformed(path, value, "a part from 0 to 1, such as 1/2, 0.5 or 50%")
    return part


def _fraction_of_one(value: object, path: str) -> Fraction:
    number = _number(value, path)
    if number >= 1:
        raise malformed(path, value, "a fraction of at least 0 and below 1")
    return number


def _amount(value: object, path: str) -> Decimal:
    if not isinstance(value, str) or not re.fullmatch(_AMOUNT, value):
        raise malformed(path, value, "an amount in quotes such as 0.85")
    return Decimal(value)


def _money(value: object, path: str) -> Fraction:
    return Fraction(_amount(value, path))


def _price(value: object, path: str) -> Fraction:
    price = _money(value, path)
    if price == 0:
        raise malformed(path, value, "an amount above 0 in quotes such as 250.00")
    return price


def _count_from(least: int) -> Callable[[object, str], int]:
    def read(value: object, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _MOST:
            raise malformed(path, value, f"a whole number of at least {least}")
        return value

    return read


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST or _UNWRITABLE.search(value):
        raise malformed(path, ascii(value), f"a text of at most {_LONGEST} signs")
    return value


def _truth(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise malformed(path, value, "true or false")
    return value


_NUMBER_SCHEMA = {
    "anyOf": [{"type": "string", "pattern": f"^({_NUMBER})$"}, {"type": "integer", "minimum": 0}]
}
_AMOUNT_SCHEMA = {"type": "string", "pattern": f"^({_AMOUNT})$"}

DAY = Kind("date", {"type": "string", "format": "date"}, _day)
INSTANT = Kind("instant with its zone", {"type": "string", "format": "date-time"}, _instant)
NUMBER = Kind("exact number in quotes", _NUMBER_SCHEMA, _number)
ABOVE_ZERO = Kind("exact number above 0 in quotes", _NUMBER_SCHEMA, _above_zero)
PART = Kind("exact number from 0 to 1 in quotes", _NUMBER_SCHEMA, _part)
FRACTION_OF_ONE = Kind("exact number from 0, below 1, in quotes", _NUMBER_SCHEMA, _fraction_of_one)
AMOUNT = Kind("amount in quotes", _AMOUNT_SCHEMA, _amount)  # read as a Decimal
MONEY = Kind("amount in quotes", _AMOUNT_SCHEMA, _money)  # read as a Fraction
PRICE = Kind("amount above 0 in quotes", _AMOUNT_SCHEMA, _price)  # read as a Fraction
COUNT = Kind("whole number from 1", {"type": "integer", "minimum": 1, "maximum": _MOST}, _count_from(1))
COUNT_OR_NONE = Kind(
    "whole number from 0", {"type": "integer", "minimum": 0, "maximum": _MOST}, _count_from(0)
)
TEXT = Kind("text", {"type": "string", "minLength": 1, "maxLength": _LONGEST}, _text)
TRUTH = Kind("true or false", {"type": "boolean"}, _truth)


def choice_of(*words: str) -> Kind:
    """One word out of a list."""

    def read(value: object, path: str) -> str:
        if not isinstance(value, str) or value not in words:
            raise malformed(path, value, f"one of {', '.join(words)}")
        return value

    return Kind(f"one of {', '.join(words)}", {"enum": list(words)}, read)


def list_of(kind: Kind, *, at_least: int = 0) -> Kind:
    """A list of values of one kind; paths count from 0."""

    def read(value: object, path: str) -> list[Any]:
        if not isinstance(value, list) or len(value) < at_least:
            raise malformed(path, value, f"a list of at least {at_least}" if at_least else "a list")
        return [kind.read(one, f"{path}[{place}]") for place, one in enumerate(value)]

    schema = {"type": "array", "items": dict(kind.schema), "minItems": at_least}
    return Kind(f"list: {kind.words}", schema, read)


def table_of(kind: Kind, *, keys: str) -> Kind:
    """An object whose keys are free and whose values are of one kind; `keys` says what the keys are."""

    def read(value: object, path: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise malformed(path, value, f"a table of {keys} to {kind.words}")
        return {key and _text(key, path): kind.read(one, f"{path}.{key}") for key, one in value.items()}

    schema = {"type": "object", "additionalProperties": dict(kind.schema)}
    return Kind(f"table of {keys} to {kind.words}", schema, read)


def record_of(*fields: Field) -> Kind:
    """An object with fields of its own."""
    words = ", ".join(field.name if field.required else f"{field.name} (optional)" for field in fields)

    def read(value: object, path: str) -> dict[str, Any]:
        return read_record(value, path, fields)

    return Kind(f"object of {words}", record_schema(fields), read)


def either_of(first: Kind, second: Kind, *, is_first: Callable[[object], bool]) -> Kind:
    """One of two kinds, told apart by a look at the value."""

    def read(value: object, path: str) -> Any:
        return (first if is_first(value) else second).read(value, path)

    return Kind(
        f"{first.words}, or {second.words}", {"anyOf": [dict(first.schema), dict(second.schema)]}, read
    )
