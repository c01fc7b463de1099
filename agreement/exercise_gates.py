"""What the Rights wait for beside the window: suspensions, the registration statement, jurisdictions.

The Company says in writing what is in effect; the Rights Agent holds what comes meanwhile and decides
nothing. What closes exercise counts from its filing, what opens it once two people accepted the notice.
Nothing is lifted by a clock.

Agreement: 9(c);11(a)(iii);24(c).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from agreement.choices import Worded
from agreement.grounds import Ground
from agreement.places import UNITED_STATES, place_words
from agreement.refusals import ground
from agreement.substitution import substitution_period
from agreement.terms import Terms
from agreement.transfer_books import BooksClosed
from agreement.windows import in_utc

# How long before a limit the office is told of it.
LIMIT_TOLD_DAYS = 14


class StatementEvent(Worded):
    """What became of a registration statement, or that none is needed.

    Agreement: 9(c).
    """

    FILED = "FILED", "Filed"
    EFFECTIVE = "EFFECTIVE", "Declared effective"
    NOT_NEEDED = "NOT_NEEDED", "Not needed"
    UNUSABLE = "UNUSABLE", "Prospectus not usable"
    STOP_ORDER = "STOP_ORDER", "Under a stop order"
    ENDED = "ENDED", "Ended"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


_E = StatementEvent
OPENING = frozenset({_E.EFFECTIVE, _E.NOT_NEEDED})
CLOSING = frozenset({_E.UNUSABLE, _E.STOP_ORDER, _E.ENDED, _E.WITHDRAWN})


class SuspensionBasis(Worded):
    """Under which section exercise is suspended.

    Agreement: 9(c);11(a)(iii);24(c).
    """

    SECTION_9C = "SECTION_9C", "To register the securities"
    SECTION_11A3 = "SECTION_11A3", "During the Substitution Period"
    SECTION_24C = "SECTION_24C", "To prepare an exchange"

    @property
    def section(self) -> str:
        """The section by its number."""
        return {"SECTION_9C": "9(c)", "SECTION_11A3": "11(a)(iii)", "SECTION_24C": "24(c)"}[self.value]

    @property
    def announces_end(self) -> bool:
        """Whether its end is publicly announced too; for an exchange only the start is.

        Agreement: 9(c);11(a)(iii);24(c).
        """
        return self is not SuspensionBasis.SECTION_24C


class SuspensionState(Worded):
    """Where a suspension stands."""

    ANNOUNCED = "ANNOUNCED", "Announced"
    IN_FORCE = "IN_FORCE", "In force"
    LIMIT_REACHED = "LIMIT_REACHED", "In force, limit reached"
    ENDED = "ENDED", "Ended"


class Clearance(Worded):
    """Whether Rights may be exercised in a jurisdiction.

    Agreement: 9(c).
    """

    QUALIFIED = "QUALIFIED", "Qualified"
    EXEMPT = "EXEMPT", "Exempt"
    NOT_CLEARED = "NOT_CLEARED", "Not cleared"


@dataclass(frozen=True, slots=True)
class StatementTold:
    """What a notice says of a registration statement for securities named in words, since which day."""

    notice: int
    securities: str
    event: StatementEvent
    since: date
    is_accepted: bool

    @property
    def counts(self) -> bool:
        """Whether exercise goes by it: what closes counts at once, all else once it is accepted."""
        return self.is_accepted or self.event in CLOSING


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension by its notice: since when, its limit if one can be told, the accepted notice of its end.

    `ended_on` is the first day on which it is not in effect any more.
    """

    notice: int
    basis: SuspensionBasis
    since: date
    limit: date | None
    ended_on: date | None = None
    ended_by: int | None = None

    def is_in_force(self, on: date) -> bool:
        """Whether exercise is suspended on a day; its limit alone ends nothing.

        Agreement: 9(c).
        """
        return self.since <= on and (self.ended_on is None or on < self.ended_on)


@dataclass(frozen=True, slots=True)
class ClearanceTold:
    """What a notice says of jurisdictions since a day; `elsewhere` is about all that it does not name."""

    notice: int
    since: date
    places: Mapping[str, Clearance]
    elsewhere: Clearance | None
    is_accepted: bool

    def told_of(self, place: str) -> Clearance | None:
        """How a jurisdiction stands by this notice; None where it says nothing of it, or nothing yet.

        A state that is not named stands like the United States, where the notice names them.
        """
        land = place.partition("-")[0]
        found = self.places.get(place) or self.places.get(land if land == UNITED_STATES else place)
        found = found or self.elsewhere
        counts = self.is_accepted or found is Clearance.NOT_CLEARED
        return found if counts else None


