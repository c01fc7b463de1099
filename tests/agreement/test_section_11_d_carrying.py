"""11(d): one per cent, what is carried and until when, and the grids."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.adjusting.grids import Grids
from agreement.adjusting.price import (
    Carried,
    PriceRule,
    change_price,
    cumulative_factor,
    last_day_to_make,
)
from agreement.adjusting.series import PriceEvent, price_series
from agreement.arithmetic import Rounding, RoundingMode, round_to
from agreement.choices import CarryForward
from agreement.terms import Terms
from tests.agreement.asking import Ask, codes, exact_of, part

END = date(2010, 10, 25)
LATER = date(2004, 5, 3)
WAITING = {
    "factor": "0.995", "transaction_date": "2004-02-02", "section": "11(c)", "last_day": "2007-02-02",
}  # fmt: skip


@pytest.mark.row("R-11d-1")
@pytest.mark.parametrize(
    ("candidate", "is_made"),
    [
        ("247.50", True),
        ("247.51", False),
        ("252.50", True),
        ("252.49", False),
        ("247.500001", False),
        ("250", False),
    ],
)
def test_a_change_of_one_per_cent_is_made_and_a_smaller_one_carried(
    candidate: str, is_made: bool, ask: Ask
) -> None:
    factor = f"{Fraction(candidate) / 250}"
    done = ask("carry-forward", {"on": "2004-05-03", "factor": factor, "exercise_price": "250.00"})
    assert done.result["is_made"] is is_made
    assert done.result["exercise_price"] == (candidate if is_made else "250.00")
    assert bool(done.result["carried"]) == (not is_made and candidate != "250")


@pytest.mark.row("R-11d-2", "R-11d-3")
def test_carried_factors_are_multiplied_unrounded_into_the_next_change(ask: Ask) -> None:
    first = ask("carry-forward", {"on": "2004-02-02", "factor": "0.995", "exercise_price": "250.00"})
    assert exact_of(first, "price computed") == "248.75"
    assert first.result["carried"] == [WAITING]
    second = ask(
        "carry-forward",
        {
            "on": "2004-08-02",
            "factor": "0.993",
            "exercise_price": "250.00",
            "carried": [{"factor": "0.995", "transaction_date": "2004-02-02", "section": "11(c)"}],
        },
    )
    assert exact_of(second, "factor with what was carried") == "0.988035"
    assert exact_of(second, "price computed") == "247.00875"
    assert (second.result["exercise_price"], second.result["change"]) == ("247.01", "-0.011965")
    assert (second.result["is_made"], second.result["carried"]) == (True, [])


def test_a_plan_may_add_the_changes_instead(ask: Ask) -> None:
    facts: dict[str, object] = {
        "on": "2004-08-02",
        "factor": "0.993",
        "exercise_price": "250.00",
        "carried": [{"factor": "0.995", "transaction_date": "2004-02-02", "section": "11(c)"}],
    }
    by_sum = ask("carry-forward", facts, terms={"adjustment": {"carry_forward_method": "SUM"}})
    assert exact_of(by_sum, "factor with what was carried") == "0.988"
    assert by_sum.result["exercise_price"] == "247.00"


@pytest.mark.row("R-11d-4")
@pytest.mark.refusal("CARRY_OVERDUE")
def test_what_was_carried_is_made_on_the_anniversary_however_small(ask: Ask) -> None:
    carried = [{"factor": "0.995", "transaction_date": "2004-02-02", "section": "11(c)"}]
    facts: dict[str, object] = {"exercise_price": "250.00", "carried": carried}
    day_before = ask("carry-forward", {**facts, "on": "2007-02-01"})
    assert (day_before.result["is_made"], codes(day_before)) == (False, [])
    due = ask("carry-forward", {**facts, "on": "2007-02-02"})
    assert (due.result["exercise_price"], due.result["is_made"]) == ("248.75", True)
    assert codes(due) == ["CARRY_OVERDUE"]
    assert "2004-02-02 must be made by 2007-02-02" in due.grounds[0].message


@pytest.mark.row("R-11d-4")
@pytest.mark.parametrize(
    ("transaction", "expiration", "last"),
    [
        (date(2004, 2, 2), END, date(2007, 2, 2)),
        (date(2008, 2, 29), END, END),
        (date(2004, 2, 29), END, date(2007, 2, 28)),
        (date(2009, 5, 3), END, END),
        (date(2004, 2, 2), date(2006, 1, 6), date(2006, 1, 6)),
    ],
)
def test_the_last_day_is_three_years_on_or_the_expiration_date(
    transaction: date, expiration: date, last: date
) -> None:
    assert last_day_to_make(transaction, years=3, expiration_date=expiration) == last


def test_in_a_series_what_falls_due_is_made_before_the_next_event(terms: Terms) -> None:
    rule = PriceRule.of(terms)
    small = PriceEvent("small", "11(c)", date(2004, 2, 2), Fraction("0.995"))
    large = PriceEvent("large", "11(c)", date(2008, 1, 4), Fraction("0.9"))
    days = price_series(Fraction(250), [large, small], rule=rule, expiration_date=END)
    assert [(day.on, day.change.price) for day in days] == [
        (date(2004, 2, 2), Fraction(250)),
        (date(2007, 2, 2), Fraction("248.75")),
        (date(2008, 1, 4), Fraction("223.88")),  # 223.875 goes up
    ]
    alone = price_series(Fraction(250), [small], rule=rule, expiration_date=END, until=date(2007, 2, 1))
    assert [day.change.is_made for day in alone] == [False]
    due = price_series(Fraction(250), [small], rule=rule, expiration_date=END, until=date(2007, 2, 2))
    assert [day.change.is_made for day in due] == [False, True]
    second = PriceEvent("second", "11(c)", date(2005, 2, 2), Fraction("0.999"))
    both = price_series(Fraction(250), [small, second], rule=rule, expiration_date=END, until=END)
    assert [(day.on, day.change.price) for day in both][2:] == [(date(2007, 2, 2), Fraction("248.50"))]
    same_day = PriceEvent("same day", "11(c)", date(2007, 2, 2), Fraction("0.999"))
    together = price_series(Fraction(250), [small, same_day], rule=rule, expiration_date=END)
    assert together[-1].change.price == Fraction("248.50")


@pytest.mark.row("R-11d-3")
def test_results_are_brought_to_the_grids_and_the_raw_values_kept(terms: Terms, other_terms: Terms) -> None:
    grids = Grids.of(terms)
    common = round_to(Fraction(250) / Fraction("6.17"), grids.common)
    assert (common.value, common.raw) == (Fraction("40.5186"), Fraction(25000, 617))
    units = round_to(Fraction(250) / Fraction("241.67"), grids.units)
    assert (units.value, units.value / terms.unit_denominator) == (Fraction("1.03"), Fraction("0.00103"))
    assert round_to(Fraction(725, 3), grids.price).value == Fraction("241.67")
    of_another_plan = Grids.of(other_terms)
    assert (of_another_plan.price.grid, of_another_plan.units.grid) == (Fraction("0.05"), Fraction(1))


factors = st.fractions(Fraction(9, 10), Fraction(11, 10), max_denominator=10_000)
lists = st.lists(factors, max_size=12)
FINE = Rounding("Exercise Price", Fraction(1, 10**60), "11(d)")


def fine_rule(method: CarryForward) -> PriceRule:
    """A rule whose grid is so fine that rounding plays no part."""
    return PriceRule(Fraction(1, 100), method, FINE, Fraction(0), 3)


@given(lists)
def test_carrying_loses_nothing(several: list[Fraction]) -> None:
    price, carried = Fraction(250), ()
    for place, factor in enumerate(several):
        event = Carried(factor, LATER + timedelta(days=place), "11(c)")
        found = change_price(price, event, carried=carried, rule=fine_rule(CarryForward.PRODUCT))
        price, carried = found.price, found.carried
        together = price * cumulative_factor([one.factor for one in carried], method=CarryForward.PRODUCT)
        assert abs(together - 250 * prod(several[: place + 1])) <= Fraction(len(several), 10**55)


@given(lists, st.sampled_from(CarryForward))
def test_after_each_event_what_is_unmade_is_below_one_per_cent(
    several: list[Fraction], method: CarryForward
) -> None:
    price, carried = Fraction(250), ()
    for factor in several:
        found = change_price(price, Carried(factor, LATER, "11(c)"), carried=carried, rule=fine_rule(method))
        price, carried = found.price, found.carried
        assert abs(cumulative_factor([one.factor for one in carried], method=method) - 1) < Fraction(1, 100)
        assert not (found.is_made and carried)


@given(lists)
def test_the_order_of_events_that_are_not_rounded_does_not_matter(several: list[Fraction]) -> None:
    assert cumulative_factor(several, method=CarryForward.PRODUCT) == cumulative_factor(
        several[::-1], method=CarryForward.PRODUCT
    )
    assert cumulative_factor(several, method=CarryForward.SUM) == cumulative_factor(
        sorted(several), method=CarryForward.SUM
    )


@given(lists, lists)
def test_a_cancelled_event_leaves_no_trace_in_the_series(
    several: list[Fraction], gone: list[Fraction]
) -> None:
    def events(some: list[Fraction], *, is_cancelled: bool) -> list[PriceEvent]:
        return [
            PriceEvent("one", "11(c)", LATER + timedelta(days=place), factor, is_cancelled)
            for place, factor in enumerate(some)
        ]

    rule = fine_rule(CarryForward.PRODUCT)
    kept = events(several, is_cancelled=False)
    mixed = events(gone, is_cancelled=True) + kept
    without = price_series(Fraction(250), kept, rule=rule, expiration_date=END)
    assert price_series(Fraction(250), mixed, rule=rule, expiration_date=END) == without


@given(
    st.fractions(0, 10**6, max_denominator=10**9),
    st.sampled_from([Fraction(1, 100), Fraction(1, 10_000), Fraction(1, 100_000), Fraction(1, 20)]),
    st.sampled_from(RoundingMode),
)
def test_rounding_moves_by_half_a_step_at_most_and_a_whole_one_where_it_has_a_direction(
    value: Fraction, grid: Fraction, mode: RoundingMode
) -> None:
    found = round_to(value, Rounding("a grid", grid, "11(d)", mode))
    assert found.raw == value
    assert (found.value / grid).denominator == 1
    moved = abs(found.value - value)
    assert moved <= grid / 2 if mode in (RoundingMode.HALF_UP, RoundingMode.HALF_EVEN) else moved < grid


def test_the_topic_names_what_is_left_to_carry(ask: Ask) -> None:
    events = [{"name": "small", "section": "11(c)", "on": "2004-02-02", "factor": "0.995"}]
    done = ask("adjust-series", {"exercise_price": "250.00", "events": events})
    assert part(done, "carried") == [WAITING]
    forced = ask("adjust-series", {"exercise_price": "250.00", "events": events, "until": "2007-02-02"})
    assert (forced.result["exercise_price"], forced.result["carried"]) == ("248.75", [])


@pytest.mark.row("R-11d-2", "R-11g-1")
def test_units_follow_what_was_carried_under_two_clauses_and_no_other(ask: Ask) -> None:
    dividend: dict[str, object] = {
        "record_date": "2004-09-01",
        "distributed": "SPECIAL_CASH",
        "fair_value": "500.00",
        "statement_filed": True,
        "current_per_share_market_price": "10000.00",
    }
    carried = {"factor": "200/201", "transaction_date": "2004-02-02"}
    # A small dividend of Preferred Shares moved the units with the event; its price comes now.
    split = ask("adjust-distribution", {**dividend, "carried": [{**carried, "section": "11(a)(i)"}]})
    assert split.result["exercise_price"] == "236.32"
    assert exact_of(split, "price before what moves the units") == "50000/201"
    assert split.result["units_per_right"] == "1.05"
    both = ask("adjust-distribution", {**dividend, "carried": [{**carried, "section": "11(b)"}]})
    assert (both.result["exercise_price"], both.result["units_per_right"]) == ("236.32", "1.06")
    # And a split of the Common Shares makes what an offer left to carry, units and all.
    common = {"common_before": "1", "common_after": "2", "effective_on": "2004-09-01"}
    made = ask(
        "adjust-common-split", {**common, "carried": [{**carried, "factor": "0.991", "section": "11(b)"}]}
    )
    assert (made.result["exercise_price"], made.result["units_per_right"]) == ("123.88", "1.01")


def test_units_move_with_an_event_of_preferred_shares_though_its_price_is_carried(ask: Ask) -> None:
    facts: dict[str, object] = {
        "preferred_before": "200",
        "preferred_after": "201",
        "effective_on": "2004-02-02",
        "units_per_right": "100",
    }
    done = ask("adjust-preferred-split", facts)
    assert (done.result["exercise_price"], done.result["units_per_right"]) == ("250.00", "100.5")
    assert done.result["is_made"] is False
