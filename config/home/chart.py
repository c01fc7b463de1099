"""Figures over time as small drawings, made on the server: a line in steps, its highest value, its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, TOP, BOTTOM = 300, 72, 8, 64


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing: what it counts and under which section, the last value, the highest, its line and area.

    `x` and `y` are those of the end of the line, on the last day.
    """

    name: str
    section: str
    last: int
    highest: int
    line: str
    area: str
    x: int
    y: int
    first_day: date
    last_day: date


def draw_panel(name: str, *, section: str, values: Sequence[tuple[date, int]], until: date) -> Panel | None:
    """A line that keeps a value until the day of the next one; nothing where there are no values.

    `values` are in the order of their days, none of them after `until`.
    """
    if not values:
        return None
    first_day = values[0][0]
    days = max((until - first_day).days, 1)
    highest = max(value for _, value in values)

    def at(day: date, value: int) -> tuple[int, int]:
        # From the start of the day of a value to the end of the last day.
        x = WIDTH * (day - first_day).days // days
        return x, BOTTOM - (BOTTOM - TOP) * value // highest if highest else BOTTOM

    x, y = at(*values[0])
    drawn = [f"M{x} {y}"]
    for day, value in values[1:]:
        x, y = at(day, value)
        drawn.append(f"H{x}V{y}")
    line = f"{''.join(drawn)}H{WIDTH}"
    area = f"{line}V{BOTTOM}H0Z"
    return Panel(name, section, values[-1][1], highest, line, area, WIDTH, y, first_day, until)
