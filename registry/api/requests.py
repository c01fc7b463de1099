"""Requests that wait for a second person: list, one whole, approve, reject (design: two people)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agreement.refusals import refuse
from registry import clock
from registry.api.access import READING
from registry.api.operations import Act, Empty, Read, ReadPage
from registry.api.paging import Page, PageQuery, cut
from registry.models import Approval, BookEntry, RightsAgreement
from registry.roles import APPROVERS, STAFF
from registry.selectors.requests import RequestState, decided_or_open, in_state, state_of
from registry.services import approvals
from registry.services.calls import within_call


class RequestQuery(PageQuery):
    """Which requests."""

    state = serializers.ChoiceField(choices=list(RequestState), required=False, default="")


class RequestLine(serializers.Serializer):
    """One request: what is asked for, by whom, and how it stands."""

    request_hash = serializers.CharField()
    kind = serializers.CharField()
    summary = serializers.CharField()
    state = serializers.SerializerMethodField(
        help_text="WAITING, LAPSED (nobody may approve it any more), APPROVED or REJECTED."
    )
    maker = serializers.CharField(source="maker.username")
    requested_at = serializers.DateTimeField()
    lapses_at = serializers.DateTimeField(allow_null=True, help_text="The last instant for approving it.")
    approver = serializers.SerializerMethodField()
    approved_at = serializers.DateTimeField(allow_null=True)
    rejected_at = serializers.DateTimeField(allow_null=True)
    rejection_reason = serializers.CharField(allow_blank=True)

    def get_state(self, approval: Approval) -> str:
        """How it stands now."""
        return state_of(approval, at=clock.now())

    def get_approver(self, approval: Approval) -> str | None:
        """The second person's user name."""
        return approval.approver.username if approval.approver else None


class RequestWhole(RequestLine):
    """One request with everything its hash binds."""

    request = serializers.DictField()


class ListRequests(ReadPage):
    """List the requests of an agreement, the latest first."""

    name, topic = "listRequests", "Requests"
    roles, query, gives = READING, RequestQuery, RequestLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        found = requests_of(self.agreement(place["code"]))
        if asked["state"]:
            found = in_state(found, asked["state"], at=clock.now())
        return cut(found, key="-id", after=after, size=size)


class ShowRequest(Read):
    """Show one request by its hash, with everything that the hash binds."""

    name, topic = "showRequest", "Requests"
    roles, gives = READING, RequestWhole

    def read(self, *, code: str, request_hash: str) -> Any:
        return request_of(self.agreement(code), request_hash)


class Performed(RequestLine):
    """A request that was approved and performed."""

    entry = serializers.SerializerMethodField(help_text="Number of the entry it posted; null when none.")

    def get_entry(self, approval: Approval) -> int | None:
        """The entry's number."""
        found = BookEntry.objects.filter(approval=approval).values_list("number", flat=True).first()
        return int(found) if found is not None else None


class ApproveRequest(Act):
    """Approve the request of a hash as its second person; what it asks for is done at once."""

    name, topic = "approveRequest", "Requests"
    roles, takes, gives = APPROVERS, Empty, Performed

    def act(self, told: dict[str, Any], *, code: str, request_hash: str) -> Any:
        agreement = self.agreement(code)
        asked = request_of(agreement, request_hash)
        within_call(approvals.approve)(asked.request_hash, approver=self.request.user, at=clock.now())
        return Approval.objects.select_related("maker", "approver").get(pk=asked.pk)


class RejectionTaken(serializers.Serializer):
    """Why; the maker needs it to do it right."""

    reason = serializers.CharField(max_length=2000)


class RejectRequest(Act):
    """Reject a request with the reason; its maker may withdraw it so."""

    name, topic = "rejectRequest", "Requests"
    roles, takes, gives = STAFF, RejectionTaken, RequestLine

    def act(self, told: dict[str, Any], *, code: str, request_hash: str) -> Any:
        asked = request_of(self.agreement(code), request_hash)
        reason = told["reason"]
        return approvals.reject(asked.request_hash, rejecter=self.request.user, reason=reason, at=clock.now())


def requests_of(agreement: RightsAgreement) -> Any:
    """The requests of one agreement; those of the installation itself are not asked for here."""
    return decided_or_open(RightsAgreement.objects.filter(pk=agreement.pk)).filter(agreement=agreement)


def request_of(agreement: RightsAgreement, request_hash: str) -> Approval:
    """The request of a hash: the one that waits, else the latest. Raises APPROVAL_NOT_FOUND."""
    found = requests_of(agreement).defer(None).filter(request_hash=request_hash)
    waiting = found.filter(approved_at__isnull=True, rejected_at__isnull=True).first()
    approval: Approval | None = waiting or found.first()
    if approval is None:
        raise refuse("APPROVAL_NOT_FOUND", request_hash=request_hash)
    return approval
