"""The Summary of Rights: twelve headings, and the agreement governs where the two differ."""

from fractions import Fraction

import pytest

from agreement.business_days import Closure
from agreement.calculator import calculate
from agreement.errors import RightsError
from agreement.flip_over import is_asset_sale_a_section_13_event
from agreement.grounds import Effect
from agreement.summary import HEADINGS, difference_grounds, heading_grounds
from agreement.terms import Terms

# What the Summary attached to the first plan says.
VERSION_1 = {
    "asset_sale": "more than 50%",
    "ends_by_merger": "yes",
    "exchange_decided_by": "a majority of the Board of Directors and the Board of Directors",
}


@pytest.mark.row("R-XC-1", "R-XC-2")
def test_the_first_summary_is_warned_of_for_three_statements_and_never_refused() -> None:
    (warning,) = difference_grounds(VERSION_1, summary="version 1", asset_sale_threshold="50%")
    assert warning.code == "SUMMARY_DIFFERS_FROM_AGREEMENT"
    assert warning.effect is Effect.WARN
    assert str(warning.facts["statements"]).count("instead of") == 3
    for section in ("13(a)", "1(q)", "24(a)"):
        assert f"section {section}" in warning.message


@pytest.mark.row("R-XC-2")
def test_statements_that_agree_and_those_that_are_not_made_are_no_difference() -> None:
    agreeing = {"asset_sale": "40%  or more", "ends_by_merger": "No"}
    assert difference_grounds(agreeing, summary="another", asset_sale_threshold="40%") == ()
    (warning,) = difference_grounds(agreeing, summary="another", asset_sale_threshold="50%")
    assert "50% or more" in warning.message


@pytest.mark.row("R-XC-1")
def test_a_summary_without_one_of_its_twelve_headings_names_it() -> None:
    assert len(HEADINGS) == 12
    assert heading_grounds(list(HEADINGS), summary="whole") == ()
    present = [name for name in HEADINGS if name not in ("taxes", "voting")]
    (missing,) = heading_grounds(present, summary="short")
    assert missing.code == "SUMMARY_HEADING_MISSING"
    assert "Voting, Taxes" in missing.message


@pytest.mark.row("R-XC-2")
@pytest.mark.parametrize(
    ("part", "counts"), [("0.499999", False), ("0.5", True), ("0.500001", True), ("1", True)]
)
def test_a_sale_of_exactly_half_the_assets_is_a_section_13_event_whatever_a_summary_says(
    terms: Terms, part: str, counts: bool
) -> None:
    assert terms.asset_sale_threshold == Fraction(1, 2)
    said = is_asset_sale_a_section_13_event(Fraction(part), threshold=terms.asset_sale_threshold)
    assert said is counts


@pytest.mark.row("R-XC-2")
def test_no_merger_ends_the_rights_whatever_a_summary_says(
    terms: Terms, closures: tuple[Closure, ...]
) -> None:
    facts = {"distribution_date": "2003-06-16", "merger_at": "2004-03-31T17:00:00-08:00"}
    with pytest.raises(RightsError) as none:
        calculate("windows", {"facts": facts}, terms=terms, closures=closures)
    assert none.value.code == "FACT_UNKNOWN"
    del facts["merger_at"]
    told = calculate("windows", {"facts": facts}, terms=terms, closures=closures)
    assert any("2010-10-25T17:00:00" in step.exact for step in told.steps)


def test_a_part_that_is_none_is_refused() -> None:
    with pytest.raises(RightsError, match="part_sold"):
        is_asset_sale_a_section_13_event(Fraction(3, 2), threshold=Fraction(1, 2))
