"""Plans differ in the event from which Rights of an Acquiring Person are void: the file says which."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agreement.choices import RightsVoidFrom
from agreement.nullity import NamedAs, NullityNotice, Position, RightsLot, Transferees, find_closure
from agreement.posting import TaintClass
from agreement.voidness import rights_void_at, void_too_early_grounds


def day(number: int) -> datetime:
    return datetime(2003, 6, number, 17, tzinfo=UTC)


EVENT, DISTRIBUTION = day(2), day(16)
EACH = {one.value: one for one in RightsVoidFrom}


@pytest.mark.row("R-7e-1")
@pytest.mark.parametrize(
    ("void_from", "distributed_at", "expected"),
    [
        ("TRIGGERING_EVENT", DISTRIBUTION, EVENT),
        ("TRIGGERING_EVENT", None, EVENT),
        ("DISTRIBUTION_DATE", DISTRIBUTION, DISTRIBUTION),
        ("DISTRIBUTION_DATE", EVENT, EVENT),
        # By the limb of the tender offer the Rights separate before anybody is an Acquiring Person.
        ("DISTRIBUTION_DATE", day(1), EVENT),
        ("DISTRIBUTION_DATE", None, EVENT),
    ],
)
def test_rights_are_void_from_the_event_or_from_a_later_distribution_date(
    void_from: str, distributed_at: datetime | None, expected: datetime
) -> None:
    assert rights_void_at(EVENT, void_from=EACH[void_from], distributed_at=distributed_at) == expected


def lot(
    key: int, holder: str, opened: int, closed: int | None = None, parent: int | None = None
) -> RightsLot:
    return RightsLot(key, parent, holder, 100, key, day(opened), closed_at=day(closed) if closed else None)


@pytest.mark.row("R-7e-1", "R-7e-3")
@pytest.mark.parametrize(("void_from", "void"), [(None, [1, 2, 3]), (DISTRIBUTION, [2, 3])])
def test_what_ended_before_rights_were_void_was_good_and_the_class_follows_the_event(
    void_from: datetime | None, void: list[int]
) -> None:
    lots = [lot(1, "Oak", 1, closed=10), lot(2, "Oak", 1), lot(3, "Elm", 20, parent=2)]
    oak = Position(1, "Oak", NamedAs.ACQUIRING_PERSON, TaintClass.I, "Oak")
    notice = NullityNotice((oak,), EVENT, Transferees.ALL, void_from=void_from)
    found = find_closure(lots, notice=notice).void
    assert [one.lot.key for one in found] == void
    assert [one.taint for one in found][-1] is TaintClass.II


def test_who_received_between_the_event_and_the_distribution_date_is_a_later_transferee() -> None:
    lots = [lot(1, "Oak", 1, closed=10), lot(2, "Elm", 10, parent=1)]
    oak = Position(1, "Oak", NamedAs.ACQUIRING_PERSON, TaintClass.I, "Oak")
    notice = NullityNotice((oak,), EVENT, Transferees.ALL, void_from=DISTRIBUTION)
    assert [(one.lot.key, one.taint) for one in find_closure(lots, notice=notice).void] == [
        (2, TaintClass.II)
    ]


@pytest.mark.row("R-4b-2", "R-7e-1")
@pytest.mark.parametrize(
    ("void_from", "distributed_at", "asked"),
    [
        ("TRIGGERING_EVENT", None, 0),
        ("TRIGGERING_EVENT", DISTRIBUTION, 0),
        ("DISTRIBUTION_DATE", None, 1),
        ("DISTRIBUTION_DATE", DISTRIBUTION, 1),
        ("DISTRIBUTION_DATE", EVENT, 0),
    ],
)
def test_named_before_the_separation_nobody_is_void_before_the_distribution_date(
    void_from: str, distributed_at: datetime | None, asked: int
) -> None:
    found = void_too_early_grounds({"A1": EVENT}, void_from=EACH[void_from], distributed_at=distributed_at)
    assert [one.code for one in found] == ["INSTRUCTION_OUTSIDE_AGREEMENT"] * asked
    assert all("account A1" in str(one.facts["reason"]) for one in found)
