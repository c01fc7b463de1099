"""Section 11 where a step, a name or a boundary decides: grids, the par floor, series, runs of Rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest

from agreement.adjusting.events import Offer, adjustment_fraction, offer_factor
from agreement.adjusting.grids import Grids
from agreement.adjusting.number import coarse_grounds
from agreement.adjusting.number_run import NumberRunFacts, number_run_grounds, ratio_grounds
from agreement.adjusting.price import Carried, PriceRule, change_price
from agreement.adjusting.reserves import preferred_reserve
from agreement.adjusting.series import PriceEvent, price_series
from agreement.adjustment import Distributed, Surrender
from agreement.arithmetic import Rounded, RoundingMode
from agreement.errors import RightsError
from agreement.flip_in import flip_in_grounds
from agreement.terms import Terms

DAY = date(2004, 5, 3)
COARSE = (("4.004", ["UNITS_COARSELY_ROUNDED"]), ("4.0036", []), ("3.996", ["UNITS_COARSELY_ROUNDED"]))


@pytest.mark.parametrize("mode", [RoundingMode.HALF_UP, RoundingMode.HALF_EVEN, RoundingMode.DOWN])
def test_every_grid_takes_ties_as_the_plan_reads_them(mode: RoundingMode, terms: Terms) -> None:
    reading = replace(terms.readings["rounding_mode"], in_use=mode.value)
    read = replace(terms, readings=MappingProxyType({**terms.readings, "rounding_mode": reading}))
    grids = Grids.of(read)
    told = [(one.name, one.grid, one.section, one.mode) for one in vars_of(grids)]
    assert told == [
        ("Exercise Price", Fraction(1, 100), "11(d)", mode),
        ("Common Shares of a Right", Fraction(1, 10_000), "11(d)", mode),
        ("Preferred Shares of a Right, in units", Fraction(1, 100), "11(d)", mode),
        ("Rights for a Right", Fraction(1, 100_000), "11(h)", mode),
    ]


def vars_of(grids: Grids) -> tuple[Any, ...]:
    return grids.price, grids.common, grids.units, grids.rights


def test_a_floor_off_the_grid_is_the_next_step_above_par_never_the_nearest(terms: Terms) -> None:
    rule = replace(PriceRule.of(terms), par_of_unit=Fraction("0.012"))
    found = change_price(Fraction(250), Carried(Fraction("0.00001"), DAY, "11(c)"), rule=rule)
    assert (found.price, found.is_floored, found.factor) == (Fraction("0.02"), True, Fraction("0.00001"))
    on_the_grid = replace(rule, par_of_unit=Fraction("0.02"))
    found = change_price(Fraction(250), Carried(Fraction("0.00001"), DAY, "11(c)"), rule=on_the_grid)
    assert found.price == Fraction("0.02")
    at_par = change_price(Fraction(250), Carried(Fraction("0.00008"), DAY, "11(c)"), rule=on_the_grid)
    assert (at_par.price, at_par.is_floored) == (Fraction("0.02"), False)


def test_a_thousandth_moved_by_the_grid_is_told_and_less_is_not(terms: Terms) -> None:
    grid = Grids.of(terms).units
    for told, codes in COARSE:
        units = Rounded(Fraction(told), Fraction(4), grid)
        assert [one.code for one in coarse_grounds(units)] == codes, told
    assert coarse_grounds(Rounded(Fraction(4), Fraction(4), grid)) == ()


def test_a_series_tells_each_price_with_its_event_and_what_is_carried_by_name(terms: Terms) -> None:
    small = PriceEvent("small dividend", "11(c)", date(2004, 2, 2), Fraction("0.995"))
    large = PriceEvent("offer", "11(b)", DAY, Fraction("0.95"))
    days = price_series(
        Fraction(250), [large, small], rule=PriceRule.of(terms), expiration_date=date(2010, 10, 23)
    )
    assert [(one.on, one.event) for one in days] == [(small.on, small), (large.on, large)]
    assert [one.name for one in days[0].change.carried] == ["small dividend"]
    assert [one.name for one in days[1].change.made] == ["small dividend", "offer"]
    (_, due) = price_series(
        Fraction(250),
        [small],
        rule=PriceRule.of(terms),
        expiration_date=date(2010, 10, 23),
        until=date(2007, 2, 2),
    )
    assert (due.on, due.event, due.change.price) == (date(2007, 2, 2), None, Fraction("248.75"))


def test_the_shares_that_are_missing_are_named(terms: Terms) -> None:
    with pytest.raises(RightsError) as of_preferred:
        adjustment_fraction(Fraction(0), Fraction(1))
    assert of_preferred.value.facts["shares"] == "Preferred Shares"
    offer = Offer(
        record_date=DAY,
        expires_on=DAY,
        outstanding=Fraction(10),
        company_held=Fraction(10),
        offered=Fraction(1),
        cash_price=Fraction(1),
        other_value=Fraction(0),
        market_price=Fraction(2),
    )
    with pytest.raises(RightsError) as of_offer:
        offer_factor(offer)
    assert of_offer.value.facts["shares"] == "Preferred or Equivalent Shares"
    reserve = preferred_reserve(
        Fraction(120_000_000),
        units_per_right=Fraction(1),
        unit_denominator=terms.unit_denominator,
        reserved=Fraction(100_000),
    )
    assert reserve.shares == "Preferred Shares"


def test_a_void_right_and_one_that_is_exchanged_are_told_in_whole_sentences() -> None:
    void, exchanged = flip_in_grounds(is_noticed=True, is_void=True, is_exchanged=True)
    assert "The Rights are null and void; the holder has no rights in respect of them" in void.message
    said = "The exchange of the Rights is ordered; only what the exchange gives remains"
    assert said in exchanged.message


READY = NumberRunFacts(
    notice=7,
    is_in_force=True,
    distributed=Distributed.ADDITIONAL,
    surrender=None,
    ratio=Fraction("1.05263"),
    has_form=True,
    has_record_date_closed=True,
    has_certificates=True,
    has_expired=False,
    standing_orders=(),
    ended_since=(),
    waiting=(),
    additional=52,
    done=None,
)


def test_additional_rights_are_distributed_where_nothing_stands_against_it() -> None:
    assert number_run_grounds(READY) == ()
    assert number_run_grounds(replace(READY, ratio=Fraction("1.00001"), additional=1)) == ()
    replaced = replace(READY, distributed=Distributed.REPLACEMENT, surrender=Surrender.NOT_REQUIRED)
    assert number_run_grounds(replaced) == ()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"is_in_force": False}, "the election is not accepted"),
        (
            {"ratio": None},
            "the Company has not certified the number of Rights that each Right becomes",
        ),
        ({"ratio": Fraction(1)}, "each Right becomes 1, so that nothing is additional"),
        ({"ratio": Fraction("0.95")}, "each Right becomes 0.95, so that nothing is additional"),
        (
            {"distributed": Distributed.REPLACEMENT, "surrender": Surrender.REQUIRED},
            "certificates for all Rights are issued in place of those out only where the Company says "
            "that it requires no surrender of them",
        ),
        ({"has_certificates": False}, "no Rights Certificates are issued, so that none is distributed"),
        ({"has_form": False}, "no form of certificate is approved and signed off"),
        ({"has_record_date_closed": False}, "the record date has not closed"),
        ({"has_expired": True}, "the Rights have expired"),
        ({"standing_orders": (9,)}, "the order of the Board in notice 9 stands"),
        ({"waiting": ("item 4 is open",)}, "item 4 is open"),
        ({"ended_since": (12,)}, "entry 12 ended Rights after the record date"),
        ({"additional": 0}, "no holder of record gets a whole Right more"),
    ],
)
def test_each_thing_that_stands_against_a_distribution_is_told(changed: dict[str, Any], reason: str) -> None:
    (found,) = number_run_grounds(replace(READY, **changed))
    assert found.code == "NUMBER_ADJUSTMENT_NOT_POSSIBLE"
    assert (found.facts["notice"], found.facts["reason"]) == (7, reason)
    unstated = replace(READY, distributed=Distributed.REPLACEMENT, surrender=None)
    assert len(number_run_grounds(unstated)) == 1


def test_all_that_stands_against_it_is_told_at_once_and_a_total_of_nothing_only_alone() -> None:
    facts = replace(READY, has_form=False, has_expired=True, standing_orders=(9, 10), additional=0)
    assert [one.facts["reason"] for one in number_run_grounds(facts)] == [
        "no form of certificate is approved and signed off",
        "the Rights have expired",
        "the order of the Board in notice 9 stands",
        "the order of the Board in notice 10 stands",
    ]


def test_a_distribution_is_carried_out_once() -> None:
    (found,) = number_run_grounds(replace(READY, done=31, has_form=False))
    assert found.code == "NUMBER_ADJUSTED"
    assert (found.facts["entry"], found.facts["notice"]) == (31, 7)


def test_a_ratio_lies_on_the_grid_of_the_plan(terms: Terms) -> None:
    grid = terms.rounding_rights
    assert ratio_grounds(None, grid=grid) == ()
    assert ratio_grounds(Fraction("1.05263"), grid=grid) == ()
    (found,) = ratio_grounds(Fraction("1.052631"), grid=grid)
    assert found.code == "INSTRUCTION_OUTSIDE_AGREEMENT"
    reason = "the number of Rights for a Right is stated to 0.00001, and 1.052631 is not"
    assert found.facts["reason"] == reason
