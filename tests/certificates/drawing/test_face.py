"""What stands on the paper: the fields and statements of Exhibit B, the right legend, DEMO."""

import io
import random
from dataclasses import replace
from datetime import date

import inflect
import pypdf
import pytest

from certificates.drawing.forms import read_form_version
from certificates.drawing.print_files import check_face, draw_certificate
from certificates.faces import LegendClass, date_text, number_in_words, qr_text, unit_in_words
from tests.certificates.drawing.samples import (
    GENERAL,
    MODEL_FOLDER,
    NULLITY,
    TERMS,
    model,
    pages_of,
    rendered,
    written_form,
)


@pytest.fixture(scope="module")
def face_text() -> str:
    return pages_of(draw_certificate(GENERAL, model()))[0]


@pytest.fixture(scope="module")
def reverse_text() -> str:
    return pages_of(draw_certificate(GENERAL, model()))[1]


@pytest.mark.row("R-XB-1", "R-XB-5")
def test_the_head_bears_number_rights_title_company_and_the_date(face_text: str) -> None:
    for words in ("R-0001001", "1,000", "RIGHTS CERTIFICATE", "NORTHWIND INSTRUMENTS, INC.", "66715N 11 4"):
        assert words in face_text
    assert "Dated as of" in face_text
    assert face_text.count("October 23, 2000") == 2  # of the figures and of the certificate
    assert "One thousand" in face_text


@pytest.mark.row("R-XB-2", "R-4b-1")
@pytest.mark.parametrize("face", [GENERAL, NULLITY], ids=["general", "nullity"])
def test_exactly_one_nullity_sentence_is_printed(face) -> None:
    text = pages_of(draw_certificate(face, model()))[0]
    assert text.count("null and void") == 1
    assert ("may therefore become null and void" in text) is (face.legend_class == LegendClass.NULLITY)
    assert ("In certain circumstances" in text) is (face.legend_class == LegendClass.GENERAL)


@pytest.mark.row("R-XB-2", "R-XB-3", "R-4a-4")
def test_the_certification_states_owner_agreement_price_unit_and_dates(face_text: str) -> None:
    for words in (
        "Alder Fund LP",
        "or registered assigns",
        "Preferred Stock Rights Agreement dated as of March 31, 2003",
        "Harbor Registrar LLC, a New Jersey limited liability company",
        "5:00 p.m., California time, on October 23, 2010",
        "one one-thousandth (1/1,000)",
        "$250.00 for each one-thousandth",
        "are those of October 23, 2000",
        "subject to adjustment",
    ):
        assert words in face_text


@pytest.mark.row("R-XB-4", "R-XB-8", "R-XB-9")
def test_the_statements_of_the_form_stand_once_each(face_text: str) -> None:
    for words in (
        "is subject to every term of the Rights Agreement",
        "exercise may be suspended",
        "may redeem these Rights at $0.001",
        "of like tenor and date",
        "No fraction of a Preferred Share",
        "It carries no vote",
    ):
        assert face_text.count(words) == 1


@pytest.mark.row("R-XB-6", "R-5a-2")
def test_two_officers_and_the_seal_stand_on_the_face(face_text: str) -> None:
    assert face_text.count("Eleanor M. Whitcombe") == 2  # the facsimile and the name beneath it
    assert face_text.count("Thomas J. Abernathy") == 2
    assert "SEAL" in face_text
    without = pages_of(draw_certificate(replace(GENERAL, terms=replace(TERMS, seal_text=None)), model()))[0]
    assert "The Company has no seal." in without
    assert "SEAL" not in without
    assert "corporate seal" not in without


@pytest.mark.row("R-5a-2")
def test_a_seal_pressed_by_hand_finds_its_place_on_the_face() -> None:
    by_hand = pages_of(draw_certificate(replace(GENERAL, terms=replace(TERMS, seal_text="")), model()))[0]
    assert "The Company has no seal." not in by_hand
    assert "corporate seal" in by_hand
    assert by_hand.count("SEAL") == 1


def test_a_signature_by_hand_leaves_its_line_empty() -> None:
    terms = replace(TERMS, chief_officer=replace(TERMS.chief_officer, is_facsimile=False))
    text = pages_of(draw_certificate(replace(GENERAL, terms=terms), model()))[0]
    assert text.count("Eleanor M. Whitcombe") == 1


@pytest.mark.row("R-XB-7", "R-5a-3")
def test_the_countersignature_block_is_empty_and_no_image_is_in_the_file(face_text: str, tmp_path) -> None:
    assert "Countersigned: Harbor Registrar LLC" in face_text
    assert "as Rights Agent" in face_text
    assert "not valid or binding for any purpose until the Rights Agent has countersigned it" in face_text
    page = pypdf.PdfReader(io.BytesIO(draw_certificate(GENERAL, model()))).pages[0]
    forms = page["/Resources"]["/XObject"]
    assert {form.get_object()["/Subtype"] for form in forms.values()} == {"/Form"}
    live = replace(GENERAL, terms=replace(TERMS, is_demo=False))
    sheet = rendered(draw_certificate(live, approved(tmp_path / "approved")), page=0, scale=2)
    where_the_pen_signs = sheet.crop((180, 1346, 500, 1370))  # above the rule after "By:"
    assert where_the_pen_signs.getextrema() == (255, 255)


