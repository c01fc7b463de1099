"""Exercises through the pages, from paper to delivery: units, shares, a package, the Spread (§7, §11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from exercises.models import Election, Payment, SecuritiesDue
from registry import clock
from registry.models import Item, RightsCertificate
from registry.verifier import verify
from tests.journeys.exercising import (
    COMMON,
    adjusted,
    certificates_out,
    delivered,
    exercised,
    forwarded,
    needs_no_statement,
    paid,
    posted,
    routed,
    signed,
    unmarked,
)
from tests.journeys.stage import INES, MARA, Stage
from tests.journeys.teller import Teller
from tests.registry.console import just_now, paper

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
FLIP_IN = {"security": COMMON, "units_per_right": "40.5186", "price_of_unit": "6.170006"}
PACKAGE = {"security": COMMON, "units_per_right": "20", "price_of_unit": "5.00", "cash_per_right": "180.00"}
SPREAD = {"security": COMMON, "units_per_right": "20", "price_of_unit": "0.00", "cash_per_right": "80.00"}


@pytest.fixture
def teller(stage: Stage, settings: Any) -> Teller:
    """Who tells the story, on the morning of the notice."""
    return Teller(stage, settings)


def separated_by_the_offer(teller: Teller) -> list[RightsCertificate]:
    """The tender-offer course: the offer, the notice of the Distribution Date, the books; nobody acquired."""
    stage = teller.stage
    stage.attach_and_approve_form()
    teller.accepted(teller.said("ANNOUNCEMENT", limb="TENDER_OFFER", announced_on="2003-06-02"))
    when = {"distribution_date": "2003-06-16", "limb": "TENDER_OFFER"}
    teller.accepted(teller.said("DISTRIBUTION_DATE", **when))
    stage.agreement.refresh_from_db()
    stage.open_from_list()
    stage.countersign()
    facts = {"event": "FILED", "happened_on": "2003-06-03", "form": "Form S-3, file 333-100200"}
    teller.accepted(teller.said("REGISTRATION_STATEMENT", **facts))
    teller.accepted(teller.said("JURISDICTIONS", as_of=teller.today, elsewhere="QUALIFIED"))
    return unmarked(teller)


def badly_paid(teller: Teller, item: Item, code: str, **told: str) -> None:
    """An instrument that the agreement does not accept pays nothing, and goes back."""
    over = paid(teller, item, **told)
    page = teller.refused("exercise_asked", item.number)
    assert code in page
    assert "PAYMENT_SHORT" in page
    back = {"amount": f"{over // 100}.{over % 100:02d}", "moved_on": teller.today, "given_to": "The drawer"}
    last = Payment.objects.filter(item=item).latest("pk")
    teller.done("payment_moved", last.pk, "return", document=paper(), **back)


@pytest.mark.row("R-9c-1", "R-7b-2", "R-7c-2", "R-7a-4", "R-7d-1")
@pytest.mark.refusal(
    "CURRENCY_NOT_ACCEPTED",
    "PAYMENT_MEANS_NOT_ACCEPTED",
    "PAYEE_WRONG",
    "PAYMENT_SHORT",
    "NO_EFFECTIVE_REGISTRATION",
    "NUMBER_EXCEEDS_CERTIFICATE",
    "DELIVERY_BEFORE_RECEIPT",
)
def test_the_tender_offer_course_units_of_preferred_shares_and_a_balance_certificate(teller: Teller) -> None:
    small, other = separated_by_the_offer(teller)[:2]
    teller.accepted(teller.said("MAILING_REQUEST", mailer="AGENT", papers="CERTIFICATES"))
    beyond = exercised(teller, other, other.rights + 1)
    paid(teller, beyond)
    assert "NUMBER_EXCEEDS_CERTIFICATE" in teller.refused("exercise_asked", beyond.number)

    item = exercised(teller, small, 30)
    drawn = {"means": "CASHIERS_CHECK", "payee": "COMPANY", "amount": "10500.00", "currency": "CAD"}
    drawn |= {"drawer_bank": "Harbor Bank", "instrument_number": "C-9", "received_at": just_now()}
    page = teller.refused("exercise_payment", item.number, **drawn, document=paper())
    assert "CURRENCY_NOT_ACCEPTED" in page
    badly_paid(teller, item, "PAYMENT_MEANS_NOT_ACCEPTED", means="PERSONAL_CHECK")
    badly_paid(teller, item, "PAYEE_WRONG", payee="AGENT")
    cents = paid(teller, item)
    assert cents == 7_500_00
    assert "NO_EFFECTIVE_REGISTRATION" in teller.refused("exercise_asked", item.number)
    teller.later(days=8)  # Wednesday, 25 June
    effective = {"event": "EFFECTIVE", "happened_on": teller.today, "form": "Form S-3, file 333-100200"}
    teller.accepted(teller.said("REGISTRATION_STATEMENT", **effective))
    posted(teller, item)
    assert str(Election.objects.get(item=item).record_date) == teller.today == "2003-06-25"
    due = SecuritiesDue.objects.get(item=item)
    assert (due.whole_units, due.unit_denominator, due.cash) == (30, 1000, 0)
    teller.done("exercise_requisitioned", item.number)
    went = {"delivered_on": teller.today, "means": "FIRST_CLASS", "document": paper()}
    assert "DELIVERY_BEFORE_RECEIPT" in teller.refused("securities_delivered", 1, **went)
    teller.done("securities_received", 1, received_on=teller.today, document=paper())
    teller.done("securities_delivered", 1, **went | {"document": paper()})
    forwarded(teller, item, cents)
    (balance,) = teller.put_out(item)
    assert (balance.rights, balance.registration) == (small.rights - 30, small.registration)
    assert "P. Clerk" in teller.page("mailing", teller.mailed())
    assert teller.totals().record_difference == 0
    assert verify().findings == []


@pytest.mark.row("R-11a2-4", "R-14c-1", "R-14e-2")
@pytest.mark.refusal(
    "NO_EFFECTIVE_REGISTRATION",
    "ENTITLEMENT_NOT_ARRANGED",
    "FRACTION_CERTIFICATE_MISSING",
    "FUNDS_NOT_RECEIVED",
)
def test_the_flip_in_course_common_shares_and_cash_in_the_place_of_a_fraction(teller: Teller) -> None:
    certificate = certificates_out(teller)[0]
    adjusted(teller, under="TRIGGERING_EVENT", **FLIP_IN)
    item = exercised(teller, certificate, 30)
    cents = paid(teller, item)
    assert cents == 7_500_00
    assert "NO_EFFECTIVE_REGISTRATION" in teller.refused("exercise_asked", item.number)
    needs_no_statement(teller)
    posted(teller, item)
    due = SecuritiesDue.objects.get(item=item)
    assert (due.security, due.whole_units) == (COMMON, 1215)  # 30 × 40.5186 = 1,215.558
    assert "ENTITLEMENT_NOT_ARRANGED" in teller.refused("exercise_requisitioned", item.number)
    routed(teller)
    assert "FRACTION_CERTIFICATE_MISSING" in teller.refused("fraction_paid", item.number)
    told = {"closing_price": "12.00", "trading_day": "2003-06-16", "amount": "6.70"}
    teller.done("fraction_certified", item.number, **signed(teller), **told)
    assert "by our figure $6.70" in teller.page("exercise", item.number)
    money = {"received_from": "The Company, by wire", "received_on": teller.today, "document": paper()}
    teller.done("fraction_money", amount="6.69", **money)
    assert "FUNDS_NOT_RECEIVED" in teller.refused("fraction_paid", item.number)
    teller.done("fraction_money", amount="0.01", **money | {"document": paper()})
    teller.asked_and_approved("fraction_paid", item.number)
    delivered(teller, item)
    forwarded(teller, item, cents)
    assert ">Paid<" in teller.page("exercise", item.number, by=INES)
    assert "Approved" in teller.page("cash_desk")
    assert verify().findings == []


@pytest.mark.row("R-11a3-5", "R-7c-10")
@pytest.mark.refusal("OWN_FUNDS_RISK", "SUBSTITUTE_ASKED_OR_PAID")
def test_a_substitution_with_cash_and_then_the_spread_without_a_payment(teller: Teller) -> None:
    first, second = certificates_out(teller)[:2]
    adjusted(teller, under="SUBSTITUTION", **PACKAGE)
    needs_no_statement(teller)
    routed(teller)
    item = exercised(teller, first, 30)
    cents = paid(teller, item)
    assert cents == 30 * 100_00
    posted(teller, item)
    teller.later(hours=1)

    # What the Company certifies next changes nothing for who exercised before.
    adjusted(teller, under="SUBSTITUTION", **SPREAD)
    assert "OWN_FUNDS_RISK" in teller.refused("substitute_paid", item.number)
    substitute_paid(teller, item, "5400.00")
    assert "SUBSTITUTE_ASKED_OR_PAID" in teller.refused("substitute_paid", item.number)
    delivered(teller, item)
    forwarded(teller, item, cents)

    spread = exercised(teller, second, 30)
    assert "$0.00" in teller.page("exercise", spread.number)
    posted(teller, spread)
    assert not Payment.objects.filter(item=spread).exists()
    substitute_paid(teller, spread, "2400.00")
    delivered(teller, spread)
    assert "Due now" not in teller.page("exercise", spread.number)
    given = SecuritiesDue.objects.order_by("pk").values_list("whole_units", "cash")
    assert list(given) == [(600, Decimal("5400.00")), (600, Decimal("2400.00"))]
    assert verify().findings == []


def substitute_paid(teller: Teller, item: Item, amount: str) -> None:
    """The Company's money for the cash of a substitution, and two people who pay it."""
    money = {"received_from": "The Company, by wire", "received_on": teller.today, "document": paper()}
    teller.done("substitute_money", amount=amount, **money)
    teller.asked_and_approved("substitute_paid", item.number)


