"""Topics on a Triggering Event: the Common Shares that a Right buys, and what may take their place."""

from fractions import Fraction

from agreement.adjusting.common import split_factors
from agreement.adjusting.events import split_ratio
from agreement.adjusting.price import Carried, PriceRule, change_price
from agreement.adjusting.reserves import common_reserve
from agreement.arithmetic import as_text, round_to
from agreement.calculation import Calculation, money
from agreement.flip_in import flip_in_delivery, flip_in_grounds, flip_in_shares
from agreement.refusals import ground, refuse
from agreement.substitution import (
    COUNTED_IN_SHARES,
    Component,
    ComponentKind,
    SubstitutionGround,
    SubstitutionPeriod,
    Values,
    default_delivery,
    package_grounds,
    period_grounds,
    substitution_period,
    trigger_date,
    values_of,
)
from agreement.topics.figures import grids, money_rounding, price_in_force, price_of_a_right, units_in_force


def flip_in(done: Calculation) -> None:
    """The Common Shares of a Right, and what one presentation of Rights yields."""
    facts, terms = done.facts, done.terms
    found = flip_in_grounds(
        is_noticed=facts["trigger_noticed"],
        is_void=bool(facts["is_void"]),
        is_exchanged=bool(facts["is_exchanged"]),
    )
    done.add(found)
    if found:
        return
    of_plan = grids(done)
    price, units = _after_common_event(done), units_in_force(done)
    market = facts["current_per_share_market_price"]
    shares = flip_in_shares(
        price_of_unit=price,
        units_per_right=units,
        discount=terms.flip_in_discount,
        market_price=market,
        rounding=of_plan.common,
    )
    paid = as_text(terms.flip_in_discount)
    done.step("price of a unit just before the event", price, "11(a)(ii)")
    done.step("units of a Right just before the first event", units, "11(a)(ii)")
    done.step("market price of a Common Share on the day of the event", market, "1(j);11(a)(ii)")
    formula = f"price × units ÷ ({paid} × market price)"
    done.rounded("Common Shares of a Right", shares, "11(a)(ii)", formula=formula)
    rounding = money_rounding(done, "price of a Right", "11(d)")
    of_right = price_of_a_right(done, price=price, units=units)
    done.result = {
        "shares_per_right": as_text(shares.value),
        "price_of_right": money(round_to(of_right, rounding).value),
        "market_value": money(round_to(shares.value * market, rounding).value),
    }
    if facts["rights"] is not None:
        _tell_delivery(done, shares.value, of_right)


def _after_common_event(done: Calculation) -> Fraction:
    """The price in force, after an event of the Common Shares on the same day, which comes first."""
    price, event = price_in_force(done), done.facts["common_event"]
    if event is None or event["price_is_adjusted"]:
        return price
    ratio = split_ratio(event["common_before"], event["common_after"], shares="Common Shares")
    convention = done.terms.common_split_convention
    factors = split_factors(ratio, convention=convention, is_separated=False)
    moved = Carried(factors.price, event["effective_on"], "11(n)")
    found = change_price(price, moved, rule=PriceRule.of(done.terms))
    formula = "price in force × factor of the event"
    done.rounded("first, for the Common Shares", found.rounded, "11(n)", formula=formula, is_money=True)
    return found.price


def _tell_delivery(done: Calculation, shares: Fraction, of_right: Fraction) -> None:
    facts = done.facts
    delivery = flip_in_delivery(
        facts["rights"],
        shares_per_right=shares,
        price_of_right=of_right,
        closing_price=facts["closing_price"],
        money_grid=done.terms.rounding_money,
        rounding=grids(done).price,
    )
    done.step("Common Shares of the presentation", delivery.shares, "11(a)(ii)", formula="Rights × shares")
    done.step("whole Common Shares", delivery.whole, "14(c)")
    done.step("fraction of a Common Share", delivery.fraction, "14(c)")
    done.rounded(
        "price of the Rights presented", delivery.due, "7(b)", formula="Rights × price", is_money=True
    )
    told: dict[str, object] = {
        "whole_shares": delivery.whole,
        "fraction": as_text(delivery.fraction),
        "due": money(delivery.due.value),
        "cash": None,
    }
    if delivery.cash is not None:
        formula = "fraction × closing price"
        done.rounded("cash for the fraction", delivery.cash, "14(c)", formula=formula, is_money=True)
        told["cash"] = money(delivery.cash.value)
    done.result["delivery"] = told


