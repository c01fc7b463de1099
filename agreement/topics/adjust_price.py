"""Topics on the Exercise Price: events of Preferred Shares, offers, distributions, carrying, the series."""

from fractions import Fraction

from agreement.adjusting.events import (
    Distributed,
    Offer,
    adjustment_fraction,
    distribution_factor,
    distribution_grounds,
    offer_factor,
    offer_grounds,
    order_grounds,
    split_ratio,
)
from agreement.adjusting.number import coarse_grounds, units_following
from agreement.adjusting.price import Carried, PriceRule, change_price, last_day_to_make, overdue_grounds
from agreement.adjusting.series import PriceEvent, price_series
from agreement.arithmetic import as_text
from agreement.calculation import Calculation, money
from agreement.refusals import ground, refuse
from agreement.topics.figures import (
    carried_as_json,
    carried_of,
    grids,
    price_in_force,
    tell_price,
    tell_total,
    tell_units,
    units_in_force,
)


def adjust_preferred_split(done: Calculation) -> None:
    """A dividend, split, combination or reclassification of Preferred Shares."""
    facts, rule = done.facts, PriceRule.of(done.terms)
    ratio = split_ratio(facts["preferred_before"], facts["preferred_after"], shares="Preferred Shares")
    done.step("Adjustment Fraction", ratio, "11(a)(i)", formula="Preferred Shares after ÷ before")
    common_ratio = _common_ratio(done)
    left = adjustment_fraction(facts["preferred_before"], facts["preferred_after"], common_ratio=common_ratio)
    if common_ratio != 1:
        formula = "Adjustment Fraction ÷ ratio of the Common Shares"
        done.step("what the event of the Common Shares leaves", left, "11(a)(i)", formula=formula)
    if left == 1 and ratio != 1:
        done.add([ground("DOUBLE_ADJUSTMENT")])
    price, units = price_in_force(done), units_in_force(done)
    event = Carried(1 / left, facts["effective_on"], "11(a)(i)")
    found = change_price(price, event, carried=carried_of(done), rule=rule)
    done.result = {"adjustment_fraction": as_text(left)} | tell_price(done, found, section="11(a)(i)")
    after = units_following(units, found, grids=grids(done), of_event=left)
    done.rounded("units of a Right", after, "11(a)(i)", formula="units before × Adjustment Fraction")
    done.add(coarse_grounds(after))
    done.result["units_per_right"] = as_text(after.value)
    done.result["total_exercise_price"] = tell_total(done, price=found.price, units=after.value)


def _common_ratio(done: Calculation) -> Fraction:
    event = done.facts["common_event"]
    if event is None:
        return Fraction(1)
    ratio = split_ratio(event["common_before"], event["common_after"], shares="Common Shares")
    done.step("ratio of the Common Shares, adjusted for itself", ratio, "11(n)", formula="after ÷ before")
    return ratio


def adjust_rights_issue(done: Calculation) -> None:
    """An offer to holders of Preferred Shares below the market price."""
    facts = done.facts
    if facts["other_consideration_value"] is not None and not facts["statement_filed"]:
        what = "the consideration other than cash"
        raise refuse("STATEMENT_NOT_FILED", clause="11(b)", security=what, date=facts["record_date"])
    equivalent = facts["equivalent_shares"] or ()
    for one in equivalent:
        done.step(f"Equivalent Shares outstanding: {one['series']}", one["outstanding"], "1(m);11(b)")
    held = [facts["company_held"], *(one["company_held"] for one in equivalent)]
    offer = Offer(
        record_date=facts["record_date"],
        expires_on=facts["expires_on"],
        outstanding=sum((one["outstanding"] for one in equivalent), facts["preferred_outstanding"]),
        company_held=sum(filter(None, held), Fraction(0)),
        offered=facts["offered_shares"],
        cash_price=facts["offering_price"],
        other_value=facts["other_consideration_value"] or Fraction(0),
        market_price=facts["current_per_share_market_price"],
    )
    done.step("shares outstanding that count", offer.counted, "11(b)", formula="outstanding − the Company's")
    formula = "shares offered × price in cash + other consideration"
    done.step("aggregate offering price", offer.price_of_all, "11(b)", formula=formula)
    bought = offer.price_of_all / offer.market_price
    done.step("shares it would buy", bought, "11(b)", formula="aggregate price ÷ market price")
    outside = offer_grounds(offer, longest_days=done.terms.rights_issue_max_days)
    done.add(outside)
    factor = Fraction(1) if outside else offer_factor(offer)
    _tell_change(done, factor, section="11(b)", is_event=not outside)


