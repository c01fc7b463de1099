"""The paper of a hand-over: which certificates the Company receives, with which files, and its receipt."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, new_canvas
from certificates.drawing.flowing_sheet import draw_signing_line, shown
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width

LEFT, RIGHT = 48.0, WIDTH - 48.0
ROW_HEIGHT = 21.0
LOWEST = 150.0  # the receipt stands below on the last page


@dataclass(frozen=True, slots=True)
class HandOverRange:
    """Certificates with numbers that follow one another, as printed on them."""

    first_number: str
    last_number: str
    certificate_count: int


@dataclass(frozen=True, slots=True)
class HandOverFile:
    """A file that goes with the certificates, with its SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class HandOverSheet:
    """What the paper of one hand-over states. Texts are printed as given; counts must add up."""

    title: str
    agreement_code: str
    company_name: str
    agent_name: str
    prepared_text: str
    certificate_count: int
    rights_total: int
    ranges: tuple[HandOverRange, ...]
    files: tuple[HandOverFile, ...]
    facts: tuple[tuple[str, str], ...] = ()
    is_demo: bool = True


def draw_hand_over_sheet(sheet: HandOverSheet) -> bytes:
    """The hand-over as a PDF of as many pages as needed, the place for the signed receipt on the last.

    Raises BATCH_OUT_OF_BALANCE when the ranges are not as many certificates as stated.

    Agreement: 3(a).
    """
    counted = sum(found.certificate_count for found in sheet.ranges)
    if counted != sheet.certificate_count:
        raise refuse("BATCH_OUT_OF_BALANCE", printed=counted, register=sheet.certificate_count)
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle(f"Hand-over {sheet.agreement_code}")
    pen = Pen(canvas)
    rest: Sequence[HandOverRange | HandOverFile] = (*sheet.ranges, *sheet.files)
    page = 1
    while True:
        if sheet.is_demo:
            draw_demo(pen)
        y = _draw_head(pen, sheet) if page == 1 else HEIGHT - 60
        taken = max(int((y - LOWEST) // ROW_HEIGHT), 1)
        for row in rest[:taken]:
            _draw_row(pen, row, y)
            y -= ROW_HEIGHT
        rest = rest[taken:]
        text = f"{sheet.agreement_code} · page {page}"
        pen.text(LEFT, 36, text, face=ITALIC, size=8, colour=GREY)
        if not rest:
            _draw_receipt(pen, sheet)
        canvas.showPage()
        if not rest:
            break
        page += 1
    canvas.save()
    return sink.getvalue()


def _draw_head(pen: Pen, sheet: HandOverSheet) -> float:
    y = HEIGHT - 66
    pen.text(LEFT, y, shown(sheet.title).upper(), face=TITLE, size=15, colour=INK, spacing=1.6)
    parties = shown(f"{sheet.agent_name} to {sheet.company_name}")
    pen.text(LEFT, y - 17, parties, face=ITALIC, size=10, colour=GREY)
    pen.rule(LEFT, y - 26, RIGHT - LEFT, weight=0.8, colour=INK)
    y -= 46
    facts = (
        ("Agreement", sheet.agreement_code),
        ("Prepared", sheet.prepared_text),
        ("Certificates", f"{sheet.certificate_count:,}"),
        ("Rights", f"{sheet.rights_total:,}"),
        ("Files", f"{len(sheet.files):,}"),
        *sheet.facts,
    )
    for label, value in facts:
        pen.text(LEFT, y, shown(label), face=ITALIC, size=9.4, colour=GREY)
        pen.text(LEFT + 118, y, shown(value), face=ROMAN, size=9.6)
        y -= 15
    pen.rule(LEFT, y + 3, RIGHT - LEFT, weight=0.5, colour=INK)
    return y - 14


def _draw_row(pen: Pen, row: HandOverRange | HandOverFile, y: float) -> None:
    if isinstance(row, HandOverFile):
        pen.text(LEFT, y, shown(row.name), face=ROMAN, size=9)
        pen.text(LEFT + 8, y - 8.5, row.sha256, face=ROMAN, size=7, colour=GREY)
        return
    is_one = row.first_number == row.last_number
    numbers = row.first_number if is_one else f"{row.first_number} to {row.last_number}"
    pen.text(LEFT, y, shown(f"Certificates {numbers}"), face=BOLD, size=9)
    counted = f"{row.certificate_count:,}"
    pen.text(RIGHT - text_width(counted, name=BOLD, size=9), y, counted, face=BOLD, size=9)


def _draw_receipt(pen: Pen, sheet: HandOverSheet) -> None:
    words = f"Received for {sheet.company_name}, which mails them: ________ countersigned certificates"
    pen.text(LEFT, 118, shown(words), face=ROMAN, size=10)
    draw_signing_line(pen, 72, left=LEFT, width=RIGHT - LEFT)
