"""The face of a Rights Certificate: what stands the same on all of them, and where each one's values go."""

import re
from dataclasses import dataclass, replace

from agreement.errors import RightsError
from agreement.refusals import refuse
from certificates.drawing.border import draw_face_border, draw_ground
from certificates.drawing.canvas import Pen
from certificates.drawing.execution import draw_countersignature, draw_signatures
from certificates.drawing.forms import filled
from certificates.drawing.lines import Line, Style, overflow, set_paragraph, width_of
from certificates.drawing.marks import CODE128_WIDTH
from certificates.drawing.page import (
    ACCENT,
    BLACK,
    FACE_BOTTOM,
    FACE_LEFT,
    FACE_RIGHT,
    FACE_TOP,
    FOOT_HEIGHT,
    GREY,
    HEIGHT,
    INK,
    REGISTRATION_SIZE,
    REGISTRATION_SIZE_MIN,
    WIDTH,
    Field,
    Marks,
)
from certificates.drawing.typefaces import BOLD, ITALIC, ROMAN, TITLE, text_width
from certificates.faces import FaceTerms, FormVersion, words_of_terms

INNER = FACE_RIGHT - FACE_LEFT
MIDDLE = WIDTH / 2
COLUMN_GAP = 18.0
SIZES = tuple(size / 10 for size in range(88, 59, -2))  # points, the largest that fits is taken
TIGHT_BELOW = 7.0  # points; smaller words stand closer, so that a long form still fits on one face
SIGNATURES_HEIGHT = 66.0
HEADER_HEIGHT = 118.0
MARKS = Marks(
    barcode=(FACE_RIGHT - CODE128_WIDTH - 64, FACE_BOTTOM + 24), qr=(FACE_RIGHT - 51, FACE_BOTTOM + 13)
)
INLINE_SAMPLES = {
    "dated": "September 30, 2000",
    "rights_figures": "999,999,999,999",
    "certificate_number": "R-00000000",
}
_BLOCK_FIELDS = ("registration", "rights_words")
_BLOCK_FIELD = re.compile(r"\{(registration|rights_words)\}")
_LEADING_POINTS = ",.;:"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the certification: lines of words, or the name of the field that stands there."""

    lines: tuple[Line, ...]
    field: str
    height: float
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class FaceLayout:
    """All lines of the face at the size that fits, and the room left over."""

    legend: tuple[Line, ...]
    certification: tuple[Part, ...]
    columns: tuple[tuple[Line, ...], ...]
    witness: tuple[Line, ...]
    validity: tuple[Line, ...]
    spare: float


def height_of(lines: tuple[Line, ...] | list[Line]) -> float:
    """The height that lines take."""
    return sum(line.height for line in lines)


def lay_out_face(form: FormVersion, terms: FaceTerms, *, legend_class: str) -> FaceLayout:
    """Set the face at the largest size at which all of it fits; what fits at none is refused, never cut.

    Agreement: 4(a).
    """
    values = words_of_terms(terms)
    for size in SIZES:
        layout = _layout_at(form, values, size=size, legend_class=legend_class)
        if layout.spare >= 0:
            wide = _widest_overflow(layout)
            if wide:
                raise overflow_refusal(form.name, f'the words "{wide[:60]}" are wider than the face')
            return layout
    raise overflow_refusal(form.name, f"the face is {-layout.spare:.0f} points too long at its smallest size")


def overflow_refusal(form_name: str, what: str) -> RightsError:
    """The refusal of words that do not fit on the paper."""
    return refuse(
        "FIELD_OVERFLOW",
        saying=f"The form version {form_name} does not fit: {what}",
        curing="shorten the words or move a block to the reverse",
        form=form_name,
    )


def _layout_at(form: FormVersion, values: dict[str, str], *, size: float, legend_class: str) -> FaceLayout:
    is_tight = size < TIGHT_BELOW
    body = Style(
        ROMAN, size, size * (1.12 if is_tight else 1.17), "justified", size * (0.35 if is_tight else 0.5)
    )
    legend = Style(BOLD, size * 0.88, size * 1.04, "justified", 0.0)
    words = [filled(form.texts[stem], values) for stem in form.body]
    opening = next((place for place, text in enumerate(words) if "{registration}" in text), None)
    parts = _certification(
        words[opening] if opening is not None else "{registration}",
        body.at(size * 1.06),
        registration_row=12.4 if is_tight else 15.04,
        label=form.labels["rights"],
    )
    rest = [text for place, text in enumerate(words) if place != opening]
    width = (INNER - COLUMN_GAP * (form.columns - 1)) / form.columns
    lines = [line for text in rest for line in _set(text, body, width)]
    columns = _balanced(lines, form.columns)
    head = " ".join(filled(form.texts[stem], values) for stem in (*form.head, form.nullity[legend_class]))
    witness = _set(
        filled(form.texts[form.witness], values), Style(ITALIC, size * 1.1, size * 1.5, "centre", 0), INNER
    )
    validity = _set(filled(form.texts[form.validity], values), Style(ITALIC, 7.2, 8.2, "left", 0), 186)
    head_lines = _set(head, legend, INNER - 20)
    used = HEADER_HEIGHT + height_of(head_lines) + 14 + sum(part.height for part in parts) + 6
    used += max(height_of(column) for column in columns) + height_of(witness) + 6
    used += SIGNATURES_HEIGHT + FOOT_HEIGHT
    return FaceLayout(
        tuple(head_lines), parts, columns, tuple(witness), tuple(validity), FACE_TOP - FACE_BOTTOM - used
    )


def _set(text: str, style: Style, width: float) -> list[Line]:
    fields = {
        name: width_of(sample, replace(style, face=BOLD)) + 8 for name, sample in INLINE_SAMPLES.items()
    }
    return [
        line
        for paragraph in text.split("\n\n")
        for line in set_paragraph(" ".join(paragraph.split()), style, width, field_widths=fields)
    ]


def _certification(text: str, style: Style, *, registration_row: float, label: str) -> tuple[Part, ...]:
    """Part the certification at its registration and at the Rights in words, which stand on their own."""
    parts: list[Part] = []
    if "{rights_words}" not in text:
        parts.append(Part((), "rights_words", 18.0, f" {label}"))
    for piece in _BLOCK_FIELD.split(" ".join(text.split())):
        if piece in _BLOCK_FIELDS:
            height = 4 * registration_row + 5 if piece == "registration" else 20.0
            parts.append(Part((), piece, height))
            continue
        words = piece.strip()
        if parts and parts[-1].field and words[:1] in _LEADING_POINTS and words:
            parts[-1] = replace(parts[-1], suffix=words[0])
            words = words[1:].strip()
        if words:
            lines = _set(words, _lead_in(style) if len(words) < 90 else style, INNER)
            parts.append(Part(tuple(lines), "", height_of(lines)))
    return tuple(parts)


def _lead_in(style: Style) -> Style:
    return replace(style, face=ITALIC, size=style.size * 1.12, align="centre", space_after=1.0)


def _balanced(lines: list[Line], columns: int) -> tuple[tuple[Line, ...], ...]:
    """Split lines over one or two columns of about the same height, the left one not the shorter."""
    if columns == 1 or not lines:
        return (tuple(lines),)
    ends = {place for place, line in enumerate(lines, start=1) if line.height > line.style.leading * 1.36}

    def badness(place: int) -> tuple[float, int]:
        # One line of a paragraph alone at the foot or the head of a column is worth four lines of difference.
        alone = place not in ends and (place + 1 in ends or place - 1 in ends or place == 1)
        difference = max(height_of(lines[:place]), height_of(lines[place:]))
        return difference + (lines[0].style.leading * 4 if alone else 0), -place

    best = min(range(1, len(lines) + 1), key=badness)
    return tuple(lines[:best]), tuple(lines[best:])


def _widest_overflow(layout: FaceLayout) -> str:
    width = (INNER - COLUMN_GAP * (len(layout.columns) - 1)) / len(layout.columns)
    found = [
        overflow(layout.legend, INNER - 20),
        overflow(layout.witness, INNER),
        overflow(layout.validity, 186),
    ]
    found += [overflow(column, width) for column in layout.columns]
    found += [overflow(part.lines, INNER) for part in layout.certification]
    return next((words for words in found if words), "")


def draw_face(
    pen: Pen, form: FormVersion, terms: FaceTerms, *, layout: FaceLayout, legend_class: str
) -> list[Field]:
    """Draw what every face of a plate shares, and tell where each certificate's values stand.

    Agreement: 4(a); 4(b); 5(a).
    """
    canvas = pen.canvas
    draw_ground(canvas, MIDDLE, HEIGHT * 0.47, 176)
    draw_face_border(canvas)
    gap = layout.spare / 5
    fields = _draw_header(pen, form, terms)
    y = FACE_TOP - HEADER_HEIGHT - gap * 0.5
    y = _draw_legend(pen, layout, y, legend_class=legend_class) - gap
    for part in layout.certification:
        fields += _draw_part(pen, part, y)
        y -= part.height
    y -= 6 + gap
    _draw_columns(pen, layout.columns, y)
    y -= max(height_of(column) for column in layout.columns) + gap
    for line in layout.witness:
        y -= line.style.leading
        fields += _inline_fields(pen, line, FACE_LEFT, y)
    draw_signatures(pen, form, terms, FACE_BOTTOM + FOOT_HEIGHT + SIGNATURES_HEIGHT + gap * 0.4)
    draw_countersignature(pen, form, terms, validity=layout.validity)
    return fields


def _draw_header(pen: Pen, form: FormVersion, terms: FaceTerms) -> list[Field]:
    top = FACE_TOP - 2
    box = 104.0
    for x, label in (
        (FACE_LEFT, form.labels["certificate_number"]),
        (FACE_RIGHT - box, form.labels["rights"]),
    ):
        pen.canvas.setFillColorRGB(1, 1, 1)
        pen.canvas.setStrokeColor(INK)
        pen.canvas.setLineWidth(0.8)
        pen.canvas.roundRect(x, top - 40, box, 40, 4, stroke=1, fill=1)
        pen.canvas.setLineWidth(0.3)
        pen.canvas.roundRect(x + 2.2, top - 37.8, box - 4.4, 35.6, 3, stroke=1, fill=0)
        pen.centred(x + box / 2, top - 13, label.upper(), face=BOLD, size=6.4, colour=INK, spacing=1.1)
    pen.centred(
        MIDDLE,
        top - 23,
        f"{form.labels['cusip']} {terms.cusip}",
        face=ROMAN,
        size=8.4,
        colour=BLACK,
        spacing=0.4,
    )
    size = min(
        25.0, 25.0 * INNER * 0.96 / max(text_width(terms.company_name.upper(), name=TITLE, size=25), 1)
    )
    pen.centred(MIDDLE, top - 66, terms.company_name.upper(), face=TITLE, size=size, colour=INK, spacing=0.6)
    pen.centred(MIDDLE, top - 78, terms.company_description, face=ITALIC, size=9, colour=GREY)
    title = form.title.upper()
    pen.centred(MIDDLE, top - 102, title, face=TITLE, size=17.5, colour=ACCENT, spacing=4.2)
    reach = (text_width(title, name=TITLE, size=17.5) + 4.2 * len(title)) / 2 + 12
    for side in (-1, 1):
        start = MIDDLE + side * reach
        for offset, weight in ((0.0, 0.8), (2.4, 0.3)):
            end = MIDDLE + side * INNER / 2
            pen.rule(min(start, end), top - 97 + offset, abs(end - start), weight=weight, colour=INK)
    number = Field("certificate_number", 0, FACE_LEFT + box / 2, top - 30, box - 14, BOLD, 14.5, 8.0)
    rights = Field("rights_figures", 0, FACE_RIGHT - box / 2, top - 30, box - 12, BOLD, 14.5, 7.0)
    x, y = MARKS.barcode[0] + CODE128_WIDTH / 2, MARKS.barcode[1] - 9
    beneath = Field("certificate_number", 0, x, y, CODE128_WIDTH, ROMAN, 7.6, 5.0)
    return [number, rights, beneath]


def _draw_legend(pen: Pen, layout: FaceLayout, y: float, *, legend_class: str) -> float:
    height = height_of(layout.legend) + 9
    pen.canvas.setLineWidth(0.8 if legend_class == "NULLITY" else 0.4)
    pen.canvas.setStrokeColor(ACCENT if legend_class == "NULLITY" else INK)
    pen.canvas.setFillColorRGB(1, 1, 1)
    pen.canvas.rect(FACE_LEFT, y - height, INNER, height, stroke=1, fill=1)
    at = y - 3
    for line in layout.legend:
        at -= line.style.leading
        pen.line_of(line, FACE_LEFT + 10, at + 1)
    return y - height - 5


def _draw_part(pen: Pen, part: Part, y: float) -> list[Field]:
    if part.field == "registration":
        size = REGISTRATION_SIZE
        return [
            Field(
                "registration", 0, MIDDLE, y - part.height / 2, INNER - 20, BOLD, size, REGISTRATION_SIZE_MIN,
                lines_max=4, leading=size * 1.06, suffix=part.suffix, height=part.height - 10,
            )
        ]  # fmt: skip
    if part.field:
        return [
            Field(
                "rights_words", 0, MIDDLE, y - part.height / 2, INNER - 20, BOLD, 12.5, 6.6,
                lines_max=2, leading=8.4, suffix=part.suffix,
            )
        ]  # fmt: skip
    fields = []
    for line in part.lines:
        y -= line.style.leading
        fields += _inline_fields(pen, line, FACE_LEFT, y)
    return fields


def _inline_fields(pen: Pen, line: Line, x: float, y: float) -> list[Field]:
    pen.line_of(line, x, y)
    return [
        Field(piece.text, 0, x + offset + piece.width / 2, y, piece.width - 2, BOLD, line.style.size, 5.0)
        for offset, piece in line.pieces
        if piece.kind == "field"
    ]


def _draw_columns(pen: Pen, columns: tuple[tuple[Line, ...], ...], y: float) -> None:
    width = (INNER - COLUMN_GAP * (len(columns) - 1)) / len(columns)
    for place, column in enumerate(columns):
        at = y
        for line in column:
            pen.line_of(line, FACE_LEFT + place * (width + COLUMN_GAP), at - line.style.leading)
            at -= line.height
    if len(columns) == 2:
        pen.canvas.setStrokeColor(INK)
        pen.canvas.setLineWidth(0.3)
        pen.canvas.line(MIDDLE, y - 3, MIDDLE, y - max(map(height_of, columns)) + 5)
