"""The clocks that run from the first announcement, and the windows that exclude each other (1(hh))."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.board_orders import Extent, RedemptionFacts, redemption_window_end
from agreement.business_days import BusinessDayCalendar
from agreement.separation import DistributionFacts, Limb, announced, projected_distribution_date
from agreement.terms import Terms
from agreement.windows import (
    exercise_window,
    final_close_of_business,
    separation_window,
    transfer_window,
)
from tests.agreement.moments import RECORD_DATE_CLOSE, pacific
from tests.agreement.test_section_01_l_announcements import OAK, UNDONE


def redeemable_until(on: date | None, *, terms: Terms, calendar: BusinessDayCalendar) -> object:
    facts = RedemptionFacts(
        ordered_at=pacific("2003-06-05T10:00"),
        received_at=pacific("2003-06-05T10:00"),
        extent=Extent.ALL,
        price=None,
        redemption_date=None,
        shares_acquired_on=on,
        extended_to=None,
        extension_announced_on=None,
    )
    final = final_close_of_business(terms.final_expiration_date, calendar=calendar)
    return redemption_window_end(facts, final_close=final, terms=terms, calendar=calendar)


@pytest.mark.row("R-1hh-2")
def test_an_announcement_of_a_person_who_never_became_one_starts_no_clock(
    terms: Terms, calendar: BusinessDayCalendar
) -> None:
    on = announced([OAK]).first_on(Limb.SHARES_ACQUISITION)
    assert redeemable_until(on, terms=terms, calendar=calendar) == pacific("2003-06-09T17:00")
    undone = announced([OAK, UNDONE]).first_on(Limb.SHARES_ACQUISITION)
    assert undone is None
    assert redeemable_until(undone, terms=terms, calendar=calendar) == pacific("2010-10-25T17:00")


@given(
    separated=st.datetimes(
        pacific("2001-01-02T00:00").replace(tzinfo=None),
        max_value=pacific("2010-10-25T16:00").replace(tzinfo=None),
    ),
    length=st.timedeltas(timedelta(microseconds=1), timedelta(days=3000)),
    offset=st.timedeltas(timedelta(days=-10), timedelta(days=3010)),
    tick=st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(microseconds=-1)]),
)
def test_no_instant_lies_both_with_the_shares_and_in_a_window_of_separate_rights(
    separated: object, length: timedelta, offset: timedelta, tick: timedelta
) -> None:
    start = pacific(str(separated))
    end = start + length
    with_shares = separation_window(record_date_close=RECORD_DATE_CLOSE, separation_at=start)
    transfer = transfer_window(distribution_close=start, expiration_at=end)
    exercise = exercise_window(distribution_close=start, expiration_at=end)
    for at in (start + tick, end + tick, start + offset):
        assert not (with_shares.contains(at) and (transfer.contains(at) or exercise.contains(at)))
        assert transfer.contains(at) or not exercise.contains(at)
        assert transfer.contains(at) != (transfer.is_before(at) or transfer.is_after(at))
    assert transfer.contains(end)
    assert not exercise.contains(end)
    assert not with_shares.contains(start)


@given(acquired=st.dates(date(2003, 4, 1), date(2010, 10, 1)))
def test_the_right_to_redeem_ends_before_rights_are_exercised(
    terms: Terms, calendar: BusinessDayCalendar, acquired: date
) -> None:
    until = redeemable_until(acquired, terms=terms, calendar=calendar)
    stated = DistributionFacts(
        record_date=terms.record_date,
        business_days=terms.distribution_business_days,
        shares_acquisition_date=acquired,
    )
    projected = projected_distribution_date(stated, calendar=calendar)
    assert projected is not None
    assert until < projected.at  # type: ignore[operator]
