"""When the certification lets the Rights Agent act: one pair of answers out of sixteen."""

from itertools import product

import pytest

from agreement.certification import Answer, CertificationFacts, certification_grounds, is_clean
from agreement.decisions import Effect

PAIRS = list(product(Answer, repeat=2))


@pytest.mark.row("R-20k-1", "R-XB-10", "R-XB-12")
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_of_sixteen_pairs_of_answers_only_both_denied_goes_on(first: Answer, second: Answer) -> None:
    facts = CertificationFacts(first, second, is_signed=True)
    grounds = certification_grounds(facts, clause="6(a)")
    if (first, second) == (Answer.NO, Answer.NO):
        assert is_clean(facts)
        assert grounds == ()
        return
    assert not is_clean(facts)
    assert grounds[0].code == "HELD_20K"
    assert grounds[0].citation == "AGREEMENT §20(k)"
    assert {found.effect for found in grounds} == {Effect.HOLD}  # a hold is no refusal


def test_sixteen_pairs_there_are() -> None:
    assert len(PAIRS) == 16


@pytest.mark.row("R-6a-3")
def test_statement_denied_and_statement_blank_is_held_and_named() -> None:
    held, incomplete = certification_grounds(
        CertificationFacts(Answer.NO, Answer.BLANK, is_signed=True), clause="6(a)"
    )
    assert "statement 2 has no box ticked" in held.message
    assert incomplete.code == "CERTIFICATION_INCOMPLETE"
    assert incomplete.citation == "AGREEMENT §6(a)"


def test_an_affirmative_pair_is_complete_and_held_all_the_same() -> None:
    grounds = certification_grounds(
        CertificationFacts(Answer.YES, Answer.YES, is_signed=True), clause="7(f)(i)"
    )
    assert [found.code for found in grounds] == ["HELD_20K"]
    for place in (1, 2):
        assert f"statement {place} is answered affirmatively" in grounds[0].message


@pytest.mark.row("R-6a-3")
@pytest.mark.parametrize("facts", [None, CertificationFacts(Answer.NO, Answer.NO, is_signed=False)])
def test_an_unsigned_or_missing_certification_is_not_completed(facts: CertificationFacts | None) -> None:
    codes = [found.code for found in certification_grounds(facts, clause="6(a)")]
    assert codes == ["HELD_20K", "CERTIFICATION_INCOMPLETE"]
