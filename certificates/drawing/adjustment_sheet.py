"""The draft of a certificate of adjustment: what changes, facts, calculations, where an officer signs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certificates.drawing.canvas import Pen
from certificates.drawing.flow import Block, fact, paragraph, space, table
from certificates.drawing.flowing_sheet import (
    INNER,
    LEFT,
    FlowingSheet,
    broken,
    draw_flowing_sheet,
    draw_signing_line,
    shown,
)
from certificates.drawing.lines import Style
from certificates.drawing.overlays import draw_demo, draw_draft
from certificates.drawing.page import ACCENT, GREY, HEIGHT, INK
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width
from certificates.letters import Column, LetterTable

FIRST_TOP = HEIGHT - 132.0
PLAIN = Style(ROMAN, 10.4, 13.4, "left", 6.0)
HEADING = Style(BOLD, 11.5, 15.0, "left", 3.0)
LABELS = 112.0
SIGNATURE = 96.0
LONGEST_WORD = 40
NO_EFFECT = "DRAFT: of no effect until an officer of the Company signs it and it is filed (Section 12)"
CHANGES = (
    Column("Figure", 2.6),
    Column("Before", 1.3, is_figures=True),
    Column("After", 1.3, is_figures=True),
    Column("Section", 0.8),
)
STATED = (Column("Fact", 3.6), Column("Stated as", 1.8), Column("Section", 1.0))
STEPS = (Column("Step", 5.0), Column("Section", 1.0))
FILED = (
    "The Company files a copy of this certificate with the Rights Agent and with each transfer agent for "
    "the Preferred Shares, and mails a brief summary of it to each holder of a Rights Certificate (Sections "
    "12 and 26). The figures above were worked out by the Rights Agent from the facts stated; the Company "
    "examines both before it signs, and the Rights Agent relies on what is signed (Sections 12 and 20(e))."
)
EFFECTIVE = "The adjustment is effective from ______________________________ (date and hour)."


@dataclass(frozen=True, slots=True)
class AdjustmentSheet:
    """What the draft states. Texts are printed as given; an event that is empty is left for the Company.

    Rows of `changes`: figure, before, after, section; of `stated`: fact, value, section; of `steps`: step
    with its value, section. `officers` are the titles of those who may sign.
    """

    agreement_code: str
    company_name: str
    agent_name: str
    facts: tuple[tuple[str, str], ...]
    event: str
    changes: tuple[tuple[str, ...], ...]
    stated: tuple[tuple[str, ...], ...]
    steps: tuple[tuple[str, ...], ...]
    officers: tuple[str, ...]
    is_demo: bool = True


def sheet_of(told: Mapping[str, Any]) -> AdjustmentSheet:
    """The sheet of plain values."""
    return AdjustmentSheet(
        agreement_code=told["agreement_code"],
        company_name=told["company_name"],
        agent_name=told["agent_name"],
        facts=tuple((label, words) for label, words in told["facts"]),
        event=told["event"],
        changes=tuple(tuple(row) for row in told["changes"]),
        stated=tuple(tuple(row) for row in told["stated"]),
        steps=tuple(tuple(row) for row in told["steps"]),
        officers=tuple(told["officers"]),
        is_demo=told["is_demo"],
    )


def draw_adjustment_sheet(sheet: AdjustmentSheet) -> bytes:
    """The draft as a PDF of as many pages as needed; the same sheet gives the same bytes.

    Raises FIELD_OVERFLOW.

    Agreement: 12.
    """
    return draw_flowing_sheet(
        FlowingSheet(
            title=f"Draft of a certificate of adjustment, {sheet.agreement_code}",
            called="the draft",
            field="draft",
            foot=f"{sheet.agreement_code} · draft of a certificate of adjustment",
            later_head=_shown(f"Certificate of adjustment of {sheet.company_name}: draft"),
            first_top=FIRST_TOP,
            draw_head=lambda pen: _draw_head(pen, sheet),
            draw_under=draw_demo if sheet.is_demo else draw_draft,
        ),
        _blocks(sheet),
    )


def _blocks(sheet: AdjustmentSheet) -> Iterator[Block]:
    for label, told in sheet.facts:
        yield fact(label, _shown(told), left=LEFT, width=INNER, labels=LABELS)
    yield space(8.0)
    yield from _heading("1. The event")
    yield from _words(sheet.event or f"{'_' * 80}\n{'_' * 80}")
    yield from _words(EFFECTIVE)
    yield from _heading("2. The adjustment")
    yield from _rows(CHANGES, sheet.changes)
    yield from _heading("3. The facts")
    if sheet.stated:
        yield from _rows(STATED, sheet.stated)
    else:
        yield from _words(f"{'_' * 80}\n{'_' * 80}\n{'_' * 80}")
    yield from _heading("4. The calculations")
    yield from _rows(STEPS, sheet.steps)
    yield from _words(FILED)
    yield Block(SIGNATURE, lambda pen, top: _draw_signature(pen, sheet, top))


def _heading(words: str) -> Iterator[Block]:
    yield from paragraph(words, HEADING, left=LEFT, width=INNER, keeps_next=True)


def _words(words: str) -> Iterator[Block]:
    for part in words.split("\n"):
        yield from paragraph(_shown(part), PLAIN, left=LEFT, width=INNER)


def _rows(columns: tuple[Column, ...], rows: Sequence[Sequence[str]]) -> list[Block]:
    cells = tuple(tuple(broken(_shown(cell), longest=LONGEST_WORD) for cell in row) for row in rows)
    return table(LetterTable(columns, cells), left=LEFT, width=INNER)


def _draw_head(pen: Pen, sheet: AdjustmentSheet) -> None:
    y = HEIGHT - 66
    pen.text(LEFT, y, "CERTIFICATE OF ADJUSTMENT", face=TITLE, size=17, colour=INK, spacing=1.6)
    pen.text(LEFT, y - 18, _shown(f"of {sheet.company_name}"), face=ITALIC, size=10.4, colour=GREY)
    pen.rule(LEFT, y - 28, INNER, weight=0.8, colour=INK)
    pen.text(LEFT, y - 42, NO_EFFECT, face=BOLD, size=9.6, colour=ACCENT)


def _draw_signature(pen: Pen, sheet: AdjustmentSheet, top: float) -> None:
    """Where one of the officers signs for the Company."""
    pen.text(LEFT, top - 16, _shown(sheet.company_name), face=BOLD, size=11, colour=INK)
    draw_signing_line(pen, top - 58)
    titles = _shown(f"One of: {', '.join(sheet.officers)} (Section 20(b))")
    size = min(8.0, 8.0 * INNER / text_width(titles, name=ITALIC, size=8))
    pen.text(LEFT, top - 84, titles, face=ITALIC, size=size, colour=GREY)


def _shown(text: str) -> str:
    return shown(text.replace("\N{MINUS SIGN}", "–"))
