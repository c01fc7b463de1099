"""Reads of the orders of the Board: those that stand, what they reach, what ended one (§23, §24)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from agreement.board_orders import BoardOrder, ExchangedFor, Extent, OrderKind
from registry.models import BookEntry, Notice, NoticeDue, NoticeKind, NoticeState, RightsAgreement
from registry.selectors.agreements import calendar
from registry.selectors.notices import IN_FORCE, notices

ORDER_KINDS = (NoticeKind.REDEMPTION_ORDERED, NoticeKind.EXCHANGE_ORDERED)
# The notices to the holders that orders make due.
MAILED_AS = {NoticeKind.REDEMPTION_ORDERED: "M-06", NoticeKind.EXCHANGE_ORDERED: "M-07"}
# The kinds of entry by which orders are carried out.
ENDED_BY = ("REDEEM", "EXCHANGE_RIGHTS")
_GONE = (NoticeState.REJECTED, NoticeState.SUPERSEDED)
_REACHED = """
    SELECT coalesce(sum(rights) FILTER (WHERE is_void IS NOT TRUE), 0)::bigint,
           coalesce(sum(rights) FILTER (WHERE is_void), 0)::bigint,
           count(DISTINCT holder_id) FILTER (WHERE is_void IS NOT TRUE),
           count(DISTINCT certificate_id) FILTER (WHERE is_void IS NOT TRUE),
           coalesce(sum(rights) FILTER (WHERE holder_id IS NULL), 0)::bigint
      FROM (SELECT rights, holder_id, certificate_id, void_from <= %(at)s AS is_void
              FROM open_lot WHERE agreement_id = %(agreement)s) AS standing
"""


def order_notices(agreement: RightsAgreement) -> QuerySet[Notice]:
    """The notices of orders of an agreement, the latest first; also those that are gone."""
    return notices(agreement).filter(kind__in=ORDER_KINDS).order_by("-number")


def endings(agreement: RightsAgreement) -> dict[int, Notice]:
    """The accepted notices by which orders have no effect any more, by the number of the order's notice."""
    ended = notices(agreement).filter(kind=NoticeKind.ORDER_ENDED, state__in=IN_FORCE)
    return {int(notice.facts["ends"]): notice for notice in ended}


def carried_out_orders(agreement: RightsAgreement) -> dict[int, BookEntry]:
    """The entries by which orders were carried out, by the number of the order's notice (§23(b), §24(b))."""
    ended = agreement.entries.filter(kind__in=ENDED_BY, approval__request__order__isnull=False)
    return {int(entry.approval.request["order"]): entry for entry in ended.select_related("approval")}


def standing_orders(agreement: RightsAgreement) -> list[Notice]:
    """The notices of orders that stand, from their filing on, whether accepted or asked back (§20(g)).

    A part that was carried out stops nothing any more: the Rights it left are as they were before (§24(b)).
    """
    filed = order_notices(agreement).exclude(state__in=_GONE).exclude(number__in=endings(agreement))
    found = list(filed.order_by("number"))
    if all(notice.facts["extent"] == Extent.ALL for notice in found):
        return found
    done = carried_out_orders(agreement)
    return [one for one in found if one.facts["extent"] == Extent.ALL or one.number not in done]


def board_orders(agreement: RightsAgreement, *, at: datetime) -> tuple[BoardOrder, ...]:
    """The orders that stand, as the rules take them (§23(b), §24(b))."""
    return orders_told(agreement, standing_orders(agreement), at=at)


def orders_known(agreement: RightsAgreement, *, at: datetime) -> tuple[BoardOrder, ...]:
    """The orders of which evidence was in hand at an instant and that had not been ended by then."""
    ended = [number for number, notice in endings(agreement).items() if notice.received_at <= at]
    filed = order_notices(agreement).filter(received_at__lte=at).exclude(state__in=_GONE)
    return orders_told(agreement, filed.exclude(number__in=ended).order_by("number"), at=at)


