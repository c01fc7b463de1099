"""The index of sections."""

import pytest

from agreement.clauses import CLAUSES, UnknownClause, cite, cite_all, section


def test_a_section_is_found_by_its_number_with_or_without_the_sign() -> None:
    assert section("7(e)(i)") is section("§7(e)(i)") is section("Section 7(e)(i)")
    assert cite("7(e)(i)") == "§7(e)(i)"


@pytest.mark.parametrize("number", ["7(g)", "35", "3(e)", "", "Exhibit D", "1(pp)", "7(e)(v)", "11(a)(iv)"])
def test_an_unknown_number_is_refused(number: str) -> None:
    with pytest.raises(UnknownClause):
        section(number)


@pytest.mark.parametrize(
    "number", ["Recitals", "Signature page", "Exhibit A 3(c)", "Exhibit B face", "Exhibit C"]
)
def test_exhibits_and_recitals_are_cited_by_name(number: str) -> None:
    assert cite(number) == number


def test_every_section_from_1_to_34_and_every_parent_of_a_sub_clause_is_there() -> None:
    assert all(str(number) in CLAUSES for number in range(1, 35))
    for number in CLAUSES:
        if "(" in number:
            assert number[: number.rindex("(")] in CLAUSES, number


def test_several_sections_are_cited_in_one_phrase() -> None:
    assert cite_all("3(a)", "Exhibit B") == "§3(a), Exhibit B"
