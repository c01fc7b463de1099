"""11(a)(i): dividends, splits, combinations, reclassifications of Preferred Shares; par; no doubling."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.adjusting.events import adjustment_fraction
from agreement.terms import Terms
from tests.agreement.asking import Ask, codes, exact_of, part

SPLIT: dict[str, object] = {
    "preferred_before": "10000",
    "preferred_after": "20000",
    "effective_on": "2004-05-03",
    "exercise_price": "250.00",
}


@pytest.mark.row("R-11a1-1")
@pytest.mark.parametrize(
    ("before", "after", "fraction", "price", "units", "total"),
    [
        ("10000", "20000", "2", "125.00", "2", "250.00"),
        ("40000", "10000", "0.25", "1000.00", "0.25", "250.00"),  # reverse, one for four
        ("10000", "30000", "3", "83.33", "3", "249.99"),
    ],
)
def test_price_is_divided_and_units_multiplied_by_the_adjustment_fraction(
    before: str, after: str, fraction: str, price: str, units: str, total: str, ask: Ask
) -> None:
    done = ask("adjust-preferred-split", {**SPLIT, "preferred_before": before, "preferred_after": after})
    assert done.result == {
        "adjustment_fraction": fraction, "exercise_price": price, "is_made": True, "carried": [],
        "units_per_right": units, "total_exercise_price": total,
    }  # fmt: skip


@pytest.mark.row("R-11a1-1", "R-11n-1")
@pytest.mark.refusal("COUNT_BEFORE_ZERO")
@pytest.mark.parametrize(
    ("topic", "facts"),
    [
        ("adjust-preferred-split", {**SPLIT, "preferred_before": "0"}),
        (
            "adjust-common-split",
            {"common_before": "0", "common_after": "1", "effective_on": "2002-06-03"},
        ),
    ],
)
def test_without_shares_before_the_event_the_company_states_the_ratio(
    topic: str, facts: dict[str, object], ask: Ask
) -> None:
    done = ask(topic, facts)
    assert (done.result, codes(done)) == ({}, ["COUNT_BEFORE_ZERO"])


@pytest.mark.row("R-11a1-3")
@pytest.mark.refusal("DOUBLE_ADJUSTMENT")
def test_a_mirror_split_of_the_preferred_is_not_adjusted_a_second_time(ask: Ask) -> None:
    common = {"common_before": "40000000", "common_after": "80000000", "effective_on": "2004-05-03"}
    first = ask("adjust-common-split", {**common, "exercise_price": "250.00"})
    assert first.result["exercise_price"] == "125.00"
    mirrored = {
        **SPLIT,
        "exercise_price": "125.00",
        "common_event": {"common_before": "40000000", "common_after": "80000000"},
    }
    second = ask("adjust-preferred-split", mirrored)
    assert (second.result["exercise_price"], second.result["units_per_right"]) == ("125.00", "1")
    assert codes(second) == ["DOUBLE_ADJUSTMENT"]


@pytest.mark.row("R-11a1-3")
def test_what_the_common_event_does_not_cover_is_adjusted(ask: Ask) -> None:
    facts = {
        **SPLIT,
        "preferred_after": "60000",
        "common_event": {"common_before": "40000000", "common_after": "80000000"},
    }
    done = ask("adjust-preferred-split", facts)
    assert (done.result["adjustment_fraction"], done.result["exercise_price"]) == ("3", "83.33")
    assert codes(done) == []


@pytest.mark.row("R-11a1-2", "R-11c-3", "R-11j-1")
@pytest.mark.refusal("PAR_FLOOR_APPLIED", "BELOW_PAR_ACTION_REQUIRED")
def test_a_price_below_par_is_replaced_by_the_floor_and_waits_for_counsel(ask: Ask) -> None:
    facts: dict[str, object] = {
        "record_date": "2004-05-03",
        "distributed": "ASSETS",
        "fair_value": "10500.00",
        "statement_filed": True,
        "current_per_share_market_price": "10000.00",
    }
    done = ask("adjust-distribution", facts)
    assert exact_of(done, "price computed") == "-12.5"
    assert done.result["exercise_price"] == "0.01"
    assert codes(done) == ["PAR_FLOOR_APPLIED", "BELOW_PAR_ACTION_REQUIRED"]
    assert "computed, -$12.5, lies below the par value of $0.000001" in done.grounds[0].message
    nothing_left = ask("adjust-distribution", {**facts, "fair_value": "10000.00"})
    assert "computed, $0, lies below" in nothing_left.grounds[0].message
    assert codes(ask("adjust-distribution", {**facts, "corporate_action_stated": True})) == [
        "PAR_FLOOR_APPLIED"
    ]


@pytest.mark.row("R-11a1-2", "R-11j-1")
def test_a_price_that_rounds_to_nothing_is_below_par_too(ask: Ask) -> None:
    facts = {**SPLIT, "preferred_before": "1", "preferred_after": "100000"}  # $0.0025 a unit
    done = ask("adjust-preferred-split", facts)
    assert exact_of(done, "price computed") == "0.0025"
    assert (done.result["exercise_price"], codes(done)[0]) == ("0.01", "PAR_FLOOR_APPLIED")


def test_the_floor_follows_the_par_value_of_the_plan(ask: Ask) -> None:
    high_par = {"securities": {"par_preferred": "40.00"}}  # $0.04 a unit
    facts = {**SPLIT, "preferred_before": "1", "preferred_after": "10000"}
    done = ask("adjust-preferred-split", facts, terms=high_par)
    assert done.result["exercise_price"] == "0.04"
    above = ask("adjust-preferred-split", {**facts, "preferred_after": "6000"}, terms=high_par)
    assert (above.result["exercise_price"], codes(above)) == ("0.04", [])
    no_par = ask(
        "adjust-preferred-split",
        {**SPLIT, "preferred_before": "1", "preferred_after": "100000"},
        terms={"securities": {"par_preferred": "0.00"}},
    )
    assert (no_par.result["exercise_price"], codes(no_par)[0]) == ("0.01", "PAR_FLOOR_APPLIED")


@pytest.mark.row("R-11a1-4", "R-11f-1", "R-11n-3", "R-7b-1")
@pytest.mark.parametrize(
    ("on", "figures", "price", "units"),
    [
        ("2004-06-01", ("2004-05-03", "125.00", "2"), "125.00", "2"),
        ("2004-06-01", ("2004-05-03", "241.67", "1.03"), "241.67", "1.03"),
        ("2003-06-30", ("2004-05-03", "241.67", "1.03"), "250.00", "1"),
        ("2004-05-03", ("2004-05-03", "241.67", "1.03"), "241.67", "1.03"),
        ("2002-07-01", ("2002-06-03", "125.00", "1"), "125.00", "1"),
    ],
)
def test_a_right_issued_later_has_the_figures_in_force_on_its_day(
    on: str, figures: tuple[str, str, str], price: str, units: str, ask: Ask
) -> None:
    since, certified, of_right = figures
    facts: dict[str, object] = {
        "on": on,
        "figures": [
            {
                "effective_from": "2000-09-15",
                "exercise_price": "250.00",
                "units_per_right": "1",
                "source": "the agreement",
            },
            {
                "effective_from": since,
                "exercise_price": certified,
                "units_per_right": of_right,
                "source": "a certificate",
            },
        ],
    }
    done = ask("figures-in-force", facts)
    assert (done.result["exercise_price"], done.result["units_per_right"]) == (price, units)


def test_before_the_first_figures_none_are_in_force(ask: Ask) -> None:
    facts: dict[str, object] = {
        "on": "2000-01-03",
        "figures": [
            {
                "effective_from": "2000-09-15",
                "exercise_price": "250.00",
                "units_per_right": "1",
                "source": "the agreement",
            }
        ],
    }
    done = ask("figures-in-force", facts)
    assert (done.result, codes(done)) == ({}, ["TERMS_NOT_IN_FORCE"])


@pytest.mark.row("R-1mm-1")
def test_the_total_exercise_price_is_that_of_all_units(ask: Ask, terms: Terms) -> None:
    assert str(terms.total_exercise_price) == "250.00"
    facts: dict[str, object] = {
        "on": "2004-06-01",
        "figures": [
            {
                "effective_from": "2004-05-03",
                "exercise_price": "241.67",
                "units_per_right": "1.03",
                "source": "a certificate",
            }
        ],
    }
    done = ask("figures-in-force", facts)
    assert exact_of(done, "Total Exercise Price") == "248.9201"
    assert part(done, "total_exercise_price") == "248.92"


counts = st.integers(1, 10**9)


@given(counts, counts)
def test_a_split_and_its_reverse_leave_what_was(before: int, after: int) -> None:
    there = adjustment_fraction(Fraction(before), Fraction(after))
    back = adjustment_fraction(Fraction(after), Fraction(before))
    assert there * back == 1


@given(counts, counts, st.integers(1, 10**6))
def test_price_times_units_is_kept_by_an_adjustment_fraction(before: int, after: int, cents: int) -> None:
    fraction = adjustment_fraction(Fraction(before), Fraction(after))
    price = Fraction(cents, 100)
    assert (price / fraction) * (1 * fraction) == price
