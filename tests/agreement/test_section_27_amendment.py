"""Amendments before and after separation, the reinstated right to redeem, co-agents (2, 27, 31)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.amendment import (
    AmendmentFacts,
    AmendmentPurpose,
    PeriodChange,
    amendment_grounds,
    co_agent_grounds,
    earliest_co_agent_date,
    reinstated_redemption_window,
    reinstatement_grounds,
)
from agreement.business_days import BusinessDayCalendar
from agreement.grounds import Effect
from agreement.terms import Terms
from tests.agreement.moments import DISTRIBUTION_CLOSE, pacific

REDEEMABLE_UNTIL = pacific("2003-06-09T17:00")
LATE = AmendmentFacts(
    at=pacific("2003-06-20T10:00"),
    separated_at=DISTRIBUTION_CLOSE,
    redeemable_until=REDEEMABLE_UNTIL,
    is_certified=True,
)


def codes(facts: AmendmentFacts) -> list[str]:
    return [found.code for found in amendment_grounds(facts)]


@pytest.mark.row("R-27-2")
@pytest.mark.refusal("AFTER_DISTRIBUTION_LIMITS")
def test_before_the_distribution_date_anything_may_be_amended() -> None:
    early = replace(LATE, at=pacific("2003-05-20T10:00"), purpose=AmendmentPurpose.OTHER)
    assert codes(early) == []
    assert codes(replace(early, at=DISTRIBUTION_CLOSE - timedelta(microseconds=1))) == []
    (found,) = amendment_grounds(replace(early, at=DISTRIBUTION_CLOSE))
    assert (found.code, found.effect) == ("AFTER_DISTRIBUTION_LIMITS", Effect.QUERY)
    unsaid = replace(early, purpose=None, separated_at=None)
    assert codes(unsaid) == []


@pytest.mark.row("R-27-3")
@pytest.mark.refusal("PURPOSE_MISSING")
def test_after_it_a_permitted_purpose_is_stated() -> None:
    assert codes(LATE) == ["PURPOSE_MISSING"]
    permitted = [one for one in AmendmentPurpose if one.section != "27"]
    assert [one.section for one in permitted] == ["27(i)", "27(ii)", "27(iii)", "27(iv)"]
    assert all(codes(replace(LATE, purpose=one)) == [] for one in permitted)


@pytest.mark.row("R-27-3")
@pytest.mark.refusal("REDEMPTION_PERIOD_LAPSED", "LENGTHENING_PURPOSE_MISSING")
def test_a_period_of_redemption_that_ended_is_not_lengthened() -> None:
    longer = replace(LATE, purpose=AmendmentPurpose.CHANGE_PERIOD, period=PeriodChange.REDEMPTION_LENGTHENED)
    assert codes(longer) == ["REDEMPTION_PERIOD_LAPSED"]
    assert codes(replace(longer, redeemable_until=pacific("2003-06-20T10:00"))) != []
    assert codes(replace(longer, redeemable_until=pacific("2010-10-25T17:00"))) == []
    other = replace(longer, period=PeriodChange.OTHER_LENGTHENED)
    assert codes(other) == ["LENGTHENING_PURPOSE_MISSING"]
    assert codes(replace(other, protects_holders=True)) == []


@pytest.mark.row("R-27-4")
@pytest.mark.refusal("COMPLIANCE_CERTIFICATE_MISSING", "AGENT_CONSENT_NEEDED")
def test_the_agent_signs_on_a_certificate_and_where_its_own_part_is_touched_by_consent() -> None:
    sound = replace(LATE, purpose=AmendmentPurpose.CURE_AMBIGUITY)
    assert codes(replace(sound, is_certified=False)) == ["COMPLIANCE_CERTIFICATE_MISSING"]
    daily_reports = replace(sound, touches_agent=True)
    assert codes(daily_reports) == ["AGENT_CONSENT_NEEDED"]
    assert codes(replace(daily_reports, agent_consents=True)) == []


DETERMINED_AT = pacific("2005-03-01T09:00")


@pytest.mark.row("R-31-1")
@pytest.mark.refusal("REINSTATEMENT_GROUNDS_MISSING")
def test_the_right_to_redeem_comes_back_for_ten_days(terms: Terms, calendar: BusinessDayCalendar) -> None:
    window = reinstated_redemption_window(
        date(2005, 3, 1), determined_at=DETERMINED_AT, terms=terms, calendar=calendar
    )
    assert window.end == pacific("2005-03-11T17:00")
    assert window.contains(pacific("2005-03-11T16:00"))
    assert not window.contains(pacific("2005-03-11T17:00"))
    assert not window.contains(pacific("2005-03-14T09:00"))
    assert not window.contains(DETERMINED_AT - timedelta(microseconds=1))
    assert reinstatement_grounds(holding="judgment of 2005-02-24", determination="minutes") == ()
    (found,) = reinstatement_grounds(holding="judgment of 2005-02-24", determination=" ")
    assert found.code == "REINSTATEMENT_GROUNDS_MISSING"


@given(day=st.dates(date(2003, 4, 1), date(2010, 10, 22)))
def test_the_reinstated_window_never_reaches_beyond_the_expiry(
    terms: Terms, calendar: BusinessDayCalendar, day: date
) -> None:
    at = datetime.combine(day, terms.close_of_business_time, tzinfo=terms.time_zone)
    window = reinstated_redemption_window(day, determined_at=at, terms=terms, calendar=calendar)
    final = calendar.close_of_business(terms.final_expiration_date)
    assert window.end is not None
    assert window.end <= final
    assert not window.contains(final)
    assert window.end > at


@pytest.mark.row("R-2-2")
@pytest.mark.refusal("COAGENT_NOTICE_SHORT")
def test_a_co_agent_takes_office_ten_days_after_the_notice(terms: Terms, other_terms: Terms) -> None:
    received = date(2003, 7, 1)
    assert earliest_co_agent_date(received, terms=terms) == date(2003, 7, 11)
    (found,) = co_agent_grounds(received_on=received, effective_on=date(2003, 7, 8), terms=terms)
    assert (found.code, "2003-07-11" in found.message) == ("COAGENT_NOTICE_SHORT", True)
    assert co_agent_grounds(received_on=received, effective_on=date(2003, 7, 11), terms=terms) == ()
    assert earliest_co_agent_date(received, terms=other_terms) == date(2003, 7, 6)
