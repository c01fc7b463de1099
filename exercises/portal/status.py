"""What became of an exercise whose papers came in, in words for its holder (§7, §10, §20(k))."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreement.examination import grounds_of
from agreement.grounds import Effect, Ground
from agreement.workflow.items import ItemKind, ItemState
from exercises.selectors.elections import election_of, settlement
from registry import clock
from registry.codes import shown_code
from registry.models import Item, RightsCertificate
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.selectors.items import surrendered
from registry.selectors.register import certificate_detail
from registry.services import items

# What a holder is told of each state, with the section it rests on.
TOLD = {
    ItemState.RECEIVED: ("Your papers are in hand and are being examined.", "7(a)"),
    ItemState.DEFICIENT: (
        "Something on the papers is to be put right before the exercise can go on.",
        "7(a)",
    ),
    ItemState.AWAITING_PAYMENT: ("Your papers are in hand; the Exercise Price is not paid in full.", "7(c)"),
    ItemState.HELD_20K: (
        "The Rights Agent must consult the Company about the certification before it goes on. This is not a"
        " refusal.",
        "20(k)",
    ),
    ItemState.HELD: ("The exercise is held until a question about it is answered.", "7(a)"),
    ItemState.EXAMINED: ("Your papers are in order.", "7(a)"),
    ItemState.COMPLETE: ("Papers and payment are complete; two people of the Rights Agent post it.", "10"),
    ItemState.POSTED: ("The exercise is entered in the registration books.", "7(d)"),
    ItemState.REFUSED: ("The exercise was refused; your papers go back to you.", "7(a)"),
    ItemState.RETURNED: ("The exercise was not refused; your papers go back to be completed.", "20(k)"),
    ItemState.WITHDRAWN: ("The exercise was withdrawn; your papers go back to you.", "7(a)"),
}
# What the holder can cure is told in full; what holds an item for others' sake is not.
_FOR_THE_HOLDER = {Effect.CURE, Effect.REFUSE}


@require_safe
@never_cache
@for_holders
def show_exercise(request: HttpRequest, access_id: int, number: int) -> HttpResponse:
    """Show where an exercise of the account stands, what is to be done about it, and what follows."""
    access = own_access(request, access_id)
    found = Item.objects.filter(
        agreement=access.holder.agreement, holder=access.holder, number=number, kind=ItemKind.EXERCISE.value
    )
    item = found.select_related("agreement", "holder__agreement", "entry").first()
    if item is None:
        raise Http404
    words, section = TOLD[ItemState(item.state)]
    at, election = clock.now(), election_of(item)
    context = {
        **surroundings(access),
        "item": item,
        "reference": shown_code(item.cover_code) if item.cover_code else "",
        "words": words,
        "section": section,
        "election": election,
        "held": surrendered(item),
        "figures": settlement(item, at=at) if item.ended_at is None else None,
        "grounds": to_cure(item, at=at),
        "balance": balance_of(item, at=at),
        "steps": steps_of(item),
    }
    return render(request, "portal/status.html", context)


def to_cure(item: Item, *, at: Any) -> list[Ground]:
    """What stands against an open item and is for its holder to put right; a hold is told by its state."""
    if item.ended_at is not None or item.state == ItemState.HELD_20K:
        return []
    return [found for found in grounds_of(items.examine(item, at=at)) if found.effect in _FOR_THE_HOLDER]


def balance_of(item: Item, *, at: Any) -> Any:
    """The certificate for the Rights that were left, with how its paper stands."""
    if item.entry is None:
        return None
    new = RightsCertificate.objects.filter(issued_by=item.entry, holder=item.holder).first()
    return None if new is None else certificate_detail(item.agreement, number=new.number, at=at)


def steps_of(item: Item) -> list[tuple[str, str]]:
    """The stations of an exercise: words, and is-behind, is-here or nothing."""
    stations = ["Prepared", "Received", "In good order", "Paid in full", "Posted"]
    if not item.cover_code:
        stations.remove("Prepared")
    reached = {
        ItemState.RECEIVED: "In good order",
        ItemState.DEFICIENT: "In good order",
        ItemState.HELD: "In good order",
        ItemState.HELD_20K: "In good order",
        ItemState.AWAITING_PAYMENT: "Paid in full",
        ItemState.EXAMINED: "Posted",
        ItemState.COMPLETE: "Posted",
    }.get(ItemState(item.state))
    if item.state == ItemState.POSTED:
        return [(station, "is-behind") for station in stations]
    if reached is None:
        return []
    here = stations.index(reached)
    return [
        (station, "is-behind" if place < here else "is-here" if place == here else "")
        for place, station in enumerate(stations)
    ]
