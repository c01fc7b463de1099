"""How many Rights were outstanding, exercised and void, day by day, by the entries (§5(b), §7(e))."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from registry.models import RightsAgreement

# A mark counts from the entry that made it until its end, the closing of its lot, or the end of its class.
_CHANGES = """
    WITH change AS (
        SELECT id AS entry, rights_created - rights_retired AS live,
               CASE WHEN kind = 'EXERCISE' THEN rights_retired ELSE 0 END AS exercised,
               CASE WHEN kind = 'EXERCISE' THEN 0 ELSE rights_retired END AS otherwise, 0 AS void
          FROM book_entry
         WHERE agreement_id = %(agreement)s AND (rights_created <> 0 OR rights_retired <> 0)
        UNION ALL
        SELECT mark.marked_by_id, 0, 0, 0, lot.rights
          FROM lot_taint mark JOIN lot ON lot.id = mark.lot_id
         WHERE mark.agreement_id = %(agreement)s AND mark.void_from IS NOT NULL
        UNION ALL
        SELECT least(mark.ended_by_id, lot.closed_by_id,
                     (SELECT min(ending.id) FROM book_entry ending
                       WHERE ending.agreement_id = mark.agreement_id AND ending.ended_class IN ('ALL', 'VOID')
                         AND ending.id > lot.opened_by_id)), 0, 0, 0, -lot.rights
          FROM lot_taint mark JOIN lot ON lot.id = mark.lot_id
         WHERE mark.agreement_id = %(agreement)s AND mark.void_from IS NOT NULL)
    SELECT (entry.recorded_at AT TIME ZONE %(zone)s)::date,
           sum(live)::bigint, sum(exercised)::bigint, sum(otherwise)::bigint, sum(void)::bigint
      FROM change JOIN book_entry entry ON entry.id = change.entry
     GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class RightsOnDay:
    """The Rights at the end of a day: those that stand, the void ones among them; those gone until then."""

    day: date
    live: int
    exercised: int
    otherwise: int
    void: int

    @property
    def outstanding(self) -> int:
        """The Rights that stand and are not void."""
        return self.live - self.void


def rights_over_time(agreement: RightsAgreement) -> list[RightsOnDay]:
    """The Rights at the end of each day on which an entry changed them, the first day first.

    Agreement: 5(b);7(e).
    """
    told: list[RightsOnDay] = []
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"agreement": agreement.pk, "zone": agreement.time_zone})
        for day, *changes in cursor.fetchall():
            last = told[-1] if told else RightsOnDay(day, 0, 0, 0, 0)
            before = (last.live, last.exercised, last.otherwise, last.void)
            told.append(RightsOnDay(day, *(was + by for was, by in zip(before, changes, strict=True))))
    return told
