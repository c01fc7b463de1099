"""The topics on what holders receive: fractions, redemption, exchange of all Rights, exchange of a part."""

from dataclasses import replace
from fractions import Fraction

from agreement.arithmetic import as_text, exact, round_to
from agreement.calculation import Calculation, money
from agreement.exchange import (
    Allotment,
    ExchangeDelivery,
    equivalent_rights,
    exchange_bar_grounds,
    exchange_deliveries,
    exchange_short_of_shares,
    partial_exchange,
)
from agreement.fractional_shares import (
    SharesDelivered,
    cash_for_part_of_unit,
    money_rounding,
    shares_delivered,
    units_delivered,
)
from agreement.redemption import (
    RightsHeld,
    adjusted_redemption_price,
    redemption_in_shares,
    redemption_payees,
    redemption_total_grounds,
)
from agreement.refusals import ground, refuse
from agreement.topics.redemption_window import order_grounds, redemption_window_asked, reinstated_window_asked

_ROUNDING = "rounding_mode"


def fractions_of_shares(done: Calculation) -> None:
    """What a presentation delivers in whole units or shares, and the cash for the rest."""
    facts, terms = done.facts, done.terms
    done.reading(_ROUNDING)
    if facts["shares_per_right"] is not None:
        due = facts["rights"] * facts["shares_per_right"]
        found = shares_delivered(due, close=facts["common_close"], on=facts["trading_day"], terms=terms)
        done.step("Common Shares due", due, "14(c)", formula="Rights × shares of a Right")
        done.result = _shares(done, found, section="14(c)")
        return
    if facts["units_per_right"] is not None:
        terms = replace(terms, certified=replace(terms.certified, units_per_right=facts["units_per_right"]))
    units = units_delivered(facts["rights"], terms=terms)
    done.step("units due", units.units, "14(b)", formula="Rights × units of a Right")
    done.step("whole units delivered", units.whole, "14(b)")
    done.step("part of a unit, as a part of a Preferred Share", units.fraction_of_share, "14(b)")
    done.result = {"units": units.whole, "fraction_of_preferred_share": as_text(units.fraction_of_share)}
    if not units.fraction:
        done.result["cash"] = "0.00"
        return
    done.reading("preferred_fraction_value")
    cash = cash_for_part_of_unit(
        units.fraction_of_share, common_close=facts["common_close"], on=facts["trading_day"], terms=terms
    )
    done.add(cash.grounds)
    multiple = as_text(terms.preferred_fraction_value_factor)
    formula = f"fraction × {multiple} × close of a Common Share"
    done.rounded("cash by the multiple", cash.multiple, "14(b);1(j)", formula=formula, is_money=True)
    formula = f"fraction × 1/{terms.unit_denominator} × close of a Common Share"
    done.rounded("cash by the part", cash.part, "14(b)", formula=formula, is_money=True)
    done.result["cash"] = money(cash.in_use.value)


def _shares(done: Calculation, found: SharesDelivered, *, section: str) -> dict[str, object]:
    done.step("whole Common Shares", found.whole, section)
    done.rounded("cash for the fraction", found.cash, section, formula="fraction × close", is_money=True)
    return {
        "common_shares": found.whole,
        "fraction": as_text(found.fraction),
        "cash": money(found.cash.value),
    }


