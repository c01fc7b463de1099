"""Topics on the number of Rights, figures in force, deferred issues, reductions, and reserved shares."""

from agreement.adjusting.deferral import DeferralFacts, defer, reduction_grounds
from agreement.adjusting.number import (
    earliest_record_date,
    election_grounds,
    record_date_grounds,
    rights_for_a_right,
    rights_of_record,
    units_after,
)
from agreement.adjusting.reserves import Reserve, common_reserve, preferred_reserve
from agreement.adjusting.series import FiguresFrom, figures_on
from agreement.arithmetic import as_text, exact
from agreement.calculation import Calculation, money
from agreement.topics.figures import grids, price_in_force, tell_total, units_in_force


def adjust_number_of_rights(done: Calculation) -> None:
    """The Rights that each becomes, the record date, what a holder gets."""
    facts, of_plan = done.facts, grids(done)
    prices = {"price_before": facts["price_before"], "price_after": facts["price_after"]}
    has_certificates = bool(facts["certificates_issued"])
    done.add(
        election_grounds(
            adjusted_under=facts["adjusted_under"],
            adjusted_on=facts["adjusted_on"],
            elected_on=facts["elected_on"],
            option=facts["distribution_option"] if has_certificates else "none to distribute",
        )
    )
    earliest = earliest_record_date(
        adjusted_on=facts["adjusted_on"],
        announced_on=facts["announced_on"],
        certificates_issued=has_certificates,
        notice_days=done.terms.rights_record_date_notice_days,
    )
    done.step("first possible record date", earliest, "11(h)")
    done.add(record_date_grounds(facts["record_date"], earliest=earliest))
    ratio = rights_for_a_right(**prices, grids=of_plan)
    done.rounded("Rights for a Right", ratio, "11(h)", formula="price before ÷ price after")
    units = units_in_force(done)
    instead = units_after(units, **prices, grids=of_plan)
    done.rounded("units without the election", instead, "11(g)", formula="units × price before ÷ price after")
    done.result = {
        "rights_for_a_right": as_text(ratio.value),
        "units_per_right": as_text(units),
        "earliest_record_date": earliest.isoformat(),
        "without_election": {"units_per_right": as_text(instead.value)},
    }
    if facts["rights_held"] is not None:
        holder = rights_of_record(facts["rights_held"], ratio=ratio.value)
        done.step("Rights of the holder in all", holder.in_all, "11(h)", formula="Rights held × ratio")
        done.step("additional whole Rights", holder.additional, "11(h)")
        done.step("fraction paid in cash", holder.fraction, "14(a)")
        done.result["holder"] = {
            "in_all": as_text(holder.in_all),
            "additional": holder.additional,
            "fraction": as_text(holder.fraction),
        }


def figures_in_force(done: Calculation) -> None:
    """The figures with which a Right is issued or exercised on a day."""
    figures = [
        FiguresFrom(one["effective_from"], one["exercise_price"], one["units_per_right"], one["source"])
        for one in done.facts["figures"]
    ]
    found = figures_on(done.facts["on"], figures)
    done.step("in force since", found.effective_from, "12")
    done.step("by", found.source, "12")
    price = exact(found.price_of_unit)
    done.step("price of a unit", money(price), "7(b);11(f)")
    done.step("units of a Right", found.units_per_right, "11(f)")
    done.result = {
        "exercise_price": money(price),
        "units_per_right": as_text(found.units_per_right),
        "total_exercise_price": tell_total(done, price=price, units=found.units_per_right),
        "source": found.source,
    }


def deferral(done: Calculation) -> None:
    """What is delivered at once and what a due bill stands for."""
    facts = done.facts
    found = defer(
        DeferralFacts(
            record_date=facts["record_date"],
            exercised_on=facts["exercised_on"],
            rights=facts["rights"],
            units_before=facts["units_before"],
            units_after=facts["units_after"],
            has_election=bool(facts["election_filed"]),
            has_due_bill=bool(facts["due_bill_recorded"]),
            event_occurred_on=facts["event_occurred_on"],
            is_cancelled=bool(facts["event_cancelled"]),
        )
    )
    done.step("units at once", found.delivered, "11(k)", formula="Rights × units before the adjustment")
    formula = "Rights × (units after − units before)"
    done.step("units deferred until the event", found.deferred, "11(k)", formula=formula)
    done.add(found.grounds)
    done.result = {
        "delivered_units": as_text(found.delivered),
        "deferred_units": as_text(found.deferred),
        "due_bill": found.state.value,
    }


def voluntary_reduction(done: Calculation) -> None:
    """Whether a reduction of the Company's own accord is open to it."""
    facts, price = done.facts, price_in_force(done)
    found = reduction_grounds(
        new_price=facts["new_price"],
        in_force=price,
        on=facts["certified_on"],
        distribution_date=facts["distribution_date"],
    )
    done.step("price of a unit in force", money(price), "7(b)")
    done.step("price certified", money(facts["new_price"]), "11(l)", formula="below the price in force")
    done.add(found)
    done.result = {
        "is_open_to_the_company": not found,
        "exercise_price": money(price if found else facts["new_price"]),
    }


def reservation(done: Calculation) -> None:
    """Shares needed for all Rights that are not void, held against those reserved."""
    facts, rights = done.facts, done.facts["valid_rights"]
    if facts["shares_per_right"] is not None:
        available = facts["reserved_shares"]
        found = common_reserve(rights, shares_per_right=facts["shares_per_right"], available=available)
        formula = "Rights × Common Shares of a Right"
    else:
        found = preferred_reserve(
            rights,
            units_per_right=units_in_force(done),
            unit_denominator=done.terms.unit_denominator,
            reserved=facts["reserved_shares"],
        )
        formula = f"Rights × units of a Right ÷ {done.terms.unit_denominator:,}"
    _tell_reserve(done, found, formula)


def _tell_reserve(done: Calculation, found: Reserve, formula: str) -> None:
    done.step(f"{found.shares} needed", found.needed, "9(a)", formula=formula)
    done.step(f"{found.shares} reserved or available", found.reserved, "9(a)")
    done.add(found.grounds())
    done.result = {
        "shares": found.shares,
        "needed": as_text(found.needed),
        "reserved": as_text(found.reserved),
        "short": as_text(found.short),
    }
