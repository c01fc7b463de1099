"""The common letter: address behind the window, what it is about, its words and tables, over as many pages as
they need. Nothing is cut: what does not fit is refused.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, SheetCanvas, new_canvas
from certificates.drawing.envelope import (
    ADDRESS_BLOCK,
    ADDRESS_SIZES,
    FIRST_FOLD,
    RETURN_BLOCK,
    RETURN_SIZES,
)
from certificates.drawing.flow import Block, TooLarge, fact, in_pages, paragraph, space, table
from certificates.drawing.forms import PLACEHOLDER
from certificates.drawing.lines import Style, paragraphs
from certificates.drawing.notice_foot import draw_notice_foot
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width
from certificates.drawing.window_blocks import draw_block, draw_folds
from certificates.letters import Letter

LEFT, RIGHT = 60.0, WIDTH - 60.0
INNER = RIGHT - LEFT
PLAIN = Style(ROMAN, 11.0, 14.2, "left", 7.0)
HEADING = Style(BOLD, 11.5, 15.0, "left", 3.0)
COPY = Style(ITALIC, 9.5, 12.0, "left", 2.0)
LABELS = 112.0
TITLE_TOP = FIRST_FOLD - 34.0
FIRST_TOP = TITLE_TOP - 22.0
LATER_TOP = HEIGHT - 76.0
LOWEST = 62.0
SIGNATURE = 52.0
MOST_BEFORE_SIGNATURE = 120.0
TITLE_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0)
DATE_SIZE = 10.0
_ALONE = re.compile(r"\{([^{}]*)\}")


def draw_letters(letters: Iterable[Letter]) -> bytes:
    """Letters one after the other as one PDF; the same letters give the same bytes.

    Raises ADDRESS_NOT_SHOWN, GLYPH_NOT_IN_FONT, FIELD_OVERFLOW, PLACEHOLDER_UNKNOWN, ValueError where there
    are none.

    Agreement: 26.
    """
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle("Letters of the Rights Agent")
    drawn = 0
    for letter in letters:
        _draw(canvas, letter)
        drawn += 1
    if not drawn:
        raise ValueError("A file of letters holds at least one.")
    canvas.save()
    return sink.getvalue()


def _draw(canvas: SheetCanvas, letter: Letter) -> None:
    pen = Pen(canvas)
    title, blocks = _set(letter)
    try:
        pages = in_pages(blocks, first=FIRST_TOP - LOWEST, later=LATER_TOP - LOWEST)
    except TooLarge as reason:
        raise _too_long(letter) from reason
    for place, page in enumerate(pages):
        if letter.is_demo:
            draw_demo(pen)
        y = _draw_head(pen, letter, title) if place == 0 else _draw_later_head(pen, letter)
        for block in page:
            block.draw(pen, y)
            y -= block.height
        _draw_foot(pen, letter, page=place + 1, pages=len(pages))
        canvas.showPage()


def _set(letter: Letter) -> tuple[str, list[Block]]:
    """The title, and everything below it in blocks."""
    parts = paragraphs(letter.words)
    if not parts or not parts[0].startswith("# "):
        raise _unreadable("the first paragraph is no heading")
    title = _filled(parts[0][2:], letter)
    try:
        blocks = [
            *(fact(label, words, left=LEFT, width=INNER, labels=LABELS) for label, words in letter.facts),
            space(8.0),
            *_body(parts[1:], letter),
            *_end(letter),
        ]
    except TooLarge as reason:
        raise _too_long(letter) from reason
    return title, blocks


def _end(letter: Letter) -> list[Block]:
    """The signature, and below it on the same sheet to whom copies go."""
    copies = [line for copy in letter.copies for line in _paragraph(f"Copy to: {copy}", COPY)]
    signature = Block(SIGNATURE, lambda pen, top: _draw_signature(pen, letter, top), keeps_next=bool(copies))
    return [signature, *(replace(line, keeps_next=line is not copies[-1]) for line in copies)]


def _body(parts: Sequence[str], letter: Letter) -> list[Block]:
    """The paragraphs and tables in their order; the last paragraph stays with the signature."""
    told = list(_told(parts, letter))
    if told and sum(block.height for block in told[-1]) < MOST_BEFORE_SIGNATURE:
        told[-1] = [replace(block, keeps_next=True) for block in told[-1]]
    return [block for part in told for block in part]


def _told(parts: Sequence[str], letter: Letter) -> Iterator[list[Block]]:
    """Part by part; what is empty is left out with the heading before it."""
    heading: list[Block] = []
    for part in parts:
        if part.startswith("## "):
            words = _filled(part[3:], letter)
            heading = paragraph(words, HEADING, left=LEFT, width=INNER, keeps_next=True)
            continue
        found = [lines for lines in _content(part, letter) if lines]
        if found:
            yield from ([*heading, *found[0]], *found[1:])
        heading = []


def _content(part: str, letter: Letter) -> Iterator[list[Block]]:
    """One paragraph: a table, or words, or several paragraphs where a value has several."""
    alone = _ALONE.fullmatch(part)
    if alone is not None and alone[1] in letter.tables:
        told = letter.tables[alone[1]]
        if told.rows:
            yield table(told, left=LEFT, width=INNER)
        return
    for words in _filled(part, letter).split("\n"):
        yield _paragraph(words, PLAIN)


def _paragraph(words: str, style: Style) -> list[Block]:
    return paragraph(words, style, left=LEFT, width=INNER)


def _filled(words: str, letter: Letter) -> str:
    """Words with their values; a name that nothing fills is refused, never printed."""
    for name in PLACEHOLDER.findall(words):
        if name not in letter.values:
            known = ", ".join(sorted({*letter.values, *letter.tables}))
            raise refuse("PLACEHOLDER_UNKNOWN", file="letter.txt", placeholder=name, known=known)
    return PLACEHOLDER.sub(lambda found: letter.values[found[1]], words)


def _draw_head(pen: Pen, letter: Letter, title: str) -> float:
    """The windows, the folds, title and date; returns where the words begin."""
    returned = (letter.agent_name, *letter.return_lines)
    holder = f"of letter {letter.number}"
    draw_block(pen, returned, RETURN_BLOCK, sizes=RETURN_SIZES, holder=holder)
    draw_block(pen, letter.address_lines, ADDRESS_BLOCK, sizes=ADDRESS_SIZES, holder=holder)
    draw_folds(pen)
    date_left = RIGHT - text_width(letter.date_text, name=ROMAN, size=DATE_SIZE)
    room = date_left - LEFT - 14
    words = title.upper()
    fitting = [size for size in TITLE_SIZES if _title_width(words, size) <= room]
    if not fitting:
        raise _too_long(letter)
    pen.text(LEFT, TITLE_TOP, words, face=TITLE, size=fitting[0], colour=INK, spacing=1.2)
    pen.text(date_left, TITLE_TOP, letter.date_text, face=ROMAN, size=DATE_SIZE, colour=GREY)
    pen.rule(LEFT, TITLE_TOP - 9, INNER, weight=0.8, colour=INK)
    return FIRST_TOP


def _title_width(words: str, size: float) -> float:
    return text_width(words, name=TITLE, size=size) + 1.2 * len(words)


def _draw_later_head(pen: Pen, letter: Letter) -> float:
    told = f"{letter.agent_name}, letter {letter.number} of {letter.date_text}"
    pen.text(LEFT, HEIGHT - 52, told, face=ITALIC, size=9.5, colour=GREY)
    pen.rule(LEFT, HEIGHT - 60, INNER, weight=0.5, colour=INK)
    return LATER_TOP


def _draw_signature(pen: Pen, letter: Letter, top: float) -> None:
    """Where a person of the Rights Agent signs by hand."""
    y = top - SIGNATURE + 18
    pen.rule(LEFT, y, 210, weight=0.4)
    pen.text(LEFT, y - 11, f"{letter.agent_name}, as Rights Agent", face=ITALIC, size=9.5, colour=GREY)


def _draw_foot(pen: Pen, letter: Letter, *, page: int, pages: int) -> None:
    told = f"{letter.agreement_code} · letter {letter.number}"
    pen.text(LEFT, 40, told, face=ITALIC, size=8.5, colour=GREY)
    place = f"Page {page} of {pages}"
    x = RIGHT - text_width(place, name=ITALIC, size=8.5)
    pen.text(x, 40, place, face=ITALIC, size=8.5, colour=GREY)
    draw_notice_foot(pen, letter.notice_address, left=LEFT, width=INNER)


def _too_long(letter: Letter) -> Exception:
    return refuse(
        "FIELD_OVERFLOW",
        saying=f"Words of letter {letter.number} do not fit its sheets",
        curing="part what has no spaces into shorter words",
        field="letter",
    )


def _unreadable(reason: str) -> Exception:
    return refuse("FORM_UNREADABLE", file="letter.txt", reason=reason)
