"""The line of a plan's dates: what happened, is stated, projected or due, as known at an instant.

Two instants make a view of it: the day looked at divides what is past from what is ahead, and the instant of
knowledge says which papers count, those in hand on that day or all in hand now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from agreement.errors import RightsError
from registry.models import RightsAgreement
from registry.selectors import timeline_ends as ends
from registry.selectors import timeline_events as told
from registry.selectors import timeline_open as waits
from registry.selectors.agreements import calendar_under, terms_in_force
from registry.selectors.other_policies import compare_policies
from registry.selectors.timeline_parts import Band, PlanEvent, View

_LAST = time(23, 59, 59, 999999)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A plan's dates in their order, and its bands; `view` is None before any terms were known."""

    view: View | None
    events: tuple[PlanEvent, ...] = ()
    bands: tuple[Band, ...] = ()


def end_of_day(agreement: RightsAgreement, day: date) -> datetime:
    """The last instant of a day where the agreement counts its days."""
    return datetime.combine(day, _LAST, tzinfo=ZoneInfo(agreement.time_zone))


def timeline(agreement: RightsAgreement, *, on: date, known_at: datetime) -> Timeline:
    """The dates of a plan seen from a day, by the papers in hand at an instant (§18(b))."""
    try:
        terms = terms_in_force(agreement, known_at=known_at)
    except RightsError:
        return Timeline(None)
    view = View(agreement, on, known_at, terms, calendar_under(agreement, terms, at=known_at))
    events = [
        *told.of_the_terms(view),
        *told.of_announcements(view),
        *told.of_separation(view),
        *told.of_orders(view),
        *ends.of_suspensions(view),
        *told.of_dues(view),
        *told.of_office(view),
        *waits.of_applications(view),
        *waits.of_carried(view),
        *ends.of_expiration(view),
        *ends.of_dividends(view),
    ]
    return Timeline(view, _in_order(_disputed(view, events), view=view), ends.suspensions(view))


def _in_order(events: Iterable[PlanEvent], *, view: View) -> tuple[PlanEvent, ...]:
    """By their dates; one without an hour stands before the instants of its day."""

    def place(event: PlanEvent) -> tuple[date, float]:
        return view.local(event.at), event.at.timestamp() if isinstance(event.at, datetime) else 0.0

    return tuple(sorted(events, key=place))


def _disputed(view: View, events: Iterable[PlanEvent]) -> list[PlanEvent]:
    """The events with the instants by other policies, where those differ (§1(e))."""
    compared = compare_policies(view.agreement, at=view.known_at).disputed
    others = {(one.section, one.in_use): one.others for one in compared}
    return [
        replace(event, others=others.get((event.section, event.at), ()))
        if isinstance(event.at, datetime)
        else event
        for event in events
    ]
