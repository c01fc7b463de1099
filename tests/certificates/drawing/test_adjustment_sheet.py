"""The draft of a certificate of adjustment: figures, facts, steps, a place to sign; plainly a draft (12)."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from agreement.errors import RightsError
from certificates.drawing.adjustment_sheet import AdjustmentSheet, draw_adjustment_sheet

SHEET = AdjustmentSheet(
    agreement_code="AHS-2003",
    company_name="Alder Harbor Systems, Inc.",
    agent_name="Harbor Trust Company",
    facts=(("Agreement", "Rights Agreement, dated March 31, 2003"), ("Adjustment under", "Section 11(b)")),
    event="",
    changes=(
        ("Exercise Price of a unit", "$250.00", "$241.67", "§7(b)"),
        ("Units that a Right buys", "1", "unchanged", "§11"),
    ),
    stated=(("Shares offered", "10000", "§11(b)"),),
    steps=(("Shares that count: outstanding \N{MINUS SIGN} the Company's = 50000", "§11(b)"),),
    officers=("President", "Secretary"),
    is_demo=False,
)


def pages(sheet: AdjustmentSheet) -> list[str]:
    read = pypdf.PdfReader(io.BytesIO(draw_adjustment_sheet(sheet)))
    return [page.extract_text() for page in read.pages]


@pytest.mark.row("R-12-1")
def test_the_draft_states_figures_facts_and_steps_with_their_sections_and_who_signs() -> None:
    (told,) = pages(SHEET)
    for words in (
        "$241.67", "unchanged", "Shares offered", "10000", "outstanding – the Company's = 50000", "§11(b)",
        "One of: President, Secretary (Section 20(b))", "each transfer agent for the Preferred Shares",
    ):  # fmt: skip
        assert words in told, words
    assert draw_adjustment_sheet(SHEET) == draw_adjustment_sheet(SHEET)


def test_every_page_says_that_it_is_a_draft() -> None:
    many = replace(SHEET, steps=tuple((f"Step {n}", "§11(d)") for n in range(80)))
    told = pages(many)
    assert len(told) > 2
    assert "of no effect until an officer of the Company signs it" in told[0]
    assert all("draft of a certificate of adjustment" in page and "DRAFT" in page for page in told)
    assert "Signature" in told[-1]
    assert all("DEMO" in page for page in pages(replace(many, is_demo=True)))


def test_what_the_facts_lack_is_left_for_the_company_to_write() -> None:
    (told,) = pages(replace(SHEET, stated=()))
    assert told.count("_" * 80) == 5
    (told,) = pages(replace(SHEET, event="An offer of rights"))
    assert "An offer of rights" in told
    assert "_" * 80 not in told


def test_a_step_too_long_for_any_page_is_refused_and_never_cut() -> None:
    with pytest.raises(RightsError) as refused:
        draw_adjustment_sheet(replace(SHEET, steps=(("word " * 4000, "§11(d)"),)))
    assert refused.value.code == "FIELD_OVERFLOW"
