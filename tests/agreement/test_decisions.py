"""Decisions keep every ground, in order; the worst effect decides."""

import pytest

from agreement.decisions import Approved, Held, Refused, approved_or_raise, decide_from
from agreement.errors import RefusedByGround
from agreement.grounds import Basis, Effect, Ground
from agreement.refusals import ground

HOLDS = ground("RIGHTS_NOT_SEPARATED")
REFUSES = ground("OUTSIDE_TRANSFER_WINDOW", start="a", end="b")
CURES = ground("ENDORSEMENT_MISSING")
WARNS = ground("ADVERSE_CLAIM_NOTED")
QUERIES = ground("POSTPONEMENT_EARLIER", asked="a", present="b")


def test_nothing_against_it_is_an_approval_with_the_posting() -> None:
    assert decide_from([], "posting") == Approved("posting")


def test_a_warning_alone_stops_nothing_and_is_kept() -> None:
    assert decide_from([WARNS], 1) == Approved(1, warnings=(WARNS,))


@pytest.mark.parametrize("found", [HOLDS, CURES, QUERIES])
def test_a_hold_a_cure_and_a_query_all_hold(found: Ground) -> None:
    assert decide_from([found], None) == Held((found,))


def test_one_refusal_refuses_and_all_grounds_stay_in_the_order_of_the_checks() -> None:
    grounds = (HOLDS, WARNS, REFUSES, CURES)
    assert decide_from(grounds, None) == Refused(grounds)


def test_an_error_made_of_grounds_tells_the_first_refusing_one_and_carries_all() -> None:
    with pytest.raises(RefusedByGround) as raised:
        approved_or_raise(decide_from([HOLDS, REFUSES], None))
    assert raised.value.code == "OUTSIDE_TRANSFER_WINDOW"
    assert [found.code for found in raised.value.grounds] == [
        "RIGHTS_NOT_SEPARATED",
        "OUTSIDE_TRANSFER_WINDOW",
    ]
    assert approved_or_raise(decide_from([], 7)).posting == 7


def test_a_house_policy_never_refuses() -> None:
    with pytest.raises(ValueError, match="never refuse"):
        Ground("X", "policy on something", Basis.HOUSE, effect=Effect.REFUSE)


def test_a_ground_cannot_cite_a_section_that_does_not_exist() -> None:
    with pytest.raises(LookupError):
        Ground("X", "3(z)")
    assert Ground("X", "3(a);5(b)").citation == "AGREEMENT §3(a); §5(b)"
