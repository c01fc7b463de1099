"""Statuses of items, papers and jobs, and the moves each allows. A table and one function; no machinery."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar, cast

from agreement.errors import Conflict
from agreement.grounds import Basis

# The sentences of every table of moves, also told by the catalogue of refusals.
REFUSED_MOVE = "A {subject} in status {status} cannot take the step {event}"
CURE_OF_MOVE = "look at its present status; steps possible now: {possible}"

StatusT = TypeVar("StatusT", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class MoveTable(Generic[StatusT]):
    """The allowed moves of one kind of object: (status, event) to status.

    `clause` is the section that itself speaks of the moves, with the basis AGREEMENT, else the name of the
    house policy: statuses that the agreement does not know are the house's own order of work.
    """

    subject: str
    clause: str
    moves: Mapping[tuple[StatusT, str], StatusT]
    basis: Basis = field(kw_only=True)
    code: str = "MOVE_NOT_ALLOWED"
    starts_at: StatusT | None = field(default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "moves", MappingProxyType(dict(self.moves)))


def move(table: MoveTable[StatusT], from_status: StatusT | str, event: str) -> StatusT:
    """The status after an event; a status may be given by its name.

    Raises Conflict when the table does not allow it.
    """
    try:
        return table.moves[(cast("StatusT", from_status), event)]
    except KeyError:
        possible = ", ".join(events_from(table, from_status)) or "none"
        facts = {
            "subject": table.subject,
            "status": str(from_status),
            "event": event,
            "possible": possible,
        }
        raise Conflict(
            table.code,
            REFUSED_MOVE.format_map(facts),
            basis=table.basis,
            clause=table.clause,
            facts=facts,
            cure=CURE_OF_MOVE.format_map(facts),
        ) from None


def events_from(table: MoveTable[StatusT], from_status: StatusT | str) -> tuple[str, ...]:
    """The steps possible from a status, in the order of the table; empty at an end."""
    return tuple(event for (status, event) in table.moves if status == from_status)


def is_end(table: MoveTable[StatusT], status: StatusT | str) -> bool:
    """Whether nothing can follow this status."""
    return not events_from(table, status)
