"""The terms a reader asks for first, in figures and words, with the instant the Rights end (§1(r), §7(b))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction

from agreement.adjustment import certified_lines
from agreement.agreement_file import describe
from agreement.arithmetic import as_text
from agreement.business_days import BusinessDayCalendar, policy_named
from agreement.requisition import bought_in_words
from agreement.terms import Terms
from agreement.windows import final_close_of_business
from registry.staff.words import day, instant

FINAL_CLOSE = "final_expiration_close"
ADDRESSES = "Notices to "  # the address book tells those in force


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """One term: its name, its value, the section, and what follows from it."""

    name: str
    value: object
    section: str
    remark: object = ""


@dataclass(frozen=True, slots=True)
class Expiry:
    """When the Rights end at the latest: the date as printed, the instant in use, the other reading's."""

    printed: date
    is_business_day: bool
    in_use: datetime
    other: datetime

    @property
    def is_in_conflict(self) -> bool:
        """Whether the date on the face of a certificate and the instant in use fall on different days."""
        return self.in_use.date() != self.printed


def final_expiry(terms: Terms, *, calendar: BusinessDayCalendar) -> Expiry:
    """The last instant of the Rights under the reading in use, and under the other one.

    Agreement: 1(r).
    """
    printed = terms.final_expiration_date
    as_printed = datetime.combine(printed, terms.close_of_business_time, tzinfo=terms.time_zone)
    rolled = final_close_of_business(printed, calendar=calendar)
    in_use, other = (rolled, as_printed)
    if terms.reading(FINAL_CLOSE) == "DATE_AS_PRINTED":
        in_use, other = as_printed, rolled
    return Expiry(printed, calendar.is_business_day(printed), in_use, other)


def key_terms(terms: Terms, *, expiry: Expiry | None) -> list[KeyTerm]:
    """Price, units, expiry, redemption price, thresholds, Rights per share, business days."""
    zone = terms.time_zone.key
    at_signing = money(terms.initial_exercise_price)
    return [
        KeyTerm("Exercise Price of a unit, at signing", at_signing, "7(b)", "")
        if terms.certified.price_of_unit is None
        else KeyTerm(
            "Exercise Price of a unit, as certified last",
            money(terms.price_of_unit),
            "12",
            f"{at_signing} at signing, as certificates may go on to show",
        ),
        KeyTerm(
            "Units that a Right buys",
            bought_in_words(1, terms=terms),
            "Recitals",
            f"{money(terms.total_exercise_price)} for a whole Right",
        ),
        KeyTerm(
            "Final Expiration Date",
            f"Close of Business on {terms.final_expiration_date:%A}, {day(terms.final_expiration_date)}",
            "1(r)",
            instant(expiry.in_use, zone) if expiry else "the bank calendar of that year is not loaded",
        ),
        KeyTerm("Redemption Price of a Right", money(terms.redemption_price), "23(a)", ""),
        KeyTerm(
            "Acquiring Person from", percent(terms.acquiring_threshold), "1(a)", _other_thresholds(terms)
        ),
        KeyTerm("Rights for each Common Share", as_text(terms.rights_per_share), "3(a)", ""),
        KeyTerm(
            "Business Days",
            f"by the policy {terms.business_day_policy}",
            "1(e)",
            f"closures of {_places(terms.business_day_policy)}",
        ),
        KeyTerm("Close of Business", _hour(terms.close_of_business_time, zone), "1(f)", _rolling(terms)),
    ]


def all_terms(terms: Terms) -> list[tuple[str, str, str]]:
    """Every term as understood, without open questions and addresses, which have places of their own."""
    questions = {reading.question for reading in terms.readings.values()}
    return [
        line
        for line in (*describe(terms), *certified_lines(terms))
        if line[0] not in questions and not line[0].startswith(ADDRESSES)
    ]


def money(amount: object) -> str:
    """A price in dollars, with every decimal it has and at least two."""
    whole, _, rest = f"{amount:f}".partition(".")
    return f"${int(whole):,}.{rest.rstrip('0').ljust(2, '0')}"


def percent(part: Fraction) -> str:
    """A part of a whole in percent, exactly."""
    return f"{as_text(part * 100)} %"


def _other_thresholds(terms: Terms) -> str:
    told = [f"{group.name}: {percent(group.threshold)}" for group in terms.special_groups]
    if terms.passive_holder_threshold is not None:
        told.insert(0, f"passive holders: {percent(terms.passive_holder_threshold)}")
    return "; ".join(told)


def _rolling(terms: Terms) -> str:
    if terms.roll_close_of_business:
        return "on a day that is no Business Day: that of the next Business Day"
    return "also on a day that is no Business Day"


def _hour(close: time, zone: str) -> str:
    return f"{close:%H:%M}, {zone}"


def _places(policy: str) -> str:
    return ", ".join(place.replace("_", " ").title() for place in policy_named(policy).places)
