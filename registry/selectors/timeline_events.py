"""What stands on a plan's line, by where it comes from: terms, notices, orders, dues, the office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from agreement.board_orders import (
    Extent,
    OrderKind,
    RedemptionFacts,
    notice_due_by,
    redemption_window_end,
)
from agreement.choices import DaysKind, RedemptionWindow
from agreement.errors import RightsError
from agreement.separation import AnnouncementTold, Limb, ProjectedDate, announced, projected_limbs
from registry.models import AgentAppointment, NoticeDue, NoticeKind
from registry.selectors.agreements import distribution_facts, projected_distribution
from registry.selectors.announcements import announcements_told
from registry.selectors.board_orders import endings, order_notices, orders_known
from registry.selectors.notices import notices_known
from registry.selectors.redemption_window import acquiring_person_since, reinstatements
from registry.selectors.timeline_ends import final_close
from registry.selectors.timeline_parts import (
    DayCounted,
    PlanEvent,
    Standing,
    View,
    days_counted,
)

_FILE = "the agreement file"
_LIMB = {Limb.SHARES_ACQUISITION: "Shares Acquisition Date", Limb.TENDER_OFFER: "Offer first published"}
_LIMB_SECTION = {Limb.SHARES_ACQUISITION: "1(hh)", Limb.TENDER_OFFER: "1(l)(ii)"}
_LIMB_WORDS = {
    Limb.SHARES_ACQUISITION: "after the Shares Acquisition Date",
    Limb.TENDER_OFFER: "after the offer was first published",
}


_LATER = "a later date that the Board determined"


def of_the_terms(view: View) -> Iterator[PlanEvent]:
    """The dates that the agreement itself states.

    Agreement: Recitals;1(y).
    """
    terms = view.terms
    stated: tuple[tuple[str, date | None, str], ...] = (
        ("Rights Dividend Declaration Date", terms.rights_dividend_declaration_date, "1(dd)"),
        ("Date of the Original Agreement", terms.original_agreement_date, "Recitals"),
        ("Record Date", terms.record_date, "1(y)"),
        ("Date of the agreement", terms.agreement_date, "Recitals"),
    )
    for name, day, section in stated:
        if day is not None:
            yield PlanEvent(name, day, section, _FILE, Standing.TERM)


def of_announcements(view: View) -> Iterator[PlanEvent]:
    """What was publicly announced, by the notices in hand; and the day by which redemption must be ordered.

    Agreement: 1(hh);1(l);23(a);31.
    """
    told = announcements_told(view.agreement, known_at=view.known_at)
    undone = announced(one for _, one in told).undone_by
    for notice, one in told:
        yield PlanEvent(
            _name_of(one),
            one.undone_on
            or date.fromisoformat(notice.facts.get("postponed_on") or notice.facts["announced_on"]),
            "1(l)" if one.postponed_to else _LIMB_SECTION[one.limb],
            f"notice {notice.number}",
            Standing.NOTICED,
            known=notice.received_at,
            document=notice.document,
            notice=notice.number,
            remark=_remark_of(one, undone.get(one.event)),
        )
    yield from _of_redemption(view)
    yield from _of_reinstatements(view)


def _of_reinstatements(view: View) -> Iterator[PlanEvent]:
    """Each notice that the right to redeem is reinstated, and until when."""
    told = reinstatements(view.agreement, known_at=view.known_at, terms=view.terms, calendar=view.days)
    for notice, window in told:
        yield PlanEvent(
            "The Board determined that the right to redeem is reinstated",
            date.fromisoformat(notice.facts["determined_on"]),
            "31",
            f"notice {notice.number}",
            Standing.NOTICED,
            known=notice.received_at,
            document=notice.document,
            notice=notice.number,
        )
        assert window.end is not None  # ten days, or the Final Expiration Date
        yield PlanEvent(
            "Redemption, reinstated, may be ordered before",
            window.end,
            "31",
            f"{view.terms.reinstated_redemption_days} days after the Board’s determination",
            Standing.END,
            notice=notice.number,
            remark="The instant itself is outside.",
        )


def _of_redemption(view: View) -> Iterator[PlanEvent]:
    """The end of the right to redeem, once something has happened that ends it before the Rights end."""
    acquired = distribution_facts(view.agreement, known_at=view.known_at).shares_acquisition_date
    since = acquiring_person_since(view.agreement, known_at=view.known_at)
    counts_days = view.terms.redemption_window is RedemptionWindow.DAYS_AFTER_ANNOUNCEMENT
    if acquired is None and (counts_days or since is None):
        return
    end = _redemption_end(view, acquired, since)
    if end is not None:
        lengthened = " The Board may lengthen the time by a public announcement." if counts_days else ""
        yield PlanEvent(
            "Redemption may be ordered before",
            end,
            "23(a)",
            _redemption_source(view) if counts_days else view.terms.redemption_window.words,
            Standing.END,
            remark=f"The instant itself is outside.{lengthened}",
        )


def _redemption_source(view: View) -> str:
    kind = view.terms.redemption_days_kind
    days = "days" if kind is DaysKind.CALENDAR else kind.words
    return f"{view.terms.redemption_days} {days} after the Shares Acquisition Date"


def _name_of(one: AnnouncementTold) -> str:
    if one.undone_on is not None:
        return f"{_LIMB[one.limb]} of {one.announced_on} deemed never to have occurred"
    if one.postponed_to is not None:
        return f"The Board put the Distribution Date off to {one.postponed_to}"
    return _LIMB[one.limb]


def _remark_of(one: AnnouncementTold, undone: AnnouncementTold | None) -> str:
    if undone is None:
        return ""
    if undone is one:
        return "The Distribution Date and the end of redemption that were counted from it are cancelled."
    return f"Deemed never to have occurred, by notice {undone.notice}: nothing is counted from it."


def _redemption_end(view: View, acquired: date | None, since: datetime | None) -> datetime | None:
    facts = RedemptionFacts(
        ordered_at=view.known_at,
        received_at=view.known_at,
        extent=Extent.ALL,
        price=None,
        redemption_date=None,
        shares_acquired_on=acquired,
        extended_to=None,
        extension_announced_on=None,
        acquiring_person_since=since.astimezone(view.days.time_zone) if since else None,
    )
    close = final_close(view)
    if close is None:
        return None
    try:
        return redemption_window_end(facts, final_close=close, terms=view.terms, calendar=view.days)
    except RightsError:
        return None


def of_separation(view: View) -> Iterator[PlanEvent]:
    """The Distribution Date as the notice states it; before the notice each limb's projection.

    Agreement: 1(l);3(a).
    """
    noticed = notices_known(view.agreement, kind=NoticeKind.DISTRIBUTION_DATE, at=view.known_at).last()
    projected = projected_distribution(view.agreement, known_at=view.known_at)
    if noticed is None:
        yield from _projections(view, first=projected)
        return
    yield PlanEvent(
        "Distribution Date",
        noticed.effective_at,
        "3(a)",
        f"notice {noticed.number}",
        Standing.NOTICED,
        known=noticed.received_at,
        document=noticed.document,
        notice=noticed.number,
        counted=_count_of(view, projected) if projected else (),
        remark=_beside_projection(view, noticed.effective_at, projected),
    )
    opened = view.agreement.books_opened_at
    if opened is not None and opened <= view.known_at:
        yield PlanEvent(
            "Registration books opened", opened, "5(b)", "the opening entry", Standing.NOTICED, known=opened
        )


def _projections(view: View, *, first: ProjectedDate | None) -> Iterator[PlanEvent]:
    facts = distribution_facts(view.agreement, known_at=view.known_at)
    limbs = projected_limbs(facts, calendar=view.days)
    for limb in limbs:
        is_first = first is not None and limb.limb is first.limb
        found = first if is_first and first is not None else limb
        yield PlanEvent(
            "Distribution Date" if is_first else "Distribution Date by the other limb",
            found.at,
            "1(l)",
            _LATER if found.is_postponed else _counted_words(view, found),
            Standing.PROJECTED,
            counted=_count_of(view, found),
            remark=(
                "Projected: nothing separates before the Company’s notice."
                if is_first
                else "The earlier limb decides."
            ),
        )


def _counted_words(view: View, found: ProjectedDate) -> str:
    kind = view.terms.distribution_days_kind.words
    return f"{len(found.counted)} {kind} {_LIMB_WORDS[found.limb]}"


def _count_of(view: View, projected: ProjectedDate) -> tuple[DayCounted, ...]:
    facts = distribution_facts(view.agreement, known_at=view.known_at)
    started = {
        Limb.SHARES_ACQUISITION: facts.shares_acquisition_date,
        Limb.TENDER_OFFER: facts.offer_published_on,
    }[projected.limb]
    assert started is not None  # else the limb would not have been counted
    return days_counted(started, projected.counted, days=view.days)


def _beside_projection(view: View, stated: datetime, projected: ProjectedDate | None) -> str:
    if projected is None:
        return "No announcement is on file from which it could be counted."
    if view.local(projected.at) == view.local(stated):
        return "The count of the Business Days leads to the same date."
    return f"The count of the Business Days leads to {projected.at:%Y-%m-%d}; the notice governs."


def of_orders(view: View) -> Iterator[PlanEvent]:
    """Orders of redemption and of exchange, what ended one, and the last day for the notice to the holders.

    Agreement: 23(b);24(b).
    """
    filed = {notice.number: notice for notice in order_notices(view.agreement)}
    known = orders_known(view.agreement, at=view.known_at)
    ended = {
        number: notice
        for number, notice in endings(view.agreement).items()
        if notice.received_at <= view.known_at
    }
    for number, notice in ended.items():
        yield PlanEvent(
            f"The order of notice {number} has no effect any more",
            notice.effective_at,
            "23(b)" if filed[number].kind == NoticeKind.REDEMPTION_ORDERED else "24(b)",
            f"notice {notice.number}",
            Standing.NOTICED,
            known=notice.received_at,
            document=notice.document,
            notice=notice.number,
        )
    for order in known:
        notice = filed[order.notice]
        yield PlanEvent(
            f"The Board ordered: {order.kind.words.lower()}",
            order.ordered_at,
            order.section,
            f"notice {order.notice}",
            Standing.NOTICED,
            known=order.filed_at,
            document=notice.document,
            notice=order.notice,
            remark="Exercise ended with the Board’s action, of all Rights or until a part is shared out.",
        )
        if order.transfers_end_at is not None:
            yield PlanEvent(
                "Redemption Date: transfers end with",
                order.transfers_end_at,
                "23(a)",
                f"notice {order.notice}",
                Standing.END,
                known=order.filed_at,
                notice=order.notice,
                remark="The instant itself is inside.",
            )
        if order.kind is OrderKind.REDEMPTION and not _is_due(view, number=order.notice):
            yield PlanEvent(
                "Notice of redemption goes out by",
                notice_due_by(order.ordered_at.date(), terms=view.terms),
                "23(b)",
                f"{view.terms.redemption_notice_days} days after the Board’s action",
                Standing.DUE,
                notice=order.notice,
            )


def _is_due(view: View, *, number: int) -> bool:
    """Whether the notice to the holders stands among what is due already."""
    due = NoticeDue.objects.filter(agreement=view.agreement, recorded_at__lte=view.known_at)
    return due.filter(addressees__endswith=f" {number}", due_by__isnull=False).exists()


def of_dues(view: View) -> Iterator[PlanEvent]:
    """What is to be mailed by a day, and when it was.

    Agreement: 12;21;23(b).
    """
    due = NoticeDue.objects.filter(
        agreement=view.agreement, recorded_at__lte=view.known_at, due_by__isnull=False
    )
    for one in due.select_related("mailed").order_by("due_by", "id"):
        mailed, remark = getattr(one, "mailed", None), "Not recorded as mailed."
        if mailed is not None and mailed.recorded_at <= view.known_at:
            remark = f"Mailed on {mailed.mailed_on:%Y-%m-%d}."
        assert one.due_by is not None  # asked for above
        yield PlanEvent(
            f"To be mailed by: {one.addressees}",
            one.due_by,
            one.section,
            f"due since {view.local(one.recorded_at):%Y-%m-%d}",
            Standing.DUE,
            known=one.recorded_at,
            remark=remark,
        )


def of_office(view: View) -> Iterator[PlanEvent]:
    """Terms of office of the Rights Agent: the first day, and the last.

    Agreement: 1(bb);2;21.
    """
    terms = AgentAppointment.objects.filter(agreement=view.agreement, recorded_at__lte=view.known_at)
    for one in terms.order_by("in_office_from", "id"):
        section = "2" if one.kind == "CO_AGENT" else "21"
        who = f"{one.agent_name}, {one.get_kind_display()}"
        if one.in_office_from > view.terms.agreement_date:
            yield PlanEvent(
                f"In office: {who}", one.in_office_from, section, "the register", Standing.NOTICED
            )
        if one.in_office_until is not None:
            yield PlanEvent(
                f"Last day in office: {who}", one.in_office_until, section, "the register", Standing.END
            )
