"""The ordinary way to draw a certificate, for comparison: paragraphs and widgets, one document each."""

from __future__ import annotations

import io
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus.flowables import Flowable

from certificates.drawing.forms import face_blocks, filled, reverse_blocks
from certificates.drawing.lines import paragraphs
from certificates.drawing.marks import code128_widget
from certificates.drawing.typefaces import BOLD, FILES, FONT_FOLDER, ROMAN
from certificates.faces import date_text, number_in_words, printed_number, words_of_terms


@cache
def _plain_typeface(name: str) -> str:
    """The file of a typeface of ours, embedded as ReportLab does by itself; gives the name it is known by."""
    pdfmetrics.registerFont(TTFont(f"Plain{name}", str(FONT_FOLDER / FILES[name])))
    return f"Plain{name}"


def escaped(text: str) -> str:
    """Text from outside, made safe for the markup of paragraphs."""
    return escape(text, {'"': "&quot;", "'": "&#39;"})


def platypus_certificate(row: Any, *, terms: Any, form: Any) -> bytes:
    """One certificate by Platypus: the same words, typefaces and marks."""
    roman, bold = _plain_typeface(ROMAN), _plain_typeface(BOLD)
    values = words_of_terms(terms) | {
        "registration": ", ".join(row.registration),
        "rights_words": number_in_words(row.rights),
        "dated": date_text(row.dated),
        "guarantee": form.texts["guarantee"],
        "signature": "Dated ____________ Signature ____________________",
    }
    small = ParagraphStyle("small", fontName=roman, fontSize=7.6, leading=8.8, alignment=4, spaceAfter=3)
    head = ParagraphStyle("head", fontName=bold, fontSize=13, leading=16, alignment=1)
    story: list[Any] = [Paragraph(escaped(printed_number(terms, number=row.number)), head)]
    story += [
        Paragraph(f"{row.rights:,} Rights", head),
        Paragraph(escaped(terms.company_name), head),
        Spacer(1, 6),
    ]
    story += [
        Paragraph(escaped(filled(form.texts[s], values)), small) for s in face_blocks(form, row.legend_class)
    ]
    story += [_marks_flowable(row, terms.agreement_code), PageBreak()]
    for stem in reverse_blocks(form):
        story += [Paragraph(escaped(filled(words, values)), small) for words in paragraphs(form.texts[stem])]
    sink = io.BytesIO()
    document = SimpleDocTemplate(sink, pagesize=(612, 792), invariant=1, leftMargin=60, rightMargin=60)
    document.build(story, onFirstPage=_plain_border, onLaterPages=_plain_border)
    return sink.getvalue()


def _plain_border(canvas: Any, document: Any) -> None:
    path = canvas.beginPath()
    for side in range(200):
        x, y = (30 + side % 50 * 11, 25 if side % 100 < 50 else 760)
        path.moveTo(x, y)
        path.curveTo(x + 4, y + 10, x + 8, y - 10, x + 11, y)
    canvas.drawPath(path)


def _marks_flowable(row: Any, agreement_code: str) -> Any:

    class Marks(Flowable):
        def wrap(self, width: float, height: float) -> tuple[float, float]:
            return width, 60

        def draw(self) -> None:
            code128_widget(row.number).drawOn(self.canv, 0, 10)
            text = f"RC1:{agreement_code}:{row.number:08d}:{row.verification_code}"
            symbol = segno.make(text, error="M", mode="byte", boost_error=False)
            path = self.canv.beginPath()
            for y, line in enumerate(symbol.matrix):
                for x, dark in enumerate(line):
                    if dark:
                        path.rect(200 + x * 1.5, 55 - y * 1.5, 1.5, 1.5)
            self.canv.drawPath(path, stroke=0, fill=1)

    return Marks()
