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
from registry.imports.postal import COUNTRIES, POSTAL_CODES, REGIONS, US_REGIONS
from registry.imports.problems import FileRefused, Problem, problem
from registry.imports.rules import FRACTIONS_REFUSED, ListRow, ListRules
from registry.imports.taxpayer_numbers import FOREIGN, PLAIN_TAXPAYER_ID
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
NOTHING_SEALED: Final = f"{NOTHING}\t{NOTHING}\t"
DATES_KEPT: Final = 1024
ACCOUNT: Final = COLUMNS.index("account")
TAXPAYER_ID: Final = COLUMNS.index("taxpayer_id")
PLAIN_COUNTRIES: Final = COUNTRIES - REGIONS.keys()  # those of which region and postal code are not examined
IS_PLAIN_US_TAXPAYER_ID: Final = re.compile(PLAIN_TAXPAYER_ID).fullmatch
IS_US_POSTAL_CODE: Final = POSTAL_CODES["US"].fullmatch
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(slots=True)
class RowsApart:
    """The rows of a block: plain ones, with their line and fields in the order of COLUMNS, and the others."""

    plain: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    others: list[tuple[int, Sequence[str], Sequence[str]]] = field(default_factory=list)


@dataclass(slots=True)
class ExaminedBlock:
    """What became of one block: COPY lines of good rows and of problems, and their numbers.

    A reader that files no problems hands them out as they are, in `problems`.
    """

    staged: bytes = b""
    rejected: bytes = b""
    problems: list[Problem] = field(default_factory=list)
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
    return f"(?! )[ {signs}]{{1,{LENGTHS[column]}}}(?<! )"


