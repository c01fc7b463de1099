"""The substance of an order of the Board, and of the notice that one has no effect any more (§23, §24).

Whether the Board was in its window, and had the power, is asked back about and never refused: from the filing
on the order stops what it stops.
"""

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from agreement.board_orders import (
    ExchangedFor,
    ExchangeFacts,
    Extent,
    RedemptionFacts,
    exchange_query_grounds,
    notice_due_by,
    redemption_query_grounds,
)
from agreement.business_days import BusinessDayCalendar
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.separation import Limb, announced
from agreement.terms import Terms
from agreement.windows import final_close_of_business
from registry.models import (
    Notice,
    NoticeDue,
    NoticeKind,
    NoticeState,
    OfficeMailing,
    RightsAgreement,
)
from registry.selectors.agreements import terms_in_force
from registry.selectors.announcements import announcements_told
from registry.selectors.board_orders import (
    MAILED_AS,
    ORDER_KINDS,
    carried_out_orders,
    notice_due,
    notice_words,
    ordered_at_of,
    price_stated,
    rights_reached,
    standing_orders,
)
from registry.selectors.notices import IN_FORCE, notices
from registry.selectors.redemption_window import acquiring_person_since, reinstated_by, reinstatements

_GONE = (NoticeState.REJECTED, NoticeState.SUPERSEDED)


def redemption_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about an order of redemption.

    Agreement: 23(a);31.
    """
    facts = RedemptionFacts(
        ordered_at=_ordered_at(notice),
        received_at=notice.received_at,
        extent=Extent(notice.facts["extent"]),
        price=price_stated(notice),
        redemption_date=_day(notice, "redemption_date"),
        shares_acquired_on=shares_acquired_on(notice),
        extended_to=_day(notice, "extended_to"),
        extension_announced_on=_day(notice, "extension_announced_on"),
        acquiring_person_since=acquiring_person_since(notice.agreement, known_at=notice.received_at),
        reinstated=tuple(
            window
            for _, window in reinstatements(
                notice.agreement, known_at=notice.received_at, terms=terms, calendar=calendar
            )
        ),
    )
    final = final_close_of_business(terms.final_expiration_date, calendar=calendar)
    found = redemption_query_grounds(facts, final_close=final, terms=terms, calendar=calendar)
    return (*found, *_ordered_before(notice))


def reinstated_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about a notice that the right to redeem is reinstated: its day, whether it is over.

    Agreement: 20(g);31.
    """
    day = date.fromisoformat(notice.facts["determined_on"])
    if day > calendar.local_date(notice.received_at):
        return _outside(f"by what it says the Board determines on {day}, after it was received")
    window = reinstated_by(notice, terms=terms, calendar=calendar)
    if window.is_after(notice.received_at):
        return _outside(f"the right that it reinstates ended at {window.end:%Y-%m-%d %H:%M %Z}")
    return ()


