"""Stops: what keeps Rights from being moved, on what each rests, and how long it lasts.

The registered holder is the owner (16(c)); so a stop needs a ground of its own, and a claim of somebody else
is none: it is noted and changes nothing.

Agreement: 16(c).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agreement.choices import Worded
from agreement.decisions import Ground
from agreement.posting import EntryKind
from agreement.refusals import ground
from agreement.workflow.items import ItemKind


class StopKind(Worded):
    """Why Rights are stopped."""

    LOSS_REPORTED = "LOSS_REPORTED", "Loss or destruction reported"
    THEFT_REPORTED = "THEFT_REPORTED", "Theft reported"
    COURT_ORDER = "COURT_ORDER", "Order of a court or an authority"
    DEMAND_NOT_TO_REGISTER = "DEMAND_NOT_TO_REGISTER", "Demand not to register a transfer"
    INDEMNITY_BOND = "INDEMNITY_BOND", "Indemnity bond filed after a demand not to register"
    NULLITY = "NULLITY", "Nullity noticed, legend not on the paper"
    COMPANY_INSTRUCTION = "COMPANY_INSTRUCTION", "Instruction of the Company"
    HOUSE = "HOUSE", "Precaution of the Rights Agent"
    ADVERSE_CLAIM = "ADVERSE_CLAIM", "Adverse claim, noted without effect"


class StopReach(Worded):
    """Which acts a stop holds."""

    EVERYTHING = "EVERYTHING", "Everything the holder asks for"
    REGISTRATION = "REGISTRATION", "Transfers, new certificates and replacements"
    EXERCISE = "EXERCISE", "Exercises"


class ReporterCapacity(Worded):
    """In which capacity somebody reports a loss or makes a demand."""

    REGISTERED_HOLDER = "REGISTERED_HOLDER", "The registered holder"
    REPRESENTATIVE = "REPRESENTATIVE", "Attorney, guardian, executor or successor of the holder"
    HOLDERS_AGENT = "HOLDERS_AGENT", "Agent of the holder, such as a broker"
    COURT_OR_AUTHORITY = "COURT_OR_AUTHORITY", "A court or an authority"
    COMPANY = "COMPANY", "The Company"
    RIGHTS_AGENT = "RIGHTS_AGENT", "The Rights Agent itself"
    OTHER = "OTHER", "Somebody else"


# In which capacity somebody tells of a loss at the counter (§6(b)).
CLAIMANTS = (
    ReporterCapacity.REGISTERED_HOLDER,
    ReporterCapacity.REPRESENTATIVE,
    ReporterCapacity.HOLDERS_AGENT,
    ReporterCapacity.OTHER,
)
LOSS_KINDS = frozenset({StopKind.LOSS_REPORTED, StopKind.THEFT_REPORTED})
# What rests on a writing is not stopped without it; a loss is told by telephone first.
ON_PAPER = frozenset(
    {
        StopKind.COURT_ORDER,
        StopKind.DEMAND_NOT_TO_REGISTER,
        StopKind.INDEMNITY_BOND,
        StopKind.NULLITY,
        StopKind.COMPANY_INSTRUCTION,
    }
)
# What keeps a transfer from being registered and holds nothing else, for whoever asks it may exercise.
OF_A_DEMAND = frozenset({StopKind.DEMAND_NOT_TO_REGISTER, StopKind.INDEMNITY_BOND})
_UNTIL_TOLD = "the end of the period that its maker and the presenter are told"
PROPER_PERSONS = frozenset({ReporterCapacity.REGISTERED_HOLDER, ReporterCapacity.REPRESENTATIVE})
_REGISTRATIONS = frozenset(
    {
        ItemKind.TRANSFER,
        ItemKind.SPLIT_UP,
        ItemKind.COMBINE,
        ItemKind.EXCHANGE_CERTIFICATES,
        ItemKind.REPLACE,
    }
)
# Entries that pass a stop. A stop keeps a holder, or who poses as one, from disposing of Rights: these
# dispose of nothing. Marks, corrections and adjustments leave the Rights with their holder, and what ends a
# whole class by the agreement's own terms ends stopped Rights with it; what is then owed waits. The books'
# door holds the same list (registry/sql/stops.sql).
PASSING_ENTRIES = frozenset(
    {
        EntryKind.ATTACH,
        EntryKind.RETIRE_ATTACHED,
        EntryKind.OPEN,
        EntryKind.ISSUE,
        EntryKind.NULLIFY,
        EntryKind.RESTORE,
        EntryKind.ADJUST_NUMBER,
        EntryKind.REDEEM,
        EntryKind.EXPIRE,
        EntryKind.TAKE_ON,
        EntryKind.CORRECT,
    }
)


@dataclass(frozen=True, slots=True)
class StopFacts:
    """A stop that stands: its number, its kind, its day, what it says, and which acts it holds.

    `dated` is the day of an order, which the reason names; `expires_on` is the last day of a demand, and none
    until both were told that a certificate was presented.
    """

    number: int
    kind: StopKind
    placed_on: date
    reason: str
    reach: StopReach = StopReach.EVERYTHING
    dated: date | None = None
    expires_on: date | None = None


def holds(stop: StopFacts, *, kind: ItemKind) -> bool:
    """Whether a stop holds items of a kind; the replacement of a lost certificate passes its own stop.

    Agreement: 6(b);15(b).
    """
    if kind is ItemKind.REPLACE and stop.kind in LOSS_KINDS:
        return False
    if stop.reach is StopReach.EVERYTHING:
        return True
    return (kind in _REGISTRATIONS) == (stop.reach is StopReach.REGISTRATION)


def stop_ground(stop: StopFacts, *, on: str) -> Ground:
    """The ground of a stop; `on` names what it stands on. What is only noted warns.

    Agreement: 6(b);15(b);16(c).
    """
    facts: dict[str, Any] = {"stop": stop.number, "on": on, "date": stop.placed_on, "reason": stop.reason}
    match stop.kind:
        case StopKind.COURT_ORDER:
            return ground(
                "RESTRAINED_BY_ORDER",
                order=stop.reason.rstrip("."),
                date=stop.dated or stop.placed_on,
                stop=stop.number,
                on=on,
            )
        case StopKind.DEMAND_NOT_TO_REGISTER:
            return ground("DEMAND_NOT_TO_REGISTER", until=stop.expires_on or _UNTIL_TOLD, **facts)
        case StopKind.INDEMNITY_BOND:
            return ground("BOND_WITHHOLDS", **facts)
        case StopKind.COMPANY_INSTRUCTION:
            return ground("STOPPED_BY_COMPANY", **facts)
        case StopKind.HOUSE:
            return ground("STOPPED_BY_AGENT", **facts)
        case StopKind.ADVERSE_CLAIM:
            told = f"A claim on {on} was noted on {stop.placed_on} without effect: {stop.reason.rstrip('.')}"
            return ground("ADVERSE_CLAIM_NOTED", saying=told, **facts)
        case StopKind.NULLITY:
            return ground("CERTIFICATE_STOPPED", clause="4(b);7(e)", saying=_saying(stop, on=on), **facts)
        case _:
            return ground("CERTIFICATE_STOPPED", saying=_saying(stop, on=on), **facts)


def _saying(stop: StopFacts, *, on: str) -> str:
    return (
        f"A stop stands on {on} since {stop.placed_on}: {stop.kind.words.lower()}; {stop.reason.rstrip('.')}"
    )


def last_day_of_demand(told_on: date, *, days: int) -> date:
    """The last day on which a demand not to register withholds: so many calendar days after both were told.

    Both are who made the demand and who presented the certificate. Until they were told it has no last day.

    Law: UCC 8-403(c).
    """
    return told_on + timedelta(days=days)


def reach_of(kind: StopKind, *, asked: StopReach) -> StopReach:
    """What a stop holds: as asked for, but a demand not to register never more than registration, nor a bond.

    Law: UCC 8-403(a);UCC 8-403(d).
    """
    if kind in OF_A_DEMAND and asked is StopReach.EVERYTHING:
        return StopReach.REGISTRATION
    return asked


def placing_grounds(
    kind: StopKind, *, reach: StopReach, capacity: ReporterCapacity, reporter_address: str, has_paper: bool
) -> tuple[Ground, ...]:
    """What keeps a stop from being placed: a writing it rests on, or the facts and person of a demand.

    Agreement: 16(c).
    """
    found: list[Ground] = []
    if kind in ON_PAPER and not has_paper:
        found.append(ground("STOP_PAPER_MISSING", kind=kind.words.lower()))
    is_demand = kind in OF_A_DEMAND
    whole = StopReach.REGISTRATION if is_demand else StopReach.EVERYTHING
    if reach_of(kind, asked=reach) is not whole and kind is not StopKind.COURT_ORDER:
        found.append(ground("STOP_REACH_OF_AN_ORDER", kind=kind.words.lower()))
    if is_demand:
        if capacity not in PROPER_PERSONS:
            found.append(ground("DEMAND_NOT_BY_PROPER_PERSON", who=capacity.words.lower()))
        if not reporter_address.strip():
            found.append(ground("DEMAND_PART_MISSING", missing="an address at which its maker is reached"))
    return tuple(found)
