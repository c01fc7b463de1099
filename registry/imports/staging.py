"""Examines blocks of a list and writes the good rows as COPY lines of the staging table.

Most rows are plain: one compiled expression tells that nothing is wrong with them and hands out their fields.
A row it does not know goes to the slow examination, which explains. Taxpayer numbers leave here encrypted.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from operator import methodcaller
from typing import Final

from registry.imports.columns import COLUMNS, LENGTHS, REQUIRED, SHARES_DECIMALS
from registry.imports.csv_blocks import RECORD_BYTES, Block, longest_field_refused
from registry.imports.examination import examine_row, is_issue_date_possible
from registry.imports.postal import COUNTRIES, REGIONS, US_REGIONS
from registry.imports.problems import FileRefused, Problem, problem
from registry.imports.rules import FRACTIONS_REFUSED, ListRow, ListRules
from registry.imports.taxpayer_numbers import PLAIN_TAXPAYER_ID
from registry.services.commitments import KeyedHash, registration_hash
from registry.services.taxpayer_ids import Sealer, TaxpayerIdVault

COPY_COLUMNS: Final = (
    "holder_list_id, line, account, registration, registration_commitment, address, city, region, "
    "postal_code, country, account_type, email, taxpayer_id_encrypted, taxpayer_id_index, "
    "taxpayer_id_last_four, shares_issued_on, shares_millionths"
)
REJECT_COLUMNS: Final = '"holder_list_id", "line", "column", "value", "code", "reason", "cure"'
FIELD_SEPARATOR: Final = "\x1f"
NOTHING: Final = "\\N"
DATES_KEPT: Final = 1024
PLAIN_COUNTRIES: Final = COUNTRIES - REGIONS.keys()  # those of which region and postal code are not examined
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(slots=True)
class ExaminedBlock:
    """What became of one block: COPY lines of good rows and of problems, and their numbers."""

    staged: bytes = b""
    rejected: bytes = b""
    row_count: int = 0
    rejected_count: int = 0
    bytes_read: int = 0
    refusal: FileRefused | None = None


def escaped(text: str) -> str:
    """A text as one field of COPY's text format."""
    return text.translate(_ESCAPES)


def plain_row_expression(columns: Sequence[str], *, rules: ListRules, separator: str) -> re.Pattern[str]:
    """An expression that knows a plain row in the order of the head's columns, with a group for each column.

    It takes only what the slow examination would take without altering it. In a line of CSV a field may stand
    in quotation marks, which its group keeps; only there may it hold the separator.
    """
    signs = rules.coverage.plain_class(without='\\"')
    bare = rules.coverage.plain_class(without='\\"' + separator)
    parts = []
    for column in columns:
        nothing = "" if column in REQUIRED else "|"
        quoted = f'|"(?:{_shape(column, signs=signs)}{nothing})"' if separator == "," else ""
        parts.append(f"({_shape(column, signs=bare)}{quoted}{nothing})")
    # The empty group at the end stands in for columns that the head does not name.
    return re.compile(re.escape(separator).join(parts) + ("" if tuple(columns) == COLUMNS else "()"))


def _shape(column: str, *, signs: str) -> str:
    """What a plain field of a column looks like."""
    if column in SHAPES:
        return SHAPES[column]
    return f"[{signs}](?:[ {signs}]{{0,{LENGTHS[column] - 2}}}[{signs}])?"


SHAPES: Final = {
    "account": r"[A-Za-z0-9](?:[A-Za-z0-9 ./_-]{0,38}[A-Za-z0-9])?",
    "country": r"[A-Z]{2}",
    "taxpayer_id": f"(?:{PLAIN_TAXPAYER_ID})",
    "email": r"[A-Za-z0-9._-]{1,64}@(?:[A-Za-z0-9]+\.)+[A-Za-z]{2,12}",
    "account_type": r"[A-Za-z0-9](?:[A-Za-z0-9 _-]{0,22}[A-Za-z0-9])?",
    "shares_issued_on": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "common_shares": r"[0-9]{1,12}(?:\.[0-9]{1,6})?",
}
"""The columns that hold no words; every other is words of the typefaces' plain signs."""


