"""The reverse: forms of assignment and election with their certificates, guarantees of signature, the notice.

It takes one page where the words allow and flows onto further pages where they do not; nothing is ever cut.
"""

from dataclasses import dataclass, replace

from certificates.drawing.border import draw_ground, draw_reverse_border
from certificates.drawing.canvas import Pen
from certificates.drawing.face import height_of, overflow_refusal
from certificates.drawing.forms import filled
from certificates.drawing.lines import (
    Line,
    overflow,
    paragraphs,
    reverse_styles,
    set_paragraph,
    styled_paragraph,
)
from certificates.drawing.page import (
    GREY,
    HEIGHT,
    INK,
    REVERSE_BOTTOM,
    REVERSE_LEFT,
    REVERSE_RIGHT,
    REVERSE_TOP,
    WIDTH,
    Field,
)
from certificates.drawing.typefaces import BOLD, ITALIC, TITLE, text_width
from certificates.faces import FaceTerms, FormVersion, ReversePage, words_of_terms

SIZES = tuple(
    size / 10 for size in range(92, 71, -2)
)  # for one page of the reverse; flowing pages take FLOWING
FLOWING = 8.4
PAGES_MAX = 7
INNER = REVERSE_RIGHT - REVERSE_LEFT
COLUMN_GAP = 22.0
HEAD_HEIGHT = 20.0


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that stay together: a paragraph, a signature line, a guarantor's block; headings keep one."""

    lines: tuple[Line, ...]
    height: float
    directive: str = ""
    keeps_next: bool = False


@dataclass(frozen=True, slots=True)
class ReverseLayout:
    """One page of the reverse: groups for each column, and the foot across the page."""

    size: float
    columns: tuple[tuple[Group, ...], ...]
    foot: tuple[Group, ...]


def lay_out_reverse(form: FormVersion, terms: FaceTerms) -> list[ReverseLayout]:
    """Set the reverse: each page of the form on one sheet side if it fits, else on as many as it needs.

    Agreement: 4(a).
    """
    values = words_of_terms(terms)
    layouts = [layout for page in form.reverse for layout in _lay_out_page(form, page, values)]
    if len(layouts) > PAGES_MAX:
        raise overflow_refusal(
            form.name, f"the reverse needs {len(layouts)} pages, at most {PAGES_MAX} are printed"
        )
    if len(layouts) % 2 == 0:  # the last sheet's back stays free, or the next face would stand on it
        layouts.append(ReverseLayout(FLOWING, (), ()))
    return layouts


def _lay_out_page(form: FormVersion, page: ReversePage, values: dict[str, str]) -> list[ReverseLayout]:
    for size in SIZES:
        layouts = _flowed(form, page, values, size=size)
        if len(layouts) == 1:
            return layouts
    return _flowed(form, page, values, size=FLOWING)


def _flowed(
    form: FormVersion, page: ReversePage, values: dict[str, str], *, size: float
) -> list[ReverseLayout]:
    width = (INNER - COLUMN_GAP * (page.columns - 1)) / page.columns
    foot = [group for stem in page.foot for group in _groups(form, stem, values, size=size, width=INNER)]
    room = REVERSE_TOP - REVERSE_BOTTOM - HEAD_HEIGHT - sum(group.height for group in foot) - 8
    frames: list[list[Group]] = [[]]
    for stem in page.blocks:
        block = _groups(form, stem, values, size=size, width=width)
        _require_room(form, block, room=room)
        if frames[-1] and _used(frames[-1]) + _used(block) > room:
            frames.append([])
        for place, group in enumerate(block):
            wanted = group.height + (
                block[place + 1].height if group.keeps_next and place + 1 < len(block) else 0
            )
            if frames[-1] and _used(frames[-1]) + wanted > room:
                frames.append([])
            frames[-1].append(group)
    pages = [frames[start : start + page.columns] for start in range(0, len(frames), page.columns)]
    last = len(pages) - 1
    return [
        ReverseLayout(size, tuple(map(tuple, columns)), tuple(foot) if place == last else ())
        for place, columns in enumerate(pages)
    ]


def _used(groups: list[Group]) -> float:
    return sum(group.height for group in groups)


def _require_room(form: FormVersion, groups: list[Group], *, room: float) -> None:
    for group in groups:
        if group.height > room:
            raise overflow_refusal(form.name, "a paragraph of the reverse is longer than a page")


def _groups(
    form: FormVersion, stem: str, values: dict[str, str], *, size: float, width: float
) -> list[Group]:
    styles = reverse_styles(size)
    groups: list[Group] = []
    for paragraph in paragraphs(form.texts[stem]):
        if paragraph == "{signature}":
            groups.append(Group((), size * 3.5, "signature"))
            continue
        if paragraph == "{guarantee}":
            hint = replace(styles["hint"], align="left", space_after=size * 0.5)
            words = filled(form.texts["guarantee"], values)
            lines = set_paragraph(words, hint, width, field_widths={})
            groups.append(Group(tuple(lines), height_of(lines) + size * 2.6, "guarantee"))
            continue
        style, words = styled_paragraph(filled(paragraph, values))
        lines = set_paragraph(words, styles[style], width, field_widths={})
        wide = overflow(lines, width)
        if wide:
            raise overflow_refusal(form.name, f'the words "{wide[:60]}" are wider than the reverse')
        groups.append(Group(tuple(lines), height_of(lines), "", style in ("heading", "subheading")))
    return groups