def adjust_distribution(done: Calculation) -> None:
    """A distribution to holders of Preferred Shares."""
    facts = done.facts
    market_price, fair_value = facts["current_per_share_market_price"], facts["fair_value"]
    outside = distribution_grounds(Distributed(facts["distributed"]))
    done.add(outside)
    if not outside and not facts["statement_filed"]:
        what = "what is distributed on a share"
        raise refuse("STATEMENT_NOT_FILED", clause="11(c)", security=what, date=facts["record_date"])
    done.step("market price of a share on the record date", market_price, "11(c);1(j)")
    done.step("fair value distributed on a share, by the Board's statement", fair_value, "11(c)")
    factor = Fraction(1)
    if not outside:
        factor = distribution_factor(market_price=market_price, fair_value=fair_value)
    _tell_change(done, factor, section="11(c)", is_event=not outside)


def _tell_change(done: Calculation, factor: Fraction, *, section: str, is_event: bool) -> None:
    """What an offer or a distribution does to price and units; nothing at all where it is no such event."""
    price, units, carried = price_in_force(done), units_in_force(done), carried_of(done)
    if not is_event:
        done.result = {
            "is_event": False,
            "exercise_price": money(price),
            "is_made": False,
            "carried": carried_as_json(done, carried),
            "units_per_right": as_text(units),
        }
        return
    grids(done)
    event = Carried(factor, done.facts["record_date"], section)
    found = change_price(price, event, carried=carried, rule=PriceRule.of(done.terms))
    done.result = {"is_event": True, "factor": as_text(factor)}
    done.result |= tell_price(done, found, section=section)
    done.result |= tell_units(done, found, units)


def carry_forward(done: Calculation) -> None:
    """Whether a change is made or carried, and what was carried that must be made by now."""
    facts, terms, carried = done.facts, done.terms, carried_of(done)
    grids(done)
    end = facts["expiration_date"] or terms.final_expiration_date
    on, years = facts["on"], terms.carry_forward_years
    due = [last_day_to_make(one.transaction_date, years=years, expiration_date=end) for one in carried]
    overdue = overdue_grounds(carried, on=on, years=years, expiration_date=end)
    for one, last in zip(carried, due, strict=True):
        done.step(f"last day of the change of {one.transaction_date}", last, "11(d)")
    event = Carried(facts["factor"] or Fraction(1), on, facts["section"] or "11(c)")
    found = change_price(
        price_in_force(done), event, carried=carried, rule=PriceRule.of(terms), is_due=bool(overdue)
    )
    done.add(overdue)
    done.result = {"change": as_text(found.change)} | tell_price(done, found, section="11(d)")


def adjust_series(done: Calculation) -> None:
    """The prices that follow from a list of events, with what was cancelled taken out."""
    facts, terms = done.facts, done.terms
    grids(done)
    for place, one in enumerate(facts["events"]):
        if one["factor"] is None and one["section"] != "11(a)(ii)":
            raise refuse("FACT_MISSING", name=f"facts.events[{place}].factor")
    done.add(order_grounds([(one["on"], one["section"]) for one in facts["events"]]))
    events = [
        PriceEvent(
            one["name"], one["section"], one["on"], one["factor"] or Fraction(1), bool(one["is_cancelled"])
        )
        for one in facts["events"]
        if one["section"] != "11(a)(ii)"
    ]
    price = price_in_force(done)
    end = facts["expiration_date"] or terms.final_expiration_date
    days = price_series(price, events, rule=PriceRule.of(terms), expiration_date=end, until=facts["until"])
    told: list[dict[str, object]] = []
    for day in days:
        name = day.event.name if day.event else "what was carried, on its last day"
        section = day.event.section if day.event else "11(d)"
        done.rounded(
            f"{day.on}: {name}", day.change.rounded, section, formula="price × factor", is_money=True
        )
        told.append(
            {
                "on": day.on.isoformat(),
                "event": name,
                "exercise_price": money(day.change.price),
                "is_made": day.change.is_made,
            }
        )
        done.add(day.change.floor_grounds(has_statement=bool(facts["corporate_action_stated"])))
    last = days[-1].change if days else None
    done.step("price in force at the end", money(last.price if last else price), "7(b)")
    done.result = {
        "exercise_price": money(last.price if last else price),
        "prices": told,
        "carried": carried_as_json(done, last.carried if last else ()),
    }
