"""What the Company writes of a Triggering Event or Section 13 Event, before it and after it (§25).

Whether an event occurs is the Company's to say; a notice that is short stops nothing.
"""

from contextlib import suppress
from datetime import date, datetime
from fractions import Fraction

from django.db.models import ProtectedError

from agreement.business_days import BusinessDayCalendar
from agreement.event_notice import (
    NoticedEvent,
    event_notice_grounds,
    last_day_of_notice,
    occurrence_grounds,
)
from agreement.flip_over import Section13EventKind, Section13Facts, section_13_event_grounds
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import Terms
from registry.models import Notice, NoticeDue, NoticeKind, OfficeMailing
from registry.selectors.agreements import terms_in_force
from registry.selectors.event_notices import (
    SECTIONS,
    due_words,
    event_day,
    event_notice_due,
    event_notices,
    received_on,
)
from registry.services.company.board_orders import triggered_on
from registry.services.company.event_parts import UNCHANGED, WHOLLY_OWNED
from registry.services.company.replacements import notice_replaced


def event_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a notice that an event has occurred: its day had not come, or it is none.

    Agreement: 13(a);20(g);25(b).
    """
    too_early = occurrence_grounds(occurred_on=event_day(notice), received_on=received_on(notice))
    return (*too_early, *transaction_grounds(notice, terms, calendar))


def transaction_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a transaction that a notice states as a Section 13 Event, proposed or not.

    A notice that states no transaction, or tells of a Triggering Event, is not asked.

    Agreement: 13(a);20(g).
    """
    said = notice.facts
    if said["event_kind"] != NoticedEvent.SECTION_13_EVENT or not said.get("transaction"):
        return ()
    sold = Fraction(said["part_sold"]) if said.get("part_sold") else None
    if sold is not None and sold > 1:
        return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason="the part sold is more than the whole"),)
    facts = Section13Facts(
        kind=Section13EventKind(said["transaction"]),
        triggered_on=_triggered_on(notice),
        on=event_day(notice),
        is_with_wholly_owned=said.get("other_side") == WHOLLY_OWNED,
        are_shares_exchanged=said.get("common_shares") != UNCHANGED,
        part_sold=sold,
    )
    return section_13_event_grounds(facts, terms=terms)


def _triggered_on(notice: Notice) -> date | None:
    """The first day of a Triggering Event that this notice, or another one in force, states (§1(oo))."""
    told = event_notices(notice.agreement, at=notice.received_at).exclude(pk=notice.pk)
    occurred = told.filter(
        kind=NoticeKind.EVENT_OCCURRED, facts__event_kind=NoticedEvent.TRIGGERING_EVENT.value
    )
    days = [event_day(one) for one in occurred]
    stated = triggered_on(notice)
    return min([*days, *([stated] if stated else [])], default=None)


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
