"""What was done with Rights from the instant from which they are void to the marking (§7(e))."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from registry.models import CaughtItem, CaughtKind, Notice
from registry.selectors.nullity import named_arguments_of, void_from_of


@dataclass(frozen=True, slots=True)
class Caught:
    """One act with void Rights: what, when, whose, to whom, how many Rights, how much money, what shares.

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
    shares: str = ""
    security: str = ""


@dataclass(frozen=True, slots=True)
class VoidPaper:
    """A certificate on which void Rights stood: its number, the class, whose it was."""

    number: int
    taint_class: str
    holder_id: int


Source = Callable[..., Iterable[Caught]]
# The entries that caught Rights, by what they did with them.
_KINDS = {
    "TRANSFER": CaughtKind.TRANSFER,
    "EXERCISE": CaughtKind.EXERCISE,
    "REDEEM": CaughtKind.REDEMPTION,
    "EXCHANGE_RIGHTS": CaughtKind.EXCHANGE,
}

_ENTRIES = """
    WITH line AS MATERIALIZED (
        SELECT * FROM nullity_lineage(%(agreement)s, %(positions)s, %(event)s, %(all)s))
    SELECT closing.kind, 'lot ' || coalesce(child.id, lot.id), closing.recorded_at, line.class, lot.holder_id,
           child.holder_id, certificate.number, closing.id, closing.item_number,
           coalesce(child.rights, lot.rights - coalesce(passed.rights, 0))::bigint
      FROM line
      JOIN lot ON lot.id = line.lot
      JOIN book_entry closing ON closing.id = lot.closed_by_id AND closing.effective_at > %(void)s
       AND closing.kind IN ('TRANSFER', 'EXERCISE', 'REDEEM', 'EXCHANGE_RIGHTS')
      LEFT JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
      LEFT JOIN lot child ON child.parent_id = lot.id AND closing.kind = 'TRANSFER'
       AND child.holder_id <> lot.holder_id
      LEFT JOIN LATERAL (
          SELECT sum(kept.rights) AS rights FROM lot kept WHERE kept.parent_id = lot.id) AS passed
             ON closing.kind <> 'TRANSFER'
     WHERE line.class IS NOT NULL AND line.is_noticed
       AND (child.id IS NOT NULL OR lot.retired_as IN ('EXERCISED', 'REDEEMED', 'EXCHANGED'))
     UNION ALL
    -- An entry that ends a whole class closes no lot; Rights marked before it got nothing by it.
    SELECT ending.kind, 'lot ' || lot.id, ending.recorded_at, line.class, lot.holder_id, NULL,
           certificate.number, ending.id, ending.item_number, lot.rights
      FROM line
      JOIN lot ON lot.id = line.lot
      JOIN book_entry ending ON ending.agreement_id = %(agreement)s AND ending.ended_class <> ''
       AND ending.kind IN ('REDEEM', 'EXCHANGE_RIGHTS') AND ending.effective_at > %(void)s
       AND ending.id > lot.opened_by_id AND coalesce(lot.closed_by_id > ending.id, true)
      LEFT JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
     WHERE line.class IS NOT NULL AND line.is_noticed AND lot.holder_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM book_entry earlier
                        WHERE earlier.agreement_id = %(agreement)s AND earlier.ended_class <> ''
                          AND earlier.id > lot.opened_by_id AND earlier.id < ending.id)
       AND NOT EXISTS (SELECT 1 FROM lot_taint mark
                        WHERE mark.lot_id = lot.id AND mark.void_from <= ending.effective_at
                          AND mark.marked_by_id < ending.id
                          AND coalesce(mark.ended_by_id > ending.id, true))
"""
_PAPERS = """
    SELECT DISTINCT certificate.id, certificate.number, line.class, lot.holder_id
      FROM nullity_lineage(%(agreement)s, %(positions)s, %(event)s, %(all)s) AS line
      JOIN lot ON lot.id = line.lot
      JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
     WHERE line.class IS NOT NULL AND line.is_noticed
"""


def caught_by(notice: Notice) -> list[Caught]:
    """Everything done with Rights that the notice makes void, the earliest first.

    Transfers, exercises, redemptions and exchanges on the books; payments taken, envelopes mailed, securities
    delivered and money paid for them.

    Agreement: 7(e);12;18(b).
    """
    entries = list(_entries(notice))
    found = [*entries, *_elsewhere(notice, entries)]
    places = {kind: place for place, kind in enumerate(CaughtKind)}
    return sorted(found, key=lambda one: (one.happened_at, places[one.kind], one.source))


def not_yet_listed(notice: Notice) -> list[Caught]:
    """What no application for instructions has told the Company yet.

    Agreement: 20(g).
    """
    listed = set(CaughtItem.objects.filter(notice=notice).values_list("source", flat=True))
    return [one for one in caught_by(notice) if one.source not in listed]


def _entries(notice: Notice) -> Iterator[Caught]:
    """Transfers, exercises, redemptions and exchanges on the books."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, named_arguments_of(notice))
        rows = cursor.fetchall()
    for kind, source, at, taint, holder, transferee, number, entry, item, rights in rows:
        yield Caught(
            _KINDS[kind], source, at, at > notice.received_at, taint, holder, transferee, number, entry,
            item, rights,
        )  # fmt: skip


def _elsewhere(notice: Notice, entries: list[Caught]) -> Iterator[Caught]:
    """What the upper apps know of: money and securities in and out, envelopes (settings.CAUGHT_SOURCES)."""
    with connection.cursor() as cursor:
        cursor.execute(_PAPERS, named_arguments_of(notice))
        papers = {key: VoidPaper(*rest) for key, *rest in cursor.fetchall()}
    for path in settings.CAUGHT_SOURCES:
        source: Source = import_string(path)
        yield from source(notice, papers=papers, entries=entries, void_from=void_from_of(notice))
