"""What became of an exercise whose papers came in, in words for its holder (§7, §10, §20(k))."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreement.requisition import DeliveryState
from agreement.workflow.items import ItemKind, ItemState
from exercises.selectors.deliveries import delivery_of, due_of, recipient_words
from exercises.selectors.elections import closures_behind, election_of, settlement
from exercises.selectors.fractions import certificate_of
from registry import clock
from registry.codes import shown_code
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.portal.follow import come_back, own_item, steps_of, to_cure
from registry.selectors.items import surrendered
from registry.selectors.schedules import schedule_of

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
    ItemState.RETURNED: ("The exercise was not refused; your papers go back to be completed.", "7(a)"),
    ItemState.WITHDRAWN: ("The exercise was withdrawn; your papers go back to you.", "7(a)"),
}
STATIONS = ("Prepared", "Received", "In good order", "Paid in full", "Posted")
OUT = ("Requisitioned", "Received from there", "Delivered")
# What a holder is told of a posted exercise on its way out, and how many of those stations are behind.
TOLD_OUT = {
    DeliveryState.DUE: (
        "The exercise is entered in the registration books. The securities are requisitioned next.",
        0,
    ),
    DeliveryState.REQUISITIONED: (
        "The securities are requisitioned, in the name you asked for. They are awaited.",
        1,
    ),
    DeliveryState.SECURITIES_RECEIVED: ("The securities are in hand and go out to you next.", 2),
    DeliveryState.DELIVERED: ("The securities went out to you, or to your order.", 3),
    DeliveryState.NOTHING_WHOLE: ("What you exercised comes to no whole unit: it is paid in cash.", 3),
}
REACHED = {
    **dict.fromkeys(
        (ItemState.RECEIVED, ItemState.DEFICIENT, ItemState.HELD, ItemState.HELD_20K), "In good order"
    ),
    ItemState.AWAITING_PAYMENT: "Paid in full",
    ItemState.EXAMINED: "Posted",
    ItemState.COMPLETE: "Posted",
}


@require_safe
@never_cache
@for_holders
def show_exercise(request: HttpRequest, access_id: int, number: int) -> HttpResponse:
    """Show where an exercise of the account stands, what is to be done about it, and what follows."""
    access = own_access(request, access_id)
    item = own_item(access, number, kind=ItemKind.EXERCISE)
    words, section = TOLD[ItemState(item.state)]
    at, election = clock.now(), election_of(item)
    # What the lines of a schedule exercised goes out line by line, each an item of its own.
    is_one = schedule_of(item) is None
    delivery = delivery_of(item, at=at) if item.state == ItemState.POSTED and is_one else None
    steps = steps_of(item, STATIONS, reached=REACHED)
    if delivery is not None:
        (words, behind), section = TOLD_OUT[delivery.state], "7(c)"
        steps += [(one, _place(place, behind)) for place, one in enumerate(OUT)]
    elif steps and is_one:
        steps += [(one, "") for one in OUT]
    context = {
        **surroundings(access),
        "item": item,
        "reference": shown_code(item.cover_code) if item.cover_code else "",
        "words": words,
        "section": section,
        "election": election,
        "closures": closures_behind(election),
        "held": surrendered(item),
        "figures": settlement(item, at=at) if item.ended_at is None else None,
        "grounds": to_cure(item, at=at),
        "balance": come_back(item, at=at),
        "steps": steps,
        "delivery": delivery,
        "cash": certificate_of(due_of(item)) if delivery is not None else None,
        "whom": recipient_words(delivery) if delivery is not None else "",
    }
    return render(request, "portal/status.html", context)


def _place(place: int, behind: int) -> str:
    """How a station of the way out is shown, when so many of them are behind."""
    return "is-behind" if place < behind else "is-here" if place == behind else ""
