"""11(n): dividends, splits and combinations of Common Shares, by the conventions that plans have."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.adjusting.common import split_factors
from agreement.choices import CommonSplit
from agreement.errors import RefusedByGround
from tests.agreement.asking import Ask, codes, part

SPLIT: dict[str, object] = {
    "common_before": "40000000",
    "common_after": "80000000",
    "effective_on": "2002-06-03",
    "exercise_price": "250.00",
}


def by(convention: CommonSplit) -> dict[str, object]:
    return {"adjustment": {"common_split_convention": convention.value}}


@pytest.mark.row("R-11n-1", "R-11n-2", "R-11n-5")
def test_a_split_divides_the_price_and_leaves_each_share_its_right(ask: Ask) -> None:
    done = ask("adjust-common-split", SPLIT)
    assert done.result == {
        "exercise_price": "125.00", "is_made": True, "carried": [], "units_per_right": "1",
        "total_exercise_price": "125.00", "rights_per_share": "1", "rights_for_a_right": "2",
        "rights_outstanding": "80000000", "redemption_price": "0.0005", "exchange_ratio": "1",
        "redemption_of_all": "40000.00",
    }  # fmt: skip
    assert codes(done) == []


@pytest.mark.row("R-11n-2")
def test_a_reverse_split_multiplies_the_price(ask: Ask) -> None:
    done = ask("adjust-common-split", {**SPLIT, "common_after": "4000000"})
    assert (done.result["exercise_price"], done.result["rights_outstanding"]) == ("2500.00", "4000000")
    assert part(done, "units_per_right") == "1"
    assert done.result["redemption_of_all"] == "40000.00"


@pytest.mark.parametrize(
    ("convention", "price", "units", "of_share", "rights", "redemption", "exchange"),
    [
        (CommonSplit.PRICE_ONLY, "125.00", "1", "1", "80000000", "0.0005", "1"),
        (CommonSplit.UNITS_ONLY, "250.00", "0.5", "1", "80000000", "0.0005", "1"),
        (CommonSplit.NUMBER_OF_RIGHTS, "250.00", "1", "0.5", "40000000", "0.001", "2"),
        (CommonSplit.EXPANSION_FACTOR, "125.00", "1", "1", "80000000", "0.0005", "1"),
    ],
)
def test_plans_change_different_figures(
    convention: CommonSplit, price: str, units: str, of_share: str, rights: str, redemption: str,
    exchange: str, ask: Ask,
) -> None:  # fmt: skip
    told = ask("adjust-common-split", SPLIT, terms=by(convention)).result
    assert (told["exercise_price"], told["units_per_right"]) == (price, units)
    assert (told["rights_per_share"], told["rights_outstanding"]) == (of_share, rights)
    assert (told["redemption_price"], told["exchange_ratio"]) == (redemption, exchange)
    assert told["redemption_of_all"] == "40000.00"


@pytest.mark.row("R-11n-2")
@pytest.mark.refusal("AFTER_SEPARATION_REVIEW")
def test_after_the_separation_the_certificate_states_what_changes(ask: Ask) -> None:
    separated = {**SPLIT, "is_separated": True}
    done = ask("adjust-common-split", separated)
    assert (done.result, codes(done)) == ({}, ["AFTER_SEPARATION_REVIEW"])
    expanded = ask("adjust-common-split", separated, terms=by(CommonSplit.EXPANSION_FACTOR))
    assert (expanded.result["rights_for_a_right"], codes(expanded)) == ("2", [])


def test_the_par_value_bounds_the_price_here_too(ask: Ask) -> None:
    done = ask("adjust-common-split", {**SPLIT, "common_before": "1", "common_after": "1000000"})
    assert (done.result["exercise_price"], codes(done)[0]) == ("0.01", "PAR_FLOOR_APPLIED")


def test_a_small_dividend_of_common_shares_is_carried(ask: Ask) -> None:
    done = ask("adjust-common-split", {**SPLIT, "common_after": "40200000"})
    assert (done.result["exercise_price"], done.result["is_made"]) == ("250.00", False)
    assert part(done, "carried") == [
        {
            "factor": "200/201",
            "transaction_date": "2002-06-03",
            "section": "11(n)",
            "last_day": "2005-06-03",
        }
    ]


@pytest.mark.row("R-11n-4")
@pytest.mark.refusal("ORDER_11N_FIRST")
def test_an_event_of_the_common_shares_comes_before_the_flip_in_of_its_day(ask: Ask) -> None:
    split = {"name": "split", "section": "11(n)", "on": "2003-05-30", "factor": "1/2"}
    event = {"name": "Triggering Event", "section": "11(a)(ii)", "on": "2003-05-30"}
    right = ask("adjust-series", {"exercise_price": "250.00", "events": [split, event]})
    assert (right.result["exercise_price"], codes(right)) == ("125.00", [])
    wrong = ask("adjust-series", {"exercise_price": "250.00", "events": [event, split]})
    assert codes(wrong) == ["ORDER_11N_FIRST"]
    another_day = ask(
        "adjust-series", {"exercise_price": "250.00", "events": [event, {**split, "on": "2003-06-02"}]}
    )
    assert codes(another_day) == []


@pytest.mark.row("R-11n-4")
def test_the_flip_in_of_the_day_of_a_split_is_computed_on_the_price_after_it(ask: Ask) -> None:
    facts: dict[str, object] = {
        "trigger_noticed": True,
        "exercise_price": "250.00",
        "current_per_share_market_price": "5.00",
        "common_event": {
            "common_before": "40000000",
            "common_after": "80000000",
            "effective_on": "2003-05-30",
        },
    }
    done = ask("flip-in", facts)
    assert (done.result["shares_per_right"], done.result["price_of_right"]) == ("50", "125.00")
    without = ask("flip-in", {**facts, "common_event": None})
    assert without.result["shares_per_right"] == "100", "the order matters"
    event = {**facts["common_event"], "price_is_adjusted": True}  # type: ignore[dict-item]
    adjusted = ask("flip-in", {**facts, "exercise_price": "125.00", "common_event": event})
    assert adjusted.result["shares_per_right"] == "50"


ratios = st.fractions(Fraction(1, 1000), 1000).filter(lambda ratio: ratio > 0)


@given(ratios, st.sampled_from(CommonSplit))
def test_the_price_of_all_rights_of_a_holding_is_kept(ratio: Fraction, convention: CommonSplit) -> None:
    factors = split_factors(ratio, convention=convention, is_separated=False)
    assert factors.rights * factors.price * factors.units == 1
    assert factors.rights == ratio * factors.rights_per_share, "shares times Rights of a share are the Rights"
    assert factors.rights * factors.redemption_price == 1
    assert factors.rights * factors.exchange_ratio == ratio, "the exchange takes the same part of the shares"


@given(ratios, st.sampled_from(CommonSplit))
def test_a_split_and_its_reverse_leave_every_figure_as_it_was(
    ratio: Fraction, convention: CommonSplit
) -> None:
    there = split_factors(ratio, convention=convention, is_separated=False)
    back = split_factors(1 / ratio, convention=convention, is_separated=False)
    for name in ("price", "units", "rights_per_share", "rights", "redemption_price", "exchange_ratio"):
        assert getattr(there, name) * getattr(back, name) == 1


@given(ratios, st.sampled_from(CommonSplit))
def test_only_an_expansion_has_a_meaning_apart_from_the_shares(
    ratio: Fraction, convention: CommonSplit
) -> None:
    if convention is CommonSplit.EXPANSION_FACTOR:
        assert split_factors(ratio, convention=convention, is_separated=True).rights == ratio
        return
    with pytest.raises(RefusedByGround):
        split_factors(ratio, convention=convention, is_separated=True)
