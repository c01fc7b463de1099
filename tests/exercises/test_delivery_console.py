"""From the counter to the delivery, through the console: units and a balance; shares and cash (§7(c))."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from exercises.models import Payment, Requisition, RequisitionFile, SecuritiesDue
from registry import clock
from registry.models import Item, RightsCertificate
from tests.exercises.delivered import PREFERRED, make_counter, posted, receive
from tests.exercises.test_fractions_paid import COMMON, adjusted
from tests.registry.console import Console, just_now, local, open_console, paper
from tests.registry.presented import Counter

pytestmark = pytest.mark.django_db
SIGNED = {"officer_name": "Rowan T. Ellery", "officer_title": "President", "signed_on": "2003-06-20"}
ROUTE = {"recipient": "TRANSFER_AGENT", "name": "Pier Transfer Company", "address": "4 Dock Street\nOakland"}


@pytest.fixture
def counter(settings: Any) -> Counter:
    settings.DEMO = True
    return make_counter()


def opened(counter: Counter, settings: Any) -> Console:
    """The console of the plan, an hour after what was done so far."""
    plan = counter.plan
    settings.CLOCK_OFFSET = plan.at + timedelta(hours=1) - datetime.now(UTC)
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def paid_and_posted(console: Console, item: Item, cents: int) -> None:
    """The payment recorded, and the exercise posted by two people."""
    check = {
        "means": "CASHIERS_CHECK",
        "amount": f"{cents // 100}.{cents % 100:02d}",
        "drawer_bank": "Harbor Bank",
        "instrument_number": str(item.number),
        "payee": "COMPANY",
        "received_at": just_now(),
        "document": paper(),
    }
    console.done("exercise_payment", item.number, **check)
    console.done("exercise_asked", item.number)
    console.approve()


@pytest.mark.row("R-7c-3", "R-7c-6", "R-7c-8", "R-7c-11", "R-7d-1")
@pytest.mark.refusal("DELIVERY_BEFORE_RECEIPT", "PRICE_NOT_THE_COMPANYS_YET", "NOTHING_TO_WRITE")
def test_units_of_preferred_shares_go_out_and_the_balance_comes_back(counter: Counter, settings: Any) -> None:
    item = receive(counter)
    console = opened(counter, settings)
    today = local(clock.now())[:10]
    assert "The way out" not in console.see("exercise", item.number)
    paid_and_posted(console, item, 30 * 250_00 + 10_00)
    page = console.see("exercise", item.number)
    for words in ("The way out", "0.030 of Series A", "Due now", "Forward $7,500.00", "Return $10.00"):
        assert words in page, words
    assert RightsCertificate.objects.filter(issued_by=Item.objects.get(pk=item.pk).entry, rights=70).exists()
    assert "To be requisitioned" in console.see("requisitions")
    assert "NOTHING_TO_WRITE" in console.refused("requisition_file_made")
    console.done("exercise_requisitioned", item.number)
    assert "REQUISITIONED_ALREADY" in console.refused("exercise_requisitioned", item.number)
    one = Requisition.objects.get()
    went = {"delivered_on": today, "means": "FIRST_CLASS", "document": paper()}
    assert "DELIVERY_BEFORE_RECEIPT" in console.refused("securities_delivered", 1, **went)
    letter = console.get("letter_paper", one.letter_id)
    assert (letter.status_code, letter["Content-Type"]) == (200, "application/pdf")
    console.done("requisition_file_made")
    made = RequisitionFile.objects.get()
    answer = console.get("requisition_file", made.number, by="ines")
    assert b",30,1/1000,0.030," in b"".join(answer.streaming_content)
    console.done("securities_received", 1, received_on=today, document=paper())
    console.done("securities_delivered", 1, **went | {"document": paper()})
    payment = Payment.objects.get()
    over = {"amount": "7500.01", "moved_on": today, "given_to": "The Company", "document": paper()}
    refused = console.refused("payment_moved", payment.pk, "forward", **over)
    assert "PRICE_NOT_THE_COMPANYS_YET" in refused
    console.done("payment_moved", payment.pk, "forward", **over | {"amount": "7500.00", "document": paper()})
    console.done("payment_moved", payment.pk, "return", **over | {"amount": "10.00", "document": paper()})
    page = console.see("exercise", item.number, by="ines")
    assert "Due now" not in page
    assert "$7,500.00 forwarded" in page
    desk = console.see("cash_desk")
    for words in ("In part forwarded, in part returned", "$7,510.00", "$0.00"):
        assert words in desk, words
    assert ">Delivered<" in console.see("requisitions", by="ines")


@pytest.mark.row("R-7c-5", "R-7c-7", "R-7c-9", "R-14e-1", "R-14e-2")
@pytest.mark.refusal("ENTITLEMENT_NOT_ARRANGED", "FRACTION_CERTIFICATE_MISSING", "FUNDS_NOT_RECEIVED")
def test_after_a_flip_in_common_shares_and_cash_for_the_fraction_go_out(
    counter: Counter, settings: Any
) -> None:
    adjusted(counter, security=COMMON, units_per_right="18.618", price_of_unit="13.44")
    item = receive(counter, rights=31)
    console = opened(counter, settings)
    today = local(clock.now())[:10]
    due = Item.objects.get(pk=item.pk)
    page = console.see("exercise", due.number)
    cents = 31 * 250_23  # 18.618 × $13.44 = $250.225…, to the cent
    assert f"${cents / 100:,.2f}" in page
    paid_and_posted(console, item, cents)
    assert (SecuritiesDue.objects.get().security, SecuritiesDue.objects.get().whole_units) == (COMMON, 577)
    assert "ENTITLEMENT_NOT_ARRANGED" in console.refused("exercise_requisitioned", item.number)
    console.done("delivery_route", **SIGNED, **ROUTE, document=paper())
    console.done("exercise_requisitioned", item.number)
    assert "FRACTION_CERTIFICATE_MISSING" in console.refused("fraction_paid", item.number)
    told = {"closing_price": "12.00", "trading_day": "2003-06-20", "amount": "1.90"}
    console.done("fraction_certified", item.number, **SIGNED, **told, document=paper())
    assert "by our figure $1.90" in console.see("exercise", item.number)
    assert "FUNDS_NOT_RECEIVED" in console.refused("fraction_paid", item.number)
    money = {"received_from": "The Company, by wire", "received_on": "2003-06-20", "document": paper()}
    console.done("fraction_money", amount="9.00", **money)
    console.done("fraction_money", amount="1.90", **money | {"document": paper()})
    console.done("fraction_money_back", 1, reason="Of another plan")
    console.done("fraction_paid", item.number)
    assert "Waits for a second person" in console.see("exercise", item.number)
    console.approve()
    console.done("securities_received", 1, received_on=today, document=paper())
    console.done("securities_delivered", 1, delivered_on=today, means="COURIER", document=paper())
    payment = Payment.objects.get()
    out = {"amount": f"{cents / 100:.2f}", "moved_on": today, "given_to": "The Company", "document": paper()}
    console.done("payment_moved", payment.pk, "forward", **out)
    page = console.see("exercise", item.number)
    assert ">Paid<" in page
    assert "Due now" not in page
    assert "Approved" in console.see("cash_desk")


@pytest.mark.row("R-9a-1")
@pytest.mark.refusal("RESERVED_SHARES_TAKEN", "OFFICER_NOT_AUTHORISED")
def test_the_certificate_of_shares_reserved_is_recorded_and_limits_what_is_posted(
    counter: Counter, settings: Any
) -> None:
    posted(counter)
    item = receive(counter, 2)
    console = opened(counter, settings)
    told = {**SIGNED, "shares": "0.050", "document": paper()}
    assert "OFFICER_NOT_AUTHORISED" in console.refused("shares_reserved", **told | {"officer_name": "Nobody"})
    console.done("shares_reserved", **told | {"document": paper()})
    page = console.see("requisitions")
    for words in (PREFERRED, "RESERVE_SHORT", "taken by posted exercises"):
        assert words in page, words
    check = {"means": "CASH", "amount": "7500.00", "payee": "COMPANY", "received_at": just_now()}
    console.done("exercise_payment", item.number, **check, document=paper())
    assert "RESERVED_SHARES_TAKEN" in console.refused("exercise_asked", item.number)
    assert Item.objects.get(pk=item.pk).state == "COMPLETE"
    console.done("shares_reserved", **told | {"shares": "1", "document": paper()})
    console.done("exercise_asked", item.number)


def test_auditors_read_and_officers_of_the_company_see_no_holders_money(
    counter: Counter, settings: Any
) -> None:
    item = posted(counter)
    console = opened(counter, settings)
    for name in ("requisitions", "cash_desk"):
        assert "Forward $" not in console.see(name, by="ines")
        assert console.get(name, by="rowan").status_code == 403
    assert console.post("exercise_requisitioned", item.number, by="ines").status_code == 403
    assert console.get("requisition_file", 9).status_code == 404
    assert console.client("maker").get(reverse("cash_desk", args=["NONE"])).status_code == 404
    assert not Requisition.objects.exists()
