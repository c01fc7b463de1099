"""What flows over the pages of a letter: lines, facts and rows of tables, none of them parted by a page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from certificates.drawing.canvas import Pen
from certificates.drawing.lines import Line, Style, overflow, set_words
from certificates.drawing.page import GREY, INK
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN
from certificates.letters import Column, LetterTable

CELL = Style(ROMAN, 9.6, 11.8, "left", 2.0)
CELL_HEAD = Style(BOLD, 9.2, 11.2, "left", 0.0)
LABEL = Style(ITALIC, 10.0, 13.0, "left", 0.0)
FACT = Style(ROMAN, 10.4, 13.0, "left", 1.0)
GUTTER = 10.0
PADDING = 4.0


@dataclass(frozen=True, slots=True)
class Block:
    """A piece that stands whole on one page: its height, and what draws it from its upper edge.

    `head` is drawn again above it where it begins a page; `keeps_next` keeps the next block on its page.
    """

    height: float
    draw: Callable[[Pen, float], None]
    head: "Block | None" = None
    keeps_next: bool = False


class TooLarge(ValueError):
    """A block that no page holds, or words wider than their place."""


def in_pages(blocks: Sequence[Block], *, first: float, later: float) -> list[list[Block]]:
    """The blocks page by page; `first` is the room of the first page, `later` that of each after it.

    Raises TooLarge for a block that is higher than a whole page.
    """
    pages: list[list[Block]] = [[]]
    room = first
    for group in _groups(blocks):
        height = sum(block.height for block in group)
        if height > room:
            head = group[0].head
            beginning = [head, *group] if head is not None else group
            height = sum(block.height for block in beginning)
            if height > later:
                raise TooLarge
            if pages[-1]:
                pages.append([])
            pages[-1] += beginning
            room = later - height
        else:
            pages[-1] += group
            room -= height
    return pages


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that stay together: each with those before it that keep their next."""
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.keeps_next:
            yield group
            group = []
    if group:
        yield group


def paragraph(
    words: str, style: Style, *, left: float, width: float, keeps_next: bool = False
) -> list[Block]:
    """A paragraph as one block a line. Raises TooLarge for a word wider than the line."""
    lines = set_words(words, style, width)
    if overflow(lines, width):
        raise TooLarge

    def block(line: Line) -> Block:
        def draw(pen: Pen, top: float) -> None:
            pen.line_of(line, left, top - style.size)

        return Block(line.height, draw, keeps_next=keeps_next)

    return [block(line) for line in lines]


def space(height: float) -> Block:
    """Room left free."""
    return Block(height, lambda pen, top: None)


def fact(label: str, words: str, *, left: float, width: float, labels: float) -> Block:
    """A label, and what stands for it beside. Raises TooLarge."""
    lines = _cell(words, FACT, width - labels)
    height = sum(line.height for line in lines) + 1.0

    def draw(pen: Pen, top: float) -> None:
        pen.text(left, top - FACT.size, label, face=LABEL.face, size=LABEL.size, colour=GREY)
        _draw_lines(pen, lines, left + labels, top)

    return Block(height, draw)


def table(told: LetterTable, *, left: float, width: float) -> list[Block]:
    """The rows of a table below its headings, which are drawn again on every page. Raises TooLarge."""
    places = _places(told.columns, left=left, width=width)
    head = _row([column.heading for column in told.columns], told.columns, places, style=CELL_HEAD)
    rows = [_row(row, told.columns, places, style=CELL) for row in told.rows]
    first = Block(head.height, head.draw, keeps_next=True)
    return [first, *(Block(row.height, row.draw, head=first) for row in rows), space(8.0)]


def _places(columns: Sequence[Column], *, left: float, width: float) -> list[tuple[float, float]]:
    """Left edge and width of each column."""
    whole, room = sum(column.share for column in columns), width - GUTTER * (len(columns) - 1)
    places, x = [], left
    for column in columns:
        wide = room * column.share / whole
        places.append((x, wide))
        x += wide + GUTTER
    return places


def _row(
    cells: Sequence[str],
    columns: Sequence[Column],
    places: Sequence[tuple[float, float]],
    *,
    style: Style,
) -> Block:
    """One row, with the rule below it."""
    set_cells = [_cell(words, style, wide) for words, (_, wide) in zip(cells, places, strict=True)]
    tallest = max(sum(line.height for line in lines) for lines in set_cells)
    right = places[-1][0] + places[-1][1]
    is_head = style is CELL_HEAD

    def draw(pen: Pen, top: float) -> None:
        for lines, column, (x, wide) in zip(set_cells, columns, places, strict=True):
            _draw_lines(pen, lines, x, top - PADDING, wide=wide if column.is_figures else 0.0)
        weight, colour = (0.8, INK) if is_head else (0.3, GREY)
        bottom = top - tallest - 2 * PADDING
        pen.rule(places[0][0], bottom, right - places[0][0], weight=weight, colour=colour)

    return Block(tallest + 2 * PADDING, draw)


def _cell(words: str, style: Style, width: float) -> list[Line]:
    lines = [line for part in words.split("\n") for line in set_words(part, style, width)]
    if overflow(lines, width):
        raise TooLarge
    return lines


def _draw_lines(pen: Pen, lines: Sequence[Line], x: float, top: float, *, wide: float = 0.0) -> None:
    """Lines from an upper edge; figures stand at the right edge of their column."""
    y = top
    for line in lines:
        last, piece = line.pieces[-1]
        shift = wide - last - piece.width if wide else 0.0
        pen.line_of(line, x + shift, y - line.style.size)
        y -= line.height
