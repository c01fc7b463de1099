"""Where the Rights of a lot came from, up to the first lot, and where they went, one step (§5(b))."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from registry.models import Lot

STEPS_MAX = 500
CHILDREN_MAX = 200

_ANCESTORS = """
    WITH RECURSIVE line(id, parent_id, step) AS (
        SELECT id, parent_id, 0 FROM lot WHERE id = %(lot)s
         UNION ALL
        SELECT lot.id, lot.parent_id, line.step + 1
          FROM line JOIN lot ON lot.id = line.parent_id WHERE line.step < %(most)s
    )
    SELECT id FROM line WHERE step > 0 ORDER BY step DESC
"""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The lots before a lot, the first first, and those opened out of it."""

    ancestors: Sequence[Lot]
    children: Sequence[Lot]


def lineage_of(lot: Lot) -> Lineage:
    """The line of a lot: three queries, however long it is."""
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, {"lot": lot.pk, "most": STEPS_MAX})
        keys = [key for (key,) in cursor.fetchall()]
    told = Lot.objects.select_related("holder", "certificate", "opened_by", "closed_by")
    found = {one.pk: one for one in told.filter(pk__in=keys)}
    children = list(told.filter(parent=lot).order_by("pk")[:CHILDREN_MAX])
    return Lineage([found[key] for key in keys], children)
