"""What is asked back about notices of suspension, registration and jurisdictions, and what is only remarked.

Agreement: 9(c);11(a)(iii);20(g);24(c).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from agreement.exercise_gates import StatementEvent, StatementTold, Suspension, SuspensionBasis
from agreement.grounds import Ground
from agreement.refusals import ground

_E = StatementEvent
_AT_FIRST = frozenset({_E.FILED, _E.EFFECTIVE, _E.NOT_NEEDED})
# What may be told after what; a statement that was filed before it was told of may be effective at once.
_NEXT: Mapping[StatementEvent, frozenset[StatementEvent]] = MappingProxyType(
    {
        _E.FILED: frozenset({_E.EFFECTIVE, _E.WITHDRAWN, _E.NOT_NEEDED}),
        _E.EFFECTIVE: frozenset({_E.UNUSABLE, _E.STOP_ORDER, _E.ENDED}),
        _E.UNUSABLE: frozenset({_E.EFFECTIVE, _E.STOP_ORDER, _E.ENDED}),
        _E.STOP_ORDER: frozenset({_E.EFFECTIVE, _E.ENDED}),
        _E.NOT_NEEDED: frozenset({_E.FILED, _E.EFFECTIVE, _E.ENDED}),
        _E.ENDED: _AT_FIRST,
        _E.WITHDRAWN: _AT_FIRST,
    }
)


def statement_query_grounds(
    before: StatementTold | None, *, event: StatementEvent, since: date, received_on: date
) -> tuple[Ground, ...]:
    """What is asked back about a notice of a registration statement: its order, what is on file, its day.

    Agreement: 9(c);20(g).
    """
    found = []
    if event not in (_AT_FIRST if before is None else _NEXT[before.event]):
        earlier = "nothing" if before is None else f"{before.event.words.lower()} (notice {before.notice})"
        found.append(_outside(f"it says {event.words.lower()}, and before it {earlier} is on file"))
    if since > received_on:
        found.append(_outside(f"what it says of {since} had not come when it was received"))
    return tuple(found)


def suspension_query_grounds(
    suspension: Suspension, *, extended_to: date | None, latest: date | None, ends_on: date | None
) -> tuple[Ground, ...]:
    """What is asked back about a suspension: the start of its limit, and a stated end beyond it.

    `latest` is the latest end of a Substitution Period. An end beyond the ninety days of a suspension for
    registration is a remark only (see `late_end_warnings`). What it stops stops at once.

    Agreement: 9(c);11(a)(iii);20(g);24(c).
    """
    basis, limit = suspension.basis, suspension.limit
    if limit is None:
        return (_outside("it does not state the day from which its limit is counted"),)
    found = []
    if extended_to is not None and latest is not None and extended_to > latest:
        found.append(ground("SUBSTITUTION_EXTENSION_TOO_LONG", date=extended_to, latest=latest))
    if ends_on is not None and ends_on > limit and basis is SuspensionBasis.SECTION_11A3:
        found.append(ground("SUSPENSION_BEYOND_PERIOD", date=ends_on, latest=limit))
    if ends_on is not None and ends_on > limit and basis is SuspensionBasis.SECTION_24C:
        found.append(ground("SUSPENSION_LIMIT_REACHED", clause="24(c)", end=ends_on, last=limit))
    if suspension.since > limit:
        found.append(_outside(f"it begins on {suspension.since}, after its limit of {limit}"))
    return tuple(found)


def late_end_warnings(suspension: Suspension, *, ends_on: date | None) -> tuple[Ground, ...]:
    """The remark on an end that lies beyond the limit; exercise opens on the notice all the same.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    limit = suspension.limit
    if limit is None or ends_on is None or ends_on <= limit:
        return ()
    return (ground("SUSPENSION_BEYOND_LIMIT", clause=suspension.basis.section, end=ends_on, limit=limit),)


def end_query_grounds(
    suspension: Suspension | None, *, number: int, ended_on: date, received_on: date
) -> tuple[Ground, ...]:
    """What is asked back about the notice of an end: the suspension that it names, and its day.

    Agreement: 9(c);20(g).
    """
    if suspension is None:
        return (_outside(f"notice {number} is no notice of a suspension that stands"),)
    found = []
    if ended_on < suspension.since:
        found.append(_outside(f"it ends on {ended_on} what began on {suspension.since}"))
    if ended_on > received_on:
        found.append(_outside(f"by what it says the suspension had not ended on {received_on}"))
    return tuple(found)


def _outside(reason: str) -> Ground:
    return ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason)
