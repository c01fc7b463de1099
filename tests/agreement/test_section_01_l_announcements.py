"""What was announced, put off and undone: from which event each limb is counted (1(l), 1(hh))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.separation import (
    AnnouncementTold,
    Limb,
    announced,
    determination_grounds,
    distribution_facts_of,
    later_grounds,
    projected_distribution_date,
    projected_limbs,
)
from agreement.terms import Terms
from tests.agreement.moments import pacific

OAK = AnnouncementTold(1, Limb.SHARES_ACQUISITION, date(2003, 6, 2), pacific("2003-06-02T12:00"))
BID = AnnouncementTold(2, Limb.TENDER_OFFER, date(2003, 7, 3), pacific("2003-07-03T09:00"))
LATER = replace(OAK, notice=3, received_at=pacific("2003-06-13T10:00"), postponed_to=date(2003, 6, 30))
UNDONE = replace(OAK, notice=4, received_at=pacific("2003-06-05T10:00"), undone_on=date(2003, 6, 5))


def close(told: list[AnnouncementTold], terms: Terms, calendar: BusinessDayCalendar) -> object:
    facts = distribution_facts_of(announced(told), terms=terms)
    found = projected_distribution_date(facts, calendar=calendar)
    return None if found is None else (found.limb, found.at, found.is_postponed)


def asked_back(
    one: AnnouncementTold,
    told: list[AnnouncementTold],
    terms: Terms,
    calendar: BusinessDayCalendar,
    *,
    is_separated: bool = False,
) -> list[str]:
    found = determination_grounds(
        one, on_file=told, terms=terms, is_separated=is_separated, calendar=calendar
    )
    return [str(ground.facts.get("reason", ground.code)) for ground in found]


def test_the_first_event_that_counts_is_that_of_its_limb(terms: Terms, calendar: BusinessDayCalendar) -> None:
    again = replace(OAK, notice=5, announced_on=date(2003, 6, 3))
    assert announced([again, OAK]).first_on(Limb.SHARES_ACQUISITION) == OAK.announced_on
    assert announced([OAK]).first_on(Limb.TENDER_OFFER) is None
    assert close([], terms, calendar) is None
    first = (Limb.SHARES_ACQUISITION, pacific("2003-06-16T17:00"), False)
    assert close([OAK, BID, again], terms, calendar) == first
    second = (Limb.SHARES_ACQUISITION, pacific("2003-06-17T17:00"), False)
    assert close([OAK, again, UNDONE], terms, calendar) == second
    assert close([OAK, BID, UNDONE], terms, calendar) == (
        Limb.TENDER_OFFER,
        pacific("2003-07-18T17:00"),
        False,
    )


@pytest.mark.row("R-1l-3")
def test_a_later_date_moves_its_limb_and_goes_with_its_event(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    moved = (Limb.SHARES_ACQUISITION, pacific("2003-06-30T17:00"), True)
    assert close([OAK, LATER], terms, calendar) == moved
    assert close([OAK, replace(LATER, received_at=pacific("2003-06-16T17:00"))], terms, calendar) == (
        Limb.SHARES_ACQUISITION,
        pacific("2003-06-16T17:00"),
        False,
    )
    further = replace(LATER, notice=6, postponed_to=date(2003, 7, 31))
    both = projected_limbs(
        distribution_facts_of(announced([OAK, BID, LATER, further]), terms=terms), calendar=calendar
    )
    assert [(one.limb, one.at, one.is_postponed) for one in both] == [
        (Limb.SHARES_ACQUISITION, pacific("2003-07-31T17:00"), True),
        (Limb.TENDER_OFFER, pacific("2003-07-18T17:00"), False),
    ]
    assert close([OAK, LATER, UNDONE], terms, calendar) is None


def test_a_determination_fits_what_is_counted_or_is_asked_back(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    assert asked_back(OAK, [OAK], terms, calendar) == []
    assert asked_back(LATER, [OAK], terms, calendar) == []
    assert asked_back(UNDONE, [OAK], terms, calendar) == []
    unknown = ["no announcement of 2003-06-02 is on file from which it is counted"]
    assert asked_back(LATER, [], terms, calendar) == unknown
    assert asked_back(LATER, [OAK, UNDONE], terms, calendar) == unknown
    assert asked_back(LATER, [OAK, LATER], terms, calendar) == ["POSTPONEMENT_EARLIER"]
    late = replace(LATER, received_at=pacific("2003-06-16T17:00"))
    assert asked_back(late, [OAK], terms, calendar) == ["POSTPONEMENT_LATE"]
    on_bid = replace(BID, notice=7, received_at=pacific("2003-07-17T10:00"), postponed_to=date(2003, 8, 1))
    assert asked_back(on_bid, [OAK, BID], terms, calendar) == []
    separated = asked_back(LATER, [OAK], terms, calendar, is_separated=True)
    assert separated == [
        "the Distribution Date is noticed; it asks what becomes of the Rights that separated"
    ]
    withdrawn = replace(BID, notice=8, undone_on=date(2003, 7, 8))
    assert asked_back(withdrawn, [BID], terms, calendar) == [
        "an offer that was published starts the clock; the Board may determine a later date"
    ]
    assert asked_back(replace(UNDONE, postponed_to=date(2003, 6, 30)), [OAK], terms, calendar) == [
        "it states a later date of what is deemed never to have occurred"
    ]


@pytest.mark.row("R-1hh-1")
def test_the_first_announcement_governs() -> None:
    press = replace(OAK, notice=5, announced_on=date(2003, 6, 3))
    (found,) = later_grounds(press, on_file=[OAK])
    assert (found.code, found.facts["first"]) == ("LATER_ANNOUNCEMENT", OAK.announced_on)
    assert later_grounds(OAK, on_file=[press]) == later_grounds(OAK, on_file=[OAK]) == ()
    assert later_grounds(replace(press, undone_on=date(2003, 6, 5)), on_file=[OAK]) == ()
    assert later_grounds(press, on_file=[]) == later_grounds(press, on_file=[OAK, UNDONE]) == ()
    assert later_grounds(replace(BID, announced_on=date(2003, 7, 9)), on_file=[BID]) == ()
