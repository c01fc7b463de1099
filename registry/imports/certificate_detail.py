"""A predecessor's certificate detail: a row for each certificate outstanding, CSV or XLSX, read whole (§21).

The columns of a list of record holders, with the certificate, its Rights and its dates in place of shares.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from registry.imports.columns import COLUMNS, REQUIRED
from registry.imports.coverage import Coverage
from registry.imports.examination import examine_row, read_date
from registry.imports.problems import FileRefused, Problem, problem
from registry.imports.rules import ListRow, ListRules
from registry.imports.small_files import read_rows

OWN: Final = ("certificate", "rights", "dated", "countersigned_on")
_OF_SHARES: Final = frozenset({"common_shares", "shares_issued_on"})
KNOWN: Final = (*(column for column in COLUMNS if column not in _OF_SHARES), *OWN)
NEEDED: Final = (*(column for column in REQUIRED if column not in _OF_SHARES), *OWN)
MOST_ROWS: Final = 20_000
MOST_BYTES: Final = 32 * 1024 * 1024
_WHOLE: Final = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate that stands: its number, its holder, its Rights, its date, its countersigning."""

    line: int
    number: int
    holder: ListRow
    rights: int
    dated: date
    countersigned_on: date


@dataclass(frozen=True, slots=True)
class CertificateDetail:
    """A whole file: its hash, its rows in the order of their numbers, and everything wrong with others."""

    sha256: str
    rows: tuple[CertificateRow, ...]
    problems: tuple[Problem, ...]

    @property
    def rights(self) -> int:
        """The Rights of all rows together."""
        return sum(row.rights for row in self.rows)


def read_certificate_detail(content: bytes, *, agreement_code: str, coverage: Coverage) -> CertificateDetail:
    """The detail of a CSV or XLSX file. FileRefused for a file that cannot be believed as a whole.

    Agreement: 21.
    """
    if not content:
        raise FileRefused("LIST_FILE_EMPTY")
    if len(content) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1024 // 1024} MB"
        raise FileRefused("LIST_FILE_TOO_LARGE", {"size": f"{len(content):,} bytes", "limit": limit})
    columns, lines = read_rows(content, known=KNOWN, required=NEEDED)
    rules = ListRules(agreement_code, date.min, date.max, coverage)
    rows: list[CertificateRow] = []
    wrong: list[Problem] = []
    for count, (line, fields) in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise FileRefused(
                "LIST_FILE_TOO_LARGE", {"size": f"{count:,} rows", "limit": f"{MOST_ROWS:,} rows"}
            )
        if len(fields) != len(columns):
            wrong.append(_problem(line, "certificate", "", "has another number of fields than the head"))
            continue
        found = _row(dict(zip(columns, fields, strict=True)), line=line, rules=rules)
        if isinstance(found, CertificateRow):
            rows.append(found)
        else:
            wrong += found
    if not rows and not wrong:
        raise FileRefused("LIST_FILE_EMPTY")
    rows.sort(key=lambda row: row.number)
    wrong += _contradictions(rows)
    return CertificateDetail(hashlib.sha256(content).hexdigest(), tuple(rows), tuple(wrong))


def _row(values: dict[str, str], *, line: int, rules: ListRules) -> CertificateRow | list[Problem]:
    said = {name: value.strip() for name, value in values.items()}
    # Shares are not spoken of: the rest of the row is examined as a row of a list.
    found = examine_row({**values, "common_shares": "1"}, line=line, rules=rules)
    wrong = list(found) if isinstance(found, list) else []
    for name in ("certificate", "rights"):
        if not _WHOLE.fullmatch(said[name]) or int(said[name]) < 1:
            wrong.append(_problem(line, name, said[name], "is not a whole number above nought"))
    days = {name: read_date(said[name]) for name in ("dated", "countersigned_on")}
    wrong += [
        _problem(line, name, said[name], "is not a date written YYYY-MM-DD")
        for name, day in days.items()
        if day is None
    ]
    if wrong:
        return wrong
    assert isinstance(found, ListRow)
    dated, signed = days["dated"], days["countersigned_on"]
    assert dated is not None
    assert signed is not None
    return CertificateRow(line, int(said["certificate"]), found, int(said["rights"]), dated, signed)


def _contradictions(rows: list[CertificateRow]) -> Iterator[Problem]:
    """A number stands once, and an account has one name and one address."""
    named: dict[str, CertificateRow] = {}
    for place, row in enumerate(rows):
        if place and rows[place - 1].number == row.number:
            told = f"stands on line {rows[place - 1].line} too"
            yield _problem(row.line, "certificate", str(row.number), told)
        first = named.setdefault(row.holder.account, row)
        if first.holder != row.holder:
            told = f"is named or addressed otherwise than on line {first.line}"
            yield _problem(row.line, "account", row.holder.account, told)


def _problem(line: int, column: str, value: str, reason: str) -> Problem:
    told = f"Line {line}: {column} {value[:40]} {reason}".replace("  ", " ")
    return problem("CERTIFICATE_DETAIL_INVALID", line=line, column=column, value=value, reason=told)
