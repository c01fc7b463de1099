"""The substance of a notice of nullity, and of the determination that ends one (§7(e), §1(a)(i)).

The agent asks back and decides nothing: who is an Acquiring Person is for the Company (§29).
"""

from collections.abc import Mapping
from datetime import datetime

from agreement.business_days import BusinessDayCalendar
from agreement.errors import RefusedByGround
from agreement.grounds import Ground
from agreement.nullity import position_grounds, quantity_grounds, told_position
from agreement.refusals import ground
from agreement.terms import Terms
from agreement.voidness import void_too_early_grounds
from registry.models import Notice, NoticeKind, NoticeState, SeparationState
from registry.selectors.nullity import event_of, known_positions, positions_found
from registry.selectors.openings import registrations_listed
from registry.services.company.kept_grounds import answered_grounds, asked_as

_ENDED = (NoticeKind.NULLITY, NoticeKind.PRE_SEPARATION_NULLITY)


def nullity_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a notice of nullity: the books, the event, each position.

    Agreement: 7(e).
    """
    if notice.agreement.separation_state != SeparationState.BOOKS_OPEN:
        return _outside("the books are not open yet; until then persons are named for the legend (4(b))")
    if event_of(notice) > notice.received_at:
        return _outside("the Triggering Event had not come when the notice was received")
    has_finding = bool(notice.facts.get("board_finding") and notice.facts.get("board_finding_on"))
    found = position_grounds(positions_found(notice), has_board_finding=has_finding)
    return (*unknown_positions(notice), *found)


def unsaid_quantities(notice: Notice, registrations: Mapping[str, str]) -> tuple[Ground, ...]:
    """What is asked back about persons named before the separation in accounts of other names.

    `registrations` are the names of accounts as they are known. Silence about how many Rights are meant is
    all of them only in the name of the person; what the Company answered is not asked again.

    Agreement: 4(b);7(e)(i).
    """
    found = [
        one
        for person in notice.facts.get("persons", ())
        if not person["rights"] and not person.get("extent") and person["account"] in registrations
        for one in quantity_grounds(
            registrations[person["account"]],
            person=person["person_name"],
            position=f"account {person['account']}",
        )
    ]
    answered = answered_grounds(notice) if found and notice.pk else set()
    return tuple(one for one in found if asked_as(one) not in answered)


def named_before_separation(
    notice: Notice, terms: Terms, calendar: BusinessDayCalendar
) -> tuple[Ground, ...]:
    """What is asked back about persons named for the legend: not once certificates are out, and how much.

    Nor are Rights void from an instant at which they cannot be under the terms.

    Agreement: 4(b);7(e)(i).
    """
    if notice.agreement.separation_state == SeparationState.BOOKS_OPEN:
        return _outside("the certificates are issued; marking them needs an entry of its own")
    accounts = [one["account"] for one in notice.facts["persons"]]
    stated = {
        one["account"]: datetime.fromisoformat(one["void_from"]).astimezone(terms.time_zone)
        for one in notice.facts["persons"]
        if one["void_from"]
    }
    too_early = void_too_early_grounds(
        stated,
        void_from=terms.rights_void_from,
        distributed_at=notice.agreement.distribution_effective_at,
    )
    return (*too_early, *unsaid_quantities(notice, registrations_listed(notice.agreement, accounts)))


def unknown_positions(notice: Notice) -> tuple[Ground, ...]:
    """The positions that the books do not know.

    Agreement: 7(e).
    """
    return tuple(
        ground("NULLITY_POSITION_UNKNOWN", position=told_position(one.position), person=one.position.person)
        for one in known_positions(notice)
        if not one.is_known
    )


def must_be_on_the_books(notice: Notice) -> None:
    """Raise NULLITY_POSITION_UNKNOWN for positions that no answer can put on the books.

    Agreement: 7(e).
    """
    unknown = unknown_positions(notice)
    if unknown:
        raise RefusedByGround.by(unknown)


def ending_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a determination: the notice it ends, and what inadvertence must state.

    Agreement: 1(a)(i).
    """
    ended = Notice.objects.filter(
        agreement_id=notice.agreement_id,
        number=notice.facts["ends"],
        kind__in=_ENDED,
        state=NoticeState.APPLIED,
    ).first()
    if ended is None:
        return _outside(f"notice {notice.facts['ends']} is no applied notice of nullity")
    if notice.facts["cause"] != "INADVERTENCE":
        return ()
    found: list[Ground] = []
    if not notice.facts.get("determined_on"):
        named = {"person": "the person", "position": f"named in notice {ended.number}"}
        found.append(ground("BOARD_DETERMINATION_REQUIRED", clause="1(a)(i)", **named))
    if not notice.facts.get("divested_on"):
        found.append(ground("DIVESTITURE_NOT_STATED"))
    return tuple(found)


def _outside(reason: str) -> tuple[Ground, ...]:
    return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason),)
