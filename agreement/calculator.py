"""Calculations on facts given as plain values: the result, every step, the roundings and the sections.

The same functions serve the command line, the staff's calculators and the interface for machines.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from agreement.arithmetic import RoundingMode, as_text, round_to, to_decimal
from agreement.business_days import BusinessDayCalendar
from agreement.calculation import (
    Calculation,
    Facts,
    read_amount,
    read_count,
    read_day,
    read_instant,
    read_number,
    read_optional_day,
    required,
)
from agreement.clauses import cite_all
from agreement.decisions import Approved
from agreement.flip_over import is_asset_sale_a_section_13_event
from agreement.fractional import FractionBatch, FractionCash, cash_for_fraction, decide_payment, total_of
from agreement.notice import earliest_date_of_application
from agreement.refusals import refuse
from agreement.separation import (
    DistributionFacts,
    projected_distribution_date,
    projected_limbs,
    rights_of_holder,
)
from agreement.terms import Terms
from agreement.windows import (
    Window,
    exercise_window,
    expiration_date,
    final_close_of_business,
    in_utc,
    separation_window,
    transfer_window,
)


def _calculate_business_day(facts: Facts, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    done = Calculation("business-day")
    day = read_day(facts, "date")
    closures = calendar.closures_on(day)
    done.step("policy on Business Days", terms.business_day_policy, "1(e)")
    for closure in closures:
        done.step(f"banks of {closure.place} may close: {closure.name}", closure.source, "1(e)")
    done.step("day of the week", f"{day:%A}", "1(e)")
    done.result = {"date": day.isoformat(), "is_business_day": calendar.is_business_day(day)}
    if facts.get("business_days_after") is not None:
        counted = calendar.business_days_after(day, read_count(facts, "business_days_after", otherwise=1))
        for place, counted_day in enumerate(counted, start=1):
            done.step(f"Business Day {place}", counted_day, "1(e)")
        done.result["reached"] = counted[-1].isoformat()
    return done


def _calculate_close(facts: Facts, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    done = Calculation("close-of-business")
    day = read_day(facts, "date")
    done.step("is the date a Business Day", "yes" if calendar.is_business_day(day) else "no", "1(e)")
    close = calendar.close_of_business(day)
    done.step(f"{terms.close_of_business_time:%H:%M} {terms.time_zone.key}", close.isoformat(), "1(f)")
    done.result = {"close_of_business": close.isoformat()}
    return done


def _calculate_windows(facts: Facts, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    done = Calculation("windows")
    start = calendar.close_of_business(read_day(facts, "distribution_date"))
    done.step("Close of Business on the Distribution Date", start.isoformat(), "1(l);1(f)")
    expiration = expiration_date(
        final_close=final_close_of_business(terms.final_expiration_date, calendar=calendar),
        redemption_at=read_instant(facts, "redemption_at") if facts.get("redemption_at") else None,
        exchange_ordered_at=read_instant(facts, "exchange_ordered_at")
        if facts.get("exchange_ordered_at")
        else None,
    )
    done.step(f"Expiration Date ({expiration.cause})", expiration.at.isoformat(), "1(q)")
    final = terms.final_expiration_date
    rolled, printed = (replace(calendar, roll_close_of_business=rolls) for rolls in (True, False))
    done.used_reading(
        terms.readings["final_expiration_close"],
        others={
            "ROLLED_FORWARD": rolled.close_of_business(final).isoformat(),
            "DATE_AS_PRINTED": printed.close_of_business(final).isoformat(),
        },
    )
    windows = {
        "transfer": transfer_window(
            distribution_close=start,
            expiration_at=expiration.at,
            last_instant=terms.transfer_window_end,
        ),
        "exercise": exercise_window(
            distribution_close=start,
            expiration_at=expiration.at,
            last_instant=terms.exercise_window_end,
        ),
    }
    windows["with the shares"] = separation_window(
        record_date_close=calendar.close_of_business(terms.record_date),
        separation_at=min(start, expiration.at, key=in_utc),
    )
    for name, section in (("with the shares", "3(a)"), ("transfer", "6(a)"), ("exercise", "7(a)")):
        window = windows[name]
        ends = ["inside" if is_in else "outside" for is_in in (window.start_inclusive, window.end_inclusive)]
        done.step(
            f"{name}: start {ends[0]}, end {ends[1]}",
            f"{window.start} to {window.end}",
            section,
        )
        done.result[name] = _window_as_json(window, facts)
    return done


def _window_as_json(window: Window, facts: Facts) -> dict[str, object]:
    told: dict[str, object] = {
        "start": None if window.start is None else window.start.isoformat(),
        "end": None if window.end is None else window.end.isoformat(),
        "start_inclusive": window.start_inclusive,
        "end_inclusive": window.end_inclusive,
    }
    if facts.get("at"):
        told["contains"] = window.contains(read_instant(facts, "at"))
    return told


def _calculate_separation(facts: Facts, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    done = Calculation("separation")
    stated = required(facts, "shares")
    holdings = stated if isinstance(stated, Mapping) else {"": stated}
    stated_ratio = facts.get("rights_per_share")
    ratio = read_number(stated_ratio, "rights_per_share") if stated_ratio else terms.rights_per_share
    shares = {_issue_date(key): read_number(value, "shares") for key, value in holdings.items()}
    done.step("Rights for each Common Share", as_text(ratio), "3(a)")
    total = sum(shares.values(), Fraction(0))
    done.step("Common Shares of the holder", as_text(total), "3(a)")
    done.step("Rights before rounding", as_text(total * ratio), "3(a)")
    rights = rights_of_holder(shares, rights_per_share=ratio)
    for day, count in rights.whole_by_date.items():
        dated = terms.record_date if day is None else day
        done.step(f"whole Rights on a certificate dated {dated}", count, "4(a)")
    done.step("fraction paid in cash", as_text(rights.fraction), "14(a)")
    done.roundings.append({"name": "whole Rights of a holder, down", "grid": "1", "clause": "§14(a)"})
    done.result = {
        "whole": rights.whole,
        "fraction": as_text(rights.fraction),
        "by_date": {(day or terms.record_date).isoformat(): n for day, n in rights.whole_by_date.items()},
    }
    return done


def _issue_date(key: object) -> date | None:
    return read_day({"shares_issued_on": key}, "shares_issued_on") if key else None


def _calculate_fraction_cash(facts: Facts, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    done = Calculation("fraction-cash")
    fraction = read_number(required(facts, "fraction"), "fraction")
    if not 0 <= fraction < 1:
        wanted = "a fraction of at least 0 and below 1"
        raise refuse("FACT_MALFORMED", name="fraction", value=as_text(fraction), wanted=wanted)
    price = read_amount(facts, "price")
    cash = cash_for_fraction(fraction, price=price, rounding=terms.fraction_cash_rounding)
    done.step("price of a whole Right, by the Company's certificate", price, "14(e)(i)")
    done.step("fraction of a Right", as_text(fraction), "14(a)")
    done.step("fraction times price", as_text(cash.rounded.raw), "14(a)")
    done.step("amount", cash.amount, "14(a)")
    mode = terms.readings["rounding_mode"]
    done.used_reading(mode, others={name: _amount_rounded(cash, name) for name in mode.possible})
    rounding = cash.rounded.rounding
    done.roundings.append(
        {
            "name": f"{rounding.name}, {rounding.mode.value.lower().replace('_', ' ')}",
            "grid": as_text(rounding.grid),
            "clause": cite_all(rounding.section),
        }
    )
    done.result = {"amount": str(cash.amount), "raw": as_text(cash.rounded.raw)}
    return done


def _amount_rounded(cash: FractionCash, mode: str) -> Decimal:
    rounding = replace(cash.rounded.rounding, mode=RoundingMode(mode))
    return to_decimal(round_to(cash.rounded.raw, rounding).value, places=2)


def _calculate_fraction_payment(facts: Facts, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    done = Calculation("fraction-payment")
    stated = required(facts, "payments")
    if not isinstance(stated, Mapping):
        wanted = "a table of account to amount in quotes"
        raise refuse("FACT_MALFORMED", name="payments", value=stated, wanted=wanted)
    payments = {str(account): read_amount(stated, account) or Decimal(0) for account in stated}
    total = total_of(payments)
    done.step(f"{len(payments)} payments, each rounded for itself", total, "14(a)")
    certified, collected = read_amount(facts, "certified_total"), read_amount(facts, "collected_funds")
    done.step("total by the Company's certificate", "none" if certified is None else certified, "14(e)(i)")
    done.step("funds collected in full", collected or 0, "14(e)(ii)")
    decision = decide_payment(FractionBatch("given", total, certified, collected or Decimal(0)))
    grounds = decision.warnings if isinstance(decision, Approved) else decision.grounds
    for found in grounds:
        done.step(found.code, found.message, found.clause)
    done.result = {
        "computed_total": str(total),
        "may_be_paid": isinstance(decision, Approved),
        "amount": str(decision.posting) if isinstance(decision, Approved) else None,
        "grounds": [found.code for found in grounds],
    }
    return done


def _calculate_application(facts: Facts, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    done = Calculation("application-date")
    received = read_day(facts, "received_by_officer_on")
    found = earliest_date_of_application(
        received, business_days=terms.instruction_business_days, calendar=calendar
    )
    done.step("an officer received the application", received, "20(g)")
    for place, day in enumerate(found.counted, start=1):
        done.step(f"Business Day {place}", day, "1(e)")
    done.step("earliest date the application may state", found.earliest, "20(g)")
    done.result = {"earliest": found.earliest.isoformat()}
    return done


def _calculate_distribution(facts: Facts, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    done = Calculation("distribution-date")
    stated = DistributionFacts(
        record_date=terms.record_date,
        business_days=terms.distribution_business_days,
        shares_acquisition_date=read_optional_day(facts, "shares_acquisition_date"),
        offer_published_on=read_optional_day(facts, "offer_published_on"),
    )
    for limb in projected_limbs(stated, calendar=calendar):
        for place, day in enumerate(limb.counted, start=1):
            done.step(f"{limb.limb}: Business Day {place}", day, "1(l)")
        done.step(f"{limb.limb}: projected", limb.at.isoformat(), "1(l)")
    projected = projected_distribution_date(stated, calendar=calendar)
    if projected is None:
        raise refuse("SAD_NOT_NOTICED")
    done.step("nothing separates before the Company's written notice", projected.limb, "3(a)")
    done.result = {"projected": projected.at.isoformat(), "limb": str(projected.limb), "is_effective": False}
    return done


def _calculate_asset_sale(facts: Facts, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    done = Calculation("asset-sale")
    sold = read_number(required(facts, "part_sold"), "part_sold")
    threshold = terms.asset_sale_threshold
    done.step("part of assets or earning power whose sale counts", as_text(threshold), "13(a)(iii)")
    counts = is_asset_sale_a_section_13_event(sold, threshold=threshold)
    done.step("part sold, in one or more transactions", as_text(sold), "13(a)(iii)")
    done.result = {"is_section_13_event": counts}
    return done


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the calculator: what it answers, its facts and what each is."""

    name: str
    answers: str
    facts: Mapping[str, str]
    calculate: Callable[[Facts, Terms, BusinessDayCalendar], Calculation]