def draw_reverse(
    pen: Pen, form: FormVersion, terms: FaceTerms, *, layout: ReverseLayout, page: int, page_count: int
) -> list[Field]:
    """Draw one page of the reverse, and tell where the certificate number stands that matches the face.

    Agreement: 4(a).
    """
    draw_ground(pen.canvas, WIDTH / 2, HEIGHT / 2, 190)
    draw_reverse_border(pen.canvas)
    top = REVERSE_TOP
    if layout.columns:
        title = form.labels["reverse_title"].upper()
        pen.centred(WIDTH / 2, top - 8, title, face=TITLE, size=8.5, colour=INK, spacing=2.4)
    spare = _spare(layout)
    width = (INNER - COLUMN_GAP * (len(layout.columns) - 1)) / max(len(layout.columns), 1)
    for place, column in enumerate(layout.columns):
        x, y = REVERSE_LEFT + place * (width + COLUMN_GAP), top - HEAD_HEIGHT
        gap = min(spare[place] / max(len(column), 1), layout.size * 0.62)
        for group in column:
            y = _draw_group(pen, form, group, x, y, width=width, size=layout.size) - gap
    if len(layout.columns) == 2:
        pen.canvas.setLineWidth(0.3)
        pen.canvas.setStrokeColor(INK)
        low = REVERSE_BOTTOM + _used(list(layout.foot)) + 8
        pen.canvas.line(WIDTH / 2, top - HEAD_HEIGHT, WIDTH / 2, low)
    y = REVERSE_BOTTOM + _used(list(layout.foot))
    if layout.foot:
        pen.rule(REVERSE_LEFT, y + 4, INNER, weight=0.4, colour=INK)
    for group in layout.foot:
        y = _draw_group(pen, form, group, REVERSE_LEFT, y, width=INNER, size=layout.size)
    return [_draw_match(pen, form, terms, page=page, page_count=page_count)]


def _draw_match(pen: Pen, form: FormVersion, terms: FaceTerms, *, page: int, page_count: int) -> Field:
    y = REVERSE_BOTTOM - 12
    label = f"{form.labels['certificate_number']} "
    pen.text(REVERSE_LEFT, y, label, face=ITALIC, size=7.4, colour=GREY)
    right = f"{terms.company_name} · {page + 1}/{page_count}"
    pen.text(
        REVERSE_RIGHT - text_width(right, name=ITALIC, size=7.4), y, right, face=ITALIC, size=7.4, colour=GREY
    )
    start = REVERSE_LEFT + text_width(label, name=ITALIC, size=7.4)
    return Field("certificate_number", page, start, y, 120, BOLD, 8.2, 5.0, is_centred=False)


def _spare(layout: ReverseLayout) -> list[float]:
    room = REVERSE_TOP - REVERSE_BOTTOM - HEAD_HEIGHT - _used(list(layout.foot)) - 12
    return [max(room - _used(list(column)), 0.0) for column in layout.columns]


def _draw_group(
    pen: Pen, form: FormVersion, group: Group, x: float, y: float, *, width: float, size: float
) -> float:
    if group.directive == "signature":
        _draw_signature_line(pen, form, x, y - group.height, width=width, size=size)
        return y - group.height
    if group.directive == "guarantee":
        label = form.labels["signature_guaranteed"]
        base = y - size * 2.1
        pen.text(x, base, label, face=BOLD, size=size * 0.95)
        start = x + text_width(label, name=BOLD, size=size * 0.95) + 6
        pen.rule(start, base - 1.5, x + width - start, weight=0.45, colour=INK)
        y -= size * 2.4
    for line in group.lines:
        drop = line.style.leading * (1.35 if any(p.kind == "blank" for _, p in line.pieces) else 1.0)
        pen.line_of(line, x, y - drop + line.style.leading * 0.18)
        y -= line.height
    return y - (size * 0.2 if group.directive else 0.0)


def _draw_signature_line(
    pen: Pen, form: FormVersion, x: float, y: float, *, width: float, size: float
) -> None:
    base = y + size * 1.35
    for label, start, length in (
        (form.labels["dated"], 0.0, width * 0.34),
        (form.labels["signature"], width * 0.4, width * 0.6),
    ):
        pen.rule(x + start, base, length, weight=0.45, colour=INK)
        pen.text(x + start, base - size * 0.95, label, face=ITALIC, size=size * 0.86, colour=GREY)