def redemption(done: Calculation) -> None:
    """What each holder is paid on a redemption, in cash or in Common Shares, and how far the sum drifts."""
    facts, terms = done.facts, done.terms
    done.reading(_ROUNDING)
    done.reading("void_rights_on_redemption")
    price: Fraction = facts["redemption_price"] or exact(terms.redemption_price)
    if facts["split_factor"] is not None:
        price = adjusted_redemption_price(price, split_factor=facts["split_factor"])
        done.step("Redemption Price adjusted", price, "23(a)", formula="price ÷ Rights that one became")
    holders = [RightsHeld(one["account"], one["valid"], one["void"] or 0) for one in facts["holders"]]
    found = redemption_payees(holders, price=price, terms=terms)
    if facts["rights_outstanding"] is not None:
        done.add(redemption_total_grounds(found, rights_outstanding=facts["rights_outstanding"]))
    done.step("Redemption Price of a Right", price, "23(a)")
    for payee in found.payees:
        said = f"{payee.account}: {payee.rights_count} Rights"
        done.rounded(said, payee.amount, "23(a)", formula="Rights × Redemption Price", is_money=True)
    done.step("sum of what is paid", found.paid_total, "23(a)")
    done.step("drift of the roundings", found.drift, "23(a)", formula="sum paid − Rights × price")
    done.result = {
        "redemption_price": money(price),
        "payees": {payee.account: money(payee.amount.value) for payee in found.payees},
        "rights": found.rights_count,
        "rights_not_paid": found.unpaid_rights_count,
        "paid_total": money(found.paid_total),
        "exact_total": money(found.exact_total),
        "drift": as_text(found.drift),
    }
    if facts["ordered_at"] is not None:
        windows = (redemption_window_asked(done), reinstated_window_asked(done))
        is_inside = any(one is not None and one.contains(facts["ordered_at"]) for one in windows)
        done.add(order_grounds(done, ordered_at=facts["ordered_at"]))
        done.result["is_ordered_in_its_window"] = is_inside
    if facts["current_per_share_market_price"] is not None:
        done.result["in_common_shares"] = {
            payee.account: _redeemed_in_shares(done, payee.account, payee.rights_count, price)
            for payee in found.payees
        }


def _redeemed_in_shares(
    done: Calculation, account: str, rights_count: int, price: Fraction
) -> dict[str, object]:
    market = done.facts["current_per_share_market_price"]
    found = redemption_in_shares(
        rights_count,
        price=price,
        market_price=market,
        close=done.facts["common_close"],
        terms=done.terms,
    )
    formula = "Rights × Redemption Price ÷ market price"
    done.step(f"{account}: Common Shares in place of cash", found.due, "23(a)", formula=formula)
    return _shares(done, found, section="14(c)")


def exchange(done: Calculation) -> None:
    """What each holder receives when all its Rights are exchanged, also where Common Shares lack."""
    facts, terms = done.facts, done.terms
    done.reading(_ROUNDING)
    held = facts["holders"]
    if facts["new_rights_each"] is not None:
        _equivalent(done, held, each=facts["new_rights_each"])
        return
    if facts["largest_holder_part"] is not None:
        done.add(exchange_bar_grounds(facts["largest_holder_part"], terms=terms))
    ratio = facts["exchange_ratio"] or terms.exchange_ratio
    done.step("Exchange Ratio", ratio, "24(a)")
    needed = sum(held.values()) * ratio
    done.step("Common Shares needed", needed, "24(a)", formula="valid Rights × Exchange Ratio")
    available, market = facts["available_shares"], facts["current_per_share_market_price"]
    shares_each, cash_each = ratio, Fraction(0)
    if available is not None and available < needed:
        if market is None:
            raise refuse("FACT_MISSING", name="facts.current_per_share_market_price")
        shares_each, cash_each = _short(done, ratio=ratio, available=available, market=market)
    found = exchange_deliveries(
        held, ratio=shares_each, close=facts["common_close"], on=facts["trading_day"], terms=terms
    )
    done.result = {
        "exchange_ratio": as_text(ratio),
        "shares_needed": as_text(needed),
        "shares_per_right": as_text(shares_each),
        "cash_per_right": money(cash_each),
        "holders": {one.account: _delivery(done, one, cash_each=cash_each) for one in found},
        "common_shares": sum(one.shares.whole for one in found),
    }


