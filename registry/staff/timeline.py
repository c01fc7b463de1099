"""The timeline of a plan: one line and one table of its dates, seen from a day, as known then or now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry import clock
from registry.selectors.agreements import local_day
from registry.selectors.timeline import Timeline, end_of_day, timeline
from registry.selectors.timeline_parts import PlanEvent, Standing
from registry.staff.access import EVERYBODY_IN_CONSOLE, for_roles, signed_in, visible_agreement
from registry.staff.item_forms import day_picked
from registry.staff.timeline_drawing import draw_lying, draw_standing

THEN, NOW = "then", "now"
_WORDS = {
    Standing.TERM: "In the agreement",
    Standing.NOTICED: "By notice",
    Standing.PROJECTED: "Projected",
    Standing.END: "End",
    Standing.DUE: "Deadline",
}
_FIRST, _LAST = date(1990, 1, 1), date(2099, 12, 31)


class ViewForm(forms.Form):
    """From which day the plan is looked at, and by which papers."""

    on = day_picked("Seen from", is_required=False)
    known = forms.ChoiceField(
        label="By what was known",
        choices=[(THEN, "then: the papers in hand on that day"), (NOW, "now: all papers in hand")],
        required=False,
    )

    def clean_on(self) -> date | None:
        """A day of the years in which a plan can live."""
        day: date | None = self.cleaned_data["on"]
        if day is not None and not _FIRST <= day <= _LAST:
            raise forms.ValidationError(f"A day from {_FIRST:%Y} to {_LAST:%Y}.")
        return day


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event of the table: its number as on the line, how it is known, and where it stands to the day."""

    number: int
    event: PlanEvent
    standing: str
    is_ahead: bool
    learned_later: bool

    @property
    def is_projected(self) -> bool:
        """Whether it is a projection alone."""
        return self.event.standing is Standing.PROJECTED


@require_safe
@for_roles(*EVERYBODY_IN_CONSOLE)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show the dates of a plan as one line and as a table (§1(l), §1(q), §3(a))."""
    agreement = visible_agreement(signed_in(request), code)
    now = clock.now()
    today = local_day(agreement, at=now)
    form = ViewForm(request.GET or None)
    is_clear = form.is_valid()
    on = (form.cleaned_data["on"] if is_clear else None) or today
    by = (form.cleaned_data["known"] if is_clear else "") or THEN
    known_at = now if by == NOW or on >= today else end_of_day(agreement, on)
    line = timeline(agreement, on=on, known_at=known_at)
    context = {
        "agreement": agreement,
        "here": "timeline",
        "form": form if form.is_bound and not is_clear else ViewForm(initial={"on": on, "known": by}),
        "on": on,
        "is_today": on == today,
        "known_at": known_at,
        "line": line,
        "events": _shown(line),
        "pictures": [draw_lying(line), draw_standing(line)] if line.view else [],
    }
    return render(
        request, "staff/timeline.html", context, status=200 if is_clear or not form.is_bound else 422
    )


def _shown(line: Timeline) -> list[EventShown]:
    view = line.view
    if view is None:
        return []
    return [
        EventShown(
            number,
            event,
            _WORDS[event.standing],
            view.is_ahead(event.at),
            event.known is not None and view.is_ahead(event.known),
        )
        for number, event in enumerate(line.events, start=1)
    ]
