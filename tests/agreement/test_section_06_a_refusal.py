"""On which grounds an item is refused: a table over every effect and every basis (§6(a), §7(a))."""

from __future__ import annotations

from datetime import date

import pytest

from agreement.grounds import Basis, Effect, Ground
from agreement.outcome import end_of, refusing_grounds
from agreement.workflow.items import UnpostedEnd

FOUND, DAYS = date(2003, 6, 23), 30
SOON, LAST, PAST = date(2003, 6, 23), date(2003, 7, 23), date(2003, 7, 24)
CLAUSES = {
    Basis.AGREEMENT: "6(a)",
    Basis.LAW: "a rule",
    Basis.COMPANY: "an instruction",
    Basis.HOUSE: "policy",
}


def refuses(effect: Effect, basis: Basis, today: date) -> bool:
    """Whether an item on which one ground was found on a day is refused on another."""
    one = Ground("A_CODE", CLAUSES[basis], basis=basis, effect=effect)
    return bool(refusing_grounds([one], since={"A_CODE": FOUND}, today=today, deficiency_days=DAYS))


@pytest.mark.parametrize("basis", [Basis.AGREEMENT, Basis.LAW, Basis.COMPANY])
@pytest.mark.parametrize(
    ("effect", "refused_on"),
    [
        (Effect.REFUSE, (True, True, True)),
        (Effect.CURE, (False, False, True)),
        (Effect.HOLD, (False, False, False)),
        (Effect.QUERY, (False, False, False)),
        (Effect.WARN, (False, False, False)),
    ],
)
def test_6a_what_refuses_refuses_at_once_what_can_be_cured_later_and_what_holds_never(
    basis: Basis, effect: Effect, refused_on: tuple[bool, ...]
) -> None:
    assert tuple(refuses(effect, basis, day) for day in (SOON, LAST, PAST)) == refused_on


@pytest.mark.parametrize("effect", [Effect.CURE, Effect.HOLD, Effect.QUERY, Effect.WARN])
def test_6a_a_policy_of_the_agent_refuses_nothing_however_long_it_stands(effect: Effect) -> None:
    assert not refuses(effect, Basis.HOUSE, date(2010, 1, 1))
    with pytest.raises(ValueError, match="never refuse"):
        Ground("A_CODE", "policy", basis=Basis.HOUSE, effect=Effect.REFUSE)


def test_6a_only_the_grounds_that_refuse_are_told_and_one_found_today_waits_its_days() -> None:
    cure = Ground("CURABLE", "6(a)", effect=Effect.CURE)
    late, hold = Ground("LATE", "6(a)"), Ground("HELD", "20(k)", effect=Effect.HOLD)
    told = refusing_grounds([hold, cure, late], since={"HELD": FOUND}, today=PAST, deficiency_days=DAYS)
    assert told == (late,)


def test_6a_what_was_only_left_uncured_is_returned_and_one_ground_that_refuses_refuses_it_all() -> None:
    cure, late = Ground("CURABLE", "6(a)", effect=Effect.CURE), Ground("LATE", "6(a)")
    assert end_of([cure]) is UnpostedEnd.RETURNED
    assert end_of([cure, late]) is end_of([late]) is UnpostedEnd.REFUSED
