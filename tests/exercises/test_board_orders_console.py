"""The desk of orders in the console: taken in, what it stops, reaches and found done, who sees it (§23)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from registry.models import Notice
from registry.models import NoticeKind as Kind
from tests.exercises.test_board_orders import complete, ordered, posting
from tests.registry.console import Console, just_now, local, open_console, paper
from tests.registry.nullity_scene import ELM, OAK, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any) -> NullityDesk:
    settings.DEMO = True
    made = make_nullity_desk()
    _now_is_that_of(made, settings)
    return made


def _now_is_that_of(desk: NullityDesk, settings: Any) -> None:
    settings.CLOCK_OFFSET = desk.plan.at + timedelta(hours=1) - datetime.now(UTC)


@pytest.fixture
def console(desk: NullityDesk) -> Console:
    plan = desk.plan
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


@pytest.mark.row("R-7a-5", "R-23a-4", "R-23b-1")
def test_the_evidence_is_typed_and_its_page_says_what_it_stops_and_what_was_done(
    desk: NullityDesk, console: Console
) -> None:
    acted = desk.plan.at
    counter = desk.counter()
    posted = complete(counter, OAK, check="1")
    desk.press.approve(posting(desk, posted))
    waits = complete(counter, ELM, check="2")
    assert "No order is on file" in console.see("orders")
    told = {
        "authority-officer_name": "Rowan T. Ellery",
        "authority-officer_title": "President",
        "authority-channel": "FACSIMILE",
        "authority-signed_on": "2003-06-22",
        "authority-received_at": just_now(),
        "facts-ordered_at": local(acted),
        "facts-paid_in": "CASH",
        "paper-document": paper(),
    }
    seen = console.post("receive_notice", "REDEMPTION_ORDERED", **told, preview="1").content.decode()
    assert "Only the Redemption Price remains" in seen
    assert "does not say how the Redemption Price will be paid" in seen
    console.done("receive_notice", "REDEMPTION_ORDERED", **told | {"paper-document": paper()})
    number = Notice.objects.get(kind=Kind.REDEMPTION_ORDERED).number
    assert "Exercise ended" in console.see("orders")
    page = console.see("order", number)
    for words in ("In effect", "not accepted by two people yet", "before the agent knew", "Cash"):
        assert words in page, words
    assert f"Item {posted.number}<" in page
    assert f"Item {waits.number}<" in page
    assert "What it stops" in console.see("notice", number)
    console.done("notice_called_back", number, note="Called the President, who confirmed it")
    console.done("notice_acceptance", number)
    console.approve()
    assert "To be mailed by" in console.see("order", number)


def test_auditor_and_officer_read_it_and_items_of_holders_are_for_readers_alone(
    desk: NullityDesk, console: Console, settings: Any
) -> None:
    waits = complete(desk.counter(), ELM, check="2")
    acted = (desk.plan.at - timedelta(minutes=5)).isoformat()
    notice = desk.receive(Kind.REDEMPTION_ORDERED, ordered(desk, ordered_at=acted))
    _now_is_that_of(desk, settings)
    for reader in ("ines", "rowan"):
        assert "File a redemption" not in console.see("orders", by=reader)
        page = console.see("order", notice.number, by=reader)
        assert (f"Item {waits.number}<" in page) is (reader == "ines")
    assert console.get("order", 999).status_code == 404


@pytest.mark.row("R-20j-1")
@pytest.mark.refusal("OWN_FUNDS_RISK")
def test_money_of_the_company_is_recorded_paid_by_two_and_never_beyond_it(
    desk: NullityDesk, console: Console, settings: Any
) -> None:
    number = desk.apply(Kind.REDEMPTION_ORDERED, ordered(desk)).number
    _now_is_that_of(desk, settings)
    money = {"received_from": "Alder Harbor, by wire", "received_on": "2003-06-20", "amount": "100.00"}
    for amount in ("100.00", "7.00"):
        console.done("order_money", number, **money | {"amount": amount, "document": paper()})
    payment = {"payee": "Cedar Fund LP", "about": "Account 100200", "amount": "100.01"}
    assert "Take it back" in console.see("order", number)
    console.done("order_money_back", number, 2, reason="Meant for an invoice")
    assert "OWN_FUNDS_RISK" in console.refused("order_payment", number, **payment)
    console.done("order_payment", number, **payment | {"amount": "60.00"})
    assert "Waits for a second person" in console.see("order", number)
    console.approve()
    page = console.see("order", number)
    for words in ("$100.00", "$60.00", "$40.00", "Approved", "Cedar Fund LP", "takes Money 2"):
        assert words in page, words
    assert "Cedar Fund LP" not in console.see("order", number, by="rowan")
    assert console.post("order_payment", number, by="ines", **payment).status_code == 403
