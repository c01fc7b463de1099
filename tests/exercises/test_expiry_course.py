"""The end of the Rights with an exercise in time: finished first, its balance ends with the rest (§7(a))."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exercises.models import SecuritiesDue
from registry.models import BookEntry, Item, RightsCertificate
from registry.selectors.register import control_total
from registry.verifier import verify
from tests.exercises.delivered import pay, receive
from tests.exercises.test_elections import PRICE
from tests.registry.console import open_console
from tests.registry.nullity_scene import ELM, OAK, NullityDesk, make_nullity_desk
from tests.registry.test_expiry import END, STANDING

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any) -> NullityDesk:
    settings.DEMO = True
    return make_nullity_desk()


@pytest.mark.refusal("ITEMS_IN_TIME_OPEN", "EXERCISE_WINDOW_CLOSED")
def test_an_exercise_complete_in_time_is_posted_after_the_end_and_one_too_late_is_not(
    desk: NullityDesk, settings: Any
) -> None:
    plan, counter = desk.plan, desk.counter()
    plan.at = END - timedelta(minutes=1)
    in_time = receive(counter, ELM)
    pay(counter, in_time, 30 * PRICE)
    plan.at = END
    late = receive(counter, OAK)
    pay(counter, late, 30 * PRICE)
    settings.CLOCK_OFFSET = END + timedelta(hours=1) - datetime.now(UTC)
    console = open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)
    assert f"Exercise {in_time.number}<" in console.see("expiry")
    assert "ITEMS_IN_TIME_OPEN" in console.refused("expiry_asked")
    assert "EXERCISE_WINDOW_CLOSED" in console.refused("exercise_asked", late.number)
    console.done("exercise_asked", in_time.number)
    console.approve()
    posted = Item.objects.get(pk=in_time.pk)
    assert posted.entry is not None
    assert SecuritiesDue.objects.get(item=posted).whole_units == 30
    balance = RightsCertificate.objects.get(issued_by=posted.entry)
    console.done("expiry_asked")
    console.approve()
    ended = BookEntry.objects.latest("number")
    assert (ended.kind, ended.rights_retired) == ("EXPIRE", STANDING - 30)
    assert control_total(desk.agreement).live == 0
    assert "Expired" in console.see("certificate", balance.number)
    assert verify().findings == []