def orders_told(
    agreement: RightsAgreement, filed: Iterable[Notice], *, at: datetime
) -> tuple[BoardOrder, ...]:
    """Notices of orders as the rules take them, their instants those of the agreement's zone."""
    return tuple(_order(agreement, notice, at=at) for notice in filed)


def orders_reaching(
    agreement: RightsAgreement,
    filed: Sequence[Notice],
    *,
    void_from: Sequence[datetime | None],
    at: datetime,
) -> tuple[BoardOrder, ...]:
    """The orders that reach lots, told by when each became void; void Rights take no part in any (§7(e))."""
    if not filed or (void_from and all(since is not None and since <= at for since in void_from)):
        return ()
    return orders_told(agreement, filed, at=at)


def _order(agreement: RightsAgreement, notice: Notice, *, at: datetime) -> BoardOrder:
    zone, days, said = ZoneInfo(agreement.time_zone), calendar(agreement, at=at), notice.facts
    ordered_at = ordered_at_of(notice).astimezone(zone)
    redeemed_on = said.get("redemption_date") if notice.state in IN_FORCE else None
    return BoardOrder(
        notice=notice.number,
        kind=OrderKind.REDEMPTION if notice.kind == NoticeKind.REDEMPTION_ORDERED else OrderKind.EXCHANGE,
        ordered_at=ordered_at,
        filed_at=notice.received_at.astimezone(zone),
        day_ends_at=days.close_of_business(ordered_at.date()),
        # A redemption is of all Rights, whatever a notice that is asked back says.
        extent=Extent.ALL if notice.kind == NoticeKind.REDEMPTION_ORDERED else Extent(said["extent"]),
        rights_count=said.get("rights"),
        exchanged_for=ExchangedFor(said.get("exchanged_for", ExchangedFor.COMMON_SHARES)),
        transfers_end_at=days.close_of_business(date.fromisoformat(redeemed_on)) if redeemed_on else None,
    )


def ordered_at_of(notice: Notice) -> datetime:
    """The instant of the Board's action, as the notice states it."""
    return datetime.fromisoformat(notice.facts["ordered_at"])


def notice_words(notice: Notice) -> str:
    """What a notice to the holders is about, as its due says it and is found by (§23(b), §24(b))."""
    return f"notice of the order in notice {notice.number}"


def notice_due(notice: Notice) -> NoticeDue | None:
    """The notice to the holders that an accepted order made due, with its mailing if one is recorded."""
    due = NoticeDue.objects.filter(
        agreement_id=notice.agreement_id, mailing_kind=MAILED_AS[NoticeKind(notice.kind)]
    )
    found = due.filter(addressees__endswith=notice_words(notice))
    return found.select_related("agreement", "mailed__document").order_by("id").last()


def notices_to_mail(agreement: RightsAgreement) -> list[tuple[NoticeDue, int]]:
    """The notices to holders that nobody recorded as mailed yet, with the numbers of the orders' notices."""
    due = NoticeDue.objects.filter(
        agreement=agreement, mailing_kind__in=MAILED_AS.values(), mailed__isnull=True
    )
    return [(one, int(one.addressees.rpartition(" ")[2])) for one in due.order_by("id")]


@dataclass(frozen=True, slots=True)
class RightsReached:
    """What an order finds on the books: valid and void Rights, those who hold valid ones, their certificates.

    `attached` are Rights that travel with the shares: no holder of them stands on these books yet.
    """

    valid: int
    void: int
    holders: int
    certificates: int
    attached: int


def rights_reached(agreement: RightsAgreement, *, at: datetime) -> RightsReached:
    """The Rights that stand on the books; those that are void take no part in an order (§7(e))."""
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, {"agreement": agreement.pk, "at": at})
        return RightsReached(*cursor.fetchone())


def price_stated(notice: Notice) -> Decimal | None:
    """The Redemption Price that a notice states, if it states one (§23(a))."""
    said = notice.facts.get("price")
    return Decimal(said) if said else None
