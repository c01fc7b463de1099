"""Section 11 and the flip-in agree with a second computation, by hand from the words: 10,000 cases."""

from __future__ import annotations

import random
from fractions import Fraction
from math import gcd

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.calculation import Calculation
from agreement.terms import Terms
from agreement.topics import TOPICS
from agreement.topics.kinds import read_record
from tests.agreement.section_11_by_hand import Number, PlanByHand

CASES = 10_000
DAY = "2004-05-03"


def text(number: Number) -> str:
    """A number as an input may state it: reduced, as a ratio."""
    common = gcd(*number)
    return f"{number[0] // common}/{number[1] // common}"


def dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


class Product:
    """The product's own figures, carried from event to event as the topics tell them."""

    def __init__(self, terms: Terms, calendar: BusinessDayCalendar, price: str, units: str) -> None:
        self.terms, self.calendar = terms, calendar
        self.price, self.units = price, units
        self.carried: list[dict[str, object]] = []
        self.elected = "1"

    def ask(self, topic: str, facts: dict[str, object]) -> dict[str, object]:
        read = read_record(facts, "facts", TOPICS[topic].fields)
        done = Calculation(topic, read, self.terms, self.calendar)
        TOPICS[topic].calculate(done)
        return done.result

    def event(self, topic: str, facts: dict[str, object]) -> None:
        in_force = {"exercise_price": self.price, "units_per_right": self.units, "carried": self.carried}
        told = self.ask(topic, {**facts, **in_force})
        self.price, self.units = str(told["exercise_price"]), str(told["units_per_right"])
        self.carried = [
            {name: one[name] for name in ("factor", "transaction_date", "section")}
            for one in told["carried"]  # type: ignore[attr-defined]
        ]
        elected = told.get("if_number_of_rights_is_elected")
        if isinstance(elected, dict):
            self.elected = str(elected["rights_for_a_right"])


def random_event(chance: random.Random, plan: PlanByHand, product: Product) -> None:
    """One event of any kind, made on both."""
    kind = chance.choice(("preferred", "offer", "distribution", "common"))
    if kind in ("preferred", "common"):
        before = chance.randint(1, 10**6)
        # As often a small change, which is carried, as a large one.
        spread = before // 60 + 1 if chance.random() < 0.5 else before * 3
        after = max(1, before + chance.randint(-min(spread, before - 1), spread))
        if kind == "preferred":
            plan.preferred_split(before, after)
            facts: dict[str, object] = {"preferred_before": str(before), "preferred_after": str(after)}
        else:
            plan.common_split(before, after)
            facts = {"common_before": str(before), "common_after": str(after)}
        product.event(f"adjust-{kind}-split", {**facts, "effective_on": DAY})
        return
    market = chance.randint(1, 2 * 10**6)
    if kind == "offer":
        outstanding, offered = chance.randint(2, 10**6), chance.randint(1, 10**5)
        held, price = chance.randint(0, outstanding - 1), chance.randint(0, market + market // 10)
        plan.offer(outstanding, held, offered, (price, 100), (market, 100))
        product.event(
            "adjust-rights-issue",
            {
                "record_date": DAY,
                "expires_on": DAY,
                "preferred_outstanding": str(outstanding),
                "company_held": str(held),
                "offered_shares": str(offered),
                "offering_price": dollars(price),
                "current_per_share_market_price": dollars(market),
            },
        )
        return
    value = chance.randint(0, market // 50 if chance.random() < 0.5 else market + market // 10)
    plan.distribution((value, 100), (market, 100))
    product.event(
        "adjust-distribution",
        {
            "record_date": DAY,
            "distributed": "ASSETS",
            "fair_value": dollars(value),
            "statement_filed": True,
            "current_per_share_market_price": dollars(market),
        },
    )


@pytest.mark.row("R-11a1-1", "R-11b-2", "R-11c-2", "R-11d-2", "R-11a2-1")
def test_ten_thousand_plans_come_to_the_same_figures_by_hand(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    chance = random.Random(11)
    made = carried = 0
    for case in range(CASES):
        cents, hundredths = chance.randint(100, 100_000), chance.randint(1, 500)
        plan = PlanByHand((cents, 100), (hundredths, 100))
        product = Product(terms, calendar, dollars(cents), text((hundredths, 100)))
        for _ in range(chance.randint(1, 4)):
            if Fraction(product.units) == 0:
                break
            random_event(chance, plan, product)
            told = (Fraction(product.price), Fraction(product.units), Fraction(product.elected))
            assert told == (
                Fraction(*plan.price),
                Fraction(*plan.units),
                Fraction(*plan.rights_for_a_right),
            ), case
            waiting = [Fraction(str(one["factor"])) for one in product.carried]
            assert waiting == [Fraction(*one) for one, _ in plan.waiting], case
            made, carried = made + (not waiting), carried + bool(waiting)
        if Fraction(product.units) == 0:
            continue
        market = chance.randint(1, 50_000)
        facts: dict[str, object] = {
            "trigger_noticed": True,
            "exercise_price": product.price,
            "units_per_right": text((int(Fraction(product.units) * 100), 100)),
            "current_per_share_market_price": dollars(market),
        }
        bought = product.ask("flip-in", facts)
        assert Fraction(str(bought["shares_per_right"])) == Fraction(*plan.flip_in((market, 100))), case
        assert Fraction(str(bought["price_of_right"])) == Fraction(*plan.total()), case
    assert made > CASES / 2
    assert carried > CASES / 4
