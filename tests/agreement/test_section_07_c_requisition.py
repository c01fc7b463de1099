"""§7(c), §9(a), §14: what an exercise buys, the reserve, the way of a requisition, where the money goes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from agreement.adjustment import with_figures
from agreement.custody import MoneyHeld, MoneyState, destined, money_state
from agreement.requisition import (
    DeliveryState,
    Recipient,
    SecuritiesBought,
    business_days_taken,
    cash_computed,
    delivery_state,
    reserve_refusal,
    route_grounds,
    securities_bought,
)
from agreement.terms import Terms

COMMON = "Common Stock"
NOUGHT = Decimal("0.00")


def flipped_in(terms: Terms, shares: str = "18.6") -> Terms:
    """The terms after a certificate under 11(a)(ii): a Right buys Common Shares."""
    return with_figures(terms, {"security": COMMON, "units_per_right": shares, "price_of_unit": "13.44"})


@pytest.mark.row("R-7c-3", "R-14b-1", "R-1v-1")
def test_thirty_rights_buy_thirty_units_which_are_three_hundredths_of_a_share(terms: Terms) -> None:
    bought = securities_bought(30, terms=terms)
    assert (bought.whole, bought.fraction, bought.unit_denominator) == (30, 0, 1000)
    assert bought.shares_words == "0.030"
    more = with_figures(terms, {"units_per_right": "1.03"})
    part = securities_bought(30, terms=more)
    assert (part.whole, part.fraction, part.shares_words) == (30, Fraction("0.9"), "0.030")


def test_of_another_security_a_unit_is_one_whole_share(terms: Terms) -> None:
    bought = securities_bought(30, terms=flipped_in(terms))
    assert (bought.security, bought.whole, bought.fraction) == (COMMON, 558, 0)
    assert bought.shares_words == "558"


@pytest.mark.parametrize(
    ("reserved", "taken", "is_refused"), [(None, 5000, False), (1000, 900, False), (1000, 901, True)]
)
def test_9a_units_are_taken_up_to_what_was_certified_and_freely_without_a_certificate(
    reserved: int | None, taken: int, is_refused: bool
) -> None:
    refused = reserve_refusal(security=COMMON, reserved=reserved, taken=taken, asked=100, unit_denominator=1)
    assert (refused is not None) is is_refused
    if refused is not None:
        assert (refused.code, refused.facts["left"]) == ("RESERVED_SHARES_TAKEN", "99")


@pytest.mark.row("R-7c-4", "R-7c-9", "R-14b-2")
@pytest.mark.parametrize(
    ("recipient", "is_other", "told", "code"),
    [
        (Recipient.TRANSFER_AGENT, False, {}, None),
        (Recipient.TRANSFER_AGENT, True, {}, "ENTITLEMENT_NOT_ARRANGED"),
        (Recipient.TRANSFER_AGENT, True, {"is_arranged": True}, None),
        (Recipient.DEPOSITARY, False, {}, "DEPOSITARY_NOT_ELECTED"),
        (Recipient.DEPOSITARY, False, {"is_depositary_elected": True}, "DEPOSITARY_AGREEMENT_MISSING"),
        (
            Recipient.DEPOSITARY,
            False,
            {"is_depositary_elected": True, "is_depositary_agreement_filed": True},
            None,
        ),
    ],
)
def test_7c_i_of_whom_a_security_may_be_requisitioned(
    recipient: Recipient, is_other: bool, told: dict[str, Any], code: str | None, terms: Terms
) -> None:
    facts = {
        "is_arranged": False,
        "is_depositary_elected": False,
        "is_depositary_agreement_filed": False,
        **told,
    }
    security = COMMON if is_other else terms.preferred_name
    found = route_grounds(recipient, security=security, terms=terms, **facts)
    assert [one.code for one in found] == ([code] if code else [])


def test_7c_iii_securities_are_due_requisitioned_received_and_delivered_in_that_order() -> None:
    def state(*steps: str, whole: int = 30, asked: bool = True) -> DeliveryState:
        return delivery_state(whole=whole, is_requisitioned=asked, steps=steps)

    assert state(asked=False) is DeliveryState.DUE
    assert state() is DeliveryState.REQUISITIONED
    assert state("RECEIVED") is DeliveryState.SECURITIES_RECEIVED
    assert state("RECEIVED", "DELIVERED") is DeliveryState.DELIVERED
    assert state(whole=0, asked=False) is DeliveryState.NOTHING_WHOLE


@pytest.mark.row("R-7c-5", "R-14b-3", "R-14c-1")
def test_14_our_figure_for_the_part_of_a_unit_and_of_a_share(terms: Terms) -> None:
    day = date(2004, 6, 3)
    part = SecuritiesBought(terms.preferred_name, Fraction("30.9"), 1000)
    cash, open_points = cash_computed(part, close=Fraction(10), on=day, terms=terms)
    assert (cash.value, [one.code for one in open_points]) == (9, ["FRACTION_FACTOR_UNCONFIRMED"])
    share = SecuritiesBought(COMMON, Fraction("18.558"), 1)
    cash, open_points = cash_computed(share, close=Fraction(12), on=day, terms=terms)
    assert (cash.value, open_points) == (Fraction("6.70"), ())


@pytest.mark.row("R-7c-8")
def test_7c_from_the_third_to_the_seventh_of_july_is_one_business_day(calendar: Any) -> None:
    assert business_days_taken(date(2003, 7, 3), done_on=date(2003, 7, 7), calendar=calendar) == 1
    assert business_days_taken(date(2003, 7, 3), done_on=date(2003, 7, 3), calendar=calendar) == 0


@pytest.mark.row("R-7c-11")
def test_7c_the_price_is_forwarded_up_to_what_was_due_and_the_rest_goes_back() -> None:
    check, second = MoneyHeld(Decimal("7000.00"), True), MoneyHeld(Decimal("600.00"), True)
    personal = MoneyHeld(Decimal("50.00"), False)
    ways = destined([check, second, personal], due=Decimal("7500.00"), is_posted=True, has_ended=True)
    assert [(one.to_forward, one.to_return) for one in ways] == [
        (Decimal("7000.00"), NOUGHT),
        (Decimal("500.00"), Decimal("100.00")),
        (NOUGHT, Decimal("50.00")),
    ]
    assert money_state(second, ways[1]) is MoneyState.TO_DIVIDE
    done = MoneyHeld(Decimal("600.00"), True, Decimal("500.00"), Decimal("100.00"))
    (way,) = destined([done], due=Decimal("500.00"), is_posted=True, has_ended=True)
    assert (way.to_forward, way.to_return, money_state(done, way)) == (NOUGHT, NOUGHT, MoneyState.DIVIDED)


@pytest.mark.row("R-7c-11")
def test_7c_money_of_an_open_exercise_is_held_and_of_one_that_ended_unposted_all_goes_back() -> None:
    counts, not_accepted = MoneyHeld(Decimal("100.00"), True), MoneyHeld(Decimal("9.00"), False)
    still = destined([counts, not_accepted], due=Decimal("100.00"), is_posted=False, has_ended=False)
    assert [one.to_return for one in still] == [NOUGHT, Decimal("9.00")]
    assert money_state(counts, still[0]) is MoneyState.HELD
    ended = destined([counts, not_accepted], due=Decimal("100.00"), is_posted=False, has_ended=True)
    assert [one.to_return for one in ended] == [Decimal("100.00"), Decimal("9.00")]
    assert money_state(counts, ended[0]) is MoneyState.TO_RETURN
