"""Sheets for window envelopes: everything shows, nothing stands outside, the mark is the certificate's."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pypdf
import pytest
import zxingcpp

from agreement.errors import RightsError
from agreement.summary import HEADINGS
from certificates.drawing import envelope
from certificates.drawing.address_sheet import content_hash, write_envelope_sheets
from certificates.drawing.mailing_texts import PLACEHOLDERS, read_mailing_text
from certificates.drawing.page import HEIGHT
from certificates.drawing.post_listing import draw_post_listing
from certificates.post import EnvelopeSheet, Listing, ListingRow, MailingText, SheetTerms
from registry.pdf_pages import opened_pdf
from tests.certificates.drawing.samples import REPOSITORY, pages_of, rendered

LETTERS = REPOSITORY / "templates" / "letters"
CERTIFICATES = read_mailing_text(LETTERS / "certificates_2003")
SUMMARY = read_mailing_text(LETTERS / "summary_2003")
TERMS = SheetTerms(
    agreement_code="NRTH-2003",
    company_name="Northwind Instruments, Inc.",
    agent_name="Harbor Registrar LLC",
    mailing_number=1,
    mail_class_words="First-class mail, postage prepaid",
    return_address=("Harbor Registrar LLC", "12 Quay Street, Second Floor", "Ridgefield Park, NJ 07660"),
    values={name: name.replace("_", " ") for name in PLACEHOLDERS},
)
HOME = EnvelopeSheet(
    1, ("Alder Fund LP", "1 Example Street", "San Francisco, CA 94199"), 1001, 1001, 1001, 1000
)
ABROAD = EnvelopeSheet(
    2,
    (
        "Łucja Wójcik-Nuñez",
        "as trustee of the Beech Family Settlement",
        "c/o Beech & Sons (Nominees) Ltd",
        "Attention: Corporate Actions",
        "12 Example Mill Road, Third Floor",
        "London, EC1A 1BB",
        "UNITED KINGDOM",
    ),
    1002,
    1002,
    1004,
    1_234_567,
)
LONGEST = replace(HOME, lines=tuple("W" * 30 for _ in range(6)))


def drawn(*sheets: EnvelopeSheet, text: MailingText = CERTIFICATES, terms: SheetTerms = TERMS) -> bytes:
    sink = io.BytesIO()
    write_envelope_sheets(sheets, terms=terms, text=text, sink=sink)
    return sink.getvalue()


def boxes_of(pdf: bytes, words: Sequence[str]) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of each of some words on the first page, in points."""
    found = []
    with opened_pdf(pdf) as document:
        page = document[0].get_textpage()
        for text in words:
            index, count = page.search(text, match_case=True).get_next()
            lefts, bottoms, rights, tops = zip(
                *(page.get_charbox(place) for place in range(index, index + count)), strict=True
            )
            found.append((min(lefts), min(bottoms), max(rights), max(tops)))
    return found


def shown_through(window: envelope.Window, box: tuple[float, float, float, float]) -> bool:
    """Whether words show through a window wherever the sheet slides in its envelope."""
    left, bottom, right, top = box
    below = HEIGHT - envelope.PANEL
    return all(
        window.left <= left + across
        and right + across <= window.left + window.width
        and window.below <= bottom - below + up
        and top - below + up <= window.below + window.height
        for across in (0.0, envelope.SLIDE_ACROSS)
        for up in (0.0, envelope.SLIDE_UP)
    )


@pytest.mark.row("R-26-4")
@pytest.mark.parametrize("sheet", [HOME, ABROAD, LONGEST], ids=["home", "abroad", "longest"])
def test_both_addresses_show_through_their_windows_wherever_the_sheet_slides(sheet: EnvelopeSheet) -> None:
    pdf = drawn(sheet)
    for box in boxes_of(pdf, sheet.lines):
        assert shown_through(envelope.ADDRESS_WINDOW, box), box
    for box in boxes_of(pdf, TERMS.return_address[1:]):
        assert shown_through(envelope.RETURN_WINDOW, box), box


def test_nothing_but_the_address_shows_through_its_window() -> None:
    below, window = HEIGHT - envelope.PANEL, envelope.ADDRESS_WINDOW
    with opened_pdf(drawn(HOME, terms=replace(TERMS, is_demo=False))) as document:
        seen = (
            document[0]
            .get_textpage()
            .get_text_bounded(
                window.left - envelope.SLIDE_ACROSS,
                below + window.below - envelope.SLIDE_UP,
                window.left + window.width,
                below + window.below + window.height,
            )
        )
    assert seen.split() == " ".join(HOME.lines).split()