@pytest.mark.row("R-9c-5")
@pytest.mark.refusal("EXERCISE_SUSPENDED")
def test_a_suspension_holds_whatever_day_it_is_and_the_company_s_notice_lets_go(teller: Teller) -> None:
    before, during = certificates_out(teller)[:2]
    early = exercised(teller, before, 30)
    cents = paid(teller, early)
    teller.later(minutes=5)
    stated = {"basis": "SECTION_9C", "starts_on": teller.today, "limit_from": teller.today}
    suspended = teller.said("EXERCISE_SUSPENDED", **stated)
    assert "EXERCISE_SUSPENDED" in teller.refused("exercise_asked", early.number)
    teller.accepted(suspended)
    teller.done("gate_announcement", suspended.number, announced_on=teller.today, document=paper())
    late = exercised(teller, during, 30)
    paid(teller, late)
    complete_on = teller.today
    teller.later(days=91)  # past the ninety days: no clock lifts it
    for item in (early, late):
        assert "EXERCISE_SUSPENDED" in teller.refused("exercise_asked", item.number)
    assert "limit of the suspension" in " ".join(teller.stage.page(MARA, "home").split()).lower()
    ended = teller.said("SUSPENSION_ENDED", ends=str(suspended.number), ended_on=teller.today)
    assert "EXERCISE_SUSPENDED" in teller.refused("exercise_asked", early.number)
    teller.accepted(ended)
    for item in (early, late):
        posted(teller, item)
        delivered(teller, item)
        forwarded(teller, item, cents)
    dates = {item.pk: str(Election.objects.get(item=item).record_date) for item in (early, late)}
    assert dates == {early.pk: complete_on, late.pk: teller.today}
    assert clock.now().date().isoformat() == "2003-09-16"
    assert verify().findings == []