SHAPES: Final = {
    "account": r"(?=[A-Za-z0-9])[A-Za-z0-9 ./_-]{1,40}(?<=[A-Za-z0-9])",
    "country": r"[A-Z]{2}",
    "taxpayer_id": FOREIGN.pattern,  # those of the United States are looked at again
    "email": r"[A-Za-z0-9._-]{1,64}@(?:[A-Za-z0-9]+\.)+[A-Za-z]{2,12}",
    "account_type": r"(?=[A-Za-z0-9])[A-Za-z0-9 _-]{1,24}(?<=[A-Za-z0-9])",
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
        try:
            text = self._decoded(block)
            rows = self._told_apart(_split_records(text, first_line=block.first_line))
        except FileRefused as refusal:
            result.refusal = refusal
        else:
            self._stage(rows, into=result)
        return result

    def examine_rows(self, rows: Iterable[tuple[int, Sequence[str]]]) -> ExaminedBlock:
        """Examine rows that are fields already: those of a workbook, with their row numbers."""
        result = ExaminedBlock()
        apart = RowsApart()
        for line, fields in rows:
            self._tell_apart(fields, line=line, into=apart)
        self._stage(apart, into=result)
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

    def _told_apart(self, records: Iterator[tuple[int, str]]) -> RowsApart:
        apart = RowsApart()
        match, fields_of, keep = self.of_line.fullmatch, self.fields_of, apart.plain.append
        for line, record in records:
            found = match(record)
            if found is not None:
                fields = fields_of(found)
                keep((line, unquoted(fields) if '"' in record else fields))
            elif record and any(parsed := self._parsed(record, line=line)):
                self._tell_apart(parsed, line=line, into=apart)
        return apart

    def _tell_apart(self, fields: Sequence[str], *, line: int, into: RowsApart) -> None:
        is_whole = len(fields) == len(self.columns)  # a field may itself hold the separator
        found = self.of_fields.fullmatch(FIELD_SEPARATOR.join(fields)) if is_whole else None
        if found is not None:
            into.plain.append((line, self.fields_of(found)))
        else:
            into.others.append((line, self.columns, fields))

    def _stage(self, rows: RowsApart, *, into: ExaminedBlock) -> None:
        """Write the COPY lines, one kind of work after the other: to and fro in each row costs a fifth."""
        into.row_count = len(rows.plain) + len(rows.others)
        self.seal = self.vault.sealer(self.rules.agreement_code)
        sealed = [self._sealed(fields[TAXPAYER_ID], fields[ACCOUNT]) for _, fields in rows.plain]
        staged: list[str] = []
        for (line, fields), each in zip(rows.plain, sealed, strict=True):
            ready = self._plain_line(fields, line, each)
            if ready:
                staged.append(ready)
            else:
                rows.others.append((line, COLUMNS, fields))
        rejected: list[str] = []
        for line, columns, fields in rows.others:
            outcome = self._examined(fields, columns=columns, line=line)
            if isinstance(outcome, ListRow):
                staged.append(self._copy_line(outcome, line=line))
            else:
                into.rejected_count += 1
                rejected.extend(self._reject_line(each) for each in outcome)
        into.staged, into.rejected = "".join(staged).encode(), "".join(rejected).encode()

    def _parsed(self, record: str, *, line: int) -> list[str]:
        if len(record) > RECORD_BYTES:
            raise longest_field_refused(record.encode(), columns=self.columns, line=line)
        try:
            (fields,) = csv.reader([record], strict=True)
        except (csv.Error, ValueError):
            raise FileRefused("LIST_QUOTE_OPEN", {"line": line}) from None
        return fields

    def _examined(
        self, fields: Sequence[str], *, columns: Sequence[str], line: int
    ) -> ListRow | list[Problem]:
        if len(fields) != len(columns):
            expected, found = len(columns), len(fields)
            value = f"{found} fields"
            return [
                problem("LIST_FIELD_COUNT", line=line, column="", value=value, expected=expected, found=found)
            ]
        return examine_row(dict(zip(columns, fields, strict=True)), line=line, rules=self.rules)

    def _plain_line(self, fields: Sequence[str], line: int, sealed: str) -> str:
        """The COPY line of a plain row; empty where something needs the slow examination after all."""
        (account, name, name_2, name_3, name_4, street, street_2, street_3, city, region, postal_code) = (
            fields[:11]
        )
        country, taxpayer_id, email, account_type, issued_on, shares = fields[11:]
        if country == "US":
            if region not in US_REGIONS or not IS_US_POSTAL_CODE(postal_code):
                return ""
            if taxpayer_id and not IS_PLAIN_US_TAXPAYER_ID(taxpayer_id):
                return ""
        elif country not in PLAIN_COUNTRIES:
            return ""
        whole, _, fraction = shares.partition(".")
        millionths = int(whole + fraction.ljust(SHARES_DECIMALS, "0"))
        if not millionths or (self.refuses_fractions and fraction.strip("0")):
            return ""
        if issued_on and not self.is_date_possible(issued_on):
            return ""
        if name_2 or name_3 or name_4:
            name = "\n".join(filter(None, (name, name_2, name_3, name_4)))
        if street_2 or street_3:
            street = "\\n".join(filter(None, (street, street_2, street_3)))
        keyed = self._commitment_to(name)
        if "\n" in name:
            name = name.replace("\n", "\\n")
        return (
            f"{self.list_id}\t{line}\t{account}\t{name}\t{keyed}\t{street}\t{city}\t{region}\t{postal_code}"
            f"\t{country}\t{account_type}\t{email}\t{sealed}\t{issued_on or NOTHING}\t{millionths}\n"
        )

    def _copy_line(self, row: ListRow, *, line: int) -> str:
        """The COPY line of a row that came through the slow examination, in the order of COPY_COLUMNS."""
        address = (row.address, row.city, row.region, row.postal_code, row.country)
        fields = (
            f"{self.list_id}\t{line}\t{row.account}",
            escaped(row.registration),
            self._commitment_to(row.registration),
            *map(escaped, (*address, row.account_type, row.email)),
            self._sealed(row.taxpayer_id, row.account),
            row.shares_issued_on or NOTHING,
            str(row.shares_millionths),
        )
        return "\t".join(fields) + "\n"

    def _commitment_to(self, registration: str) -> str:
        keyed = self.commitment.copy()
        keyed.update(registration.encode())
        return "\\\\x" + keyed.digest().hex()

    def _sealed(self, taxpayer_id: str, account: str) -> str:
        if not taxpayer_id:
            return NOTHING_SEALED
        encrypted, index, last_four = self.seal(taxpayer_id, account)
        return f"\\\\x{encrypted.hex()}\t\\\\x{index.hex()}\t{last_four}"

    def _reject_line(self, found: Problem) -> str:
        return f"{self.list_id}\t{found.line}\t" + "\t".join(map(escaped, found[1:])) + "\n"


def unquoted(fields: Sequence[str]) -> list[str]:
    """Plain fields without the quotation marks around them."""
    return [text[1:-1] if text[:1] == '"' else text for text in fields]


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
