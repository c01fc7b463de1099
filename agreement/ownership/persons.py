"""Persons of the worksheet: what each is to the Company, and who belongs or acts together with whom.

Affiliates are so both ways and through each other, a Subsidiary is an Affiliate down the chain of control; an
Associate is one of the Person named only. What counts is the rule as it stood on the agreement's date.

Agreement: 1(c).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreement.choices import OwnerKind, Worded
from agreement.grounds import Ground
from agreement.refusals import ground, refuse

_MAJORITY = Fraction(1, 2)


class PersonKind(Worded):
    """What a Person is: the word takes in every successor of an entity, by merger or otherwise.

    Agreement: 1(t).
    """

    INDIVIDUAL = "INDIVIDUAL", "individual"
    FIRM = "FIRM", "firm"
    CORPORATION = "CORPORATION", "corporation"
    LIMITED_LIABILITY_COMPANY = "LIMITED_LIABILITY_COMPANY", "limited liability company"
    OTHER_ENTITY = "OTHER_ENTITY", "other entity"


def person_kind_grounds(kind: str) -> tuple[Ground, ...]:
    """That the kind of a Person is not stated, or none of those the agreement knows.

    Agreement: 1(t).
    """
    if kind in PersonKind.__members__:
        return ()
    return (ground("PERSON_KIND_REQUIRED", kinds=", ".join(one.words for one in PersonKind)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What is on file of a Person.

    `company_side` with the paper that shows it: the Company, a Subsidiary, a plan or what holds for one.
    `is_passive`: holds without purpose or effect of changing control; a plan may have a limit for that.
    `grandfathered_shares` on the agreement's day, with their proof.

    Agreement: 1(a);1(t).
    """

    name: str
    company_side: OwnerKind | None = None
    company_side_proof: str = ""
    is_officer_or_director: bool = False
    is_passive: bool = False
    grandfathered_shares: int | None = None
    grandfathered_proof: str = ""


class RelationKind(Worded):
    """How one Person belongs to another.

    Agreement: 1(c);1(jj).
    """

    AFFILIATE = "AFFILIATE", "Affiliate"
    ASSOCIATE = "ASSOCIATE", "Associate"
    SUBSIDIARY = "SUBSIDIARY", "Subsidiary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """`other` is an Affiliate, an Associate or a Subsidiary of `person`, by a source, between two days.

    `voting_part` is the part of the directors whom its voting securities elect; `is_controlled` says that it
    is controlled otherwise. `rule_as_of` is the date of the rule by which the relation was classified.

    Agreement: 1(c);1(jj).
    """

    person: str
    other: str
    kind: RelationKind
    source: str
    since: date = date.min
    until: date | None = None
    rule_as_of: date | None = None
    voting_part: Fraction | None = None
    is_controlled: bool = False

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise refuse("RELATIONSHIP_SOURCE_REQUIRED", person=self.person, other=self.other)

    def holds_on(self, day: date) -> bool:
        """Whether it stands on a day; a Subsidiary needs a majority of directors, or control otherwise."""
        if not self.since <= day or (self.until is not None and day > self.until):
            return False
        if self.kind is not RelationKind.SUBSIDIARY:
            return True
        return self.is_controlled or (self.voting_part or Fraction(0)) > _MAJORITY


def relation_grounds(relation: Relation, *, rule_as_of: date) -> tuple[Ground, ...]:
    """What is told about a relation classified by the rule as it stood on another date.

    Agreement: 1(c).
    """
    if relation.rule_as_of in (None, rule_as_of):
        return ()
    return (ground("RELATION_BY_ANOTHER_RULE", stated=relation.rule_as_of, wanted=rule_as_of),)


def is_subsidiary(child: str, *, of: str, on: date, relations: Iterable[Relation]) -> bool:
    """Whether a Person is a Subsidiary of another, directly or through a chain of Subsidiaries.

    Agreement: 1(jj).
    """
    known = [one for one in relations if one.kind is RelationKind.SUBSIDIARY and one.holds_on(on)]
    reached, added = {of}, True
    while added:
        children = {one.other for one in known if one.person in reached} - reached
        reached |= children
        added = bool(children)
    return child in reached - {of}


def ultimate_parents(person: str, *, on: date, relations: Sequence[Relation]) -> tuple[str, ...]:
    """Who ultimately controls a Person that is a Subsidiary; the Person itself where it is none.

    Agreement: 1(g).
    """
    known = [one for one in relations if one.kind is RelationKind.SUBSIDIARY and one.holds_on(on)]
    found: dict[str, None] = {}
    waiting, seen = [person], {person}
    while waiting:
        at = waiting.pop(0)
        parents = [one.person for one in known if one.other == at]
        if not parents:
            found[at] = None
        for parent in parents:
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return tuple(found) or (person,)


def circle_of(person: str, *, on: date, relations: Sequence[Relation]) -> tuple[str, ...]:
    """The Person with all its Affiliates and Associates on a day, the Person first, then by name.

    Agreement: 1(c).
    """
    known = [one for one in relations if one.holds_on(on)]
    reached, added = {person}, True
    while added:
        near = {
            name
            for one in known
            if one.kind is not RelationKind.ASSOCIATE and {one.person, one.other} & reached
            for name in (one.person, one.other)
        } - reached
        reached |= near
        added = bool(near)
    associates = {
        one.other for one in known if one.kind is RelationKind.ASSOCIATE and one.person == person
    } - reached
    return (person, *sorted((reached | associates) - {person}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """An agreement, arrangement or understanding of two Persons about securities of the Company.

    `is_act_of_office`: nothing but acts of officers or directors in office. `offering`: the usual agreement
    of underwriters of that public offering. `is_excluded_proxy`: about voting only, by a proxy that
    the right to vote leaves out.

    Agreement: 1(d)(iii).
    """

    first: str
    second: str
    purpose: str
    source: str
    since: date = date.min
    until: date | None = None
    is_act_of_office: bool = False
    offering: str = ""
    is_excluded_proxy: bool = False

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise refuse("GROUP_SOURCE_REQUIRED", first=self.first, second=self.second)

    def joins_on(self, day: date, *, officers: frozenset[str]) -> bool:
        """Whether it makes each the Beneficial Owner of what the other owns, on a day.

        Agreement: 1(d)(iii).
        """
        if not self.since <= day or (self.until is not None and day > self.until):
            return False
        of_officers = self.is_act_of_office and {self.first, self.second} <= officers
        return not (of_officers or self.offering.strip() or self.is_excluded_proxy)

    def other_than(self, person: str) -> str:
        """The other of the two."""
        return self.second if person == self.first else self.first


def acting_together(
    circle: Sequence[str],
    *,
    on: date,
    relations: Sequence[Relation],
    understandings: Sequence[Understanding],
    officers: frozenset[str],
) -> tuple[str, ...]:
    """Those who act together with a circle, with their Affiliates and Associates, and so on through each.

    Agreement: 1(d)(iii).
    """
    joining = [one for one in understandings if one.joins_on(on, officers=officers)]
    reached, waiting = set(circle), list(circle)
    while waiting:
        at = waiting.pop()
        for one in joining:
            if at not in (one.first, one.second):
                continue
            fresh = set(circle_of(one.other_than(at), on=on, relations=relations)) - reached
            reached |= fresh
            waiting += sorted(fresh)
    return tuple(sorted(reached - set(circle)))
