"""The draft of a certificate of adjustment, drawn from the plain values that its page hands over (§12)."""

from collections.abc import Mapping
from typing import Any

from certificates.drawing.adjustment_sheet import draw_adjustment_sheet, sheet_of


def draw_adjustment_draft(facts: Mapping[str, Any]) -> bytes:
    """The draft with its figures, facts and steps, and the place where an officer signs, as a PDF.

    Raises FIELD_OVERFLOW.

    Agreement: 12.
    """
    return draw_adjustment_sheet(sheet_of(facts))
