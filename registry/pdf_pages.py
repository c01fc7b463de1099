"""Pages of PDF files as pictures, one thread at a time.

PDFium, the library beneath, keeps its state for the whole process and is not made for two threads: a web
process with threads falls over where two of them draw. So every use of it goes through `opened_pdf`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import BinaryIO

import pypdfium2
from PIL import Image

__all__ = ["PdfiumError", "opened_pdf", "page_picture", "page_texts"]

PdfiumError = pypdfium2.PdfiumError
_in_use = RLock()


@contextmanager
def opened_pdf(source: bytes | BinaryIO) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF and keep PDFium to this thread until it is closed again.

    Raises:
        PdfiumError: The bytes are no PDF that can be read.
    """
    with _in_use:
        document = pypdfium2.PdfDocument(source)
        try:
            yield document
        finally:
            document.close()


def page_picture(
    document: pypdfium2.PdfDocument, page: int, *, scale: float = 1.0, grayscale: bool = False
) -> Image.Image:
    """One page (1 is the first) of an open PDF, drawn at `scale` pixels a point, in memory of its own."""
    sheet = document[page - 1]
    drawn = sheet.render(scale=scale, grayscale=grayscale)
    try:
        return drawn.to_pil().copy()
    finally:
        drawn.close()
        sheet.close()


def page_texts(document: pypdfium2.PdfDocument) -> list[str]:
    """The words of each page of an open PDF."""
    texts = []
    for sheet in document:
        words = sheet.get_textpage()
        texts.append(words.get_text_range())
        words.close()
        sheet.close()
    return texts
