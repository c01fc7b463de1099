"""11(e) to 11(l): like terms, units or Rights, record dates, deferral, reductions; 9(a): reserves."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.adjusting.grids import Grids
from agreement.adjusting.number import rights_for_a_right, rights_of_record, units_after
from agreement.importer import shipped_agreement
from agreement.terms import Terms
from tests.agreement.asking import Ask, codes, exact_of, part

ELECTED: dict[str, object] = {
    "price_before": "250.00",
    "price_after": "237.50",
    "adjusted_under": "11(c)",
    "adjusted_on": "2004-05-03",
    "elected_on": "2004-05-03",
    "announced_on": "2004-05-03",
    "record_date": "2004-05-13",
    "certificates_issued": True,
    "distribution_option": "ADDITIONAL",
}


@pytest.mark.row("R-11g-1", "R-11d-3")
@pytest.mark.parametrize(("after", "units"), [("241.67", "1.03"), ("237.50", "1.05")])
def test_units_rise_as_the_price_falls(after: str, units: str, ask: Ask, terms: Terms) -> None:
    done = ask("adjust-number-of-rights", {**ELECTED, "price_after": after})
    assert part(done, "without_election", "units_per_right") == units
    shares = Fraction(exact_of(done, "units without the election")) / terms.unit_denominator
    assert shares == Fraction("0.001") * 250 / Fraction(after)
    assert abs(shares - Fraction(units) / 1000) <= Fraction(1, 200_000)


@pytest.mark.row("R-11h-1", "R-11h-2")
@pytest.mark.parametrize(("after", "ratio"), [("237.50", "1.05263"), ("241.67", "1.03447")])
def test_on_election_each_right_becomes_more_and_buys_as_many_units(after: str, ratio: str, ask: Ask) -> None:
    done = ask("adjust-number-of-rights", {**ELECTED, "price_after": after})
    assert (done.result["rights_for_a_right"], done.result["units_per_right"]) == (ratio, "1")
    assert codes(done) == []


@pytest.mark.row("R-11h-1")
@pytest.mark.refusal("ELECTION_TOO_EARLY", "ELECTION_NOT_AVAILABLE")
def test_an_election_follows_an_adjustment_under_two_clauses_only(ask: Ask) -> None:
    early = ask("adjust-number-of-rights", {**ELECTED, "elected_on": "2004-05-02"})
    assert codes(early) == ["ELECTION_TOO_EARLY"]
    other = ask("adjust-number-of-rights", {**ELECTED, "adjusted_under": "11(a)(i)"})
    assert codes(other) == ["ELECTION_NOT_AVAILABLE"]
    assert codes(ask("adjust-number-of-rights", {**ELECTED, "adjusted_under": "11(b)"})) == []


@pytest.mark.row("R-11h-3")
@pytest.mark.refusal("RECORD_DATE_TOO_EARLY")
def test_with_certificates_out_the_record_date_lies_ten_days_after_the_announcement(ask: Ask) -> None:
    early = ask("adjust-number-of-rights", {**ELECTED, "record_date": "2004-05-12"})
    assert (codes(early), early.result["earliest_record_date"]) == (["RECORD_DATE_TOO_EARLY"], "2004-05-13")
    assert codes(ask("adjust-number-of-rights", {**ELECTED, "record_date": "2004-05-13"})) == []
    none_out = {**ELECTED, "certificates_issued": False, "distribution_option": None}
    assert codes(ask("adjust-number-of-rights", {**none_out, "record_date": "2004-05-03"})) == []
    before = ask("adjust-number-of-rights", {**none_out, "record_date": "2004-05-02"})
    assert codes(before) == ["RECORD_DATE_TOO_EARLY"]
    announced_first = {**ELECTED, "announced_on": "2004-04-01", "record_date": "2004-05-02"}
    assert codes(ask("adjust-number-of-rights", announced_first)) == ["RECORD_DATE_TOO_EARLY"]


@pytest.mark.row("R-11h-4")
@pytest.mark.refusal("OPTION_NOT_STATED")
def test_a_holder_gets_whole_rights_more_and_cash_for_the_fraction(ask: Ask) -> None:
    done = ask("adjust-number-of-rights", {**ELECTED, "rights_held": "1000"})
    assert part(done, "holder") == {"in_all": "1052.63", "additional": 52, "fraction": "0.63"}
    unstated = ask("adjust-number-of-rights", {**ELECTED, "distribution_option": None})
    assert codes(unstated) == ["OPTION_NOT_STATED"]


@pytest.mark.row("R-11e-1", "R-11a2-3")
@pytest.mark.parametrize(
    ("factor", "shares", "is_made"),
    [("1/2", "100", True), ("0.95", "52.6316", True), ("2", "25", True), ("0.995", "50", False)],
)
def test_other_shares_are_adjusted_on_like_terms_and_the_whole_price_stays(
    factor: str, shares: str, is_made: bool, ask: Ask
) -> None:
    facts: dict[str, object] = {
        "shares_per_right": "50",
        "price_of_right": "250.00",
        "factor": factor,
        "effective_on": "2003-08-01",
    }
    done = ask("adjust-like-terms", facts)
    assert (done.result["shares_per_right"], done.result["price_of_right"]) == (shares, "250.00")
    assert (done.result["is_made"], bool(done.result["carried"])) == (is_made, not is_made)


@pytest.mark.row("R-11e-1")
def test_of_other_shares_too_the_number_of_rights_may_change_instead(ask: Ask) -> None:
    facts: dict[str, object] = {
        "shares_per_right": "50",
        "price_of_right": "250.00",
        "factor": "0.95",
        "effective_on": "2003-08-01",
        "number_of_rights_elected": True,
    }
    done = ask("adjust-like-terms", facts)
    assert done.result["shares_per_right"] == "50"
    assert (done.result["price_of_right"], done.result["rights_for_a_right"]) == ("237.50", "1.05263")


EXERCISED: dict[str, object] = {
    "record_date": "2004-05-03",
    "exercised_on": "2004-05-10",
    "rights": "30",
    "units_before": "1",
    "units_after": "1.03",
    "election_filed": True,
    "due_bill_recorded": True,
}


@pytest.mark.row("R-11k-1")
@pytest.mark.refusal("DEFERRAL_NOT_ELECTED")
def test_after_the_record_date_the_excess_waits_for_the_event_if_the_company_elects(ask: Ask) -> None:
    done = ask("deferral", EXERCISED)
    assert done.result == {"delivered_units": "30", "deferred_units": "0.9", "due_bill": "ISSUED"}
    whole = ask("deferral", {**EXERCISED, "election_filed": False})
    assert whole.result == {"delivered_units": "30.9", "deferred_units": "0", "due_bill": "NONE"}
    assert codes(whole) == ["DEFERRAL_NOT_ELECTED"]
    second = ask("deferral", {**EXERCISED, "units_before": "1.03", "units_after": "1.08"})
    assert (second.result["delivered_units"], second.result["deferred_units"]) == ("30.9", "1.5")
    on_record_date = ask("deferral", {**EXERCISED, "exercised_on": "2004-05-03"})
    assert on_record_date.result == {"delivered_units": "30", "deferred_units": "0", "due_bill": "NONE"}
    after = ask("deferral", {**EXERCISED, "event_occurred_on": "2004-05-10"})
    assert after.result == {"delivered_units": "30.9", "deferred_units": "0", "due_bill": "NONE"}
    reverse = ask("deferral", {**EXERCISED, "units_after": "0.5", "due_bill_recorded": False})
    assert codes(reverse) == []
    assert reverse.result == {"delivered_units": "15", "deferred_units": "0", "due_bill": "NONE"}


@pytest.mark.row("R-11k-2")
@pytest.mark.refusal("DUE_BILL_MISSING")
@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "ISSUED"),
        ({"event_occurred_on": "2004-06-01"}, "FULFILLED"),
        ({"event_cancelled": True}, "LAPSED"),
    ],
)
def test_a_due_bill_stands_for_what_is_deferred(change: dict[str, object], state: str, ask: Ask) -> None:
    done = ask("deferral", {**EXERCISED, **change})
    assert (done.result["deferred_units"], done.result["due_bill"]) == ("0.9", state)
    without = ask("deferral", {**EXERCISED, **change, "due_bill_recorded": False})
    assert codes(without) == ["DUE_BILL_MISSING"]


@pytest.mark.row("R-11l-1")
@pytest.mark.refusal("AFTER_DISTRIBUTION", "NOT_A_REDUCTION")
def test_the_company_may_reduce_the_price_of_its_own_accord_until_the_separation(ask: Ask) -> None:
    facts: dict[str, object] = {"new_price": "245.00", "exercise_price": "250.00"}
    separated = {**facts, "distribution_date": "2003-06-16"}
    open_to_it = ask("voluntary-reduction", {**separated, "certified_on": "2003-05-01"})
    assert open_to_it.result == {"is_open_to_the_company": True, "exercise_price": "245.00"}
    late = ask("voluntary-reduction", {**separated, "certified_on": "2003-06-20"})
    assert (late.result["exercise_price"], codes(late)) == ("250.00", ["AFTER_DISTRIBUTION"])
    on_the_day = ask("voluntary-reduction", {**separated, "certified_on": "2003-06-16"})
    assert codes(on_the_day) == ["AFTER_DISTRIBUTION"]
    assert codes(ask("voluntary-reduction", {**facts, "certified_on": "2003-06-20"})) == []
    for price in ("250.00", "255.00"):
        rise = ask("voluntary-reduction", {**facts, "certified_on": "2003-05-01", "new_price": price})
        assert codes(rise) == ["NOT_A_REDUCTION"]


@pytest.mark.row("R-9a-1")
@pytest.mark.refusal("RESERVE_SHORT", "RESERVE_NEARLY_USED")
@pytest.mark.parametrize(
    ("rights", "needed", "short", "told"),
    [
        ("40000000", "40000", "0", []),
        ("120000000", "120000", "20000", ["RESERVE_SHORT"]),
        ("90000000", "90000", "0", []),
        ("90000001", "90000.001", "0", ["RESERVE_NEARLY_USED"]),
        ("100000000", "100000", "0", ["RESERVE_NEARLY_USED"]),
    ],
)
def test_preferred_shares_needed_are_held_against_those_reserved(
    rights: str, needed: str, short: str, told: list[str], ask: Ask
) -> None:
    done = ask("reservation", {"valid_rights": rights, "reserved_shares": "100000"})
    assert (done.result["needed"], done.result["short"], codes(done)) == (needed, short, told)
    for valid, code in (("120000000", "RESERVE_SHORT"), ("95000000", "RESERVE_NEARLY_USED")):
        assert codes(ask("reservation", {"valid_rights": valid, "reserved_shares": "100000"})) == [code]


def test_rights_that_buy_more_units_need_more_shares(ask: Ask) -> None:
    facts = {"valid_rights": "40000000", "reserved_shares": "100000", "units_per_right": "1.05"}
    assert ask("reservation", facts).result["needed"] == "42000"


@pytest.mark.row("R-9a-2")
def test_after_a_triggering_event_common_shares_are_counted(ask: Ask) -> None:
    facts: dict[str, object] = {
        "valid_rights": "33600000",
        "shares_per_right": "50",
        "reserved_shares": "60000000",
    }
    done = ask("reservation", facts)
    assert done.result == {
        "shares": "Common Shares", "needed": "1680000000", "reserved": "60000000", "short": "1620000000",
    }  # fmt: skip
    assert codes(done) == ["RESERVE_SHORT"]


prices = st.integers(1, 10**7).map(lambda cents: Fraction(cents, 100))


@given(prices, prices)
def test_units_and_number_of_rights_follow_the_same_ratio(before: Fraction, after: Fraction) -> None:
    grids = Grids.of(shipped_agreement("digitalthink_2003"))
    units = units_after(Fraction(1), price_before=before, price_after=after, grids=grids)
    rights = rights_for_a_right(price_before=before, price_after=after, grids=grids)
    assert units.raw == rights.raw == before / after
    assert abs(units.value - units.raw) <= Fraction(1, 200)
    assert abs(rights.value - rights.raw) <= Fraction(1, 200_000)
    assert units.raw * after == before, "a Right costs as much as before in all"


@given(st.integers(0, 10**7), st.fractions(0, 20, max_denominator=10**5))
def test_whole_rights_and_the_fraction_are_what_the_ratio_gives(rights: int, ratio: Fraction) -> None:
    holder = rights_of_record(Fraction(rights), ratio=ratio)
    assert rights + holder.additional + holder.fraction == rights * ratio
    assert 0 <= holder.fraction < 1


def test_changes_that_add_up_to_nothing_left_are_told_and_not_computed(ask: Ask) -> None:
    facts: dict[str, object] = {
        "shares_per_right": "50",
        "price_of_right": "250.00",
        "factor": "0.2",
        "effective_on": "2003-08-01",
        "carried": [{"factor": "0.1", "transaction_date": "2003-07-01", "section": "11(c)"}],
    }
    done = ask("adjust-like-terms", facts, terms={"adjustment": {"carry_forward_method": "SUM"}})
    assert (done.result, codes(done)[0]) == ({}, "PAR_FLOOR_APPLIED")
