"""The paper of a transmittal: the cancelled certificates that go to the Company, and its receipt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from certificates.drawing.canvas import Pen
from certificates.drawing.flow import Block, fact, paragraph, space, table
from certificates.drawing.flowing_sheet import (
    INNER,
    LEFT,
    RIGHT,
    FlowingSheet,
    broken,
    draw_flowing_sheet,
    draw_signing_line,
    shown,
)
from certificates.drawing.lines import Style
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import GREY, HEIGHT, INK
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width
from certificates.letters import Column, LetterTable

FIRST_TOP = HEIGHT - 118.0
PLAIN = Style(ROMAN, 10.4, 13.4, "left", 6.0)
LABELS = 128.0
RECEIPT = 132.0
LONGEST_WORD = 26
LAST_TOGETHER = 3  # the last rows stand above the receipt, on its page
COLUMNS = (
    Column("Certificate", 1.3),
    Column("Registered in the name of", 3.0),
    Column("Rights", 1.1, is_figures=True),
    Column("Cancelled", 1.5),
    Column("By", 1.6),
)


@dataclass(frozen=True, slots=True)
class TransmittalSheet:
    """What the paper of one transmittal states. Texts are printed as given; each row has five cells."""

    number: int
    agreement_code: str
    company_name: str
    agent_name: str
    facts: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_demo: bool = True


def sheet_of(told: Mapping[str, Any]) -> TransmittalSheet:
    """The sheet of plain values."""
    return TransmittalSheet(
        number=told["number"],
        agreement_code=told["agreement_code"],
        company_name=told["company_name"],
        agent_name=told["agent_name"],
        facts=tuple((label, words) for label, words in told["facts"]),
        words=tuple(told["words"]),
        rows=tuple(tuple(row) for row in told["rows"]),
        is_demo=told["is_demo"],
    )


def draw_transmittal_sheet(sheet: TransmittalSheet) -> bytes:
    """The transmittal as a PDF of as many pages as needed, the receipt below its list; the same each time.

    Raises FIELD_OVERFLOW.

    Agreement: 8.
    """
    return draw_flowing_sheet(
        FlowingSheet(
            title=f"Transmittal {sheet.number} of {sheet.agreement_code}",
            called=f"transmittal {sheet.number}",
            field="transmittal",
            foot=f"{sheet.agreement_code} · transmittal {sheet.number}",
            later_head=shown(
                f"{sheet.agent_name}, transmittal {sheet.number} of cancelled Rights Certificates"
            ),
            first_top=FIRST_TOP,
            draw_head=lambda pen: _draw_head(pen, sheet),
            draw_under=draw_demo if sheet.is_demo else lambda pen: None,
        ),
        _blocks(sheet),
    )


def _blocks(sheet: TransmittalSheet) -> Iterator[Block]:
    for label, told in sheet.facts:
        yield fact(label, shown(told), left=LEFT, width=INNER, labels=LABELS)
    yield space(8.0)
    for words in sheet.words:
        yield from paragraph(shown(words), PLAIN, left=LEFT, width=INNER)
    yield space(4.0)
    rows = tuple(tuple(broken(cell, longest=LONGEST_WORD) for cell in row) for row in sheet.rows)
    listed = table(LetterTable(COLUMNS, rows), left=LEFT, width=INNER)
    yield from listed[:-LAST_TOGETHER]
    for block in listed[-LAST_TOGETHER:]:
        yield replace(block, keeps_next=True)
    yield Block(RECEIPT, lambda pen, top: _draw_receipt(pen, sheet, top))


def _draw_head(pen: Pen, sheet: TransmittalSheet) -> None:
    y = HEIGHT - 66
    pen.text(LEFT, y, f"TRANSMITTAL {sheet.number}", face=TITLE, size=17, colour=INK, spacing=1.6)
    title = "of cancelled Rights Certificates"
    pen.text(RIGHT - text_width(title, name=ITALIC, size=11), y, title, face=ITALIC, size=11, colour=GREY)
    parties = shown(f"{sheet.agent_name}, as Rights Agent, to {sheet.company_name}")
    pen.text(LEFT, y - 18, parties, face=ITALIC, size=10.4, colour=GREY)
    pen.rule(LEFT, y - 28, INNER, weight=0.8, colour=INK)


def _draw_receipt(pen: Pen, sheet: TransmittalSheet, top: float) -> None:
    """Where the Company signs for what it received, and says who keeps the paper."""
    pen.rule(LEFT, top - 4, INNER, weight=0.8, colour=INK)
    pen.text(LEFT, top - 20, "Receipt of the Company", face=BOLD, size=11.2, colour=INK)
    listed = f"{len(sheet.rows):,} listed"
    count = f"Received for {sheet.company_name}: ________ cancelled certificates of the {listed}"
    pen.text(LEFT, top - 37, shown(count), face=ROMAN, size=10)
    pen.text(LEFT, top - 54, "Listed and not received (numbers): ____________________", face=ROMAN, size=10)
    for x, words in (
        (0.0, "The Company keeps the paper"),
        (190.0, "The Rights Agent keeps it for the Company"),
    ):
        pen.text(LEFT + x, top - 71, f"[   ]  {words}", face=ROMAN, size=10)
    draw_signing_line(pen, top - 112)
