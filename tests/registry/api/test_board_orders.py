"""Orders of the Board by API: what was filed, what stands, what it reaches (§23, §24)."""

from __future__ import annotations

import pytest

from registry.models import NoticeKind as Kind
from tests.exercises.test_board_orders import filed, ordered
from tests.registry.api.posted import read
from tests.registry.nullity_scene import OAK, NullityDesk, make_nullity_desk


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """Four certificates of 100 to 103 Rights."""
    return make_nullity_desk()


@pytest.mark.row("R-7a-5", "R-23a-4")
def test_an_order_is_read_from_its_filing_on_until_its_end(desk: NullityDesk) -> None:
    desk.nullify(desk.notified(desk.position(desk.holder(OAK))))
    part = filed(desk, Kind.EXCHANGE_ORDERED, extent="PART", rights="7")
    facts = ordered(desk, conditions="The merger closes", redemption_date="2003-07-01")
    order = desk.apply(Kind.REDEMPTION_ORDERED, facts)
    maker = desk.plan.maker
    redemption, exchange = read(maker, desk.agreement, "orders").json()["items"]
    assert (exchange["notice"], exchange["kind"], exchange["extent"], exchange["rights"]) == (
        part.number,
        "EXCHANGE",
        "PART",
        7,
    )
    assert (redemption["state"], redemption["section"], redemption["stands"]) == ("APPLIED", "23(b)", True)
    assert redemption["transfers_end_at"] == "2003-07-02T00:00:00Z"  # the close in California
    whole = read(maker, desk.agreement, "orders", order.number).json()
    assert whole["valid_rights"] - whole["attached_rights"] == 306
    assert (whole["void_rights"], whole["holders"], whole["certificates"]) == (100, 3, 3)
    ending = desk.apply(Kind.ORDER_ENDED, {"ends": order.number, "reason": "CONDITION_FAILED"})
    ended = read(maker, desk.agreement, "orders", order.number).json()
    assert (ended["stands"], ended["ended_by"]) == (False, ending.number)
    absent = read(maker, desk.agreement, "orders", 999)
    assert (absent.status_code, absent.json()["code"]) == (404, "NOTICE_NOT_FOUND")
