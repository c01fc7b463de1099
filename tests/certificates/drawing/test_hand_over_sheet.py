"""The paper of a hand-over names every range and file, leaves room for the receipt, and refuses to lie."""

from dataclasses import replace

import pytest

from agreement.errors import RightsError
from certificates.drawing.hand_over_sheet import (
    HandOverFile,
    HandOverRange,
    HandOverSheet,
    draw_hand_over_sheet,
)
from tests.certificates.drawing.samples import pages_of

FILES = tuple(HandOverFile(f"print-1-{n:04d}.pdf", f"{n:064x}") for n in range(60))
SHEET = HandOverSheet(
    title="Hand-over of print run 1",
    agreement_code="NRTH-2003",
    company_name="Northwind Instruments, Inc.",
    agent_name="Harbor Registrar LLC",
    prepared_text="June 24, 2003, 9:12 a.m. Pacific",
    certificate_count=2428,
    rights_total=40_000_000,
    ranges=(HandOverRange("R-1001", "R-1017", 17), HandOverRange("R-1019", "R-3429", 2411)),
    files=FILES,
    facts=(("Not handed over", "spoiled: 1018"),),
)


@pytest.mark.row("R-3a-10")
def test_the_package_names_ranges_totals_files_and_the_place_of_the_receipt() -> None:
    pages = pages_of(draw_hand_over_sheet(SHEET))
    text = " ".join(pages)
    for words in ("2,428", "40,000,000", "R-1001 to R-1017", "R-1019 to R-3429", "spoiled: 1018"):
        assert words in pages[0]
    for file in FILES:
        assert file.name in text
        assert file.sha256 in text
    assert len(pages) > 1
    assert "Received for Northwind" in pages[-1]
    assert "Received for Northwind" not in pages[0]
    assert all("DEMO" in page for page in pages)
    assert draw_hand_over_sheet(SHEET) == draw_hand_over_sheet(SHEET)


@pytest.mark.row("R-3a-10")
def test_ranges_that_are_not_as_many_certificates_as_stated_are_refused() -> None:
    with pytest.raises(RightsError) as refusal:
        draw_hand_over_sheet(replace(SHEET, certificate_count=2429))
    assert refusal.value.code == "BATCH_OUT_OF_BALANCE"
