"""Reads of the requests that wait for, or had, a second person."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from registry.models import AddressChange, Approval, Notice, RightsAgreement, User
from registry.selectors.addresses import address_of


def open_requests(agreements: QuerySet[RightsAgreement]) -> QuerySet[Approval]:
    """Requests that nobody has yet approved or rejected, also those that have lapsed, newest first."""
    return decided_or_open(agreements).filter(approver__isnull=True, rejected_by__isnull=True)


def decided_or_open(agreements: QuerySet[RightsAgreement]) -> QuerySet[Approval]:
    """All requests of the agreements, and those of the installation itself, newest first."""
    return (
        Approval.objects.filter(Q(agreement__in=agreements) | Q(agreement__isnull=True))
        .select_related("agreement", "maker", "approver", "rejected_by")
        .defer("request")
        .order_by("-id")
    )


def has_lapsed(approval: Approval, *, at: datetime) -> bool:
    """Whether a request that nobody decided can no longer be approved, only rejected and asked again."""
    is_open = approval.approver_id is None and approval.rejected_by_id is None
    return is_open and approval.lapses_at is not None and at > approval.lapses_at


def requests_for_second_person(
    agreements: QuerySet[RightsAgreement], *, user: User, at: datetime
) -> QuerySet[Approval]:
    """Open requests that this person did not make and so may decide; lapsed ones wait for nobody."""
    in_time = Q(lapses_at__isnull=True) | Q(lapses_at__gte=at)
    return open_requests(agreements).filter(in_time).exclude(maker=user)


def words_beside(approval: Approval) -> dict[str, object]:
    """The words about people that a request binds by a commitment, from the row where they stand now.

    The second person reads them there; if they are no longer those committed to, performing refuses.
    """
    committed = approval.request.get("committed", {})
    if not committed:
        return {}
    if "change" in approval.request:
        change = AddressChange.objects.get(pk=approval.request["change"])
        said: dict[str, object] = {
            "registration": change.registration,
            "signed_by": change.signed_by,
            "address": address_of(change).words,
        }
    else:
        said = Notice.objects.get(pk=approval.request["notice_id"]).facts
    return {name: said.get(name) for name in committed}
