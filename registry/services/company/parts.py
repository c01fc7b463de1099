"""The parts that a notice of each kind must state, in canonical form or told as missing."""

from collections.abc import Mapping
from types import MappingProxyType

from agreement.adjusting.deferral import EventOutcome
from agreement.adjustment import AdjustingSection, Distributed, Surrender
from agreement.errors import RefusedByGround
from agreement.later_shares import AdjustmentStatement, IssueCase, TaxStatement
from agreement.new_form import Manner, OldPaper
from agreement.notice import NOTICE_FORMS, part_grounds
from agreement.notice import NoticeKind as RuleKind
from agreement.nullity import Transferees
from agreement.posting import TaintClass
from agreement.separation import Limb
from registry.models import NoticeKind
from registry.selectors.notices import MAILED_PAPERS
from registry.selectors.verification import PAGE_STATES
from registry.services.company.event_parts import EVENT, EVENT_PARTS
from registry.services.company.gate_parts import GATE_PARTS, lacking_jurisdictions
from registry.services.company.order_parts import ORDER_PARTS, ORDER_SILENCE
from registry.services.company.part_shapes import Part, PartShape

__all__ = [
    "PARTS",
    "Part",
    "PartShape",
    "parts_naming_people",
    "parts_of",
    "read_facts",
    "read_parts",
    "required_parts",
]

ENDING_CAUSES = ("INADVERTENCE", "CORRECTED_NOTICE", "OTHER_DETERMINATION")
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
            Part("postponed_to", "the later Distribution Date that the Board determined", PartShape.DAY),
            Part("postponed_on", "the day on which the Board determined it", PartShape.DAY),
            Part(
                "undone_on",
                "the day of the determination by which it is deemed never to have occurred",
                PartShape.DAY,
            ),
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
            Part("fractions_of", "the number of the election under 11(h), if of its own", PartShape.COUNT),
        ),
        NoticeKind.ONE_DATE_APPROVAL: (),
        NoticeKind.VERIFICATION_PAGE: (
            Part("page", "the page opened or closed", PartShape.CHOICE, PAGE_STATES),
        ),
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
        NoticeKind.CO_AGENT_APPOINTED: (
            Part("co_agent", "the name of the co-Rights Agent", PartShape.TEXT),
            Part("effective_on", "the day from which it is in office", PartShape.DAY),
            Part("scope", "the acts for which it is appointed", PartShape.TEXT),
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
        NoticeKind.ADJUSTMENT: (
            Part(
                "adjusted_under",
                "the section of the adjustment or event",
                PartShape.CHOICE,
                tuple(AdjustingSection),
            ),
            Part("event", "the adjustment or event", PartShape.TEXT, may_name_people=True),
            Part("effective_from", "the instant from which it is effective", PartShape.INSTANT),
            Part("statement_of_facts", "the facts", PartShape.TEXT, may_name_people=True),
            Part("calculations", "the calculations", PartShape.TEXT),
            Part("price_of_unit", "the Exercise Price of a unit as adjusted", PartShape.PRICE_OR_NOUGHT),
            Part("units_per_right", "the units that a Right buys as adjusted", PartShape.RATIO),
            Part("security", "the kind and class of securities that a Right buys", PartShape.TEXT),
            Part("redemption_price", "the Redemption Price as adjusted", PartShape.PRICE),
            Part("exchange_ratio", "the Exchange Ratio as adjusted", PartShape.RATIO),
            Part("cash_per_right", "under 11(a)(iii): the cash that each Right gives", PartShape.PRICE),
            Part("copied_on", "the day a copy was filed with each transfer agent", PartShape.DAY),
            Part("changes_instead", "under 11(h): the number of the price's certificate", PartShape.COUNT),
            Part("elected_on", "under 11(h): the day of the election", PartShape.DAY),
            Part("announced_on", "under 11(h): the day of the public announcement", PartShape.DAY),
            Part("record_date", "under 11(h): the record date", PartShape.DAY),
            Part("rights_per_right", "under 11(h): the Rights that each Right becomes", PartShape.RATIO),
            Part("distributed", "under 11(h): what is distributed", PartShape.CHOICE, tuple(Distributed)),
            Part("surrender", "under 11(h): the surrender of those out", PartShape.CHOICE, tuple(Surrender)),
        ),
        NoticeKind.NEW_FORM: (
            Part("form_version", "the name of the form version approved", PartShape.TEXT),
            Part("board_approved_on", "the day on which the Board approved it", PartShape.DAY),
            Part("manner", "how certificates come into the new form", PartShape.CHOICE, tuple(Manner)),
            Part("old_paper", "what becomes of certificates replaced", PartShape.CHOICE, tuple(OldPaper)),
        ),
        NoticeKind.ISSUE_DEFERRED: (
            Part("adjustment", "the number of the certificate of adjustment", PartShape.COUNT),
            Part("record_date", "the record date as of which the adjustment is made", PartShape.DAY),
            EVENT,
        ),
        NoticeKind.DEFERRED_EVENT: (
            Part("deferral", "the number of the election to defer", PartShape.COUNT),
            Part("outcome", "what became of the event", PartShape.CHOICE, tuple(EventOutcome)),
            Part("happened_on", "the day on which it occurred, or was given up", PartShape.DAY),
        ),
        **EVENT_PARTS,
        **ORDER_PARTS,
        **GATE_PARTS,
    }
)
_SILENCE: Mapping[str, tuple[tuple[str, object], ...]] = MappingProxyType(
    {
        NoticeKind.MAILING_REQUEST: (("mailer", "AGENT"), ("papers", MAILED_PAPERS[0])),
        NoticeKind.SHARES_ISSUED: (("issue", ""),),
        NoticeKind.SHARES_EXCLUDED: (("issue", ""),),
        NoticeKind.LATER_SHARES: (("issue", ""),),
        **ORDER_SILENCE,
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
    if kind == NoticeKind.JURISDICTIONS:
        lacking += lacking_jurisdictions(found)
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
