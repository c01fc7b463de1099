"""The topic on notice of a proposed event."""

from agreement.calculation import Calculation
from agreement.event_notice import earliest_event_date, event_notice_grounds, last_day_of_notice
from agreement.topics.kinds import DAY, Field
from agreement.topics.topic import Topic


def _event_notice(done: Calculation) -> None:
    event_on, given_on = done.facts["event_on"], done.facts["notice_given_on"]
    days = done.terms.event_notice_days
    last = last_day_of_notice(event_on, days=days)
    done.step("last day of notice in time", last, "25(a)", formula=f"day of the event less {days} days")
    done.result = {"event_on": event_on.isoformat(), "last_day_of_notice": last.isoformat()}
    if given_on is None:
        return
    earliest = earliest_event_date(given_on, days=days)
    done.step("days of notice", (event_on - given_on).days, "25(a)", formula="event less day given")
    done.step("first day of an event of this notice", earliest, "25(a)", formula=f"day given + {days} days")
    done.result["earliest_event_date"] = earliest.isoformat()
    done.add(event_notice_grounds(given_on, event_on=event_on, days=days))


EVENT_NOTICE_TOPICS = (
    Topic(
        "event-notice",
        "by when notice of a proposed Triggering Event or Section 13 Event is given",
        "25(a)",
        (
            Field("event_on", DAY, "the day on which the event is to occur", "25(a)"),
            Field(
                "notice_given_on",
                DAY,
                "the day on which notice was mailed to the Rights Agent and the holders",
                "25(a);26",
                required=False,
                when_absent="the notice is not held against it",
            ),
        ),
        {"facts": {"event_on": "2004-03-31", "notice_given_on": "2004-03-12"}},
        _event_notice,
    ),
)
