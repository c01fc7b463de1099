"""A scan of the reverse of a certificate as a scanner sends it, drawn for the scene of the screens."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from agreement.certification import Answer
from config.demo.people import MAKER, user_of
from registry import clock
from registry.models import Document, RightsCertificate
from registry.services.documents import file_document

SIZE, MARGIN = (1020, 1320), 96
PAPER, INK, PEN = (243, 240, 230), (40, 40, 44), (28, 44, 110)
FONTS = Path(settings.BASE_DIR) / "certificates" / "drawing" / "fonts"
BOXES = {Answer.YES: (True, False), Answer.NO: (False, True), Answer.BLANK: (False, False)}


def scan_of_assignment(
    certificate: RightsCertificate, *, rights: int, to: str, first: Answer, guarantor: str
) -> Document:
    """File the scan of a reverse that was filled in by hand, a little askew."""
    at, by = clock.now(), user_of(MAKER)
    return file_document(
        certificate.agreement,
        content=_drawn(certificate, rights=rights, to=to, first=first, guarantor=guarantor),
        kind="ITEM_PAPER",
        title=f"Reverse of certificate {certificate.number}",
        original_name=f"scan-{certificate.number}.pdf",
        content_type="application/pdf",
        signed_on=None,
        received_at=at,
        received_by=by,
        at=at,
    )


def _drawn(certificate: RightsCertificate, *, rights: int, to: str, first: Answer, guarantor: str) -> bytes:
    sheet = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(sheet)
    name = " ".join(certificate.registration.split())
    y = _printed(pen, MARGIN, "FORM OF ASSIGNMENT", size=34)
    y = _printed(pen, y + 12, "FOR VALUE RECEIVED the undersigned hereby sells, assigns and transfers unto")
    y = _written(pen, y, to)
    y = _printed(pen, y + 8, f"of the Rights evidenced by certificate R-{certificate.number:07d}:")
    y = _written(pen, y, f"{rights} Rights")
    y = _printed(pen, y + 24, "Signature, as the name stands on the face:")
    y = _written(pen, y, name)
    y = _printed(pen, y + 12, "Signature guaranteed by:")
    y = _written(pen, y, guarantor or " ")
    y = _printed(pen, y + 30, "CERTIFICATE", size=30)
    for place, answer in enumerate((first, Answer.NO), 1):
        y = _boxes(pen, y + 14, f"({place})", BOXES[answer])
    y = _printed(pen, y + 24, "Signature:")
    _written(pen, y, name)
    askew = sheet.rotate((certificate.number * 7 % 15 - 7) / 10, fillcolor=(205, 205, 203))
    kept = BytesIO()
    askew.save(kept, "PDF", resolution=120)
    return kept.getvalue()


def _printed(pen: ImageDraw.ImageDraw, y: float, words: str, *, size: int = 22) -> float:
    pen.text((MARGIN, y), words, font=_font("eb-garamond", size), fill=INK)
    return y + size * 1.5


def _written(pen: ImageDraw.ImageDraw, y: float, words: str) -> float:
    pen.text((MARGIN + 36, y - 6), words[:56], font=_font("great-vibes", 40), fill=PEN)
    pen.line((MARGIN, y + 52, SIZE[0] - MARGIN, y + 52), fill=INK)
    return y + 62


def _boxes(pen: ImageDraw.ImageDraw, y: float, words: str, ticked: tuple[bool, bool]) -> float:
    _printed(pen, y, words)
    for place, (told, is_ticked) in enumerate(zip(("are / did", "are not / did not"), ticked, strict=True)):
        x = MARGIN + 80 + place * 300
        pen.rectangle((x, y + 4, x + 22, y + 26), outline=INK, width=2)
        if is_ticked:
            pen.line((x - 3, y + 10, x + 10, y + 28, x + 30, y - 6), fill=PEN, width=4)
        pen.text((x + 40, y), told, font=_font("eb-garamond", 22), fill=INK)
    return y + 40


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(next(iter(sorted((FONTS / name).glob("*.ttf"))))), size)
