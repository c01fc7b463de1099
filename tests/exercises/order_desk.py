"""An order of the Board at the desk: accepted, its day over, lists made and carried out by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from exercises.models import OrderList
from exercises.services import carrying_out, order_lists
from exercises.services.order_lists import ListPapers
from registry.models import Lot, Notice
from registry.models import NoticeKind as Kind
from tests.exercises.test_board_orders import ordered
from tests.registry.nullity_scene import NullityDesk, make_nullity_desk

REDEEMED, EXCHANGED = Kind.REDEMPTION_ORDERED, Kind.EXCHANGE_ORDERED


@dataclass
class OrderDesk:
    """Certificates of 100 Rights and more, nothing attached to shares, and the acts about an order."""

    desk: NullityDesk

    def redeemed(self, **facts: Any) -> Notice:
        """An accepted redemption in cash whose Redemption Date is over, at a cent for ten Rights."""
        day = (self.desk.plan.at + timedelta(days=3)).date().isoformat()
        told = {"redemption_date": day, "paid_in": "CASH", **facts}
        return self._accepted(REDEEMED, told)

    def exchanged(self, **facts: Any) -> Notice:
        """An accepted exchange whose day is over."""
        return self._accepted(EXCHANGED, facts)

    def _accepted(self, kind: Kind, facts: dict[str, Any]) -> Notice:
        told = {name: value for name, value in ordered(self.desk, kind, **facts).items() if value is not None}
        notice = self.desk.apply(kind, told)
        self.desk.plan.at += timedelta(days=6)
        return Notice.objects.select_related("agreement").get(pk=notice.pk)

    def listed(self, order: Notice, *, paper: bool = False, report: bool = False, **stated: str) -> OrderList:
        """The list of an order by these figures."""
        plan = self.desk.plan
        papers = ListPapers(plan.document if paper else None, plan.document if report else None)
        return order_lists.make_list(order, stated, papers, by=plan.maker, at=plan.tick())

    def asked(self, made: OrderList) -> Any:
        """A second person is asked to carry the order out."""
        return carrying_out.request_carrying_out(made, maker=self.desk.plan.maker, at=self.desk.plan.tick())

    def carried_out(self, made: OrderList) -> OrderList:
        """Two people carry the order out."""
        return self.desk.press.approve(self.asked(made))


def make_order_desk(*, certificates: int = 4, **replaced: str) -> OrderDesk:
    """The scene of nullity without Rights left on shares; `replaced` are parameters of the plan."""
    desk = make_nullity_desk(certificates=certificates, **replaced)
    attached = Lot.objects.get(holder__isnull=True, closed_by__isnull=True)
    leaving = {"lot": attached.pk, "retired_as": "ADJUSTED"}
    desk.plan.post(desk.plan.entry("ADJUST_NUMBER", "11(i)", close=[leaving]))
    return OrderDesk(desk)
