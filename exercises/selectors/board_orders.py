"""What an order of the Board found done and what it stopped, for the Company to instruct (§23(b), §24(b))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum

from agreement.board_orders import Extent
from agreement.requisition import bought_in_words
from agreement.workflow.items import ENDED_STATES, ItemKind
from exercises.selectors.schedules import beside_the_whole
from registry.models import BookEntry, Item, Notice, NoticeKind
from registry.selectors.agreements import terms_in_force
from registry.selectors.board_orders import ordered_at_of

SHOWN = 200
_TRANSFERS = ("TRANSFER",)


@dataclass(frozen=True, slots=True)
class DoneAfterwards:
    """An exercise or a transfer that was done after the Board's action: by which item and entry, for whom.

    `done_at` is the instant at which an exercise was complete, or a transfer was posted. `was_filed` tells
    whether the evidence of the order had been received by then. Nothing of it is reversed.
    """

    item: Item
    entry: BookEntry
    done_at: datetime
    rights: int
    was_filed: bool
    money: Decimal | None = None
    shares: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """An exercise that was presented and is not posted: the Rights it asks for, the money with it."""

    item: Item
    rights: int
    money: Decimal
    completed_at: datetime | None


def done_afterwards(notice: Notice) -> Sequence[DoneAfterwards]:
    """The exercises complete at or after the Board's action and posted; of an exchange the transfers too.

    Agreement: 20(g);23(b);24(b).
    """
    found = _exercised(notice)
    if notice.kind == NoticeKind.EXCHANGE_ORDERED and notice.facts["extent"] == Extent.ALL:
        found += _transferred(notice)
    return sorted(found, key=lambda one: one.entry.number)


def _exercised(notice: Notice) -> list[DoneAfterwards]:
    elected = beside_the_whole().filter(
        item__agreement_id=notice.agreement_id,
        item__entry__isnull=False,
        completed_at__gte=ordered_at_of(notice),
    )
    found = []
    for election in elected.select_related("item__entry", "item__holder", "item__agreement"):
        item, completed_at = election.item, election.completed_at
        assert item.entry is not None  # asked for above, as the next
        assert completed_at is not None
        terms = terms_in_force(item.agreement, known_at=completed_at)
        found.append(
            DoneAfterwards(
                item,
                item.entry,
                completed_at,
                election.rights_exercised,
                completed_at >= notice.received_at,
                money=election.amount_due,
                shares=bought_in_words(election.rights_exercised, terms=terms),
            )
        )
    return found


def _transferred(notice: Notice) -> list[DoneAfterwards]:
    moved = Item.objects.filter(
        agreement_id=notice.agreement_id,
        entry__kind__in=_TRANSFERS,
        entry__recorded_at__gte=ordered_at_of(notice),
    )
    moved = moved.select_related("entry", "holder", "agreement").prefetch_related("lines")
    found = []
    for item in moved:
        assert item.entry is not None  # asked for above
        found.append(
            DoneAfterwards(
                item,
                item.entry,
                item.entry.recorded_at,
                sum(line.rights for line in item.lines.all()) or item.entry.rights_opened,
                item.entry.recorded_at >= notice.received_at,
            )
        )
    return found


def stopped_exercises(notice: Notice) -> Sequence[Stopped]:
    """The exercises presented and not ended that were not complete before the Board's action.

    Agreement: 23(b);24(b).
    """
    acted = ordered_at_of(notice)
    waiting = (
        _open_exercises(notice)
        .annotate(money=Sum("payments__amount"))
        .select_related("election", "holder", "agreement")
        .order_by("number")
    )
    return [
        Stopped(
            item, item.election.rights_exercised, item.money or Decimal("0.00"), item.election.completed_at
        )
        for item in waiting
        if item.election.completed_at is None or item.election.completed_at >= acted
    ]


def _open_exercises(notice: Notice) -> QuerySet[Item]:
    return Item.objects.filter(
        agreement_id=notice.agreement_id, kind=ItemKind.EXERCISE.value, number__isnull=False
    ).exclude(state__in=[state.value for state in ENDED_STATES])
