"""Pages of what holders print: a cover sheet with its code, guides, papers to be signed.

What does not fit on a page is refused and never cut; a character that no typeface has shows as a box.
"""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import segno
from reportlab.graphics.barcode.code128 import Code128

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, new_canvas
from certificates.drawing.lines import Style, overflow, set_paragraph
from certificates.drawing.notice_foot import draw_notice_foot
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import BLACK, GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, missing_characters, text_width

LEFT, RIGHT = 54.0, WIDTH - 54.0
INNER = RIGHT - LEFT
LOWEST = 70.0
LABELS = 150.0  # the column of the labels
PLAIN = Style(ROMAN, 10.4, 13.6, "left", 4.0)
STRONG = Style(BOLD, 10.4, 13.6, "left", 4.0)
HINT = Style(ITALIC, 9.2, 11.8, "left", 3.0)
BAR_WIDTH, BAR_HEIGHT = 1.15, 30.0
QR_MODULE = 2.6
# What would be taken for a blank to be filled in, or for a field.
_BLANKS = re.compile(r"_{3,}")
EMPTY, MARKED = "□", "■"
BLANK_LINE = "_" * 12  # filled in by hand


class Sheet(Protocol):
    """What every page of a holder's papers is about."""

    @property
    def agent_name(self) -> str:
        """The Rights Agent."""

    @property
    def company_name(self) -> str:
        """The Company."""

    @property
    def code(self) -> str:
        """The code of the cover sheet, as a scanner reads it."""

    @property
    def shown_code(self) -> str:
        """The same in groups, for people."""

    @property
    def notice_address(self) -> str:
        """Where notices to the Rights Agent go."""

    @property
    def is_demo(self) -> bool:
        """Whether the papers are of a demonstration."""


class CoverPage:
    """A page written from above; what does not fit is refused, never cut. `effect` stands at its foot."""

    def __init__(self, pen: Pen, sheet: Sheet, *, effect: str) -> None:
        self.pen, self.sheet, self.effect, self.y = pen, sheet, effect, HEIGHT - 58.0

    def head(self) -> None:
        """Who the papers go to."""
        told = f"{self.sheet.agent_name}, as Rights Agent of {self.sheet.company_name}"
        self.pen.text(LEFT, HEIGHT - 40, told, face=ITALIC, size=9.5, colour=GREY)

    def foot(self, words: str) -> None:
        """When the papers take effect, where notices go, and which page it is. Raises FIELD_OVERFLOW."""
        if self.y < LOWEST:
            raise too_long()
        y = 52.0
        for line in set_paragraph(self.effect, HINT, INNER - 110, field_widths={}):
            self.pen.line_of(line, LEFT, y, colour=GREY)
            y -= HINT.leading
        draw_notice_foot(self.pen, self.sheet.notice_address, left=LEFT, width=INNER)
        self.pen.text(
            RIGHT - text_width(words, name=ROMAN, size=9), 40, words, face=ROMAN, size=9, colour=GREY
        )

    def title(self, words: str) -> None:
        """What the page is."""
        self.y -= 14
        self.pen.text(LEFT, self.y, words.upper(), face=TITLE, size=15, colour=INK, spacing=1.4)
        self.pen.rule(LEFT, self.y - 9, INNER, weight=0.8, colour=INK)
        self.y -= 28

    def heading(self, words: str) -> None:
        """What a part of it is."""
        self.y -= 8
        self.pen.text(LEFT, self.y, words, face=BOLD, size=12, colour=INK)
        self.y -= 18

    def paragraph(
        self, words: str, style: Style = PLAIN, *, indent: float = 0.0, width: float = INNER
    ) -> None:
        """Words in lines. Raises FIELD_OVERFLOW for a word wider than the page."""
        lines = set_paragraph(words, style, width - indent, field_widths={})
        if overflow(lines, width - indent):
            raise too_long()
        for line in lines:
            self.pen.line_of(line, LEFT + indent, self.y)
            self.y -= line.height

    def fact(self, label: str, lines: Sequence[str], *, style: Style = PLAIN, width: float = INNER) -> None:
        """A label with what stands beside it, line under line."""
        self.pen.text(LEFT, self.y, label, face=ITALIC, size=10, colour=GREY)
        close = replace(style, space_after=0.0)
        for place, line in enumerate(lines, 1):
            self.paragraph(line, style if place == len(lines) else close, indent=LABELS, width=width)
        if not lines:
            self.y -= style.leading

    def box(self, words: str) -> None:
        """A box to be ticked, with its words."""
        self.pen.text(LEFT, self.y, EMPTY, face=ROMAN, size=13)
        self.paragraph(words, indent=22)

    def marks(self, top: float) -> None:
        """The cover code as a QR and, below it, as Code 128, at the right."""
        side = _draw_qr(self.pen, self.sheet.code, top=top)
        bars = Code128(self.sheet.code, barWidth=BAR_WIDTH, barHeight=BAR_HEIGHT, quiet=0)
        self.pen.canvas.setFillColor(BLACK)
        bars.drawOn(self.pen.canvas, RIGHT - bars.width, top - side - 14 - BAR_HEIGHT)
        shown = self.sheet.shown_code
        x = RIGHT - text_width(shown, name=BOLD, size=13)
        self.pen.text(x, top - side - 32 - BAR_HEIGHT, shown, face=BOLD, size=13, colour=INK)


