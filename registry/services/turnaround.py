"""The clock of items: each examination leaves whether the item is routine and what the agent waits for.

Nothing is stopped or freed by a clock; it measures the agent's own work (17 CFR 240.17Ad-2).
"""

from collections.abc import Sequence
from datetime import datetime

from agreement.grounds import Effect, Ground
from agreement.turnaround import PauseReason, exclusion_of, pause_for, tells_of_routine
from agreement.workflow.items import ItemKind
from registry.models import Item, ItemPause, RightsAgreement, RoutineFinding, User
from registry.selectors.agreements import terms_in_force
from registry.selectors.board_orders import board_orders
from registry.selectors.items import expiration_at, papers_of
from registry.selectors.turnaround import agent_calendar, lapse_days


def note_examination(item: Item, grounds: Sequence[Ground], *, by: User | None, at: datetime) -> None:
    """Record what an examination means for the clock of an item: routine or why not, and what is waited for.

    A finding like the one before is not written again. An item that was put right counts from the receipt of
    the paper that did it. Inside the transaction of the examination.

    Law: 17 CFR 240.17Ad-1(i);17 CFR 240.17Ad-2.
    """
    _note_finding(item, [found for found in grounds if tells_of_routine(found)], by=by, at=at)
    _note_pause(item, pause_for(found for found in grounds if found.effect is not Effect.WARN), at=at)


def end_clock(item: Item, *, at: datetime) -> None:
    """End the rest of an item that has ended; inside the transaction of its end.

    Law: 17 CFR 240.17Ad-2.
    """
    item.pauses.filter(ended_at__isnull=True).update(ended_at=at)


def _note_finding(item: Item, standing: Sequence[Ground], *, by: User | None, at: datetime) -> None:
    calendar = agent_calendar(at=at)
    assert item.received_at is not None  # an item is examined once it is received
    received_on = calendar.local_date(item.received_at)
    exclusion = exclusion_of(
        kind=ItemKind(item.kind),
        grounds=standing,
        received_on=received_on,
        lapses=[calendar.local_date(ends) for ends in _privileges_end(item.agreement, at=at)],
        lapse_days=lapse_days(received_on),
        calendar=calendar,
    )
    codes = sorted({found.code for found in standing})
    last = RoutineFinding.objects.filter(item=item).order_by("id").last()
    if last is not None and (last.exclusion, last.codes) == (exclusion or "", codes):
        return
    papers = [paper.document.received_at for paper in papers_of(item)]
    RoutineFinding.objects.create(
        item=item,
        exclusion=exclusion or "",
        codes=codes,
        clock_from=min(at, max([item.received_at, *papers])),
        found_at=at,
        found_by=by,
    )


def _privileges_end(agreement: RightsAgreement, *, at: datetime) -> list[datetime]:
    """When the Rights, or their transfer, end: the Final Expiration Date, and a noticed Redemption Date."""
    terms = terms_in_force(agreement, known_at=at)
    redeemed = [one.transfers_end_at for one in board_orders(agreement, at=at)]
    return [expiration_at(agreement, terms=terms, at=at), *(one for one in redeemed if one is not None)]


def _note_pause(item: Item, reason: PauseReason | None, *, at: datetime) -> None:
    lasting = ItemPause.objects.filter(item=item, ended_at__isnull=True).first()
    if lasting is not None and reason is not None and lasting.reason == reason:
        return
    end_clock(item, at=at)
    if reason is not None:
        ItemPause.objects.create(item=item, reason=reason.value, began_at=at)
