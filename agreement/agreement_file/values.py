"""Kinds of values in an agreement file: what each accepts, in words, and how it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agreement.business_days import POLICIES, policy_named
from agreement.errors import InvalidRequest


class Unreadable(ValueError):
    """A value that its kind does not accept; the text says what would be."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: its words for the reference, and the reader that returns it or raises Unreadable."""

    words: str
    read: Callable[[object], object]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unreadable("a text in quotes that is not blank")
    return value


def _text_or_empty(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable('a text in quotes; "" for none')
    return value.strip()


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) and v.strip() for v in value):
        raise Unreadable("a list of texts with at least one")
    return tuple(value)


def _texts_or_none(value: object) -> tuple[str, ...]:
    return () if value == [] else _texts(value)


def _date(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Unreadable("a date without quotes, such as 2003-03-31")
    return value


def _date_or_none(value: object) -> date | None:
    return None if value == "" else _date(value)


def _time(value: object) -> time:
    if not isinstance(value, time) or value.tzinfo is not None:
        raise Unreadable("a time without quotes, such as 17:00:00")
    return value


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value))
    except (ZoneInfoNotFoundError, ValueError):
        raise Unreadable("the name of a time zone, such as America/Los_Angeles") from None


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unreadable("true or false")
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Unreadable("a whole number of at least 1")
    return value


def _ratio(value: object) -> Fraction:
    """A ratio above zero; a percentage is written with its sign."""
    told = "a number above 0 in quotes, such as 15%, 0.001 or 3/2"
    if not isinstance(value, str):
        raise Unreadable(told)
    text = value.strip()
    try:
        ratio = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Unreadable(told) from None
    if ratio <= 0:
        raise Unreadable(told)
    return ratio


def _ratio_or_none(value: object) -> Fraction | None:
    return None if value == "" else _ratio(value)


def _money(value: object) -> Decimal:
    told = "an amount of at least 0 in quotes, such as 250.00"
    if not isinstance(value, str):
        raise Unreadable(told)
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise Unreadable(told) from None
    if not amount.is_finite() or amount < 0:
        raise Unreadable(told)
    return amount


def _price(value: object) -> Decimal:
    amount = _money(value)
    if amount == 0:
        raise Unreadable("an amount above 0 in quotes, such as 250.00")
    return amount


def cusip_check_digit(first_eight: str) -> int:
    """The ninth sign of a CUSIP, from the first eight. Raises ValueError for a sign it cannot have."""
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#"
    total = 0
    for place, sign in enumerate(first_eight, start=1):
        worth = signs.index(sign) * (2 if place % 2 == 0 else 1)
        total += worth // 10 + worth % 10
    return -total % 10


def _cusip(value: object) -> str:
    told = 'nine signs whose last is the check digit of the others; "" for none'
    text = _text_or_empty(value)
    if not text:
        return ""
    try:
        is_valid = len(text) == 9 and text[8] == str(cusip_check_digit(text[:8]))
    except ValueError:
        is_valid = False
    if not is_valid:
        raise Unreadable(told)
    return text


def _policy(value: object) -> str:
    try:
        return policy_named(_text(value)).name
    except InvalidRequest:
        raise Unreadable(f"one of {', '.join(POLICIES)}, or several joined by +") from None


def choice_of(kind: type[StrEnum] | tuple[str, ...]) -> Kind:
    """One word out of a list."""
    words = tuple(kind) if isinstance(kind, tuple) else tuple(member.value for member in kind)

    def read(value: object) -> str:
        if value not in words:
            raise Unreadable(f"one of {', '.join(words)}")
        return str(value) if isinstance(kind, tuple) else kind(value)

    return Kind(f"one of {', '.join(f'`{word}`' for word in words)}", read)


def choices_of(kind: type[StrEnum]) -> Kind:
    """Several words out of a list, at least one, none twice."""
    words = tuple(member.value for member in kind)

    def read(value: object) -> tuple[StrEnum, ...]:
        if not isinstance(value, list) or not value or len(set(map(str, value))) != len(value):
            raise Unreadable(f"a list out of {', '.join(words)}, none twice")
        if any(word not in words for word in value):
            raise Unreadable(f"a list out of {', '.join(words)}")
        return tuple(kind(word) for word in value)

    return Kind(f"list out of {', '.join(f'`{word}`' for word in words)}", read)


TEXT = Kind("text", _text)
TEXT_OR_EMPTY = Kind('text, `""` for none', _text_or_empty)
TEXTS = Kind("list of texts", _texts)
TEXTS_OR_NONE = Kind("list of texts, may be empty", _texts_or_none)
DATE = Kind("date", _date)
DATE_OR_NONE = Kind('date, `""` for none', _date_or_none)
TIME = Kind("time", _time)
ZONE = Kind("time zone", _zone)
TRUTH = Kind("true or false", _truth)
COUNT = Kind("whole number", _count)
RATIO = Kind("ratio in quotes", _ratio)
RATIO_OR_NONE = Kind('ratio in quotes, `""` for none', _ratio_or_none)
MONEY = Kind("amount in quotes", _money)
PRICE = Kind("amount above 0 in quotes", _price)
CUSIP = Kind('CUSIP with its check digit, `""` for none', _cusip)
POLICY = Kind("name of a policy on Business Days", _policy)
