"""11(a)(iii): Current Value and Spread, the package, the Substitution Period and the default."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.arithmetic import Rounding
from agreement.substitution import default_delivery, substitution_period, trigger_date, values_of
from tests.agreement.asking import Ask, codes, exact_of, part

CASE: dict[str, object] = {
    "first_event_on": "2003-05-30",
    "redemption_expired_on": "2003-06-09",
    "shares_per_right": "50",
    "current_per_share_market_price": "11.00",
    "exercise_price": "250.00",
    "units_per_right": "1",
    "ground": "BOARD_DETERMINES",
}
PACKAGE: list[dict[str, object]] = [
    {"kind": "PRICE_REDUCTION", "value": "150.00"},
    {"kind": "COMMON_SHARES", "shares": "20"},
    {"kind": "CASH", "value": "180.00"},
]
ADVISED = {**CASE, "components": PACKAGE, "advised_by": "Harbor & Finch, Inc."}


@pytest.mark.row("R-11a3-1", "R-9a-2")
def test_a_shortage_of_common_shares_is_a_ground(ask: Ask) -> None:
    facts = {**CASE, "ground": None, "valid_rights": "33600000", "available_shares": "60000000"}
    done = ask("substitution", facts)
    assert exact_of(done, "Common Shares needed") == "1680000000"
    assert exact_of(done, "Common Shares short") == "1620000000"
    assert (done.result["ground"], codes(done)) == ("TOO_FEW_SHARES", ["RESERVE_SHORT"])


@pytest.mark.row("R-11a3-1")
@pytest.mark.refusal("SUBSTITUTION_GROUND_MISSING")
def test_without_a_ground_the_company_is_asked_for_one(ask: Ask) -> None:
    enough = {**CASE, "ground": None, "valid_rights": "1000000", "available_shares": "60000000"}
    assert codes(ask("substitution", enough)) == ["SUBSTITUTION_GROUND_MISSING"]
    assert codes(ask("substitution", {**CASE, "ground": None})) == ["SUBSTITUTION_GROUND_MISSING"]
    stated = ask("substitution", {**CASE, "ground": "APPROVAL_MISSING"})
    assert (stated.result["ground"], codes(stated)) == ("APPROVAL_MISSING", [])


@pytest.mark.row("R-11a3-2")
def test_current_value_and_spread_are_those_of_the_trigger_date(ask: Ask) -> None:
    done = ask("substitution", CASE)
    assert done.result["trigger_date"] == "2003-06-09"
    assert (done.result["current_value"], done.result["spread"]) == ("550.00", "300.00")
    later_event = ask("substitution", {**CASE, "first_event_on": "2003-07-01"})
    assert later_event.result["trigger_date"] == "2003-07-01"


@pytest.mark.row("R-11a3-2")
@pytest.mark.refusal("TRIGGER_DATE_OPEN")
def test_while_the_rights_may_be_redeemed_there_is_no_trigger_date(ask: Ask) -> None:
    done = ask("substitution", {**CASE, "redemption_expired_on": None})
    assert (done.result, codes(done)) == ({}, ["TRIGGER_DATE_OPEN"])


def test_the_spread_follows_the_reading_on_what_is_paid_for_a_right(ask: Ask) -> None:
    done = ask("substitution", {**CASE, "units_per_right": "2"})
    assert done.result["spread"] == "50.00"
    assert done.others["exercise_price_of_a_right"] == {"PRICE_OF_ONE_UNIT": {"spread": "300.00"}}


@pytest.mark.row("R-11a3-3")
def test_a_package_is_worth_the_current_value(ask: Ask) -> None:
    done = ask("substitution", ADVISED)
    assert (part(done, "package"), codes(done)) == ({"total": "550.00", "is_adequate": True}, [])
    short = ask("substitution", {**ADVISED, "components": PACKAGE[1:]})
    assert (part(short, "package", "total"), codes(short)) == ("400.00", ["PACKAGE_VALUE_MISMATCH"])
    assert "§11(a)(iii)" in short.grounds[0].citation


@pytest.mark.row("R-11a3-3", "R-11a3-7")
@pytest.mark.refusal("APPROVAL_MISSING_FOR_COMPONENT", "PACKAGE_NOT_UNIFORM", "PACKAGE_ADVICE_MISSING")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"approval_missing": True}, "APPROVAL_MISSING_FOR_COMPONENT"),
        ({"only_for": "holders who ask for cash"}, "PACKAGE_NOT_UNIFORM"),
    ],
)
def test_a_package_lacks_no_approval_and_is_the_same_for_all(
    change: dict[str, object], code: str, ask: Ask
) -> None:
    first, shares, cash = PACKAGE
    done = ask("substitution", {**ADVISED, "components": [first, shares, {**cash, **change}]})
    assert (part(done, "package", "is_adequate"), codes(done)) == (False, [code])
    both = {**cash, "approval_missing": True, "only_for": "one holder"}
    unadvised = ask("substitution", {**CASE, "components": [first, shares, both]})
    assert codes(unadvised) == [
        "APPROVAL_MISSING_FOR_COMPONENT",
        "PACKAGE_NOT_UNIFORM",
        "PACKAGE_ADVICE_MISSING",
    ]


@pytest.mark.row("R-11a3-10")
def test_an_equivalent_is_worth_a_common_share(ask: Ask) -> None:
    units = [{"kind": "COMMON_STOCK_EQUIVALENTS", "shares": "5"}]
    done = ask("substitution", {**ADVISED, "components": units})
    assert exact_of(done, "Common Stock Equivalents") == "55"


@pytest.mark.row("R-11a3-4")
@pytest.mark.refusal("SUBSTITUTION_PERIOD_LAPSED")
@pytest.mark.parametrize(("on", "told"), [("2003-07-09", []), ("2003-07-10", ["SUBSTITUTION_PERIOD_LAPSED"])])
def test_without_provision_the_period_lapses_after_thirty_days(on: str, told: list[str], ask: Ask) -> None:
    done = ask("substitution", {**CASE, "on": on})
    assert part(done, "substitution_period") == {"end": "2003-07-09", "latest_end": "2003-09-07"}
    assert codes(done) == told
    assert codes(ask("substitution", {**ADVISED, "on": "2003-07-10"})) == []
    assert codes(ask("substitution", {**CASE, "on": "2003-08-01"})) == ["SUBSTITUTION_PERIOD_LAPSED"]


@pytest.mark.row("R-11a3-6")
@pytest.mark.refusal("SUBSTITUTION_EXTENSION_TOO_LONG")
def test_the_period_is_extended_to_ninety_days_at_most(ask: Ask) -> None:
    longest = ask("substitution", {**CASE, "extended_to": "2003-09-07"})
    assert (part(longest, "substitution_period", "end"), codes(longest)) == ("2003-09-07", [])
    longer = ask("substitution", {**CASE, "extended_to": "2003-09-08"})
    assert codes(longer) == ["SUBSTITUTION_EXTENSION_TOO_LONG"]
    assert "the latest end is 2003-09-07" in longer.grounds[0].message


@pytest.mark.refusal("SUSPENSION_BEYOND_PERIOD")
def test_a_suspension_ends_with_the_period(ask: Ask) -> None:
    assert codes(ask("substitution", {**CASE, "suspended_until": "2003-07-09"})) == []
    longer = ask("substitution", {**CASE, "suspended_until": "2003-07-10"})
    assert codes(longer) == ["SUSPENSION_BEYOND_PERIOD"]
    extended = {**CASE, "suspended_until": "2003-07-10", "extended_to": "2003-08-01"}
    assert codes(ask("substitution", extended)) == []


@pytest.mark.row("R-11a3-5")
@pytest.mark.parametrize(
    ("available", "shares", "cash"),
    [("20", "20", "80.00"), ("0", "0", "300.00"), ("50", "27.2727", "0.00")],
)
def test_by_default_shares_and_then_cash_are_worth_the_spread_without_payment(
    available: str, shares: str, cash: str, ask: Ask
) -> None:
    done = ask("substitution", {**CASE, "available_shares_per_right": available})
    assert part(done, "default") == {"shares_per_right": shares, "cash_per_right": cash, "due": "0.00"}


def test_without_a_spread_nothing_is_due(ask: Ask) -> None:
    facts = {**CASE, "current_per_share_market_price": "4.00", "available_shares_per_right": "20"}
    done = ask("substitution", facts)
    assert done.result["spread"] == "-50.00"
    assert part(done, "default") == {"shares_per_right": "0", "cash_per_right": "0.00", "due": "0.00"}


CENT = Rounding("cash of the Spread", Fraction(1, 100), "11(d)")
money = st.integers(0, 10**6).map(lambda cents: Fraction(cents, 100))


@given(money, st.fractions(0, 10**4, max_denominator=10**4), money.filter(bool))
def test_the_default_is_worth_the_spread_within_half_a_cent(
    spread: Fraction, available: Fraction, price: Fraction
) -> None:
    found = default_delivery(
        spread,
        available_shares=available,
        share_price=price,
        share_grid=Fraction(1, 10_000),
        cash_rounding=CENT,
    )
    assert abs(found.shares.value * price + found.cash.value - spread) <= Fraction(1, 200)
    assert found.shares.value <= available
    assert found.cash.value >= 0


@given(money, money, money)
def test_spread_and_price_make_the_current_value(shares: Fraction, price: Fraction, paid: Fraction) -> None:
    values = values_of(shares, share_price=price, price_of_right=paid, rounding=CENT)
    assert values.spread + paid == values.current_value.value


days = st.dates(date(2000, 1, 1), date(2030, 1, 1))


@given(days, days, st.integers(1, 60), st.integers(60, 120), st.none() | days)
def test_the_period_ends_by_its_latest_end(
    event: date, expired: date, usual: int, longest: int, extended: date | None
) -> None:
    day = trigger_date(first_event_on=event, redemption_expired_on=expired)
    assert day in (event, expired)
    assert day >= event
    assert day >= expired
    period = substitution_period(day, days=usual, days_max=longest, extended_to=extended)
    assert period.end <= period.latest
    assert (period.latest - day).days == longest
    assert extended is not None or (period.end - day).days == usual
