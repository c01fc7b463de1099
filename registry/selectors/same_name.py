"""The facts on which split-ups, combinations and exchanges of certificates are decided (§6(a))."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agreement.same_name import SameNameFacts, SurrenderedPaper, is_certified, mixed_numbers
from agreement.workflow.items import ItemKind
from registry.models import Item, ItemCertificate
from registry.selectors.agreements import terms_in_force
from registry.selectors.item_reading import void_lots_of
from registry.selectors.items import (
    OpenLot,
    lines_of,
    lots_for_rules,
    lots_of,
    presentation_facts,
    surrendered,
    window_for_transfers,
)
from registry.selectors.nullity import without_stop_of_nullity


def same_name_facts(item: Item, *, at: datetime) -> SameNameFacts:
    """Everything an item in the same name is decided on, from the books as they stand (§6(a))."""
    held, kind = surrendered(item), ItemKind(item.kind)
    lots, terms = lots_of(item, held=held), terms_in_force(item.agreement, known_at=at)
    assert item.received_at is not None  # an item is examined once it is received
    facts = SameNameFacts(
        kind=kind,
        presentation=presentation_facts(
            item, terms=terms, held=held, lots=lots, instant=item.received_at, at=at
        ),
        window=window_for_transfers(item.agreement, terms=terms, at=at),
        papers=_papers(held, lots=lots),
        asked=[line.rights for line in lines_of(item)],
        certification_is_required=is_certified(kind, terms=terms),
        combined_date=terms.reading("combined_date_rule"),
        void_lots=void_lots_of(lots, at=at),
    )
    divided = mixed_numbers(facts)
    standing = [
        without_stop_of_nullity(item.agreement, one) if one.number in divided else one
        for one in facts.presentation.certificates
    ]
    return replace(facts, presentation=replace(facts.presentation, certificates=standing))


def _papers(held: Sequence[ItemCertificate], *, lots: Sequence[OpenLot]) -> list[SurrenderedPaper]:
    return [
        SurrenderedPaper(
            one.certificate.number,
            one.certificate.dated,
            lots_for_rules([lot for lot in lots if lot.certificate == one.certificate_id]),
        )
        for one in held
    ]
