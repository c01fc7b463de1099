"""A predecessor's certificate detail: a row for each certificate outstanding, CSV or XLSX of any size (§21).

The columns of a list of record holders, with the certificate, its Rights, its dates, its legend and its stop
in place of shares. Rows leave here as COPY lines of the staging table, taxpayer numbers encrypted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from agreement.posting import LegendClass, TaintClass
from agreement.stops import StopKind
from registry.imports.columns import COLUMNS, REQUIRED
from registry.imports.examination import examine_row, read_date
from registry.imports.problems import Problem, problem
from registry.imports.rules import ListRow
from registry.imports.staging import NOTHING, ExaminedBlock, RowsApart, RowStager, escaped
from registry.services.commitments import registration_hash

OWN: Final = ("certificate", "rights", "dated", "countersigned_on")
MARKS: Final = ("countersigner", "legend_class", "taint_class", "stopped_on", "stop_kind", "stop_reason")
"""Columns that a detail may leave out: the countersigner named for all, no legend, no stop."""
_OF_SHARES: Final = frozenset({"common_shares", "shares_issued_on"})
KNOWN: Final = (*(column for column in COLUMNS if column not in _OF_SHARES), *OWN, *MARKS)
NEEDED: Final = (*(column for column in REQUIRED if column not in _OF_SHARES), *OWN)
DETAIL_COLUMNS: Final = (
    "agreement_id, line, account, registration, registration_commitment, address, city, region, postal_code, "
    "country, account_type, email, taxpayer_id_encrypted, taxpayer_id_index, taxpayer_id_last_four, number, "
    "rights, dated, countersigned_on, countersigner, legend_class, taint_class, stopped_on, stop_kind, "
    "stop_reason"
)
STOP_KINDS: Final = (
    StopKind.HOUSE,
    StopKind.LOSS_REPORTED,
    StopKind.THEFT_REPORTED,
    StopKind.COURT_ORDER,
    StopKind.COMPANY_INSTRUCTION,
)
"""What a predecessor's stop may rest on; the first where it says nothing."""
REASON_LENGTH: Final = 300
NAME_LENGTH: Final = 200
_WHOLE: Final = re.compile(r"[0-9]{1,15}")
_LEGENDS: Final = frozenset(one.value for one in LegendClass)
_CLASSES: Final = frozenset(one.value for one in TaintClass)
_STOPS: Final = frozenset(one.value for one in STOP_KINDS)


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate that stands: its number, holder, Rights, dates, and what its face and its stop say."""

    number: int
    holder: ListRow
    rights: int
    dated: date
    countersigned_on: date
    countersigner: str
    legend_class: str
    taint_class: str
    stopped_on: date | None
    stop_kind: str
    stop_reason: str


@dataclass
class DetailStager(RowStager):
    """Turns rows of one certificate detail into COPY lines. `list_id` is the key of the agreement.

    `countersigner` stands where a row names none; the last day on which anything can have happened is the
    rules' `last_issued`.
    """

    countersigner: str = ""

    def __post_init__(self) -> None:
        self.commitment = registration_hash(self.commitment_key)

    @property
    def ingredients(self) -> tuple[object, ...]:
        """What another process needs to build the same."""
        return (*super().ingredients, self.countersigner)

    def _told_apart(self, records: Iterator[tuple[int, str]]) -> RowsApart:
        apart = RowsApart()
        for line, record in records:
            if record and any(parsed := self._parsed(record, line=line)):
                apart.others.append((line, self.columns, parsed))
        return apart

    def _tell_apart(self, fields: Sequence[str], *, line: int, into: RowsApart) -> None:
        into.others.append((line, self.columns, fields))

    def _stage(self, rows: RowsApart, *, into: ExaminedBlock) -> None:
        self.seal = self.vault.sealer(self.rules.agreement_code)
        into.row_count = len(rows.others)
        staged: list[str] = []
        for line, columns, fields in rows.others:
            if len(fields) != len(columns):
                told = [_problem(line, "certificate", "", "has another number of fields than the head")]
                found: CertificateRow | list[Problem] = told
            else:
                found = self.certificate(dict(zip(columns, fields, strict=True)), line=line)
            if isinstance(found, CertificateRow):
                staged.append(self._detail_line(found, line=line))
            else:
                into.rejected_count += 1
                into.problems += found
        into.staged = "".join(staged).encode()

    def certificate(self, values: dict[str, str], *, line: int) -> CertificateRow | list[Problem]:
        """The certificate of a row, or every problem the row has.

        Agreement: 4(b);5(b);21.
        """
        # Shares are not spoken of: the rest of the row is examined as a row of a list.
        holder = examine_row(
            {**values, "common_shares": "1", "shares_issued_on": ""}, line=line, rules=self.rules
        )
        said = {name: values.get(name, "").strip() for name in (*OWN, *MARKS)}
        last = self.rules.last_issued
        wrong = [*holder] if isinstance(holder, list) else []
        wrong += [_problem(line, name, said[name], why) for name, why in _faults(said, last=last)]
        if wrong or isinstance(holder, list):
            return wrong
        stopped_on = read_date(said["stopped_on"])
        dated, signed = read_date(said["dated"]), read_date(said["countersigned_on"])
        assert dated is not None
        assert signed is not None
        return CertificateRow(
            int(said["certificate"]),
            holder,
            int(said["rights"]),
            dated,
            signed,
            said["countersigner"] or self.countersigner,
            said["legend_class"] or LegendClass.GENERAL.value,
            said["taint_class"],
            stopped_on,
            (said["stop_kind"] or STOP_KINDS[0].value) if stopped_on else "",
            said["stop_reason"],
        )

    def _detail_line(self, row: CertificateRow, *, line: int) -> str:
        holder = row.holder
        address = (holder.address, holder.city, holder.region, holder.postal_code, holder.country)
        fields = (
            f"{self.list_id}\t{line}\t{holder.account}",
            escaped(holder.registration),
            self._commitment_to(holder.registration),
            *map(escaped, (*address, holder.account_type, holder.email)),
            self._sealed(holder.taxpayer_id, holder.account),
            f"{row.number}\t{row.rights}\t{row.dated}\t{row.countersigned_on}",
            escaped(row.countersigner),
            f"{row.legend_class}\t{row.taint_class}\t{row.stopped_on or NOTHING}\t{row.stop_kind}",
            escaped(row.stop_reason),
        )
        return "\t".join(fields) + "\n"


def _faults(said: dict[str, str], *, last: date) -> Iterator[tuple[str, str]]:
    """What is wrong with what a row says of its certificate: the column, why, and how to put it right."""
    for name in ("certificate", "rights"):
        if not _WHOLE.fullmatch(said[name]) or int(said[name]) < 1:
            yield name, "is not a whole number above nought"
    for name in ("dated", "countersigned_on", "stopped_on"):
        day = read_date(said[name])
        if day is None and (said[name] or name != "stopped_on"):
            yield name, "is not a date written YYYY-MM-DD"
        elif day is not None and day > last:
            yield name, f"lies after {last}, the day on which the detail is read"
    yield from _faults_of_face(said)
    yield from _faults_of_stop(said)
    for name, limit in (("countersigner", NAME_LENGTH), ("stop_reason", REASON_LENGTH)):
        if len(said[name]) > limit:
            yield name, f"is longer than {limit} signs"
        if not said[name].isprintable():
            yield name, "has a sign that is not printed"


def _faults_of_face(said: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A face bears the general sentence, or the legend of nullity with its class (4(b))."""
    legend, taint = said["legend_class"], said["taint_class"]
    if legend and legend not in _LEGENDS:
        yield "legend_class", "is no legend of 4(b): write GENERAL, or NULLITY with its class"
    elif legend == LegendClass.NULLITY and not taint:
        yield "taint_class", f"is missing beside a legend of nullity (4(b)): write one of {_listed(_CLASSES)}"
    elif taint and legend != LegendClass.NULLITY:
        yield (
            "taint_class",
            "stands without the legend of 4(b): write NULLITY as legend_class, or leave it out",
        )
    if taint and taint not in _CLASSES:
        yield "taint_class", f"is no class of 7(e): write one of {_listed(_CLASSES)}"


def _faults_of_stop(said: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A stop has its day and its reason (5(a), 6(b)); neither stands alone."""
    day, kind, reason = said["stopped_on"], said["stop_kind"], said["stop_reason"]
    if (kind or reason) and not day:
        yield "stopped_on", "is missing beside a stop: write the day since which it stands"
    if day and not reason:
        yield "stop_reason", "is missing beside the day of a stop: write why it stands"
    if kind and kind not in _STOPS:
        yield "stop_kind", f"is no kind of stop: write one of {_listed(_STOPS)}, or leave it out"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _problem(line: int, column: str, value: str, reason: str) -> Problem:
    told = f"Line {line}: {column} {value[:40]} {reason}".replace("  ", " ")
    return problem("CERTIFICATE_DETAIL_INVALID", line=line, column=column, value=value, reason=told)
