"""The terms in plain words, and the reference of the agreement file: both made from the table of keys."""

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from agreement.agreement_file.keys import KEYS, Key
from agreement.agreement_file.records import (
    OWN_READING_KEYS,
    READING_KEYS,
    RECORD_TABLES,
    RecordTable,
)
from agreement.arithmetic import as_text
from agreement.clauses import cite_all
from agreement.readings import QUESTIONS
from agreement.terms import NoticeAddress, Office, Officer, Party, SpecialGroup, Terms

Line = tuple[str, str, str]


def describe(terms: Terms) -> list[Line]:
    """What was understood: (label, value, section) for every term, in the order of the file."""
    lines: list[Line] = [
        ("Company", _party(terms.company), "Recitals"),
        ("Rights Agent", _party(terms.rights_agent), "Recitals"),
    ]
    lines += [(_label(key), _shown(getattr(terms, key.name)), key.citation) for key in KEYS]
    lines += list(_record_lines(terms))
    lines += [
        (
            reading.question,
            f"{reading.in_use} (by {reading.decided_by}, since {reading.since})",
            cite_all(*reading.section.split(";")),
        )
        for reading in terms.readings.values()
    ]
    return lines


def _label(key: Key) -> str:
    return key.meaning[0].upper() + key.meaning[1:]


def _party(party: Party) -> str:
    return f"{party.name}, {party.jurisdiction}, {party.entity_kind}"


def _record_lines(terms: Terms) -> Iterable[Line]:
    for appointment in terms.appointments:
        span = _span(appointment.in_office_from, appointment.in_office_until)
        yield (f"Agent in office ({appointment.kind})", f"{appointment.agent}, {span}", "§2")
    for officer in terms.officers:
        yield ("Officer of the Company", _officer(officer), "§5(a)")
    for countersigner in terms.countersigners:
        span = _span(countersigner.authorised_from, countersigner.authorised_until)
        yield ("May countersign", f"{countersigner.name}, {countersigner.title}, {span}", "house policy")
    for office in terms.offices:
        yield ("Designated office", _office(office), "§5(b)")
    for address in terms.notice_addresses:
        yield (f"Notices to {address.party} ({address.role})", _address(address), "§26")
    for group in terms.special_groups:
        yield ("Group with a threshold of its own", _group(group), "§1(a)")
    for signatory in terms.signatories:
        name = signatory.name or "(name left out)"
        yield (f"Signed for {signatory.party}", f"{name}, {signatory.title}", "Signature page")


def _span(start: date, end: date | None) -> str:
    return f"from {start}" + (f" until {end}" if end else "")


def _officer(officer: Officer) -> str:
    signs = "; signs certificates" if officer.signs_certificates else ""
    return f"{officer.name}, {officer.title}, {_span(officer.in_office_from, officer.in_office_until)}{signs}"


def _office(office: Office) -> str:
    return (
        f"{office.name}: {', '.join(office.lines)}, {_span(office.designated_from, office.designated_until)}"
    )


def _address(address: NoticeAddress) -> str:
    parts = [", ".join(address.lines)]
    parts += [f"facsimile {address.facsimile}"] if address.facsimile else []
    parts += [f"attention {address.attention}"] if address.attention else []
    return "; ".join(parts)


def _group(group: SpecialGroup) -> str:
    told = f"{group.name} ({', '.join(group.members)}): {_percent(group.threshold)}"
    if group.ratchet_armed_at is not None and group.ratchet_threshold is not None:
        told += f", {_percent(group.ratchet_threshold)} once it held {_percent(group.ratchet_armed_at)}"
        told += " and fell below"
    if group.ratchet_margin is not None:
        told += f", or {_percent(group.ratchet_margin)} above the least it ever held, if that is less"
    return told


def _percent(ratio: Fraction) -> str:
    return f"{as_text(ratio * 100)}%"


def _shown(value: object) -> str:
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, StrEnum):
        return value.value.lower().replace("_", " ")
    if isinstance(value, Fraction):
        return as_text(value)
    if isinstance(value, tuple):
        return ", ".join(_shown(part) for part in value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, (Decimal, date, int, str)):
        return str(value)
    return str(getattr(value, "key", value))


_HEAD = """# The agreement file

A Rights Agreement comes into the system as one TOML file. Every key below must be there and no other may be:
an unknown key, a missing one, a value of the wrong kind or an impossible combination is refused, all of them
in one message that names the key, the section and the cure. Nothing has a silent default. A file that is on
record from before a key came goes on to be read, with what such files meant (`WHEN_KEPT_WITHOUT`).

Amounts and ratios stand in quotes, because a number with a point is not exact without them. A percentage is
written with its sign (`"15%"`). Dates and times stand without quotes. `""` says that there is none. An amount
has at most 12 digits before the point and 8 behind it, a ratio at most 12 and 12, a whole number is at most
1,000,000,000,000, and a text stands on one line.

The sections are those of the first plan (`agreement/clauses.py`), and so is whatever this system cites: an
agreement that numbers its sections otherwise is read beside it (`docs/adr/0015`). *House policy* marks what
the agreement does not regulate. A list of records that may be empty may be left out. Three files ship in
`agreement/data/`. This page is made from the table of keys by `agreement_file_reference()`; a test holds it
to that.
"""


def agreement_file_reference() -> str:
    """The reference of the agreement file, as `docs/agreement-file.md` holds it."""
    parts = [_HEAD]
    for table in dict.fromkeys(key.table for key in KEYS):
        parts.append(f"## `[{table}]`\n")
        parts.append(_key_table(key for key in KEYS if key.table == table))
    for record_table in RECORD_TABLES:
        parts.append(f"## `{_bracketed(record_table)}`\n")
        few = "" if record_table.is_single else f" At least {record_table.at_least}."
        parts.append(f"{_sentence(record_table.meaning)}{few}\n")
        parts.append(_key_table(record_table.keys))
    parts.append("## `[readings.NAME]`\n")
    parts.append("One table for each open question below. A plan may add questions of its own.\n")
    parts.append(_key_table((*READING_KEYS, *OWN_READING_KEYS)))
    parts.append(_question_table())
    return "\n".join(parts)


def _bracketed(table: RecordTable) -> str:
    return f"[{table.name}]" if table.is_single else f"[[{table.name}]]"


def _sentence(meaning: str) -> str:
    return f"{meaning[0].upper()}{meaning[1:]}."


def _key_table(keys: Iterable[Key]) -> str:
    rows = [f"| `{key.name}` | {key.kind.words} | {key.citation} | {_label(key)} |" for key in keys]
    return "\n".join(["| Key | Value | Section | Meaning |", "|---|---|---|---|", *rows, ""])


def _question_table() -> str:
    rows = [
        f"| `{q.name}` | {cite_all(*q.section.split(';'))} | {q.question} | "
        f"{', '.join(f'`{reading}`' for reading in q.possible)} |"
        for q in QUESTIONS.values()
    ]
    return "\n".join(["| NAME | Section | Question | Possible readings |", "|---|---|---|---|", *rows, ""])
