"""What was done with void Rights between the Triggering Event and the marking (§7(e))."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from registry.models import CaughtItem, CaughtKind, Notice
from registry.selectors.nullity import arguments_of, event_of


@dataclass(frozen=True, slots=True)
class Caught:
    """One act with void Rights: what, when, whose, to whom, how many Rights, how much money.

    `source` names the row it rests on, so that nothing is listed twice; `was_known`: it was recorded after
    the notice had been received.
    """

    kind: CaughtKind
    source: str
    happened_at: datetime
    was_known: bool
    taint_class: str
    holder_id: int
    transferee_id: int | None = None
    certificate_number: int | None = None
    entry_id: int | None = None
    item_number: int | None = None
    rights: int | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class VoidPaper:
    """A certificate on which void Rights stood: its number, the class, whose it was."""

    number: int
    taint_class: str
    holder_id: int


Source = Callable[..., Iterable[Caught]]

_ENTRIES = """
    WITH line AS MATERIALIZED (
        SELECT * FROM nullity_lineage(%(agreement)s, %(positions)s, %(event)s, %(all)s))
    SELECT closing.kind, 'lot ' || coalesce(child.id, lot.id), closing.recorded_at, line.class, lot.holder_id,
           child.holder_id, certificate.number, closing.id, closing.item_number,
           coalesce(child.rights, lot.rights - coalesce(passed.rights, 0))::bigint
      FROM line
      JOIN lot ON lot.id = line.lot
      JOIN book_entry closing ON closing.id = lot.closed_by_id AND closing.kind IN ('TRANSFER', 'EXERCISE')
       AND closing.effective_at > %(event)s
      LEFT JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
      LEFT JOIN lot child ON child.parent_id = lot.id AND closing.kind = 'TRANSFER'
       AND child.holder_id <> lot.holder_id
      LEFT JOIN LATERAL (
          SELECT sum(kept.rights) AS rights FROM lot kept WHERE kept.parent_id = lot.id) AS passed
             ON closing.kind = 'EXERCISE'
     WHERE line.class IS NOT NULL AND line.is_noticed
       AND (child.id IS NOT NULL OR lot.retired_as = 'EXERCISED')
     ORDER BY closing.number, lot.id, child.id
"""
_PAPERS = """
    SELECT DISTINCT certificate.id, certificate.number, line.class, lot.holder_id
      FROM nullity_lineage(%(agreement)s, %(positions)s, %(event)s, %(all)s) AS line
      JOIN lot ON lot.id = line.lot
      JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
     WHERE line.class IS NOT NULL AND line.is_noticed
"""


def caught_by(notice: Notice) -> list[Caught]:
    """Every transfer, exercise, payment and mailing of Rights that the notice makes void, the earliest first.

    Agreement: 7(e);12;18(b).
    """
    found = [*_entries(notice), *_elsewhere(notice)]
    return sorted(found, key=lambda one: (one.happened_at, one.kind, one.source))


def not_yet_listed(notice: Notice) -> list[Caught]:
    """What no application for instructions has told the Company yet.

    Agreement: 20(g).
    """
    listed = set(CaughtItem.objects.filter(notice=notice).values_list("source", flat=True))
    return [one for one in caught_by(notice) if one.source not in listed]


def _entries(notice: Notice) -> Iterator[Caught]:
    """Transfers and exercises on the books."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, _named(notice))
        rows = cursor.fetchall()
    for kind, source, at, taint, holder, transferee, number, entry, item, rights in rows:
        yield Caught(
            CaughtKind(kind), source, at, at > notice.received_at, taint, holder, transferee, number, entry,
            item, rights,
        )  # fmt: skip


def _elsewhere(notice: Notice) -> Iterator[Caught]:
    """What the upper apps know of: payments received, envelopes mailed (settings.CAUGHT_SOURCES)."""
    with connection.cursor() as cursor:
        cursor.execute(_PAPERS, _named(notice))
        papers = {key: VoidPaper(*rest) for key, *rest in cursor.fetchall()}
    for path in settings.CAUGHT_SOURCES:
        source: Source = import_string(path)
        yield from source(notice, papers=papers, event_at=event_of(notice))


def _named(notice: Notice) -> dict[str, Any]:
    return dict(zip(("agreement", "positions", "event", "all"), arguments_of(notice), strict=True))
