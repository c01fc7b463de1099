"""A check for the stock of a bank, with the stub that shows how its sum is computed: one on a sheet.

The check stands above, three and a half inches high; its lowest band is left free for the line in magnetic
ink, which comes with the bank's stock or its printer. Nothing of a bank is drawn here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, new_canvas
from certificates.drawing.flow import Block, TooLarge, fact, in_pages, paragraph, space
from certificates.drawing.lines import Style, overflow, set_words
from certificates.drawing.page import BLACK, GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width
from certificates.faces import date_text, number_in_words

LEFT, RIGHT = 40.0, WIDTH - 40.0
INNER = RIGHT - LEFT
CHECK_FOOT = HEIGHT - 252.0  # the perforation, three and a half inches below the upper edge
CLEAR_BAND = 45.0  # five eighths of an inch, for the line in magnetic ink
STUB_TOP, STUB_LOWEST = CHECK_FOOT - 64.0, 44.0
LABELS = 240.0
PAYEE = Style(ROMAN, 10.4, 12.6, "left", 0.0)
PAYEE_LINES = 6
PAYEE_WIDTH = 260.0
WORDS = Style(ROMAN, 10.8, 13.0, "left", 0.0)
WORDS_WIDTH = INNER - 118.0
NOTE = Style(ITALIC, 9.4, 12.0, "left", 4.0)


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """One check: its number, its day, to whom, how much in US dollars, for what, and what its stub tells.

    `payee_lines` are the registration and the address; `facts` the proof of the sum, `notes` what is said
    below it.
    """

    number: int
    dated: date
    payee_lines: tuple[str, ...]
    amount: Decimal
    drawer: str
    on_behalf_of: str
    memo: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    is_demo: bool = True


def dollars_in_words(amount: Decimal) -> str:
    """A sum as a check has it: Twelve and 63/100."""
    cents = int(amount * 100)
    dollars, rest = divmod(cents, 100)
    words = number_in_words(dollars)
    return f"{words[:1].upper()}{words[1:]} and {rest:02d}/100"


def draw_checks(sheets: Iterable[CheckSheet], sink: BinaryIO, *, title: str) -> int:
    """Checks as one PDF, a sheet each, in the order given; the same each time. Returns how many.

    Raises FIELD_OVERFLOW, GLYPH_NOT_IN_FONT.

    Agreement: 23(a);24(d).
    """
    canvas, count = new_canvas(sink), 0
    canvas.setTitle(title)
    for sheet in sheets:
        pen = Pen(canvas)
        try:
            _draw_check(pen, sheet)
            _draw_stub(pen, sheet)
        except TooLarge as reason:
            raise refuse(
                "FIELD_OVERFLOW",
                saying=f"The words of check {sheet.number} do not fit its sheet",
                curing="correct the registration or the address of the holder",
                field="check",
            ) from reason
        canvas.showPage()
        count += 1
    canvas.save()
    return count


def _draw_check(pen: Pen, sheet: CheckSheet) -> None:
    if sheet.is_demo:
        _draw_specimen(pen)
    y = HEIGHT - 38
    pen.text(LEFT, y, sheet.drawer, face=BOLD, size=11.5, colour=INK)
    pen.text(LEFT, y - 14, f"as Rights Agent for {sheet.on_behalf_of}", face=ITALIC, size=9.4, colour=GREY)
    _right(pen, y, f"No. {sheet.number}", face=TITLE, size=12.5)
    _right(pen, y - 18, date_text(sheet.dated), face=ROMAN, size=10.4)
    y = HEIGHT - 82
    pen.text(LEFT, y, "Pay", face=ITALIC, size=9.4, colour=GREY)
    lines = set_words(f"**{dollars_in_words(sheet.amount)} DOLLARS**", WORDS, WORDS_WIDTH)
    if len(lines) > 2 or overflow(lines, WORDS_WIDTH):
        raise TooLarge
    for place, line in enumerate(lines):
        pen.line_of(line, LEFT + 24, y - place * WORDS.leading)
    _draw_amount(pen, y, sheet.amount)
    y -= 34
    pen.text(LEFT, y + 8, "to the order of", face=ITALIC, size=9.4, colour=GREY)
    _draw_payee(pen, sheet.payee_lines, y - 5)
    foot = CHECK_FOOT + CLEAR_BAND
    pen.rule(RIGHT - 190, foot + 16, 190, weight=0.6)
    pen.text(RIGHT - 190, foot + 6, "Authorized signature", face=ITALIC, size=8, colour=GREY)
    pen.text(LEFT, foot + 6, sheet.memo, face=ROMAN, size=9)
    if sheet.is_demo:
        free = "Left free: the line in magnetic ink is the bank's"
        pen.centred(WIDTH / 2, CHECK_FOOT + 18, free, face=ITALIC, size=8, colour=GREY)
    canvas = pen.canvas
    canvas.setDash(2, 3)
    pen.rule(0, CHECK_FOOT, WIDTH, weight=0.4, colour=GREY)
    canvas.setDash()


def _draw_specimen(pen: Pen) -> None:
    """SPECIMEN in outline beside the payee, so that nobody takes the sheet for a payment."""
    size, spacing = 40.0, 5.0
    width = text_width("SPECIMEN", name=TITLE, size=size) + 7 * spacing
    pen.canvas.setStrokeColor(GREY)
    pen.canvas.setLineWidth(0.6)
    pen.canvas.setFont(TITLE, size)
    pen.canvas.drawString(RIGHT - width, HEIGHT - 168, "SPECIMEN", mode=1, charSpace=spacing)


def _draw_amount(pen: Pen, y: float, amount: Decimal) -> None:
    figures = f"**{amount:,.2f}"
    width = text_width(figures, name=BOLD, size=11.5)
    left = RIGHT - 104
    pen.canvas.setStrokeColor(BLACK)
    pen.canvas.setLineWidth(0.6)
    pen.canvas.rect(left, y - 7, 104, 21)
    pen.text(left + 6, y, "$", face=BOLD, size=11.5)
    size = 11.5 if width < 84 else 11.5 * 84 / width
    shown = text_width(figures, name=BOLD, size=size)
    pen.text(RIGHT - 6 - shown, y, figures, face=BOLD, size=size)


def _draw_payee(pen: Pen, lines: tuple[str, ...], y: float) -> None:
    """Registration and address; a long one is set again in lines, none is cut."""
    told = [line for one in lines for line in set_words(one, PAYEE, PAYEE_WIDTH)]
    if len(told) > PAYEE_LINES or overflow(told, PAYEE_WIDTH):
        raise TooLarge
    for line in told:
        pen.line_of(line, LEFT + 24, y)
        y -= PAYEE.leading


def _draw_stub(pen: Pen, sheet: CheckSheet) -> None:
    y = CHECK_FOOT - 40
    pen.text(LEFT, y, "HOW THIS SUM IS COMPUTED", face=TITLE, size=12, colour=INK, spacing=1.2)
    _right(pen, y, f"Check {sheet.number}, {date_text(sheet.dated)}", face=ITALIC, size=10)
    pen.rule(LEFT, y - 10, INNER, weight=0.8, colour=INK)
    blocks: list[Block] = [
        fact(label, words, left=LEFT, width=INNER, labels=LABELS) for label, words in sheet.facts
    ]
    blocks.append(space(8.0))
    for note in sheet.notes:
        blocks += paragraph(note, NOTE, left=LEFT, width=INNER)
    room = STUB_TOP - STUB_LOWEST
    (page,) = _one_page(in_pages(blocks, first=room, later=room))
    top = STUB_TOP
    for block in page:
        block.draw(pen, top)
        top -= block.height


def _one_page(pages: list[list[Block]]) -> list[list[Block]]:
    if len(pages) > 1:
        raise TooLarge
    return pages


def _right(pen: Pen, y: float, text: str, *, face: str, size: float) -> None:
    pen.text(RIGHT - text_width(text, name=face, size=size), y, text, face=face, size=size)
