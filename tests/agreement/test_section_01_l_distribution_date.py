"""1(l): the projected Distribution Date, its postponement, and the notice that alone counts."""

from dataclasses import replace
from datetime import date

import pytest

from agreement.business_days import BusinessDayCalendar
from agreement.separation import (
    DistributionFacts,
    Limb,
    Postponement,
    ProjectedDate,
    notice_warnings,
    postponement_grounds,
    projected_distribution_date,
)

from .moments import DISTRIBUTION_CLOSE, pacific

OAK = DistributionFacts(
    record_date=date(2000, 10, 23), business_days=10, shares_acquisition_date=date(2003, 6, 2)
)


def projected(facts: DistributionFacts, calendar: BusinessDayCalendar) -> ProjectedDate:
    found = projected_distribution_date(facts, calendar=calendar)
    assert found is not None
    return found


@pytest.mark.row("R-1l-1")
def test_the_first_limb_is_the_tenth_business_day_after_the_shares_acquisition_date(
    calendar: BusinessDayCalendar,
) -> None:
    found = projected(OAK, calendar)
    assert (found.at, found.limb) == (DISTRIBUTION_CLOSE, Limb.SHARES_ACQUISITION)
    assert (found.counted[0], len(found.counted)) == (date(2003, 6, 3), 10)


@pytest.mark.row("R-1l-1")
def test_the_first_limb_never_ends_before_the_record_date(calendar: BusinessDayCalendar) -> None:
    early = replace(OAK, shares_acquisition_date=date(2000, 10, 2))
    assert projected(early, calendar).at == pacific("2000-10-23T17:00")


@pytest.mark.row("R-1l-2")
def test_the_second_limb_counts_from_the_first_publication_of_the_offer(
    calendar: BusinessDayCalendar,
) -> None:
    offer = DistributionFacts(
        record_date=date(2000, 10, 23), business_days=10, offer_published_on=date(2003, 7, 3)
    )
    found = projected(offer, calendar)
    assert [day.day for day in found.counted] == [7, 8, 9, 10, 11, 14, 15, 16, 17, 18]
    assert (found.at, found.limb) == (pacific("2003-07-18T17:00"), Limb.TENDER_OFFER)
    exempt = replace(offer, offeror_is_exempt=True)
    assert projected_distribution_date(exempt, calendar=calendar) is None


@pytest.mark.row("R-1l-4")
def test_the_earlier_limb_counts_and_a_cancelled_one_drops_out(calendar: BusinessDayCalendar) -> None:
    both = replace(OAK, offer_published_on=date(2003, 7, 3))
    assert projected(both, calendar).limb is Limb.SHARES_ACQUISITION
    cancelled = replace(both, shares_acquisition_date=None)
    assert projected(cancelled, calendar).at == pacific("2003-07-18T17:00")


@pytest.mark.row("R-1l-3")
def test_a_postponement_in_time_moves_the_date_and_one_too_late_is_asked_back(
    calendar: BusinessDayCalendar,
) -> None:
    in_time = Postponement(Limb.SHARES_ACQUISITION, date(2003, 6, 30), pacific("2003-06-13T10:00"))
    moved = replace(OAK, postponements=(in_time,))
    assert projected(moved, calendar).at == pacific("2003-06-30T17:00")
    too_late = replace(in_time, received_at=pacific("2003-06-17T10:00"))
    (found,) = postponement_grounds(too_late, present=DISTRIBUTION_CLOSE, calendar=calendar)
    assert found.code == "POSTPONEMENT_LATE"
    assert projected(replace(OAK, postponements=(too_late,)), calendar).at == DISTRIBUTION_CLOSE
    earlier = replace(in_time, to=date(2003, 6, 13))
    (found,) = postponement_grounds(earlier, present=DISTRIBUTION_CLOSE, calendar=calendar)
    assert found.code == "POSTPONEMENT_EARLIER"


@pytest.mark.row("R-3a-3")
def test_a_notice_that_differs_from_the_projection_governs_with_a_warning(
    calendar: BusinessDayCalendar,
) -> None:
    projection = projected(OAK, calendar)
    assert notice_warnings(date(2003, 6, 16), projected=projection, calendar=calendar) == ()
    (found,) = notice_warnings(date(2003, 6, 18), projected=projection, calendar=calendar)
    assert (found.code, found.effect) == ("DATE_MISMATCH", "WARN")
