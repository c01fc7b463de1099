"""Between the receipt of a notice of nullity and its marking the Rights it names wait (7(e))."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.workflow.items import ItemKind, ItemState
from registry.models import Item, LotTaint, Notice, NoticeKind, RightsAgreement
from registry.services import company, items
from tests.certificates.runs import SIGNED_ON
from tests.registry.nullity_scene import ALDER, ELM, NOMINEE, OAK, NullityDesk, make_nullity_desk
from tests.registry.test_items_same_name import receive
from tests.registry.test_replaced_certificates import claim


@pytest.fixture
def desk(db: None) -> NullityDesk:
    """Four certificates of 100 to 103 Rights; the Triggering Event has just happened."""
    made = make_nullity_desk()
    RightsAgreement.objects.update(separation_state="BOOKS_OPEN")
    made.agreement.refresh_from_db()
    return made


def told(desk: NullityDesk, *positions: dict[str, Any], **facts: Any) -> Notice:
    """A notice of nullity as it came in, no further."""
    said = {"persons": list(positions), "event_at": desk.event_at.isoformat(), "transferees": "ALL"}
    return desk.receive(NoticeKind.NULLITY, said | facts)


def named(desk: NullityDesk, item: Item) -> list[tuple[str, str]]:
    """The code and the clause of each ground against an item that the nullity check found."""
    checks = items.examine(item, at=desk.plan.at)
    return [
        (found.code, found.clause)
        for check in checks
        for found in check.grounds
        if found.code in ("RIGHTS_NAMED_VOID", "RIGHTS_VOID")
    ]


@pytest.mark.row("R-7e-1", "R-7e-7")
def test_a_transfer_of_rights_named_waits_from_the_receipt_to_the_marking(desk: NullityDesk) -> None:
    counter = desk.counter()
    notice = told(desk, desk.position(desk.holder(OAK)))
    held, free = counter.receive(OAK), counter.receive(ELM)
    assert (held.state, free.state) == (ItemState.HELD, ItemState.EXAMINED)
    assert named(desk, held) == [("RIGHTS_NAMED_VOID", "7(e)")]
    applied = desk.press.approve(_accepted(desk, notice))
    assert named(desk, held) == [("RIGHTS_NAMED_VOID", "7(e)")]
    desk.nullify(applied)
    assert named(desk, held) == [("RIGHTS_VOID", "7(e)")]
    assert items.examine_again(free, by=desk.plan.maker, at=desk.plan.tick()).state == ItemState.EXAMINED


@pytest.mark.row("R-7e-1", "R-18b-2")
def test_what_comes_into_a_named_account_after_the_marking_waits_to_be_marked_too(desk: NullityDesk) -> None:
    named_holder = desk.holder(OAK)
    notice = told(desk, desk.position(named_holder))
    applied = desk.press.approve(_accepted(desk, notice))
    desk.nullify(applied)
    moved = desk.move(desk.lot(ELM), named_holder)
    _countersign(desk, moved.certificate.number)
    item = desk.counter().receive(moved.certificate.number)
    assert item.state == ItemState.HELD
    assert named(desk, item) == [("RIGHTS_NAMED_VOID", "7(e)")]
    desk.nullify(applied)
    assert named(desk, item) == [("RIGHTS_VOID", "7(e)")]


def _accepted(desk: NullityDesk, notice: Notice) -> Any:
    return company.request_acceptance(desk.authenticate(notice), maker=desk.plan.maker, at=desk.plan.tick())


@pytest.mark.row("R-7e-3", "R-7e-6")
def test_what_came_from_a_person_named_waits_as_far_as_the_notice_reaches(desk: NullityDesk) -> None:
    moved = desk.move(desk.lot(OAK), desk.plan.holder("Fir & Co", registration="Fir & Co"))
    counter, number = desk.counter(), moved.certificate.number
    _countersign(desk, number)
    item = counter.receive(number)
    assert item.state == ItemState.EXAMINED
    told(desk, desk.position(desk.holder(OAK)))
    assert named(desk, item) == [("RIGHTS_NAMED_VOID", "7(e)")]
    again = items.examine_again(item, by=desk.plan.maker, at=desk.plan.tick())
    assert again.state == ItemState.HELD


def _countersign(desk: NullityDesk, number: int) -> None:
    event = {
        "kind": "COUNTERSIGNED",
        "first": number,
        "last": number,
        "happened_on": SIGNED_ON.isoformat(),
        "signatory": desk.plan.signatory.pk,
    }
    desk.plan.post(desk.plan.entry("PAPER", "5(a)", events=[event]))


@pytest.mark.row("R-7e-6")
def test_a_notice_that_reaches_no_transferees_holds_the_named_alone(desk: NullityDesk) -> None:
    moved = desk.move(desk.lot(OAK), desk.plan.holder("Fir & Co", registration="Fir & Co"))
    _countersign(desk, moved.certificate.number)
    told(desk, desk.position(desk.holder(OAK)), transferees="NAMED")
    assert desk.counter().receive(moved.certificate.number).state == ItemState.EXAMINED


@pytest.mark.row("R-7e-1", "R-7e-7")
def test_a_split_up_and_a_replacement_of_rights_named_wait_too(desk: NullityDesk) -> None:
    counter = desk.counter()
    told(desk, desk.position(desk.holder(OAK)), desk.position(desk.holder(ALDER)))
    split = receive(counter, ItemKind.SPLIT_UP, OAK, asked=(40, 60))
    assert split.state == ItemState.HELD
    lost = claim(counter, ALDER)
    assert named(desk, lost) == [("RIGHTS_NAMED_VOID", "7(e)")]
    other = receive(counter, ItemKind.SPLIT_UP, NOMINEE, asked=(40, 63))
    assert other.state == ItemState.EXAMINED


@pytest.mark.row("R-7e-7")
def test_a_notice_that_is_rejected_or_ended_holds_nothing(desk: NullityDesk) -> None:
    notice = told(desk, desk.position(desk.holder(OAK)))
    item = desk.counter().receive(OAK)
    Notice.objects.filter(pk=notice.pk).update(state="QUERIED")
    assert named(desk, item) == [("RIGHTS_NAMED_VOID", "7(e);20(g)")]
    Notice.objects.filter(pk=notice.pk).update(state="REJECTED")
    assert named(desk, item) == []
    assert not LotTaint.objects.exists()
