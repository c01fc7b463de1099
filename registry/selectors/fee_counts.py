"""How many acts of a kind the books recorded in a period, each count with the entries it stands in (§18(a)).

What a predecessor did and was taken on is no service of this agent: it is not counted.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Min, QuerySet, Sum

from registry.models import BookEntry, CertificateEvent, EntryKind, PaperEvent, RightsAgreement


def certificates_countersigned(agreement: RightsAgreement, *, first: date, last: date) -> tuple[int, str]:
    """Certificates whose countersignature was recorded in the period, by number."""
    found = CertificateEvent.objects.filter(
        agreement=agreement, kind=PaperEvent.COUNTERSIGNED, entry__in=entries(agreement, first, last)
    ).exclude(entry__kind=EntryKind.TAKE_ON)
    told = found.aggregate(
        count=Sum(F("last_number") - F("first_number") + 1),
        low=Min("first_number"),
        high=Max("last_number"),
        from_entry=Min("entry__number"),
        to_entry=Max("entry__number"),
        entries=Count("entry", distinct=True),
    )
    if not told["count"]:
        return 0, ""
    within = f"certificates {told['low']:,} to {told['high']:,}"
    return int(told["count"]), f"Books: {_in_entries(told)}, {within}"


def transfers_posted(agreement: RightsAgreement, *, first: date, last: date) -> tuple[int, str]:
    """Transfers posted in the period."""
    return _posted(agreement, (EntryKind.TRANSFER,), first=first, last=last)


def same_name_posted(agreement: RightsAgreement, *, first: date, last: date) -> tuple[int, str]:
    """Split-ups, combinations and exchanges of certificates posted in the period."""
    kinds = (EntryKind.SPLIT_UP, EntryKind.COMBINE, EntryKind.EXCHANGE_CERTIFICATES)
    return _posted(agreement, kinds, first=first, last=last)


def replacements_posted(agreement: RightsAgreement, *, first: date, last: date) -> tuple[int, str]:
    """Replacements of certificates posted in the period."""
    return _posted(agreement, (EntryKind.REPLACE,), first=first, last=last)


def exercises_posted(agreement: RightsAgreement, *, first: date, last: date) -> tuple[int, str]:
    """Exercises posted in the period."""
    return _posted(agreement, (EntryKind.EXERCISE,), first=first, last=last)


def entries(agreement: RightsAgreement, first: date, last: date) -> QuerySet[BookEntry]:
    """The entries recorded on the days of the period."""
    since, until = instants_of(agreement, first=first, last=last)
    return BookEntry.objects.filter(agreement=agreement, recorded_at__gte=since, recorded_at__lt=until)


def instants_of(agreement: RightsAgreement, *, first: date, last: date) -> tuple[datetime, datetime]:
    """The first instant of the first day and that of the day after the last, in the agreement's zone."""
    zone = ZoneInfo(agreement.time_zone)
    return (
        datetime.combine(first, time.min, tzinfo=zone),
        datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone),
    )


def _posted(
    agreement: RightsAgreement, kinds: Sequence[EntryKind], *, first: date, last: date
) -> tuple[int, str]:
    told = (
        entries(agreement, first, last)
        .filter(kind__in=kinds)
        .aggregate(entries=Count("pk"), from_entry=Min("number"), to_entry=Max("number"))
    )
    return (told["entries"], f"Books: {_in_entries(told)}") if told["entries"] else (0, "")


def _in_entries(told: dict[str, int]) -> str:
    if told["entries"] == 1:
        return f"entry {told['from_entry']:,}"
    return f"{told['entries']:,} entries, {told['from_entry']:,} to {told['to_entry']:,}"
