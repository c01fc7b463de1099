"""Reads of the requests that wait for, or had, a second person."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from registry.models import (
    AddressChange,
    Approval,
    Consultation,
    Notice,
    RightsAgreement,
    StandingInstruction,
    TransferLine,
    User,
)
from registry.selectors.addresses import address_of


class RequestState(StrEnum):
    """How a request stands at an instant: the same codes on pages, in the API and in commands."""

    WAITING = "WAITING"
    LAPSED = "LAPSED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


STATE_WORDS = {
    RequestState.WAITING: "Waits for a second person",
    RequestState.LAPSED: "Lapsed: to be rejected and asked again",
    RequestState.APPROVED: "Approved",
    RequestState.REJECTED: "Rejected",
}


def state_of(approval: Approval, *, at: datetime) -> RequestState:
    """How a request stands; after its last instant nobody approves it, it is rejected and asked again."""
    if approval.rejected_at is not None:
        return RequestState.REJECTED
    if approval.approved_at is not None:
        return RequestState.APPROVED
    has_time = approval.lapses_at is None or at <= approval.lapses_at
    return RequestState.WAITING if has_time else RequestState.LAPSED


def in_state(found: QuerySet[Approval], state: str, *, at: datetime) -> QuerySet[Approval]:
    """The requests, of those found, that stand so; the same rule as state_of."""
    is_open = Q(rejected_at__isnull=True, approved_at__isnull=True)
    rules = {
        RequestState.REJECTED: Q(rejected_at__isnull=False),
        RequestState.APPROVED: Q(rejected_at__isnull=True, approved_at__isnull=False),
        RequestState.WAITING: is_open & (Q(lapses_at__isnull=True) | Q(lapses_at__gte=at)),
        RequestState.LAPSED: is_open & Q(lapses_at__lt=at),
    }
    return found.filter(rules[RequestState(state)])


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
    return state_of(approval, at=at) == RequestState.LAPSED


def requests_for_second_person(
    agreements: QuerySet[RightsAgreement], *, user: User, at: datetime
) -> QuerySet[Approval]:
    """Open requests that this person did not make and so may decide; lapsed ones wait for nobody."""
    return in_state(open_requests(agreements), RequestState.WAITING, at=at).exclude(maker=user)


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
    elif "consultation" in approval.request:
        said = dict(words_of_consultation(Consultation.objects.get(pk=approval.request["consultation"])))
    elif approval.kind in settings.REQUEST_WORDS:
        said = import_string(settings.REQUEST_WORDS[approval.kind])(approval.request)
    elif "item" in approval.request:
        lines = TransferLine.objects.filter(item=approval.request["item"])
        said = {f"line {line.place}": words_of_line(line) for line in lines}
    else:
        said = Notice.objects.get(pk=approval.request["notice_id"]).facts
    return {name: said.get(name) for name in committed}


def words_of_line(line: TransferLine) -> dict[str, str | int]:
    """What a line of an assignment says of a transferee."""
    return {
        "registration": line.registration,
        "address": address_of(line).words,
        "Rights": line.rights,
        "account": line.holder.account if line.holder else "",
    }


def words_of_consultation(consultation: Consultation) -> dict[str, str]:
    """What the Company answered, and who answered."""
    return {
        "answered by": f"{consultation.answered_by}, {consultation.answered_by_title}",
        "said": consultation.said,
    }


def words_of_list(request: dict[str, Any]) -> dict[str, object]:
    """What the Company answered about each item of a schedule, and who answered."""
    keys = [line["consultation"] for line in request["lines"]]
    found = Consultation.objects.filter(pk__in=keys).select_related("item").order_by("id")
    return {
        f"item {one.item.number} {name}": said
        for one in found
        for name, said in words_of_consultation(one).items()
    }


def words_of_instruction(request: dict[str, Any]) -> dict[str, object]:
    """What a standing instruction says, and who gave it."""
    found = StandingInstruction.objects.get(pk=request["standing_instruction"])
    return {"officer": f"{found.officer_name}, {found.officer_title}", "said": found.said}
