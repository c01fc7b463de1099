"""What exercise waits for by API: statement, suspensions, jurisdictions (§9(c))."""

from __future__ import annotations

import pytest

from registry.models import NoticeKind as Kind
from tests.exercises.test_gates import ending, suspension, today
from tests.registry.api.posted import read
from tests.registry.nullity_scene import NullityDesk, make_nullity_desk


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """Four certificates of 100 to 103 Rights; exercise is permitted everywhere."""
    return make_nullity_desk()


@pytest.mark.row("R-9c-2")
def test_what_exercise_waits_for_is_read_as_the_notices_tell_it(desk: NullityDesk) -> None:
    suspended = desk.apply(Kind.EXERCISE_SUSPENDED, suspension(desk))
    desk.receive(Kind.JURISDICTIONS, {"as_of": today(desk), "not_cleared": "Nevada"})
    told = read(desk.plan.maker, desk.agreement, "exercise-gates").json()
    assert (told["is_registered"], told["statement"]["event"]) == (True, "NOT_NEEDED")
    (one,) = told["suspensions"]
    assert (one["notice"], one["section"], one["in_force"]) == (suspended.number, "9(c)", True)
    assert (one["ended_on"], one["ended_by"]) == (None, None)
    (place,) = told["jurisdictions"]
    assert (place["place"], place["clearance"], told["elsewhere"]) == ("US-NV", "NOT_CLEARED", "EXEMPT")
    ended = desk.apply(Kind.SUSPENSION_ENDED, ending(desk, suspended))
    (one,) = read(desk.plan.maker, desk.agreement, "exercise-gates").json()["suspensions"]
    assert (one["ended_by"], one["in_force"]) == (ended.number, False)
