"""The Company adjusts the Exercise Price in May 2004: its certificate, and a worksheet beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from agreement.adjustment import AdjustingSection
from registry.models import AdjustmentWorksheet, Notice, NoticeKind
from registry.selectors.agreements import terms_in_force
from registry.services import company
from registry.services.worksheets import WorksheetTold, record_worksheet
from tests.registry.nullity_scene import NullityDesk, make_nullity_desk

MAY_3, MAY_4 = datetime(2004, 5, 3, 16, 0, tzinfo=UTC), datetime(2004, 5, 4, 17, 0, tzinfo=UTC)
CERTIFIED: dict[str, Any] = {
    "adjusted_under": "RIGHTS_OFFERED",
    "event": "Rights to subscribe for Preferred Shares, offered to all holders of them",
    "effective_from": MAY_3.isoformat(),
    "statement_of_facts": "Record date 3 May 2004; 1,000 shares offered at $200.00",
    "calculations": "$250.00 × 29 ÷ 30, to the nearest cent",
    "price_of_unit": "241.67",
}


def make_may() -> NullityDesk:
    """Four certificates out since June 2003; the present is 4 May 2004, 10:00 in San Francisco."""
    desk = make_nullity_desk()
    desk.plan.at = MAY_4
    return desk


def certified(desk: NullityDesk, **changed: Any) -> Notice:
    """The Company's certificate, called back; parts changed to None are left out."""
    facts = {name: value for name, value in (CERTIFIED | changed).items() if value is not None}
    return desk.authenticate(desk.receive(NoticeKind.ADJUSTMENT, facts))


def accepted(desk: NullityDesk, notice: Notice) -> Notice:
    """The certificate, accepted by two people."""
    done: Notice = desk.press.approve(
        company.request_acceptance(notice, maker=desk.plan.maker, at=desk.plan.tick())
    )
    return done


def price(desk: NullityDesk, *, at: datetime | None = None) -> Decimal:
    """The price of a Right as known at an instant, now unless said."""
    return terms_in_force(desk.agreement, known_at=at or desk.plan.at).total_exercise_price


def worked_out(desk: NullityDesk, price_of_unit: str = "241.67") -> AdjustmentWorksheet:
    """A worksheet of the Rights Agent about the same event."""
    told = WorksheetTold(
        section=AdjustingSection.RIGHTS_OFFERED,
        event="Subscription rights of May 2004",
        working="$250.00 × 29 ÷ 30",
        price_of_unit=price_of_unit,
        units_per_right=None,
    )
    return record_worksheet(desk.agreement, told, by=desk.plan.maker, at=desk.plan.tick())