def _short(
    done: Calculation, *, ratio: Fraction, available: int, market: Fraction
) -> tuple[Fraction, Fraction]:
    short = exchange_short_of_shares(
        sum(done.facts["holders"].values()),
        available=available,
        ratio=ratio,
        market_price=market,
        securities_value=done.facts["securities_value"] or Fraction(0),
        terms=done.terms,
    )
    done.step("Common Shares there are", available, "24(c)")
    value = short.current_value_24c
    done.step("Current Value of a Right", value, "24(c)", formula="market price × Exchange Ratio")
    formula = "shares there are ÷ Rights, for every Right alike"
    done.rounded("Common Shares of a Right", short.shares_each, "24(c)", formula=formula)
    formula = "Current Value − shares × market price − other securities"
    done.step("cash of a Right", short.package.cash, "24(c)", formula=formula)
    return short.package.shares, short.package.cash


def _delivery(done: Calculation, one: ExchangeDelivery, *, cash_each: Fraction) -> dict[str, object]:
    formula = "Rights × shares of a Right"
    done.step(f"{one.account}: Common Shares due", one.shares.due, "24(b)", formula=formula)
    told = _shares(done, one.shares, section="24(d)")
    if cash_each:
        rounding = money_rounding("cash of a holder's Rights", section="24(c)", terms=done.terms)
        cash = round_to(one.rights_count * cash_each, rounding)
        said = f"{one.account}: cash of its Rights"
        done.rounded(said, cash, "24(c)", formula="Rights × cash of a Right", is_money=True)
        told["package_cash"] = money(cash.value)
    return told


def _equivalent(done: Calculation, held: dict[str, int], *, each: Fraction) -> None:
    found = equivalent_rights(held, each=each)
    done.step("new rights for a Right, by the Board", each, "24(e)")
    for account, rights in found.items():
        done.step(f"{account}: new rights", rights, "24(e);24(f)", formula="Rights × new rights for one")
    done.result = {
        "holders": {account: as_text(rights) for account, rights in found.items()},
        "new_rights": as_text(sum(found.values(), Fraction(0))),
    }


def part_exchanged(done: Calculation) -> None:
    """How many Rights of each holder a partial exchange takes, what it gives, and what is left."""
    facts, terms = done.facts, done.terms
    done.reading(_ROUNDING)
    leaves = done.reading("partial_exchange_expiry") == "EXCHANGED_RIGHTS_ONLY"
    found = partial_exchange(facts["holders"], rights_count=facts["rights_to_exchange"])
    ratio = facts["exchange_ratio"] or terms.exchange_ratio
    for one in found:
        done.step(f"{one.account}: exact share", one.exact, "24(b)", formula="Rights × ordered ÷ all valid")
        raised = "one added for its remainder" if one.is_raised else "rounded down"
        done.step(f"{one.account}: Rights exchanged, {raised}", one.exchanged, "24(b)")
    done.step("Rights exchanged in all", sum(one.exchanged for one in found), "24(b)", formula="sum")
    deliveries = exchange_deliveries(
        {one.account: one.exchanged for one in found},
        ratio=ratio,
        close=facts["common_close"],
        on=facts["trading_day"],
        terms=terms,
    )
    given = {one.account: _delivery(done, one, cash_each=Fraction(0)) for one in deliveries}
    if any(one.kept for one in found):
        done.add([ground("PARTIAL_EXPIRY_NEEDS_INSTRUCTION")])
    done.result = {
        "exchange_ratio": as_text(ratio),
        "holders": {one.account: _allotted(one, leaves=leaves) | given.get(one.account, {}) for one in found},
        "rights_exchanged": sum(one.exchanged for one in found),
        "rights_left": sum(one.kept for one in found) if leaves else 0,
    }


def _allotted(one: Allotment, *, leaves: bool) -> dict[str, object]:
    return {
        "exact_share": as_text(one.exact),
        "rights_exchanged": one.exchanged,
        "rights_left": one.kept if leaves else 0,
    }
