"""What is told of a certificate to whoever has it in hand (§5)."""

from __future__ import annotations

import pytest

from agreement.verification import Answer, CertificateFacts, Mark, answer, masked, read_mark
from registry.selectors.register import STATUSES

CODE = "0123456789abcdef01234567"


def facts(status: str = "OUTSTANDING", *, rights: int = 100, void: int = 0) -> CertificateFacts:
    """A certificate that stands so."""
    return CertificateFacts(CODE, status, rights, void)


@pytest.mark.parametrize(
    ("certificate", "word"),
    [
        (facts(), Answer.OUTSTANDING),
        (facts("NOT_COUNTERSIGNED"), Answer.NOT_COUNTERSIGNED),
        (facts(void=1), Answer.PART_VOID),
        (CertificateFacts(CODE, "OUTSTANDING", 50, 0, 100), Answer.PART_EXCHANGED),
        (CertificateFacts(CODE, "OUTSTANDING", 50, 1, 100), Answer.PART_VOID),
        (CertificateFacts(CODE, "EXCHANGED", 0, 0, 100), Answer.EXCHANGED),
        (facts("VOID", void=100), Answer.VOID),
        (facts("STOPPED", void=1), Answer.STOPPED),
        (facts("SURRENDERED"), Answer.STOPPED),
        (facts("SURRENDERED", rights=0), Answer.CANCELLED),
        (facts("SPOILED", rights=0), Answer.CANCELLED),
        (facts("DELIVERED_TO_COMPANY", rights=0), Answer.CANCELLED),
        (facts("KEPT_FOR_COMPANY", rights=0), Answer.CANCELLED),
        (facts("REPLACED", rights=0), Answer.REPLACED),
        (facts("EXERCISED", rights=0), Answer.EXERCISED),
        (facts("REDEEMED", rights=0), Answer.REDEEMED),
        (facts("EXCHANGED", rights=0), Answer.EXCHANGED),
        (facts("EXPIRED", rights=0), Answer.EXPIRED),
        (None, Answer.NOT_FOUND),
    ],
)
def test_every_certificate_is_answered_in_one_word(
    certificate: CertificateFacts | None, word: Answer
) -> None:
    assert answer(certificate, code=CODE) is word


@pytest.mark.parametrize("status", STATUSES)
def test_no_status_of_the_register_is_without_an_answer(status: str) -> None:
    assert answer(facts(status), code=CODE) in set(Answer) - {Answer.NOT_FOUND}


@pytest.mark.parametrize("code", ["", CODE[:-1], CODE[::-1], CODE + "0", "é" * 24, "-" * 24])
def test_a_wrong_code_is_answered_like_an_unknown_number(code: str) -> None:
    assert answer(facts("STOPPED"), code=code) is answer(None, code=code) is Answer.NOT_FOUND


def test_a_code_may_be_typed_in_capitals_and_with_spaces_around_it() -> None:
    assert answer(facts(), code=f" {CODE.upper()} ") is Answer.OUTSTANDING


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (f"RC1:AHS-2003:0000012:{CODE}", Mark("AHS-2003", 12, CODE)),
        (f"  RC1:AHS-2003:0000012:{CODE}\n", Mark("AHS-2003", 12, CODE)),
        (f"RC2:AHS-2003:0000012:{CODE}", None),
        (f"RC1:AHS-2003:12:{CODE}0", None),
        ("https://example.com/", None),
        ("", None),
    ],
)
def test_the_mark_of_the_paper_is_read_whole_or_not_at_all(text: str, mark: Mark | None) -> None:
    assert read_mark(text) == mark


@pytest.mark.parametrize(
    ("registration", "shown"),
    [
        ("Jane Doe", "J••• D•••"),
        ("Bo Li\nand Petra Ålund", "B••• L•••"),
        ("Cede & Co.", "C••• &••• C•••"),
        ("", ""),
    ],
)
def test_a_name_shows_the_first_sign_of_each_word_alone(registration: str, shown: str) -> None:
    assert masked(registration) == shown
