"""The certificate of a mailing: what the post took, on whose receipt, and the head of the books that day."""

import io

from certificates.drawing.canvas import Pen, new_canvas
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import GREY, HEIGHT, INK, WIDTH
from certificates.drawing.post_listing import draw_fact, shown
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE
from certificates.post import MailingCertificate

LEFT, RIGHT = 48.0, WIDTH - 48.0
RECEIPT_LEADING = 15.0
RECEIPTS_SHOWN = 22  # more than the post gives for one mailing; the rest is told by number


def draw_mailing_certificate(certificate: MailingCertificate) -> bytes:
    """One page as a PDF, with the place where a person of the Rights Agent signs by hand.

    Agreement: 26.
    """
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle(f"{certificate.title} {certificate.agreement_code}")
    pen = Pen(canvas)
    if certificate.is_demo:
        draw_demo(pen)
    y = HEIGHT - 66
    pen.text(LEFT, y, shown(certificate.title).upper(), face=TITLE, size=15, colour=INK, spacing=1.6)
    parties = shown(f"{certificate.agent_name}, Rights Agent of {certificate.company_name}")
    pen.text(LEFT, y - 17, parties, face=ITALIC, size=10, colour=GREY)
    pen.rule(LEFT, y - 26, RIGHT - LEFT, weight=0.8, colour=INK)
    y -= 50
    for label, value in certificate.facts:
        draw_fact(pen, label, value, y)
        y -= 16
    y = _draw_receipts(pen, certificate, y - 12)
    pen.text(LEFT, y - 22, shown(certificate.statement), face=ROMAN, size=10)
    _draw_signature(pen)
    foot = f"{certificate.agreement_code}, {certificate.title.lower()}"
    pen.text(LEFT, 36, shown(foot), face=ITALIC, size=8, colour=GREY)
    canvas.showPage()
    canvas.save()
    return sink.getvalue()


def _draw_receipts(pen: Pen, certificate: MailingCertificate, y: float) -> float:
    pen.text(LEFT, y, "Receipts of the post", face=BOLD, size=8.4, colour=INK)
    pen.rule(LEFT, y - 4, RIGHT - LEFT, weight=0.5, colour=INK)
    for receipt in certificate.receipts[:RECEIPTS_SHOWN]:
        y -= RECEIPT_LEADING
        pen.text(LEFT, y - 4, shown(receipt), face=ROMAN, size=9)
    hidden = len(certificate.receipts) - RECEIPTS_SHOWN
    if hidden > 0:
        y -= RECEIPT_LEADING
        pen.text(LEFT, y - 4, f"and {hidden:,} further receipts on file", face=ITALIC, size=9)
    return y - 12


def _draw_signature(pen: Pen) -> None:
    width = (RIGHT - LEFT - 40) / 3
    for place, label in enumerate(("Signed for the Rights Agent", "Name and title", "Date")):
        x = LEFT + place * (width + 20)
        pen.rule(x, 92, width, weight=0.4)
        pen.text(x, 82, label, face=ITALIC, size=8, colour=GREY)
