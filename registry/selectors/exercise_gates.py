"""Reads of what exercise waits for: suspensions, statements, jurisdictions, closed books (§9(c), §10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from agreement.exercise_gates import (
    Clearance,
    ClearanceTold,
    ExerciseGates,
    StatementEvent,
    StatementTold,
    Suspension,
    SuspensionBasis,
    clearance_of,
    gate_grounds,
    suspension_limit,
)
from agreement.grounds import Ground
from agreement.places import jurisdiction_of, place_words
from agreement.terms import Terms
from agreement.transfer_books import BooksClosed
from registry.models import Notice, NoticeKind, NoticeState, RegisteredHolder, RightsAgreement
from registry.selectors.addresses import address_as_of
from registry.selectors.agreements import local_day, terms_in_force
from registry.selectors.board_orders import ordered_at_of, standing_orders
from registry.selectors.notices import IN_FORCE, notices

GATE_KINDS = (
    NoticeKind.REGISTRATION_STATEMENT,
    NoticeKind.EXERCISE_SUSPENDED,
    NoticeKind.SUSPENSION_ENDED,
    NoticeKind.JURISDICTIONS,
    NoticeKind.TRANSFER_BOOKS_CLOSED,
)
_GONE = (NoticeState.REJECTED, NoticeState.SUPERSEDED)
# The parts of a notice about jurisdictions that name places, and how each stands by it.
NAMED = {
    "qualified": Clearance.QUALIFIED,
    "exempt": Clearance.EXEMPT,
    "not_cleared": Clearance.NOT_CLEARED,
}


def gate_notices(agreement: RightsAgreement) -> QuerySet[Notice]:
    """The notices about what exercise waits for, in the order of their numbers; also those that are gone."""
    return notices(agreement).filter(kind__in=GATE_KINDS)


def exercise_gates(agreement: RightsAgreement) -> ExerciseGates:
    """All that the Company told of what exercise waits for, as the rules take it (§9(c))."""
    told = list(gate_notices(agreement).exclude(state__in=_GONE))
    return ExerciseGates(
        suspensions=_suspensions(agreement, told),
        statements=[statement_told(one) for one in told if one.kind == NoticeKind.REGISTRATION_STATEMENT],
        clearances=[_clearance(one) for one in told if one.kind == NoticeKind.JURISDICTIONS],
        books_closed=[books_closed_told(one) for one in told if one.kind == NoticeKind.TRANSFER_BOOKS_CLOSED],
    )


def _suspensions(agreement: RightsAgreement, told: Sequence[Notice]) -> list[Suspension]:
    ends = {
        int(one.facts["ends"]): one
        for one in told
        if one.kind == NoticeKind.SUSPENSION_ENDED and one.state in IN_FORCE
    }
    return [
        suspension_told(one, ending=ends.get(one.number))
        for one in told
        if one.kind == NoticeKind.EXERCISE_SUSPENDED
    ]


def suspension_told(notice: Notice, *, ending: Notice | None = None) -> Suspension:
    """A suspension as the rules take it, with the accepted notice of its end if there is one (§9(c))."""
    basis = SuspensionBasis(notice.facts["basis"])
    return Suspension(
        notice=notice.number,
        basis=basis,
        since=date.fromisoformat(notice.facts["starts_on"]),
        limit=suspension_limit(
            basis,
            limit_from=limit_from(notice),
            extended_to=day_stated(notice, "extended_to"),
            terms=terms_in_force(notice.agreement, known_at=notice.received_at),
        ),
        ended_on=None if ending is None else date.fromisoformat(ending.facts["ended_on"]),
        ended_by=None if ending is None else ending.number,
    )


def limit_from(notice: Notice) -> date | None:
    """The day from which the limit of a suspension is counted: as stated, for an exchange else the Board's.

    The day of the Board's action is that of the order of exchange on file when the suspension was received.
    """
    stated = day_stated(notice, "limit_from")
    if stated is not None or notice.facts["basis"] != SuspensionBasis.SECTION_24C:
        return stated
    orders = [
        one
        for one in standing_orders(notice.agreement)
        if one.kind == NoticeKind.EXCHANGE_ORDERED and one.received_at <= notice.received_at
    ]
    return local_day(notice.agreement, at=ordered_at_of(orders[-1])) if orders else None


def day_stated(notice: Notice, part: str) -> date | None:
    """A day that a notice states, if it states one."""
    stated = notice.facts.get(part)
    return date.fromisoformat(stated) if stated else None


def statement_told(notice: Notice) -> StatementTold:
    """What a notice says of a registration statement; of the securities a Right buys where it names none."""
    stated = notice.facts.get("securities")
    if not stated:
        stated = terms_in_force(notice.agreement, known_at=notice.received_at).security_bought
    return StatementTold(
        notice=notice.number,
        securities=stated,
        event=StatementEvent(notice.facts["event"]),
        since=date.fromisoformat(notice.facts["happened_on"]),
        is_accepted=notice.state in IN_FORCE,
    )


def books_closed_told(notice: Notice) -> BooksClosed:
    """The days on which the transfer books of the Company are closed, as a notice states them (§10)."""
    return BooksClosed(
        notice=notice.number,
        first=date.fromisoformat(notice.facts["closed_from"]),
        last=date.fromisoformat(notice.facts["closed_through"]),
        is_accepted=notice.state in IN_FORCE,
    )


def _clearance(notice: Notice) -> ClearanceTold:
    elsewhere = notice.facts.get("elsewhere")
    return ClearanceTold(
        notice=notice.number,
        since=date.fromisoformat(notice.facts["as_of"]),
        places={place: how for part, how in NAMED.items() for place in notice.facts.get(part, ())},
        elsewhere=Clearance(elsewhere) if elsewhere else None,
        is_accepted=notice.state in IN_FORCE,
    )


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """A jurisdiction, how it stands on a day, and by which notice since when."""

    place: str
    clearance: Clearance
    notice: int | None
    since: date | None

    @property
    def words(self) -> str:
        """The jurisdiction as a person reads it."""
        return place_words(self.place)


def places_named(gates: ExerciseGates, *, on: date) -> list[PlaceTold]:
    """Each jurisdiction that a notice names, and how it stands on a day (§9(c))."""
    named = sorted({place for one in gates.clearances for place in one.places})
    return [_place(gates, place, on=on) for place in named]


def elsewhere_told(gates: ExerciseGates, *, on: date) -> PlaceTold:
    """How a jurisdiction stands on a day that no notice names (§9(c))."""
    return _place(gates, "", on=on)


def _place(gates: ExerciseGates, place: str, *, on: date) -> PlaceTold:
    clearance, told = clearance_of(gates, place=place, on=on)
    return PlaceTold(place, clearance, told.notice if told else None, told.since if told else None)


def jurisdiction_of_holder(holder: RegisteredHolder, *, at: datetime) -> str:
    """Where a registered holder is resident by its address of record (§9(c))."""
    address = address_as_of(holder, at)
    return jurisdiction_of(address.country, address.region)


def holder_gate_grounds(holder: RegisteredHolder, *, terms: Terms, at: datetime) -> tuple[Ground, ...]:
    """What an exercise by a holder would wait for now (§9(c))."""
    return gate_grounds(
        exercise_gates(holder.agreement),
        securities=terms.security_bought,
        place=jurisdiction_of_holder(holder, at=at),
        on=local_day(holder.agreement, at=at),
    )
