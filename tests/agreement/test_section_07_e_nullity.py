"""§7(e): which Rights are void, of which class, through whose hands; only what the notice covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from agreement.nullity import (
    Closure,
    Extent,
    NamedAs,
    NullityNotice,
    Position,
    PositionFound,
    RightsLot,
    Transferees,
    find_closure,
    position_grounds,
)
from agreement.posting import TaintClass
from tests.agreement.moments import pacific

EVENT = pacific("2003-05-30T09:00")
BEFORE, AFTER = EVENT - timedelta(days=10), EVENT + timedelta(days=4)
AP, II, III_A, III_B, IV = (
    TaintClass.I,
    TaintClass.II,
    TaintClass.III_A,
    TaintClass.III_B,
    TaintClass.IV,
)


def lot(
    key: int,
    holder: str,
    rights: int,
    *,
    of: int | None = None,
    at: datetime = BEFORE,
    certificate: int | None = None,
    closed_at: datetime | None = None,
) -> RightsLot:
    """A lot opened by the entry of its own number."""
    return RightsLot(key, of, holder, rights, key, at, certificate, closed_at)


def position(
    holder: str,
    taint: TaintClass = AP,
    *,
    place: int = 1,
    rights: int | None = None,
    extent: Extent | None = None,
    certificate: int | None = None,
) -> Position:
    """A named position: all of an account of class (i), of others what was received, unless told."""
    named_as = NamedAs.ACQUIRING_PERSON if taint is AP else NamedAs.TRANSFEREE
    fallback = Extent.ALL if taint is AP else Extent.RECEIVED
    meant = Extent.NUMBER if rights is not None else extent or fallback
    return Position(place, holder, named_as, taint, holder, certificate, meant, rights)


def closure(
    lots: list[RightsLot], *positions: Position, transferees: Transferees = Transferees.ALL
) -> Closure:
    return find_closure(lots, notice=NullityNotice(positions, EVENT, transferees))


def classes(found: Closure) -> dict[int, TaintClass]:
    """The class of each lot that is marked."""
    return {one.lot.key: one.taint for one in found.standing}


OAK_TO_GUM = [
    lot(1, "Oak", 1_000, closed_at=AFTER),
    lot(2, "Elm", 1_000, of=1, at=AFTER, closed_at=AFTER),
    lot(3, "Fir", 1_000, of=2, at=AFTER, closed_at=AFTER),
    lot(4, "Gum", 1_000, of=3, at=AFTER),
]


@pytest.mark.row("R-7e-1", "R-7e-8")
def test_from_the_event_on_the_rights_named_are_void_and_the_rest_stay_good() -> None:
    lots = [lot(1, "Oak", 4_000_000), lot(2, "Nominee", 3_000_000), lot(3, "Alder", 33_000_000)]
    found = closure(lots, position("Oak"), position("Nominee", place=2, rights=2_400_000))
    void = sum(found.rights_by_class().values())
    assert (void, sum(one.rights_count for one in lots) - void) == (6_400_000, 33_600_000)


@pytest.mark.row("R-7e-2", "R-7e-9", "R-4b-1")
def test_7e_i_a_nominee_is_void_by_the_number_of_rights_alone_and_its_lot_is_divided() -> None:
    found = closure([lot(1, "Nominee", 3_000_000)], position("Nominee", rights=2_400_000))
    [named] = found.path_to(1)
    assert (named.lot.key, named.taint, named.is_noticed) == (1, found.void[0].taint, True)
    assert found.path_to(2) == ()
    (one,) = found.standing
    assert (one.taint, one.rights_count, one.is_whole) == (AP, 2_400_000, False)


def test_7e_i_rights_that_an_acquiring_person_bought_after_the_event_are_void_in_its_hands() -> None:
    lots = [lot(1, "Alder", 500, closed_at=AFTER), lot(2, "Oak", 500, of=1, at=AFTER)]
    assert classes(closure(lots, position("Oak"))) == {2: AP}


def test_7e_i_what_left_an_acquiring_person_before_the_event_never_was_void_in_its_hands() -> None:
    lots = [lot(1, "Oak", 500, closed_at=BEFORE), lot(2, "Market", 500, of=1, at=BEFORE)]
    found = closure(lots, position("Oak"))
    assert (found.void, found.proposed) == ((), ())


@pytest.mark.row("R-7e-3")
def test_7e_ii_a_transferee_after_it_became_such_is_void_and_one_at_the_very_instant_is_not() -> None:
    for opened_at, expected in ((EVENT + timedelta(microseconds=1), {2: II}), (EVENT, {})):
        lots = [lot(1, "Oak", 1_000, closed_at=AFTER), lot(2, "Dune", 1_000, of=1, at=opened_at)]
        assert classes(closure(lots, position("Oak"))) == expected


@pytest.mark.row("R-7e-4")
def test_7e_iii_a_whom_the_company_names_is_void_for_what_it_received_and_keeps_its_own() -> None:
    lots = [
        lot(1, "Oak", 500_000, closed_at=BEFORE),
        lot(2, "Partner", 500_000, of=1, at=BEFORE),
        lot(3, "Partner", 70),
    ]
    assert classes(closure(lots, position("Oak"))) == {}
    named = closure(lots, position("Oak"), position("Partner", III_A, place=2))
    assert classes(named) == {2: III_A}


@pytest.mark.row("R-7e-5")
def test_7e_iii_b_a_plan_to_avoid_needs_the_boards_determination() -> None:
    elm = PositionFound(position("Elm LLC", III_B), lots_by_lineage=1, rights_open=300_000)
    (asked,) = position_grounds([elm], has_board_finding=False)
    assert (asked.code, asked.clause) == ("BOARD_DETERMINATION_REQUIRED", "7(e)(iii)(B)")
    assert position_grounds([elm], has_board_finding=True) == ()


@pytest.mark.row("R-7e-6")
def test_7e_iv_later_transferees_are_found_through_any_number_of_steps_with_their_path() -> None:
    found = closure(OAK_TO_GUM, position("Oak"), position("Elm", II, place=2))
    assert classes(found) == {4: IV}
    path = found.path_to(4)
    assert [trace.lot.holder for trace in path] == ["Oak", "Elm", "Fir", "Gum"]
    assert [trace.taint for trace in path] == [AP, II, IV, IV]


@pytest.mark.row("R-7e-6", "R-7e-7")
def test_what_the_notice_does_not_cover_is_proposed_and_not_marked() -> None:
    found = closure(OAK_TO_GUM, position("Oak"), position("Elm", II, place=2), transferees=Transferees.NAMED)
    assert [one.lot.key for one in found.void] == [1, 2]
    assert [(one.lot.key, one.taint) for one in found.proposed] == [(3, IV), (4, IV)]
    named = closure(
        OAK_TO_GUM,
        position("Oak"),
        position("Gum", IV, place=2),
        transferees=Transferees.NAMED,
    )
    assert classes(named) == {4: IV}


@pytest.mark.row("R-7e-6")
def test_a_transferee_whom_no_path_links_is_asked_back() -> None:
    stranger = PositionFound(position("Hazel", IV), lots_by_lineage=0, rights_open=100)
    assert [one.code for one in position_grounds([stranger], has_board_finding=True)] == [
        "TAINT_PATH_MISSING"
    ]


def test_a_position_that_holds_fewer_rights_than_named_is_asked_back() -> None:
    short = PositionFound(position("Nominee", rights=500), lots_by_lineage=0, rights_open=499)
    (asked,) = position_grounds([short], has_board_finding=True)
    assert (asked.code, asked.facts["held"]) == ("NULLITY_POSITION_SHORT", 499)
    assert asked.cure.startswith("name those who hold the rest or correct the number")


@pytest.mark.row("R-7e-2")
def test_a_number_that_meets_what_is_void_already_is_asked_back_and_others_are_named_by_certificate() -> None:
    met = PositionFound(position("Nominee", rights=50), lots_by_lineage=0, rights_open=50, rights_void=30)
    (asked,) = position_grounds([met], has_board_finding=True)
    assert (asked.code, asked.facts["held"], asked.facts["void"]) == ("NULLITY_POSITION_SHORT", 20, 30)
    assert "as they are counted, 30 are void already by another notice, and 20 are not" in asked.message
    assert asked.cure == (
        "answer that the 30 void already are among the Rights named; if the Rights named are others, file a "
        "notice that replaces this one and names them by certificate"
    )
    both = replace(met, position=position("Nominee", rights=90), rights_open=70)
    (asked,) = position_grounds([both], has_board_finding=True)
    assert asked.cure.startswith("name those who hold the rest or correct the number; answer that the 30")
    paper = replace(met.position, certificate=12)
    (asked,) = position_grounds([replace(met, position=paper)], has_board_finding=True)
    assert asked.cure.endswith(
        "by the whole of certificate 12, or by a number that counts all that are void there"
    )


@pytest.mark.row("R-7e-9")
def test_a_combined_certificate_is_void_only_for_the_lots_that_came_from_persons_named() -> None:
    lots = [
        lot(1, "Oak", 100, closed_at=AFTER),
        lot(2, "Dune", 100, of=1, at=AFTER, certificate=7, closed_at=AFTER),
        lot(3, "Dune", 500, certificate=3, closed_at=AFTER),
        lot(4, "Dune", 100, of=2, at=AFTER, certificate=9),
        lot(5, "Dune", 500, of=3, at=AFTER, certificate=9),
    ]
    assert classes(closure(lots, position("Oak"))) == {4: II}


def test_of_a_position_named_by_number_what_came_from_persons_named_is_taken_first() -> None:
    lots = [
        lot(1, "Dune", 400),
        lot(2, "Oak", 100, closed_at=AFTER),
        lot(3, "Dune", 100, of=2, at=AFTER),
        lot(4, "Dune", 50),
    ]
    found = closure(lots, position("Oak"), position("Dune", II, place=2, rights=300))
    taken = {one.lot.key: one.rights_count for one in found.standing}
    assert taken == {3: 100, 1: 200}


def test_a_certificate_named_is_meant_and_not_the_rest_of_its_account() -> None:
    lots = [lot(1, "Oak", 100, certificate=1), lot(2, "Oak", 200, certificate=2)]
    assert classes(closure(lots, position("Oak", certificate=2))) == {2: AP}


def test_rights_exercised_since_the_event_were_void_and_are_not_marked() -> None:
    found = closure([lot(1, "Oak", 100, closed_at=AFTER)], position("Oak"))
    assert [one.lot.key for one in found.void] == [1]
    assert found.standing == ()


def test_rights_that_come_back_to_an_acquiring_person_are_of_class_i_again() -> None:
    lots = [
        lot(1, "Oak", 10, closed_at=AFTER),
        lot(2, "Dune", 10, of=1, at=AFTER, closed_at=AFTER),
        lot(3, "Oak", 10, of=2, at=AFTER),
    ]
    assert classes(closure(lots, position("Oak"))) == {3: AP}


@pytest.mark.parametrize(
    ("taint", "extent", "rights", "named_as"),
    [
        (AP, Extent.ALL, None, NamedAs.TRANSFEREE),
        (II, Extent.ALL, None, NamedAs.AFFILIATE),
        (AP, Extent.NUMBER, None, NamedAs.ASSOCIATE),
        (II, Extent.ALL, 5, NamedAs.TRANSFEREE),
        (AP, Extent.RECEIVED, None, NamedAs.ASSOCIATE),
    ],
)
def test_a_position_that_contradicts_itself_is_none(
    taint: TaintClass, extent: Extent, rights: int | None, named_as: NamedAs
) -> None:
    with pytest.raises(ValueError):
        Position(1, "Oak", named_as, taint, "Oak", None, extent, rights)
