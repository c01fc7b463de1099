"""The pre-flight finds, before anything is numbered, all that stands against a certificate."""

from dataclasses import replace

import pytest

from certificates.drawing.print_files import check_face
from certificates.faces import LegendClass, OfficerSignature, TaintClass
from tests.certificates.drawing.samples import GENERAL, NULLITY, TERMS, model


def codes_of(**changes) -> list[str]:
    """The codes of what stands against the sample certificate with some values changed."""
    return [ground.code for ground in check_face(replace(GENERAL, **changes), model())]


def test_nothing_stands_against_good_certificates() -> None:
    assert check_face(GENERAL, model()) == check_face(NULLITY, model()) == []


@pytest.mark.row("R-XB-1", "R-XB-3")
@pytest.mark.parametrize(
    ("registration", "code"),
    [
        ((), "HOLDER_NAME_MISSING"),
        (("  ",), "HOLDER_NAME_MISSING"),
        (("a", "b", "c", "d", "e"), "FIELD_OVERFLOW"),
        (("W" * 200,), "FIELD_OVERFLOW"),
        (("東京信託銀行",), "GLYPH_NOT_IN_FONT"),
        (("Smith\u202eLLC",), "GLYPH_NOT_IN_FONT"),
        (("שמואל כהן",), "GLYPH_NOT_IN_FONT"),
        (("Cafe\u0301 Holdings",), "GLYPH_NOT_IN_FONT"),
        (("Tab\tName",), "GLYPH_NOT_IN_FONT"),
        (("Zero\u200bWidth",), "GLYPH_NOT_IN_FONT"),
    ],
)
def test_a_registration_that_cannot_be_printed_is_set_aside(registration: tuple[str, ...], code: str) -> None:
    assert codes_of(registration=registration) == [code]


@pytest.mark.row("R-4b-1", "R-XB-2")
@pytest.mark.parametrize(
    ("legend_class", "taint_class", "code"),
    [
        (LegendClass.GENERAL, TaintClass.III_A, "LEGEND_REQUIRED"),
        (LegendClass.NULLITY, None, "LEGEND_WITHOUT_NOTICE"),
        ("BOTH", None, "LEGEND_VARIANT_CONFLICT"),
    ],
)
def test_legend_and_class_must_agree(legend_class, taint_class, code: str) -> None:
    assert codes_of(legend_class=legend_class, taint_class=taint_class) == [code]


def test_all_faults_are_named_at_once() -> None:
    assert codes_of(rights=0, number=10**8, verification_code="XYZ", registration=()) == [
        "RIGHTS_COUNT_INVALID",
        "CERT_NUMBER_INVALID",
        "VERIFICATION_CODE_INVALID",
        "HOLDER_NAME_MISSING",
    ]


@pytest.mark.row("R-XB-6", "R-5a-1")
@pytest.mark.parametrize("title", ["Treasurer", "Corporate Secretary", "Managing Director"])
def test_any_officer_whom_the_agreement_names_may_sign(title: str) -> None:
    officer = OfficerSignature("Ruth Vale", title)
    for place in ("chief_officer", "attesting_officer"):
        assert check_face(replace(GENERAL, terms=replace(TERMS, **{place: officer})), model()) == []


def test_a_ground_names_the_character_the_policy_and_the_cure() -> None:
    (ground,) = check_face(replace(GENERAL, registration=("Smith\u202e",)), model())
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in ground.message
    assert ground.citation == "HOUSE policy on print runs"
    assert ground.cure
