"""The sheet that goes into a window envelope before its papers, alone or with the Summary of Rights behind.

The address and the return address stand where the windows show them; the mark is the one on the certificate,
so that whoever fills the envelope, or a machine, compares the two. What all sheets share is drawn once.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from typing import BinaryIO

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, capture, new_canvas
from certificates.drawing.envelope import (
    ADDRESS_BLOCK,
    ADDRESS_SIZES,
    FIRST_FOLD,
    HIDDEN_FROM,
    RETURN_BLOCK,
    RETURN_SIZES,
)
from certificates.drawing.forms import filled
from certificates.drawing.lines import Line, Style, overflow, paragraphs, set_paragraph
from certificates.drawing.marks import BAR_HEIGHT, code128_path
from certificates.drawing.notice_foot import draw_notice_foot
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import GREY, HEIGHT, INK, WIDTH
from certificates.drawing.summary_pages import draw_summary_page, set_summary
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width
from certificates.drawing.window_blocks import draw_block, draw_folds
from certificates.faces import NUMBER_DIGITS
from certificates.post import EnvelopeSheet, MailingText, SheetTerms

LEFT, RIGHT = 60.0, WIDTH - 60.0
LETTER = Style(ROMAN, 11.0, 14.2, "left", 8.0)
LOWEST = 66.0
MARK_LEFT = HIDDEN_FROM + 20.0
FACTS_TOP = FIRST_FOLD - 72.0
LETTER_TOP = FIRST_FOLD - 164.0
LABELS = {
    "CERTIFICATES": ("In this envelope", "Rights"),
    "SUMMARY_OF_RIGHTS": ("In this envelope",),
    "EXPIRY_REMINDER": ("Your Rights",),
    "EVENT_PROPOSED": ("In this envelope",),
    "EVENT_OCCURRED": ("In this envelope",),
}


@dataclass(frozen=True, slots=True)
class EnvelopeFile:
    """What a file of sheets holds: pieces, pages, and each piece with its first page and content hash."""

    first_piece: int
    last_piece: int
    piece_count: int
    page_count: int
    pieces: tuple[tuple[int, int, str], ...]


def write_envelope_sheets(
    sheets: Iterable[EnvelopeSheet],
    *,
    terms: SheetTerms,
    text: MailingText,
    sink: BinaryIO,
    over: Callable[[Pen], None] | None = None,
) -> EnvelopeFile:
    """Draw sheets into one file, in the order given; the same sheets give the same bytes.

    `over` is drawn over every page, as SPECIMEN on samples that nobody is to mail.

    Raises ADDRESS_NOT_SHOWN for a sheet whose address does not fit the window, FIELD_OVERFLOW for words that
    do not fit the page, GLYPH_NOT_IN_FONT, ValueError where there are no sheets.

    Agreement: 3(a);3(b);26.
    """
    plates = _plates(text, terms)
    canvas = new_canvas(sink)
    canvas.setTitle(f"{text.title}, mailing {terms.mailing_number} of {terms.agreement_code}")
    for place, plate in enumerate(plates):
        canvas.add_plate(f"page{place}", plate)
    pen, told = Pen(canvas), []
    for count, sheet in enumerate(sheets):
        told.append((sheet.piece, count * len(plates) + 1, content_hash(sheet, terms=terms, text=text)))
        for place in range(len(plates)):
            canvas.doForm(f"page{place}")
            if place == 0:
                _draw_piece(pen, sheet, terms)
            if over is not None:
                over(pen)
            canvas.showPage()
    if not told:
        raise ValueError("A file of sheets holds at least one.")
    canvas.save()
    return EnvelopeFile(told[0][0], told[-1][0], len(told), len(told) * len(plates), tuple(told))


def content_hash(sheet: EnvelopeSheet, *, terms: SheetTerms, text: MailingText) -> str:
    """SHA-256, in hex, over everything one piece says: the words, what all sheets share, what is its own."""
    said = json.dumps(
        ["envelope-1", text.hash, asdict(terms), asdict(sheet)], ensure_ascii=False, sort_keys=True
    )
    return hashlib.sha256(said.encode()).hexdigest()


def check_words(text: MailingText, *, terms: SheetTerms) -> int:
    """Draw what all sheets share, so that words that do not fit are refused; returns the pages of a piece.

    Agreement: Exhibit C.
    """
    return len(_plates(text, terms))


def _plates(text: MailingText, terms: SheetTerms) -> tuple[bytes, ...]:
    """The pages of a piece without what is its own. A piece of several pages ends on the back of a sheet."""
    pages = [capture(lambda pen: _draw_shared(pen, text, terms))]
    if text.kind == "SUMMARY_OF_RIGHTS":
        summary = set_summary(text, values=terms.values)
        pages += [
            capture(partial(draw_summary_page, summary=summary, number=number, terms=terms))
            for number in range(len(summary.pages))
        ]
        if len(pages) % 2:
            pages.append(capture(lambda pen: None))
    return tuple(pages)


def _draw_shared(pen: Pen, text: MailingText, terms: SheetTerms) -> None:
    if terms.is_demo:
        draw_demo(pen)
    draw_block(pen, terms.return_address, RETURN_BLOCK, sizes=RETURN_SIZES, holder="return address")
    draw_folds(pen)
    pen.text(MARK_LEFT, HEIGHT - 66, "Piece", face=ITALIC, size=9, colour=GREY)
    pen.text(MARK_LEFT, HEIGHT - 124, "Mark", face=ITALIC, size=9, colour=GREY)
    y = FIRST_FOLD - 40
    pen.text(LEFT, y, text.title.upper(), face=TITLE, size=14, colour=INK, spacing=1.4)
    pen.rule(LEFT, y - 9, RIGHT - LEFT, weight=0.8, colour=INK)
    labels = LABELS[text.kind]
    for place, label in enumerate([*labels, "Sent by", "For"]):
        pen.text(LEFT, FACTS_TOP - place * 16, label, face=ITALIC, size=10, colour=GREY)
    sent_by = FACTS_TOP - len(labels) * 16
    if text.kind == "SUMMARY_OF_RIGHTS":
        pen.text(LEFT + 104, FACTS_TOP, f"{text.title}, following", face=ROMAN, size=10.5)
    pen.text(LEFT + 104, sent_by, terms.mail_class_words, face=ROMAN, size=10.5)
    for_words = f"{terms.company_name}, {terms.agreement_code}, mailing {terms.mailing_number}"
    pen.text(LEFT + 104, sent_by - 16, for_words, face=ROMAN, size=10.5)
    y = LETTER_TOP
    for line in _letter(text.texts["letter"], terms):
        pen.line_of(line, LEFT, y)
        y -= line.height
    if y < LOWEST:
        raise _overflow("letter")
    foot = f"{terms.agent_name}, as Rights Agent"
    pen.text(LEFT, 40, foot, face=ITALIC, size=8.5, colour=GREY)
    draw_notice_foot(pen, terms.notice_address, left=LEFT, width=RIGHT - LEFT)


def _letter(words: str, terms: SheetTerms) -> list[Line]:
    lines = [
        line
        for paragraph in paragraphs(filled(words, terms.values))
        for line in set_paragraph(paragraph, LETTER, RIGHT - LEFT, field_widths={})
    ]
    if overflow(lines, RIGHT - LEFT):
        raise _overflow("letter")
    return lines


def _overflow(field: str) -> Exception:
    return refuse(
        "FIELD_OVERFLOW",
        saying=f"The words of the {field} do not fit the sheet",
        curing="shorten them, or part them into shorter words",
        field=field,
    )


def _draw_piece(pen: Pen, sheet: EnvelopeSheet, terms: SheetTerms) -> None:
    """What is one piece's own: address, number, mark, certificates."""
    draw_block(pen, sheet.lines, ADDRESS_BLOCK, sizes=ADDRESS_SIZES, holder=f"of piece {sheet.piece}")
    pen.text(MARK_LEFT, HEIGHT - 84, f"{sheet.piece:,}", face=BOLD, size=15, colour=INK)
    pen.operators(MARK_LEFT, HEIGHT - 132 - BAR_HEIGHT, code128_path(sheet.mark))
    mark = f"{sheet.mark:0{NUMBER_DIGITS}d}"
    pen.text(MARK_LEFT, HEIGHT - 163, mark, face=ROMAN, size=9, spacing=1.2)
    place = f"{terms.mailing_number}/{sheet.piece}"
    pen.text(RIGHT - text_width(place, name=ROMAN, size=8.5), 40, place, face=ROMAN, size=8.5, colour=GREY)
    if sheet.first_certificate is None or sheet.last_certificate is None:
        if sheet.rights:  # of a reminder: those that may still be exercised
            pen.text(LEFT + 104, FACTS_TOP, f"{sheet.rights:,}", face=BOLD, size=10.5)
        return
    numbers = [f"{terms.number_prefix}{n:07d}" for n in (sheet.first_certificate, sheet.last_certificate)]
    count = sheet.certificate_count
    held = (
        f"Certificate {numbers[0]}" if count == 1 else f"{count:,} certificates, {numbers[0]} to {numbers[1]}"
    )
    pen.text(LEFT + 104, FACTS_TOP, held, face=BOLD, size=10.5)
    pen.text(LEFT + 104, FACTS_TOP - 16, f"{sheet.rights:,}", face=BOLD, size=10.5)
