"""Elections and certificates of adjustment: those complete before it is received keep their terms (12)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from agreement.errors import RightsError
from agreement.workflow.items import ItemState
from exercises.models import Election
from exercises.services import elections
from registry.models import BookEntry, InstructionApplication
from registry.selectors.adjustments import caught_by_certificate
from registry.services import company
from registry.services.adjustment_caught import PROPOSAL, apply_about_elections
from tests.exercises.delivered import pay, receive
from tests.exercises.test_elections import PRICE, state
from tests.registry.adjusted import MAY_3, accepted, certified, make_may
from tests.registry.nullity_scene import NullityDesk

pytestmark = pytest.mark.django_db
ADJUSTED = Decimal("241.67")


@pytest.fixture
def desk(db: None) -> NullityDesk:
    return make_may()


@pytest.mark.row("R-12-4", "R-12-5")
def test_an_election_complete_before_the_certificate_came_keeps_its_price_and_is_listed(
    desk: NullityDesk,
) -> None:
    counter, plan = desk.counter(), desk.plan
    plan.at = MAY_3 + timedelta(hours=6)
    item = receive(counter)
    pay(counter, item, 30 * PRICE)
    fixed = Election.objects.get(item=item)
    assert (state(item), fixed.amount_due) == (ItemState.COMPLETE, 30 * PRICE)
    plan.at = MAY_3 + timedelta(days=1)
    notice = accepted(desk, certified(desk))
    (caught,) = caught_by_certificate(notice, at=plan.tick())
    assert (caught.item_number, caught.rights, caught.paid, caught.due, caught.difference) == (
        item.number,
        30,
        Decimal("7500.00"),
        Decimal("7250.10"),
        Decimal("249.90"),
    )
    application = apply_about_elections(notice, by=plan.maker, at=plan.tick())
    told = f"item {item.number}, 30 Rights"
    assert told in application.letter
    assert "$7,500.00 was due, $7,250.10 by your certificate, $249.90 more" in application.letter
    dated = company.state_date(application, day=date(2004, 6, 1), by=plan.maker, at=plan.tick())
    assert f"propose {PROPOSAL}, on or after June 1, 2004: no earlier" in dated.letter
    with pytest.raises(RightsError) as refused:
        apply_about_elections(notice, by=plan.maker, at=plan.tick())
    assert refused.value.code == "REQUEST_ALREADY_DECIDED"
    # It is posted as it was completed.
    entry = counter.press.approve(elections.request_exercise(item, maker=plan.maker, at=plan.tick()))
    assert entry.rights_retired == 30
    fixed.refresh_from_db()
    assert (fixed.price_per_right, fixed.amount_due) == (PRICE, Decimal("7500.00"))


@pytest.mark.row("R-12-4")
def test_one_complete_between_receipt_and_acceptance_keeps_its_price_too(desk: NullityDesk) -> None:
    counter, plan = desk.counter(), desk.plan
    notice = certified(desk, price_of_unit="260.00")
    item = receive(counter)
    pay(counter, item, 30 * PRICE)
    notice = accepted(desk, notice)
    approval = elections.request_exercise(item, maker=plan.maker, at=plan.tick())
    assert "for $7,500.00" in approval.summary
    counter.press.approve(approval)
    (caught,) = caught_by_certificate(notice, at=plan.tick())
    assert caught.difference == Decimal("-300.00")


def test_one_complete_afterwards_pays_the_adjusted_price(desk: NullityDesk) -> None:
    counter, plan = desk.counter(), desk.plan
    item = receive(counter)
    notice = accepted(desk, certified(desk))
    pay(counter, item, 30 * ADJUSTED)
    fixed = Election.objects.get(item=item)
    assert (fixed.price_per_right, fixed.amount_due) == (ADJUSTED, Decimal("7250.10"))
    assert caught_by_certificate(notice, at=plan.tick()) == []
    before = BookEntry.objects.count(), InstructionApplication.objects.count()
    with pytest.raises(RightsError) as refused:
        apply_about_elections(notice, by=plan.maker, at=plan.tick())
    assert refused.value.code == "NOTHING_CAUGHT"
    assert (BookEntry.objects.count(), InstructionApplication.objects.count()) == before
