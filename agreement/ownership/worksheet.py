"""The worksheet as it is shown: limit, part held, indicator, and every question for the Company.

An indicator is no determination. Who is an Acquiring Person stands in the Company's signed notice alone.

Agreement: 1(a);20(b);29.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreement.arithmetic import as_text
from agreement.choices import OwnerKind, Worded
from agreement.grounds import Ground
from agreement.ownership.aggregate import Ownership, OwnershipFile, beneficial_ownership
from agreement.ownership.limits import Limit, PartHeld, group_of, limit_of
from agreement.ownership.persons import PersonFacts, circle_of
from agreement.ownership.standing import (
    OwnershipEvent,
    Standing,
    StandingStep,
    standing_over_time,
)
from agreement.refusals import ground
from agreement.terms import Terms


class Indicator(Worded):
    """What the worksheet shows of a holder.

    Agreement: 1(a).
    """

    OFF = "OFF", "below the limit"
    ON = "ON", "at or above the limit: ask the Company"
    EXEMPT = "EXEMPT", "named as never an Acquiring Person"
    COMPANY_SIDE = "COMPANY_SIDE", "the Company, a Subsidiary, a plan or what holds for one"
    BUYBACK_PROTECTED = "BUYBACK_PROTECTED", "at or above it by the Company's purchases alone"
    GRANDFATHERED = "GRANDFATHERED", "at or above it on the agreement's day, nothing acquired since"
    INADVERTENT = "INADVERTENT", "the Board determined that it was inadvertent and that enough was divested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inadvertence:
    """What the Company's notice says of a crossing that the Board found inadvertent.

    `part_left` is what the Person held after it divested. What is prompt is for the Board to judge.

    Agreement: 1(a)(i).
    """

    notice: str
    determined_on: date
    is_in_good_faith: bool
    is_without_intent: bool
    divested_on: date | None = None
    part_left: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet:
    """The worksheet of a holder on a day. `steps` tells how it stood over its history, if one is on file.

    Agreement: 1(a);29.
    """

    ownership: Ownership
    limit: Limit
    indicator: Indicator
    steps: tuple[StandingStep, ...]
    grounds: tuple[Ground, ...]


def ownership_worksheet(
    name: str,
    *,
    on: date,
    outstanding: int,
    file: OwnershipFile,
    history: Sequence[OwnershipEvent] = (),
    inadvertence: Inadvertence | None = None,
    terms: Terms,
) -> Worksheet:
    """The worksheet of a Person on a day; of its whole group where the plan tests one as one holder.

    `history` is of the Person, or of the group as a whole. Raises OUTSTANDING_MISSING and CAUSE_REQUIRED.

    Agreement: 1(a);1(c);1(d);29.
    """
    person = file.person(name)
    circle = circle_of(name, on=on, relations=file.relations)
    group = group_of(circle, terms=terms)
    ownership = beneficial_ownership(
        group.name if group else name,
        members=tuple(dict.fromkeys((*group.members, name))) if group else (),
        on=on,
        outstanding=outstanding,
        file=file,
    )
    known = [event for event in history if event.on <= on]
    held = [PartHeld(event.on, event.part, event.source) for event in known]
    limit = limit_of(person, circle=circle, on=on, history=held, terms=terms)
    steps = standing_over_time(known, limit=limit.part, grandfather_date=_grandfather_date(person, terms))
    grounds = [*ownership.grounds, *_questions(person, circle=circle, group_name=limit.whose, terms=terms)]
    indicator = _indicator(person, ownership=ownership, limit=limit, steps=steps, terms=terms)
    grounds += _of_history(steps, ownership=ownership, limit=limit, terms=terms)
    if indicator is Indicator.ON and inadvertence is not None:
        lacking = inadvertence_grounds(inadvertence, limit=limit.part, on=on)
        grounds += lacking
        indicator = indicator if lacking else Indicator.INADVERTENT
    return Worksheet(
        ownership=ownership, limit=limit, indicator=indicator, steps=steps, grounds=tuple(grounds)
    )


def _grandfather_date(person: PersonFacts, terms: Terms) -> date | None:
    is_proven = person.grandfathered_shares is not None and person.grandfathered_proof.strip()
    return terms.grandfather_date if is_proven else None


def _indicator(
    person: PersonFacts,
    *,
    ownership: Ownership,
    limit: Limit,
    steps: Sequence[StandingStep],
    terms: Terms,
) -> Indicator:
    if person.name in terms.exempt_persons:
        return Indicator.EXEMPT
    if person.company_side is not None and is_company_side_shown(person):
        return Indicator.COMPANY_SIDE
    if ownership.part < limit.part:
        return Indicator.OFF
    protections = {
        Standing.BUYBACK_PROTECTED: Indicator.BUYBACK_PROTECTED,
        Standing.GRANDFATHERED: Indicator.GRANDFATHERED,
    }
    last = steps[-1] if steps else None
    if last is None or last.event.shares != ownership.shares:
        return Indicator.ON  # the history is not of what is held now
    return protections.get(last.standing, Indicator.ON)


def _of_history(
    steps: Sequence[StandingStep], *, ownership: Ownership, limit: Limit, terms: Terms
) -> tuple[Ground, ...]:
    if not steps:
        return ()
    last, found = steps[-1], list(steps[-1].grounds)
    if last.event.shares != ownership.shares:
        found.append(ground("HISTORY_DIFFERS", last=last.event.shares, shares=ownership.shares))
    if last.standing is Standing.BUYBACK_PROTECTED and limit.part != terms.acquiring_threshold:
        base, own = as_text(terms.acquiring_threshold), as_text(limit.part)
        found.append(ground("BUYBACK_LIMIT_OPEN", base=base, whose=limit.whose, limit=own))
    return tuple(found)


def is_company_side_shown(person: PersonFacts) -> bool:
    """Whether the exemption of the Company's side is proven; the Company itself needs no proof.

    Agreement: 1(a).
    """
    return person.company_side is OwnerKind.COMPANY or bool(person.company_side_proof.strip())


def _questions(
    person: PersonFacts, *, circle: Sequence[str], group_name: str, terms: Terms
) -> tuple[Ground, ...]:
    """What the Company is asked about an exemption, a group or a holding of the agreement's day."""
    found: list[Ground] = []
    named = [name for name in circle if name in terms.exempt_persons and name != person.name]
    if named and person.name not in terms.exempt_persons:
        found.append(ground("EXEMPTION_NOT_NAMED", exempt=named[0], person=person.name))
    if person.company_side is not None and not is_company_side_shown(person):
        found.append(ground("PLAN_STATUS_UNPROVEN", person=person.name))
    if group_of(circle, terms=terms) is not None:
        found.append(ground("GROUP_MEMBER_ALONE", group=group_name, person=person.name))
    if person.grandfathered_shares is not None and not person.grandfathered_proof.strip():
        found.append(ground("GRANDFATHER_UNPROVEN", person=person.name, day=terms.grandfather_date))
    return tuple(found)


def inadvertence_grounds(told: Inadvertence, *, limit: Fraction, on: date) -> tuple[Ground, ...]:
    """What is asked back about a notice of inadvertence before it is taken as it stands.

    Agreement: 1(a)(i).
    """
    divested = told.divested_on is not None and told.divested_on <= on
    if not divested or told.part_left is None or told.part_left >= limit:
        return (ground("DIVESTITURE_NOT_STATED"),)
    if not (told.is_in_good_faith and told.is_without_intent):
        return (ground("INADVERTENCE_NOT_STATED", notice=told.notice),)
    return ()


def determination_grounds(*, status: str, notice: str) -> tuple[Ground, ...]:
    """What stands against marking a Person from an indicator: nothing but the Company's notice can.

    Agreement: 1(a);20(b);29.
    """
    return () if notice.strip() else (ground("INDICATOR_NOT_A_DETERMINATION", status=status),)
