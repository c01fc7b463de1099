"""The raw writer: certificates as PDF objects written past ReportLab's canvas. One module, and the only one.

What it writes is what `canvas.draw_through_canvas` draws; the tests hold the two together. Plates and
typefaces are written once a file, of each certificate only its variable streams. Nothing here sets words.
"""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from certificates.drawing.canvas import COMPRESSION_LEVEL
from certificates.drawing.page import HEIGHT, WIDTH
from certificates.drawing.typefaces import FIRST_FREE_OBJECT, font_object_number, font_objects

CATALOGUE, PAGES, ABOUT, PAGE_RESOURCES, FORM_RESOURCES = 1, 2, 3, 4, 5
COMPRESS_FROM = 160  # bytes; a shorter stream gains nothing
_HEADER = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"


def stream_object(content: bytes, *, dictionary: bytes = b"") -> bytes:
    """A stream, compressed where that is shorter, with the further entries of its dictionary."""
    if len(content) < COMPRESS_FROM:
        return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(content), content)
    packed = zlib.compress(content, COMPRESSION_LEVEL)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(packed), packed)


def form_object(content: bytes) -> bytes:
    """The Form XObject of a static page; its typefaces are the file's own."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 %d %d]/Resources %d 0 R" % (WIDTH, HEIGHT, FORM_RESOURCES)
    packed = zlib.compress(content, 9)  # once a plate, kept for every file
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (head, len(packed), packed)


class PrintFile:
    """One PDF being written to a sink: objects go out as they come, only offsets stay in memory."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._digest = hashlib.sha256()
        self._position = 0
        self._offsets: dict[int, int] = {}
        self._pages: list[int] = []
        self._forms: dict[bytes, int] = {}
        self._fonts: set[tuple[int, int]] = set()
        self._next = FIRST_FREE_OBJECT
        self._put(_HEADER)

    @property
    def size_bytes(self) -> int:
        """How much has been written."""
        return self._position

    @property
    def page_count(self) -> int:
        """How many pages have been written."""
        return len(self._pages)

    def _put(self, chunk: bytes) -> None:
        self._sink.write(chunk)
        self._digest.update(chunk)
        self._position += len(chunk)

    def _object(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._position
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def add_form(self, name: bytes, body: bytes) -> None:
        """Write a finished Form XObject once, however often it is asked for."""
        if name not in self._forms:
            self._forms[name] = self._next
            self._object(self._next, body)
            self._next += 1

    def add_pages(self, streams: Sequence[bytes], *, fonts: Iterable[tuple[int, int]]) -> None:
        """Write one certificate: a page for each of its variable streams."""
        self._fonts.update(fonts)
        page, position, chunks = self._next, self._position, []
        for stream in streams:
            for number, body in (
                (page, b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (page + 1)),
                (page + 1, stream_object(stream)),
            ):
                chunk = b"%d 0 obj\n%s\nendobj\n" % (number, body)
                self._offsets[number] = position
                position += len(chunk)
                chunks.append(chunk)
            self._pages.append(page)
            page += 2
        self._next = page
        self._put(b"".join(chunks))

    def finish(self, *, title: bytes) -> str:
        """Write typefaces, resources, page tree and cross-references; gives the file's SHA-256 in hex."""
        for font in sorted(self._fonts):
            for number, body in font_objects(*font):
                self._object(number, body)
        fonts = b"".join(
            b"/F%d+%d %d 0 R" % (i + 2, s, font_object_number(i, s)) for i, s in sorted(self._fonts)
        )
        forms = b"".join(b"/%s %d 0 R" % entry for entry in self._forms.items())
        self._object(FORM_RESOURCES, b"<</ProcSet[/PDF/Text/ImageB]/Font<<%s>>>>" % fonts)
        self._object(
            PAGE_RESOURCES, b"<</ProcSet[/PDF/Text/ImageB]/Font<<%s>>/XObject<<%s>>>>" % (fonts, forms)
        )
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        tree = b"<</Type/Pages/Count %d/MediaBox[0 0 %d %d]/Resources %d 0 R/Kids[%s]>>"
        self._object(PAGES, tree % (len(self._pages), WIDTH, HEIGHT, PAGE_RESOURCES, kids))
        self._object(ABOUT, b"<</Title(%s)/Producer(Rights Agent)>>" % title)
        self._object(CATALOGUE, b"<</Type/Catalog/Pages %d 0 R/Lang(en-US)>>" % PAGES)
        self._cross_references()
        return self._digest.hexdigest()

    def _cross_references(self) -> None:
        start, numbers = self._position, sorted(self._offsets)
        table = [b"xref\n0 1\n0000000000 65535 f \n"]
        first = 0
        while first < len(numbers):
            last = first
            while last + 1 < len(numbers) and numbers[last + 1] == numbers[last] + 1:
                last += 1
            table.append(b"%d %d\n" % (numbers[first], last - first + 1))
            table += [b"%010d 00000 n \n" % self._offsets[number] for number in numbers[first : last + 1]]
            first = last + 1
        identity = self._digest.hexdigest()[:32].encode()
        table.append(b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R" % (self._next, CATALOGUE, ABOUT))
        table.append(b"/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n" % (identity, identity, start))
        self._put(b"".join(table))