@dataclass(frozen=True, slots=True)
class ExerciseGates:
    """All that the Company told of what exercise waits for, each in the order of its notices."""

    suspensions: Sequence[Suspension] = ()
    statements: Sequence[StatementTold] = ()
    clearances: Sequence[ClearanceTold] = ()
    books_closed: Sequence[BooksClosed] = ()


@dataclass(frozen=True, slots=True)
class PermissionFacts:
    """What exercise waits for: all that the Company told, what a Right buys, the holder's jurisdiction.

    `on` is the day of the examination, `zone` the one by whose days the gates open.
    """

    gates: ExerciseGates
    securities: str
    place: str
    on: date
    zone: tzinfo


def suspension_grounds(gates: ExerciseGates, *, on: date) -> tuple[Ground, ...]:
    """The suspensions in force on a day: exercise waits for the notice of the end, beyond the limit too.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    return tuple(_suspended(one, on=on) for one in gates.suspensions if one.is_in_force(on))


def _suspended(suspension: Suspension, *, on: date) -> Ground:
    limit, section = suspension.limit, suspension.basis.section
    saying = None
    if limit is not None and on > limit:
        saying = (
            f"Exercise is suspended since {suspension.since} under §{section} (notice {suspension.notice}); "
            f"the limit of {limit} is over, and the Company has not given notice of the end"
        )
    return ground(
        "EXERCISE_SUSPENDED",
        clause=section,
        saying=saying,
        notice=suspension.notice,
        section=section,
        since=suspension.since,
        limit=limit or "not told",
    )


def standing_statement(gates: ExerciseGates, *, securities: str, on: date) -> StatementTold | None:
    """What is in effect on a day for securities named in words: what was told last of those days.

    Agreement: 9(c).
    """
    told = [
        one
        for one in gates.statements
        if one.counts and one.since <= on and _words(one.securities) == _words(securities)
    ]
    return max(told, key=lambda one: (one.since, one.notice), default=None)


def registration_grounds(gates: ExerciseGates, *, securities: str, on: date) -> tuple[Ground, ...]:
    """Exercise waits until a registration statement for what a Right buys is effective, or none is needed.

    Agreement: 9(c).
    """
    standing = standing_statement(gates, securities=securities, on=on)
    if standing is None:
        standing_words = "none is on file"
    elif standing.event in OPENING:
        return ()
    else:
        standing_words = f"{standing.event.words.lower()} since {standing.since} by notice {standing.notice}"
    return (ground("NO_EFFECTIVE_REGISTRATION", securities=securities, standing=standing_words),)


def clearance_of(gates: ExerciseGates, *, place: str, on: date) -> tuple[Clearance, ClearanceTold | None]:
    """How a jurisdiction stands on a day, and by which notice; not cleared where no notice tells of it.

    Agreement: 9(c).
    """
    for told in sorted(gates.clearances, key=lambda one: (one.since, one.notice), reverse=True):
        found = told.told_of(place) if told.since <= on else None
        if found is not None:
            return found, told
    return Clearance.NOT_CLEARED, None


def jurisdiction_grounds(gates: ExerciseGates, *, place: str, on: date) -> tuple[Ground, ...]:
    """A holder in a jurisdiction that is neither qualified nor exempt does not exercise.

    Agreement: 9(c).
    """
    found, told = clearance_of(gates, place=place, on=on)
    if found is not Clearance.NOT_CLEARED:
        return ()
    by = "no notice tells of it" if told is None else f"since {told.since} by notice {told.notice}"
    return (ground("JURISDICTION_NOT_CLEARED", place=place_words(place), told=by),)


def gate_grounds(gates: ExerciseGates, *, securities: str, place: str, on: date) -> tuple[Ground, ...]:
    """All that exercise waits for on a day, in the order of the checks.

    Agreement: 9(c).
    """
    return (
        *suspension_grounds(gates, on=on),
        *registration_grounds(gates, securities=securities, on=on),
        *jurisdiction_grounds(gates, place=place, on=on),
    )


def first_permitted(
    gates: ExerciseGates, *, securities: str, place: str, since: date, until: date
) -> date | None:
    """The first day, from one to another, on which exercise was permitted; None where it was on none.

    Agreement: 9(c);10.
    """
    changes = {one.since for one in gates.statements} | {one.since for one in gates.clearances}
    changes |= {one.ended_on for one in gates.suspensions if one.ended_on is not None}
    for day in sorted({since} | {one for one in changes if since < one <= until}):
        if not gate_grounds(gates, securities=securities, place=place, on=day):
            return day
    return None


def balance_grounds(*, balance: int, asked_for: str, registered: str) -> tuple[Ground, ...]:
    """What is left over goes to the registered holder; to anybody else it goes by a completed assignment.

    That is a transfer of its own, of the balance certificate: the reverse has one form of assignment, and who
    elects to purchase has not signed it. `asked_for` is empty where the election names nobody.

    Agreement: 7(d);6(a).
    """
    if not balance or not asked_for.strip() or _name(asked_for) == _name(registered):
        return ()
    return (ground("ASSIGN_NOT_AUTHORISED", balance=f"{balance:,}", name=" ".join(asked_for.split())),)


def _name(words: str) -> str:
    return " ".join(words.split())


def suspension_limit(
    basis: SuspensionBasis, *, limit_from: date | None, extended_to: date | None = None, terms: Terms
) -> date | None:
    """The last day that a suspension may last; None while the day from which it is counted is not told.

    For registration and for an exchange so many days are counted from a day that the notice states; for a
    substitution it is the end of the Substitution Period, counted from the Trigger Date.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    if limit_from is None:
        return None
    if basis is SuspensionBasis.SECTION_11A3:
        days, most = terms.substitution_days, terms.substitution_days_max
        return substitution_period(limit_from, days=days, days_max=most, extended_to=extended_to).end
    is_9c = basis is SuspensionBasis.SECTION_9C
    return limit_from + timedelta(days=terms.suspension_days_9c if is_9c else terms.suspension_days_24c)


