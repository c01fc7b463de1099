"""The sample that shows a holder's program opens PDF files: one page with a code to be typed (§26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from certificates.drawing.cover_page import STRONG, CoverPage, draw_pages, shown

SAMPLE_ONLY = "A sample. It says nothing of any Rights, and has no effect."


@dataclass(frozen=True, slots=True)
class CopySample:
    """What the sample says: whose it is, and the code to be typed."""

    agreement_code: str
    company_name: str
    agent_name: str
    office_lines: tuple[str, ...]
    code: str
    shown_code: str
    account: str
    registration: tuple[str, ...]
    printed_text: str
    sample_code: str
    is_demo: bool = True
    notice_address: str = ""


def draw_copy_sample(facts: Mapping[str, Any]) -> bytes:
    """The sample as one PDF from plain values; the same values give the same bytes.

    Agreement: 26.
    """
    sample = CopySample(**{name: shown(value) for name, value in facts.items()})
    return draw_pages(sample, [partial(_draw, sample=sample)], title="Sample", effect=SAMPLE_ONLY)


def _draw(page: CoverPage, *, sample: CopySample) -> None:
    page.title("Sample of a copy")
    page.paragraph(
        "You can read this: your program opens PDF files. Type the code on the page you came from."
    )
    page.heading("Code")
    page.paragraph(" ".join((sample.sample_code[:4], sample.sample_code[4:])), STRONG)
    page.fact("Account", (sample.account,))
    page.fact("Printed", (sample.printed_text,))
