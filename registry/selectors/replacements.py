"""The facts on which replacements are decided, and what was recorded about them (§6(b))."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from agreement.replacement import LossCause, ReplacementFacts, ReplacementStep, steps_standing
from agreement.stops import LOSS_KINDS, StopKind
from registry.models import (
    CertificateEvent,
    Item,
    ItemCertificate,
    ItemReturn,
    PaperEvent,
    Replacement,
    ReplacementRecord,
    RightsCertificate,
    Stop,
)
from registry.selectors.agreements import terms_in_force
from registry.selectors.items import lots_for_rules, lots_of, presentation_facts, surrendered
from registry.selectors.nullity import without_stop_of_nullity
from registry.selectors.stops import NOT_FOR_A_LOSS

# Entries that stop paper for the marks of its Rights alone: its replacement bears their legend (4(b)).
_STOPPING_FOR_MARKS = ("NULLIFY", "OPEN", "ISSUE")


def replacement_of(item: Item) -> Replacement:
    """The claim of an item of kind REPLACE."""
    return Replacement.objects.select_related(
        "item__agreement", "certificate__holder", "stop__certificate", "stop__release"
    ).get(item=item)


def records_of(replacement: Replacement) -> QuerySet[ReplacementRecord]:
    """What was received, accepted, asked and paid, in the order recorded."""
    return replacement.records.select_related("recorded_by", "document").order_by("id")


def certificate_in_question(replacement: Replacement) -> list[ItemCertificate]:
    """The certificate to be replaced as the checks take one: surrendered, or told not to be in hand."""
    held = list(surrendered(replacement.item))
    if held:
        return held
    item = replacement.item
    assert item.received_at is not None  # an item is examined once it is received
    return [
        ItemCertificate(
            item=item,
            certificate=replacement.certificate,
            surrendered_at=item.received_at,
            returned_at=item.received_at,
        )
    ]


def replacement_facts(item: Item, *, at: datetime) -> ReplacementFacts:
    """Everything a replacement is decided on, from the books as they stand (§6(b))."""
    replacement = replacement_of(item)
    held = certificate_in_question(replacement)
    lots, terms = lots_of(item, held=held), terms_in_force(item.agreement, known_at=at)
    assert item.received_at is not None  # an item is examined once it is received
    records = list(records_of(replacement))
    presented = presentation_facts(item, terms=terms, held=held, lots=lots, instant=item.received_at, at=at)
    marked = [
        without_stop_of_nullity(item.agreement, one, by=_STOPPING_FOR_MARKS) for one in presented.certificates
    ]
    return ReplacementFacts(
        presentation=replace(presented, certificates=marked),
        cause=LossCause(replacement.cause),
        lots=lots_for_rules(lots),
        dated=replacement.certificate.dated,
        steps=steps_standing(ReplacementStep(one.kind) for one in records),
        expenses=expenses_left(records),
    )


def expenses_left(records: Sequence[ReplacementRecord]) -> Decimal:
    """Expenses asked for and not reimbursed yet, in dollars (§6(b))."""
    signs = {ReplacementStep.EXPENSES_ASKED: 1, ReplacementStep.EXPENSES_REIMBURSED: -1}
    return sum(
        (signs[ReplacementStep(one.kind)] * one.amount for one in records if one.amount is not None),
        Decimal("0.00"),
    )


def waiting_for(certificate: RightsCertificate) -> Item | None:
    """The item that asks for the replacement of a certificate and has not ended, if there is one."""
    found = Item.objects.filter(replacement__certificate=certificate, ended_at__isnull=True)
    return found.order_by("number").first()


def loss_stop(certificate: RightsCertificate, *, kinds: Collection[StopKind] = LOSS_KINDS) -> Stop | None:
    """The stop that stands on a certificate for its loss or theft, the first if there are two."""
    of_kinds = [kind.value for kind in kinds]
    standing = Stop.objects.filter(certificate=certificate, kind__in=of_kinds, release__isnull=True)
    return standing.order_by("number").first()


@dataclass(frozen=True, slots=True)
class PresentedAgain:
    """A certificate that was replaced and came in again with an item."""

    certificate: RightsCertificate
    item: Item


def presented_again(item: Item) -> list[PresentedAgain]:
    """The certificates of an item that had been replaced: they are kept, not returned (§6(b))."""
    return [
        PresentedAgain(one.certificate, item)
        for one in surrendered_replaced(item).select_related("certificate__agreement")
    ]


def returned_papers(item: Item) -> ItemReturn | None:
    """How the papers of an item that ended unposted went back, once a person recorded it."""
    return ItemReturn.objects.filter(item=item).select_related("document", "recorded_by").first()


def surrendered_replaced(item: Item) -> QuerySet[ItemCertificate]:
    """What was surrendered with an item after it had been replaced by another posting."""
    replaced = Q(certificate__replacements__item__entry__isnull=False)
    upon_loss = ItemCertificate.objects.filter(replaced, item=item).exclude(
        certificate__replacements__item=item
    )
    by_new_form = CertificateEvent.objects.filter(
        agreement_id=OuterRef("certificate__agreement_id"),
        kind=PaperEvent.REPLACED,
        entry__kind__in=NOT_FOR_A_LOSS,
        first_number__lte=OuterRef("certificate__number"),
        last_number__gte=OuterRef("certificate__number"),
    )
    return ItemCertificate.objects.filter(Q(pk__in=upon_loss) | Exists(by_new_form), item=item)
