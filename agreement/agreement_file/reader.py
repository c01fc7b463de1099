"""Reading an agreement file: every key is checked, and all problems are told at once."""

import re
import tomllib
from collections.abc import Mapping
from types import MappingProxyType

from agreement.agreement_file.combinations import impossible_combinations
from agreement.agreement_file.keys import KEYS, WHEN_KEPT_WITHOUT, WHEN_RECORD_KEPT_WITHOUT, Key
from agreement.agreement_file.problems import AgreementFileError, Problem
from agreement.agreement_file.records import (
    OWN_READING_KEYS,
    READING_KEYS,
    RECORD_TABLES,
    RecordTable,
)
from agreement.agreement_file.values import Unreadable
from agreement.clauses import CLAUSES
from agreement.readings import QUESTIONS, Reading
from agreement.terms import Terms

_Table = Mapping[str, object]
_LARGEST = 1_000_000
_READING_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NO_SECTION = "docs/agreement-file.md"


def read_agreement_file(contents: bytes | str, *, is_kept: bool = False) -> Terms:
    """The terms that an agreement file states.

    A file that `is_kept` was read whole before: a key that has come since is read as files then meant it.

    Raises AgreementFileError (an InvalidRequest) that names every unknown, missing, wrong or impossible key
    with its section and its cure.
    """
    document = _with_later_keys(_parse(contents)) if is_kept else _parse(contents)
    problems: list[Problem] = []
    fields: dict[str, object] = {}
    names = {key.table for key in KEYS} | {table.name for table in RECORD_TABLES} | {"readings"}
    for name in document:
        if name not in names:
            problems.append(Problem(name, "is no table of this file", _NO_SECTION, "take it out"))
    for name in dict.fromkeys(key.table for key in KEYS):
        keys = tuple(key for key in KEYS if key.table == name)
        fields |= _read_table(document.get(name), name, keys, problems)
    for table in RECORD_TABLES:
        fields[table.name] = read_records(document.get(table.name), table, problems)
    fields["readings"] = _read_readings(document.get("readings"), problems)
    if problems:
        raise AgreementFileError(problems)
    terms = Terms(**fields)  # type: ignore[arg-type]  # each value was read by the kind its field has
    if impossible := impossible_combinations(terms):
        raise AgreementFileError(impossible)
    return terms


def _with_later_keys(document: _Table) -> _Table:
    """A document with the keys that its file could not have, each as files meant it that were without."""
    tables = dict(document)
    for key in KEYS:
        table = tables.get(key.table)
        if key.name in WHEN_KEPT_WITHOUT and isinstance(table, dict) and key.name not in table:
            tables[key.table] = {**table, key.name: WHEN_KEPT_WITHOUT[key.name]}
    return tables | {name: with_later_keys(name, tables.get(name)) for name in WHEN_RECORD_KEPT_WITHOUT}


def with_later_keys(name: str, records: object) -> object:
    """The records of a table with the keys that came later, each as those meant it that were without."""
    meant = WHEN_RECORD_KEPT_WITHOUT.get(name, {})
    if not isinstance(records, list):
        return records
    return [meant | one if isinstance(one, dict) else one for one in records]


