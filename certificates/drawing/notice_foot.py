"""The line at the foot of forms and letters: where notices to the Rights Agent go (Section 26)."""

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen
from certificates.drawing.page import GREY
from certificates.drawing.typefaces import ITALIC, text_width

FOOT_Y = 27.0
SIZES = (8.0, 7.5, 7.0, 6.5, 6.0)


def draw_notice_foot(pen: Pen, address: str, *, left: float, width: float) -> None:
    """One line with the address in force, as large as it fits; nothing where none is stated.

    `left` and `width` are in points. Raises FIELD_OVERFLOW for an address longer than the line.

    Agreement: 26.
    """
    if not address:
        return
    words = f"Notices to the Rights Agent (Section 26): {address}"
    for size in SIZES:
        if text_width(words, name=ITALIC, size=size) <= width:
            pen.text(left, FOOT_Y, words, face=ITALIC, size=size, colour=GREY)
            return
    raise refuse(
        "FIELD_OVERFLOW",
        saying="The Rights Agent's address for notices is longer than the foot of a form",
        curing="file it with shorter lines",
        field="address for notices",
    )
