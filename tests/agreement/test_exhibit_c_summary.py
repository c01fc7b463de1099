"""The Summary of Rights: twelve headings, and the agreement governs where the two differ."""

import pytest

from agreement.grounds import Effect
from agreement.summary import HEADINGS, difference_grounds, heading_grounds

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
    agreeing = {"asset_sale": "40% or more", "ends_by_merger": "no"}
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