def suspension_state(suspension: Suspension, *, at: datetime, limit_at: datetime | None) -> SuspensionState:
    """Where a suspension stands; `limit_at` is the hour of the close on the day of its limit.

    Agreement: 9(c).
    """
    today = at.date() if limit_at is None else at.astimezone(limit_at.tzinfo).date()
    if suspension.ended_on is not None and suspension.ended_on <= today:
        return SuspensionState.ENDED
    if suspension.since > today:
        return SuspensionState.ANNOUNCED
    if limit_at is not None and in_utc(at) >= in_utc(limit_at):
        return SuspensionState.LIMIT_REACHED
    return SuspensionState.IN_FORCE


def limit_alerts(suspension: Suspension, *, on: date, state: SuspensionState) -> tuple[Ground, ...]:
    """What the office is told as a limit nears and once it is reached; neither lifts anything.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    limit, section = suspension.limit, suspension.basis.section
    if limit is None or state in (SuspensionState.ENDED, SuspensionState.ANNOUNCED):
        return ()
    if state is SuspensionState.LIMIT_REACHED:
        saying = f"The limit of the suspension in notice {suspension.notice} was reached on {limit}"
        curing = "consult the Company, and obtain its notice; what is held stays held"
        return (
            ground(
                "SUSPENSION_LIMIT_REACHED", clause=section, saying=saying, curing=curing, end=on, last=limit
            ),
        )
    if on >= limit - timedelta(days=LIMIT_TOLD_DAYS):
        return (ground("SUSPENSION_LIMIT_NEAR", clause=section, notice=suspension.notice, limit=limit),)
    return ()


def announcement_grounds(
    suspension: Suspension, *, start_is_filed: bool, end_is_filed: bool
) -> tuple[Ground, ...]:
    """Which public announcement is not on file: that of the start, and where it is due that of the end.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    has_ended = suspension.ended_by is not None and suspension.basis.announces_end
    missing = {
        "start": not start_is_filed,
        "end": has_ended and not end_is_filed,
    }
    return tuple(
        ground(
            "ANNOUNCEMENT_MISSING",
            clause=suspension.basis.section,
            saying=f"No public announcement of the {which} of the suspension in notice {suspension.notice} "
            "is filed",
            notice=suspension.notice,
        )
        for which, is_missing in missing.items()
        if is_missing
    )


def _words(name: str) -> str:
    return " ".join(name.split()).rstrip(".").casefold()
