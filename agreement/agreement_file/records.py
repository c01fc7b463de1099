"""The tables of an agreement file that describe parties, people, offices and groups, one record each."""

from collections.abc import Callable
from dataclasses import dataclass

from agreement.agreement_file import values as v
from agreement.agreement_file.keys import HOUSE, Key
from agreement.terms import (
    Appointment,
    Countersigner,
    NoticeAddress,
    Office,
    Officer,
    Party,
    Signatory,
    SpecialGroup,
)


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A table of records: its name (the same in `Terms`), what it makes, its keys, how many it must have.

    `is_single` tables are written `[name]`, the others `[[name]]` for each record.
    """

    name: str
    makes: Callable[..., object]
    keys: tuple[Key, ...]
    at_least: int
    meaning: str
    is_single: bool = False


def _table(
    name: str,
    makes: Callable[..., object],
    rows: tuple[tuple[str, v.Kind, str, str], ...],
    *,
    at_least: int,
    meaning: str,
    is_single: bool = False,
) -> RecordTable:
    keys = tuple(Key(name, *row) for row in rows)
    return RecordTable(name, makes, keys, at_least, meaning, is_single)


_PARTY_OF_NOTICE = v.choice_of(("COMPANY", "RIGHTS_AGENT"))

_PARTY_KEYS = (
    ("name", v.TEXT, "Recitals", "name"),
    ("jurisdiction", v.TEXT, "Recitals", "law it is organised under"),
    ("entity_kind", v.TEXT, "Recitals", "kind of entity"),
)

RECORD_TABLES: tuple[RecordTable, ...] = (
    _table("company", Party, _PARTY_KEYS, at_least=1, meaning="the issuer", is_single=True),
    _table("rights_agent", Party, _PARTY_KEYS, at_least=1, meaning="the agent named", is_single=True),
    _table(
        "notice_addresses",
        NoticeAddress,
        (
            ("party", _PARTY_OF_NOTICE, "26", "whose address it is"),
            ("role", v.choice_of(("PRINCIPAL", "COPY")), "26", "the address itself, or that of a copy"),
            ("lines", v.TEXTS, "26", "lines of the address"),
            ("facsimile", v.TEXT_OR_EMPTY, "26", "number for facsimile transmission"),
            ("attention", v.TEXT_OR_EMPTY, "26", "for whose attention"),
        ),
        at_least=2,
        meaning="addresses for notices, one of each party at least",
    ),
    _table(
        "officers",
        Officer,
        (
            ("name", v.TEXT, "5(a)", "name as it is signed"),
            ("title", v.TITLE, "5(a)", "title"),
            ("in_office_from", v.DATE, "5(a)", "first day in office"),
            ("in_office_until", v.DATE_OR_NONE, "5(a)", "last day in office"),
            ("signs_certificates", v.TRUTH, "5(a)", "whether a facsimile signature is used on certificates"),
        ),
        at_least=0,
        meaning="officers of the Company",
    ),
    _table(
        "countersigners",
        Countersigner,
        (
            ("name", v.TEXT, HOUSE, "name"),
            ("title", v.TITLE, HOUSE, "title"),
            ("authorised_from", v.DATE, HOUSE, "first day of the authority"),
            ("authorised_until", v.DATE_OR_NONE, HOUSE, "last day of the authority"),
        ),
        at_least=0,
        meaning="signatories of the agent who may countersign by hand",
    ),
    _table(
        "offices",
        Office,
        (
            ("name", v.TEXT, "5(b)", "name of the office"),
            ("lines", v.TEXTS, "5(b)", "lines of the address"),
            ("designated_from", v.DATE, "5(b)", "first day of the designation"),
            ("designated_until", v.DATE_OR_NONE, "5(b)", "last day of the designation"),
        ),
        at_least=1,
        meaning="offices designated for registration, transfer and surrender",
    ),
    _table(
        "appointments",
        Appointment,
        (
            ("agent", v.TEXT, "2", "name of the agent"),
            ("kind", v.choice_of(("PRINCIPAL", "CO_AGENT")), "2", "Rights Agent or co-Rights Agent"),
            ("in_office_from", v.DATE, "2", "first day in office"),
            ("in_office_until", v.DATE_OR_NONE, "21", "last day in office"),
        ),
        at_least=1,
        meaning="who was Rights Agent when",
    ),
    _table(
        "signatories",
        Signatory,
        (
            ("party", _PARTY_OF_NOTICE, "Signature page", "for whom"),
            ("name", v.TEXT_OR_EMPTY, "Signature page", "name, which may be left out"),
            ("title", v.TEXT, "Signature page", "title"),
        ),
        at_least=2,
        meaning="who signed the agreement",
    ),
    _table(
        "special_groups",
        SpecialGroup,
        (
            ("name", v.TEXT, "1(a)", "name of the group"),
            ("members", v.TEXTS, "1(a)", "its members"),
            ("threshold", v.RATIO, "1(a)", "its own threshold"),
            ("ratchet_armed_at", v.RATIO_OR_NONE, "1(a)", "ownership that arms the ratchet"),
            ("ratchet_threshold", v.RATIO_OR_NONE, "1(a)", "threshold once armed and fallen below"),
            ("ratchet_margin", v.RATIO_OR_NONE, "1(a)", "what it lies above the least part ever held"),
        ),
        at_least=0,
        meaning="Persons with a threshold of their own",
    ),
)

READING_KEYS: tuple[Key, ...] = (
    Key("readings.NAME", "in_use", v.NAME, "29", "the reading in use, one of those possible"),
    Key("readings.NAME", "decided_by", v.TEXT, "29", "who decided it, and by which document"),
    Key("readings.NAME", "since", v.DATE, "29", "since when"),
)

OWN_READING_KEYS: tuple[Key, ...] = (
    Key("readings.NAME", "question", v.TEXT, "29", "the question, for a reading of the plan's own"),
    Key("readings.NAME", "possible", v.TEXTS, "29", "the possible readings, for one of the plan's own"),
    Key("readings.NAME", "section", v.TEXT, "29", "the section, for one of the plan's own"),
)