@dataclass
class RowStager:
    """Turns rows of one list into COPY lines. Built once in each process that reads."""

    columns: tuple[str, ...]
    rules: ListRules
    vault: TaxpayerIdVault
    commitment_key: bytes
    list_id: int
    of_line: re.Pattern[str] = field(init=False)
    of_fields: re.Pattern[str] = field(init=False)
    fields_of: Callable[[re.Match[str]], Sequence[str]] = field(init=False)
    commitment: KeyedHash = field(init=False)
    seal: Sealer = field(init=False)
    refuses_fractions: bool = field(init=False)
    is_date_possible: Callable[[str], bool] = field(init=False)

    def __post_init__(self) -> None:
        self.of_line = plain_row_expression(self.columns, rules=self.rules, separator=",")
        self.of_fields = plain_row_expression(self.columns, rules=self.rules, separator=FIELD_SEPARATOR)
        absent = len(self.columns) + 1
        groups = (self.columns.index(each) + 1 if each in self.columns else absent for each in COLUMNS)
        in_order = self.columns == COLUMNS
        self.fields_of = re.Match.groups if in_order else methodcaller("group", *groups)
        self.commitment = registration_hash(self.commitment_key)
        self.refuses_fractions = self.rules.fractional_shares == FRACTIONS_REFUSED
        self.is_date_possible = lru_cache(DATES_KEPT)(partial(is_issue_date_possible, rules=self.rules))

    @property
    def ingredients(self) -> tuple[object, ...]:
        """What another process needs to build the same."""
        return (self.columns, self.rules, self.vault, self.commitment_key, self.list_id)

    def examine(self, block: Block) -> ExaminedBlock:
        """Examine a block of CSV records. A file that cannot be believed comes back as a refusal."""
        result = ExaminedBlock(bytes_read=block.bytes_read)
        self.seal = self.vault.sealer(self.rules.agreement_code)
        try:
            text = self._decoded(block)
            self._stage(_split_records(text, first_line=block.first_line), into=result)
        except FileRefused as refusal:
            result.refusal = refusal
        return result

    def examine_rows(self, rows: Iterable[tuple[int, Sequence[str]]]) -> ExaminedBlock:
        """Examine rows that are fields already: those of a workbook, with their row numbers."""
        result = ExaminedBlock()
        self.seal = self.vault.sealer(self.rules.agreement_code)
        staged: list[str] = []
        rejected: list[str] = []
        for line, fields in rows:
            self._stage_fields(fields, line=line, staged=staged, rejected=rejected, result=result)
        _close(result, staged=staged, rejected=rejected)
        return result

    def _decoded(self, block: Block) -> str:
        nul = block.records.find(b"\0")
        if nul >= 0:
            line = block.first_line + block.records.count(b"\n", 0, nul)
            raise FileRefused("LIST_FILE_NUL", {"line": line})
        try:
            text = block.records.decode()
        except UnicodeDecodeError as error:
            line = block.first_line + block.records.count(b"\n", 0, error.start)
            raise FileRefused("LIST_FILE_ENCODING", {"line": line}) from None
        return text.replace("\r\n", "\n") if "\r" in text else text

    def _stage(self, records: Iterator[tuple[int, str]], *, into: ExaminedBlock) -> None:
        staged: list[str] = []
        rejected: list[str] = []
        match, copy_line, fields_of = self.of_line.fullmatch, self._plain_line, self.fields_of
        for line, record in records:
            found = match(record)
            if found is not None:
                fields = fields_of(found)
                ready = copy_line(unquoted(fields) if '"' in record else fields, line)
                if ready:
                    staged.append(ready)
                    into.row_count += 1
                    continue
            if record and any(parsed := self._parsed(record, line=line)):
                self._stage_fields(parsed, line=line, staged=staged, rejected=rejected, result=into)
        _close(into, staged=staged, rejected=rejected)

    def _parsed(self, record: str, *, line: int) -> list[str]:
        if len(record) > RECORD_BYTES:
            raise longest_field_refused(record.encode(), columns=self.columns, line=line)
        try:
            (fields,) = csv.reader([record], strict=True)
        except (csv.Error, ValueError):
            raise FileRefused("LIST_QUOTE_OPEN", {"line": line}) from None
        return fields

    def _stage_fields(
        self,
        fields: Sequence[str],
        *,
        line: int,
        staged: list[str],
        rejected: list[str],
        result: ExaminedBlock,
    ) -> None:
        result.row_count += 1
        found = self.of_fields.fullmatch(FIELD_SEPARATOR.join(fields))
        ready = self._plain_line(self.fields_of(found), line) if found else ""
        if not ready:
            outcome = self._examined(fields, line=line)
            if isinstance(outcome, ListRow):
                ready = self._copy_line(outcome, line=line)
            else:
                result.rejected_count += 1
                rejected.extend(self._reject_line(each) for each in outcome)
                return
        staged.append(ready)

    def _examined(self, fields: Sequence[str], *, line: int) -> ListRow | list[Problem]:
        if len(fields) != len(self.columns):
            expected, found = len(self.columns), len(fields)
            value = f"{found} fields"
            return [
                problem("LIST_FIELD_COUNT", line=line, column="", value=value, expected=expected, found=found)
            ]
        return examine_row(dict(zip(self.columns, fields, strict=True)), line=line, rules=self.rules)

    def _plain_line(self, fields: Sequence[str], line: int) -> str:
        """The COPY line of a plain row; empty where something needs the slow examination after all."""
        (account, name, name_2, name_3, name_4, street, street_2, street_3, city, region, postal_code) = (
            fields[:11]
        )
        country, taxpayer_id, email, account_type, issued_on, shares = fields[11:]
        if country == "US":
            if region not in US_REGIONS or len(postal_code) != 5 or not postal_code.isdecimal():
                return ""
        elif country not in PLAIN_COUNTRIES:
            return ""
        whole, _, fraction = shares.partition(".")
        millionths = whole + fraction.ljust(SHARES_DECIMALS, "0")
        if not int(millionths) or (self.refuses_fractions and fraction.strip("0")):
            return ""
        if issued_on and not self.is_date_possible(issued_on):
            return ""
        if name_2 or name_3 or name_4:
            name = "\n".join(filter(None, (name, name_2, name_3, name_4)))
        if street_2 or street_3:
            street = "\\n".join(filter(None, (street, street_2, street_3)))
        words = f"{street}\t{city}\t{region}\t{postal_code}\t{country}\t{account_type}\t{email}"
        return self._assembled(
            account, name, words, taxpayer_id, f"{issued_on or NOTHING}\t{millionths}", line
        )

    def _copy_line(self, row: ListRow, *, line: int) -> str:
        """The COPY line of a row that came through the slow examination."""
        fields = (
            row.address,
            row.city,
            row.region,
            row.postal_code,
            row.country,
            row.account_type,
            row.email,
        )
        words = "\t".join(map(escaped, fields))
        tail = f"{row.shares_issued_on or NOTHING}\t{row.shares_millionths}"
        return self._assembled(row.account, row.registration, words, row.taxpayer_id, tail, line)

    def _assembled(
        self, account: str, registration: str, words: str, taxpayer_id: str, tail: str, line: int
    ) -> str:
        """All columns in the order of COPY_COLUMNS. An account and a taxpayer number need no escape."""
        keyed = self.commitment.copy()
        keyed.update(registration.encode())
        if "\\" in registration:
            registration = registration.replace("\\", "\\\\")
        if "\n" in registration:
            registration = registration.replace("\n", "\\n")
        begun = f"{self.list_id}\t{line}\t{account}\t{registration}\t\\\\x{keyed.digest().hex()}\t{words}\t"
        if not taxpayer_id:
            return f"{begun}{NOTHING}\t{NOTHING}\t\t{tail}\n"
        encrypted, index, last_four = self.seal(taxpayer_id, account)
        return f"{begun}\\\\x{encrypted.hex()}\t\\\\x{index.hex()}\t{last_four}\t{tail}\n"

    def _reject_line(self, found: Problem) -> str:
        return f"{self.list_id}\t{found.line}\t" + "\t".join(map(escaped, found[1:])) + "\n"


def unquoted(fields: Sequence[str]) -> list[str]:
    """Plain fields without the quotation marks around them."""
    return [text[1:-1] if text[:1] == '"' else text for text in fields]


def _close(result: ExaminedBlock, *, staged: list[str], rejected: list[str]) -> None:
    result.staged, result.rejected = "".join(staged).encode(), "".join(rejected).encode()


def _split_records(text: str, *, first_line: int) -> Iterator[tuple[int, str]]:
    """Records with the physical line each begins on; a record goes on while a quotation mark is open."""
    lines = iter(enumerate(text.split("\n"), start=first_line))
    for number, line in lines:
        if '"' not in line or line.count('"') % 2 == 0:
            yield number, line
            continue
        record = [line]
        for _, further in lines:
            record.append(further)
            if further.count('"') % 2:
                break
        yield number, "\n".join(record)
