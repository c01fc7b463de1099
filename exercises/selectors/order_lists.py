"""Reads for carrying out an order: what stands against it, what it finds, its lists, lines (§23, §24)."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from agreement.arithmetic import as_text, exact
from agreement.board_orders import BoardOrder, OrderKind
from agreement.carrying_out import (
    CarryingFacts,
    Entitlement,
    Given,
    OrderFigures,
    carrying_grounds,
    entitlement,
    in_time_until,
    takes_effect_at,
)
from agreement.exchange import Package
from agreement.grounds import Ground
from agreement.terms import Terms
from agreement.workflow.items import ENDED_STATES, ItemKind
from exercises.models import OrderLine, OrderList
from registry.models import Approval, BookEntry, Item, Notice, NoticeState, RightsAgreement
from registry.selectors.agreements import terms_in_force
from registry.selectors.board_orders import (
    carried_out_orders,
    endings,
    orders_told,
    price_stated,
    standing_orders,
)
from registry.selectors.expiry import Standing, standing_totals, unmarked_legends
from registry.selectors.items import received_items
from registry.selectors.stops import restraints_on_all

CARRY_OUT_REDEMPTION, CARRY_OUT_EXCHANGE = "CARRY_OUT_REDEMPTION", "CARRY_OUT_EXCHANGE"


@dataclass(frozen=True, slots=True)
class Carrying:
    """An order to be carried out: what stands, what came in time and is open, what stands against it."""

    notice: Notice
    order: BoardOrder
    takes_effect_at: datetime | None
    standing: Standing
    open_items: QuerySet[Item]
    grounds: tuple[Ground, ...]
    entry: BookEntry | None


def carrying_of(notice: Notice, *, conditions_reported: bool, at: datetime) -> Carrying:
    """How an order stands to be carried out at an instant.

    Agreement: 15(b);23(a);23(b);24(b).
    """
    agreement = notice.agreement
    (order,) = orders_told(agreement, [notice], at=at)
    effect_at, done = takes_effect_at(order), carried_out_orders(agreement)
    standing = Standing(**standing_totals(agreement, at=effect_at or at))
    open_items, entry = _open_in_time(notice, order), done.get(notice.number)
    others = [one.number for one in standing_orders(agreement) if one.number != notice.number]
    facts = CarryingFacts(
        order=order,
        in_force=notice.state == NoticeState.APPLIED and notice.number not in endings(agreement),
        open_items=[number for number in open_items.values_list("number", flat=True) if number is not None],
        others=[number for number in others if number not in done],
        valid=standing.valid,
        attached=standing.attached,
        restraints=restraints_on_all(agreement, at=at),
        unmarked=unmarked_legends(agreement),
        conditions=notice.facts.get("conditions", ""),
        conditions_reported=conditions_reported,
        carried_out_by=entry.number if entry else None,
    )
    return Carrying(notice, order, effect_at, standing, open_items, carrying_grounds(facts, at=at), entry)


def _open_in_time(notice: Notice, order: BoardOrder) -> QuerySet[Item]:
    """What came in time and has not ended: exercises complete before the Board acted, the rest by its day.

    A transfer waits until a part is shared out, and goes on with what is left: it is not waited for.
    """
    items = received_items(notice.agreement).exclude(state__in=ENDED_STATES)
    complete = Q(kind=ItemKind.EXERCISE.value, election__completed_at__lt=order.ordered_at)
    if not order.takes_all:
        return items.filter(complete).order_by("number")
    end = in_time_until(order)
    received = ~Q(kind=ItemKind.EXERCISE.value) & (Q(received_at__lte=end) if end else Q())
    return items.filter(complete | received).order_by("number")


def figures_stated(notice: Notice, *, terms: Terms) -> dict[str, Any]:
    """The figures that the notice of an order states, as they stand in a list; terms where it is silent.

    Agreement: 23(a);24(a).
    """
    said = notice.facts
    if _is_redemption(notice):
        price = price_stated(notice) or terms.redemption_price
        return {"each": f"{price:f}", "paid_in": said.get("paid_in", "")}
    return {"each": said.get("ratio") or as_text(terms.exchange_ratio)}


def order_figures(kind: OrderKind, told: dict[str, Any], *, certified: bool) -> OrderFigures:
    """The figures of a list as the rules take them."""

    def number(name: str) -> Fraction | None:
        return exact(told[name]) if told.get(name) else None

    shares, cash = number("package_shares"), number("package_cash")
    package = Package(shares or Fraction(0), cash or Fraction(0)) if shares or cash else None
    paid_in = told.get("paid_in", "")
    return OrderFigures(
        kind=kind,
        each=exact(told["each"]),
        in_shares={"CASH": False, "COMMON_SHARES": True}.get(paid_in),
        market_price=number("market_price"),
        close=number("close"),
        close_on=date.fromisoformat(told["close_on"]) if told.get("close_on") else None,
        certified=certified,
        available=int(told["available"]) if told.get("available") else None,
        package=package,
    )


def lists_of(notice: Notice) -> QuerySet[OrderList]:
    """The lists made for an order, the latest first."""
    found = OrderList.objects.filter(order=notice).order_by("-number")
    return found.select_related("agreement", "order", "made_by", "entry", "certificate", "conditions_met")


def standing_hash(agreement: RightsAgreement, *, at: datetime) -> str:
    """The hash of what every holder has at an instant, as the door of the books counts it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT standing_hash(%s, %s)", [agreement.pk, at])
        (found,) = cursor.fetchone()
    return str(found)


def part_totals(carrying: Carrying) -> dict[str, int]:
    """What taking a part does to certificates, as the door of the books counts it.

    Rights, lots, certificates taken from, how many of them stand on for less, how many are not countersigned.
    """
    asked = [carrying.notice.agreement_id, carrying.takes_effect_at, carrying.order.rights_count]
    with connection.cursor() as cursor:
        cursor.execute("SELECT part_totals(%s, %s, %s)::text", asked)
        (found,) = cursor.fetchone()
    return dict(json.loads(found))


def waiting_request(notice: Notice) -> Approval | None:
    """The request to carry out an order that waits for its second person."""
    asked = Approval.objects.filter(
        agreement=notice.agreement,
        kind__in=(CARRY_OUT_REDEMPTION, CARRY_OUT_EXCHANGE),
        request__order=notice.number,
    )
    return asked.filter(approved_at__isnull=True, rejected_at__isnull=True).first()


@dataclass(frozen=True, slots=True)
class LineProof:
    """A line of a list and the same computed by the rule from the Rights of the holder alone."""

    line: OrderLine
    computed: Entitlement
    given: Given

    @property
    def agrees(self) -> bool:
        """Whether shares, fraction and cash are those of the rule."""
        shares = self.computed.shares
        return (self.line.shares, exact(self.line.cash)) == (shares.whole, self.computed.cash_total)


def prove_line(line: OrderLine, *, given: Given, terms: Terms) -> LineProof:
    """What the rule makes of the Rights of one line (§23(a), §24(b))."""
    return LineProof(line, entitlement(line.taken, given=given, terms=terms), given)


def terms_of_order(notice: Notice) -> Terms:
    """The terms under which an order is carried out: those known when its evidence was filed."""
    return terms_in_force(notice.agreement, known_at=notice.received_at)


def kind_of(notice: Notice) -> OrderKind:
    """Redemption or exchange."""
    return OrderKind.REDEMPTION if _is_redemption(notice) else OrderKind.EXCHANGE


def _is_redemption(notice: Notice) -> bool:
    return bool(notice.kind == "REDEMPTION_ORDERED")
