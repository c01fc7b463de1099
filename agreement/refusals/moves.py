"""Refusals of steps that the tables of moves do not allow, one code for each table."""

from agreement.grounds import Effect
from agreement.refusals.entry import NOBODY, CodeEntry, Conflict
from agreement.workflow import TABLES
from agreement.workflow.moves import CURE_OF_MOVE, REFUSED_MOVE

MOVE_CODES: tuple[CodeEntry, ...] = tuple(
    CodeEntry(
        code=table.code,
        error=Conflict,
        basis=table.basis,
        clause=table.clause,
        effect=Effect.HOLD,
        message=REFUSED_MOVE,
        cure=CURE_OF_MOVE,
        lifted_by=NOBODY,
    )
    for table in TABLES
)
