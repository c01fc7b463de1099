"""Notice of a Triggering Event or Section 13 Event: so many days before it, and as soon as practicable after.

A notice that is short stops nothing: whether the event occurs is the Company's to say.

Agreement: 25(a);25(b).
"""

from datetime import date, timedelta
from enum import StrEnum

from agreement.grounds import Ground
from agreement.refusals import ground


class NoticedEvent(StrEnum):
    """The events of which the Company gives notice.

    Agreement: 25(a);25(b).
    """

    TRIGGERING_EVENT = "TRIGGERING_EVENT"
    SECTION_13_EVENT = "SECTION_13_EVENT"

    @property
    def words(self) -> str:
        """The event as the agreement calls it."""
        return {"TRIGGERING_EVENT": "Triggering Event", "SECTION_13_EVENT": "Section 13 Event"}[self.value]


def last_day_of_notice(event_on: date, *, days: int) -> date:
    """The last day on which notice of an event of a day is given in time.

    Agreement: 25(a).
    """
    return event_on - timedelta(days=days)


def earliest_event_date(given_on: date, *, days: int) -> date:
    """The first day on which an event may occur of which notice was given on a day.

    Agreement: 25(a).
    """
    return given_on + timedelta(days=days)


def event_notice_grounds(given_on: date, *, event_on: date, days: int) -> tuple[Ground, ...]:
    """That notice was given fewer days before the event than the agreement asks, or after it.

    Agreement: 25(a).
    """
    given_days = (event_on - given_on).days
    if given_days >= days:
        return ()
    how = f"{given_days} days before it" if given_days >= 0 else "after it"
    return (ground("EVENT_NOTICE_SHORT", event=event_on, given=given_on, how=how, wanted=days),)


def occurrence_grounds(*, occurred_on: date, received_on: date) -> tuple[Ground, ...]:
    """That a notice after the event speaks of a day that had not come when the notice was received.

    Agreement: 20(g);25(b).
    """
    if occurred_on <= received_on:
        return ()
    reason = f"the event of {occurred_on} had not occurred when the notice was received on {received_on}"
    return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason),)
