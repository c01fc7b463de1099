"""Reads of notices of a Triggering Event or Section 13 Event: what is due to holders, what went (§25)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from agreement.event_notice import NoticedEvent
from registry.models import Notice, NoticeDue, NoticeKind, RightsAgreement
from registry.selectors.notices import IN_FORCE, notices

EVENT_KINDS = (NoticeKind.EVENT_PROPOSED, NoticeKind.EVENT_OCCURRED)
SECTIONS = {NoticeKind.EVENT_PROPOSED: "25(a)", NoticeKind.EVENT_OCCURRED: "25(b)"}
_DAY = {NoticeKind.EVENT_PROPOSED: "proposed_for", NoticeKind.EVENT_OCCURRED: "occurred_on"}


def event_day(notice: Notice) -> date:
    """The day for which the event is proposed, or on which it occurred."""
    return date.fromisoformat(notice.facts[_DAY[NoticeKind(notice.kind)]])


def event_words(notice: Notice) -> str:
    """Which event it is, as the agreement calls it."""
    return NoticedEvent(notice.facts["event_kind"]).words


def due_words(notice: Notice) -> str:
    """What a notice to the holders is about, as its due says it and is found by (§25)."""
    return f"notice of the event in notice {notice.number}"


def event_notice_due(notice: Notice) -> NoticeDue | None:
    """The notice to the holders that an accepted notice made due, with its mailing if one is recorded."""
    due = NoticeDue.objects.filter(agreement_id=notice.agreement_id, mailing_kind=notice.kind)
    found = due.filter(addressees__endswith=due_words(notice))
    return found.select_related("agreement", "mailed__document").order_by("id").last()


def event_notices_to_mail(agreement: RightsAgreement) -> QuerySet[NoticeDue]:
    """The notices of events that nobody recorded as mailed to the holders, the earliest first (§25)."""
    due = NoticeDue.objects.filter(agreement=agreement, mailing_kind__in=EVENT_KINDS, mailed__isnull=True)
    return due.order_by("id")


def notice_of_due(due: NoticeDue) -> Notice:
    """The Company's notice that made one to the holders due."""
    return notices(due.agreement).get(number=int(due.addressees.rpartition(" ")[2]))


def event_notices(agreement: RightsAgreement, *, at: datetime) -> QuerySet[Notice]:
    """The notices of events in force by what was received at an instant, in the order of receipt (§25)."""
    known = notices(agreement).filter(kind__in=EVENT_KINDS, state__in=IN_FORCE, received_at__lte=at)
    return known.order_by("received_at", "number")


def received_on(notice: Notice) -> date:
    """The day of receipt where the agreement counts its days (§1(f))."""
    return notice.received_at.astimezone(ZoneInfo(notice.agreement.time_zone)).date()
