"""The one module that touches ReportLab's document: drawing the statics, capturing them, drawing it all.

`Pen` draws words and rules on a ReportLab canvas. `capture` gives the operators of a Form XObject so drawn.
`draw_through_canvas` draws whole certificates the plain way; the tests hold the raw writer against it.
"""

import io
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, BinaryIO

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.lines import Line
from certificates.drawing.page import BLACK, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import FILES, fonts_in_use, require_glyphs, text_width, typeface

COMPRESSION_LEVEL = 1


class _QuickFlate(pdfdoc.PDFStreamFilterZCompress):
    """Flate at the level of the print files."""

    def encode(self, text: str | bytes) -> bytes:
        raw = text.encode("latin-1") if isinstance(text, str) else text
        return zlib.compress(raw, COMPRESSION_LEVEL)


@lru_cache(maxsize=32)
def _packed(operators: bytes) -> bytes:
    return zlib.compress(operators, 9)  # once a plate, kept for every file


def _packed_stream(operators: bytes) -> pdfdoc.PDFStream:
    flate = pdfdoc.PDFArray([pdfdoc.PDFName("FlateDecode")])
    return pdfdoc.PDFStream(pdfdoc.PDFDictionary({"Filter": flate}), content=_packed(operators))


class SheetCanvas(Canvas):
    """A US Letter canvas whose typefaces have their frozen codes and whose pages share their resources.

    It never asks for Helvetica, with which ReportLab begins every stream, and which nothing here embeds.
    """

    def __init__(self, sink: BinaryIO) -> None:
        super().__init__(sink, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1)
        self.setTitle("Rights Certificates")
        for name in FILES:
            typeface(name).freeze(self._doc)
        self._preamble = "1 0 0 1 0 0 cm"
        self._forms = pdfdoc.PDFDictionary()
        self._filters = [_QuickFlate()]
        shared = pdfdoc.PDFResourceDictionary(XObject=self._forms)
        shared.basicFonts()
        self._resources = self._doc.Reference(shared, "page-resources")

    def add_plate(self, name: str, operators: bytes) -> None:
        """Define a form by finished operators; the typefaces they name will be embedded."""
        for index, subset in fonts_in_use(operators):
            typeface(list(FILES)[index]).getSubsetInternalName(subset, self._doc)
        self.beginForm(name)
        self.endForm(Contents=_packed_stream(operators))
        internal = self._doc.getXObjectName(name)
        self._forms[internal] = pdfdoc.PDFObjectReference(internal)

    def save(self) -> None:
        """Write the file; Helvetica, which nothing used, is no longer among its typefaces."""
        fonts = self._doc.idToObject[pdfdoc.BasicFonts].dict
        for name in [name for name, font in fonts.items() if isinstance(font, pdfdoc.PDFType1Font)]:
            del fonts[name]
        super().save()

    def _setXObjects(self, thing: Any) -> None:
        """ReportLab asks for a page's resources here: the file's own, and a stream packed as the writer's."""
        super()._setXObjects(thing)
        if isinstance(thing, pdfdoc.PDFPage):
            thing.Resources, thing.Trans, thing.Rotate = self._resources, None, None
            thing.MediaBox = b"[0 0 %d %d]" % (WIDTH, HEIGHT)
            thing.Contents = pdfdoc.PDFStream(content=thing.stream, filters=self._filters)


def new_canvas(sink: BinaryIO) -> SheetCanvas:
    """An empty canvas for certificates and the papers that go with them."""
    return SheetCanvas(sink)


class Pen:
    """Draws words, set lines and rules on a canvas, in points from the lower left corner."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        face: str,
        size: float,
        colour: Color = BLACK,
        spacing: float = 0,
    ) -> None:
        """Text from a left edge."""
        require_glyphs(text, name=face)
        self.canvas.setFillColor(colour)
        self.canvas.setFont(face, size)
        self.canvas.drawString(x, y, text, charSpace=spacing)

    def centred(
        self,
        x: float,
        y: float,
        text: str,
        *,
        face: str,
        size: float,
        colour: Color = BLACK,
        spacing: float = 0,
    ) -> None:
        """Text around a centre, with letters spaced out if asked."""
        width = text_width(text, name=face, size=size) + spacing * max(len(text) - 1, 0)
        self.text(x - width / 2, y, text, face=face, size=size, colour=colour, spacing=spacing)

    def rule(self, x: float, y: float, width: float, *, weight: float = 0.4, colour: Color = BLACK) -> None:
        """A horizontal rule."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(weight)
        self.canvas.line(x, y, x + width, y)

    def operators(self, x: float, y: float, path: bytes, *, colour: Color = BLACK) -> None:
        """A finished path, such as that of a bar code, filled from a lower left corner."""
        self.canvas.saveState()
        self.canvas.translate(x, y)
        self.canvas.setFillColor(colour)
        self.canvas._code.append(path.decode("latin-1").rstrip() + " f")
        self.canvas.restoreState()

    def line_of(self, line: Line, x: float, y: float, *, colour: Color = BLACK) -> None:
        """One set line on its baseline: runs of words, and a rule for every blank and field."""
        style = line.style
        run: list[str] = []
        start = 0.0
        for offset, piece in line.pieces:
            if piece.kind == "word":
                start = start if run else offset
                run.append(piece.text if piece.glued or not run else f" {piece.text}")
                continue
            self._run(run, x + start, y, line, colour)
            run = []
            self.rule(x + offset + 1, y - 1.5, piece.width - 2, weight=0.45, colour=INK)
        self._run(run, x + start, y, line, colour)
        self.canvas.setFont(style.face, style.size)

    def _run(self, run: Sequence[str], x: float, y: float, line: Line, colour: Color) -> None:
        if run:
            require_glyphs("".join(run), name=line.style.face)
            self.canvas.setFillColor(colour)
            self.canvas.setFont(line.style.face, line.style.size)
            self.canvas.drawString(x, y, "".join(run), wordSpace=line.word_space)


def capture(draw: Callable[[Pen], None]) -> bytes:
    """The operators of what is drawn, as the stream of a Form XObject, uncompressed."""
    canvas = new_canvas(io.BytesIO())
    canvas.beginForm("plate")
    draw(Pen(canvas))
    canvas.endForm()
    stream: bytes = canvas._doc.idToObject["FormXob.plate"].stream
    return b"q\n" + stream.rstrip() + b"\nQ\n"


def draw_through_canvas(certificates: Iterable[Sequence[Any]], sink: BinaryIO) -> None:
    """Draw whole certificates with ReportLab alone: forms shared, words by text objects, marks by operators.

    Each certificate is a sequence of pages; a page is its plate's name and operators, its placed texts
    and the operators of its marks.
    """
    canvas = new_canvas(sink)
    for pages in certificates:
        for name, plate, texts, marks in pages:
            if not canvas.hasForm(name):
                canvas.add_plate(name, plate)
            canvas.doForm(name)
            canvas.setFillGray(0)
            words = canvas.beginText()
            for x, y, text, face, size in texts:
                words.setFont(face, size)
                words.setTextOrigin(x, y)
                words._textOut(text)
            canvas.drawText(words)
            canvas._code.append(marks.decode("latin-1"))
            canvas.showPage()
    canvas.save()
