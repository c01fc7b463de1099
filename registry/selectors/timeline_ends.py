"""The ends on a plan's line: of the Rights, of exercise and transfers; suspensions; the next dividend.

Agreement: 1(q).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from agreement.board_orders import OrderKind
from agreement.designation.dividends import next_quarterly_date
from agreement.errors import RightsError
from agreement.windows import End, Expiration, ExpirationCause, expiration_date, final_close_of_business
from registry.models import NoticeKind, NoticeState
from registry.selectors.board_orders import orders_known
from registry.selectors.exercise_gates import gate_notices, suspension_told
from registry.selectors.notices import IN_FORCE
from registry.selectors.timeline_parts import Band, PlanEvent, Standing, View

_FILE = "the agreement file"
_GONE = (NoticeState.REJECTED, NoticeState.SUPERSEDED)


def of_expiration(view: View) -> Iterator[PlanEvent]:
    """The Final Expiration Date as printed, and the ends of exercise and of transfers by what is known.

    Agreement: 1(q);1(r);6(a);7(a).
    """
    terms, close = view.terms, final_close(view)
    printed = terms.final_expiration_date
    yield PlanEvent(
        "Final Expiration Date",
        printed,
        "1(r)",
        _FILE,
        Standing.TERM,
        conflict=_printed_conflict(view, printed, close),
    )
    if close is None:
        return
    end = _expiration(view, close)
    cause = _CAUSES[end.cause]
    conflict = (
        "The Summary of Rights also has the Rights expire with a merger; the agreement does not."
        if end.cause is ExpirationCause.FINAL_EXPIRATION_DATE
        else ""
    )
    inside = terms.transfer_window_end is End.INSIDE
    yield PlanEvent(
        "Transfers end with" if inside else "Transfers end before",
        end.at,
        "6(a)",
        cause,
        Standing.END,
        remark=_end_words(inside=inside),
    )
    inside = terms.exercise_window_end is End.INSIDE
    yield PlanEvent(
        "Exercise ends with" if inside else "Exercise ends before",
        _exercise_end(view, end.at),
        "7(a)",
        cause,
        Standing.END,
        remark=_end_words(inside=inside),
    )
    yield PlanEvent("The Rights expire", end.at, "1(r)", cause, Standing.END, conflict=conflict)


_CAUSES = {
    ExpirationCause.FINAL_EXPIRATION_DATE: "the Close of Business on the Final Expiration Date",
    ExpirationCause.REDEMPTION: "the Redemption Date",
    ExpirationCause.EXCHANGE: "the order to exchange all Rights",
}


def _end_words(*, inside: bool) -> str:
    return "The instant itself is inside." if inside else "The instant itself is outside."


def _printed_conflict(view: View, printed: date, close: datetime | None) -> str:
    if close is None or view.local(close) == printed:
        return ""
    return (
        f"{printed:%A} is no Business Day: the face of a certificate shows this date, and by the reading in "
        f"use the Rights end on {close:%A}, {close:%Y-%m-%d}."
    )


def final_close(view: View) -> datetime | None:
    """The last Close of Business of the Rights by the reading in use; None over a year that is not loaded.

    Agreement: 1(r).
    """
    try:
        if view.terms.reading("final_expiration_close") == "DATE_AS_PRINTED":
            return datetime.combine(
                view.terms.final_expiration_date, view.terms.close_of_business_time, tzinfo=view.zone
            )
        return final_close_of_business(view.terms.final_expiration_date, calendar=view.days)
    except RightsError:
        return None


def _expiration(view: View, close: datetime) -> Expiration:
    redeemed, exchanged = None, None
    for order in orders_known(view.agreement, at=view.known_at):
        if order.kind is OrderKind.REDEMPTION:
            redeemed = order.transfers_end_at or redeemed
        elif order.takes_all:
            exchanged = order.ordered_at
    return expiration_date(final_close=close, redemption_at=redeemed, exchange_ordered_at=exchanged)


def _exercise_end(view: View, end: datetime) -> datetime:
    """Exercise ends with the Board's action, before the Rights do (§23(b), §24(b))."""
    acted = [order.ordered_at for order in orders_known(view.agreement, at=view.known_at) if order.takes_all]
    return min([*acted, end])


def of_dividends(view: View) -> Iterator[PlanEvent]:
    """The next Quarterly Dividend Payment Date of the Preferred Shares after the day looked at.

    Agreement: Exhibit A 3(a).
    """
    day = next_quarterly_date(view.on, terms=view.terms)
    if day <= view.terms.final_expiration_date:
        yield PlanEvent(
            "Next Quarterly Dividend Payment Date", day, "Exhibit A 3(a)", "the certificate of designation",
            Standing.TERM, remark="Of Preferred Shares that are outstanding.",
        )  # fmt: skip


def suspensions(view: View) -> tuple[Band, ...]:
    """Suspensions of exercise by the notices in hand: since when, until when, and the last day allowed.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    known = gate_notices(view.agreement).filter(received_at__lte=view.known_at).exclude(state__in=_GONE)
    over = {
        int(one.facts["ends"]): one
        for one in known.filter(kind=NoticeKind.SUSPENSION_ENDED, state__in=IN_FORCE)
    }
    found = []
    for notice in known.filter(kind=NoticeKind.EXERCISE_SUSPENDED):
        told = suspension_told(notice, ending=over.get(notice.number))
        source = f"notice {notice.number}"
        found.append(
            Band(
                "Exercise suspended",
                told.since,
                told.ended_on,
                told.limit,
                told.basis.section,
                source,
                notice=notice.number,
            )
        )
    return tuple(found)


def of_suspensions(view: View) -> Iterator[PlanEvent]:
    """The first day of each suspension, the last that its section allows, the one on which it is over.

    Agreement: 9(c);11(a)(iii);24(c).
    """
    for band in suspensions(view):
        told: tuple[tuple[str, date | None, Standing], ...] = (
            ("Exercise suspended from", band.begins, Standing.NOTICED),
            ("Last day that a suspension may have", band.limit, Standing.DUE),
            ("Exercise no longer suspended from", band.ends, Standing.NOTICED),
        )
        for name, day, standing in told:
            if day is not None:
                yield PlanEvent(name, day, band.section, band.source, standing, notice=band.notice)
