"""Redemption and exchange carried out, for programs: grounds against it, lists, lines, request (§23, §24).

A list binds nobody. Two people carry an order out by it: one asks here, another approves the hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from agreement.refusals import refuse
from exercises.models import OrderLine, OrderList
from exercises.selectors.order_lists import carrying_of, lists_of, waiting_request
from exercises.services import carrying_out, order_lists
from exercises.services.order_lists import STATED, ListPapers
from registry import clock
from registry.api.access import EVERYBODY, READING
from registry.api.items import GroundFound
from registry.api.openings import RequestMade
from registry.api.operations import Act, Empty, Read, ReadPage
from registry.api.paging import LARGEST_KEY, Page, WholeNumber, cut
from registry.api.taken import Day, PaperAct, PaperTaken
from registry.models import Notice, RightsAgreement
from registry.roles import STAFF
from registry.selectors.board_orders import order_notices
from registry.services.calls import within_call

OPEN_ITEMS_TOLD = 200
TOPIC = "Orders of the Board"


class StandingTold(serializers.Serializer):
    """The Rights on the books at the instant at which the order takes effect, or now."""

    rights = serializers.IntegerField()
    valid = serializers.IntegerField()
    void = serializers.IntegerField()
    attached = serializers.IntegerField()
    certificates = serializers.IntegerField()
    holders = serializers.IntegerField()


class CarryingTold(serializers.Serializer):
    """How an order stands to be carried out: nothing against it, or every ground."""

    takes_effect_at = serializers.DateTimeField(allow_null=True)
    standing = StandingTold()
    open_items = serializers.ListField(
        child=serializers.IntegerField(), help_text=f"That came in time; the first {OPEN_ITEMS_TOLD}."
    )
    grounds = GroundFound(many=True)
    entry = serializers.IntegerField(
        source="entry.number", allow_null=True, default=None, help_text="By which it was carried out."
    )
    request_hash = serializers.CharField(
        allow_null=True, help_text="Of the request that waits for a second person."
    )


class ShowCarryingOut(Read):
    """Show what stands against carrying an order out, and the Rights that it finds."""

    name, topic = "showCarryingOut", TOPIC
    roles, gives = EVERYBODY, CarryingTold

    def read(self, *, code: str, number: int) -> Any:
        order = order_numbered(self.agreement(code), number)
        made, waiting = lists_of(order).first(), waiting_request(order)
        reported = made is not None and made.conditions_met_id is not None
        told = carrying_of(order, conditions_reported=reported, at=clock.now())
        numbers = told.open_items.values_list("number", flat=True)
        return {
            "takes_effect_at": told.takes_effect_at,
            "standing": told.standing,
            "open_items": list(numbers[:OPEN_ITEMS_TOLD]),
            "grounds": told.grounds,
            "entry": told.entry,
            "request_hash": waiting.request_hash if waiting else None,
        }


class OrderListLine(serializers.Serializer):
    """A list of what every holder gets by an order; the latest alone can be carried out."""

    number = serializers.IntegerField()
    takes_effect_at = serializers.DateTimeField()
    figures = serializers.DictField(child=serializers.CharField(), help_text="By which it was made, as text.")
    totals = serializers.DictField(help_text="What it comes to: counts, and sums as text.")
    lines = serializers.IntegerField(source="line_count")
    payments = serializers.IntegerField(source="payment_count")
    cash = serializers.DecimalField(max_digits=20, decimal_places=2)
    sha256 = serializers.CharField(help_text="Of its file, which a second run makes again byte for byte.")
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField(source="made_by.username")
    entry = serializers.IntegerField(
        source="entry.number", allow_null=True, default=None, help_text="By which it was carried out."
    )


class ListOrderLists(ReadPage):
    """List the lists made for an order, the latest first."""

    name, topic = "listOrderLists", TOPIC
    roles, gives = EVERYBODY, OrderListLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        order = order_numbered(self.agreement(place["code"]), place["number"])
        return cut(lists_of(order), key="-number", after=after, size=size)


class ShowOrderList(Read):
    """Show one list of an order with its totals."""

    name, topic = "showOrderList", TOPIC
    roles, gives = EVERYBODY, OrderListLine

    def read(self, *, code: str, number: int, listed: int) -> Any:
        return list_numbered(order_numbered(self.agreement(code), number), listed)


class GivenLine(serializers.Serializer):
    """One holder on a list: Rights held and taken, whole shares, cash."""

    line = serializers.IntegerField()
    account = serializers.CharField()
    valid = serializers.IntegerField()
    void = serializers.IntegerField()
    taken = serializers.IntegerField()
    shares = serializers.IntegerField()
    cash = serializers.DecimalField(max_digits=20, decimal_places=2)
    is_paid = serializers.SerializerMethodField(help_text="Whether there is anything to pay.")

    def get_is_paid(self, line: OrderLine) -> bool:
        """By its place among those who are paid."""
        return line.payment is not None


class ListOrderLines(ReadPage):
    """List the lines of a list in their order, one for each holder."""

    name, topic = "listOrderLines", TOPIC
    roles, gives = READING, GivenLine

    def page(self, *, after: Any, size: int, asked: Mapping[str, Any], **place: Any) -> Page:
        order = order_numbered(self.agreement(place["code"]), place["number"])
        return cut(list_numbered(order, place["listed"]).lines.all(), key="line", after=after, size=size)


def _price(help_text: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=18, decimal_places=6, min_value=Decimal("0.000001"), required=False, help_text=help_text
    )


class ListTaken(serializers.Serializer):
    """Figures that the Company certifies beside the notice; what is not needed is left out."""

    paid_in = serializers.ChoiceField(
        choices=["CASH", "COMMON_SHARES"], required=False, help_text="Left out: as the notice states."
    )
    market_price = _price("Current Per Share Market Price: at the redemption, or for a package.")
    close = _price("Closing price of a Common Share, for fractions of one.")
    close_on = Day(required=False, help_text="The Trading Day of that price.")
    available = WholeNumber(
        min_value=0, max_value=LARGEST_KEY, required=False, help_text="Common Shares; where they may lack."
    )
    package_shares = _price("Common Shares of the package for each Right, as notified.")
    package_cash = _price("Cash of the package for each Right, in dollars.")
    certificate = PaperTaken(required=False, help_text="The Company's certificate of these figures.")
    conditions_met = PaperTaken(required=False, help_text="Its report that the Board's conditions are met.")


class MakeOrderList(PaperAct):
    """Make the list of what every holder gets by an order; the one that stands if nothing changed."""

    name, topic, paper_kind = "makeOrderList", TOPIC, "ORDER_FIGURES"
    papers = ("certificate", "conditions_met")
    roles, takes, gives, success = STAFF, ListTaken, OrderListLine, 201

    def act(self, told: dict[str, Any], *, code: str, number: int) -> Any:
        agreement = self.agreement(code)
        order = order_numbered(agreement, number)
        papers = ListPapers(*(self.evidence(told, agreement, name=name) for name in self.papers))
        make, by = within_call(order_lists.make_list), self.request.user
        return make(order, stated_of(told), papers, by=by, at=clock.now())


class RequestCarryingOut(Act):
    """Ask a second person to carry an order out by its latest list; nothing is posted before that."""

    name, topic = "requestCarryingOut", TOPIC
    roles, takes, gives, success = STAFF, Empty, RequestMade, 202

    def act(self, told: dict[str, Any], *, code: str, number: int, listed: int) -> Any:
        made = list_numbered(order_numbered(self.agreement(code), number), listed)
        ask = within_call(carrying_out.request_carrying_out)
        return ask(made, maker=self.request.user, at=clock.now())


def order_numbered(agreement: RightsAgreement, number: int) -> Notice:
    """The notice of an order. Raises NOTICE_NOT_FOUND."""
    found: Notice | None = order_notices(agreement).filter(number=number).first()
    if found is None:
        raise refuse("NOTICE_NOT_FOUND", number=number)
    return found


def list_numbered(order: Notice, number: int) -> OrderList:
    """A list of an order. Raises NOT_FOUND."""
    found = lists_of(order).filter(number=number).first()
    if found is None:
        raise refuse("NOT_FOUND", what=f"List {number} of the order of notice {order.number}")
    return found


def stated_of(told: Mapping[str, Any]) -> dict[str, str]:
    """The figures of a body as text, as they are kept with the list."""
    return {name: _as_text(told[name]) for name in STATED if told.get(name) is not None}


def _as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