@pytest.mark.row("R-26-4")
@pytest.mark.parametrize(
    ("line", "reason"),
    [("W" * 60, "too wide"), ("Name \u05d0", "U+05D0")],
)
def test_an_address_that_cannot_be_shown_is_refused_and_never_cut(line: str, reason: str) -> None:
    with pytest.raises(RightsError) as refused:
        drawn(replace(HOME, lines=(line, "1 Example Street")))
    assert refused.value.code == "ADDRESS_NOT_SHOWN"
    assert reason in str(refused.value)
    assert line not in str(refused.value)
    assert "too many" in envelope.window_fault(tuple("x" for _ in range(9)))


@pytest.mark.row("R-26-4")
def test_the_mark_is_read_back_as_the_number_on_the_certificate() -> None:
    picture = rendered(drawn(ABROAD), page=0, scale=3.0)
    assert "00001002" in {found.text for found in zxingcpp.read_barcodes(picture)}
    words = pages_of(drawn(ABROAD))[0]
    assert "3 certificates, R-0001002 to R-0001004" in words
    assert "1,234,567" in words


@pytest.mark.row("R-XC-1", "R-XC-3")
def test_the_summary_has_the_twelve_headings_the_caution_about_taxes_and_ends_on_the_back_of_a_sheet() -> (
    None
):
    pages = pages_of(drawn(HOME, ABROAD, text=SUMMARY))
    assert len(pages) % 4 == 0
    first = " ".join(pages[: len(pages) // 2])
    assert [words for words in HEADINGS.values() if words not in first] == []
    assert len(HEADINGS) == 12
    assert "Nothing here is advice about taxes" in first
    assert "Form 8-A" in first


@pytest.mark.row("R-XC-1")
def test_a_summary_without_a_heading_or_with_an_unknown_placeholder_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    for changed, words, code in (
        ("taxes", "", "SUMMARY_HEADING_MISSING"),
        ("voting", "A {right} carries no vote.", "PLACEHOLDER_UNKNOWN"),
    ):
        folder = tmp_path_factory.mktemp("letters")
        for source in (LETTERS / "summary_2003").iterdir():
            (folder / source.name).write_bytes(source.read_bytes())
        (folder / f"{changed}.txt").write_text(words, encoding="utf-8")
        with pytest.raises(RightsError) as refused:
            read_mailing_text(folder)
        assert refused.value.code == code


def test_model_words_bear_demo_on_every_page_and_the_fonts_are_embedded() -> None:
    pdf = drawn(HOME, text=SUMMARY)
    pages = [page for page in pages_of(pdf) if page]
    assert all("DEMO" in page for page in pages)
    assert not any("DEMO" in page for page in pages_of(drawn(HOME, terms=replace(TERMS, is_demo=False))))
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        faces = [face.get_object() for face in page["/Resources"]["/Font"].values()]  # type: ignore[index]
        assert len(faces) >= 3
        assert all("/FontFile2" in face["/FontDescriptor"] for face in faces)


def test_the_same_sheets_give_the_same_bytes_and_another_word_another_hash() -> None:
    assert drawn(HOME, ABROAD) == drawn(HOME, ABROAD)
    told = content_hash(HOME, terms=TERMS, text=CERTIFICATES)
    assert told == content_hash(replace(HOME), terms=TERMS, text=CERTIFICATES)
    for other in (replace(HOME, lines=("Another",)), replace(HOME, rights=1001), replace(HOME, piece=3)):
        assert content_hash(other, terms=TERMS, text=CERTIFICATES) != told


@pytest.mark.row("R-26-4")
def test_the_listing_has_its_totals_what_is_set_aside_and_room_for_the_receipt() -> None:
    listing = Listing(
        title="Mailing 1",
        agreement_code="NRTH-2003",
        company_name="Northwind Instruments, Inc.",
        agent_name="Harbor Registrar LLC",
        prepared_text="June 24, 2003, 09:12 PDT",
        mail_class_words="First-class mail, postage prepaid",
        papers_words="Rights Certificates",
        pieces=70,
        certificates=80,
        rights=40_000_000,
        destinations=(
            ListingRow("United States", 60, 70, 39_000_000),
            ListingRow("Other countries", 10, 10, 1_000_000),
        ),
        files=(
            *(ListingRow(f"sheets-{n:02d}.pdf", 2, 2, 1_000_000, f"{n:064x}") for n in range(34)),
            ListingRow("sheets-34.pdf", 2, 12, 6_000_000, "f" * 64),
        ),
        set_aside=(("no usable address", 3),),
    )
    pages = pages_of(draw_post_listing(listing))
    assert len(pages) > 1
    for words in (
        "70",
        "80",
        "40,000,000",
        "Set aside: no usable address 3",
        "Other countries 10 10 1,000,000",
    ):
        assert words in pages[0]
    assert "Received for mailing by first-class mail" in pages[-1]
    assert "Received for mailing" not in pages[0]
    with pytest.raises(RightsError) as refused:
        draw_post_listing(replace(listing, pieces=71))
    assert refused.value.code == "BATCH_OUT_OF_BALANCE"
