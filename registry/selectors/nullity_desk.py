"""What the desk of nullity shows: totals by class, certificates, the lineage and the paths (§7(e))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from agreement.nullity import Closure, NullityNotice, RightsLot, Trace, Transferees, find_closure
from registry.models import Notice
from registry.selectors.nullity import event_of, known_positions, named_arguments_of, void_from_of

CERTIFICATES_SHOWN = 100
LOTS_DRAWN = 60

_CLASSES = """
    SELECT class, coalesce(sum(void_rights) FILTER (WHERE is_noticed AND is_void), 0)::bigint,
           coalesce(sum(void_rights) FILTER (WHERE is_noticed AND NOT is_void), 0)::bigint,
           coalesce(sum(void_rights) FILTER (WHERE NOT is_noticed), 0)::bigint, count(*)
      FROM nullity_parts(%(agreement)s, %(positions)s, %(event)s, %(all)s, %(void)s)
     GROUP BY class ORDER BY class
"""
_CERTIFICATES = """
    SELECT certificate.number, holder.account, certificate.rights, sum(part.void_rights)::bigint,
           array_agg(DISTINCT part.class ORDER BY part.class), bool_and(part.is_void),
           bool_and(part.is_noticed), count(*) OVER ()
      FROM nullity_parts(%(agreement)s, %(positions)s, %(event)s, %(all)s, %(void)s) part
      JOIN rights_certificate certificate ON certificate.id = part.certificate
      JOIN registered_holder holder ON holder.id = certificate.holder_id
     GROUP BY certificate.id, certificate.number, holder.account, certificate.rights
     ORDER BY certificate.number LIMIT %(most)s
"""
_LOTS = """
    SELECT lot.id, lot.parent_id, holder.account, lot.rights, opening.number, opening.effective_at,
           certificate.number, closing.effective_at, coalesce(mark.void_from <= %(void)s, false)
      FROM lot
      JOIN registered_holder holder ON holder.id = lot.holder_id
      JOIN book_entry opening ON opening.id = lot.opened_by_id
      LEFT JOIN book_entry closing ON closing.id = lot.closed_by_id
      LEFT JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
      LEFT JOIN lot_taint mark ON mark.lot_id = lot.id AND mark.ended_by_id IS NULL
     WHERE lot.id IN (SELECT reached.lot FROM ({reached}) AS reached(lot) LIMIT %(most)s)
"""
_PARTS = """
    SELECT lot, class, void_rights
      FROM nullity_parts(%(agreement)s, %(positions)s, %(event)s, %(all)s, %(void)s)
     WHERE is_noticed
"""
_VOID_LOTS = """
    SELECT part.lot, certificate.number, holder.account, part.rights, part.void_rights, part.class,
           part.place, part.is_noticed, part.is_void
      FROM nullity_parts(%(agreement)s, %(positions)s, %(event)s, %(all)s, %(void)s) part
      JOIN registered_holder holder ON holder.id = part.holder
      LEFT JOIN rights_certificate certificate ON certificate.id = part.certificate
     WHERE part.lot > %(after)s ORDER BY part.lot LIMIT %(most)s
"""
_OF_NOTICE = """
    SELECT lot FROM nullity_lineage(%(agreement)s, %(positions)s, %(event)s, %(all)s)
     UNION SELECT lot FROM nullity_parts(%(agreement)s, %(positions)s, %(event)s, %(all)s, %(void)s)
"""
_OF_CERTIFICATE = """
    WITH RECURSIVE up(lot, parent) AS (
        SELECT lot.id, lot.parent_id FROM lot JOIN rights_certificate certificate
                                             ON certificate.id = lot.certificate_id
         WHERE certificate.agreement_id = %(agreement)s AND certificate.number = %(number)s
         UNION
        SELECT lot.id, lot.parent_id FROM up JOIN lot ON lot.id = up.parent AND lot.holder_id IS NOT NULL)
    SELECT lot FROM up
