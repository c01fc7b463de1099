"""Orders of the Board carried out: what stands against it, what a Right gives, and what a holder gets of it.

Agreement: 23;24.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from agreement.arithmetic import Rounded, as_text, round_to
from agreement.board_orders import BoardOrder, ExchangedFor, OrderKind
from agreement.exchange import Package, current_value_24c, package_grounds
from agreement.expiry import NAMED_AT_MOST
from agreement.fractional_shares import SharesDelivered, money_rounding, shares_delivered
from agreement.grounds import Ground
from agreement.refusals import ground
from agreement.stops import StopFacts, stop_ground
from agreement.terms import Terms
from agreement.windows import in_utc


@dataclass(frozen=True, slots=True)
class CarryingFacts:
    """What stands when an order is to be carried out.

    `in_force` tells whether two people accepted its notice and nothing ended it; `open_items` are the numbers
    of items that came in time for it and have not ended; `others` the notices of other orders that stand;
    `valid` and `attached` Rights that are not void, and Rights that travel with shares; `restraints` the
    standing orders of courts and authorities on all Rights; `unmarked` number and Rights of certificates
    with a predecessor's legend that no notice marks; `carried_out_by` the number of the entry, if any.
    """

    order: BoardOrder
    in_force: bool
    open_items: Sequence[int]
    others: Sequence[int]
    valid: int
    attached: int
    restraints: Sequence[StopFacts] = ()
    unmarked: Sequence[tuple[int, int]] = ()
    conditions: str = ""
    conditions_reported: bool = False
    carried_out_by: int | None = None


def in_time_until(order: BoardOrder) -> datetime | None:
    """The last instant for what comes in time before the Rights are gone; None while it is not known.

    A redemption leaves transfers open until the Redemption Date is over; an exchange takes what is
    transferred on the day of the Board's action.

    Agreement: 6(a);23(a);24(b).
    """
    return order.transfers_end_at if order.kind is OrderKind.REDEMPTION else order.day_ends_at


def takes_effect_at(order: BoardOrder) -> datetime | None:
    """The instant at which the Rights are gone: the end of the Redemption Date, or the Board's own action.

    Agreement: 1(q);23(a);24(b).
    """
    return order.transfers_end_at if order.kind is OrderKind.REDEMPTION else order.ordered_at


def carrying_grounds(facts: CarryingFacts, *, at: datetime) -> tuple[Ground, ...]:
    """What stands, at an instant, against carrying out an order of the Board.

    Agreement: 4(b);7(e);15(b);20(g);23(a);23(b);24(b).
    """
    order = facts.order
    if facts.carried_out_by is not None:
        entry, notice = facts.carried_out_by, order.notice
        return (ground("ORDER_CARRIED_OUT", clause=order.section, entry=entry, notice=notice),)
    found = [] if facts.in_force else [_not_in_force(order)]
    if facts.in_force:
        found += _not_due(order, at=at)
    found += [stop_ground(one, on="all Rights") for one in facts.restraints]
    found += unmarked_legend_grounds(facts.unmarked)
    found += [
        ground("INSTRUCTIONS_CONFLICT", first=f"notice {other}", second=f"notice {order.notice}")
        for other in facts.others
    ]
    if facts.conditions and not facts.conditions_reported:
        found.append(ground("CONDITION_OPEN", text=facts.conditions))
    if facts.open_items:
        found.append(_items_open(order, facts.open_items))
    if order.exchanged_for is ExchangedFor.EQUIVALENT_RIGHTS:
        found.append(ground("EQUIVALENT_RIGHTS_BY_INSTRUCTION", notice=order.notice))
    if facts.attached:
        found.append(ground("ATTACHED_RIGHTS_UNLISTED", rights=f"{facts.attached:,}"))
    return (*found, *_rights_there(facts))


def _not_in_force(order: BoardOrder) -> Ground:
    return ground(
        "COMPANY_NOTICE_REQUIRED",
        clause=order.section,
        saying=f"Notice {order.notice} is no order that two people accepted and that stands",
        curing="have the notice accepted; what it stops stays stopped meanwhile",
    )


def _not_due(order: BoardOrder, *, at: datetime) -> list[Ground]:
    end = in_time_until(order)
    if end is None:
        return [ground("REDEMPTION_DATE_OPEN", notice=order.notice)]
    if in_utc(at) > in_utc(end):
        return []
    return [ground("ORDER_NOT_DUE", clause=f"6(a);{order.section}", end=f"{end:%Y-%m-%d %H:%M %Z}")]


def unmarked_legend_grounds(papers: Sequence[tuple[int, int]]) -> tuple[Ground, ...]:
    """What holds giving anything to all holders while a predecessor's legend is marked by no notice.

    `papers` are number and Rights of certificates. Void Rights get nothing, and only the Company says which
    are.

    Agreement: 4(b);7(e).
    """
    if not papers:
        return ()
    rights, first = sum(rights for _, rights in papers), min(number for number, _ in papers)
    return (ground("PREDECESSOR_LEGEND_UNMARKED", count=len(papers), rights=f"{rights:,}", number=first),)


def _items_open(order: BoardOrder, numbers: Sequence[int]) -> Ground:
    named = ", ".join(str(number) for number in numbers[:NAMED_AT_MOST])
    more = len(numbers) - NAMED_AT_MOST
    items = f"{named} and {more} more" if more > 0 else named
    return ground(
        "ITEMS_IN_TIME_OPEN",
        clause=f"6(a);7(a);{order.section}",
        saying=f"{len(numbers)} came in time for the order in notice {order.notice} and not ended, by the "
        f"number of the item: {items}",
        curing="post each or end it with its reason; the list is made of what stands after them",
        count=len(numbers),
        items=items,
    )


def _rights_there(facts: CarryingFacts) -> list[Ground]:
    order = facts.order
    if not facts.valid:
        saying = "No Rights that are not null and void stand on the books; there is nothing to carry out"
        return [ground("NO_RIGHTS_STAND", clause=f"1(q);{order.section}", saying=saying)]
    if order.takes_all:
        return []
    if order.rights_count is None:
        return [ground("EXCHANGED_NUMBER_OPEN", notice=order.notice)]
    if order.rights_count > facts.valid:
        return [ground("PARTIAL_EXCHANGE_TOO_LARGE", ordered=order.rights_count, valid=facts.valid)]
    return []


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """The figures by which an order is carried out: what the notice states, what the Company certifies.

    `each` is the Redemption Price of a Right in US dollars, or the Common Shares for a Right. `in_shares`
    tells what a redemption is paid in, None where nothing says so. `close` is the closing price on
    `close_on`, the Trading Day before; `certified` whether the Company's certificate of it is on file.
    `available` are the Common Shares there are, where the Company says that they may lack.
    """

    kind: OrderKind
    each: Fraction
    in_shares: bool | None = None
    market_price: Fraction | None = None
    close: Fraction | None = None
    close_on: date | None = None
    certified: bool = False
    available: int | None = None
    package: Package | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What every Right gives: Common Shares, US dollars; at which close a fraction of a share is paid."""

    section: str
    fraction_section: str
    shares_each: Fraction
    cash_each: Fraction
    close: Fraction | None = None
    close_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one holder gets: whole Common Shares with the fraction, and cash, each sum rounded once.

    Agreement: 23(a);24(b);24(d).
    """

    rights_count: int
    shares: SharesDelivered
    cash: Rounded

    @property
    def cash_total(self) -> Fraction:
        """All cash, that for the fraction of a share among it."""
        return self.cash.value + self.shares.cash.value


def figures_grounds(figures: OrderFigures, *, rights_count: int, terms: Terms) -> tuple[Ground, ...]:
    """What stands against a list by these figures: what is not stated, not certified, or not there.

    Agreement: 14(e)(i);23(a);24(c);24(d).
    """
    if figures.kind is OrderKind.REDEMPTION:
        if figures.in_shares is None:
            return (ground("PAID_IN_OPEN"),)
        if figures.in_shares and not figures.market_price:
            return (ground("REDEMPTION_MARKET_PRICE_MISSING"),)
    found = list(_package_grounds(figures, rights_count=rights_count))
    given = given_by(figures)
    if given.shares_each.denominator > 1:
        if figures.close is None or figures.close_on is None:
            found.append(
                ground(
                    "CLOSE_MISSING",
                    clause=given.fraction_section,
                    security="the Common Shares",
                    date=figures.close_on or "the Trading Day before",
                )
            )
        if not figures.certified:
            found.append(ground("FRACTION_CERTIFICATE_MISSING", batch="of this order"))
    return tuple(found)


def _package_grounds(figures: OrderFigures, *, rights_count: int) -> tuple[Ground, ...]:
    package = figures.package
    if package is None:
        needed = rights_count * figures.each
        if figures.kind is OrderKind.REDEMPTION or figures.available is None or needed <= figures.available:
            return ()
        needed_text = as_text(needed)
        return (ground("COMMON_SHARES_SHORT", needed=needed_text, available=f"{figures.available:,}"),)
    if figures.market_price is None:
        return (ground("CURRENT_VALUE_DATE_OPEN", default="the day of the Triggering Event"),)
    value = current_value_24c(figures.market_price, ratio=figures.each)
    return package_grounds(package, current_value=value, market_price=figures.market_price)


def given_by(figures: OrderFigures) -> Given:
    """What every Right gives by the figures; those of a redemption say what it is paid in.

    Agreement: 23(a);24(a);24(c).
    """
    close, close_on = figures.close, figures.close_on
    if figures.kind is OrderKind.EXCHANGE:
        package = figures.package or Package(figures.each, Fraction(0))
        section = "24(c)" if figures.package else "24(a)"
        return Given(section, "24(d)", package.shares, package.cash, close, close_on)
    if not figures.in_shares:
        return Given("23(a)", "14(c)", Fraction(0), figures.each)
    if not figures.market_price:
        raise ValueError("A redemption in shares needs their market price.")
    return Given("23(a)", "14(c)", figures.each / figures.market_price, Fraction(0), close, close_on)


def entitlement(rights_count: int, *, given: Given, terms: Terms) -> Entitlement:
    """What a holder gets for so many Rights: shares of all of them together, cash rounded once a sum.

    Raises CLOSE_MISSING where a fraction of a share is left and no close is known.

    Agreement: 23(a);24(b);24(c);24(d).
    """
    shares = shares_delivered(
        rights_count * given.shares_each,
        close=given.close,
        on=given.close_on,
        section=given.fraction_section,
        terms=terms,
    )
    rounding = money_rounding("cash for the Rights of a holder", section=given.section, terms=terms)
    return Entitlement(rights_count, shares, round_to(rights_count * given.cash_each, rounding))
