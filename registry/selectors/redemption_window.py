"""Reads of the right to redeem: an Acquiring Person that ends it, what reinstates it (§23(a), §31)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from agreement.amendment import reinstated_redemption_window
from agreement.board_orders import Extent, RedemptionFacts, redemption_window_end
from agreement.business_days import BusinessDayCalendar
from agreement.event_notice import NoticedEvent
from agreement.terms import Terms
from agreement.windows import Window, final_close_of_business, in_utc
from registry.models import Notice, NoticeKind, RightsAgreement
from registry.selectors.agreements import distribution_facts
from registry.selectors.event_notices import event_day
from registry.selectors.notices import IN_FORCE, notices, notices_known
from registry.selectors.nullity import event_of


def acquiring_person_since(agreement: RightsAgreement, *, known_at: datetime) -> datetime | None:
    """The first instant at which there was an Acquiring Person, by notices of nullity and of the event.

    A notice of nullity that a determination has ended tells of nobody; of an event of which the day alone is
    known the start of the day counts. What was announced in public is told apart: by the announcement.

    Agreement: 1(oo);7(e);25(b).
    """
    received = notices(agreement).filter(state__in=IN_FORCE, received_at__lte=known_at)
    ended = {notice.facts["ends"] for notice in received.filter(kind=NoticeKind.NULLITY_ENDED)}
    instants = [
        event_of(notice) for notice in received.filter(kind=NoticeKind.NULLITY) if notice.number not in ended
    ]
    zone = ZoneInfo(agreement.time_zone)
    instants += [
        datetime.combine(event_day(notice), time.min, tzinfo=zone)
        for notice in received.filter(kind=NoticeKind.EVENT_OCCURRED)
        if notice.facts["event_kind"] == NoticedEvent.TRIGGERING_EVENT
    ]
    return min(instants, default=None)


def redeemable_until(
    agreement: RightsAgreement, *, known_at: datetime, terms: Terms, calendar: BusinessDayCalendar
) -> datetime:
    """The instant before which redemption may be ordered, as known then; the latest reinstated counts.

    Agreement: 23(a);31.
    """
    facts = RedemptionFacts(
        ordered_at=known_at,
        received_at=known_at,
        extent=Extent.ALL,
        price=None,
        redemption_date=None,
        shares_acquired_on=distribution_facts(agreement, known_at=known_at).shares_acquisition_date,
        extended_to=None,
        extension_announced_on=None,
        acquiring_person_since=acquiring_person_since(agreement, known_at=known_at),
    )
    final = final_close_of_business(terms.final_expiration_date, calendar=calendar)
    end = redemption_window_end(facts, final_close=final, terms=terms, calendar=calendar)
    again = reinstatements(agreement, known_at=known_at, terms=terms, calendar=calendar)
    return max((end, *(window.end for _, window in again if window.end is not None)), key=in_utc)


def reinstatements(
    agreement: RightsAgreement, *, known_at: datetime, terms: Terms, calendar: BusinessDayCalendar
) -> list[tuple[Notice, Window]]:
    """The windows in which the right to redeem is reinstated, each with its notice, in the order of receipt.

    Agreement: 31.
    """
    received = notices_known(agreement, kind=NoticeKind.REDEMPTION_REINSTATED, at=known_at)
    return [(notice, reinstated_by(notice, terms=terms, calendar=calendar)) for notice in received]


def reinstated_by(notice: Notice, *, terms: Terms, calendar: BusinessDayCalendar) -> Window:
    """The window that a notice opens: from the day of the Board's determination.

    Agreement: 31.
    """
    day = date.fromisoformat(notice.facts["determined_on"])
    begins = datetime.combine(day, time.min, tzinfo=calendar.time_zone)
    return reinstated_redemption_window(day, determined_at=begins, terms=terms, calendar=calendar)
