"""The letter with the code by which a holder claims an account, for a window envelope.

The code stands below the fold, where no window shows it. Nothing of the letter is kept.
"""

import io
from dataclasses import dataclass

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, new_canvas
from certificates.drawing.envelope import (
    ADDRESS_BLOCK,
    ADDRESS_SIZES,
    FIRST_FOLD,
    RETURN_BLOCK,
    RETURN_SIZES,
)
from certificates.drawing.forms import filled
from certificates.drawing.lines import Line, Style, overflow, paragraphs, set_paragraph
from certificates.drawing.notice_foot import draw_notice_foot
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import BLACK, GREY, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width
from certificates.drawing.window_blocks import draw_block, draw_folds

LEFT, RIGHT = 60.0, WIDTH - 60.0
LETTER = Style(ROMAN, 11.0, 14.2, "left", 7.0)
BOX_HEIGHT = 92.0
LOWEST = 62.0
HOLDER = "of the letter"


@dataclass(frozen=True, slots=True)
class ClaimLetter:
    """What one letter says. Texts are printed as given; `words` are those of the file, with their blanks."""

    agreement_code: str
    agent_name: str
    company_name: str
    return_lines: tuple[str, ...]
    address_lines: tuple[str, ...]
    date_text: str
    account: str
    code: str
    portal: str
    expires_text: str
    words: str
    is_demo: bool = True
    notice_address: str = ""


def draw_claim_letter(letter: ClaimLetter) -> bytes:
    """One sheet: address, account and code, what to do with them; the same letter gives the same bytes.

    Raises ADDRESS_NOT_SHOWN, GLYPH_NOT_IN_FONT, FIELD_OVERFLOW.

    Agreement: 30.
    """
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle("Your account")
    pen = Pen(canvas)
    if letter.is_demo:
        draw_demo(pen)
    draw_block(
        pen, (letter.agent_name, *letter.return_lines), RETURN_BLOCK, sizes=RETURN_SIZES, holder=HOLDER
    )
    draw_block(pen, letter.address_lines, ADDRESS_BLOCK, sizes=ADDRESS_SIZES, holder=HOLDER)
    draw_folds(pen)
    y = FIRST_FOLD - 34
    pen.text(LEFT, y, "CLAIM YOUR ACCOUNT", face=TITLE, size=14, colour=INK, spacing=1.4)
    pen.text(
        RIGHT - text_width(letter.date_text, name=ROMAN, size=10),
        y,
        letter.date_text,
        face=ROMAN,
        size=10,
        colour=GREY,
    )
    pen.rule(LEFT, y - 9, RIGHT - LEFT, weight=0.8, colour=INK)
    _draw_code(pen, letter, y - 26)
    _draw_words(pen, letter, y - 26 - BOX_HEIGHT - 20)
    foot = f"{letter.agent_name}, as Rights Agent · {letter.agreement_code}"
    pen.text(LEFT, 40, foot, face=ITALIC, size=8.5, colour=GREY)
    draw_notice_foot(pen, letter.notice_address, left=LEFT, width=RIGHT - LEFT)
    canvas.showPage()
    canvas.save()
    return sink.getvalue()


def _draw_code(pen: Pen, letter: ClaimLetter, top: float) -> None:
    """The box with what is typed: where, which account, which code, until when."""
    pen.canvas.setStrokeColor(INK)
    pen.canvas.setLineWidth(0.8)
    pen.canvas.rect(LEFT, top - BOX_HEIGHT, RIGHT - LEFT, BOX_HEIGHT)
    rows = (
        ("Go to", letter.portal, ROMAN, 11.0),
        ("Account number", letter.account, BOLD, 13.0),
        ("Code", letter.code, BOLD, 15.0),
        ("Good until", letter.expires_text, ROMAN, 11.0),
    )
    y = top - 21
    for label, value, face, size in rows:
        if text_width(value, name=face, size=size) > RIGHT - LEFT - 140:
            raise _too_long(label)
        pen.text(LEFT + 14, y, label, face=ITALIC, size=10, colour=GREY)
        pen.text(LEFT + 120, y, value, face=face, size=size, colour=BLACK)
        y -= 20


def _draw_words(pen: Pen, letter: ClaimLetter, top: float) -> None:
    values = {
        "company_name": letter.company_name,
        "agent_name": letter.agent_name,
        "expires": letter.expires_text,
        "account": letter.account,
    }
    y = top
    for line in _set(filled(letter.words, values)):
        pen.line_of(line, LEFT, y)
        y -= line.height
    if y < LOWEST:
        raise _too_long("letter")


def _set(words: str) -> list[Line]:
    lines = [
        line
        for paragraph in paragraphs(words)
        for line in set_paragraph(paragraph, LETTER, RIGHT - LEFT, field_widths={})
    ]
    if overflow(lines, RIGHT - LEFT):
        raise _too_long("letter")
    return lines


def _too_long(field: str) -> Exception:
    return refuse(
        "FIELD_OVERFLOW",
        saying=f"The words of the {field} do not fit the sheet",
        curing="shorten them",
        field=field,
    )
