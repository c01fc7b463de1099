"""Schedules of nominees: each line decided alone, one entry, held lines released one by one (6(a), 20(k))."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.schedule import PersonFound
from agreement.workflow.items import ItemState
from registry.models import Item, Lot, Schedule
from registry.selectors.schedules import days_of_schedules, totals_in_books, totals_of_schedule
from tests.registry.scheduled import file_of, findings, line, make_nominee_desk, stays

OAK = "Oak Partners"


def by_state(schedule: Schedule) -> dict[str, int]:
    """How many lines stand where."""
    found: dict[str, int] = {}
    for state in schedule.lines.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def figures(schedule: Schedule) -> tuple[int, ...]:
    """The columns of a schedule: presented, posted, held, void, malformed, unallocated."""
    totals = totals_of_schedule(schedule)
    return (
        totals.presented, totals.posted, totals.held, totals.void, totals.malformed, totals.unallocated,
    )  # fmt: skip


def four_hundred_lines() -> list[dict[str, str]]:
    """380 clean lines, 7 held, 1 of a person that a notice names, 12 malformed; 100,000 Rights in no line."""
    lines = [line(f"C{place:03d}", 5_000) for place in range(379)]
    lines.append(stays("C379", 5_000))
    lines += [line(f"B{place}", 10_000, statement_2="") for place in range(5)]
    lines += [line(f"A{place}", 10_000, statement_1="YES") for place in range(2)]
    lines.append(stays("V0", 800_000, answered_by=OAK))
    lines += [line(f"M{place:02d}", 2_500, city="") for place in range(12)]
    return lines


@pytest.mark.django_db
@pytest.mark.row("R-6a-5", "R-7e-9", "R-20k-1")
def test_three_million_rights_in_four_hundred_lines_tie_and_held_lines_leave_one_by_one(
    settings: Any,
) -> None:
    desk = make_nominee_desk(rights=3_000_000)
    nullity = desk.nullity()
    position = nullity.position(desk.counter.certificate(desk.number).holder, person_name=OAK, rights=800_000)
    nullity.nullify(nullity.notified(position))

    schedule = desk.receive(file_of(*four_hundred_lines()))
    assert by_state(schedule) == {"CLEAN": 380, "HELD": 8, "MALFORMED": 12}, "a name alone makes nothing void"
    named = schedule.lines.get(reference="V0")
    desk.person(schedule, named.number, PersonFound.NAMED)
    assert by_state(schedule) == {"CLEAN": 380, "HELD": 7, "VOID": 1, "MALFORMED": 12}
    assert figures(schedule) == (3_000_000, 1_900_000, 70_000, 800_000, 30_000, 200_000)
    entry = desk.post(schedule)
    schedule.refresh_from_db()
    assert schedule.item.state == ItemState.POSTED
    assert by_state(schedule) == {"POSTED": 380, "HELD": 7, "VOID": 1, "MALFORMED": 12}
    books = totals_in_books(schedule)
    assert books is not None
    assert books.ties_with(totals_of_schedule(schedule))
    (day,) = days_of_schedules(desk.agreement)
    assert (day.schedules, day.ties, day.totals.presented) == (1, True, 3_000_000)

    nominee = entry.certificates.filter(holder__account="NOM-1").order_by("number")
    assert [(one.rights, one.taint_class) for one in nominee] == [
        (5_000, ""), *[(10_000, "")] * 7, (230_000, ""), (800_000, "I"),
    ]  # fmt: skip
    waiting = Item.objects.filter(schedule_line__schedule=schedule).order_by("number")
    assert {item.state for item in waiting} == {ItemState.HELD_20K}
    assert {item.received_at for item in waiting} == {schedule.item.received_at}
    assert findings() == []

    desk.next_morning(entry)
    balance = nominee.get(rights=230_000)
    corrected = [line(f"M{place:02d}", 2_500) for place in range(12)]
    second = desk.receive(file_of(*corrected), balance.number, name="second.csv")
    assert figures(second) == (230_000, 30_000, 0, 0, 0, 200_000)
    desk.post(second)
    for item in waiting:
        assert desk.answered(item).state == ItemState.EXAMINED
        released = desk.counter.post(item)
        assert [one.rights for one in released.certificates.all()] == [10_000]
    assert Lot.objects.filter(closed_by__isnull=True, holder__account="NOM-1").count() == 3
    assert findings() == []
