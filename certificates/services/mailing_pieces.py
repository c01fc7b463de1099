"""Who gets an envelope and what goes into it, read once for the preview and for the frozen pieces (3(a), 26).

One envelope for each holder and stretch of certificate numbers that follow one another, in the order of the
certificates; whoever cannot be mailed to is set aside with the ground, never left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from agreement.grounds import Ground
from agreement.refusals import ground
from certificates.selectors.numbers import Range
from certificates.services.post_addresses import is_whole, shown_fault, window_lines
from registry.models import HolderList, RightsAgreement
from registry.selectors.address_doubts import holders_in_doubt
from registry.selectors.addresses import changed_of_late

ROWS_AT_ONCE = 2000

_HOLDER = """
           holder.id, holder.account, holder.registration, holder.address, holder.city, holder.region,
           holder.postal_code, holder.country, version.id
"""
_ADDRESS_IN_FORCE = """
      LEFT JOIN LATERAL (
           SELECT made.id FROM registry_holderaddress made
            WHERE made.holder_id = holder.id AND made.in_force_from <= %(at)s
            ORDER BY made.in_force_from DESC, made.id DESC LIMIT 1) AS version ON true
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
      {_ADDRESS_IN_FORCE}
     ORDER BY envelope.first
"""  # noqa: S608  put together from the texts above
_OF_BOOKS = f"""
    SELECT NULL::bigint, NULL::bigint, 0, {_HOLDER}
      FROM registered_holder holder
      {_ADDRESS_IN_FORCE}
     WHERE holder.agreement_id = %(agreement)s
       AND EXISTS (SELECT 1 FROM open_lot WHERE open_lot.holder_id = holder.id)
     ORDER BY holder.country, holder.postal_code, holder.account
"""  # noqa: S608  put together from the texts above
# The holders whose Rights stand and may still be exercised: void Rights may not (7(e)).
_REMINDED = f"""
    SELECT NULL::bigint, NULL::bigint, standing.rights, {_HOLDER}
      FROM (SELECT holder_id, sum(rights)::bigint AS rights FROM open_lot
             WHERE agreement_id = %(agreement)s AND holder_id IS NOT NULL
               AND (void_from IS NULL OR void_from > %(at)s)
             GROUP BY holder_id) AS standing
      JOIN registered_holder holder ON holder.id = standing.holder_id
      {_ADDRESS_IN_FORCE}
     ORDER BY holder.country, holder.postal_code, holder.account
"""  # noqa: S608  put together from the texts above
# An account stands on several lines of a list only with one name and one address.
_OF_LIST = """
    SELECT NULL::bigint, NULL::bigint, 0, NULL::bigint, account, registration, address, city, region,
           postal_code, country, NULL::bigint
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
    barred = _barred_addresses(agreement, at=at)
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
            yield _certificate_piece(row, barred=barred, is_stopped=is_stopped)


def summary_pieces(
    agreement: RightsAgreement, *, holder_list: HolderList | None, at: datetime
) -> Iterator[FrozenPiece]:
    """One envelope for each holder: of a list of record holders before the separation, of the books after it.

    Agreement: 3(b);26.
    """
    asked = {"agreement": agreement.pk, "at": at, "holder_list": holder_list.pk if holder_list else None}
    for row in _rows(_OF_LIST if holder_list else _OF_BOOKS, asked):
        piece = _piece(row)
        yield replace(piece, aside=_address_fault(piece))


def reminder_pieces(agreement: RightsAgreement, *, at: datetime) -> Iterator[FrozenPiece]:
    """One envelope for each holder of Rights that stand and are not void, with how many they are.

    Agreement: 7(a);7(e);26.
    """
    for row in _rows(_REMINDED, {"agreement": agreement.pk, "at": at}):
        piece = _piece(row)
        yield replace(piece, aside=_address_fault(piece))


def _rows(query: str, asked: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.connection.cursor(name="mailing_pieces") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(query, asked)
        yield from cursor


def _piece(row: tuple[Any, ...]) -> FrozenPiece:
    first, last, rights, holder, account, registration, *address, version = row
    parts = (address[0], address[1], address[2], address[3], address[4])
    return FrozenPiece(first, last, rights, holder, account, registration, parts, version)


def _barred_addresses(agreement: RightsAgreement, *, at: datetime) -> dict[int, Callable[[str], Ground]]:
    """Holders to whose address no certificate goes now: changed of late, or mail came back from it."""
    zone = ZoneInfo(agreement.time_zone)
    late = {
        holder: partial(_changed, date=changed.astimezone(zone).date(), until=until.astimezone(zone).date())
        for holder, (changed, until) in changed_of_late(agreement, at=at).items()
    }
    doubts = holders_in_doubt(agreement, at=at).values_list("pk", "came_back_on")
    return {**late, **{holder: partial(_came_back, date=back_on) for holder, back_on in doubts}}


def _changed(account: str, *, date: date, until: date) -> Ground:
    return ground("ADDRESS_CHANGED_LATELY", holder=account, date=date, until=until)


def _came_back(account: str, *, date: date) -> Ground:
    return ground("MAIL_CAME_BACK", holder=account, date=date)


def _certificate_piece(
    row: tuple[Any, ...], *, barred: Mapping[int, Callable[[str], Ground]], is_stopped: bool
) -> FrozenPiece:
    """The envelope of a row; no certificate goes where the address is in doubt or new, a Summary does."""
    piece = _piece(row)
    if is_stopped:
        return replace(piece, aside=ground("STOP_KEEPS_FROM_MAIL", number=piece.first_certificate))
    aside, why = _address_fault(piece), barred.get(piece.holder or 0)
    return replace(piece, aside=why(piece.account) if aside is None and why is not None else aside)


def _address_fault(piece: FrozenPiece) -> Ground | None:
    """Why an address cannot be mailed to: none, or one that the window cannot show."""
    if not is_whole(piece.registration, piece.address):
        return ground("ADDRESS_MISSING", holder=piece.account)
    fault = shown_fault(window_lines(piece.registration, piece.address))
    return ground("ADDRESS_NOT_SHOWN", holder=piece.account, reason=fault) if fault else None
