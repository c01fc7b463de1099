"""Payments taken for Rights that were void (§7(e))."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from exercises.models import Payment
from registry.models import CaughtKind, Notice
from registry.selectors.nullity_caught import Caught, VoidPaper


def payments_caught(
    notice: Notice, *, papers: Mapping[int, VoidPaper], event_at: datetime
) -> Iterator[Caught]:
    """Every payment received after the Triggering Event with a certificate on which void Rights stood.

    Agreement: 7(e).
    """
    taken = Payment.objects.filter(
        agreement_id=notice.agreement_id,
        received_at__gt=event_at,
        item__certificates__certificate__in=list(papers),
    )
    told = taken.values_list(
        "pk", "amount", "received_at", "recorded_at", "item__number", "item__certificates__certificate"
    )
    seen: set[int] = set()
    for key, amount, received_at, recorded_at, item, certificate in told.order_by("pk"):
        paper = papers.get(certificate)
        if paper is None or key in seen:
            continue
        seen.add(key)
        yield Caught(
            CaughtKind.PAYMENT,
            f"payment {key}",
            received_at,
            recorded_at > notice.received_at,
            paper.taint_class,
            paper.holder_id,
            certificate_number=paper.number,
            item_number=item,
            amount=amount,
        )
