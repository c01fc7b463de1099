"""Words across a sheet: DEMO or DRAFT under everything, SPECIMEN over a certificate not countersigned."""

from certificates.drawing.canvas import Pen
from certificates.drawing.page import GREY, HEIGHT, WATERMARK, WIDTH
from certificates.drawing.typefaces import TITLE, text_width

MIDDLE = WIDTH / 2


def draw_demo(pen: Pen) -> None:
    """DEMO across the sheet, three times, under everything else."""
    _draw_across(pen, "DEMO")


def draw_draft(pen: Pen) -> None:
    """DRAFT across the sheet, three times, under everything else."""
    _draw_across(pen, "DRAFT")


def _draw_across(pen: Pen, word: str) -> None:
    canvas = pen.canvas
    for x, y in ((MIDDLE - 70, 120), (MIDDLE - 20, 340), (MIDDLE + 30, 560)):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(38)
        pen.centred(0, 0, word, face=TITLE, size=78, colour=WATERMARK, spacing=10)
        canvas.restoreState()


def draw_specimen(pen: Pen) -> None:
    """SPECIMEN across the sheet, level and in outline, so that it reads beside a DEMO too."""
    canvas = pen.canvas
    size, spacing = 62.0, 9.0
    width = text_width("SPECIMEN", name=TITLE, size=size) + 7 * spacing
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.6)
    canvas.setFont(TITLE, size)
    for y in (HEIGHT * 0.585, HEIGHT * 0.2):
        canvas.drawString(MIDDLE - width / 2, y, "SPECIMEN", mode=1, charSpace=spacing)
