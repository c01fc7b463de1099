"""Certificates of an invented company, and what tests read back from the paper."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image

from certificates.faces import (
    CertificateFace,
    FaceTerms,
    FormVersion,
    LegendClass,
    OfficerSignature,
    TaintClass,
)
from registry.pdf_pages import opened_pdf, page_picture, page_texts

REPOSITORY = Path(__file__).resolve().parents[3]
MODEL_FOLDER = REPOSITORY / "templates" / "certificates" / "model_2003"

TERMS = FaceTerms(
    agreement_code="NRTH-2003",
    agreement_title="Preferred Stock Rights Agreement",
    agreement_date_text="March 31, 2003",
    company_name="Northwind Instruments, Inc.",
    company_description="a Delaware corporation",
    agent_name="Harbor Registrar LLC",
    agent_description="a New Jersey limited liability company",
    cusip="66715N 11 4",
    exercise_price_text="$250.00",
    unit_denominator=1000,
    units_per_right=1,
    security_name="Series A Participating Preferred Stock",
    par_value_text="par value $0.001 per share",
    close_of_business_text="5:00 p.m., California time,",
    final_expiration_text="October 23, 2010",
    redemption_price_text="$0.001",
    figures_as_of_text="October 23, 2000",
    office_lines=("Harbor Registrar LLC", "12 Quay Street", "Ridgefield Park, New Jersey 07660"),
    chief_officer=OfficerSignature("Eleanor M. Whitcombe", "President"),
    attesting_officer=OfficerSignature("Thomas J. Abernathy", "Secretary"),
    seal_text="Northwind Instruments, Inc. · Delaware ·",
    guarantors="member firm of a registered national securities exchange; member of the NASD; "
    "commercial bank or trust company with a United States office or correspondent",
)
GENERAL = CertificateFace(
    TERMS, 1001, 1000, ("Alder Fund LP",), date(2000, 10, 23), "0123456789abcdef01234567"
)
NULLITY = replace(
    GENERAL,
    number=1010,
    rights=4_000_000,
    registration=("Jonathan Q. Cedar (Trustee) &", "Mária Kovács-Østergård TTEES", "The Cedar Family Trust"),
    legend_class=LegendClass.NULLITY,
    taint_class=TaintClass.I,
)


def run_of(count: int) -> list[CertificateFace]:
    """A run of certificates, every third with a name beyond ASCII and every seventh legended."""
    names = ("Alder Fund LP", "Beech & Sons (Nominees) \\ Ltd", "Łucja Wójcik-Nuñez")
    return [
        replace(
            NULLITY if number % 7 == 0 else GENERAL,
            number=number,
            rights=number * 13,
            registration=(names[number % 3],),
            verification_code=f"{number * 7919:024x}",
        )
        for number in range(1001, 1001 + count)
    ]


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    with opened_pdf(pdf) as document:
        return [spaced(words) for words in page_texts(document)]


def spaced(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())


def words_only(text: str) -> str:
    """Letters and figures alone, for comparing words whatever the line breaks did to the spaces."""
    return re.sub(r"[\W_]+", "", text)


def rendered(pdf: bytes, *, page: int, scale: float) -> Image.Image:
    """A page as a grey picture."""
    with opened_pdf(pdf) as document:
        return page_picture(document, page + 1, scale=scale, grayscale=True)


def written_form(folder: Path, **changes: str | None) -> Path:
    """A copy of the model form in a folder of its own, with some files changed or (None) left out."""
    folder.mkdir()
    for source in MODEL_FOLDER.iterdir():
        (folder / source.name).write_bytes(source.read_bytes())
    for name, words in changes.items():
        target = folder / (name.replace("__", ".") if "__" in name else f"{name}.txt")
        if words is None:
            target.unlink()
        else:
            target.write_text(words, encoding="utf-8")
    return folder


def drawn(sink: io.BytesIO) -> bytes:
    """What was written to a sink."""
    return sink.getvalue()


def model() -> FormVersion:
    """The form version that ships."""
    from certificates.drawing.forms import read_form_version

    return read_form_version(MODEL_FOLDER)
