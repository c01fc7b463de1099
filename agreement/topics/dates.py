"""Topics on days and windows: Business Days, the Close of Business, separation, windows, applications."""

from agreement.calculation import Calculation
from agreement.choices import DaysKind
from agreement.notice import earliest_date_of_application
from agreement.refusals import refuse
from agreement.separation import DistributionFacts, projected_distribution_date, projected_limbs
from agreement.topics.kinds import COUNT, DAY, INSTANT, Field
from agreement.topics.redemption_window import (
    REDEMPTION_FIELDS,
    redemption_window_asked,
    reinstated_window_asked,
)
from agreement.topics.topic import Topic
from agreement.windows import (
    Window,
    exercise_window,
    expiration_date,
    final_close_of_business,
    in_utc,
    separation_window,
    transfer_window,
)


def _business_day(done: Calculation) -> None:
    day, calendar = done.facts["date"], done.calendar
    closures = calendar.closures_on(day)
    done.step("policy on Business Days", done.terms.business_day_policy, "1(e)")
    for closure in closures:
        done.step(f"banks of {closure.place} may close: {closure.name}", closure.source, "1(e)")
    done.step("day of the week", f"{day:%A}", "1(e)")
    done.result = {"date": day.isoformat(), "is_business_day": calendar.is_business_day(day)}
    if done.facts["business_days_after"] is not None:
        counted = calendar.business_days_after(day, done.facts["business_days_after"])
        for place, counted_day in enumerate(counted, start=1):
            done.step(f"Business Day {place}", counted_day, "1(e)")
        done.result["reached"] = counted[-1].isoformat()


def _close(done: Calculation) -> None:
    day, terms = done.facts["date"], done.terms
    done.step("is the date a Business Day", "yes" if done.calendar.is_business_day(day) else "no", "1(e)")
    close = done.calendar.close_of_business(day)
    done.step(f"{terms.close_of_business_time:%H:%M} {terms.time_zone.key}", close.isoformat(), "1(f)")
    done.result = {"close_of_business": close.isoformat()}


def _distribution(done: Calculation) -> None:
    stated = DistributionFacts(
        record_date=done.terms.record_date,
        business_days=done.terms.distribution_business_days,
        days_kind=done.terms.distribution_days_kind,
        shares_acquisition_date=done.facts["shares_acquisition_date"],
        offer_published_on=done.facts["offer_published_on"],
    )
    counted = "Business Day" if stated.days_kind is DaysKind.BUSINESS else "day"
    for limb in projected_limbs(stated, calendar=done.calendar):
        for place, day in enumerate(limb.counted, start=1):
            done.step(f"{limb.limb}: {counted} {place}", day, "1(l)")
        done.step(f"{limb.limb}: projected", limb.at.isoformat(), "1(l)")
    projected = projected_distribution_date(stated, calendar=done.calendar)
    if projected is None:
        raise refuse("SAD_NOT_NOTICED")
    done.step("nothing separates before the Company's written notice", projected.limb, "3(a)")
    done.result = {"projected": projected.at.isoformat(), "limb": str(projected.limb), "is_effective": False}


def _windows(done: Calculation) -> None:
    facts, terms, calendar = done.facts, done.terms, done.calendar
    start = calendar.close_of_business(facts["distribution_date"])
    done.step("Close of Business on the Distribution Date", start.isoformat(), "1(l);1(f)")
    done.reading("final_expiration_close")
    expiration = expiration_date(
        final_close=final_close_of_business(terms.final_expiration_date, calendar=calendar),
        redemption_at=facts["redemption_at"],
        exchange_ordered_at=facts["exchange_ordered_at"],
    )
    done.step(f"Expiration Date ({expiration.cause})", expiration.at.isoformat(), "1(q)")
    ends = {"distribution_close": start, "expiration_at": expiration.at}
    windows = {
        "with the shares": separation_window(
            record_date_close=calendar.close_of_business(terms.record_date),
            separation_at=min(start, expiration.at, key=in_utc),
        ),
        "transfer": transfer_window(**ends, last_instant=terms.transfer_window_end),
        "exercise": exercise_window(**ends, last_instant=terms.exercise_window_end),
        "redemption": redemption_window_asked(done),
    }
    sections = {"with the shares": "3(a)", "transfer": "6(a)", "exercise": "7(a)", "redemption": "23(a)"}
    reinstated = reinstated_window_asked(done)
    if reinstated is not None:
        windows["reinstated redemption"], sections["reinstated redemption"] = reinstated, "31"
    for name, section in sections.items():
        window = windows[name]
        sides = ["inside" if is_in else "outside" for is_in in (window.start_inclusive, window.end_inclusive)]
        done.step(f"{name}: start {sides[0]}, end {sides[1]}", f"{window.start} to {window.end}", section)
        done.result[name] = _window_as_json(window, done)


