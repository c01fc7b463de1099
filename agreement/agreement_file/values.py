"""Kinds of values in an agreement file: what each accepts, in words, and how it is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from unicodedata import category
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agreement.business_days import POLICIES, policy_named
from agreement.errors import InvalidRequest

CODE_SIGNS = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")
CODE_TOLD = "1 to 12 capital letters, digits and hyphens, no hyphen first"
NAME_SIGNS = 64  # of the name of a form version or of a reading
TITLE_SIGNS = 80  # of a title as an officer or a signatory signs it
# Twelve digits before the point and eight behind it are the most that the books keep.
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_RATIO = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12}|/[0-9]{1,12})?%?")
_COUNT_MOST = 10**12


class Unreadable(ValueError):
    """A value that its kind does not accept; the text says what would be."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: its words for the reference, and the reader that returns it or raises Unreadable."""

    words: str
    read: Callable[[object], object]


def _is_text(value: object) -> bool:
    """Whether a value is a text of one line: what steers a printer or ends a text early is no sign of it."""
    return isinstance(value, str) and not any(
        category(sign)[0] == "C" or category(sign) in ("Zl", "Zp") for sign in value
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not _is_text(value):
        raise Unreadable("a text of one line in quotes that is not blank")
    return value


def _text_or_empty(value: object) -> str:
    if not isinstance(value, str) or not _is_text(value):
        raise Unreadable('a text of one line in quotes; "" for none')
    return value.strip()


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise Unreadable("a list of texts with at least one")
    if not all(_is_text(text) and text.strip() for text in value):
        raise Unreadable("a list of texts of one line, none blank")
    return tuple(value)


def _code(value: object) -> str:
    """The short name of a plan: part of addresses, file names and of the code on every certificate."""
    if not isinstance(value, str) or not CODE_SIGNS.fullmatch(value):
        raise Unreadable(f"{CODE_TOLD}, in quotes")
    return value


def _code_or_empty(value: object) -> str:
    return "" if value == "" else _code(value)


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
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _COUNT_MOST:
        raise Unreadable(f"a whole number from 1 to {_COUNT_MOST:,}")
    return value


def _ratio(value: object) -> Fraction:
    """A ratio above zero; a percentage is written with its sign."""
    told = "a number above 0 in quotes, such as 15%, 0.001 or 3/2"
    # The length is looked at first: a power of ten with many digits would fill the memory.
    if not isinstance(value, str) or not _RATIO.fullmatch(value.strip()):
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
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise Unreadable("an amount of at least 0 in quotes, such as 250.00, with 8 decimals at most")
    return Decimal(value)


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


def text_of(most: int) -> Kind:
    """A text that is not blank and has so many signs at most."""

    def read(value: object) -> str:
        text = _text(value)
        if len(text) > most:
            raise Unreadable(f"a text of at most {most} signs")
        return text

    return Kind(f"text of at most {most} signs", read)


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
CODE = Kind(CODE_TOLD, _code)
CODE_OR_EMPTY = Kind(f'{CODE_TOLD}; `""` for none', _code_or_empty)
NAME = text_of(NAME_SIGNS)
TITLE = text_of(TITLE_SIGNS)
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
