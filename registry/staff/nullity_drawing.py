"""The lineage of void Rights as a drawing: a column for each step, lines to what was opened."""

from __future__ import annotations

from dataclasses import dataclass

from agreement.nullity import Closure, Trace
from registry.staff.words import nullity_class

COLUMN, ROW, WIDTH, HEIGHT, MARGIN = 190, 58, 150, 44, 8


@dataclass(frozen=True, slots=True)
class Box:
    """A lot of the drawing: where it stands, and what is written in it."""

    x: int
    y: int
    account: str
    told: str
    look: str

    @property
    def text_x(self) -> int:
        """Where the words begin."""
        return self.x + 10

    @property
    def first_line(self) -> int:
        """The line of the account."""
        return self.y + 19

    @property
    def second_line(self) -> int:
        """The line of class and Rights."""
        return self.y + 36


@dataclass(frozen=True, slots=True)
class Line:
    """From a lot to one opened out of it."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture, with its measures."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw_lineage(closure: Closure) -> Drawing:
    """Lay the lots out: each in the column of its step, children beside their parent, nothing on another."""
    parts = {one.lot.key: one.rights_count for one in (*closure.void, *closure.proposed)}
    below: dict[int | None, list[Trace]] = {}
    for trace in sorted(closure.traces.values(), key=lambda one: (one.lot.order, one.lot.key)):
        parent = trace.lot.parent if trace.lot.parent in closure.traces else None
        below.setdefault(parent, []).append(trace)
    for one in closure.void:
        if one.lot.key not in closure.traces:
            below.setdefault(None, []).append(Trace(one.lot, one.taint, one.position, is_noticed=True))
    boxes: list[Box] = []
    lines: list[Line] = []
    places: list[tuple[Trace, int, Box | None]] = [(one, 0, None) for one in reversed(below.get(None, []))]
    row = 0
    while places:
        trace, step, above = places.pop()
        box = Box(
            MARGIN + step * COLUMN, MARGIN + row * ROW, trace.lot.holder, _told(trace, parts), _look(trace)
        )
        boxes.append(box)
        if above is not None:
            lines.append(Line(above.x + WIDTH, above.y + HEIGHT // 2, box.x, box.y + HEIGHT // 2))
        children = below.get(trace.lot.key, [])
        if not children:
            row += 1
        places += [(child, step + 1, box) for child in reversed(children)]
    width = max((box.x for box in boxes), default=0) + WIDTH + MARGIN
    return Drawing(width, 2 * MARGIN + max(row, 1) * ROW, tuple(boxes), tuple(lines))


def _told(trace: Trace, parts: dict[int, int]) -> str:
    rights = parts.get(trace.lot.key, trace.lot.rights_count)
    of = "" if rights == trace.lot.rights_count else f" of {trace.lot.rights_count:,}"
    taint = "before the event" if trace.taint is None else nullity_class(trace.taint)
    return f"{taint} · {rights:,}{of}"


def _look(trace: Trace) -> str:
    """How a lot is drawn: void and standing, gone since, or shown by the lineage alone."""
    if trace.taint is None or not trace.is_noticed:
        return "lot-proposed"
    return "lot-gone" if trace.lot.closed_at is not None else "lot-void"
