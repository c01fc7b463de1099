"""A substitution for Common Shares: a price cut, shares, cash; the Spread without payment (§11(a)(iii))."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from agreement.errors import RightsError
from agreement.requisition import bought_in_words
from exercises.models import Election, Payment, Payout, SecuritiesDue
from exercises.services import elections, substitutes
from exercises.staff.way_out import way_out
from registry import clock
from registry.models import Item, NoticeKind, NoticeState
from registry.selectors.agreements import terms_in_force
from tests.exercises.delivered import make_counter, receive
from tests.exercises.test_delivery_console import ROUTE, SIGNED, opened, paid_and_posted
from tests.exercises.test_fractions_paid import COMMON, adjusted
from tests.registry.console import local, paper
from tests.registry.nullity_scene import NullityDesk
from tests.registry.presented import Counter

pytestmark = pytest.mark.django_db
PACKAGE = {"security": COMMON, "units_per_right": "20", "price_of_unit": "5.00", "cash_per_right": "180.00"}
SPREAD = {"security": COMMON, "units_per_right": "20", "price_of_unit": "0.00", "cash_per_right": "80.00"}


@pytest.fixture
def counter(settings: Any) -> Counter:
    settings.DEMO = True
    return make_counter()


def substituted(counter: Counter, package: dict[str, str]) -> None:
    """The Company's certificate of what each Right buys in substitution, in force."""
    adjusted(counter, adjusted_under="SUBSTITUTION", **package)


@pytest.mark.row("R-11a3-3", "R-7c-9", "R-7c-10")
@pytest.mark.refusal("OWN_FUNDS_RISK", "SUBSTITUTE_ASKED_OR_PAID", "ENTITLEMENT_NOT_ARRANGED")
def test_a_package_of_a_price_cut_shares_and_cash_goes_out(counter: Counter, settings: Any) -> None:
    substituted(counter, PACKAGE)
    item = receive(counter)
    console = opened(counter, settings)
    today = local(clock.now())[:10]
    paid_and_posted(console, item, 30 * 100_00)
    due = SecuritiesDue.objects.get()
    assert (due.security, due.whole_units, due.cash) == (COMMON, 600, Decimal("5400.00"))
    page = console.see("exercise", item.number)
    for words in ("Cash in substitution", "$5,400.00", "11(a)(iii)", "To be paid"):
        assert words in page, words
    assert "ENTITLEMENT_NOT_ARRANGED" in console.refused("exercise_requisitioned", item.number)
    assert "OWN_FUNDS_RISK" in console.refused("substitute_paid", item.number)
    money = {"received_from": "The Company, by wire", "received_on": today, "document": paper()}
    console.done("substitute_money", amount="5400.00", **money)
    console.done("substitute_paid", item.number)
    assert "Waits for a second person" in console.see("exercise", item.number)
    assert "SUBSTITUTE_ASKED_OR_PAID" in console.refused("substitute_paid", item.number)
    console.approve()
    assert Payout.objects.get().substitute == due
    console.done("delivery_route", **SIGNED, **ROUTE, document=paper())
    console.done("exercise_requisitioned", item.number)
    console.done("securities_received", 1, received_on=today, document=paper())
    console.done("securities_delivered", 1, delivered_on=today, means="COURIER", document=paper())
    price = {"amount": "3000.00", "moved_on": today, "given_to": "The Company", "document": paper()}
    console.done("payment_moved", Payment.objects.get().pk, "forward", **price)
    assert way_out(Item.objects.get(pk=item.pk), at=clock.now()).is_closed
    desk = console.see("cash_desk")
    assert "Money of the Company: cash in substitution" in desk
    assert "Cash in substitution, item 1" in desk


@pytest.mark.row("R-11a3-5", "R-7c-10")
def test_the_spread_is_given_without_a_payment(counter: Counter, settings: Any) -> None:
    substituted(counter, SPREAD)
    terms = terms_in_force(counter.press.agreement, known_at=counter.plan.at)
    assert bought_in_words(30, terms=terms) == f"600 shares of {COMMON} and $2,400.00 in cash"
    item = receive(counter)
    assert Item.objects.get(pk=item.pk).state == "COMPLETE"
    figures = elections.settlement(item, at=counter.plan.at)
    assert (figures["due"], figures["short"]) == (Decimal("0.00"), Decimal("0.00"))
    console = opened(counter, settings)
    assert "$0.00" in console.see("exercise", item.number)
    console.done("exercise_asked", item.number)
    console.approve()
    due, election = SecuritiesDue.objects.get(), Election.objects.get()
    assert (due.whole_units, due.cash) == (600, Decimal("2400.00"))
    assert (election.amount_due, election.price_per_right) == (Decimal("0.00"), Decimal("0"))
    assert not Payment.objects.exists()
    assert election.record_date is not None


@pytest.mark.refusal("NO_SUBSTITUTE_DUE")
def test_no_other_sum_is_paid_than_was_fixed_and_none_where_none_is_due(counter: Counter) -> None:
    item = receive(counter)
    with pytest.raises(RightsError) as refused:
        substitutes.request_substitute_payment(item, maker=counter.plan.maker, at=counter.plan.tick())
    assert refused.value.code == "NO_SUBSTITUTE_DUE"
    posted = "INSERT INTO exercises_payout (agreement_id, number, purpose, payee, about, amount, recorded_at,"
    posted += " substitute_id) VALUES (%s, 1, 'SUBSTITUTE', 'Somebody', 'More', 1, now(), NULL)"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(posted, [item.agreement_id])
    assert not Payout.objects.exists()


@pytest.mark.parametrize("said", [{"cash_per_right": "180.00"}, {"price_of_unit": "0"}])
def test_cash_and_a_price_of_nought_under_another_section_are_asked_back(
    counter: Counter, said: dict[str, str]
) -> None:
    desk = NullityDesk(counter.press, counter.plan.at)
    facts = {
        "adjusted_under": "COMMON_SHARES_CHANGED",
        "event": "A split",
        "effective_from": (counter.plan.tick() - timedelta(hours=1)).isoformat(),
        "statement_of_facts": "As the Company states",
        "calculations": "As the Company computes",
        **said,
    }
    notice = desk.authenticate(desk.receive(NoticeKind.ADJUSTMENT, facts))
    assert notice.state == NoticeState.QUERIED
