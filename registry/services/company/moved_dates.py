"""A Distribution Date that moves: what rests on another date is examined again (§3(a), §14(a)).

An entry on the books stays until one of its own changes it, so a date that it does not fit is asked back.
A price of a Trading Day and a list of record holders stand beside the books: those of another date fall.
"""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime

from django.db.models import Q, QuerySet

from agreement.business_days import BusinessDayCalendar
from agreement.decisions import Approved
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.separation import price_day_grounds
from agreement.terms import Terms
from agreement.workflow import HOLDER_LIST, NOTICE, move
from registry.models import (
    HolderList,
    ListPurpose,
    ListState,
    Notice,
    NoticeKind,
    NoticeState,
    RightsAgreement,
    SeparationState,
    User,
)
from registry.selectors.agreements import calendar
from registry.selectors.notices import latest_in_force
from registry.services.audit import append_audit
from registry.services.company.kept_grounds import answered_grounds, asked_as, told
from registry.services.control import decide_attachment

AFTER_SEPARATION = frozenset({"ISSUE_AFTER_SEPARATION", "RIGHTS_ALREADY_SEPARATE"})
STANDING_LISTS = (ListState.STAGED, ListState.REJECTED, ListState.ACCEPTED)


def grounds_of_entries(notice: Notice, *, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """The entries that a corrected Distribution Date does not fit: by it, their shares came too late.

    Once the books are open, the opening itself is what rests on the date.

    Agreement: 3(c);3(d).
    """
    agreement = notice.agreement
    if agreement.separation_state != SeparationState.SEPARATED_PENDING_LIST:
        return ()
    in_force = latest_in_force(agreement, NoticeKind.DISTRIBUTION_DATE)
    if in_force is None or notice.effective_at == agreement.distribution_effective_at:
        return ()
    moved = copy(agreement)
    moved.distribution_effective_at = notice.effective_at
    separated_on = calendar.local_date(notice.effective_at)
    return tuple(
        ground("NOTICE_EFFECT_STANDS", act=_told_of(posted), number=in_force.number)
        for posted in _posted_since(notice, day=separated_on)
        if _came_too_late(posted, agreement=moved, terms=terms, calendar=calendar)
    )


def _came_too_late(
    posted: Notice, *, agreement: RightsAgreement, terms: Terms, calendar: BusinessDayCalendar
) -> bool:
    decision = decide_attachment(agreement, notice=posted, terms=terms, calendar=calendar)
    return not isinstance(decision, Approved) and any(
        one.code in AFTER_SEPARATION for one in decision.grounds
    )


def _posted_since(notice: Notice, *, day: date) -> QuerySet[Notice]:
    """The notices of shares issued or acquired on a day or later whose entries nothing has corrected."""
    since = Q(kind=NoticeKind.SHARES_ISSUED, facts__issued_on__gte=day.isoformat())
    since |= Q(kind=NoticeKind.SHARES_ACQUIRED, facts__acquired_on__gte=day.isoformat())
    posted = Notice.objects.filter(since, agreement_id=notice.agreement_id, acceptance__entry__isnull=False)
    uncorrected = posted.filter(acceptance__entry__corrected_by__isnull=True)
    return uncorrected.select_related("acceptance__entry").order_by("acceptance__entry__number")


def _told_of(posted: Notice) -> str:
    """An entry in words, with the day of its shares."""
    day = posted.facts.get("issued_on") or posted.facts["acquired_on"]
    assert posted.acceptance is not None
    return f"Entry {posted.acceptance.entry.number} (shares of {day})"


def price_grounds(
    price: Notice, *, separated_at: datetime | None, calendar: BusinessDayCalendar
) -> tuple[Ground, ...]:
    """What is asked back about a price: it is not of the Trading Day before this Distribution Date.

    Agreement: 14(a).
    """
    return price_day_grounds(
        date.fromisoformat(price.facts["trading_day"]),
        issuable_on=None if separated_at is None else calendar.local_date(separated_at),
        calendar=calendar,
    )


def falling_warnings(notice: Notice, *, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What falls with a notice of another Distribution Date, shown beside it; it stops nothing.

    Agreement: 3(a);14(a).
    """
    if notice.kind != NoticeKind.DISTRIBUTION_DATE:
        return ()
    prices = [
        f"The price of notice {price.number} (Trading Day {price.facts['trading_day']})"
        for price, _ in _falling_prices(notice, calendar=calendar)
    ]
    lists = [f"List {listed.pk} (as of {listed.as_of.isoformat()})" for listed in _falling_lists(notice)]
    return tuple(ground("FALLS_WITH_DATE", what=what) for what in (*prices, *lists))


def let_fall(notice: Notice, *, by: User, at: datetime) -> None:
    """Put out of force what does not fit the Distribution Date now applied, so that it is asked for anew.

    A price keeps the ground for which it fell. The person is the one whose act applied the date.

    Agreement: 3(a);14(a).
    """
    if notice.kind != NoticeKind.DISTRIBUTION_DATE:
        return
    for price, grounds in _falling_prices(notice, calendar=calendar(notice.agreement, at=at)):
        price.state = move(NOTICE, price.state, "superseded")
        price.grounds = [*price.grounds, *(told(one) for one in grounds)]
        price.save(update_fields=["state", "grounds"])
        _record(notice, act="NOTICE_SUPERSEDED", subject=f"notice {price.number}", by=by, at=at)
    for listed in _falling_lists(notice):
        listed.state = move(HOLDER_LIST, listed.state, "superseded")
        listed.save(update_fields=["state"])
        _record(notice, act="LIST_SUPERSEDED", subject=f"holder list {listed.pk}", by=by, at=at)


def _falling_prices(
    notice: Notice, *, calendar: BusinessDayCalendar
) -> Iterable[tuple[Notice, tuple[Ground, ...]]]:
    """The prices in force that are asked back by this date, and that no answer settled for it."""
    applied = Notice.objects.filter(
        agreement_id=notice.agreement_id, kind=NoticeKind.RIGHT_PRICE, state=NoticeState.APPLIED
    )
    for price in applied.exclude(facts__has_key="fractions_of").order_by("number"):
        found = price_grounds(price, separated_at=notice.effective_at, calendar=calendar)
        answered = answered_grounds(price) if found else set()
        if any(asked_as(one) not in answered for one in found):
            yield price, found


def _falling_lists(notice: Notice) -> QuerySet[HolderList]:
    """The lists as of another Distribution Date noticed; one from which the books were opened stays."""
    dates = Notice.objects.filter(agreement_id=notice.agreement_id, kind=NoticeKind.DISTRIBUTION_DATE)
    read = HolderList.objects.filter(
        agreement_id=notice.agreement_id, purpose=ListPurpose.DISTRIBUTION_DATE, document__isnull=False
    )
    of_other_dates = read.filter(as_of__in=dates.values("effective_at")).exclude(as_of=notice.effective_at)
    return of_other_dates.filter(state__in=STANDING_LISTS).order_by("pk")


def _record(notice: Notice, *, act: str, subject: str, by: User, at: datetime) -> None:
    details = {"by_notice": notice.number}
    append_audit(notice.agreement, actor=by, act=act, subject=subject, details=details, at=at)
