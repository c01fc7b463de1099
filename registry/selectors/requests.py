"""Reads of the requests that wait for, or had, a second person."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from registry.models import AddressChange, Approval, Notice, RightsAgreement, User
from registry.selectors.addresses import address_of


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
