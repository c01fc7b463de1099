"""Where words stand so that the two windows of a #10 envelope show them, wherever the folded sheet slides.

The envelope is 9 1/2 by 4 1/8 inches. Its windows: for the return address 3 1/2 by 7/8 inches, 1/2 inch from
the left and 2 1/2 from below; for the address 4 1/2 by 1 1/8, 7/8 from the left and 1/2 from below. A sheet
of US Letter is folded so that its top panel, 3 7/8 inches high, lies behind the windows; inside the envelope
it may slide 7/8 inch across and 1/8 inch up. What must show stays 1/8 inch from the sides of a window and
1/25 from its edges above and below at every place of the sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from certificates.drawing.page import HEIGHT
from certificates.drawing.typefaces import ROMAN, codes, missing_characters

INCH = 72.0
PANEL = 3.875 * INCH
FIRST_FOLD = HEIGHT - PANEL
SECOND_FOLD = FIRST_FOLD / 2
SLIDE_ACROSS, SLIDE_UP = 0.875 * INCH, 0.125 * INCH
CLEAR_ACROSS, CLEAR_UP = 0.125 * INCH, 0.04 * INCH
FACE = ROMAN
TIGHTEST = 1.03  # leading over size


@dataclass(frozen=True, slots=True)
class Window:
    """A window, in points from the lower left corner of the envelope."""

    left: float
    below: float
    width: float
    height: float

    @property
    def always_shown(self) -> "Block":
        """What of the sheet the window shows wherever the sheet slides, its clearance taken off."""
        left = self.left + CLEAR_ACROSS
        right = self.left + self.width - SLIDE_ACROSS - CLEAR_ACROSS
        bottom = FIRST_FOLD + self.below + CLEAR_UP
        top = FIRST_FOLD + self.below + self.height - SLIDE_UP - CLEAR_UP
        return Block(left, bottom, right - left, top - bottom)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the sheet, in points from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.bottom + self.height


RETURN_WINDOW = Window(0.5 * INCH, 2.5 * INCH, 3.5 * INCH, 0.875 * INCH)
ADDRESS_WINDOW = Window(0.875 * INCH, 0.5 * INCH, 4.5 * INCH, 1.125 * INCH)
RETURN_BLOCK = RETURN_WINDOW.always_shown
ADDRESS_BLOCK = ADDRESS_WINDOW.always_shown
HIDDEN_FROM = ADDRESS_WINDOW.left + ADDRESS_WINDOW.width + CLEAR_ACROSS  # to the right nothing shows
ADDRESS_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
RETURN_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)


@dataclass(frozen=True, slots=True)
class SetLines:
    """Lines as they stand in a block: size, leading, and the baseline of the first."""

    size: float
    leading: float
    first_baseline: float


def set_lines(lines: Sequence[str], block: Block, *, sizes: Sequence[float]) -> SetLines | str:
    """The largest setting of lines that fits a block; else what stands against it, without their words."""
    for place, line in enumerate(lines, start=1):
        missing = missing_characters(line, name=FACE)
        if missing:
            points = ", ".join(f"U+{ord(character):04X}" for character in missing)
            return f"line {place} has characters that the typeface lacks ({points})"
    widest = 0.0
    for size in sizes:
        room = (block.height - size) / (len(lines) - 1) if len(lines) > 1 else size * 1.2
        leading = min(size * 1.2, room)
        widest = max(width_in(line, size=size) for line in lines)
        if widest <= block.width and leading >= size * TIGHTEST:
            return SetLines(size, leading, block.top - size * 0.76)
    smallest = sizes[-1]
    if widest > block.width:
        wide = max(range(len(lines)), key=lambda place: width_in(lines[place], size=smallest))
        return f"line {wide + 1} is too wide even at {smallest} points"
    return f"{len(lines)} lines are too many"


def width_in(line: str, *, size: float) -> float:
    """The width of a line in points, for characters that the typeface has."""
    widths = codes(FACE).widths
    return sum(widths[character] for character in line) * size / 1000


def window_fault(lines: Sequence[str]) -> str:
    """What keeps an address from being shown in the window, empty when nothing does."""
    found = set_lines(lines, ADDRESS_BLOCK, sizes=ADDRESS_SIZES)
    return found if isinstance(found, str) else ""
