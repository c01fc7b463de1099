"""The slow, explaining examination of one row: everything that is wrong with it, or the row put in order.

Names are brought into Unicode's normal form and freed of blanks around them; nothing else is altered.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from agreement.separation import fractional_share_grounds
from registry.imports.columns import (
    ADDRESS,
    COLUMNS,
    LENGTHS,
    MILLIONTHS,
    PRINTED,
    REGISTRATION,
    SHARES_DECIMALS,
    SHARES_LIMIT,
)
from registry.imports.coverage import Coverage
from registry.imports.postal import COUNTRIES, REGIONS, is_postal_code_usable, is_region_usable
from registry.imports.problems import Problem, problem
from registry.imports.rules import ListRow, ListRules
from registry.imports.taxpayer_numbers import is_taxpayer_id_usable

ACCOUNT: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ./_-]*[A-Za-z0-9])?")
EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
SHARES: Final = re.compile(r"([0-9]+)(?:\.([0-9]*))?")
DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
BIDI_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Row = Mapping[str, str]


def examine_row(values: Row, *, line: int, rules: ListRules) -> ListRow | list[Problem]:
    """The row in order, or every problem it has, in the order of the columns.

    Agreement: 3(a); 5(b).
    """
    row = {column: _in_normal_form(values.get(column, "")) for column in COLUMNS}
    found = [
        *_unprintable(row, line=line, coverage=rules.coverage),
        *_too_long(row, line=line),
        *_account(row, line=line),
        *_registration(row, line=line),
        *_address(row, line=line),
        *_particulars(row, line=line),
        *_issue_date(row, line=line, rules=rules),
        *_shares(row, line=line, rules=rules),
    ]
    if found:
        return sorted(found, key=lambda each: COLUMNS.index(each.column))
    return ListRow(
        account=row["account"],
        registration="\n".join(row[column] for column in REGISTRATION if row[column]),
        address="\n".join(row[column] for column in ADDRESS if row[column]),
        city=row["city"],
        region=row["region"],
        postal_code=row["postal_code"],
        country=row["country"],
        account_type=row["account_type"],
        email=row["email"],
        taxpayer_id=row["taxpayer_id"],
        shares_issued_on=row["shares_issued_on"],
        shares_millionths=millionths_of(row["common_shares"]),
    )


def _in_normal_form(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip(" ")


def millionths_of(shares: str) -> int:
    """Shares as a whole number of millionths. The text has been examined."""
    whole, _, fraction = shares.partition(".")
    return int(whole) * MILLIONTHS + int(fraction.ljust(SHARES_DECIMALS, "0")[:SHARES_DECIMALS])


def _unprintable(row: Row, *, line: int, coverage: Coverage) -> list[Problem]:
    return [
        found
        for column in COLUMNS
        if (found := _first_bad_sign(row[column], column=column, line=line, coverage=coverage))
    ]


def _first_bad_sign(text: str, *, column: str, line: int, coverage: Coverage) -> Problem | None:
    if coverage.is_plain_text(text):
        return None
    for sign in text:
        if sign != " " and unicodedata.category(sign)[0] in "CZ":
            kind = (
                "a sign that turns the direction of writing" if sign in BIDI_CONTROLS else "an invisible sign"
            )
            return problem(
                "LIST_CONTROL_CHARACTER",
                line=line,
                column=column,
                value=text,
                kind=kind,
                character=f"U+{ord(sign):04X}",
            )
    missing = coverage.first_missing(text) if column in PRINTED else None
    if missing is None:
        return None
    character = f"{missing} (U+{ord(missing):04X}, {unicodedata.name(missing, 'unnamed').lower()})"
    return problem(
        "GLYPH_NOT_IN_FONT", line=line, column=column, value=text, character=character, field=column
    )


def _too_long(row: Row, *, line: int) -> list[Problem]:
    return [
        problem("LIST_FIELD_TOO_LONG", line=line, column=column, value=row[column], limit=limit)
        for column, limit in LENGTHS.items()
        if len(row[column]) > limit and column != "country"
    ]


def _account(row: Row, *, line: int) -> list[Problem]:
    if ACCOUNT.fullmatch(row["account"]):
        return []
    return [problem("LIST_ACCOUNT_INVALID", line=line, column="account", value=row["account"])]


def _registration(row: Row, *, line: int) -> list[Problem]:
    if row["registration_1"]:
        return []
    holder = row["account"] or f"of line {line}"
    return [problem("HOLDER_NAME_MISSING", line=line, column="registration_1", value="", holder=holder)]


def _address(row: Row, *, line: int) -> list[Problem]:
    found = [
        problem(
            "LIST_ADDRESS_MISSING",
            line=line,
            column=column,
            value="",
            reason=f"Line {line}: {column} is empty",
        )
        for column in ("address_1", "city")
        if not row[column]
    ]
    country = row["country"]
    if country not in COUNTRIES:
        return [*found, problem("LIST_COUNTRY_UNKNOWN", line=line, column="country", value=country)]
    for column, is_usable in (
        ("region", is_region_usable(row["region"], country=country)),
        ("postal_code", is_postal_code_usable(row["postal_code"], country=country)),
    ):
        if not is_usable:
            reason = f"Line {line}: {row[column] or 'nothing'} is not a {column} of {country}"
            cure = "give the two-letter code" if column == "region" else "give the postal code in full"
            found.append(
                problem(
                    "LIST_ADDRESS_MISSING",
                    line=line,
                    column=column,
                    value=row[column],
                    reason=reason,
                    cure=cure if country in REGIONS else "",
                )
            )
    return found


def _particulars(row: Row, *, line: int) -> list[Problem]:
    found = []
    email, taxpayer_id = row["email"], row["taxpayer_id"]
    if email and not EMAIL.fullmatch(email):
        found.append(problem("LIST_EMAIL_INVALID", line=line, column="email", value=email))
    if taxpayer_id and not is_taxpayer_id_usable(taxpayer_id, country=row["country"]):
        found.append(problem("LIST_TAXPAYER_ID_INVALID", line=line, column="taxpayer_id", value=taxpayer_id))
    return found


@lru_cache(maxsize=4096)
def read_date(text: str) -> date | None:
    """An ISO date written YYYY-MM-DD, or nothing."""
    if not DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_issue_date_possible(text: str, *, rules: ListRules) -> bool:
    """Whether shares that carry Rights can have been issued on that date; empty means the Record Date."""
    day = read_date(text)
    return not text or (day is not None and rules.record_date <= day <= rules.last_issued)


def _issue_date(row: Row, *, line: int, rules: ListRules) -> list[Problem]:
    text = row["shares_issued_on"]
    if is_issue_date_possible(text, rules=rules):
        return []
    reason = f"Line {line}: {text[:20]} is not a date written YYYY-MM-DD"
    if read_date(text):
        bounds = f"from the Record Date {rules.record_date} to the {rules.last_day_name} {rules.last_issued}"
        reason = f"Line {line}: {text} is not {bounds}"
    return [problem("LIST_DATE_INVALID", line=line, column="shares_issued_on", value=text, reason=reason)]


def _shares(row: Row, *, line: int, rules: ListRules) -> list[Problem]:
    text = row["common_shares"]
    wrong = _wrong_with_shares(text)
    if wrong:
        reason, cure = wrong
        return [
            problem(
                "LIST_SHARES_INVALID",
                line=line,
                column="common_shares",
                value=text,
                reason=f"Line {line}: {reason}",
                cure=cure,
            )
        ]
    found = fractional_share_grounds(
        row["account"],
        Fraction(millionths_of(text), MILLIONTHS),
        fractional_shares_on_list=rules.fractional_shares,
    )
    return [
        problem(
            one.code,
            line=line,
            column="common_shares",
            value=text,
            reason=one.message,
            cure=one.cure,
        )
        for one in found
    ]


def _wrong_with_shares(text: str) -> tuple[str, str] | None:
    found = SHARES.fullmatch(text)
    if not text:
        return "the number of Common Shares is missing", "give the number of Common Shares"
    if text.startswith("-") and SHARES.fullmatch(text[1:]):
        return "the number of Common Shares is negative", "give a number above zero"
    if found is None or not found[1]:
        return (
            f"{text[:SHOWN]} is not a number of Common Shares",
            "write digits, and a point before decimals; no separators of thousands",
        )
    if len(found[2] or "") > SHARES_DECIMALS:
        return f"{text[:SHOWN]} has more than {SHARES_DECIMALS} decimals", "give at most six decimals"
    if len(found[1].lstrip("0")) > SHARES_DIGITS or millionths_of(text) > SHARES_LIMIT * MILLIONTHS:
        return f"{text[:SHOWN]} Common Shares are more than any issuer has", "correct the number"
    if not millionths_of(text):
        return "the number of Common Shares is zero", "give a number above zero, or take the line out"
    return None


SHOWN: Final = 30
SHARES_DIGITS: Final = 18