def draw_pages(
    sheet: Sheet, pages: Sequence[Callable[[CoverPage], None]], *, title: str, effect: str
) -> bytes:
    """Pages as one PDF; the same answers give the same bytes. Raises FIELD_OVERFLOW."""
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle(f"{title} {sheet.shown_code}".strip())
    for number, draw in enumerate(pages, 1):
        page = CoverPage(Pen(canvas), sheet, effect=effect)
        if sheet.is_demo:
            draw_demo(page.pen)
        page.head()
        draw(page)
        under = f"{sheet.shown_code} · " if sheet.shown_code else ""
        page.foot(f"{under}page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return sink.getvalue()


def _draw_qr(pen: Pen, code: str, *, top: float) -> float:
    """The QR of a code with its right upper corner at the margin; returns its side."""
    symbol = segno.make(code, error="M", micro=False)
    rows = [list(row) for row in symbol.matrix]
    side = len(rows) * QR_MODULE
    squares = [
        b"%.4g %.4g %.4g %.4g re"
        % (place * QR_MODULE, side - (line + 1) * QR_MODULE, QR_MODULE + 0.02, QR_MODULE + 0.02)
        for line, row in enumerate(rows)
        for place, dark in enumerate(row)
        if dark
    ]
    pen.operators(RIGHT - side, top - side, b" ".join(squares), colour=BLACK)
    return side


def marked(words: str, box: int | None) -> str:
    """The words of a clause with the chosen one of its two boxes filled."""
    parts = words.split(EMPTY)
    if box is None or len(parts) <= box + 1:
        return words
    marks = [MARKED if place == box else EMPTY for place in range(len(parts) - 1)]
    return "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True))


def shown(value: Any) -> Any:
    """Texts whose unprintable characters show as a box: what somebody typed must not stop the papers."""
    if isinstance(value, str):
        missing = set(missing_characters(value, name=ROMAN)) | set(missing_characters(value, name=BOLD))
        plain = "".join(EMPTY if sign in missing else sign for sign in value.replace("\n", " "))
        return _BLANKS.sub("__", plain).replace("{", "(").replace("}", ")")
    return tuple(shown(one) for one in value) if isinstance(value, tuple | list) else value


def too_long() -> Exception:
    """What somebody is told whose answers are longer than the papers."""
    return refuse(
        "FIELD_OVERFLOW",
        saying="The answers do not fit the papers",
        curing="shorten the names, or prepare fewer certificates for one envelope",
        field="answers",
    )
