"""The paper of a transmittal, drawn from the plain values that its page hands over (§8)."""

from collections.abc import Mapping
from typing import Any

from certificates.drawing.transmittal_sheet import draw_transmittal_sheet, sheet_of


def draw_transmittal(facts: Mapping[str, Any]) -> bytes:
    """The list of a transmittal with the place for the Company's receipt, as a PDF.

    Raises FIELD_OVERFLOW.

    Agreement: 8.
    """
    return draw_transmittal_sheet(sheet_of(facts))
