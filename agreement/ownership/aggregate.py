"""How many Common Shares a Person beneficially owns with its side, and as which part of those outstanding.

Agreement: 1(d);29.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from agreement.grounds import Ground
from agreement.ownership.holdings import Component, CountedHolding, Holding, count_holding
from agreement.ownership.persons import (
    PersonFacts,
    Relation,
    Understanding,
    acting_together,
    circle_of,
)
from agreement.refusals import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipFile:
    """What is on file about who owns what: Persons, relations, understandings, lines.

    `acquiring_person_since` is the day since which somebody is an Acquiring Person by the Company's notice.

    Agreement: 1(c);1(d).
    """

    persons: Sequence[PersonFacts] = ()
    relations: Sequence[Relation] = ()
    understandings: Sequence[Understanding] = ()
    holdings: Sequence[Holding] = ()
    acquiring_person_since: date | None = None

    def person(self, name: str) -> PersonFacts:
        """What is on file of a Person; nothing but the name where it is unknown."""
        return next((one for one in self.persons if one.name == name), PersonFacts(name=name))

    @property
    def officers(self) -> frozenset[str]:
        """The officers and directors of the Company among the Persons."""
        return frozenset(one.name for one in self.persons if one.is_officer_or_director)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """The worksheet of one Person, or of one group tested as a whole, on a day.

    `shares` is the numerator. `denominator`: the shares outstanding and those unissued ones that the
    Person and its side may acquire; nobody else's denominator has them. `part_of_sixty_days` leaves out
    of the denominator what cannot be acquired within sixty days, as the rule named in Section 29 does.

    Agreement: 1(d);29.
    """

    tested: str
    on: date
    circle: tuple[str, ...]
    group: tuple[str, ...]
    lines: tuple[CountedHolding, ...]
    components: Mapping[Component, int]
    shares: int
    outstanding: int
    denominator: int
    part: Fraction
    part_of_sixty_days: Fraction
    grounds: tuple[Ground, ...]


def beneficial_ownership(
    tested: str, *, members: Sequence[str] = (), on: date, outstanding: int, file: OwnershipFile
) -> Ownership:
    """The worksheet of a Person on a day; of `members` together where a group is tested as one holder.

    Each line counts once. Raises OUTSTANDING_MISSING without shares outstanding.

    Agreement: 1(d);29.
    """
    if outstanding <= 0:
        raise refuse("OUTSTANDING_MISSING", date=on)
    circles = [circle_of(one, on=on, relations=file.relations) for one in members or (tested,)]
    circle = tuple(dict.fromkeys(name for one in circles for name in one))
    group = acting_together(
        circle,
        on=on,
        relations=file.relations,
        understandings=file.understandings,
        officers=file.officers,
    )
    lines = _counted_once(
        [_line(one, on=on, file=file) for one in _of(circle, file=file, on=on)]
        + [_as_group(_line(one, on=on, file=file)) for one in _of(group, file=file, on=on)]
    )
    counting = [line for line in lines if line.is_counted]
    acquirable = [line for line in counting if line.holding.is_unissued]
    shares = sum(line.holding.shares for line in counting)
    denominator = outstanding + sum(line.holding.shares for line in acquirable)
    soon = sum(line.holding.shares for line in acquirable if line.is_within_sixty_days(on))
    return Ownership(
        tested=tested,
        on=on,
        circle=circle,
        group=group,
        lines=lines,
        components={
            limb: sum(line.holding.shares for line in counting if line.component is limb)
            for limb in Component
        },
        shares=shares,
        outstanding=outstanding,
        denominator=denominator,
        part=Fraction(shares, denominator),
        part_of_sixty_days=Fraction(shares, outstanding + soon),
        grounds=tuple(found for line in lines for found in line.grounds),
    )


def _of(names: Sequence[str], *, file: OwnershipFile, on: date) -> list[Holding]:
    return [one for name in names for one in file.holdings if one.person == name and one.holds_on(on)]


def _line(holding: Holding, *, on: date, file: OwnershipFile) -> CountedHolding:
    return count_holding(
        holding,
        on=on,
        is_officer_or_director=holding.person in file.officers,
        acquiring_person_since=file.acquiring_person_since,
    )


def _as_group(line: CountedHolding) -> CountedHolding:
    if not line.is_counted:
        return line
    limb = Component.GROUP
    reason = f"{limb.words}: {line.holding.person}"
    return replace(line, component=limb, reason=reason, section=limb.section)


def _counted_once(lines: Sequence[CountedHolding]) -> tuple[CountedHolding, ...]:
    """Of several lines about the same shares the one with the most counts, the first among equals."""
    most: dict[str, CountedHolding] = {}
    for line in lines:
        block = line.holding.block
        if not block or not line.is_counted:
            continue
        if block not in most or line.holding.shares > most[block].holding.shares:
            most[block] = line
    return tuple(
        replace(line, is_counted=False, reason=f"the same shares as another line ({line.holding.block})")
        if line.is_counted and line.holding.block and most[line.holding.block] is not line
        else line
        for line in lines
    )
