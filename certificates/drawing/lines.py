"""Setting words in lines: breaking, justifying, blanks to be filled in and fields filled per certificate.

Knows widths only; `canvas.py` puts the result on paper. A blank is written as underscores in a form's words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, codes

BLANK = re.compile(r"_{3,}")
_TOKENS = re.compile(r"\{[^{}]*\}|_{3,}|[^\s_{}]+|_{1,2}")
_LEFT, _CENTRE, _JUSTIFIED = "left", "centre", "justified"


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set: typeface, size and leading in points, and how its lines are aligned."""

    face: str = ROMAN
    size: float = 8.0
    leading: float = 9.6
    align: str = _JUSTIFIED
    space_after: float = 4.0

    def at(self, size: float) -> "Style":
        """The same style at another size, with leading and space in proportion."""
        scale = size / self.size
        return replace(self, size=size, leading=self.leading * scale, space_after=self.space_after * scale)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a blank to be filled in by hand, or a field filled for each certificate."""

    kind: str  # "word", "blank" or "field"
    text: str
    width: float
    glued: bool = False  # to the piece before it, without a space


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: pieces with their offsets from the line's left edge, and what is below it."""

    pieces: tuple[tuple[float, Piece], ...]
    style: Style
    height: float
    word_space: float = 0.0
    directive: str = ""

    @property
    def words(self) -> str:
        """The line's words as they will be read."""
        return "".join(("" if p.glued else " ") + p.text for _, p in self.pieces).strip()


def width_of(text: str, style: Style) -> float:
    """The width of a text in points; what the typeface lacks counts as nothing and is found elsewhere."""
    widths = codes(style.face).widths
    return sum(widths.get(c, 0.0) for c in text) * style.size / 1000


def set_paragraph(words: str, style: Style, width: float, *, field_widths: dict[str, float]) -> list[Line]:
    """Break one paragraph into lines of a width. The last line carries the space below the paragraph.

    A word wider than the line is set on a line of its own and overflows; `overflow` tells.
    """
    return _broken(_pieces(words, style, width=width, field_widths=field_widths), style, width)


def set_words(words: str, style: Style, width: float) -> list[Line]:
    """Break words as they are, such as a name: nothing in them is taken for a blank or a field.

    What is wider than the line stands on a line of its own and overflows; `overflow` tells.
    """
    return _broken([Piece("word", word, width_of(word, style)) for word in words.split()], style, width)


def overflow(lines: Iterable[Line], width: float) -> str:
    """The words of the first line that is wider than it may be, or nothing."""
    for line in lines:
        if line.pieces:
            offset, piece = line.pieces[-1]
            if offset + piece.width > width + 0.5:
                return line.words
    return ""


def _broken(pieces: Iterable[Piece], style: Style, width: float) -> list[Line]:
    space = width_of(" ", style)
    lines: list[list[Piece]] = [[]]
    used = 0.0
    for piece in pieces:
        gap = 0.0 if piece.glued or not lines[-1] else space
        if lines[-1] and used + gap + piece.width > width + 0.01 and not piece.glued:
            lines.append([])
            used = gap = 0.0
        lines[-1].append(piece)
        used += gap + piece.width
    last = len(lines) - 1
    return [
        _placed(pieces, style, width=width, space=space, is_last=place == last)
        for place, pieces in enumerate(lines)
        if pieces
    ]


def _pieces(words: str, style: Style, *, width: float, field_widths: dict[str, float]) -> list[Piece]:
    pieces = []
    end = -1
    for found in _TOKENS.finditer(words):
        token, glued = found.group(), found.start() == end
        end = found.end()
        if token.startswith("{"):
            name = token[1:-1]
            pieces.append(Piece("field", name, field_widths[name], glued))
        elif BLANK.fullmatch(token):
            pieces.append(Piece("blank", "", min(len(token) * style.size * 0.45, width), glued))
        else:
            pieces.append(Piece("word", token, width_of(token, style), glued))
    return pieces


def _placed(pieces: Sequence[Piece], style: Style, *, width: float, space: float, is_last: bool) -> Line:
    gaps = sum(1 for piece in pieces[1:] if not piece.glued)
    natural = sum(piece.width for piece in pieces) + gaps * space
    pieces = _stretched(pieces, room=width - natural)
    natural = sum(piece.width for piece in pieces) + gaps * space
    only_words = all(piece.kind == "word" for piece in pieces)
    justify = style.align == _JUSTIFIED and not is_last and only_words and gaps
    extra = (width - natural) / gaps if justify else 0.0
    offset = (width - natural) / 2 if style.align == _CENTRE else 0.0
    placed = []
    for place, piece in enumerate(pieces):
        offset += 0.0 if piece.glued or place == 0 else space + extra
        placed.append((offset, piece))
        offset += piece.width
    has_blank = any(piece.kind == "blank" for piece in pieces)
    height = style.leading * (1.35 if has_blank else 1.0) + (style.space_after if is_last else 0.0)
    return Line(tuple(placed), style, height, extra)


def _stretched(pieces: Sequence[Piece], *, room: float) -> list[Piece]:
    """A blank takes the room left on its line: the last one on the line, all of it."""
    blanks = [place for place, piece in enumerate(pieces) if piece.kind == "blank"]
    stretched = list(pieces)
    if blanks and room > 0:
        place = blanks[-1]
        stretched[place] = replace(stretched[place], width=stretched[place].width + room)
    return stretched


def reverse_styles(size: float) -> dict[str, Style]:
    """The styles of the reverse at a size: plain words, headings of two ranks, hints."""
    return {
        "plain": Style(ROMAN, size, size * 1.17, _JUSTIFIED, size * 0.42),
        "heading": Style(BOLD, size * 1.45, size * 1.75, _CENTRE, size * 0.1),
        "subheading": Style(BOLD, size * 1.12, size * 1.4, _CENTRE, size * 0.25),
        "hint": Style(ITALIC, size * 0.9, size * 1.05, _CENTRE, size * 0.45),
    }


def styled_paragraph(paragraph: str) -> tuple[str, str]:
    """The style a paragraph of the reverse asks for by its first characters, and its words."""
    if paragraph.startswith("## "):
        return "subheading", paragraph[3:]
    if paragraph.startswith("# "):
        return "heading", paragraph[2:]
    if paragraph.startswith("(") and paragraph.endswith(")") and paragraph.count("(") == 1:
        return "hint", paragraph
    return "plain", paragraph


def paragraphs(words: str) -> list[str]:
    """Paragraphs are parted by empty lines; a heading ends with its line."""
    parted: list[str] = []
    for block in re.split(r"\n\s*\n", words):
        for heading in re.findall(r"^#{1,2} .*$", block, flags=re.MULTILINE):
            parted.append(heading)
        rest = re.sub(r"^#{1,2} .*$", "", block, flags=re.MULTILINE)
        for hint in re.findall(r"^\([^()]*\.?\)$", rest, flags=re.MULTILINE):
            parted.append(hint)
        rest = re.sub(r"^\([^()]*\.?\)$", "", rest, flags=re.MULTILINE)
        if rest.strip():
            parted.append(" ".join(rest.split()))
    return parted
