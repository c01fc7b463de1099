"""How a Rights Certificate is executed: the Company's signatures and seal, the agent's place for the pen."""

import math

from certificates.drawing.border import draw_seal, draw_seal_place
from certificates.drawing.canvas import Pen
from certificates.drawing.lines import Line, Style, width_of
from certificates.drawing.page import (
    ACCENT,
    BLACK,
    FACE_BOTTOM,
    FACE_LEFT,
    FACE_RIGHT,
    FOOT_HEIGHT,
    GREY,
    INK,
    WIDTH,
)
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, SCRIPT, TITLE, text_width
from certificates.faces import FaceTerms, FormVersion, OfficerSignature

INNER = FACE_RIGHT - FACE_LEFT
MIDDLE = WIDTH / 2


def draw_signatures(pen: Pen, form: FormVersion, terms: FaceTerms, top: float) -> None:
    """The facsimile signatures of two officers of the Company and its seal, or room for pens and press.

    Agreement: 5(a).
    """
    width = 164.0
    right = FACE_RIGHT - width
    pen.text(FACE_LEFT, top - 11, form.labels["attest"], face=BOLD, size=8, colour=INK)
    _draw_signature(pen, terms.attesting_officer, FACE_LEFT, top, width=width, label="")
    pen.text(right, top - 11, terms.company_name, face=BOLD, size=8, colour=INK)
    _draw_signature(pen, terms.chief_officer, right, top, width=width, label=form.labels["by"])
    if terms.seal_text is None:
        pen.centred(MIDDLE, top - 36, form.labels["no_seal"], face=ITALIC, size=7.2, colour=GREY)
        return
    if not terms.seal_text:
        draw_seal_place(pen.canvas, MIDDLE, top - 34, 37, colour=GREY)
        pen.centred(MIDDLE, top - 36, form.labels["seal"], face=ITALIC, size=7.2, colour=GREY)
        return
    draw_seal(pen.canvas, MIDDLE, top - 34, 37, colour=INK)
    _draw_seal_words(pen, terms.seal_text.upper(), form.labels["seal"], MIDDLE, top - 34)


def _draw_signature(
    pen: Pen, officer: OfficerSignature, x: float, top: float, *, width: float, label: str
) -> None:
    start = x + (width_of(label, Style(ITALIC, 8)) + 4 if label else 0)
    if label:
        pen.text(x, top - 40, label, face=ITALIC, size=8)
    pen.rule(start, top - 42, x + width - start)
    if officer.is_facsimile:
        room = x + width - start - 10
        size = min(21.0, 21.0 * room / max(text_width(officer.name, name=SCRIPT, size=21), 1))
        pen.text(start + 6, top - 38.5, officer.name, face=SCRIPT, size=size, colour=BLACK)
    pen.text(start, top - 51, officer.name, face=ROMAN, size=7.6)
    pen.text(start, top - 59.5, officer.title, face=ITALIC, size=7.6, colour=GREY)


def _draw_seal_words(pen: Pen, text: str, centre: str, x: float, y: float) -> None:
    size, reach = 5.6, 27.2
    canvas = pen.canvas
    room = 2 * math.pi * 0.86 * reach
    width = text_width(text, name=TITLE, size=size)
    spacing = min(2.2, max(0.2, (room - width) / max(len(text), 1)))
    size = size * min(1.0, room / (width + spacing * len(text)))
    turn = -(text_width(text, name=TITLE, size=size) + spacing * (len(text) - 1)) / 2 / reach
    for character in text:
        advance = text_width(character, name=TITLE, size=size)
        angle = turn + advance / 2 / reach
        canvas.saveState()
        canvas.translate(x + reach * math.sin(angle), y + reach * math.cos(angle))
        canvas.rotate(-math.degrees(angle))
        pen.text(-advance / 2, 0, character, face=TITLE, size=size, colour=INK)
        canvas.restoreState()
        turn += (advance + spacing) / reach
    pen.centred(x, y - 3.4, centre, face=TITLE, size=9.5, colour=INK, spacing=1.2)


def draw_countersignature(
    pen: Pen, form: FormVersion, terms: FaceTerms, *, validity: tuple[Line, ...]
) -> None:
    """The empty block for the countersignature by hand; no image is ever drawn there.

    Agreement: 5(a).
    """
    top = FACE_BOTTOM + FOOT_HEIGHT - 6
    pen.rule(FACE_LEFT, top, INNER, weight=0.4, colour=INK)
    pen.text(FACE_LEFT, top - 11, form.labels["countersigned"], face=BOLD, size=8, colour=INK)
    name_start = FACE_LEFT + width_of(form.labels["countersigned"], Style(BOLD, 8)) + 5
    pen.text(name_start, top - 11, terms.agent_name, face=BOLD, size=8)
    pen.text(name_start, top - 20, form.labels["as_rights_agent"], face=ITALIC, size=7.6)
    for label, y in ((form.labels["by"], top - 42), (form.labels["its"], top - 57)):
        start = FACE_LEFT + 18
        pen.text(FACE_LEFT, y, label, face=ITALIC, size=8)
        pen.rule(start, y - 2, 176)
    y = top - 62
    for line in validity:
        y -= line.style.leading
        pen.line_of(line, FACE_LEFT, y, colour=ACCENT)
    office = terms.office_lines
    for place, text in enumerate(office[:4]):
        pen.centred(MIDDLE + 20, top - 11 - place * 8.6, text, face=ITALIC, size=7, colour=GREY)
