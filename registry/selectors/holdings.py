"""What stood on the books at an instant, by the entries recorded until then (§5(b))."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from registry.models import RegisteredHolder, RightsAgreement
from registry.selectors.register import PAGE_SIZE

# The lots of a holder that stood at an instant, each with the mark it then bore.
_STOOD = """
      FROM registered_holder holder
      JOIN lot ON lot.holder_id = holder.id
      JOIN book_entry opened ON opened.id = lot.opened_by_id AND opened.recorded_at <= %(at)s
      LEFT JOIN book_entry closed ON closed.id = lot.closed_by_id AND closed.recorded_at <= %(at)s
      LEFT JOIN (lot_taint mark JOIN book_entry marked ON marked.id = mark.marked_by_id
                 LEFT JOIN book_entry freed ON freed.id = mark.ended_by_id)
             ON mark.lot_id = lot.id AND marked.recorded_at <= %(at)s
            AND (freed.id IS NULL OR freed.recorded_at > %(at)s)
      LEFT JOIN rights_certificate certificate ON certificate.id = lot.certificate_id
     WHERE closed.id IS NULL
       AND NOT EXISTS (
           SELECT 1 FROM book_entry ending
            WHERE ending.agreement_id = lot.agreement_id AND ending.ended_class <> ''
              AND ending.id > lot.opened_by_id AND ending.recorded_at <= %(at)s
              AND (ending.ended_class = 'ALL' OR ending.ended_class = CASE
                       WHEN mark.void_from <= ending.effective_at THEN 'VOID' ELSE 'VALID' END))
"""
_RIGHTS = """
    sum(lot.rights)::bigint, coalesce(sum(lot.rights) FILTER (WHERE mark.void_from <= %(at)s), 0)::bigint
"""
_BY_ACCOUNT = f"""
    SELECT holder.account, holder.registration, {_RIGHTS} {_STOOD}
       AND holder.agreement_id = %(agreement)s AND holder.account > %(after)s
     GROUP BY holder.id ORDER BY holder.account LIMIT %(size)s
"""
_BY_CERTIFICATE = f"""
    SELECT certificate.number, certificate.dated, {_RIGHTS} {_STOOD}
       AND holder.id = %(holder)s
     GROUP BY certificate.id ORDER BY certificate.number
"""


@dataclass(frozen=True, slots=True)
class Holding:
    """What one account held at an instant: whole Rights, and how many of them were void."""

    account: str
    registration: str
    rights: int
    void_rights: int


@dataclass(frozen=True, slots=True)
class Position:
    """What stood on one certificate of a holder at an instant; without a number, on none."""

    number: int | None
    dated: date | None
    rights: int
    void_rights: int


def holdings_as_of(
    agreement: RightsAgreement, *, at: datetime, after: str = "", size: int = PAGE_SIZE
) -> list[Holding]:
    """What each account held by the entries recorded by an instant, in the order of accounts (§5(b))."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_ACCOUNT, {"agreement": agreement.pk, "at": at, "after": after, "size": size})
        return [Holding(*row) for row in cursor.fetchall()]


def positions_as_of(holder: RegisteredHolder, *, at: datetime) -> list[Position]:
    """What one holder held by the entries recorded by an instant, certificate by certificate (§5(b))."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_CERTIFICATE, {"holder": holder.pk, "at": at})
        return [Position(*row) for row in cursor.fetchall()]