"""


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """Open Rights of a class: marked already, to be marked by the notice, shown by the lineage alone."""

    taint_class: str
    marked: int
    to_mark: int
    proposed: int
    lots: int


@dataclass(frozen=True, slots=True)
class ConcernedCertificate:
    """A certificate with void Rights: how many of its Rights, of which classes, whether they are marked."""

    number: int
    account: str
    rights: int
    void_rights: int
    classes: Sequence[str]
    is_marked: bool
    is_noticed: bool


@dataclass(frozen=True, slots=True)
class VoidLotShown:
    """An open lot with void Rights: where it lies, how many of its Rights, of which class, whether marked."""

    lot: int
    certificate: int | None
    account: str
    rights: int
    void_rights: int
    taint_class: str
    position: int | None
    is_noticed: bool
    is_marked: bool


def class_totals(notice: Notice) -> list[ClassTotal]:
    """Open Rights by class, by the function that the marking uses."""
    return [ClassTotal(*row) for row in _rows(_CLASSES, notice)]


def concerned_certificates(notice: Notice) -> tuple[list[ConcernedCertificate], int]:
    """The first certificates with void Rights in the order of their numbers, and how many there are."""
    rows = _rows(_CERTIFICATES, notice, most=CERTIFICATES_SHOWN)
    return [ConcernedCertificate(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def void_lots(notice: Notice, *, after: int, most: int) -> list[VoidLotShown]:
    """The open lots with void Rights that follow one by their keys, by the function that the marking uses."""
    return [VoidLotShown(*row) for row in _rows(_VOID_LOTS, notice, after=after, most=most)]


def void_parts(notice: Notice) -> dict[int, tuple[str, int]]:
    """Class and void Rights of every open lot that the notice covers, as the database finds them."""
    rows = _rows(_PARTS, notice)
    return {lot: (taint, rights) for lot, taint, rights in rows}


def reached_lots(notice: Notice, *, most: int = 100_000) -> list[RightsLot]:
    """The lots that the notice reaches, open or not, as the rule takes them."""
    return _lots(notice, _OF_NOTICE, most=most)


def drawn_closure(notice: Notice) -> Closure | None:
    """The lots that the notice reaches, classed by the rule; None where they are too many to draw."""
    lots = reached_lots(notice, most=LOTS_DRAWN + 1)
    return find_closure(lots, notice=rule_notice(notice)) if 0 < len(lots) <= LOTS_DRAWN else None


def paths_to(notice: Notice, *, number: int) -> list[tuple[Trace, ...]]:
    """The way by which void Rights came to a certificate, for each of its lots that the notice reaches.

    Agreement: 7(e)(iv).
    """
    lots = _lots(notice, _OF_CERTIFICATE, most=100_000, number=number)
    closure = find_closure(lots, notice=rule_notice(notice))
    own = sorted(lot.key for lot in lots if lot.certificate == number)
    return [path for path in map(closure.path_to, own) if path]


def rule_notice(notice: Notice) -> NullityNotice:
    """A notice as the rule takes it: accounts by their number, certificates by theirs."""
    return NullityNotice(
        tuple(one.position for one in known_positions(notice)),
        event_of(notice),
        Transferees(notice.facts["transferees"]),
        has_board_finding="board_finding" in notice.facts,
        void_from=void_from_of(notice),
    )


def _lots(notice: Notice, reached: str, *, most: int, **more: Any) -> list[RightsLot]:
    rows = _rows(_LOTS.format(reached=reached), notice, most=most, **more)
    return [_lot(row) for row in rows]


def _lot(row: Sequence[Any]) -> RightsLot:
    key, parent, account, rights, order, opened_at, certificate, closed_at, is_void = row
    opened: datetime = opened_at
    return RightsLot(key, parent, account, rights, order, opened, certificate, closed_at, is_void)


def _rows(query: str, notice: Notice, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {**named_arguments_of(notice), **more})
        return list(cursor.fetchall())
