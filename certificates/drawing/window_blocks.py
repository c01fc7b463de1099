"""What every sheet behind an envelope's windows draws alike: words in a block, marks of the folds."""

from collections.abc import Sequence

from agreement.refusals import refuse
from certificates.drawing.canvas import Pen
from certificates.drawing.envelope import FACE, FIRST_FOLD, SECOND_FOLD, Block, set_lines
from certificates.drawing.page import BLACK, GREY, WIDTH


def draw_block(pen: Pen, lines: Sequence[str], block: Block, *, sizes: Sequence[float], holder: str) -> None:
    """Lines in a window's block; nothing is cut and nothing stands outside. Raises ADDRESS_NOT_SHOWN."""
    found = set_lines(lines, block, sizes=sizes)
    if isinstance(found, str):
        raise refuse("ADDRESS_NOT_SHOWN", holder=holder, reason=found)
    y = found.first_baseline
    for line in lines:
        pen.text(block.left, y, line, face=FACE, size=found.size, colour=BLACK)
        y -= found.leading


def draw_folds(pen: Pen) -> None:
    """Short rules at both sides where the sheet is folded."""
    for fold in (FIRST_FOLD, SECOND_FOLD):
        for x in (8.0, WIDTH - 20.0):
            pen.rule(x, fold, 12, weight=0.4, colour=GREY)
