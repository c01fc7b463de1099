"""Reads of demands not to register: who is to be told, what waits after one has ended (UCC 8-403)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from agreement.stops import StopKind
from agreement.workflow.items import ItemState
from registry.models import AuditRecord, Item, LetterKind, PaperDue, RightsAgreement, Stop
from registry.selectors.agreements import local_day
from registry.selectors.stops import is_open


def told_of_presentation(stop: Stop) -> list[PaperDue]:
    """The letters that told who made a demand and who presented of each other, in their order (UCC 8-403)."""
    if stop.kind != StopKind.DEMAND_NOT_TO_REGISTER:
        return []
    written = PaperDue.objects.filter(
        agreement=stop.agreement, paper_kind=LetterKind.DEMAND_PRESENTED.value, facts__reference=str(stop)
    )
    return list(written.select_related("item").order_by("pk"))


def demands_to_tell(agreements: QuerySet[RightsAgreement]) -> list[Stop]:
    """Demands under which something was presented, while nobody recorded that both were told (UCC 8-403)."""
    written = PaperDue.objects.filter(
        agreement__in=agreements, paper_kind=LetterKind.DEMAND_PRESENTED.value
    ).values_list("agreement_id", "facts__reference")
    standing = Stop.objects.filter(
        agreement__in=agreements,
        kind=StopKind.DEMAND_NOT_TO_REGISTER,
        release__isnull=True,
        expires_on__isnull=True,
    ).select_related("agreement", "certificate", "holder", "lot__certificate")
    presented = set(written)
    return [one for one in standing.order_by("id") if (one.agreement_id, str(one)) in presented]


def waiting_after_demands(agreements: QuerySet[RightsAgreement], *, at: datetime) -> list[tuple[Stop, Item]]:
    """Items held under a demand that ended by its own term, and not examined since, with it (UCC 8-403)."""
    ended = Stop.objects.filter(
        agreement__in=agreements,
        kind=StopKind.DEMAND_NOT_TO_REGISTER,
        release__isnull=True,
        expires_on__isnull=False,
    ).select_related("agreement", "certificate", "holder", "lot__certificate")
    found = []
    for stop in ended.order_by("id"):
        if is_open(stop, day=local_day(stop.agreement, at=at)):
            continue
        told = {paper.item_id for paper in told_of_presentation(stop) if paper.item_id is not None}
        for item in Item.objects.filter(pk__in=told, state=ItemState.HELD.value).order_by("number"):
            if "DEMAND_NOT_TO_REGISTER" in _found_last(item):
                found.append((stop, item))
    return found


def _found_last(item: Item) -> Sequence[str]:
    """The codes that the last examination of an item found, as they were recorded with it."""
    last = AuditRecord.objects.filter(
        agreement_id=item.agreement_id, act="ITEM_EXAMINED", subject=f"item {item.number}"
    ).latest("pk")
    codes: Sequence[str] = last.details["codes"]
    return codes
