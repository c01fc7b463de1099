"""What the Company writes of a Triggering Event or Section 13 Event, before it and after it (§25).

Whether an event occurs is the Company's to say; a notice that is short stops nothing.
"""

from contextlib import suppress
from datetime import datetime

from django.db.models import ProtectedError

from agreement.business_days import BusinessDayCalendar
from agreement.event_notice import event_notice_grounds, last_day_of_notice, occurrence_grounds
from agreement.grounds import Ground
from agreement.terms import Terms
from registry.models import Notice, NoticeDue, NoticeKind, OfficeMailing
from registry.selectors.agreements import terms_in_force
from registry.selectors.event_notices import (
    SECTIONS,
    due_words,
    event_day,
    event_notice_due,
    received_on,
)
from registry.services.company.replacements import notice_replaced


def event_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a notice that an event has occurred: its day had not come.

    Agreement: 20(g);25(b).
    """
    return occurrence_grounds(occurred_on=event_day(notice), received_on=received_on(notice))


def event_warnings(notice: Notice) -> tuple[Ground, ...]:
    """That the Rights Agent itself heard of a proposed event later than the agreement asks.

    Agreement: 25(a).
    """
    terms = terms_in_force(notice.agreement, known_at=notice.received_at)
    return event_notice_grounds(received_on(notice), event_on=event_day(notice), days=terms.event_notice_days)


def let_event_notice_become_due(notice: Notice, *, at: datetime) -> None:
    """The notice to the holders becomes due: of a proposed event so many days before it, of another at once.

    That of a notice which this one replaces is due no more, unless it was mailed.

    Agreement: 25(a);25(b);26.
    """
    terms = terms_in_force(notice.agreement, known_at=notice.received_at)
    is_proposed = notice.kind == NoticeKind.EVENT_PROPOSED
    whom = "each holder of Rights" if is_proposed else "each holder of a Rights Certificate"
    NoticeDue.objects.create(
        agreement=notice.agreement,
        mailing_kind=notice.kind,
        addressees=f"{whom}: {due_words(notice)}",
        as_of=notice.received_at,
        due_by=last_day_of_notice(event_day(notice), days=terms.event_notice_days) if is_proposed else None,
        section=SECTIONS[NoticeKind(notice.kind)],
        recorded_at=at,
    )
    replaced = notice_replaced(notice)
    due = event_notice_due(replaced) if replaced is not None and replaced.kind == notice.kind else None
    if due is not None and not OfficeMailing.objects.filter(due=due).exists():
        with suppress(ProtectedError):  # a mailing holds it; it is refused when its approval comes
            due.delete()
