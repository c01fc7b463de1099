"""A plan's line as a drawing, lying for a desk and standing for a phone: stops, bands, the day looked at."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from registry.selectors.timeline import Timeline
from registry.selectors.timeline_parts import PlanEvent, Standing, View

STEP, MARGIN, LINE_HEIGHT, AXIS = 96, 96, 16, 126
LYING_HEIGHT, LYING_LETTERS, LINES_SHOWN = 252, 26, 4
STANDING_WIDTH, STANDING_LETTERS, RAIL = 320, 34, 18


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words and where it begins."""

    x: int
    y: int
    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A date of the line: where its circle stands, its look, the numbers of its events, its words."""

    x: int
    y: int
    look: str
    numbers: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A band of the line, from one place to another."""

    x: int
    y: int
    width: int
    height: int
    name: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture of the line: its measures, stops, bands, and where the day looked at stands on the axis."""

    width: int
    height: int
    stops: tuple[Stop, ...]
    stretches: tuple[Stretch, ...]
    looked_at: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class _Group:
    """The events of one date, numbered as in the table."""

    day: date
    first: int
    events: tuple[PlanEvent, ...]

    @property
    def numbers(self) -> str:
        last = self.first + len(self.events) - 1
        return str(self.first) if last == self.first else f"{self.first}–{last}"

    def look(self, view: View) -> str:
        looks = ["ahead" if self.day > view.on else "past"]
        if all(event.standing is Standing.PROJECTED for event in self.events):
            looks.append("projected")
        if any(event.conflict or event.others for event in self.events):
            looks.append("conflict")
        return " ".join(looks)

    def lines(self, letters: int) -> list[str]:
        """What happens, in lines of so many letters; what finds no place stands in the table alone."""
        names = [line for event in self.events for line in textwrap.wrap(event.name, letters)]
        if len(names) <= LINES_SHOWN:
            return names
        return [*names[: LINES_SHOWN - 1], "… see the table"]


def draw_lying(line: Timeline) -> Drawing:
    """The line from left to right; words stand above and below in turn, so that none lies on another."""
    assert line.view is not None
    view, groups = line.view, _groups(line)
    places = _places(groups)
    stops = tuple(
        Stop(x, AXIS, group.look(view), group.numbers, _lying_words(group, x, is_above=place % 2 == 0))
        for place, (group, x) in enumerate(zip(groups, places, strict=True))
    )
    width = places[-1] + MARGIN
    at = _Scale([group.day for group in groups], places)
    stretches = tuple(
        Stretch(at.of(begins), AXIS - 9, max(at.of(ends) - at.of(begins), 6), 18, name)
        for name, begins, ends in _bands(line)
    )
    return Drawing(width, LYING_HEIGHT, stops, stretches, at.of(view.on), places[0], places[-1])


def draw_standing(line: Timeline) -> Drawing:
    """The line from top to bottom, its words beside it, for a narrow screen."""
    assert line.view is not None
    view, groups = line.view, _groups(line)
    stops, places, y = [], [], 22
    for group in groups:
        lines = group.lines(STANDING_LETTERS)
        words = [Words(44, y + 4, _date(group.day), "date")]
        words += [Words(44, y + 4 + LINE_HEIGHT * place, text) for place, text in enumerate(lines, start=1)]
        stops.append(Stop(RAIL, y, group.look(view), group.numbers, tuple(words)))
        places.append(y)
        y += LINE_HEIGHT * (len(lines) + 1) + 18
    at = _Scale([group.day for group in groups], places)
    stretches = tuple(
        Stretch(RAIL - 9, at.of(begins), 18, max(at.of(ends) - at.of(begins), 6), name)
        for name, begins, ends in _bands(line)
    )
    return Drawing(STANDING_WIDTH, y, tuple(stops), stretches, at.of(view.on), places[0], places[-1])


def _groups(line: Timeline) -> list[_Group]:
    assert line.view is not None
    view, numbered = line.view, list(enumerate(line.events, start=1))
    found = []
    for day, members in groupby(numbered, key=lambda one: view.local(one[1].at)):
        events = list(members)
        found.append(_Group(day, events[0][0], tuple(event for _, event in events)))
    return found


def _places(groups: Sequence[_Group]) -> list[int]:
    """Where each date stands: a step apart, and a little more for a longer time between."""
    places = [MARGIN]
    for before, group in pairwise(groups):
        days = (group.day - before.day).days
        places.append(places[-1] + STEP + int(8 * math.log10(days)))
    return places


def _lying_words(group: _Group, x: int, *, is_above: bool) -> tuple[Words, ...]:
    lines = group.lines(LYING_LETTERS)
    if is_above:
        top = AXIS - 24 - LINE_HEIGHT * len(lines)
        return (
            Words(x, top, _date(group.day), "date"),
            *(Words(x, top + LINE_HEIGHT * place, text) for place, text in enumerate(lines, start=1)),
        )
    top = AXIS + 34
    return (
        Words(x, top, _date(group.day), "date"),
        *(Words(x, top + LINE_HEIGHT * place, text) for place, text in enumerate(lines, start=1)),
    )


def _bands(line: Timeline) -> list[tuple[str, date, date]]:
    """Each band to its end, to its limit where no end is told, else to the day looked at."""
    assert line.view is not None
    last = line.view.local(line.events[-1].at)
    return [
        (band.name, band.begins, min(band.ends or band.limit or max(line.view.on, band.begins), last))
        for band in line.bands
    ]


def _date(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a day stands between the dates that have their places."""

    days: Sequence[date]
    places: Sequence[int]

    def of(self, day: date) -> int:
        if day <= self.days[0]:
            return self.places[0]
        for place in range(1, len(self.days)):
            if day <= self.days[place]:
                part = (day - self.days[place - 1]).days / (self.days[place] - self.days[place - 1]).days
                begins, ends = self.places[place - 1], self.places[place]
                return begins + int(part * (ends - begins))
        return self.places[-1]