def _parse(contents: bytes | str) -> _Table:
    if len(contents) > _LARGEST:
        raise AgreementFileError([Problem("file", "is too large", _NO_SECTION, "an agreement is under 1 MB")])
    try:
        text = contents if isinstance(contents, str) else contents.decode("utf-8-sig")
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        wrong = f"is not UTF-8 at byte {error.start}"
        raise AgreementFileError([Problem("file", wrong, _NO_SECTION, "save it as UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        wrong = f"is not TOML: {error}"
        raise AgreementFileError([Problem("file", wrong, _NO_SECTION, "correct that line")]) from None


def _read_table(
    found: object, name: str, keys: tuple[Key, ...], problems: list[Problem]
) -> dict[str, object]:
    """The values of one table; a missing or wrong one is a problem and stays out."""
    if not isinstance(found, dict):
        told = "is missing" if found is None else "is not a table"
        problems.append(Problem(name, told, _NO_SECTION, f"write it as [{name}]"))
        return {}
    known = {key.name: key for key in keys}
    for extra in found:
        if extra not in known:
            problems.append(Problem(f"{name}.{extra}", "is no key of this file", _NO_SECTION, "take it out"))
    fields: dict[str, object] = {}
    for key in keys:
        at = f"{name}.{key.name}"
        if key.name not in found:
            problems.append(Problem(at, "is missing", key.citation, f"give {key.kind.words}: {key.meaning}"))
            continue
        try:
            fields[key.name] = key.kind.read(found[key.name])
        except Unreadable as unreadable:
            wrong = f"cannot be {_short(found[key.name])}"
            problems.append(Problem(at, wrong, key.citation, f"give {unreadable}"))
    return fields


def read_records(
    found: object, table: RecordTable, problems: list[Problem], *, first_place: int = 1
) -> object:
    """The records of a table, or its one record; what is wrong is added to the problems.

    A person counts the tables of a file from 1; `first_place` is 0 for paths of JSON.
    """
    if table.is_single:
        return _record(found, table.name, table, problems)
    records = [] if found is None else found
    if not isinstance(records, list):
        told = Problem(table.name, "is not a list of tables", _NO_SECTION, f"write each as [[{table.name}]]")
        problems.append(told)
        return ()
    if len(records) < table.at_least:
        cure = f"give at least {table.at_least}: {table.meaning}"
        problems.append(Problem(table.name, "has too few records", table.keys[0].citation, cure))
    return tuple(
        _record(record, f"{table.name}[{place}]", table, problems)
        for place, record in enumerate(records, first_place)
    )


def _record(found: object, name: str, table: RecordTable, problems: list[Problem]) -> object:
    fields = _read_table(found, name, table.keys, problems)
    return table.makes(**fields) if len(fields) == len(table.keys) else None


def _read_readings(found: object, problems: list[Problem]) -> Mapping[str, Reading]:
    if not isinstance(found, dict):
        problems.append(Problem("readings", "is missing", "§29", "give a table for each open question"))
        return {}
    readings: dict[str, Reading] = {}
    for name in (*QUESTIONS, *(extra for extra in found if extra not in QUESTIONS)):
        reading = _read_reading(found.get(name), name, problems)
        if reading is not None:
            readings[name] = reading
    return MappingProxyType(readings)


def _read_reading(found: object, name: str, problems: list[Problem]) -> Reading | None:
    question = QUESTIONS.get(name)
    keys = READING_KEYS if question else (*READING_KEYS, *OWN_READING_KEYS)
    at = f"readings.{name}"
    if not _READING_NAME.fullmatch(name):
        cure = "name it by 1 to 64 small letters, digits and underscores"
        problems.append(Problem(f"readings.{_short(name)}", "is no name of a reading", "§29", cure))
        return None
    fields = _read_table(found, at, keys, problems)
    if len(fields) != len(keys):
        return None
    if question:
        fields |= {"section": question.section, "question": question.question, "possible": question.possible}
    unknown = [part for part in str(fields["section"]).split(";") if part not in CLAUSES]
    if unknown:
        wrong = f"names the section {', '.join(unknown)}, which the agreement does not have"
        problems.append(Problem(f"{at}.section", wrong, _NO_SECTION, "correct the number"))
    reading = Reading(name=name, **fields)  # type: ignore[arg-type]  # read by the kinds above
    if reading.in_use not in reading.possible:
        cure = f"choose one of {', '.join(reading.possible)}"
        problems.append(Problem(f"{at}.in_use", f"cannot be {_short(reading.in_use)}", "§29", cure))
    return reading


def _short(value: object) -> str:
    told = repr(value)
    return told if len(told) <= 60 else f"{told[:57]}..."