def approved(folder):
    """A form version without the mark MODEL, as one whose exact words the Company approved."""
    outline = (MODEL_FOLDER / "form.toml").read_text(encoding="utf-8").replace('mark = "MODEL"', 'mark = ""')
    return read_form_version(written_form(folder, form__toml=outline))


@pytest.mark.row("R-4a-1")
def test_the_reverse_has_both_forms_their_certificates_and_the_notice(reverse_text: str) -> None:
    for words in ("Form of Assignment", "Form of Election to Purchase", "Notice", "R-0001001"):
        assert words in reverse_text
    assert reverse_text.count("The undersigned certifies") == 2
    assert reverse_text.count("Signature guaranteed:") == 4
    assert reverse_text.count("(1)") == reverse_text.count("(2)") == 2
    assert reverse_text.count("□") == 8
    assert reverse_text.count("other identifying number") == 2


def test_demo_stands_across_both_sides_until_words_and_installation_are_real(tmp_path) -> None:
    form = approved(tmp_path / "approved")
    live = replace(GENERAL, terms=replace(TERMS, is_demo=False))
    assert all(page.count("DEMO") == 3 for page in pages_of(draw_certificate(GENERAL, model())))
    assert all("DEMO" in page for page in pages_of(draw_certificate(live, model())))  # MODEL words
    assert all("DEMO" in page for page in pages_of(draw_certificate(GENERAL, form)))
    assert not any("DEMO" in page for page in pages_of(draw_certificate(live, form)))


@pytest.mark.row("R-XB-3")
@pytest.mark.parametrize(
    "lines",
    [
        ("<img src=x onerror=alert(1)>", "<b>Bold</b> & <para>Co</para>"),
        ("Smith (as \\(Trustee\\)) \\n {dated}",),
        ("%PDF-1.7 endstream endobj", "') Tj ET Q"),
        ("Ελένη Παπαδοπούλου", "Дмитрий Щербаков", "Đặng Thị Ánh", "Þórður Ægisson"),
        ("W" * 48,),
    ],
    ids=["markup", "brackets", "pdf", "scripts", "wide"],
)
def test_hostile_names_are_printed_exactly_as_in_the_books(lines: tuple[str, ...]) -> None:
    face = replace(GENERAL, registration=lines)
    assert check_face(face, model()) == []
    pages = pages_of(draw_certificate(face, model()))
    assert len(pages) == 2
    for line in lines:
        assert " ".join(line.split()) in pages[0]


@pytest.mark.row("R-4a-4")
def test_another_plan_prints_its_own_units_and_prices(tmp_path) -> None:
    terms = replace(
        TERMS,
        unit_denominator=100,
        units_per_right=2,
        exercise_price_text="$85.00",
        redemption_price_text="$0.01",
    )
    text = pages_of(draw_certificate(replace(GENERAL, terms=terms), model()))[0]
    for words in ("two one-hundredths (2/100)", "$85.00 for each one-hundredth", "at $0.01 for each Right"):
        assert words in text


def test_the_qr_text_has_one_length_within_an_agreement() -> None:
    texts = [qr_text(TERMS, number=n, verification_code="0" * 24) for n in (1, 1001, 99_999_999)]
    assert texts[1] == "RC1:NRTH-2003:00001001:" + "0" * 24
    assert len({len(text) for text in texts}) == 1


def test_numbers_in_words_are_inflects_without_and() -> None:
    english = inflect.engine()
    chance = random.Random(3)
    numbers = [0, 1, 1005, 1100, 100_000, 1_000_005, 1_234_567, 10**12]
    numbers += [chance.randrange(10 ** chance.randint(1, 14)) for _ in range(200)]
    for number in numbers:
        assert number_in_words(number) == english.number_to_words(number, andword="")
    with pytest.raises(ValueError):
        number_in_words(10**15)
    assert [unit_in_words(n) for n in (100, 1000, 10000)] == [
        "one one-hundredth",
        "one one-thousandth",
        "one ten-thousandth",
    ]
    assert date_text(date(2000, 10, 3)) == "October 3, 2000"


def test_the_largest_number_of_rights_fits_the_face() -> None:
    face = replace(GENERAL, rights=777_777_777_777)
    assert check_face(face, model()) == []
    text = pages_of(draw_certificate(face, model()))[0]
    assert "777,777,777,777" in text
    assert "seven hundred seventy-seven thousand, seven hundred seventy-seven" in text


def test_a_form_that_names_the_figures_in_its_text_gets_them_there(tmp_path) -> None:
    words = (model().texts["certification"]).replace(
        "{rights_words} Rights.", "{rights_figures} Rights ({rights_words})."
    )
    form = read_form_version(written_form(tmp_path / "figures", certification=words))
    assert pages_of(draw_certificate(GENERAL, form))[0].count("1,000") >= 3
