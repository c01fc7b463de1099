"""A suspension through the console: an exercise is held, released by the notice of its end, and posted."""

from __future__ import annotations

from typing import Any

import pytest

from registry import clock
from registry.models import BookEntry, Item, Notice
from registry.models import NoticeKind as Kind
from registry.selectors.agreements import local_day
from tests.exercises.test_board_orders import complete
from tests.exercises.test_board_orders_console import _now_is_that_of
from tests.registry.console import Console, just_now, open_console, paper
from tests.registry.nullity_scene import ELM, OAK, NullityDesk, make_nullity_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any) -> NullityDesk:
    settings.DEMO = True
    made = make_nullity_desk()
    _now_is_that_of(made, settings)
    return made


@pytest.fixture
def console(desk: NullityDesk) -> Console:
    plan = desk.plan
    return open_console(plan.agreement, maker=plan.maker, approver=plan.approver, at=plan.at)


def notice(console: Console, kind: Kind, **facts: str) -> int:
    """A notice of the Company typed from its paper; its number."""
    told = {
        "authority-officer_name": "Rowan T. Ellery",
        "authority-officer_title": "President",
        "authority-channel": "FACSIMILE",
        "authority-signed_on": "2003-06-22",
        "authority-received_at": just_now(),
        "paper-document": paper(),
        **{f"facts-{name}": value for name, value in facts.items()},
    }
    console.done("receive_notice", kind.value, **told)
    return Notice.objects.filter(kind=kind).latest("number").number


def accepted(console: Console, number: int) -> None:
    """The call-back, and two people."""
    console.done("notice_called_back", number, note="Called the President, who confirmed it")
    console.done("notice_acceptance", number)
    console.approve()


@pytest.mark.row("R-9c-2", "R-9c-3", "R-9c-5")
@pytest.mark.refusal("EXERCISE_SUSPENDED")
def test_a_suspension_is_typed_holds_an_exercise_and_its_end_lets_it_be_posted(
    desk: NullityDesk, console: Console, settings: Any
) -> None:
    today = local_day(desk.agreement, at=clock.now()).isoformat()
    assert "No suspension is on file" in console.see("exercise_gates")
    first = notice(console, Kind.EXERCISE_SUSPENDED, basis="SECTION_9C", starts_on=today, limit_from=today)
    desk.plan.at = clock.now()
    item = complete(desk.counter(), OAK, check="1")
    page = console.see("exercise", item.number)
    assert "Exercise is temporarily suspended since" in page
    assert "No redemption or exchange is on file" in page
    entries = BookEntry.objects.count()
    assert "EXERCISE_SUSPENDED" in console.refused("exercise_asked", item.number)
    assert BookEntry.objects.count() == entries
    shown = console.see("exercise_gates")
    for words in ("In force", f"Item {item.number}<", "No public announcement of the start", "File it"):
        assert words in shown, words
    assert "No public announcement of the start" in console.home()
    console.done("gate_announcement", first, announced_on=today, document=paper())
    assert "No public announcement" not in console.see("exercise_gates")
    assert "ANNOUNCEMENT_ON_FILE" in console.refused(
        "gate_announcement", first, announced_on=today, document=paper()
    )
    ended = notice(console, Kind.SUSPENSION_ENDED, ends=str(first), ended_on=today)
    assert "EXERCISE_SUSPENDED" in console.refused("exercise_asked", item.number)
    accepted(console, ended)
    shown = console.see("exercise_gates")
    assert "None waits for any of this" in shown
    assert "No public announcement of the end" in shown
    console.done("gate_announcement", ended, announced_on=today, document=paper())
    console.done("exercise_asked", item.number)
    console.approve()
    assert BookEntry.objects.latest("number").kind == "EXERCISE"
    assert Item.objects.get(pk=item.pk).state == "POSTED"


@pytest.mark.row("R-9c-1", "R-9c-4")
def test_statement_and_jurisdictions_are_typed_and_who_reads_the_page_sees_items_or_a_number(
    desk: NullityDesk, console: Console
) -> None:
    today = local_day(desk.agreement, at=clock.now()).isoformat()
    notice(console, Kind.REGISTRATION_STATEMENT, event="ENDED", happened_on=today)
    desk.plan.at = clock.now()
    item = complete(desk.counter(), ELM, check="1")
    listed = notice(console, Kind.JURISDICTIONS, as_of=today, exempt="Nevada, CA", elsewhere="NOT_CLEARED")
    accepted(console, listed)
    page = console.see("exercise_gates")
    for words in (
        "Exercise waits",
        "Nevada (US-NV)",
        "Exempt",
        "<strong>not cleared</strong>",
        "Ended since",
    ):
        assert words in page, words
    assert "CA, Nevada (US-NV)" in console.see("notice", listed)
    for reader in ("ines", "rowan"):
        seen = console.see("exercise_gates", by=reader)
        assert "File a suspension" not in seen
        assert (f"Item {item.number}<" in seen) is (reader == "ines")
    assert console.get("gate_announcement", listed).status_code == 404
    assert console.get("gate_announcement", listed, by="ines").status_code == 403
