"""The parts that a notice of each kind must state, and how each is read: exact and canonical."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from enum import StrEnum
from types import MappingProxyType

from agreement.errors import RefusedByGround
from agreement.later_shares import AdjustmentStatement, IssueCase, TaxStatement
from agreement.notice import NOTICE_FORMS, part_grounds
from agreement.notice import NoticeKind as RuleKind
from agreement.nullity import Transferees
from agreement.posting import TaintClass
from agreement.separation import Limb
from registry.models import NoticeKind
from registry.selectors.notices import MAILED_PAPERS
from registry.services.company.positions import read_positions
from registry.services.company.recipients import read_recipients

MILLIONTHS = 6  # decimals of a number of shares
PRICE_DECIMALS = 8
RIGHTS_MAX = 10**15
ENDING_CAUSES = ("INADVERTENCE", "CORRECTED_NOTICE", "OTHER_DETERMINATION")
_EXACTLY = Context(prec=60, traps=[InvalidOperation, Inexact])


class PartShape(StrEnum):
    """What a part of a notice is, which says how it is read and how a form asks for it."""

    TEXT = "TEXT"
    DAY = "DAY"
    INSTANT = "INSTANT"
    COUNT = "COUNT"
    SHARES = "SHARES"
    PRICE = "PRICE"
    CHOICE = "CHOICE"
    FACT_TYPE = "FACT_TYPE"
    PERSONS = "PERSONS"
    POSITIONS = "POSITIONS"
    RECIPIENTS = "RECIPIENTS"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a notice: its name in the facts, what it is in words, its shape, its choices if any.

    What may name people stays in the notice; a request, which never changes, only commits to it.
    """

    name: str
    told: str
    shape: PartShape
    choices: tuple[str, ...] = ()
    may_name_people: bool = False

    def read(self, value: object) -> object:
        """The part in canonical form; raises ValueError or TypeError for what cannot be read."""
        return _one_of(value, self.choices) if self.choices else _READERS[self.shape](value)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value.strip()


