"""Checks with their stubs as a print file, drawn from the plain values that the desk hands over (§23(a))."""

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from certificates.drawing.check_sheet import CheckSheet, draw_checks
from certificates.services.post_addresses import window_lines


def draw_check_file(facts: Mapping[str, Any]) -> bytes:
    """A print file of checks as a PDF, a sheet each: for the stock of the bank, without its magnetic line.

    Raises FIELD_OVERFLOW, GLYPH_NOT_IN_FONT.

    Agreement: 23(a);24(d).
    """
    sink = io.BytesIO()
    draw_checks((_sheet(one, facts) for one in facts["checks"]), sink, title=facts["title"])
    return sink.getvalue()


def _sheet(one: Mapping[str, Any], facts: Mapping[str, Any]) -> CheckSheet:
    return CheckSheet(
        number=one["number"],
        dated=date.fromisoformat(one["dated"]),
        payee_lines=window_lines(one["registration"], one["address"]),
        amount=Decimal(one["amount"]),
        drawer=facts["drawer"],
        on_behalf_of=facts["on_behalf_of"],
        memo=facts["memo"],
        facts=tuple((label, words) for label, words in one["facts"]),
        notes=tuple(facts["notes"]),
        is_demo=facts["is_demo"],
    )
