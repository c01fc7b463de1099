"""Form versions are folders of words: complete or refused, added by files alone, printed at any length."""

import io
from dataclasses import replace

import pypdf
import pytest

from agreement.errors import InvalidRequest, RefusedByGround
from certificates.drawing.forms import folder_hash, read_form_version
from certificates.drawing.print_files import check_face, draw_certificate
from certificates.drawing.typefaces import coverage_text
from tests.certificates.drawing.long_form import write_long_form
from tests.certificates.drawing.samples import (
    GENERAL,
    MODEL_FOLDER,
    NULLITY,
    REPOSITORY,
    TERMS,
    model,
    pages_of,
    words_only,
    written_form,
)


def test_the_coverage_that_importers_read_is_that_of_the_shipped_fonts() -> None:
    file = REPOSITORY / "templates" / "certificates" / "coverage.txt"
    assert file.read_text(encoding="utf-8") == coverage_text()


def test_the_hash_is_of_names_and_bytes_alone(tmp_path) -> None:
    copy = written_form(tmp_path / "copy")
    assert folder_hash(copy) == folder_hash(MODEL_FOLDER) == model().hash
    (copy / "notice.txt").write_bytes((copy / "notice.txt").read_bytes() + b" ")
    assert folder_hash(copy) != model().hash
    renamed = written_form(tmp_path / "renamed")
    (renamed / "notice.txt").rename(renamed / "notices.txt")
    assert folder_hash(renamed) != model().hash


@pytest.mark.row("R-XB-9", "R-XB-8", "R-XB-4", "R-4a-4")
@pytest.mark.parametrize(
    ("block", "row"),
    [
        ("not_a_stockholder", "R-XB-9"),
        ("fractions", "R-XB-8"),
        ("subject_to_agreement", "R-XB-4"),
        ("redemption_exchange", "R-XB-4"),
        ("combination", "R-XB-4"),
        ("adjustment", "R-4a-4"),
        ("validity", "R-XB-7"),
        ("notice", "R-4a-1"),
    ],
)
def test_a_form_without_a_statement_is_refused_by_name(tmp_path, block: str, row: str) -> None:
    folder = written_form(tmp_path / "form", **{block: "Something else altogether stands here."})
    with pytest.raises(RefusedByGround) as refusal:
        read_form_version(folder)
    assert refusal.value.code == "TEMPLATE_NOT_APPROVED"
    assert block in refusal.value.message
    assert row in refusal.value.message


def test_a_statement_left_out_of_the_order_of_the_face_is_missed(tmp_path) -> None:
    outline = (
        (MODEL_FOLDER / "form.toml").read_text(encoding="utf-8").replace('    "not_a_stockholder",\n', "")
    )
    with pytest.raises(RefusedByGround, match="not_a_stockholder"):
        read_form_version(written_form(tmp_path / "form", form__toml=outline))


@pytest.mark.row("R-XB-2")
@pytest.mark.parametrize(
    "change",
    [
        {"fractions": "No fraction; cash instead. These Rights may become null and void."},
        {"nullity_legend": "These Rights may one day be worthless."},
        {"head_legend": "Null and void after {final_expiration}; redeemable at {redemption_price}."},
    ],
    ids=["twice", "none", "in the head"],
)
def test_two_nullity_sentences_or_none_are_refused(tmp_path, change: dict[str, str]) -> None:
    with pytest.raises(RefusedByGround) as refusal:
        read_form_version(written_form(tmp_path / "form", **change))
    assert refusal.value.code == "LEGEND_VARIANT_CONFLICT"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"notice": "The signature and the name of {holder}."}, "{holder}"),
        ({"head_legend": "After {final_expiration"}, "brace"),
        ({"assignment": "# Form\nTransfer and assign {rights_words}."}, "{rights_words}"),
        ({"form__toml": "name = 'x'\n"}, "face"),
        ({"form__toml": "name = \n"}, "TOML"),
    ],
)
def test_a_wrong_placeholder_or_outline_is_named(tmp_path, change: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_form_version(written_form(tmp_path / "form", **change))
    assert named in refusal.value.message


def test_a_missing_file_and_a_folder_without_a_form_are_named(tmp_path) -> None:
    with pytest.raises(RefusedByGround, match=r"fractions\.txt"):
        read_form_version(written_form(tmp_path / "form", fractions=None))
    with pytest.raises(InvalidRequest, match="holds no form version"):
        read_form_version(tmp_path)


def test_words_that_fit_at_no_size_are_refused_and_never_cut(tmp_path) -> None:
    long = "Fractions are paid in cash. " * 600
    form = read_form_version(written_form(tmp_path / "long", fractions=long))
    with pytest.raises(RefusedByGround) as refusal:
        draw_certificate(GENERAL, form)
    assert refusal.value.code == "FIELD_OVERFLOW"
    assert [ground.code for ground in check_face(GENERAL, form)] == ["FIELD_OVERFLOW"]


def test_words_of_a_form_that_the_typefaces_lack_are_refused_and_never_shown_as_boxes(tmp_path) -> None:
    form = read_form_version(written_form(tmp_path / "form", fractions="No fraction; cash instead 現金."))
    with pytest.raises(RefusedByGround) as refusal:
        draw_certificate(GENERAL, form)
    assert refusal.value.code == "GLYPH_NOT_IN_FONT"
    assert [ground.code for ground in check_face(GENERAL, form)] == ["GLYPH_NOT_IN_FONT"]


@pytest.mark.row("R-4a-1", "R-XB-1", "R-XB-2")
@pytest.mark.parametrize("face", [GENERAL, NULLITY], ids=["general", "nullity"])
def test_a_form_of_the_length_of_exhibit_b_prints_every_word(tmp_path, face) -> None:
    folder, words_face, words_reverse = write_long_form(tmp_path / "acme_2004")
    form = read_form_version(folder)
    assert len(words_face.split()) >= 990
    assert len(words_reverse.split()) >= 635
    terms = replace(TERMS, is_demo=False)
    certificate = replace(face, terms=terms)
    assert check_face(certificate, form) == []
    pdf = draw_certificate(certificate, form)
    pages = pages_of(pdf)
    assert len(pages) % 2 == 0
    face_printed = words_only(pages[0])
    for sentence in form.texts[form.nullity[face.legend_class]].split("."):
        assert words_only(sentence) in face_printed
    for stem in (*form.head, *form.body, form.validity):
        for sentence in form.texts[stem].split("{"):
            assert words_only(sentence.split("}")[-1]) in face_printed
    reverse_printed = words_only(" ".join(pages[1:]))
    for page in form.reverse:
        for stem in (*page.blocks, *page.foot):
            for paragraph in form.texts[stem].splitlines():
                assert words_only(paragraph.split("}")[-1]) in reverse_printed
    boxes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert {(float(box.width), float(box.height)) for box in boxes} == {(612.0, 792.0)}
