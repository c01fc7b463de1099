"""The control sheet states the run's totals, ranges, head of the books and files, and refuses to lie."""

from dataclasses import replace

import pytest

from agreement.errors import ListDoesNotReconcile
from certificates.drawing.control_sheet import ControlFile, ControlSheet, draw_control_sheet
from tests.certificates.drawing.samples import pages_of

FILES = tuple(
    ControlFile(f"print-1-{n:04d}.pdf", 1000, 16_000_000, f"R-{n}001", f"R-{n + 1}000", f"{n:064x}")
    for n in range(1, 101)
)
SHEET = ControlSheet(
    title="Control sheet of print run 1",
    agreement_code="NRTH-2003",
    company_name="Northwind Instruments, Inc.",
    agent_name="Harbor Registrar LLC",
    prepared_text="June 18, 2003, 9:12 a.m. Pacific",
    form_name="model_2003",
    form_hash="ab" * 32,
    books_number=17,
    books_hash="cd" * 32,
    certificate_count=100_000,
    rights_total=1_600_000_000,
    numbers_text="R-1001 to R-101000",
    files=FILES,
    facts=(("Print run", "1"),),
)


@pytest.mark.row("R-XB-15")
def test_the_control_sheet_names_totals_books_and_every_file() -> None:
    pages = pages_of(draw_control_sheet(SHEET))
    text = " ".join(pages)
    for words in ("100,000", "1,600,000,000", "R-1001 to R-101000", "17", "ab" * 32, "cd" * 32):
        assert words in pages[0]
    for file in FILES:
        assert file.name in text
        assert file.sha256 in text
    assert len(pages) > 1
    assert all("DEMO" in page for page in pages)
    assert "DEMO" not in " ".join(pages_of(draw_control_sheet(replace(SHEET, is_demo=False))))


@pytest.mark.row("R-XB-15")
@pytest.mark.parametrize("change", [{"rights_total": 1_599_999_999}, {"certificate_count": 99_999}])
def test_totals_that_differ_from_the_register_are_refused(change: dict[str, int]) -> None:
    with pytest.raises(ListDoesNotReconcile) as refusal:
        draw_control_sheet(replace(SHEET, **change))
    assert refusal.value.code == "BATCH_OUT_OF_BALANCE"


def test_the_control_sheet_is_the_same_bytes_every_time() -> None:
    assert draw_control_sheet(SHEET) == draw_control_sheet(SHEET)
