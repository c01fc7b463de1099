"""The Distribution Date: what the clock projects, and that only the Company's notice makes it so.

Agreement: 1(l).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from agreement.business_days import BusinessDayCalendar
from agreement.choices import DaysKind
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.windows import in_utc


class Limb(StrEnum):
    """Which event the Distribution Date is counted from.

    Agreement: 1(l).
    """

    SHARES_ACQUISITION = "SHARES_ACQUISITION"
    TENDER_OFFER = "TENDER_OFFER"


@dataclass(frozen=True, slots=True)
class Postponement:
    """A later date the Board determined under a limb, noticed before the date it replaces."""

    limb: Limb
    to: date
    received_at: datetime


@dataclass(frozen=True, slots=True)
class DistributionFacts:
    """What has been noticed about the events that start the clock. A withdrawn or cancelled limb is None.

    `business_days` are so many days of the kind that the plan counts.
    """

    record_date: date
    business_days: int
    days_kind: DaysKind = DaysKind.BUSINESS
    shares_acquisition_date: date | None = None
    offer_published_on: date | None = None
    offeror_is_exempt: bool = False
    postponements: tuple[Postponement, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectedDate:
    """A projected Distribution Date: the instant, the limb, the Business Days counted, whether it was moved.

    It is a projection only: nothing happens before the Company's notice.

    Agreement: 3(a).
    """

    at: datetime
    limb: Limb
    counted: tuple[date, ...]
    is_postponed: bool = False


def projected_limbs(facts: DistributionFacts, *, calendar: BusinessDayCalendar) -> tuple[ProjectedDate, ...]:
    """The projection of each live limb, with its postponements, in the order of the agreement.

    The first limb never ends before the Close of Business on the Record Date.

    Agreement: 1(l).
    """
    limbs: list[ProjectedDate] = []
    if facts.shares_acquisition_date is not None:
        limbs.append(_limb(Limb.SHARES_ACQUISITION, facts.shares_acquisition_date, facts, calendar))
    if facts.offer_published_on is not None and not facts.offeror_is_exempt:
        limbs.append(_limb(Limb.TENDER_OFFER, facts.offer_published_on, facts, calendar))
    return tuple(limbs)


def _limb(limb: Limb, event: date, facts: DistributionFacts, calendar: BusinessDayCalendar) -> ProjectedDate:
    counted = calendar.days_after(event, facts.business_days, kind=facts.days_kind)
    at = calendar.close_of_business(counted[-1])
    if limb is Limb.SHARES_ACQUISITION and counted[-1] < facts.record_date:
        # 1(l)(i), parenthesis: the tenth day before the Record Date gives way to the Record Date.
        at = calendar.close_of_business(facts.record_date)
    is_postponed = False
    for postponement in facts.postponements:
        if postponement.limb is limb and not postponement_grounds(
            postponement, present=at, calendar=calendar
        ):
            at, is_postponed = calendar.close_of_business(postponement.to), True
    return ProjectedDate(at, limb, counted, is_postponed)


def postponement_grounds(
    postponement: Postponement, *, present: datetime, calendar: BusinessDayCalendar
) -> tuple[Ground, ...]:
    """What is asked back about a postponement: too late, or not to a later date.

    Agreement: 1(l).
    """
    if in_utc(postponement.received_at) >= in_utc(present):
        return (ground("POSTPONEMENT_LATE", instant=present),)
    if in_utc(calendar.close_of_business(postponement.to)) <= in_utc(present):
        return (ground("POSTPONEMENT_EARLIER", asked=postponement.to, present=present),)
    return ()


def projected_distribution_date(
    facts: DistributionFacts, *, calendar: BusinessDayCalendar
) -> ProjectedDate | None:
    """The earlier of the live limbs, or None when no event has been noticed.

    Agreement: 1(l).
    """
    limbs = projected_limbs(facts, calendar=calendar)
    return min(limbs, key=lambda limb: in_utc(limb.at)) if limbs else None


def distribution_close(noticed: date, *, calendar: BusinessDayCalendar) -> datetime:
    """The Close of Business on the Distribution Date that the notice states.

    Agreement: 1(l).
    """
    return calendar.close_of_business(noticed)


def notice_warnings(
    noticed: date, *, projected: ProjectedDate | None, calendar: BusinessDayCalendar
) -> tuple[Ground, ...]:
    """A notice whose date differs from the projection governs all the same; the difference is shown.

    Agreement: 3(a).
    """
    close = distribution_close(noticed, calendar=calendar)
    if projected is None or in_utc(projected.at) == in_utc(close):
        return ()
    return (ground("DATE_MISMATCH", noticed=close.date(), projected=projected.at.date()),)


def issue_gate(*, notice_received_at: datetime | None, at: datetime) -> tuple[Ground, ...]:
    """Until the written notice is received, the Distribution Date is presumed not to have occurred.

    Neither the projection nor any clock opens this gate.

    Agreement: 3(a).
    """
    if notice_received_at is None or in_utc(at) < in_utc(notice_received_at):
        return (ground("RIGHTS_NOT_SEPARATED"),)
    return ()
