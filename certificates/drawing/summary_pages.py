"""The pages of the Summary of Rights: each heading of Exhibit C beside its words, the closing note last."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreement.refusals import refuse
from agreement.summary import HEADINGS
from certificates.drawing.canvas import Pen
from certificates.drawing.forms import filled
from certificates.drawing.lines import Line, Style, overflow, paragraphs, set_paragraph
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width
from certificates.post import MailingText, SheetTerms

LEFT, RIGHT = 60.0, WIDTH - 60.0
COLUMN = 196.0  # where the words begin beside their headings
LOWEST = 72.0
FIRST_TOP, NEXT_TOP = HEIGHT - 128.0, HEIGHT - 76.0
WORDS = Style(ROMAN, 11.0, 13.8, "left", 5.0)
HEAD = Style(BOLD, 11.0, 13.8, "left", 0.0)
GAP = 9.0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading set in its column, and its words in theirs; no heading for the closing note."""

    heading: tuple[Line, ...]
    words: tuple[Line, ...]

    @property
    def height(self) -> float:
        """What it takes of a page."""
        return max(sum(line.height for line in column) for column in (self.heading, self.words)) + GAP


@dataclass(frozen=True, slots=True)
class SetSummary:
    """The sections by page, and the title."""

    title: str
    pages: tuple[tuple[Section, ...], ...]


def set_summary(text: MailingText, *, values: Mapping[str, str]) -> SetSummary:
    """Set the Summary in pages; a section is never parted. Raises FIELD_OVERFLOW.

    Agreement: Exhibit C.
    """
    sections = [_section(words, filled(text.texts[name], values)) for name, words in HEADINGS.items()]
    sections.append(_section("", filled(text.texts["closing"], values)))
    pages: list[list[Section]] = [[]]
    room = FIRST_TOP - LOWEST
    for section in sections:
        if pages[-1] and section.height > room:
            pages.append([])
            room = NEXT_TOP - LOWEST
        if section.height > room:
            raise _overflow()
        pages[-1].append(section)
        room -= section.height
    return SetSummary(text.title, tuple(map(tuple, pages)))


def draw_summary_page(pen: Pen, *, summary: SetSummary, number: int, terms: SheetTerms) -> None:
    """Draw one page of a Summary that is set."""
    if terms.is_demo:
        draw_demo(pen)
    y = NEXT_TOP
    if number == 0:
        pen.text(LEFT, HEIGHT - 70, summary.title.upper(), face=TITLE, size=16, colour=INK, spacing=1.6)
        said = f"{terms.company_name}, {terms.values['agreement_title']}"
        pen.text(LEFT, HEIGHT - 88, said, face=ITALIC, size=11, colour=GREY)
        y = FIRST_TOP
    pen.rule(LEFT, y + 22, RIGHT - LEFT, weight=0.8, colour=INK)
    for section in summary.pages[number]:
        x = COLUMN if section.heading else LEFT
        if not section.heading:
            pen.rule(LEFT, y + 15, RIGHT - LEFT, weight=0.5, colour=INK)
            y -= 4
        _draw_lines(pen, section.heading, LEFT, y)
        _draw_lines(pen, section.words, x, y)
        y -= section.height
    pages = f"Page {number + 1} of {len(summary.pages)}"
    pen.text(LEFT, 40, f"{summary.title}, {terms.agreement_code}", face=ITALIC, size=8.5, colour=GREY)
    pen.text(RIGHT - text_width(pages, name=ITALIC, size=8.5), 40, pages, face=ITALIC, size=8.5, colour=GREY)


def _section(heading: str, words: str) -> Section:
    width = RIGHT - (COLUMN if heading else LEFT)
    beside = COLUMN - LEFT - 14
    head = set_paragraph(heading, HEAD, beside, field_widths={}) if heading else []
    body = [line for part in paragraphs(words) for line in set_paragraph(part, WORDS, width, field_widths={})]
    if overflow(body, width) or overflow(head, beside):
        raise _overflow()
    return Section(tuple(head), tuple(body))


def _overflow() -> Exception:
    return refuse(
        "FIELD_OVERFLOW",
        saying="The words of the Summary of Rights do not fit their pages",
        curing="part the words under a heading, or shorten them",
        field="summary",
    )


def _draw_lines(pen: Pen, lines: tuple[Line, ...], x: float, y: float) -> None:
    for line in lines:
        pen.line_of(line, x, y)
        y -= line.height
