"""Print files: deterministic, equal alone and in a batch, equal to ReportLab's own canvas, fonts embedded."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace

import pypdf
import pytest
from PIL import ImageChops

from agreement.errors import InvalidRequest, RefusedByGround
from certificates.drawing.canvas import draw_through_canvas
from certificates.drawing.fields import mark_operators, place
from certificates.drawing.plates import plate
from certificates.drawing.print_files import (
    content_hash,
    draw_certificate,
    preview_png,
    write_print_file,
    write_print_rows,
)
from certificates.faces import CertificateFace
from tests.certificates.drawing.samples import GENERAL, NULLITY, TERMS, model, pages_of, rendered, run_of


@pytest.mark.row("R-XB-15")
def test_control_totals_and_the_file_hash_are_of_what_was_written() -> None:
    sink, run = io.BytesIO(), run_of(20)
    result = write_print_file(run, model(), sink)
    assert (result.count, result.first_number, result.last_number) == (20, 1001, 1020)
    assert result.rights_total == sum(face.rights for face in run)
    assert result.sha256 == hashlib.sha256(sink.getvalue()).hexdigest()
    assert result.size_bytes == len(sink.getvalue())
    assert len(pypdf.PdfReader(sink).pages) == result.page_count == 40


@pytest.mark.row("R-XB-15")
def test_two_renders_are_equal_to_the_byte() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_print_file(run_of(9), model(), first)
    plate.cache_clear()
    write_print_rows((face.row for face in run_of(9)), terms=TERMS, form=model(), sink=second)
    assert first.getvalue() == second.getvalue()


@pytest.mark.row("R-4a-1", "R-XB-15")
def test_a_certificate_alone_has_the_hash_it_has_in_the_batch() -> None:
    run = run_of(12)
    in_batch = dict(write_print_file(run, model(), io.BytesIO()).content_hashes)
    reversed_order = dict(write_print_file(run[::-1], model(), io.BytesIO()).content_hashes)
    assert in_batch == reversed_order
    for face in run:
        alone = write_print_file([face], model(), io.BytesIO())
        assert alone.content_hashes == ((face.number, in_batch[face.number]),)
        assert content_hash(face, model()) == in_batch[face.number]


@pytest.mark.row("R-4a-1")
@pytest.mark.parametrize(
    "change",
    [
        {"rights": 1001},
        {"registration": ("Alder Fund LLP",)},
        {"verification_code": "f" * 24},
        {"terms": replace(TERMS, exercise_price_text="$251.00")},
        {"terms": replace(TERMS, is_demo=False, redemption_price_text="$0.01")},
    ],
    ids=["rights", "name", "code", "price", "redemption"],
)
def test_the_content_hash_changes_with_anything_printed(change) -> None:
    assert content_hash(replace(GENERAL, **change), model()) != content_hash(GENERAL, model())


def pages_for_canvas(run: list[CertificateFace]) -> Iterator[list[tuple[str, bytes, list[tuple], bytes]]]:
    for face in run:
        ready = plate(model(), TERMS, face.legend_class)
        placed = place(ready, face.row, TERMS)
        yield [
            (
                page.name.decode(),
                page.operators,
                [text[1:] for text in placed if text.page == number],
                mark_operators(face.row, TERMS.agreement_code) if number == 0 else b"",
            )
            for number, page in enumerate(ready.pages)
        ]


def test_the_raw_writer_prints_what_reportlabs_canvas_prints() -> None:
    run = [*run_of(3), NULLITY]
    raw, plain = io.BytesIO(), io.BytesIO()
    write_print_file(run, model(), raw)
    draw_through_canvas(pages_for_canvas(run), plain)
    assert pages_of(raw.getvalue()) == pages_of(plain.getvalue())
    for page in range(len(run) * 2):
        ours, theirs = (rendered(pdf.getvalue(), page=page, scale=1.5) for pdf in (raw, plain))
        assert ImageChops.difference(ours, theirs).getbbox() is None


def test_every_typeface_is_embedded_as_a_subset() -> None:
    sink = io.BytesIO()
    write_print_file(run_of(4), model(), sink)
    fonts = pypdf.PdfReader(sink).pages[0]["/Resources"]["/Font"]
    names = {str(font["/BaseFont"]) for font in (entry.get_object() for entry in fonts.values())}
    assert {name.split("+")[1] for name in names} == {
        "EBGaramond-Regular",
        "EBGaramond-Italic",
        "EBGaramond-SemiBold",
        "Cinzel-SemiBold",
        "GreatVibes-Regular",
    }
    assert all("/FontFile2" in entry.get_object()["/FontDescriptor"] for entry in fonts.values())


def test_a_specimen_shows_it_and_has_the_certificate_s_own_hash() -> None:
    specimen = replace(GENERAL, is_specimen=True)
    assert all("SPECIMEN" in page for page in pages_of(draw_certificate(specimen, model())))
    assert not any("SPECIMEN" in page for page in pages_of(draw_certificate(GENERAL, model())))
    assert content_hash(specimen, model()) == content_hash(GENERAL, model())
    assert preview_png(specimen, model(), page=2).startswith(b"\x89PNG")


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="no page 3"):
        preview_png(GENERAL, model(), page=3)


def test_an_empty_run_and_mixed_terms_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="at least one"):
        write_print_file([], model(), io.BytesIO())
    other = replace(GENERAL, number=1002, terms=replace(TERMS, cusip="000000000"))
    with pytest.raises(InvalidRequest, match="other terms"):
        write_print_file([GENERAL, other], model(), io.BytesIO())


@pytest.mark.row("R-XB-1")
@pytest.mark.parametrize(
    ("line", "code"), [("W" * 200, "FIELD_OVERFLOW"), ("東京", "GLYPH_NOT_IN_FONT")], ids=["long", "glyph"]
)
def test_a_row_that_skipped_the_preflight_stops_the_file_and_is_never_cut(line: str, code: str) -> None:
    with pytest.raises(RefusedByGround) as refusal:
        write_print_file(
            [GENERAL, replace(GENERAL, number=1002, registration=(line,))], model(), io.BytesIO()
        )
    assert refusal.value.code == code
    assert refusal.value.facts["number"] == 1002
    assert not set("W東京") & set(str(refusal.value)), (
        "a refusal is kept on the job, without the words of a holder"
    )


def test_a_thousand_certificates_take_at_most_two_kilobytes_each() -> None:
    result = write_print_file(run_of(1000), model(), io.BytesIO())
    assert result.size_bytes <= 2048 * result.count


def test_the_canvas_keeps_to_two_kilobytes_and_embeds_no_more_typefaces_than_the_writer() -> None:
    raw, plain = io.BytesIO(), io.BytesIO()
    write_print_file(run_of(1000), model(), raw)
    draw_through_canvas(pages_for_canvas(run_of(1000)), plain)
    assert len(plain.getvalue()) <= 2048 * 1000
    assert plain.getvalue().count(b"/FontFile2") == raw.getvalue().count(b"/FontFile2")
