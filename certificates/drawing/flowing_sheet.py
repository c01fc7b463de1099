"""A paper of as many sheets as its blocks need: a head on the first, its name and place on every one."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, SheetCanvas, new_canvas
from certificates.drawing.flow import Block, TooLarge, in_pages
from certificates.drawing.page import GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import ITALIC, ROMAN, repertoire, text_width

LEFT, RIGHT = 54.0, WIDTH - 54.0
INNER = RIGHT - LEFT
LATER_TOP, LOWEST = HEIGHT - 72.0, 58.0
_SHOWN = frozenset(repertoire(ROMAN))


@dataclass(frozen=True, slots=True)
class FlowingSheet:
    """What surrounds the blocks: `called` and `field` name the paper where its words do not fit.

    `draw_under` draws below everything else on each sheet, `draw_head` the head of the first, whose blocks
    begin at `first_top` (points above the lower edge).
    """

    title: str
    called: str
    field: str
    foot: str
    later_head: str
    first_top: float
    draw_head: Callable[[Pen], None]
    draw_under: Callable[[Pen], None]


def draw_flowing_sheet(sheet: FlowingSheet, blocks: Iterable[Block]) -> bytes:
    """The paper as a PDF; the same sheet gives the same bytes. Raises FIELD_OVERFLOW."""
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle(sheet.title)
    try:
        pages = in_pages(list(blocks), first=sheet.first_top - LOWEST, later=LATER_TOP - LOWEST)
    except TooLarge as reason:
        raise refuse(
            "FIELD_OVERFLOW",
            saying=f"Words of {sheet.called} do not fit its sheets",
            curing="shorten them",
            field=sheet.field,
        ) from reason
    for place, page in enumerate(pages, start=1):
        _draw_page(canvas, sheet, page, place=f"Page {place} of {len(pages)}", is_first=place == 1)
    canvas.save()
    return sink.getvalue()


def _draw_page(
    canvas: SheetCanvas, sheet: FlowingSheet, blocks: list[Block], *, place: str, is_first: bool
) -> None:
    pen = Pen(canvas)
    sheet.draw_under(pen)
    if is_first:
        sheet.draw_head(pen)
    else:
        pen.text(LEFT, HEIGHT - 50, sheet.later_head, face=ITALIC, size=9.5, colour=GREY)
        pen.rule(LEFT, HEIGHT - 58, INNER, weight=0.5, colour=INK)
    y = sheet.first_top if is_first else LATER_TOP
    for block in blocks:
        block.draw(pen, y)
        y -= block.height
    pen.text(LEFT, 38, sheet.foot, face=ITALIC, size=8.5, colour=GREY)
    pen.text(RIGHT - text_width(place, name=ITALIC, size=8.5), 38, place, face=ITALIC, size=8.5, colour=GREY)
    canvas.showPage()


def draw_signing_line(pen: Pen, y: float, *, left: float = LEFT, width: float = INNER) -> None:
    """Where a person signs, prints name and title, and dates: three rules side by side."""
    each = (width - 40) / 3
    for place, label in enumerate(("Signature", "Name and title", "Date")):
        x = left + place * (each + 20)
        pen.rule(x, y, each, weight=0.4)
        pen.text(x, y - 10, label, face=ITALIC, size=8, colour=GREY)


def shown(text: str) -> str:
    """A text whose unprintable characters show as a box: a paper of the staff must always come out."""
    return "".join(c if c in _SHOWN else "□" for c in text)


def broken(text: str, *, longest: int) -> str:
    """The same in words of at most so many characters, which fit a column."""
    words = (
        " ".join(word[at : at + longest] for at in range(0, len(word), longest))
        for word in shown(text.replace("\n", ", ")).split(" ")
    )
    return " ".join(words)
