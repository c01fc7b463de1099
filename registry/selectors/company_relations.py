"""Reads of indemnity matters, requests for assurances, delegates and counsel's advice (§18(a), §20)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from agreement.delegates import DelegateWork
from registry.models import (
    Approval,
    AssuranceRequest,
    CounselAdvice,
    Delegate,
    IndemnityMatter,
    Item,
    RightsAgreement,
)


@dataclass(frozen=True, slots=True)
class DelegateStanding:
    """A delegate as it stands on a day: in which works, until when, and when its review is due."""

    delegate: Delegate
    works: tuple[str, ...]
    is_engaged: bool
    review_due_on: date
    is_review_overdue: bool


def matters(agreement: RightsAgreement) -> QuerySet[IndemnityMatter]:
    """The matters of indemnity with their notes, the latest first; they stay when the agent resigned."""
    found = IndemnityMatter.objects.filter(agreement=agreement).select_related("document", "recorded_by")
    return found.prefetch_related("notes__document", "notes__recorded_by").order_by("-number")


def assurances(agreement: RightsAgreement) -> QuerySet[AssuranceRequest]:
    """The requests to the Company: those that are open first, then the latest."""
    found = AssuranceRequest.objects.filter(agreement=agreement)
    found = found.select_related("fulfilment", "recorded_by", "fulfilled_by")
    return found.order_by("-fulfilled_on", "-number")  # those without a day come first


def open_assurances(agreement: RightsAgreement) -> QuerySet[AssuranceRequest]:
    """What is needed from the Company: the requests that nothing fulfils yet, the oldest first."""
    return AssuranceRequest.objects.filter(agreement=agreement, fulfilled_on__isnull=True).order_by("number")


def delegates(agreement: RightsAgreement) -> QuerySet[Delegate]:
    """The delegates with their reviews and their work, the latest first."""
    found = Delegate.objects.filter(agreement=agreement).select_related("document", "recorded_by")
    return found.prefetch_related("reviews", "acts__document", "acts__recorded_by").order_by("-number")


def standing_of(delegate: Delegate, *, day: date) -> DelegateStanding:
    """How a delegate read by `delegates` stands on a day."""
    ended = delegate.engaged_until is not None and delegate.engaged_until < day
    is_engaged = delegate.engaged_from <= day and not ended
    reviews = [one.next_review_on for one in delegate.reviews.all()]
    due = reviews[-1] if reviews else delegate.review_on
    works = tuple(DelegateWork(work).words for work in delegate.works)
    return DelegateStanding(delegate, works, is_engaged, due, is_engaged and due < day)


def advice(agreement: RightsAgreement) -> QuerySet[CounselAdvice]:
    """The advice of counsel on file, the latest first."""
    found = CounselAdvice.objects.filter(agreement=agreement)
    return found.select_related("document", "item", "decision", "recorded_by").order_by("-number")


def advice_about_item(item: Item) -> QuerySet[CounselAdvice]:
    """The advice attached to an item."""
    return advice(item.agreement).filter(item=item)


def advice_about_decision(decision: Approval) -> QuerySet[CounselAdvice]:
    """The advice attached to a decision of two people."""
    found = CounselAdvice.objects.filter(decision=decision)
    return found.select_related("document", "recorded_by").order_by("-number")
