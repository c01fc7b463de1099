"""A part of an agreement file laid over terms: every key checked as in a whole file, the first problem told.

It comes as JSON, where dates and times stand in quotes.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from types import MappingProxyType

from agreement.agreement_file import values as v
from agreement.agreement_file.combinations import impossible_combinations
from agreement.agreement_file.keys import KEYS, Key
from agreement.agreement_file.problems import Problem
from agreement.agreement_file.reader import read_records, with_later_keys
from agreement.agreement_file.records import RECORD_TABLES
from agreement.agreement_file.values import Unreadable
from agreement.refusals import refuse
from agreement.terms import Terms

_TABLES = tuple(dict.fromkeys(key.table for key in KEYS))
_RECORDS = {table.name: table for table in RECORD_TABLES}
_DAYS = (v.DATE, v.DATE_OR_NONE)


def terms_with(terms: Terms, part: Mapping[str, object], *, path: str = "terms") -> Terms:
    """The terms with what a part of an agreement file states instead.

    Raises FACT_UNKNOWN and FACT_MALFORMED with the path of the key, also where the terms cannot be together.
    """
    fields: dict[str, object] = {}
    for name, given in part.items():
        if name in _TABLES:
            fields |= _read_table(name, given, f"{path}.{name}")
        elif name in _RECORDS:
            problems: list[Problem] = []
            records = with_later_keys(name, _with_days(name, given))
            fields[name] = read_records(records, _RECORDS[name], problems, first_place=0)
            _refuse(problems, path)
        else:
            raise refuse("FACT_UNKNOWN", name=f"{path}.{name}", names=", ".join((*_TABLES, *_RECORDS)))
    if not fields:
        return terms
    changed = replace(terms, **fields)  # type: ignore[arg-type]  # each value was read by the kind its field has
    if "roll_close_of_business" in fields:
        changed = _with_close(changed)
    _refuse(impossible_combinations(changed), path)
    return changed


def _with_close(terms: Terms) -> Terms:
    """The reading on the final close follows the key that says how a Close of Business rolls."""
    in_use = "ROLLED_FORWARD" if terms.roll_close_of_business else "DATE_AS_PRINTED"
    reading = replace(terms.readings["final_expiration_close"], in_use=in_use)
    return replace(terms, readings=MappingProxyType({**terms.readings, reading.name: reading}))


def _refuse(problems: tuple[Problem, ...] | list[Problem], path: str) -> None:
    for problem in problems:
        name = f"{path}.{problem.key}"
        raise refuse(
            "FACT_MALFORMED",
            name=name,
            saying=f"{name} {problem.wrong}",
            curing=problem.cure,
        )


def _read_table(name: str, given: object, path: str) -> dict[str, object]:
    if not isinstance(given, Mapping):
        raise refuse("FACT_MALFORMED", name=path, value=given, wanted="an object")
    keys = {key.name: key for key in KEYS if key.table == name}
    for key in given:
        if key not in keys:
            raise refuse("FACT_UNKNOWN", name=f"{path}.{key}", names=", ".join(keys))
    return {key: _read(keys[key], value, f"{path}.{key}") for key, value in given.items()}


def _read(key: Key, value: object, path: str) -> object:
    try:
        return key.kind.read(_typed(key, value))
    except (Unreadable, ValueError) as unreadable:
        wanted = str(unreadable) if isinstance(unreadable, Unreadable) else key.kind.words
        raise refuse("FACT_MALFORMED", name=path, value=value, wanted=wanted) from None


def _typed(key: Key, value: object) -> object:
    """A date or a time in quotes as what it is; anything else as it stands."""
    if isinstance(value, str) and value:
        if key.kind in _DAYS:
            return date.fromisoformat(value)
        if key.kind is v.TIME:
            return time.fromisoformat(value)
    return value


def _with_days(name: str, given: object) -> object:
    """Records with their dates read; what is malformed stays and is told by the reader."""
    if isinstance(given, list):
        return [_with_days(name, one) for one in given]
    if not isinstance(given, Mapping):
        return given
    keys = {key.name: key for key in _RECORDS[name].keys}
    typed = dict(given)
    for key, value in given.items():
        try:
            typed[key] = _typed(keys[key], value) if key in keys else value
        except ValueError:
            typed[key] = value
    return typed
