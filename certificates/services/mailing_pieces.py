"""Who gets an envelope and what goes into it, read once for the preview and for the frozen pieces (3(a), 26).

One envelope for each holder and stretch of certificate numbers that follow one another, in the order of the
certificates; whoever cannot be mailed to is set aside with the ground, never left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from agreement.grounds import Ground
from agreement.refusals import ground
from certificates.models import MailingKind
from certificates.selectors.numbers import Range
from certificates.services.post_addresses import is_whole, shown_fault, window_lines
from registry.models import HolderList, RightsAgreement

ROWS_AT_ONCE = 2000

_HOLDER = """
           holder.id, holder.account, holder.registration, holder.address, holder.city, holder.region,
           holder.postal_code, holder.country, version.id,
           CASE WHEN version.recorded_at IS NULL OR version.recorded_at <= back.recorded_at
                THEN back.returned_on END
"""
_STANDING_OF_HOLDER = """
      LEFT JOIN LATERAL (
           SELECT made.id, made.recorded_at FROM registry_holderaddress made
            WHERE made.holder_id = holder.id AND made.in_force_from <= %(at)s
            ORDER BY made.in_force_from DESC, made.id DESC LIMIT 1) AS version ON true
      LEFT JOIN LATERAL (
           SELECT gone.returned_on, gone.recorded_at
             FROM mailing_piece piece JOIN certificates_mailreturn gone ON gone.piece_id = piece.id
            WHERE piece.holder_id = holder.id
            ORDER BY gone.id DESC LIMIT 1) AS back ON true
"""
# Certificates with open Rights of the numbers asked for, in stretches that one holder has without a gap.
_OF_CERTIFICATES = f"""
    WITH mailed AS (
        SELECT certificate.number, certificate.rights, certificate.holder_id,
               certificate.number - row_number() OVER (
                   PARTITION BY certificate.holder_id ORDER BY certificate.number) AS stretch
          FROM unnest(%(firsts)s::bigint[], %(lasts)s::bigint[]) AS wanted(first, last)
          JOIN rights_certificate certificate
            ON certificate.agreement_id = %(agreement)s
           AND certificate.number BETWEEN wanted.first AND wanted.last
         WHERE EXISTS (SELECT 1 FROM open_lot WHERE open_lot.certificate_id = certificate.id)),
    envelope AS (
        SELECT holder_id, min(number) AS first, max(number) AS last, sum(rights)::bigint AS rights
          FROM mailed GROUP BY holder_id, stretch)
    SELECT envelope.first, envelope.last, envelope.rights, {_HOLDER}
      FROM envelope JOIN registered_holder holder ON holder.id = envelope.holder_id
      {_STANDING_OF_HOLDER}
     ORDER BY envelope.first
"""  # noqa: S608  put together from the texts above
_OF_BOOKS = f"""
    SELECT NULL::bigint, NULL::bigint, 0, {_HOLDER}
      FROM registered_holder holder
      {_STANDING_OF_HOLDER}
     WHERE holder.agreement_id = %(agreement)s
       AND EXISTS (SELECT 1 FROM open_lot WHERE open_lot.holder_id = holder.id)
     ORDER BY holder.country, holder.postal_code, holder.account
"""  # noqa: S608  put together from the texts above
# An account stands on several lines of a list only with one name and one address.
_OF_LIST = """
    SELECT NULL::bigint, NULL::bigint, 0, NULL::bigint, account, registration, address, city, region,
           postal_code, country, NULL::bigint, NULL::date
      FROM (SELECT DISTINCT ON (account) * FROM holder_list_row
             WHERE holder_list_id = %(holder_list)s ORDER BY account, line) AS listed
     ORDER BY country, postal_code, account
"""


@dataclass(frozen=True, slots=True)
class FrozenPiece:
    """One envelope as it would be frozen; `aside` is the ground on which it is not mailed."""

    first_certificate: int | None
    last_certificate: int | None
    rights: int
    holder: int | None
    account: str
    registration: str
    address: tuple[str, str, str, str, str]
    address_version: int | None
    aside: Ground | None = None

    @property
    def certificate_count(self) -> int:
        """How many certificates it holds."""
        if self.first_certificate is None or self.last_certificate is None:
            return 0
        return self.last_certificate - self.first_certificate + 1

    @property
    def country(self) -> str:
        """The country it goes to, by two letters."""
        return self.address[4]


def certificate_pieces(
    agreement: RightsAgreement, *, numbers: Sequence[Range], stopped: Sequence[Range], at: datetime
) -> Iterator[FrozenPiece]:
    """The envelopes for certificate numbers, in their order; then those on which a stop stands, set aside.

    Agreement: 3(a);26.
    """
    for ranges, is_stopped in ((numbers, False), (stopped, True)):
        if not ranges:
            continue
        asked = {
            "agreement": agreement.pk,
            "at": at,
            "firsts": [first for first, _ in ranges],
            "lasts": [last for _, last in ranges],
        }
        for row in _rows(_OF_CERTIFICATES, asked):
            yield _piece(row, kind=MailingKind.CERTIFICATES, is_stopped=is_stopped)


def summary_pieces(
    agreement: RightsAgreement, *, holder_list: HolderList | None, at: datetime
) -> Iterator[FrozenPiece]:
    """One envelope for each holder: of a list of record holders before the separation, of the books after it.

    Agreement: 3(b);26.
    """
    asked = {"agreement": agreement.pk, "at": at, "holder_list": holder_list.pk if holder_list else None}
    for row in _rows(_OF_LIST if holder_list else _OF_BOOKS, asked):
        yield _piece(row, kind=MailingKind.SUMMARY_OF_RIGHTS, is_stopped=False)


def _rows(query: str, asked: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.connection.cursor(name="mailing_pieces") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(query, asked)
        yield from cursor


def _piece(row: tuple[Any, ...], *, kind: MailingKind, is_stopped: bool) -> FrozenPiece:
    first, last, rights, holder, account, registration, *address, version, came_back = row
    parts = (address[0], address[1], address[2], address[3], address[4])
    if is_stopped:
        aside: Ground | None = ground("STOP_KEEPS_FROM_MAIL", number=first)
    else:
        aside = _why_aside(account, registration, parts, kind=kind, came_back=came_back)
    return FrozenPiece(first, last, rights, holder, account, registration, parts, version, aside)


def _why_aside(
    account: str,
    registration: str,
    address: tuple[str, str, str, str, str],
    *,
    kind: MailingKind,
    came_back: date | None,
) -> Ground | None:
    """Why a holder's piece is set aside: no address, one not to be shown, or one mail came back from.

    The Summary goes to the registered address whether or not mail came back from it; a certificate does not.
    """
    if not is_whole(registration, address):
        return ground("ADDRESS_MISSING", holder=account)
    fault = shown_fault(window_lines(registration, address))
    if fault:
        return ground("ADDRESS_NOT_SHOWN", holder=account, reason=fault)
    if came_back is not None and kind == MailingKind.CERTIFICATES:
        return ground("MAIL_CAME_BACK", holder=account, date=came_back)
    return None