def _window_as_json(window: Window, done: Calculation) -> dict[str, object]:
    told: dict[str, object] = {
        "start": None if window.start is None else window.start.isoformat(),
        "end": None if window.end is None else window.end.isoformat(),
        "start_inclusive": window.start_inclusive,
        "end_inclusive": window.end_inclusive,
    }
    return told | ({"contains": window.contains(done.facts["at"])} if done.facts["at"] else {})


def _application(done: Calculation) -> None:
    received = done.facts["received_by_officer_on"]
    found = earliest_date_of_application(
        received, business_days=done.terms.instruction_business_days, calendar=done.calendar
    )
    done.step("an officer received the application", received, "20(g)")
    for place, day in enumerate(found.counted, start=1):
        done.step(f"Business Day {place}", day, "1(e)")
    done.step("earliest date the application may state", found.earliest, "20(g)")
    done.result = {"earliest": found.earliest.isoformat()}


DATE_TOPICS = (
    Topic(
        "business-day",
        "whether a date is a Business Day, and the Business Day so many after it",
        "1(e)",
        (
            Field("date", DAY, "the date asked about", "1(e)"),
            Field(
                "business_days_after",
                COUNT,
                "how many Business Days to count, the first one after the date",
                "1(e)",
                unit="Business Days",
                required=False,
                when_absent="none is counted",
            ),
        ),
        {"facts": {"date": "2003-06-02", "business_days_after": 10}},
        _business_day,
    ),
    Topic(
        "close-of-business",
        "the instant of the Close of Business on a date",
        "1(f)",
        (Field("date", DAY, "the date asked about", "1(f)"),),
        {"facts": {"date": "2010-10-23"}},
        _close,
    ),
    Topic(
        "distribution-date",
        "the projected Distribution Date",
        "1(l)",
        (
            Field(
                "shares_acquisition_date",
                DAY,
                "first public announcement that there is an Acquiring Person",
                "1(hh)",
                required=False,
            ),
            Field(
                "offer_published_on",
                DAY,
                "day on which a tender or exchange offer was first published",
                "1(l)(ii)",
                required=False,
            ),
        ),
        {"facts": {"offer_published_on": "2003-07-03"}},
        _distribution,
    ),
    Topic(
        "windows",
        "until when Rights travel with the shares, may be transferred, exercised and redeemed",
        "3(a);6(a);7(a);23(a)",
        (
            Field("distribution_date", DAY, "the Distribution Date", "1(l)"),
            Field("at", INSTANT, "an instant to be held against each window", "6(a);7(a)", required=False),
            Field("redemption_at", INSTANT, "the Redemption Date", "1(q)(ii)", required=False),
            Field(
                "exchange_ordered_at",
                INSTANT,
                "when the Board ordered the exchange of all Rights",
                "1(q)(iii)",
                required=False,
            ),
            *REDEMPTION_FIELDS,
        ),
        {"facts": {"distribution_date": "2003-06-16", "at": "2010-10-25T16:59:59-07:00"}},
        _windows,
        readings=("final_expiration_close",),
    ),
    Topic(
        "application-date",
        "the earliest date of an application for instructions",
        "20(g)",
        (Field("received_by_officer_on", DAY, "the day an officer received the application", "20(g)"),),
        {"facts": {"received_by_officer_on": "2003-07-03"}},
        _application,
    ),
)
