"""Rights that a notice of nullity names and nobody has marked yet: they wait from its receipt (§7(e)).

After the marking too: what comes into a named account later waits until it is marked by another entry.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db import connection
from django.db.models import Q

from agreement.examination import NamedVoid
from agreement.nullity import Extent
from registry.models import Notice, NoticeKind, NoticeState, RightsAgreement, RightsCertificate
from registry.selectors.agreements import local_day
from registry.selectors.notices import UNDECIDED, exercise_stops
from registry.selectors.nullity import arguments_of, ending_of, known_positions

_ENDED = (NoticeState.REJECTED, NoticeState.SUPERSEDED)
_HELD_BEFORE = """
    WITH RECURSIVE line(lot, parent, holder, certificate) AS (
        SELECT id, parent_id, holder_id, certificate_id FROM lot WHERE id = ANY (%s)
         UNION
        SELECT lot.id, lot.parent_id, lot.holder_id, lot.certificate_id
          FROM line JOIN lot ON lot.id = line.parent)
    SELECT array_agg(DISTINCT holder), array_agg(DISTINCT certificate) FROM line
"""
# The same parts that the marking marks, of the lots at hand.
_VOID = """
    SELECT DISTINCT parts.certificate FROM nullity_parts(%s, %s, %s, %s, %s) AS parts
     WHERE parts.lot = ANY (%s) AND parts.is_noticed AND NOT parts.is_void
"""


def named_void(
    agreement: RightsAgreement,
    *,
    certificates: Sequence[RightsCertificate],
    lots: Sequence[tuple[int, int]],
) -> Mapping[int, tuple[NamedVoid, ...]]:
    """By certificate, the notices that name Rights on it that are not marked; `lots` are (lot, certificate).

    Named are the positions of the notice, and what came from them as far as the notice reaches. A notice
    that waits for the Company's answer names the accounts in it.

    Agreement: 7(e).
    """
    found: dict[int, list[NamedVoid]] = defaultdict(list)
    for notice in _standing(agreement):
        for key in _reached(notice, lots=[lot for lot, _ in lots]):
            found[key].append(_told(notice, agreement))
    for one in certificates:
        known = {told.notice for told in found[one.pk]}
        numbers = [n for n in exercise_stops(agreement, accounts={one.holder.account}) if n not in known]
        queried = Notice.objects.filter(agreement=agreement, number__in=numbers).order_by("number")
        found[one.pk] += [_told(notice, agreement) for notice in queried]
    return {key: tuple(named) for key, named in found.items()}


def waiting_on_accounts(
    agreement: RightsAgreement, accounts: Collection[str]
) -> Mapping[str, tuple[NamedVoid, ...]]:
    """By account, the notices that name it for Rights that are void and that are not accepted yet.

    What a transferee received from persons named is not what the Company issues to it; a certificate that is
    named is not another one. Of a notice that waits for the Company's answer every account named is told.

    Agreement: 4(b);7(e);20(g).
    """
    found: dict[str, list[NamedVoid]] = defaultdict(list)
    for notice in _standing(agreement):
        if notice.state in UNDECIDED and notice.state != NoticeState.QUERIED:
            named = [one.position for one in known_positions(notice) if one.position.certificate is None]
            for account in {one.holder for one in named if one.extent is not Extent.RECEIVED} & set(accounts):
                found[account].append(_told(notice, agreement))
    numbers = exercise_stops(agreement, accounts=accounts)
    for notice in Notice.objects.filter(agreement=agreement, number__in=numbers).order_by("number"):
        for account in {one.get("account") for one in notice.facts["persons"]} & set(accounts):
            found[account].append(_told(notice, agreement))
    return {account: tuple(told) for account, told in found.items()}


def _standing(agreement: RightsAgreement) -> Iterator[Notice]:
    """The notices of nullity received that are neither rejected nor ended."""
    received = Notice.objects.filter(agreement=agreement, kind=NoticeKind.NULLITY).order_by("number")
    for notice in received.exclude(Q(state__in=_ENDED)).select_related("agreement"):
        if ending_of(notice) is None:
            yield notice


def _reached(notice: Notice, *, lots: Sequence[int]) -> list[int]:
    """The certificates of the lots that the notice makes void; the whole lineage is traced only if it may."""
    if not notice.facts.get("persons") or not notice.facts.get("event_at") or not lots:
        return []
    known = [one for one in known_positions(notice) if one.is_known]
    with connection.cursor() as cursor:
        cursor.execute(_HELD_BEFORE, [list(lots)])
        holders, certificates = (set(told or ()) for told in cursor.fetchone())
        if not any(one.holder_id in holders or one.certificate_id in certificates for one in known):
            return []
        cursor.execute(_VOID, [*arguments_of(notice), list(lots)])
        return [key for (key,) in cursor.fetchall()]


def _told(notice: Notice, agreement: RightsAgreement) -> NamedVoid:
    return NamedVoid(
        notice.number,
        local_day(agreement, at=notice.received_at),
        is_queried=notice.state == NoticeState.QUERIED,
    )