def _day(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return date.fromisoformat(_text(value)).isoformat()


def _instant(value: object) -> str:
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise ValueError
    return instant.isoformat()


def _count(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value.replace(",", "")):
        value = int(value.replace(",", ""))
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= RIGHTS_MAX:
        raise ValueError
    return value


def _decimal(value: object, *, places: int) -> str:
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        raise ValueError
    try:
        number = Decimal(str(value).replace(",", ""))
        if not (number.is_finite() and 0 < number <= RIGHTS_MAX):
            raise ValueError
        return format(number.quantize(Decimal(1).scaleb(-places), context=_EXACTLY).normalize(), "f")
    except (InvalidOperation, Inexact):
        raise ValueError from None


def _shares(value: object) -> str:
    return _decimal(value, places=MILLIONTHS)


def _price(value: object) -> str:
    return _decimal(value, places=PRICE_DECIMALS)


def _one_of(value: object, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ValueError
    return str(value)


def _fact_type(value: object) -> str:
    """The name of a type of fact; what has a notice of its own kind is not certified in this way."""
    name = _text(value).upper().replace(" ", "_")
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{2,39}", name) or name in NoticeKind.values:
        raise ValueError
    return name


def _persons(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError
    return [_person(person) for person in value]


def _person(value: object) -> dict[str, object]:
    """A person named for the legend: without a number of Rights the whole account is meant."""
    if not isinstance(value, Mapping):
        raise ValueError
    known = {"person_name", "account", "taint_class", "rights", "void_from", "not_feasible_reason"}
    if set(value) - known or value.get("taint_class") not in TaintClass.__members__:
        raise ValueError
    return {
        "person_name": _text(value.get("person_name")),
        "account": _text(value.get("account")),
        "taint_class": str(value["taint_class"]),
        "rights": None if value.get("rights") in (None, "") else _count(value["rights"]),
        "void_from": None if value.get("void_from") in (None, "") else _instant(value["void_from"]),
        "not_feasible_reason": str(value.get("not_feasible_reason") or "").strip(),
    }


_READERS: Mapping[PartShape, Callable[[object], object]] = MappingProxyType(
    {
        PartShape.TEXT: _text,
        PartShape.DAY: _day,
        PartShape.INSTANT: _instant,
        PartShape.COUNT: _count,
        PartShape.SHARES: _shares,
        PartShape.PRICE: _price,
        PartShape.FACT_TYPE: _fact_type,
        PartShape.PERSONS: _persons,
        PartShape.POSITIONS: read_positions,
        PartShape.RECIPIENTS: lambda value: read_recipients(value, read_shares=_shares),
    }
)
_SHARES = Part("shares", "the number of Common Shares", PartShape.SHARES)
_LIMBS = tuple(limb.value for limb in Limb)
_ISSUED_ON = Part("issued_on", "the date on which the shares were issued", PartShape.DAY)
_ISSUE = Part("issue", "the name of the issue of shares", PartShape.TEXT)
_BOARD_FINDING_ON = Part("board_finding_on", "the date of the Board's finding", PartShape.DAY)
_SUPERSEDES = Part("supersedes", "the number of the notice it replaces", PartShape.COUNT)

PARTS: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        NoticeKind.ANNOUNCEMENT: (
            Part("limb", "the limb of the Distribution Date", PartShape.CHOICE, _LIMBS),
            Part("announced_on", "the date of the first public announcement", PartShape.DAY),
        ),
        NoticeKind.RECORD_COUNT: (
            _SHARES,
            Part("as_of", "the Record Date as of which it counts", PartShape.DAY),
            Part("source", "the source of the count", PartShape.TEXT),
        ),
        NoticeKind.SHARES_ISSUED: (_SHARES, _ISSUED_ON, _ISSUE),
        NoticeKind.SHARES_EXCLUDED: (
            _SHARES,
            _ISSUED_ON,
            _ISSUE,
            Part("resolution_on", "the date of the Board's resolution", PartShape.DAY),
        ),
        NoticeKind.SHARES_ACQUIRED: (
            _SHARES,
            Part("acquired_on", "the date on which the Company acquired the shares", PartShape.DAY),
        ),
        NoticeKind.DISTRIBUTION_DATE: (
            Part("distribution_date", "the Distribution Date", PartShape.DAY),
            Part("limb", "the limb of the Distribution Date relied on", PartShape.CHOICE, _LIMBS),
        ),
        NoticeKind.LIST_CERTIFIED: (
            Part("as_of", "the instant as of which the list is certified", PartShape.INSTANT),
            Part("shares", "the certified number of shares", PartShape.SHARES),
            Part("holders", "the certified number of record holders", PartShape.COUNT),
        ),
        NoticeKind.PRE_SEPARATION_NULLITY: (
            Part(
                "persons",
                "each person with account, class and number of Rights",
                PartShape.PERSONS,
                may_name_people=True,
            ),
            Part(
                "board_finding",
                "the Board's finding of a plan to avoid",
                PartShape.TEXT,
                may_name_people=True,
            ),
        ),
        NoticeKind.FORM_APPROVAL: (
            Part("form_version", "the name of the form version approved", PartShape.TEXT),
            Part("folder_hash", "the hash of its words as approved", PartShape.TEXT),
        ),
        NoticeKind.MAILING_REQUEST: (
            Part("mailer", "who is to mail", PartShape.CHOICE, ("AGENT", "COMPANY")),
            Part("papers", "what is to be mailed", PartShape.CHOICE, MAILED_PAPERS),
        ),
        NoticeKind.RIGHT_PRICE: (
            Part("price", "the price of a Right", PartShape.PRICE),
            Part("trading_day", "the Trading Day of the price", PartShape.DAY),
        ),
        NoticeKind.ONE_DATE_APPROVAL: (),
        NoticeKind.FACT_CERTIFIED: (
            Part(
                "fact_type", "the type of fact, such as MARKET_PRICE or ACQUIRING_PERSON", PartShape.FACT_TYPE
            ),
            Part("value", "what is certified", PartShape.TEXT, may_name_people=True),
            Part("as_of", "the date as of which it is certified", PartShape.DAY),
        ),
        NoticeKind.AGENT_REMOVED: (
            Part("mailed_on", "the day on which the notice was mailed", PartShape.DAY),
            Part("effective_on", "the day from which the Rights Agent is removed", PartShape.DAY),
        ),
        NoticeKind.AGENT_APPOINTED: (
            Part("successor", "the name of the successor", PartShape.TEXT),
            Part("effective_on", "the day from which the successor is in office", PartShape.DAY),
            Part("organised_under", "the law under which it is organised", PartShape.TEXT),
            Part("good_standing", "the evidence of its good standing", PartShape.TEXT),
            Part("powers", "its corporate trust or stockholder services powers", PartShape.TEXT),
            Part("supervised_by", "the authority that supervises it", PartShape.TEXT),
            Part("capital", "its combined capital and surplus in US dollars", PartShape.PRICE),
            Part(
                "affiliate_of", "the Person whose Affiliate it is and whose evidence this is", PartShape.TEXT
            ),
            Part("filed_on", "the day of filing with predecessor and transfer agents", PartShape.DAY),
            Part("told_holders_on", "the day of mailing to the registered holders", PartShape.DAY),
        ),
        NoticeKind.NULLITY: (
            Part("persons", "each position named, with its class", PartShape.POSITIONS, may_name_people=True),
            Part("event_at", "the instant of the Triggering Event", PartShape.INSTANT),
            Part("transferees", "the transferees covered", PartShape.CHOICE, tuple(Transferees)),
            Part(
                "board_finding",
                "the Board's finding of a plan to avoid",
                PartShape.TEXT,
                may_name_people=True,
            ),
            _BOARD_FINDING_ON,
        ),
        NoticeKind.NULLITY_ENDED: (
            Part("ends", "the number of the notice whose nullity ends", PartShape.COUNT),
            Part("cause", "the cause", PartShape.CHOICE, ENDING_CAUSES),
            Part("determination", "what was determined", PartShape.TEXT, may_name_people=True),
            Part("determined_on", "the date of the Board's determination", PartShape.DAY),
            Part("divested_on", "the day on which enough shares were divested", PartShape.DAY),
        ),
        NoticeKind.LATER_SHARES: (
            _SHARES,
            _ISSUED_ON,
            _ISSUE,
            Part("case", "the ground on which the shares carry Rights", PartShape.CHOICE, tuple(IssueCase)),
            Part(
                "tax",
                "the tax consequences for Company, persons and plans",
                PartShape.CHOICE,
                tuple(TaxStatement),
            ),
            Part(
                "adjustment",
                "the adjustment made instead, or none",
                PartShape.CHOICE,
                tuple(AdjustmentStatement),
            ),
            Part(
                "board_finding",
                "the Board's finding that Rights are necessary or appropriate",
                PartShape.TEXT,
                may_name_people=True,
            ),
            _BOARD_FINDING_ON,
            Part(
                "recipients",
                "each account with the shares issued to it",
                PartShape.RECIPIENTS,
                may_name_people=True,
            ),
        ),
    }
)
_SILENCE: Mapping[str, tuple[tuple[str, object], ...]] = MappingProxyType(
    {
        NoticeKind.MAILING_REQUEST: (("mailer", "AGENT"), ("papers", MAILED_PAPERS[0])),
        NoticeKind.SHARES_ISSUED: (("issue", ""),),
        NoticeKind.SHARES_EXCLUDED: (("issue", ""),),
        NoticeKind.LATER_SHARES: (("issue", ""),),
        NoticeKind.NULLITY: (("transferees", Transferees.NAMED.value),),
    }
)


def read_facts(kind: str, facts: Mapping[str, object]) -> dict[str, object]:
    """The parts of a notice in canonical form: dates and instants as text, numbers exact.

    Refuses with INSTRUCTION_PART_MISSING, naming every part that is missing, unreadable or not asked for.

    Agreement: 20(b).
    """
    found, lacking = read_parts(kind, facts)
    if lacking:
        raise RefusedByGround.by(part_grounds(RuleKind(kind), lacking=lacking))
    return found


def read_parts(kind: str, facts: Mapping[str, object]) -> tuple[dict[str, object], tuple[str, ...]]:
    """The parts that can be read, in canonical form; and in words what is missing or not asked for.

    Agreement: 20(b).
    """
    wanted, required = parts_of(kind), required_parts(kind)
    found: dict[str, object] = dict(_SILENCE.get(kind, ()))
    lacking: list[str] = []
    for part in wanted:
        if facts.get(part.name) in (None, ""):
            if part.name in required:
                lacking.append(part.told)
            continue
        try:
            found[part.name] = part.read(facts[part.name])
        except (ValueError, TypeError):
            lacking.append(f"{part.told} in a form that can be read (not {facts[part.name]!r})")
    lacking += [f"nothing called {name}" for name in facts if name not in {part.name for part in wanted}]
    if kind == NoticeKind.PRE_SEPARATION_NULLITY:
        lacking += _lacking_finding(found)
    return found, tuple(lacking)


def parts_of(kind: str) -> tuple[Part, ...]:
    """The parts that a notice of a kind may state, the number of the notice it replaces the last of them."""
    return (*PARTS[NoticeKind(kind)], _SUPERSEDES)


def required_parts(kind: str) -> tuple[str, ...]:
    """The names of the parts without which a notice of a kind is refused in form.

    Agreement: 20(b).
    """
    return NOTICE_FORMS[RuleKind(kind)].required_parts


def parts_naming_people(kind: str) -> frozenset[str]:
    """The names of the parts of a notice in which people may be named."""
    return frozenset(part.name for part in PARTS[NoticeKind(kind)] if part.may_name_people)


def _lacking_finding(found: Mapping[str, object]) -> list[str]:
    """A plan to avoid the section is for the Board to find, so its class needs the Board's finding."""
    persons = found.get("persons")
    classes = {person["taint_class"] for person in persons} if isinstance(persons, list) else set()
    if TaintClass.III_B in classes and "board_finding" not in found:
        return ["the Board's finding of a plan to avoid"]
    return []
