"""Which part of the Common Shares is the limit of a holder: everybody's, a passive holder's, a group's.

A limit of a group may fall and never rises again: by a step once the group went below a part after having
reached it, or with the lowest part held since, as plans differ.

Agreement: 1(a).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreement.choices import Worded
from agreement.ownership.persons import PersonFacts
from agreement.terms import SpecialGroup, Terms


class RatchetState(Worded):
    """Where a limit that falls once stands.

    Agreement: 1(a).
    """

    INITIAL = "INITIAL", "the first limit; not reached yet"
    ARMED = "ARMED", "reached; the first limit while it stays there"
    RATCHETED = "RATCHETED", "gone below again; the lower limit from then on"


@dataclass(frozen=True, slots=True)
class PartHeld:
    """The part of the Common Shares outstanding that was held from a day on, by a report.

    Agreement: 1(a).
    """

    on: date
    part: Fraction
    source: str = ""


@dataclass(frozen=True, slots=True)
class RatchetStep:
    """A change of a limit: on which day, by which part held and report, to which state and limit.

    Agreement: 1(a).
    """

    held: PartHeld
    state: RatchetState
    limit: Fraction


@dataclass(frozen=True, slots=True)
class Ratchet:
    """A limit that falls once: first, the part that arms it, the limit once the group went below that part.

    Agreement: 1(a).
    """

    first: Fraction
    armed_at: Fraction
    then: Fraction

    def steps(self, history: Sequence[PartHeld]) -> tuple[RatchetStep, ...]:
        """Every change over a history, in the order of days; a state once left does not come back.

        Agreement: 1(a).
        """
        state, found = RatchetState.INITIAL, list[RatchetStep]()
        for held in sorted(history, key=lambda one: one.on):
            if state is RatchetState.INITIAL and held.part >= self.armed_at:
                state = RatchetState.ARMED
                found.append(RatchetStep(held, state, self.first))
            elif state is RatchetState.ARMED and held.part < self.armed_at:
                state = RatchetState.RATCHETED
                found.append(RatchetStep(held, state, self.then))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class FollowingRatchet:
    """A limit that follows the part held down: the lowest part since, with a margin, within its two ends.

    Agreement: 1(a).
    """

    first: Fraction
    margin: Fraction
    least: Fraction

    def steps(self, history: Sequence[PartHeld]) -> tuple[RatchetStep, ...]:
        """Every fall of the limit over a history, in the order of days.

        Agreement: 1(a).
        """
        limit, found = self.first, list[RatchetStep]()
        for held in sorted(history, key=lambda one: one.on):
            lower = max(self.least, held.part + self.margin)
            if lower < limit:
                limit = lower
                found.append(RatchetStep(held, RatchetState.RATCHETED, limit))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of a holder on a day, whose it is, and the steps by which it came there.

    `members` are all who are tested together; empty where a Person is tested alone.

    Agreement: 1(a).
    """

    part: Fraction
    whose: str
    members: tuple[str, ...] = ()
    state: RatchetState | None = None
    steps: tuple[RatchetStep, ...] = ()


def group_of(circle: Sequence[str], *, terms: Terms) -> SpecialGroup | None:
    """The group with a limit of its own to which one of a circle belongs by name.

    Agreement: 1(a).
    """
    names = set(circle)
    return next((group for group in terms.special_groups if names & set(group.members)), None)


def _ratchet_of(group: SpecialGroup, *, least: Fraction) -> Ratchet | FollowingRatchet | None:
    if group.ratchet_margin is not None:
        return FollowingRatchet(group.threshold, group.ratchet_margin, least)
    if group.ratchet_armed_at is None or group.ratchet_threshold is None:
        return None
    return Ratchet(group.threshold, group.ratchet_armed_at, group.ratchet_threshold)


def limit_of(
    person: PersonFacts, *, circle: Sequence[str], on: date, history: Sequence[PartHeld], terms: Terms
) -> Limit:
    """The limit that a Person is tested against on a day.

    `history` is of the Person, or of the group as a whole.

    Agreement: 1(a).
    """
    group = group_of(circle, terms=terms)
    if group is None:
        passive = terms.passive_holder_threshold
        if person.is_passive and passive is not None:
            return Limit(passive, "passive holders")
        return Limit(terms.acquiring_threshold, "every Person")
    ratchet = _ratchet_of(group, least=terms.acquiring_threshold)
    if ratchet is None:
        return Limit(group.threshold, group.name, group.members)
    steps = ratchet.steps([held for held in history if held.on <= on])
    if not steps:
        return Limit(group.threshold, group.name, group.members, RatchetState.INITIAL)
    return Limit(steps[-1].limit, group.name, group.members, steps[-1].state, steps)
