"""The typefaces on the paper: embedded TrueType, subsets frozen in advance, coverage of characters.

The code of a character is fixed by the typeface alone, never by the order in which characters turn up, so a
certificate's bytes are the same in a batch and alone. Each subset is four PDF objects with reserved numbers.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont, makeToUnicodeCMap

from agreement.refusals import refuse

rl_config.invariant = 1
rl_config.useA85 = 0
rl_config.ttfAsciiReadable = 1

FONT_FOLDER = Path(__file__).parent / "fonts"

ROMAN = "CertificateRoman"
ITALIC = "CertificateItalic"
BOLD = "CertificateBold"
TITLE = "CertificateTitle"
SCRIPT = "CertificateScript"
FILES = {
    ROMAN: "eb-garamond/EBGaramond_400Regular.ttf",
    ITALIC: "eb-garamond/EBGaramond_400Regular_Italic.ttf",
    BOLD: "eb-garamond/EBGaramond_600SemiBold.ttf",
    TITLE: "cinzel/Cinzel_600SemiBold.ttf",
    SCRIPT: "great-vibes/GreatVibes_400Regular.ttf",
}
NAMES_FACE = BOLD  # registrations are set in it, so its coverage decides which names can be printed

OBJECTS_PER_SUBSET = 4
SUBSETS_PER_FACE = 12
FIRST_FONT_OBJECT = 10
FIRST_FREE_OBJECT = FIRST_FONT_OBJECT + len(FILES) * SUBSETS_PER_FACE * OBJECTS_PER_SUBSET

_FONT_IN_USE = re.compile(rb"/F(\d+)\+(\d+) ")

# Left-to-right text of one code point a glyph. Marks would need placing, which nothing here does.
_PRINTABLE_CATEGORIES = (
    "Lu",
    "Ll",
    "Lt",
    "Lo",
    "Nd",
    "Nl",
    "No",
    "Pc",
    "Pd",
    "Ps",
    "Pe",
    "Pi",
    "Pf",
    "Po",
    "Sc",
)
_PRINTABLE_SYMBOLS = frozenset("+=<>|~^`©®°№™℠¬±×÷§¶†‡•·□■")
_RIGHT_TO_LEFT = ("R", "AL", "AN")


class _FreezingFont(TTFont):
    """A typeface whose codes are dealt out in one fixed order before anything is drawn.

    A document embeds the subsets that were asked for, the others not; each is cut out of the font file once.
    """

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename)
        cut: Callable[[tuple[int, ...]], bytes] = cache(self.face.makeSubset)
        self.face.makeSubset = lambda characters: cut(tuple(characters))

    def freeze(self, document: Any) -> None:
        """Deal out every code for one document."""
        super().splitString("".join(repertoire(self.fontName)), document)
        super().getSubsetInternalName(0, document)
        state = self.state[document]
        state.frozen, state.used = 1, set()
        state.has_readable_ascii = all(state.assignments.get(code) == code for code in range(32, 127))

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """Runs of one subset each. Plain ASCII is its own code, all of it in the first subset."""
        state = self.state[doc]
        if state.frozen and state.has_readable_ascii and text.isascii() and text.isprintable():
            return [(0, text.encode("ascii"))]
        runs: list[tuple[int, bytes]] = super().splitString(text, doc, encoding)
        return runs

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:
        """The name of a subset in a document, which will embed it."""
        self.state[doc].used.add(subset)
        name: str = super().getSubsetInternalName(subset, doc)
        return name

    def addObjects(self, doc: Any) -> None:
        """Embed what the document used."""
        state = self.state.pop(doc)
        fonts = doc.idToObject[pdfdoc.BasicFonts].dict
        for subset in sorted(state.used):
            internal = f"{state.internalName}+{subset}"
            fonts[internal] = _embed(self, state.subsets[subset], subset, internal=internal, document=doc)


def _embed(
    typeface: TTFont, characters: Sequence[int], subset: int, *, internal: str, document: Any
) -> pdfdoc.PDFTrueTypeFont:
    """Add one subset to a document, with its file, descriptor and character map; give the font object."""
    face = typeface.face
    base_name = (SUBSETN(subset) + b"+" + face.name + face.subfontNameX).decode("ascii")
    font = pdfdoc.PDFTrueTypeFont()
    document.Reference(font, internal)
    font.Name = internal
    font.BaseFont = base_name
    font.FirstChar, font.LastChar = 0, len(characters) - 1
    font.Widths = pdfdoc.PDFArray([face.getCharWidth(point) for point in characters])
    to_unicode = pdfdoc.PDFStream(
        content=makeToUnicodeCMap(base_name, characters), filters=[pdfdoc.PDFZCompress]
    )
    font.ToUnicode = document.Reference(to_unicode, f"toUnicodeCMap:{base_name}")
    font.FontDescriptor = face.addSubsetObjects(document, base_name, characters)
    return font


@cache
def typeface(name: str) -> _FreezingFont:
    """The typeface of a name, loaded once and known to ReportLab from then on."""
    font = _FreezingFont(name, str(FONT_FOLDER / FILES[name]))
    pdfmetrics.registerFont(font)
    return font


def is_printable(character: str) -> bool:
    """Whether a character is plain left-to-right text: no control, mark, bidirectional or invisible one."""
    if character == " ":
        return True
    if unicodedata.bidirectional(character) in _RIGHT_TO_LEFT:
        return False
    if unicodedata.normalize("NFC", character) != character:
        return False
    return character in _PRINTABLE_SYMBOLS or unicodedata.category(character) in _PRINTABLE_CATEGORIES


@cache
def repertoire(name: str) -> tuple[str, ...]:
    """The characters a typeface prints, in the order in which their codes are dealt out."""
    glyphs = typeface(name).face.charToGlyph
    found = {chr(point) for point in glyphs if point < 0xE000 and is_printable(chr(point))}
    typographic = set("–—‘’“”„…†‡•§¶©®™№□")
    return tuple(sorted(found, key=lambda c: (ord(c) > 0xFF, c not in typographic, ord(c))))


def font_coverage() -> frozenset[int]:
    """The code points that a registration may contain."""
    return frozenset(map(ord, repertoire(NAMES_FACE)))


def coverage_ranges(points: Iterable[int]) -> list[tuple[int, int]]:
    """Code points as inclusive ranges, ascending."""
    ranges: list[tuple[int, int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    return ranges


def coverage_text() -> str:
    """The content of `templates/certificates/coverage.txt`: one hexadecimal range a line."""
    head = "# Characters a registration may contain: ranges of code points, first-last, hexadecimal.\n"
    return head + "".join(f"{first:04X}-{last:04X}\n" for first, last in coverage_ranges(font_coverage()))


def missing_characters(text: str, *, name: str) -> str:
    """The characters of a text that a typeface cannot print, each once, in order of appearance."""
    known = frozenset(repertoire(name))
    return "".join(dict.fromkeys(c for c in text if c not in known))


@dataclass(frozen=True, slots=True)
class Codes:
    """The frozen codes of one typeface: `places` gives subset and code, `widths` thousandths of an em."""

    resource: str
    index: int
    places: dict[str, tuple[int, int]]
    widths: dict[str, float]
    ascii_widths: tuple[float, ...]


class _Numbering:
    """Stands where ReportLab expects a document and gives each object its reserved number."""

    compression = 1
    encrypt = pdfdoc.NoEncryption()
    defaultStreamFilters = None

    def __init__(self, first: int) -> None:
        self.first = first
        self.objects: list[Any] = []
        self.idToObjectNumberAndVersion: dict[str, tuple[int, int]] = {}

    def Reference(self, element: Any, name: str | None = None) -> Any:
        if name is None:
            return element
        self.idToObjectNumberAndVersion[name] = (self.first + len(self.objects), 0)
        self.objects.append(element)
        return pdfdoc.PDFObjectReference(name)


class _Document:
    """The least a typeface needs to keep frozen codes against."""

    def __init__(self) -> None:
        self.fontMapping: dict[str, str] = {}
        self.delayedFonts: list[Any] = []


@cache
def _frozen_state(name: str) -> tuple[Any, _Document]:
    document = _Document()
    font = typeface(name)
    font.freeze(document)
    return font.state[document], document


@cache
def codes(name: str) -> Codes:
    """The frozen codes and widths of a typeface."""
    state, _ = _frozen_state(name)
    index = list(FILES).index(name)
    width_of = typeface(name).face.getCharWidth
    known = repertoire(name)
    places = {c: divmod(state.assignments[ord(c)], 256) for c in known}
    widths = {c: width_of(ord(c)) for c in known}
    ascii_widths = tuple(widths.get(chr(code), 0) for code in range(128))
    # Helvetica is ReportLab's F1 in every document; ours follow in the order of FILES.
    return Codes(f"F{index + 2}", index, places, widths, ascii_widths)


def require_glyphs(text: str, *, name: str) -> None:
    """Refuse a text that a typeface cannot print; nothing ever comes out as a box.

    Agreement: 4(a).
    """
    widths = codes(name).widths
    if all(c in widths for c in text):
        return
    named = ", ".join(f"U+{ord(c):04X}" for c in missing_characters(text, name=name))
    raise refuse(
        "GLYPH_NOT_IN_FONT",
        # The words may be a person's, and a refusal is kept on the job: it names the code points alone.
        saying=f"A text has characters that {name} cannot print: {named}",
        curing="write the words of the form and the terms with characters of the shipped typefaces",
        typeface=name,
        characters=missing_characters(text, name=name),
    )


def text_width(text: str, *, name: str, size: float) -> float:
    """The width of a text in points; a character that the typeface lacks is refused."""
    require_glyphs(text, name=name)
    widths = codes(name).widths
    return sum(widths[c] for c in text) * size / 1000


def fonts_in_use(operators: bytes) -> set[tuple[int, int]]:
    """The typefaces, by index and subset, that operators name."""
    return {(int(index) - 2, int(subset)) for index, subset in _FONT_IN_USE.findall(operators)}


def font_object_number(index: int, subset: int) -> int:
    """The PDF object number reserved for a subset of a typeface."""
    return FIRST_FONT_OBJECT + (index * SUBSETS_PER_FACE + subset) * OBJECTS_PER_SUBSET


@cache
def font_objects(index: int, subset: int) -> tuple[tuple[int, bytes], ...]:
    """The finished PDF objects of one subset of a typeface: number and body, the font itself first."""
    name = list(FILES)[index]
    state, _ = _frozen_state(name)
    numbering = _Numbering(font_object_number(index, subset))
    internal = f"F{index + 2}+{subset}"
    _embed(typeface(name), state.subsets[subset], subset, internal=internal, document=numbering)
    return tuple(
        (numbering.first + place, pdfdoc.format(element, numbering, toplevel=1))
        for place, element in enumerate(numbering.objects)
    )
