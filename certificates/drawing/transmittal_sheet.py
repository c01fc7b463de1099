"""The paper of a transmittal: the cancelled certificates that go to the Company, and its receipt."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, SheetCanvas, new_canvas
from certificates.drawing.flow import Block, TooLarge, fact, in_pages, paragraph, space, table
from certificates.drawing.lines import Style
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, repertoire, text_width
from certificates.letters import Column, LetterTable

LEFT, RIGHT = 54.0, WIDTH - 54.0
INNER = RIGHT - LEFT
FIRST_TOP, LATER_TOP, LOWEST = HEIGHT - 118.0, HEIGHT - 72.0, 58.0
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
_SHOWN = frozenset(repertoire(ROMAN))


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
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle(f"Transmittal {sheet.number} of {sheet.agreement_code}")
    try:
        pages = in_pages(_blocks(sheet), first=FIRST_TOP - LOWEST, later=LATER_TOP - LOWEST)
    except TooLarge as reason:
        raise refuse(
            "FIELD_OVERFLOW",
            saying=f"Words of transmittal {sheet.number} do not fit its sheets",
            curing="shorten them",
            field="transmittal",
        ) from reason
    for place, blocks in enumerate(pages, start=1):
        _draw_page(canvas, sheet, blocks, page=place, pages=len(pages))
    canvas.save()
    return sink.getvalue()


def _blocks(sheet: TransmittalSheet) -> list[Block]:
    rows = tuple(tuple(_broken(cell) for cell in row) for row in sheet.rows)
    listed = table(LetterTable(COLUMNS, rows), left=LEFT, width=INNER)
    last = [replace(block, keeps_next=True) for block in listed[-LAST_TOGETHER:]]
    words = [line for one in sheet.words for line in paragraph(_shown(one), PLAIN, left=LEFT, width=INNER)]
    return [
        *(fact(label, _shown(told), left=LEFT, width=INNER, labels=LABELS) for label, told in sheet.facts),
        space(8.0),
        *words,
        space(4.0),
        *listed[:-LAST_TOGETHER],
        *last,
        Block(RECEIPT, lambda pen, top: _draw_receipt(pen, sheet, top)),
    ]


def _draw_page(
    canvas: SheetCanvas, sheet: TransmittalSheet, blocks: list[Block], *, page: int, pages: int
) -> None:
    pen = Pen(canvas)
    if sheet.is_demo:
        draw_demo(pen)
    y = _draw_head(pen, sheet) if page == 1 else _draw_later_head(pen, sheet)
    for block in blocks:
        block.draw(pen, y)
        y -= block.height
    foot = f"{sheet.agreement_code} · transmittal {sheet.number}"
    pen.text(LEFT, 38, foot, face=ITALIC, size=8.5, colour=GREY)
    place = f"Page {page} of {pages}"
    pen.text(RIGHT - text_width(place, name=ITALIC, size=8.5), 38, place, face=ITALIC, size=8.5, colour=GREY)
    canvas.showPage()


def _draw_head(pen: Pen, sheet: TransmittalSheet) -> float:
    y = HEIGHT - 66
    pen.text(LEFT, y, f"TRANSMITTAL {sheet.number}", face=TITLE, size=17, colour=INK, spacing=1.6)
    title = "of cancelled Rights Certificates"
    pen.text(RIGHT - text_width(title, name=ITALIC, size=11), y, title, face=ITALIC, size=11, colour=GREY)
    parties = _shown(f"{sheet.agent_name}, as Rights Agent, to {sheet.company_name}")
    pen.text(LEFT, y - 18, parties, face=ITALIC, size=10.4, colour=GREY)
    pen.rule(LEFT, y - 28, INNER, weight=0.8, colour=INK)
    return FIRST_TOP


def _draw_later_head(pen: Pen, sheet: TransmittalSheet) -> float:
    told = _shown(f"{sheet.agent_name}, transmittal {sheet.number} of cancelled Rights Certificates")
    pen.text(LEFT, HEIGHT - 50, told, face=ITALIC, size=9.5, colour=GREY)
    pen.rule(LEFT, HEIGHT - 58, INNER, weight=0.5, colour=INK)
    return LATER_TOP


def _draw_receipt(pen: Pen, sheet: TransmittalSheet, top: float) -> None:
    """Where the Company signs for what it received, and says who keeps the paper."""
    pen.rule(LEFT, top - 4, INNER, weight=0.8, colour=INK)
    pen.text(LEFT, top - 20, "Receipt of the Company", face=BOLD, size=11.2, colour=INK)
    listed = f"{len(sheet.rows):,} listed"
    count = f"Received for {sheet.company_name}: ________ cancelled certificates of the {listed}"
    pen.text(LEFT, top - 37, _shown(count), face=ROMAN, size=10)
    pen.text(LEFT, top - 54, "Listed and not received (numbers): ____________________", face=ROMAN, size=10)
    for x, words in (
        (0.0, "The Company keeps the paper"),
        (190.0, "The Rights Agent keeps it for the Company"),
    ):
        pen.text(LEFT + x, top - 71, f"[   ]  {words}", face=ROMAN, size=10)
    width = (INNER - 40) / 3
    for place, label in enumerate(("Signature", "Name and title", "Date")):
        x = LEFT + place * (width + 20)
        pen.rule(x, top - 112, width, weight=0.4)
        pen.text(x, top - 122, label, face=ITALIC, size=8, colour=GREY)


def _shown(text: str) -> str:
    """A text whose unprintable characters show as a box: the paper must always come out."""
    return "".join(c if c in _SHOWN else "□" for c in text)


def _broken(text: str) -> str:
    """The same in words that fit a column."""
    words = (
        " ".join(word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
        for word in _shown(text.replace("\n", ", ")).split(" ")
    )
    return " ".join(words)
