"""Which certificate numbers something happened to, or stands on, as ranges (§5(a), §6)."""

from collections.abc import Sequence
from datetime import date

from registry.models import CertificateEvent, ItemCertificate, PaperEvent, RightsAgreement
from registry.selectors.ranges import Range, common, count, joined, told, without
from registry.selectors.stops import numbers_stopped

__all__ = [
    "Range",
    "common",
    "count",
    "event_ranges",
    "joined",
    "paper_stops",
    "ranges_with_items",
    "stopped_ranges",
    "told",
    "without",
]


def event_ranges(
    agreement: RightsAgreement, kind: PaperEvent, *, within: Sequence[Range], until: date | None = None
) -> list[Range]:
    """The numbers among `within` to whose paper an event of a kind happened, as ranges (§5(a), §8).

    With `until`, only what happened on or before that day.
    """
    if not within:
        return []
    happened = CertificateEvent.objects.filter(
        agreement=agreement,
        kind=kind,
        first_number__lte=max(last for _, last in within),
        last_number__gte=min(first for first, _ in within),
        happened_on__lte=until or date.max,
    )
    return common(joined(happened.values_list("first_number", "last_number")), within)


def stopped_ranges(agreement: RightsAgreement, *, within: Sequence[Range]) -> list[Range]:
    """The numbers among `within` that a stop keeps from being sent: on the paper, number or account."""
    if not within:
        return []
    first, last = min(first for first, _ in within), max(last for _, last in within)
    placed = joined((number, number) for number in numbers_stopped(agreement, first=first, last=last))
    return joined([*paper_stops(agreement, within=within), *common(placed, within)])


def ranges_with_items(agreement: RightsAgreement, *, within: Sequence[Range]) -> list[Range]:
    """The numbers among `within` whose paper lies with an item that is not ended: it goes nowhere (§6(a))."""
    lying = ItemCertificate.objects.filter(
        certificate__agreement=agreement, returned_at__isnull=True, item__ended_at__isnull=True
    ).values_list("certificate__number", flat=True)
    return common(joined((number, number) for number in lying), within)


def paper_stops(agreement: RightsAgreement, *, within: Sequence[Range]) -> list[Range]:
    """The numbers among `within` on whose paper the books carry a stop: stopped and not released since."""
    standing: list[Range] = []
    steps = CertificateEvent.objects.filter(
        agreement=agreement, kind__in=[PaperEvent.STOPPED, PaperEvent.RELEASED]
    ).order_by("entry_id", "id")
    for kind, first, last in steps.values_list("kind", "first_number", "last_number"):
        one = [(first, last)]
        standing = joined([*standing, *one]) if kind == PaperEvent.STOPPED else without(standing, one)
    return common(standing, within)
