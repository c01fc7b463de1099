"""The paper of a transmittal: every certificate on it, its receipt below the last rows (8)."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from certificates.drawing.transmittal_sheet import TransmittalSheet, draw_transmittal_sheet

SHEET = TransmittalSheet(
    number=3,
    agreement_code="AHS-2003",
    company_name="Alder Harbor Systems, Inc.",
    agent_name="Harbor Trust Company",
    facts=(("Made", "September 2, 2003"), ("Certificates", "148")),
    words=("Under Section 8 these go to the Company.",),
    rows=tuple(
        (f"R-{number:07d}", "Beech & Sons", f"{number * 7:,}", "August 29, 2003", "Transfer, item 17")
        for number in range(13, 161)
    ),
)


def pages(sheet: TransmittalSheet) -> list[str]:
    read = pypdf.PdfReader(io.BytesIO(draw_transmittal_sheet(sheet)))
    return [page.extract_text() for page in read.pages]


@pytest.mark.row("R-8-4")
def test_148_certificates_stand_on_the_list_each_once_and_the_receipt_below_the_last() -> None:
    told = pages(SHEET)
    whole = "\n".join(told)
    assert all(whole.count(row[0]) == 1 for row in SHEET.rows)
    assert "cancelled certificates of the 148 listed" in told[-1]
    assert "R-0000160" in told[-1]
    assert f"Page 1 of {len(told)}" in told[0]
    assert draw_transmittal_sheet(SHEET) == draw_transmittal_sheet(SHEET)


@pytest.mark.parametrize("count", [1, 2, 3, 17, 18, 19, 20, 21, 22, 23, 24, 46, 47, 48])
def test_the_receipt_is_never_parted_from_the_last_rows(count: int) -> None:
    told = pages(replace(SHEET, rows=SHEET.rows[:count]))
    assert SHEET.rows[count - 1][0] in told[-1]
    assert "Receipt of the Company" in told[-1]


def test_a_name_of_any_length_or_script_comes_out() -> None:
    rows = (("R-0000013", "x" * 300, "1", "August 29, 2003", "item 1"),
            ("R-0000014", "漢字 Łucja", "1", "August 29, 2003", "item 1"))  # fmt: skip
    whole = "\n".join(pages(replace(SHEET, rows=rows)))
    assert "x" * 26 in whole
    assert "□□ Łucja" in whole