def exchange_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about an order of exchange.

    Agreement: 24(a);24(e).
    """
    said = notice.facts
    found = exchange_query_grounds(
        ExchangeFacts(
            ordered_at=_ordered_at(notice),
            received_at=notice.received_at,
            extent=Extent(said["extent"]),
            rights_count=said.get("rights"),
            valid_rights=rights_reached(notice.agreement, at=notice.received_at).valid,
            exchanged_for=ExchangedFor(said["exchanged_for"]),
            triggered_on=triggered_on(notice),
            nobody_holds_half={"BY_NOBODY": True, "BY_A_PERSON": False}.get(said.get("half_held", "")),
            half_held_since=_day(notice, "half_held_since"),
            by_majority=bool(said.get("majority_vote_on")),
            ratio=Fraction(said["ratio"]) if said.get("ratio") else None,
        ),
        terms=terms,
    )
    return (*found, *_ordered_before(notice))


def _ordered_before(notice: Notice) -> tuple[Ground, ...]:
    """An order that takes all Rights stands already, and this one does not say that it replaces it."""
    standing = [
        one
        for one in standing_orders(notice.agreement)
        if one.pk != notice.pk
        and (notice.number is None or one.number < notice.number)
        and one.number != notice.facts.get("supersedes")
        and one.facts["extent"] == Extent.ALL
    ]
    return tuple(
        ground(
            "INSTRUCTIONS_CONFLICT",
            first=f"notice {one.number} ({one.get_kind_display().lower()})",
            second="this notice",
            notice=one.number,
        )
        for one in standing
    )


def order_ended_grounds(notice: Notice, terms: Terms, calendar: BusinessDayCalendar) -> tuple[Ground, ...]:
    """What is asked back about the end of an order: the order it names, and why it should end.

    The agreement lets the Board set conditions; it says nothing of an order that is taken back.

    Agreement: 20(g);23(a).
    """
    number, reason = notice.facts["ends"], notice.facts["reason"]
    order = notices(notice.agreement).filter(number=number, kind__in=ORDER_KINDS).first()
    if order is None or order.state in _GONE:
        return _outside(f"notice {number} is no notice of an order that stands")
    done = carried_out_orders(notice.agreement).get(number)
    if done is not None:
        return _outside(f"the order in notice {number} was carried out in entry {done.number}")
    if reason == "CONDITION_FAILED" and not order.facts.get("conditions"):
        return _outside(f"notice {number} states no condition of the order that could fail")
    if reason == "OTHER_REASON":
        return _outside("it ends the order for a reason of which the agreement does not speak")
    return ()


def order_warnings(notice: Notice) -> tuple[Ground, ...]:
    """What is lacking beside an order: the method for the notice to the holders, a public notice.

    Neither stops anything, and no defect of a notice undoes the order.

    Agreement: 23(b);24(b).
    """
    is_redemption, found = notice.kind == NoticeKind.REDEMPTION_ORDERED, []
    if not notice.facts.get("method"):
        found.append(ground("PAYMENT_METHOD_MISSING" if is_redemption else "EXCHANGE_METHOD_MISSING"))
    if not notice.facts.get("announced_on"):
        found.append(ground("PUBLIC_NOTICE_MISSING", clause="23(b)" if is_redemption else "24(b)"))
    return tuple(found)


def let_notice_become_due(notice: Notice, *, at: datetime) -> None:
    """The notice to the holders of the Rights becomes due; for a redemption within the days of the terms.

    Agreement: 23(b);24(b).
    """
    agreement = notice.agreement
    terms = terms_in_force(agreement, known_at=notice.received_at)
    ordered_on = _ordered_at(notice).date()
    is_redemption = notice.kind == NoticeKind.REDEMPTION_ORDERED
    holders = "the Rights" if is_redemption else "Rights exchanged"
    NoticeDue.objects.create(
        agreement=agreement,
        mailing_kind=MAILED_AS[NoticeKind(notice.kind)],
        addressees=f"every registered holder of {holders}: {notice_words(notice)}",
        as_of=notice.effective_at,
        due_by=notice_due_by(ordered_on, terms=terms) if is_redemption else None,
        section="23(b)" if is_redemption else "24(b)",
        recorded_at=at,
    )


def let_notice_fall(notice: Notice) -> None:
    """The order has no effect any more: a notice of it that was not mailed is due no more.

    Agreement: 23(b);24(b).
    """
    due = notice_due(notice)
    if due is not None and not OfficeMailing.objects.filter(due=due).exists():
        due.delete()


def shares_acquired_on(notice: Notice) -> date | None:
    """The Shares Acquisition Date by what was noticed when an order was received: the first that counts.

    Agreement: 1(hh).
    """
    told = announcements_told(notice.agreement, known_at=notice.received_at)
    return announced(one for _, one in told).first_on(Limb.SHARES_ACQUISITION)


def triggered_on(notice: Notice) -> date | None:
    """The day of the Triggering Event: as the order states it, or as a notice of nullity in force does.

    Agreement: 1(oo).
    """
    stated = _day(notice, "triggered_on")
    if stated is not None:
        return stated
    named = notices(notice.agreement).filter(kind=NoticeKind.NULLITY, state__in=IN_FORCE)
    events = [_at_home(notice.agreement, one.facts["event_at"]) for one in named]
    return min(events, default=None)


def _at_home(agreement: RightsAgreement, stated: str) -> date:
    return datetime.fromisoformat(stated).astimezone(ZoneInfo(agreement.time_zone)).date()


def _ordered_at(notice: Notice) -> datetime:
    return ordered_at_of(notice).astimezone(ZoneInfo(notice.agreement.time_zone))


def _day(notice: Notice, name: str) -> date | None:
    said = notice.facts.get(name)
    return date.fromisoformat(said) if said else None


def _outside(reason: str) -> tuple[Ground, ...]:
    return (ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason),)
