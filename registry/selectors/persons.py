"""Reads of Persons: those on file with their successors, those named and not on file (§1(t))."""

from __future__ import annotations

from django.db.models import QuerySet

from registry.models import NoticeKind, NoticeState, PersonRecord, RightsAgreement
from registry.selectors.notices import notices

_NAMING = (NoticeKind.NULLITY, NoticeKind.PRE_SEPARATION_NULLITY)
_GONE = (NoticeState.REJECTED, NoticeState.SUPERSEDED)


def persons(agreement: RightsAgreement) -> QuerySet[PersonRecord]:
    """The Persons on file by their names, with whom each succeeded and who succeeded it (§1(t))."""
    found = PersonRecord.objects.filter(agreement=agreement)
    return (
        found.select_related("predecessor", "document", "recorded_by")
        .prefetch_related("successors")
        .order_by("name")
    )


def persons_not_on_file(agreement: RightsAgreement) -> list[tuple[str, list[int]]]:
    """Names in notices of nullity of which no Person is on file, with the numbers of the notices (§1(t))."""
    known = set(PersonRecord.objects.filter(agreement=agreement).values_list("name", flat=True))
    named: dict[str, set[int]] = {}
    for notice in notices(agreement).filter(kind__in=_NAMING).exclude(state__in=_GONE):
        for one in notice.facts.get("persons", ()):
            if one["person_name"] not in known:
                named.setdefault(one["person_name"], set()).add(notice.number)
    return [(name, sorted(numbers)) for name, numbers in sorted(named.items())]
