"""A notice of nullity that waits for an answer holds the exercise of whom it names, of no other (20(g))."""

from __future__ import annotations

import pytest

from agreement.errors import RefusedByGround
from exercises.services import elections
from registry.models import Notice, NoticeKind, NoticeState
from registry.selectors.holder_access import exercise_standing
from registry.selectors.notices import exercise_stops
from tests.books.books import make_notice
from tests.exercises.delivered import pay, receive
from tests.exercises.test_elections import PRICE, counter, state
from tests.registry.presented import Counter

__all__ = ["counter"]


def named(counter: Counter, number: int, *, state: NoticeState = NoticeState.QUERIED) -> Notice:
    """A notice that the Rights of a certificate's holder are void, as it stands after its call-back."""
    plan = counter.plan
    person = {
        "person_name": "Thornquist",
        "account": counter.certificate(number).holder.account,
        "taint_class": "I",
        "rights": None,
        "void_from": plan.at.isoformat(),
        "not_feasible_reason": "",
    }
    return make_notice(
        plan,
        NoticeKind.PRE_SEPARATION_NULLITY,
        effective_at=plan.at,
        state=state,
        facts={"persons": [person]},
    )


@pytest.mark.row("R-7e-7", "R-20g-2")
def test_the_exercise_of_a_person_named_waits_and_that_of_another_goes_on(counter: Counter) -> None:
    notice = named(counter, 1)
    held, free = receive(counter, 1), receive(counter, 2)
    for place, item in enumerate((held, free)):
        pay(counter, item, 30 * PRICE, number=f"8{place}")
    assert (state(held), state(free)) == ("HELD", "COMPLETE")
    with pytest.raises(RefusedByGround) as refused:
        elections.request_exercise(held, maker=counter.plan.maker, at=counter.plan.tick())
    assert [one.code for one in refused.value.grounds] == ["EXERCISE_STOPPED_BY_NOTICE"]
    assert f"notice {notice.number}" in refused.value.grounds[0].message


@pytest.mark.row("R-20g-2")
def test_the_account_named_is_told_and_another_is_not(counter: Counter) -> None:
    notice = named(counter, 1)
    at = counter.plan.tick()
    first, second = (exercise_standing(counter.certificate(place).holder, at=at) for place in (1, 2))
    assert [one.code for one in first.stops] == ["EXERCISE_STOPPED_BY_NOTICE"]
    assert (list(second.stops), first.is_open, second.is_open) == ([], True, True)
    notice.state = NoticeState.REJECTED
    notice.save(update_fields=["state"])
    assert list(exercise_standing(counter.certificate(1).holder, at=at).stops) == []


@pytest.mark.parametrize("stands", [NoticeState.RECEIVED, NoticeState.REJECTED, NoticeState.SUPERSEDED])
def test_a_notice_that_is_not_queried_stops_no_exercise(counter: Counter, stands: NoticeState) -> None:
    named(counter, 1, state=stands)
    account = counter.certificate(1).holder.account
    assert exercise_stops(counter.press.agreement, accounts={account}) == []
