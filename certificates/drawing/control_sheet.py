"""The control sheet of a print run: totals, number ranges, head of the books, every file with its SHA-256.

It goes with the run to the press and to the signatory, and is what the run is reconciled against.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, new_canvas
from certificates.drawing.flowing_sheet import shown
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width

LEFT, RIGHT = 48.0, WIDTH - 48.0
ROW_HEIGHT = 21.0
COLUMNS = ((LEFT, "File"), (230.0, "Certificates"), (320.0, "Rights"), (410.0, "First"), (490.0, "Last"))
_RIGHT_EDGES = (0.0, 285.0, 375.0, 455.0, RIGHT)


@dataclass(frozen=True, slots=True)
class ControlFile:
    """One print file of the run, as `PrintFileResult` has it, with its name."""

    name: str
    certificate_count: int
    rights_total: int
    first_number: str
    last_number: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ControlSheet:
    """What the control sheet of one run states. Texts are printed as given; counts must add up.

    `books_number` and `books_hash` are the head of the books when the run was drawn; `facts` are further
    lines, each a label and a value.
    """

    title: str
    agreement_code: str
    company_name: str
    agent_name: str
    prepared_text: str
    form_name: str
    form_hash: str
    books_number: int
    books_hash: str
    certificate_count: int
    rights_total: int
    numbers_text: str
    files: tuple[ControlFile, ...]
    facts: tuple[tuple[str, str], ...] = ()
    is_demo: bool = True


def draw_control_sheet(sheet: ControlSheet) -> bytes:
    """The control sheet as a PDF of as many pages as its files need; refused when its totals do not add up.

    Agreement: 5(a).
    """
    _require_balance(sheet)
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle(f"Control sheet {sheet.agreement_code}")
    pen = Pen(canvas)
    rest: Sequence[ControlFile] = sheet.files
    page = 1
    while True:
        if sheet.is_demo:
            draw_demo(pen)
        y = _draw_head(pen, sheet) if page == 1 else HEIGHT - 60
        taken = int((y - 90) // ROW_HEIGHT)
        _draw_files(pen, rest[:taken], y)
        rest = rest[taken:]
        text = f"{sheet.agreement_code} · page {page}"
        pen.text(LEFT, 40, text, face=ITALIC, size=8, colour=GREY)
        if not rest:
            _draw_signing(pen)
        canvas.showPage()
        if not rest:
            break
        page += 1
    canvas.save()
    return sink.getvalue()


def _require_balance(sheet: ControlSheet) -> None:
    count = sum(file.certificate_count for file in sheet.files)
    rights = sum(file.rights_total for file in sheet.files)
    if count != sheet.certificate_count or rights != sheet.rights_total:
        raise refuse(
            "BATCH_OUT_OF_BALANCE",
            saying=f"Printed {rights} Rights on {count} certificates; register {sheet.rights_total} on "
            f"{sheet.certificate_count}",
            curing="find the missing or doubled certificate before the run is signed",
            printed=rights,
            register=sheet.rights_total,
        )


def _draw_head(pen: Pen, sheet: ControlSheet) -> float:
    y = HEIGHT - 66
    pen.text(LEFT, y, sheet.title.upper(), face=TITLE, size=15, colour=INK, spacing=1.6)
    pen.text(
        LEFT, y - 17, shown(f"{sheet.company_name} · {sheet.agent_name}"), face=ITALIC, size=10, colour=GREY
    )
    pen.rule(LEFT, y - 26, RIGHT - LEFT, weight=0.8, colour=INK)
    y -= 46
    facts = (
        ("Agreement", sheet.agreement_code),
        ("Prepared", sheet.prepared_text),
        ("Form of certificate", sheet.form_name),
        ("SHA-256 of the form", sheet.form_hash),
        ("Books at entry", f"{sheet.books_number:,}"),
        ("Hash of that entry", sheet.books_hash),
        ("Certificates", f"{sheet.certificate_count:,}"),
        ("Rights", f"{sheet.rights_total:,}"),
        ("Numbers", sheet.numbers_text),
        ("Files", f"{len(sheet.files):,}"),
        *sheet.facts,
    )
    for label, value in facts:
        pen.text(LEFT, y, shown(label), face=ITALIC, size=9.4, colour=GREY)
        pen.text(
            LEFT + 118,
            y,
            shown(value),
            face=BOLD if value[:1].isdigit() and len(value) < 20 else ROMAN,
            size=9.6,
        )
        y -= 15
    return y - 14


def _draw_files(pen: Pen, files: Sequence[ControlFile], y: float) -> None:
    for (x, label), edge in zip(COLUMNS, _RIGHT_EDGES, strict=True):
        at = edge - text_width(label, name=BOLD, size=8.4) if edge else x
        pen.text(at, y, label, face=BOLD, size=8.4, colour=INK)
    pen.rule(LEFT, y - 4, RIGHT - LEFT, weight=0.5, colour=INK)
    y -= 16
    for file in files:
        values = (
            file.name,
            f"{file.certificate_count:,}",
            f"{file.rights_total:,}",
            file.first_number,
            file.last_number,
        )
        for (x, _), edge, value in zip(COLUMNS, _RIGHT_EDGES, values, strict=True):
            at = edge - text_width(shown(value), name=ROMAN, size=9) if edge else x
            pen.text(at, y, shown(value), face=ROMAN, size=9)
        pen.text(LEFT + 8, y - 8.5, file.sha256, face=ROMAN, size=7, colour=GREY)
        y -= ROW_HEIGHT


def _draw_signing(pen: Pen) -> None:
    for x, label in (
        (LEFT, "Released to the press, name and date"),
        (RIGHT - 220, "Reconciled, name and date"),
    ):
        pen.rule(x, 66, 220, weight=0.4)
        pen.text(x, 57, label, face=ITALIC, size=8, colour=GREY)
