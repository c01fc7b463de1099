"""Ranges of certificate numbers: few even where certificates are many, so they are counted as ranges."""

from collections.abc import Iterable, Sequence
from datetime import date

from registry.models import CertificateEvent, ItemCertificate, PaperEvent, RightsAgreement
from registry.selectors.stops import numbers_stopped

Range = tuple[int, int]


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


def joined(ranges: Iterable[Range]) -> list[Range]:
    """The same numbers in as few ranges as possible, in order."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def common(ours: Sequence[Range], theirs: Sequence[Range]) -> list[Range]:
    """The numbers in both."""
    return joined(
        (max(first, begins), min(last, ends))
        for first, last in ours
        for begins, ends in theirs
        if max(first, begins) <= min(last, ends)
    )


def without(ours: Sequence[Range], taken: Sequence[Range]) -> list[Range]:
    """Our numbers that are not taken."""
    left: list[Range] = []
    gaps = joined(taken)
    for first, last in joined(ours):
        begins = first
        for gap_first, gap_last in gaps:
            if gap_last < begins or gap_first > last:
                continue
            if gap_first > begins:
                left.append((begins, gap_first - 1))
            begins = gap_last + 1
        if begins <= last:
            left.append((begins, last))
    return left


def count(ranges: Iterable[Range]) -> int:
    """How many numbers the ranges hold."""
    return sum(last - first + 1 for first, last in ranges)


def told(ranges: Iterable[Range], *, most: int = 12) -> str:
    """Ranges as people read them: 3, 7 to 9."""
    words = [str(first) if first == last else f"{first} to {last}" for first, last in ranges]
    more = f" and {len(words) - most} more ranges" if len(words) > most else ""
    return ", ".join(words[:most]) + more
