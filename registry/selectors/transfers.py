"""The facts on which a transfer is decided, from the books as they stand (§6(a))."""

from datetime import datetime

from agreement.choices import TransferReason
from agreement.delivery import DirectionFacts, DirectionSource
from agreement.transfer import LineFacts, TransferFacts
from registry.models import Item, TransferLine
from registry.selectors.addresses import address_of
from registry.selectors.agreements import terms_in_force
from registry.selectors.item_reading import void_lots_of
from registry.selectors.items import (
    dated_as,
    lines_of,
    lots_for_rules,
    lots_of,
    presentation_facts,
    surrendered,
    window_for_transfers,
)
from registry.selectors.nullity import divisible


def transfer_facts(item: Item, *, at: datetime) -> TransferFacts:
    """Everything a transfer is decided on, from the books as they stand (§6(a))."""
    agreement, held = item.agreement, surrendered(item)
    lots = lots_of(item, held=held)
    terms = terms_in_force(agreement, known_at=at)
    assert item.received_at is not None  # an item is examined once it is received
    lines = lines_of(item)
    presented = presentation_facts(item, terms=terms, held=held, lots=lots, instant=item.received_at, at=at)
    return TransferFacts(
        presentation=divisible(agreement, presented),
        window=window_for_transfers(agreement, terms=terms, at=at),
        lots=lots_for_rules(lots),
        lines=[_line_facts(line) for line in lines],
        dated=dated_as(held, terms=terms),
        reason=TransferReason(item.transfer_reason) if item.transfer_reason else None,
        assigned_to=[_assigned_to(line) for line in lines],
        balance_asked=item.balance_asked,
        void_lots=void_lots_of(lots, at=at),
    )


def _assigned_to(line: TransferLine) -> DirectionFacts:
    return DirectionFacts(
        line.place,
        DirectionSource.ASSIGNMENT,
        " ".join(line.registration.split()),
        address_of(line).words,
    )


def _line_facts(line: TransferLine) -> LineFacts:
    parts = {
        "the name": line.registration,
        "the address": line.address,
        "the city": line.city,
        "the country": line.country,
    }
    missing = tuple(name for name, said in parts.items() if not said.strip())
    return LineFacts(line.place, str(line.holder_id or ""), line.rights, missing)
