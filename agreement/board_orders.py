"""Orders of the Board that end the Rights: redemption of all of them, exchange of all or a part.

The Board's own action ends the right to exercise; the Rights Agent acts on it once evidence is filed. Whether
the Board might order is for the Company to answer: what looks outside is asked back, never refused.

Agreement: 23;24.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from agreement.arithmetic import Rounding, as_text, exact, round_to, to_decimal
from agreement.business_days import BusinessDayCalendar
from agreement.choices import RedemptionWindow, Worded
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.terms import Terms
from agreement.windows import Window, in_utc


class OrderKind(Worded):
    """What the Board orders.

    Agreement: 23(b);24(b).
    """

    REDEMPTION = "REDEMPTION", "Redemption of the Rights"
    EXCHANGE = "EXCHANGE", "Exchange of Rights"


class Extent(Worded):
    """How many of the Rights an order is about.

    Agreement: 23(a);24(a).
    """

    ALL = "ALL", "All Rights that are not null and void"
    PART = "PART", "A part of them, pro rata"


class ExchangedFor(Worded):
    """What Rights are exchanged for: Common Shares after a Triggering Event, equivalent rights before one.

    Agreement: 24(a);24(e).
    """

    COMMON_SHARES = "COMMON_SHARES", "Common Shares"
    EQUIVALENT_RIGHTS = "EQUIVALENT_RIGHTS", "Rights of substantially equivalent value"


@dataclass(frozen=True, slots=True)
class BoardOrder:
    """An order of which evidence is filed: by which notice, what, when the Board acted, when it was received.

    `day_ends_at` is the Close of Business on the day of the Board's action. `transfers_end_at` is that on the
    Redemption Date, once two people accepted the notice that states it.
    """

    notice: int
    kind: OrderKind
    ordered_at: datetime
    filed_at: datetime
    day_ends_at: datetime
    extent: Extent = Extent.ALL
    rights_count: int | None = None
    exchanged_for: ExchangedFor = ExchangedFor.COMMON_SHARES
    transfers_end_at: datetime | None = None

    @property
    def section(self) -> str:
        """The section under which it takes effect.

        Agreement: 23(b);24(b);24(f).
        """
        if self.kind is OrderKind.REDEMPTION:
            return "23(b)"
        return "24(b)" if self.exchanged_for is ExchangedFor.COMMON_SHARES else "24(f)"

    @property
    def takes_all(self) -> bool:
        """Whether no Right that is not null and void is left by it."""
        return self.extent is Extent.ALL


def exercise_ended_grounds(
    orders: Sequence[BoardOrder], *, completed_at: datetime | None
) -> tuple[Ground, ...]:
    """Exercise ended with the Board's action; what was complete before it goes on.

    `completed_at` is the instant at which certificate and money were both in hand; None while they are not.
    Which Rights a part takes is not known before they are shared out, so exercise waits then.

    Agreement: 7(a);23(b);24(b).
    """
    return tuple(
        _ended(order)
        for order in orders
        if completed_at is None or in_utc(completed_at) >= in_utc(order.ordered_at)
    )


def _ended(order: BoardOrder) -> Ground:
    if order.kind is OrderKind.REDEMPTION:
        return ground("EXERCISE_ENDED_REDEMPTION", notice=order.notice, ordered=_shown(order.ordered_at))
    if not order.takes_all:
        return _not_shared_out(order)
    return ground(
        "EXERCISE_ENDED_EXCHANGE",
        clause=f"7(a);{order.section}",
        notice=order.notice,
        ordered=_shown(order.ordered_at),
    )


def transfer_ended_grounds(orders: Sequence[BoardOrder], *, received_at: datetime) -> tuple[Ground, ...]:
    """What stands against a transfer, a split-up, a combination or an exchange of certificates.

    After the day of an order to exchange all Rights nothing is left to transfer. What came up to the Close of
    Business of that day came within the time for transfers, as a transfer of what the exchange gives, and
    waits for the Company's instruction. A redemption leaves transfers open until the Redemption Date.

    Agreement: 6(a);23(a);24(b).
    """
    found: list[Ground] = []
    for order in orders:
        if order.kind is OrderKind.REDEMPTION:
            end = order.transfers_end_at
            if end is not None and in_utc(received_at) > in_utc(end):
                found.append(ground("RIGHTS_REDEEMED", notice=order.notice, end=_shown(end)))
        elif not order.takes_all:
            found.append(_not_shared_out(order))
        elif in_utc(received_at) <= in_utc(order.day_ends_at):
            found.append(ground("EXCHANGE_DAY_TRANSFER", notice=order.notice, day=order.day_ends_at.date()))
        else:
            found.append(
                ground(
                    "RIGHTS_EXCHANGED",
                    clause=f"6(a);{order.section}",
                    notice=order.notice,
                    ordered=_shown(order.ordered_at),
                )
            )
    return tuple(found)


def issue_ended_grounds(orders: Sequence[BoardOrder], *, at: datetime) -> tuple[Ground, ...]:
    """What stands against new Rights with later Common Shares, at the instant at which they would be created.

    Such Rights are issued with shares of before the redemption or expiration alone. Once the Redemption Date
    is over, and from the instant of an order to exchange all Rights, none comes into being. While an order
    stands and has not ended them, the Company says whether Rights are issued and what they give.

    Agreement: 1(q);22;23(b);24(b).
    """
    return tuple(_issue_ended(order, at=at) for order in orders)


def _issue_ended(order: BoardOrder, *, at: datetime) -> Ground:
    none = "no Rights come into being with Common Shares any more"
    curing = "withdraw the notice, or file one that the order has no effect any more"
    end, ordered = order.transfers_end_at, _shown(order.ordered_at)
    if order.kind is OrderKind.REDEMPTION and end is not None and in_utc(at) > in_utc(end):
        return ground(
            "RIGHTS_REDEEMED",
            clause="1(q);22;23(a)",
            saying=f"The Rights were redeemed with the Redemption Date, at {_shown(end)} (notice "
            f"{order.notice}); {none}",
            curing=curing,
            notice=order.notice,
            end=_shown(end),
        )
    if order.kind is OrderKind.EXCHANGE and order.takes_all:
        return ground(
            "RIGHTS_EXCHANGED",
            clause=f"1(q);22;{order.section}",
            saying=f"The Rights expired when the Board ordered the exchange of all of them, at {ordered} "
            f"(notice {order.notice}); {none}",
            curing=curing,
            notice=order.notice,
            ordered=ordered,
        )
    return ground(
        "ISSUE_UNDER_ORDER",
        clause=f"22;{order.section}",
        told=f"{order.kind.words[0].lower()}{order.kind.words[1:]}" + ("" if order.takes_all else ", a part"),
        ordered=ordered,
        notice=order.notice,
    )


def _not_shared_out(order: BoardOrder) -> Ground:
    rights = "a part of the Rights" if order.rights_count is None else f"{order.rights_count:,} Rights"
    return ground("EXCHANGE_NOT_SHARED_OUT", notice=order.notice, rights=rights, clause=order.section)


@dataclass(frozen=True, slots=True)
class RedemptionFacts:
    """What a notice says of a redemption, with the Shares Acquisition Date on file, if one is.

    `extended_to` is the later day of the window that the Board determined, `extension_announced_on` the day
    on which that was publicly announced. `acquiring_person_since` is the first instant known at which there
    was an Acquiring Person; `reinstated` are the windows that determinations of the Board opened again.
    """

    ordered_at: datetime
    received_at: datetime
    extent: Extent
    price: Decimal | None
    redemption_date: date | None
    shares_acquired_on: date | None
    extended_to: date | None
    extension_announced_on: date | None
    acquiring_person_since: datetime | None = None
    reinstated: tuple[Window, ...] = ()


def redemption_window_end(
    facts: RedemptionFacts, *, final_close: datetime, terms: Terms, calendar: BusinessDayCalendar
) -> datetime:
    """The instant before which the Board may order redemption.

    The Close of Business on the fifth day after the Shares Acquisition Date, or on the later day that the
    Board determined and announced, or on the Final Expiration Date if that comes first. How many days, and
    of which kind, the terms say; or that it ends as soon as there is an Acquiring Person.

    Agreement: 23(a).
    """
    if terms.redemption_window is RedemptionWindow.UNTIL_ACQUIRING_PERSON:
        return min((*_acquiring_person_by(facts, calendar), final_close), key=in_utc)
    if facts.shares_acquired_on is None:
        return final_close
    counted = calendar.days_after(
        facts.shares_acquired_on, terms.redemption_days, kind=terms.redemption_days_kind
    )
    day = counted[-1] if counted else facts.shares_acquired_on
    if facts.extended_to is not None and facts.extension_announced_on is not None:
        day = max(day, facts.extended_to)
    return min(calendar.close_of_business(day), final_close, key=in_utc)


def _acquiring_person_by(facts: RedemptionFacts, calendar: BusinessDayCalendar) -> Iterator[datetime]:
    """The instants by which there was an Acquiring Person; of an announcement the start of its day."""
    if facts.acquiring_person_since is not None:
        yield facts.acquiring_person_since
    if facts.shares_acquired_on is not None:
        yield datetime.combine(facts.shares_acquired_on, time.min, tzinfo=calendar.time_zone)


def redemption_query_grounds(
    facts: RedemptionFacts, *, final_close: datetime, terms: Terms, calendar: BusinessDayCalendar
) -> tuple[Ground, ...]:
    """What is asked back about an order of redemption: its window, its extent, its price, its dates.

    Agreement: 20(g);23(a);31.
    """
    found = list(_not_yet_ordered(facts.ordered_at, received_at=facts.received_at))
    end = redemption_window_end(facts, final_close=final_close, terms=terms, calendar=calendar)
    if facts.extended_to is not None and terms.redemption_window is RedemptionWindow.UNTIL_ACQUIRING_PERSON:
        found.append(_outside(f"it names a later day; redemption is open {terms.redemption_window.words}"))
    elif facts.extended_to is not None and facts.extension_announced_on is None:
        found.append(ground("EXTENSION_NOT_ANNOUNCED", day=facts.extended_to))
    is_reinstated = any(window.contains(facts.ordered_at) for window in facts.reinstated)
    if in_utc(facts.ordered_at) >= in_utc(end) and not is_reinstated:
        passed = [one.end for one in facts.reinstated if one.end and one.is_after(facts.ordered_at)]
        found.append(ground("REDEMPTION_WINDOW_CLOSED", end=_shown(max((end, *passed), key=in_utc))))
    if facts.extent is Extent.PART:
        found.append(ground("PARTIAL_REDEMPTION"))
    if facts.price is not None and facts.price != terms.redemption_price:
        found.append(
            _outside(f"its price is ${facts.price:f} a Right; the terms have ${terms.redemption_price:f}")
        )
    if facts.redemption_date is not None and facts.redemption_date < calendar.local_date(facts.ordered_at):
        found.append(_outside(f"its Redemption Date {facts.redemption_date} lies before the Board's action"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """What a notice says of an exchange, with what is on file of an Acquiring Person.

    `triggered_on` is the day of the Triggering Event as notices state it. `nobody_holds_half` is what the
    Company states about a Person with half of the Common Shares: None where it states nothing.
    """

    ordered_at: datetime
    received_at: datetime
    extent: Extent
    rights_count: int | None
    valid_rights: int
    exchanged_for: ExchangedFor
    triggered_on: date | None
    nobody_holds_half: bool | None
    half_held_since: date | None
    by_majority: bool
    ratio: Fraction | None = None


def exchange_query_grounds(facts: ExchangeFacts, *, terms: Terms) -> tuple[Ground, ...]:
    """What is asked back about an order of exchange: the event before it, the bar, ratio, number of Rights.

    Agreement: 20(g);24(a);24(e).
    """
    found = list(_not_yet_ordered(facts.ordered_at, received_at=facts.received_at))
    if facts.exchanged_for is ExchangedFor.COMMON_SHARES:
        found += _after_the_event(facts)
        if facts.ratio is not None and facts.ratio != terms.exchange_ratio:
            stated, kept = as_text(facts.ratio), as_text(terms.exchange_ratio)
            found.append(_outside(f"it gives {stated} Common Shares for a Right; by the terms {kept}"))
    else:
        found += _before_the_event(facts)
    if facts.extent is Extent.PART and facts.rights_count is None:
        found.append(_outside("it orders the exchange of a part and does not say of how many Rights"))
    elif facts.rights_count is not None and facts.rights_count > facts.valid_rights:
        found.append(
            _outside(
                f"it orders the exchange of {facts.rights_count:,} Rights; {facts.valid_rights:,} are valid"
            )
        )
    return tuple(found)


def _after_the_event(facts: ExchangeFacts) -> list[Ground]:
    found = [] if facts.triggered_on else [ground("NO_TRIGGERING_EVENT", clause="24(a)")]
    if facts.nobody_holds_half is None:
        found.append(_outside("it does not say that no Person holds half of the Common Shares (24(a))"))
    elif not facts.nobody_holds_half:
        since = f"since {facts.half_held_since}" if facts.half_held_since else "by the Company's statement"
        found.append(ground("EXCHANGE_BARRED_50", since=since))
    return found


def _before_the_event(facts: ExchangeFacts) -> list[Ground]:
    found = [ground("AP_EXISTS", day=facts.triggered_on)] if facts.triggered_on else []
    return found if facts.by_majority else [*found, ground("BOARD_MAJORITY_MISSING")]


def redemption_total(rights_count: int, *, price: Decimal, terms: Terms) -> Decimal:
    """What Rights redeemed at a price come to, to the cent.

    Agreement: 23(a).
    """
    rounding = Rounding("Redemption Price", terms.rounding_money, "23(a)", terms.rounding_mode)
    return to_decimal(round_to(rights_count * exact(price), rounding).value, places=2)


def notice_due_by(ordered_on: date, *, terms: Terms) -> date:
    """The last day on which the notice of redemption is mailed: days run on, whatever day the last one is.

    Agreement: 23(b).
    """
    return ordered_on + timedelta(days=terms.redemption_notice_days)


def late_notice_grounds(due_by: date | None, *, on: date) -> tuple[Ground, ...]:
    """The alert about a notice of redemption that is not mailed in its days; it undoes nothing.

    Agreement: 23(b).
    """
    return (ground("REDEMPTION_NOTICE_LATE", due=due_by),) if due_by is not None and on > due_by else ()


def _not_yet_ordered(ordered_at: datetime, *, received_at: datetime) -> tuple[Ground, ...]:
    if in_utc(ordered_at) <= in_utc(received_at):
        return ()
    return (_outside("by what it says the Board had not acted when it was received"),)


def _outside(reason: str) -> Ground:
    return ground("INSTRUCTION_OUTSIDE_AGREEMENT", reason=reason)


def _shown(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M %Z}".strip()
