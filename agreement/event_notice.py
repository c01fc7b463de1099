"""Notice of a proposed Triggering Event or Section 13 Event: so many days before it occurs.

A notice that is short stops nothing: whether the event occurs is the Company's to say.

Agreement: 25(a).
"""

from datetime import date, timedelta

from agreement.grounds import Ground
from agreement.refusals import ground


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
