"""Orders of the Board through the pages: a redemption in cash, in shares; exchanges (§23, §24)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from registry import clock
from registry.models import Item
from registry.verifier import verify
from tests.journeys.exercising import certificates_out, delivered, exercised, forwarded, paid, posted
from tests.journeys.ordering import (
    EXCHANGE,
    carried_out,
    cashed,
    file_of,
    listed,
    ordered,
    paid_by_checks,
    proof_of,
    shares_delivered,
)
from tests.journeys.stage import INES, Stage
from tests.journeys.teller import Teller
from tests.registry.console import local

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def teller(stage: Stage, settings: Any) -> Teller:
    """Who tells the story, on the morning of the notice."""
    return Teller(stage, settings)


def stopped(teller: Teller, item: Item, code: str) -> None:
    """What an order stopped is refused by two, and papers and money go back."""
    assert code in teller.refused("exercise_asked", item.number)
    teller.asked_and_approved("item_refusal", item.number, basis="GROUND", reason="The Board's order")
    assert "The papers are to be returned" in teller.page("exercise", item.number)


@pytest.mark.row("R-7a-5", "R-23b-1", "R-23b-4", "R-23b-6")
@pytest.mark.refusal("EXERCISE_ENDED_REDEMPTION", "ORDER_NOT_DUE", "ITEMS_IN_TIME_OPEN", "OWN_FUNDS_RISK")
def test_a_redemption_in_cash_with_exercises_before_between_and_after(teller: Teller) -> None:
    first, second, third = certificates_out(teller)[:3]
    in_time = exercised(teller, first, 30)
    cents = paid(teller, in_time)
    teller.later(hours=1)
    acted = local(clock.now())
    teller.later(hours=1)
    between = exercised(teller, second, 30)
    paid(teller, between)
    posted(teller, between)
    teller.later(hours=1)
    said = {"ordered_at": acted, "redemption_date": teller.today, "paid_in": "CASH", "price": "0.001"}
    order = ordered(teller, "REDEMPTION_ORDERED", **said)
    page = teller.page("order", order.number)
    assert f"Item {between.number}<" in page
    assert "before the agent knew" in page
    late = exercised(teller, third, 30)
    paid(teller, late)
    stopped(teller, late, "EXERCISE_ENDED_REDEMPTION")
    teller.accepted(order)
    assert "To be mailed by" in teller.page("order", order.number)
    page = teller.refused("order_list", order.number)
    for code in ("ORDER_NOT_DUE", "ITEMS_IN_TIME_OPEN"):
        assert code in page, code
    posted(teller, in_time)
    for item in (in_time, between):
        delivered(teller, item)
        forwarded(teller, item, cents)
    teller.later(days=1)
    before = teller.totals()
    made = listed(teller, order)
    line = made.lines.order_by("-valid")[0]
    assert "The list and the rule agree" in proof_of(teller, order, made, line.account)
    carried_out(teller, order)
    after = teller.totals()
    assert (after.live, dict(after.retired_by_kind)["REDEEMED"]) == (0, before.valid)
    paid_by_checks(teller, order, made.cash)
    cashed(teller, order, 501, made.lines.get(payment=1).cash)
    page = teller.page("order_carried", order.number, by=INES)
    assert "Not cashed, by age" in page
    assert "Mailed" not in page
    assert verify().findings == []


@pytest.mark.row("R-23a-3")
@pytest.mark.refusal("EXERCISE_ENDED_REDEMPTION", "REDEMPTION_MARKET_PRICE_MISSING", "OWN_FUNDS_RISK")
def test_a_redemption_in_shares_with_cash_for_each_holder_s_fraction(teller: Teller) -> None:
    certificate = certificates_out(teller)[0]
    said = {"redemption_date": teller.today, "paid_in": "COMMON_SHARES", "price": "0.001"}
    order = ordered(teller, "REDEMPTION_ORDERED", **said)
    late = exercised(teller, certificate, 30)
    paid(teller, late)
    stopped(teller, late, "EXERCISE_ENDED_REDEMPTION")
    teller.accepted(order)
    teller.later(days=1)
    assert "REDEMPTION_MARKET_PRICE_MISSING" in teller.refused("order_list", order.number)
    made = listed(teller, order, market_price="10", close="12", close_on="2003-06-17")
    line = made.lines.get(account=certificate.holder.account)
    shares, rest = divmod(line.valid, 10_000)  # $0.001 for each Right, in shares of $10.00
    assert (line.shares, line.cash) == (shares, round(Decimal(rest) * 12 / 10_000, 2))
    assert "The list and the rule agree" in proof_of(teller, order, made, line.account)
    carried_out(teller, order)
    file = file_of(teller, order, made)
    assert line.account.encode() in file
    total = made.totals["shares"]
    file = shares_delivered(teller, order, total)
    assert f"{line.account},{line.shares}," in file.decode()
    assert file.decode().splitlines()[-1].startswith("TOTAL,")
    paid_by_checks(teller, order, made.cash)
    cashed(teller, order, 501, made.lines.get(payment=1).cash)
    assert teller.totals().live == 0
    assert verify().findings == []


@pytest.mark.row("R-24a-1", "R-24b-1")
@pytest.mark.refusal("EXCHANGE_NOT_SHARED_OUT", "EXERCISE_ENDED_EXCHANGE", "ORDER_NOT_DUE")
def test_a_partial_exchange_and_then_the_whole(teller: Teller) -> None:
    first, second = certificates_out(teller)[:2]
    whole = teller.totals().valid
    part = ordered(teller, "EXCHANGE_ORDERED", extent="PART", rights=str(whole // 4), **EXCHANGE)
    waiting = exercised(teller, first, 30)
    cents = paid(teller, waiting)
    assert "EXCHANGE_NOT_SHARED_OUT" in teller.refused("exercise_asked", waiting.number)
    teller.accepted(part)
    assert "ORDER_NOT_DUE" in teller.refused("order_list", part.number)
    teller.later(days=1)
    made = listed(teller, part)
    assert sum(made.lines.values_list("taken", flat=True)) == whole // 4
    carried_out(teller, part)
    assert teller.totals().valid == whole - whole // 4

    # What is left on a certificate is exercised, and its balance is issued.
    taken = made.lines.get(account=first.holder.account).taken
    posted(teller, waiting)
    delivered(teller, waiting)
    forwarded(teller, waiting, cents)
    (balance,) = teller.put_out(waiting)
    assert balance.rights == first.rights - taken - 30
    teller.later(hours=1)

    order = ordered(teller, "EXCHANGE_ORDERED", extent="ALL", **EXCHANGE)
    late = exercised(teller, second, 30)
    paid(teller, late)
    stopped(teller, late, "EXERCISE_ENDED_EXCHANGE")
    teller.accepted(order)
    teller.later(days=1)
    made = listed(teller, order)
    file = file_of(teller, order, made)
    assert listed(teller, order) == made  # the same facts make the same list and the same bytes
    assert file_of(teller, order, made) == file
    line = made.lines.get(account=first.holder.account)
    assert (line.valid, line.shares) == (balance.rights, balance.rights)
    carried_out(teller, order)
    retired = dict(teller.totals().retired_by_kind)
    assert (retired["EXCHANGED"], retired["EXERCISED"]) == (whole - 30, 30)
    assert teller.totals().live == 0
    assert verify().findings == []
