"""Reads of the requests that wait for, or had, a second person."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from registry.models import Approval, RightsAgreement, User


def open_requests(agreements: QuerySet[RightsAgreement]) -> QuerySet[Approval]:
    """Requests that nobody has yet approved or rejected, newest first."""
    return decided_or_open(agreements).filter(approver__isnull=True, rejected_by__isnull=True)


def decided_or_open(agreements: QuerySet[RightsAgreement]) -> QuerySet[Approval]:
    """All requests of the agreements, and those of the installation itself, newest first."""
    return (
        Approval.objects.filter(Q(agreement__in=agreements) | Q(agreement__isnull=True))
        .select_related("agreement", "maker", "approver", "rejected_by")
        .defer("request")
        .order_by("-id")
    )


def requests_for_second_person(agreements: QuerySet[RightsAgreement], *, user: User) -> QuerySet[Approval]:
    """Open requests that this person did not make and so may decide."""
    return open_requests(agreements).exclude(maker=user)