def substitution(done: Calculation) -> None:
    """What may take the place of Common Shares, by when, and what is due when nothing does."""
    facts, terms = done.facts, done.terms
    day = trigger_date(
        first_event_on=facts["first_event_on"], redemption_expired_on=facts["redemption_expired_on"]
    )
    formula = "later of the first event and the end of the right of redemption"
    done.step("Section 11(a)(ii) Trigger Date", day, "11(a)(iii)", formula=formula)
    price, units = price_in_force(done), units_in_force(done)
    values = values_of(
        facts["shares_per_right"],
        share_price=facts["current_per_share_market_price"],
        price_of_right=price_of_a_right(done, price=price, units=units),
        rounding=money_rounding(done, "Current Value", "11(d)"),
    )
    formula = "Common Shares of a Right × ten-day average on the Trigger Date"
    done.rounded("Current Value", values.current_value, "11(a)(iii)", formula=formula, is_money=True)
    formula = "Current Value − price of a Right"
    done.step("Spread", values.spread, "11(a)(iii)", formula=formula)
    done.result = {
        "trigger_date": day.isoformat(),
        "current_value": money(values.current_value.value),
        "spread": money(values.spread),
        "ground": _ground_of(done),
    }
    period = substitution_period(
        day,
        days=terms.substitution_days,
        days_max=terms.substitution_days_max,
        extended_to=facts["extended_to"],
    )
    _tell_period(done, period)
    if facts["components"]:
        _tell_package(done, values)
    if facts["available_shares_per_right"] is not None:
        _tell_default(done, values)


def _ground_of(done: Calculation) -> str | None:
    """The ground that the Company stated, or the shortage that the figures show; neither is asked for."""
    facts = done.facts
    stated: str | None = facts["ground"]
    if facts["valid_rights"] is not None and facts["available_shares"] is not None:
        reserve = common_reserve(
            facts["valid_rights"],
            shares_per_right=facts["shares_per_right"],
            available=facts["available_shares"],
        )
        done.step("Common Shares needed", reserve.needed, "9(a)", formula="valid Rights × shares of a Right")
        done.step("Common Shares short", reserve.short, "11(a)(iii)", formula="needed − available")
        done.add(reserve.grounds())
        if reserve.short and stated is None:
            return SubstitutionGround.TOO_FEW_SHARES.value
    if stated is None:
        done.add([ground("SUBSTITUTION_GROUND_MISSING")])
    return stated


def _tell_period(done: Calculation, period: SubstitutionPeriod) -> None:
    facts, terms = done.facts, done.terms
    formula = f"Trigger Date + {terms.substitution_days} days, or as extended"
    done.step("end of the Substitution Period", period.end, "11(a)(iii)", formula=formula)
    formula = f"Trigger Date + {terms.substitution_days_max} days"
    done.step("latest end", period.latest, "11(a)(iii)", formula=formula)
    done.add(
        period_grounds(
            period,
            extended_to=facts["extended_to"],
            suspended_until=facts["suspended_until"],
            on=facts["on"],
            is_provided=bool(facts["components"]),
        )
    )
    done.result["substitution_period"] = {
        "end": period.end.isoformat(),
        "latest_end": period.latest.isoformat(),
    }


def _tell_package(done: Calculation, values: Values) -> None:
    facts, total = done.facts, Fraction(0)
    share_price = facts["current_per_share_market_price"]
    components = []
    for place, one in enumerate(facts["components"]):
        kind = ComponentKind(one["kind"])
        wanted = "shares" if kind in COUNTED_IN_SHARES else "value"
        if one[wanted] is None:
            raise refuse("FACT_MISSING", name=f"facts.components[{place}].{wanted}")
        value, shares = one["value"] or Fraction(0), one["shares"] or Fraction(0)
        part = Component(kind, value, shares, bool(one["approval_missing"]), one["only_for"] or "")
        worth = part.worth(share_price=share_price)
        formula = "shares × price of a Common Share" if kind in COUNTED_IN_SHARES else "as stated"
        done.step(kind.words, worth, "11(a)(iii)", formula=formula)
        components.append(part)
        total += worth
    found = package_grounds(
        components,
        current_value=values.current_value.value,
        share_price=share_price,
        has_advice=facts["advised_by"] is not None,
    )
    done.add(found)
    done.result["package"] = {"total": money(total), "is_adequate": not found}


def _tell_default(done: Calculation, values: Values) -> None:
    found = default_delivery(
        values.spread,
        available_shares=done.facts["available_shares_per_right"],
        share_price=done.facts["current_per_share_market_price"],
        share_grid=done.terms.rounding_common,
        cash_rounding=money_rounding(done, "cash of the Spread", "11(d)"),
    )
    formula = "available shares, at most Spread ÷ price of a share"
    done.rounded("Common Shares by default", found.shares, "11(a)(iii)", formula=formula)
    formula = "Spread − value of the shares"
    done.rounded("cash by default", found.cash, "11(a)(iii)", formula=formula, is_money=True)
    done.result["default"] = {
        "shares_per_right": as_text(found.shares.value),
        "cash_per_right": money(found.cash.value),
        "due": "0.00",
    }