_TOPICS = (
    Topic(
        "business-day",
        "whether a date is a Business Day, and the Business Day so many after it",
        {"date": "date", "business_days_after": "whole number, optional"},
        _calculate_business_day,
    ),
    Topic(
        "close-of-business",
        "the instant of the Close of Business on a date",
        {"date": "date"},
        _calculate_close,
    ),
    Topic(
        "distribution-date",
        "the projected Distribution Date",
        {"shares_acquisition_date": "date, optional", "offer_published_on": "date, optional"},
        _calculate_distribution,
    ),
    Topic(
        "windows",
        "until when Rights travel with the shares, may be transferred, may be exercised",
        {
            "distribution_date": "date",
            "at": "instant, optional",
            "redemption_at": "instant, optional",
            "exchange_ordered_at": "instant, optional",
        },
        _calculate_windows,
    ),
    Topic(
        "separation",
        "the whole Rights and the fraction of one holder",
        {
            "shares": "number in quotes, or a table of issue date (empty: Record Date) to number",
            "rights_per_share": "number in quotes, optional",
        },
        _calculate_separation,
    ),
    Topic(
        "fraction-cash",
        "the cash for a fraction of a Right",
        {"fraction": "number in quotes", "price": "amount in quotes"},
        _calculate_fraction_cash,
    ),
    Topic(
        "fraction-payment",
        "whether payments for fractions may go, and how much",
        {
            "payments": "table of account to amount in quotes",
            "certified_total": "amount in quotes, optional",
            "collected_funds": "amount in quotes, optional",
        },
        _calculate_fraction_payment,
    ),
    Topic(
        "application-date",
        "the earliest date of an application for instructions",
        {"received_by_officer_on": "date"},
        _calculate_application,
    ),
    Topic(
        "asset-sale",
        "whether a sale of assets or earning power is a Section 13 Event",
        {"part_sold": "exact number from 0 to 1 in quotes"},
        _calculate_asset_sale,
    ),
)

TOPICS: Mapping[str, Topic] = MappingProxyType({topic.name: topic for topic in _TOPICS})


def calculate(topic: str, facts: Facts, *, terms: Terms, calendar: BusinessDayCalendar) -> Calculation:
    """Compute a topic on facts. Raises TOPIC_UNKNOWN, FACT_UNKNOWN, FACT_MISSING and FACT_MALFORMED."""
    if topic not in TOPICS:
        raise refuse("TOPIC_UNKNOWN", topic=topic, topics=", ".join(TOPICS))
    for name in facts:
        if name not in TOPICS[topic].facts:
            raise refuse("FACT_UNKNOWN", name=name, names=", ".join(TOPICS[topic].facts))
    return TOPICS[topic].calculate(facts, terms, calendar)
