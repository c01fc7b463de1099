"""What became of a transfer and of a replacement whose papers came in, in words for their holder (§6)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreement.replacement import LossCause, ReplacementStep
from agreement.workflow.items import ItemKind, ItemState
from registry import clock
from registry.codes import shown_code
from registry.models import ReplacementRecord
from registry.portal.access import for_holders, own_access
from registry.portal.accounts import surroundings
from registry.portal.follow import come_back, own_item, steps_of, to_cure
from registry.selectors import replacements as reads
from registry.selectors.items import lines_of, surrendered

_CONSULT = (
    "The Rights Agent must consult the Company about the certification before it goes on. This is not a"
    " refusal.",
    "20(k)",
)
TRANSFER_TOLD = {
    ItemState.RECEIVED: ("Your papers are in hand and are being examined.", "6(a)"),
    ItemState.DEFICIENT: (
        "Something on the papers is to be put right before the transfer can go on.",
        "6(a)",
    ),
    ItemState.HELD_20K: _CONSULT,
    ItemState.HELD: ("The transfer is held until a question about it is answered.", "6(a)"),
    ItemState.EXAMINED: ("Your papers are in order; two people of the Rights Agent post it.", "6(a)"),
    ItemState.COMPLETE: ("Your papers are in order; two people of the Rights Agent post it.", "6(a)"),
    ItemState.POSTED: ("The transfer is entered in the registration books.", "6(a)"),
    ItemState.REFUSED: ("The transfer was refused; your papers go back to you.", "6(a)"),
    ItemState.RETURNED: ("The transfer was not refused; your papers go back to be completed.", "6(a)"),
    ItemState.WITHDRAWN: ("The transfer was withdrawn; your papers go back to you.", "6(a)"),
}
TRANSFER_STATIONS = ("Prepared", "Received", "In good order", "Posted")
LOSS_TOLD = {
    ItemState.RECEIVED: ("Your claim is in hand and is being examined.", "6(b)"),
    ItemState.DEFICIENT: ("Something is missing still before a new certificate is made.", "6(b)"),
    ItemState.HELD_20K: _CONSULT,
    ItemState.HELD: ("Your claim is held until a question about it is answered.", "6(b)"),
    ItemState.EXAMINED: ("Everything is there; two people of the Rights Agent post the replacement.", "6(b)"),
    ItemState.COMPLETE: ("Everything is there; two people of the Rights Agent post the replacement.", "6(b)"),
    ItemState.POSTED: (
        "The new certificate is entered in the registration books; the old one is ended.",
        "6(b)",
    ),
    ItemState.REFUSED: ("The claim was refused; your papers go back to you.", "6(b)"),
    ItemState.RETURNED: ("The claim was not refused; your papers go back to be completed.", "6(b)"),
    ItemState.WITHDRAWN: ("The claim was withdrawn; your papers go back to you.", "6(b)"),
}
LOSS_STATIONS = ("Prepared", "Received", "Accepted by both", "Posted")
_WAITING = (ItemState.RECEIVED, ItemState.DEFICIENT, ItemState.HELD, ItemState.HELD_20K)
_READY = dict.fromkeys((ItemState.EXAMINED, ItemState.COMPLETE), "Posted")
# Each half of an acceptance is one's own; the other does not stand in for it.
HALVES = (
    ("Evidence", ReplacementStep.EVIDENCE_BY_COMPANY, ReplacementStep.EVIDENCE_BY_AGENT),
    ("Indemnity or security", ReplacementStep.INDEMNITY_BY_COMPANY, ReplacementStep.INDEMNITY_BY_AGENT),
)


@require_safe
@never_cache
@for_holders
def show_transfer(request: HttpRequest, access_id: int, number: int) -> HttpResponse:
    """Show where a transfer of the account stands, what is to be done about it, and what comes back."""
    access, at = own_access(request, access_id), clock.now()
    item = own_item(access, number, kind=ItemKind.TRANSFER)
    words, section = TRANSFER_TOLD[ItemState(item.state)]
    context = {
        **surroundings(access),
        "item": item,
        "reference": shown_code(item.cover_code) if item.cover_code else "",
        "words": words,
        "section": section,
        "held": surrendered(item),
        "lines": lines_of(item),
        "grounds": to_cure(item, at=at),
        "balance": come_back(item, at=at),
        "steps": steps_of(item, TRANSFER_STATIONS, reached=dict.fromkeys(_WAITING, "In good order") | _READY),
    }
    return render(request, "portal/transfer_status.html", context)


@require_safe
@never_cache
@for_holders
def show_loss(request: HttpRequest, access_id: int, number: int) -> HttpResponse:
    """Show where a claim of the account stands: the stop, what each of the two accepted, what comes back."""
    access, at = own_access(request, access_id), clock.now()
    item = own_item(access, number, kind=ItemKind.REPLACE)
    replacement = reads.replacement_of(item)
    records = list(reads.records_of(replacement))
    words, section = LOSS_TOLD[ItemState(item.state)]
    is_mutilated = replacement.cause == LossCause.MUTILATED
    context = {
        **surroundings(access),
        "item": item,
        "reference": shown_code(item.cover_code) if item.cover_code else "",
        "words": words,
        "section": section,
        "replacement": replacement,
        "accepted": accepted(records, halves=HALVES[:1] if is_mutilated else HALVES),
        "expenses": reads.expenses_left(records),
        "grounds": to_cure(item, at=at),
        "new": come_back(item, at=at),
        "steps": steps_of(item, LOSS_STATIONS, reached=dict.fromkeys(_WAITING, "Accepted by both") | _READY),
    }
    return render(request, "portal/loss_status.html", context)


def accepted(
    records: list[ReplacementRecord], *, halves: tuple[tuple[str, ReplacementStep, ReplacementStep], ...]
) -> list[tuple[str, ReplacementRecord | None, ReplacementRecord | None]]:
    """What is to be accepted, with what the Company and what the Rights Agent recorded of it."""
    by_kind = {one.kind: one for one in records}
    return [(words, by_kind.get(company), by_kind.get(agent)) for words, company, agent in halves]
