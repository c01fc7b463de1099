"""The desk of nullity in the console: taken in, previewed, marked by two, caught, restored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from registry.models import CaughtItem, LotTaint, Notice
from tests.registry.console import Console, just_now, local, open_console, paper
from tests.registry.nullity_scene import ELM, OAK, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any) -> NullityDesk:
    settings.DEMO = True
    made = make_nullity_desk()
    settings.CLOCK_OFFSET = made.plan.at + timedelta(hours=1) - datetime.now(UTC)
    return made


@pytest.fixture
def console(desk: NullityDesk) -> Console:
    plan = desk.plan
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def typed_notice(desk: NullityDesk, **changed: Any) -> dict[str, Any]:
    """A notice that names Oak's account, as typed from its paper."""
    return {
        "authority-officer_name": "Rowan T. Ellery",
        "authority-officer_title": "President",
        "authority-channel": "FACSIMILE",
        "authority-signed_on": "2003-06-20",
        "authority-received_at": just_now(),
        "facts-event_at": local(desk.event_at),
        "facts-transferees": "ALL",
        "person1-person_name": "Oak Partners",
        "person1-named_as": "ACQUIRING_PERSON",
        "person1-taint_class": "I",
        "person1-extent": "ALL",
        "person1-account": desk.holder(OAK).account,
        "paper-document": paper(),
        **changed,
    }


@pytest.mark.row("R-7e-1", "R-7e-6", "R-7e-10")
def test_a_notice_is_taken_in_marked_by_another_person_and_its_caught_items_are_listed(
    desk: NullityDesk, console: Console
) -> None:
    tainted = desk.move(desk.lot(OAK), desk.holder(ELM))
    console.done("receive_notice", "NULLITY", **typed_notice(desk))
    number = Notice.objects.get(kind="NULLITY").number
    assert "Nullity desk" in console.see("notice", number)
    page = console.see("nullity", number)
    assert "To be marked" in page
    assert "Ask for the marking" not in page
    console.done("notice_called_back", number, note="Called the President, who confirmed it")
    console.done("notice_acceptance", number)
    console.approve()
    page = console.see("nullity", number)
    assert "<svg" in page
    assert "style=" not in page
    assert "The Rights Agent knew of it from" in page
    console.done("nullity_asked", number)
    assert "Ask for the marking" not in console.see("nullity", number)
    console.approve()
    assert LotTaint.objects.get().lot == tainted
    assert "Marked" in console.see("nullity", number)
    path = console.see("nullity_path", number, tainted.certificate.number)
    assert path.index(desk.holder(OAK).account) < path.index(desk.holder(ELM).account)
    console.done("nullity_caught", number)
    assert "Told to the Company" in console.see("nullity", number)
    assert [one.kind for one in CaughtItem.objects.all()] == ["TRANSFER"]
    assert "NOTHING_CAUGHT" in console.refused("nullity_caught", number)
    assert "Transfer of June" in console.see("application", number)


@pytest.mark.row("R-1a-11", "R-4b-4")
def test_a_determination_is_shown_with_what_it_restores_and_restored_by_two(
    desk: NullityDesk, console: Console
) -> None:
    notice = desk.notified(desk.position(desk.holder(OAK)))
    desk.nullify(notice)
    ended = desk.ended(notice)
    page = console.see("restoration", ended.number)
    assert "What would be restored" in page
    console.done("restoration_asked", ended.number)
    console.approve()
    assert desk.marked() == {}
    assert "What was restored" in console.see("restoration", ended.number)
    assert "NOTHING_TO_RESTORE" in console.refused("restoration_asked", ended.number)
    assert f"notice {ended.number}" in console.see("nullity", notice.number)


def test_auditor_and_officer_read_the_desk_and_act_on_nothing(desk: NullityDesk, console: Console) -> None:
    desk.move(desk.lot(OAK), desk.holder(ELM))
    notice = desk.notified(desk.position(desk.holder(OAK)))
    for reader in ("ines", "rowan"):
        assert f"Notice {notice.number}" in console.see("nullities", by=reader)
        page = console.see("nullity", notice.number, by=reader)
        assert "Ask for the marking" not in page
        assert "Draft the application" not in page
        for act in ("nullity_asked", "nullity_caught"):
            assert console.post(act, notice.number, by=reader).status_code == 403
    assert console.get("nullity", 999).status_code == 404
    assert console.get("nullity_path", notice.number, 999).status_code == 404
    assert not LotTaint.objects.exists()


def test_a_position_that_lacks_its_person_comes_back_with_what_was_typed(
    desk: NullityDesk, console: Console
) -> None:
    page = console.refused("receive_notice", "NULLITY", **typed_notice(desk, **{"person1-person_name": ""}))
    assert "A person named has this." in page
    assert desk.holder(OAK).account in page
    both = {"person1-certificate": "1"}
    page = console.refused("receive_notice", "NULLITY", **typed_notice(desk, **both))
    assert "INSTRUCTION_PART_MISSING" in page or "in a form that can be read" in page
