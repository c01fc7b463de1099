"""The papers of a prepared exercise: cover sheet, payment slip, what to write on the reverse.

They take effect only with the signed original, the certificate and the payment; every page says so.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import segno
from reportlab.graphics.barcode.code128 import Code128

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen, new_canvas
from certificates.drawing.lines import Style, overflow, set_paragraph
from certificates.drawing.notice_foot import draw_notice_foot
from certificates.drawing.overlays import draw_demo
from certificates.drawing.page import BLACK, GREY, HEIGHT, INK, WIDTH
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, missing_characters, text_width

LEFT, RIGHT = 54.0, WIDTH - 54.0
INNER = RIGHT - LEFT
LOWEST = 70.0
LABELS = 150.0  # the column of the labels
PLAIN = Style(ROMAN, 10.4, 13.6, "left", 4.0)
STRONG = Style(BOLD, 10.4, 13.6, "left", 4.0)
HINT = Style(ITALIC, 9.2, 11.8, "left", 3.0)
LISTED_MOST = 5  # certificates with a line of their own
BAR_WIDTH, BAR_HEIGHT = 1.15, 30.0
QR_MODULE = 2.6
# What would be taken for a blank to be filled in, or for a field.
_BLANKS = re.compile(r"_{3,}")
EMPTY, MARKED = "□", "■"
DRAFT_ONLY = (
    "This form takes effect only when the signed original, the certificate and the payment reach the "
    "designated office. Once presented, a signed election cannot be taken back."
)


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """What the papers of one prepared exercise say. Texts are printed as given; amounts are text.

    `certificates` are number, Rights on it, Rights to exercise; `clauses` are words and which of the two
    boxes is marked, None for neither.
    """

    agreement_code: str
    company_name: str
    agent_name: str
    office_lines: tuple[str, ...]
    code: str
    shown_code: str
    account: str
    registration: tuple[str, ...]
    printed_text: str
    certificates: tuple[tuple[str, int, int], ...]
    rights: int
    balance: int
    securities_text: str
    price_text: str
    amount_text: str
    means_text: str
    payee: str
    securities_to: tuple[str, ...]
    balance_to: tuple[str, ...]
    taxpayer_text: str
    certificate_head: str
    clauses: tuple[tuple[str, int | None], ...]
    must_consult: bool
    guarantor_text: str
    guarantors: tuple[str, ...]
    is_demo: bool = True
    notice_address: str = ""


def sheet_of(facts: Mapping[str, Any]) -> CoverSheet:
    """The papers from plain values; a character that no typeface has is shown as a box."""
    return CoverSheet(**{name: _shown(value) for name, value in facts.items()})


def draw_cover_sheet(sheet: CoverSheet) -> bytes:
    """The papers as one PDF; the same answers give the same bytes. Raises FIELD_OVERFLOW.

    Agreement: 7(a).
    """
    sink = io.BytesIO()
    canvas = new_canvas(sink)
    canvas.setTitle(f"Exercise {sheet.shown_code}")
    pages = (_draw_cover, _draw_slip, _draw_guide)
    for number, draw in enumerate(pages, 1):
        page = _Page(Pen(canvas), sheet)
        if sheet.is_demo:
            draw_demo(page.pen)
        page.head()
        draw(page)
        page.foot(f"{sheet.shown_code} · page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return sink.getvalue()


class _Page:
    """A page written from above; what does not fit is refused, never cut."""

    def __init__(self, pen: Pen, sheet: CoverSheet) -> None:
        self.pen, self.sheet, self.y = pen, sheet, HEIGHT - 58.0

    def head(self) -> None:
        told = f"{self.sheet.agent_name}, as Rights Agent of {self.sheet.company_name}"
        self.pen.text(LEFT, HEIGHT - 40, told, face=ITALIC, size=9.5, colour=GREY)

    def foot(self, words: str) -> None:
        if self.y < LOWEST:
            raise _too_long()
        y = 52.0
        for line in set_paragraph(DRAFT_ONLY, HINT, INNER - 110, field_widths={}):
            self.pen.line_of(line, LEFT, y, colour=GREY)
            y -= HINT.leading
        draw_notice_foot(self.pen, self.sheet.notice_address, left=LEFT, width=INNER)
        self.pen.text(
            RIGHT - text_width(words, name=ROMAN, size=9), 40, words, face=ROMAN, size=9, colour=GREY
        )

    def title(self, words: str) -> None:
        self.y -= 14
        self.pen.text(LEFT, self.y, words.upper(), face=TITLE, size=15, colour=INK, spacing=1.4)
        self.pen.rule(LEFT, self.y - 9, INNER, weight=0.8, colour=INK)
        self.y -= 28

    def heading(self, words: str) -> None:
        self.y -= 8
        self.pen.text(LEFT, self.y, words, face=BOLD, size=12, colour=INK)
        self.y -= 18

    def paragraph(
        self, words: str, style: Style = PLAIN, *, indent: float = 0.0, width: float = INNER
    ) -> None:
        lines = set_paragraph(words, style, width - indent, field_widths={})
        if overflow(lines, width - indent):
            raise _too_long()
        for line in lines:
            self.pen.line_of(line, LEFT + indent, self.y)
            self.y -= line.height

    def fact(self, label: str, lines: Sequence[str], *, style: Style = PLAIN, width: float = INNER) -> None:
        self.pen.text(LEFT, self.y, label, face=ITALIC, size=10, colour=GREY)
        close = replace(style, space_after=0.0)
        for place, line in enumerate(lines, 1):
            self.paragraph(line, style if place == len(lines) else close, indent=LABELS, width=width)
        if not lines:
            self.y -= style.leading

    def box(self, words: str) -> None:
        self.pen.text(LEFT, self.y, EMPTY, face=ROMAN, size=13)
        self.paragraph(words, indent=22)

    def marks(self, top: float) -> None:
        """The cover code as a QR and, below it, as Code 128, at the right."""
        side = _draw_qr(self.pen, self.sheet.code, top=top)
        bars = Code128(self.sheet.code, barWidth=BAR_WIDTH, barHeight=BAR_HEIGHT, quiet=0)
        self.pen.canvas.setFillColor(BLACK)
        bars.drawOn(self.pen.canvas, RIGHT - bars.width, top - side - 14 - BAR_HEIGHT)
        shown = self.sheet.shown_code
        x = RIGHT - text_width(shown, name=BOLD, size=13)
        self.pen.text(x, top - side - 32 - BAR_HEIGHT, shown, face=BOLD, size=13, colour=INK)


def _draw_qr(pen: Pen, code: str, *, top: float) -> float:
    """The QR of a code with its right upper corner at the margin; returns its side."""
    symbol = segno.make(code, error="M", micro=False)
    rows = [list(row) for row in symbol.matrix]
    side = len(rows) * QR_MODULE
    squares = [
        b"%.4g %.4g %.4g %.4g re"
        % (place * QR_MODULE, side - (line + 1) * QR_MODULE, QR_MODULE + 0.02, QR_MODULE + 0.02)
        for line, row in enumerate(rows)
        for place, dark in enumerate(row)
        if dark
    ]
    pen.operators(RIGHT - side, top - side, b" ".join(squares), colour=BLACK)
    return side


def _draw_cover(page: _Page) -> None:
    """The sheet on top: to whom, whose, which certificates, and what belongs into the envelope."""
    sheet = page.sheet
    page.title("Cover sheet of an exercise")
    page.marks(page.y + 4)
    beside = INNER - 190
    page.fact("Mail or bring to", (sheet.agent_name, *sheet.office_lines), style=STRONG, width=beside)
    page.fact("Registered holder", sheet.registration, width=beside)
    page.fact("Account", (sheet.account,), width=beside)
    page.fact("Agreement", (sheet.agreement_code,), width=beside)
    page.fact("Prepared and printed", (sheet.printed_text,), width=beside)
    page.heading("What is to be exercised")
    if len(sheet.certificates) <= LISTED_MOST:
        for number, rights, exercised in sheet.certificates:
            page.fact(f"Certificate {number}", (f"{exercised:,} of the {rights:,} Rights on it",))
    else:
        each = "; ".join(f"{number}: {part:,} of {rights:,}" for number, rights, part in sheet.certificates)
        page.fact("Certificates", (each,), style=HINT)
    page.fact("In all", (f"{sheet.rights:,} Rights, for {sheet.securities_text}",), style=STRONG)
    if sheet.balance:
        page.fact("Left over", (f"{sheet.balance:,} Rights, on a new certificate",))
    page.heading("Put into the envelope, and tick")
    numbers = ", ".join(number for number, _, _ in sheet.certificates)
    page.box("this cover sheet, on top;")
    page.box(f"the original Rights Certificate{'s' if len(sheet.certificates) > 1 else ''} {numbers};")
    page.box("on the reverse: the form of election to purchase, filled in, dated and signed;")
    page.box("under it: the certificate with one box marked in each clause, dated and signed;")
    page.box("the guarantee of each of the two signatures, by a guarantor of an accepted kind;")
    page.box(f"the payment of {sheet.amount_text} with the payment slip of the next page.")
    page.y -= 4
    page.paragraph(
        "Keep a copy. Send it so that you can prove that it arrived; it is at your risk until then.", HINT
    )


def _draw_slip(page: _Page) -> None:
    """The slip that goes with the money: amount, to whose order, by which means, for what."""
    sheet = page.sheet
    page.title("Payment slip")
    page.marks(page.y + 4)
    beside = INNER - 190
    page.fact("Amount", (f"{sheet.amount_text} in US dollars",), style=STRONG, width=beside)
    page.fact("To the order of", (sheet.payee,), style=STRONG, width=beside)
    page.fact("Means", (sheet.means_text,), width=beside)
    page.fact("Reference", (sheet.shown_code,), style=STRONG, width=beside)
    page.fact("Paid for", sheet.registration, width=beside)
    page.fact("Account", (sheet.account,), width=beside)
    page.y -= 46
    page.heading("How the amount comes about")
    page.paragraph(f"{sheet.rights:,} Rights at {sheet.price_text} each make {sheet.amount_text}.")
    page.paragraph(
        "The price in force when the certificate and the payment are both in hand decides. A tax that is "
        "asked for because the securities go to somebody else comes on top. Write the reference on the "
        "instrument."
    )


def _draw_guide(page: _Page) -> None:
    """What to write where on the reverse: a guide to be copied by hand, not a form to be signed."""
    sheet = page.sheet
    page.title("What to write on the reverse")
    page.paragraph(
        "A guide copy: write these answers onto the reverse of your certificate and sign there, before the "
        "guarantor's eyes. Do not sign this page.",
        STRONG,
    )
    page.heading("Form of election to purchase")
    each = [f"{part:,} on {number}" for number, _rights, part in sheet.certificates]
    page.fact("Number of Rights", ("; ".join(each),), style=STRONG if len(each) <= LISTED_MOST else HINT)
    page.fact("Issue the securities to", sheet.securities_to)
    page.fact("Identifying number", (f"write it by hand; for the registered holder, {sheet.taxpayer_text}",))
    if sheet.balance:
        page.fact("Balance certificate to", sheet.balance_to)
        page.fact("Identifying number", ("of the person named for the balance, by hand",))
    page.heading("Certificate under it")
    if sheet.certificate_head:
        page.paragraph(sheet.certificate_head, HINT)
    for place, (words, box) in enumerate(sheet.clauses, 1):
        page.paragraph(f"({place}) {_marked(words, box)}", indent=8)
    if sheet.must_consult:
        page.paragraph(
            "As answered here, the Rights Agent must consult the Company first. This is not a refusal.",
            STRONG,
        )
    page.heading("Signatures and guarantees")
    page.paragraph(
        "Sign with the name exactly as it stands on the face, in every particular, without any change:"
    )
    for line in sheet.registration:
        page.paragraph(line, STRONG, indent=22)
    if sheet.guarantor_text:
        page.paragraph(f"You named as guarantor: {sheet.guarantor_text}.")
    page.paragraph(f"Accepted as guarantors: {'; '.join(sheet.guarantors)}. A notary is none.")


def _marked(words: str, box: int | None) -> str:
    """The words of a clause with the chosen one of its two boxes filled."""
    parts = words.split(EMPTY)
    if box is None or len(parts) <= box + 1:
        return words
    marks = [MARKED if place == box else EMPTY for place in range(len(parts) - 1)]
    return "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True))


def _shown(value: Any) -> Any:
    """Texts whose unprintable characters show as a box: what somebody typed must not stop the papers."""
    if isinstance(value, str):
        missing = set(missing_characters(value, name=ROMAN)) | set(missing_characters(value, name=BOLD))
        plain = "".join(EMPTY if sign in missing else sign for sign in value.replace("\n", " "))
        return _BLANKS.sub("__", plain).replace("{", "(").replace("}", ")")
    return tuple(_shown(one) for one in value) if isinstance(value, tuple | list) else value


def _too_long() -> Exception:
    return refuse(
        "FIELD_OVERFLOW",
        saying="The answers do not fit the papers",
        curing="shorten the names, or prepare fewer certificates for one envelope",
        field="answers",
    )
