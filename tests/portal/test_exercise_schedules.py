"""A nominee follows an exercise that it presented with a schedule, and each of its lines (§7(c), §20(k))."""

from __future__ import annotations

from django.urls import reverse

from agreement.workflow.items import TaxStanding
from registry.models import Item
from tests.exercises.scheduled import PRICE, ExerciseDesk, exercise_file, paid_line
from tests.portal.desk import Desk, spaced
from tests.registry.scheduled import NomineeDesk


def test_the_page_of_the_whole_and_those_of_its_lines_tell_where_each_stands(desk: Desk) -> None:
    nominee = ExerciseDesk(NomineeDesk(desk.counter, 1))
    content = exercise_file(paid_line("A1", 30), paid_line("B2", 20, statement_1=""))
    schedule = nominee.receive(content, tax=TaxStanding.NOT_DUE)
    desk.claimed(1)

    def told(item: Item) -> str:
        address = reverse("portal_exercise", args=[desk.access(1).pk, item.number])
        return spaced(desk.holders["alder"].get(address))

    assert "the Exercise Price is not paid in full" in told(schedule.item)
    nominee.pay(schedule, f"{50 * PRICE}")
    nominee.post(schedule)
    assert "The exercise is entered in the registration books." in told(schedule.item)
    first, second = Item.objects.filter(schedule_line__schedule=schedule).order_by("number")
    assert "The securities are requisitioned next." in told(first)
    assert "must consult the Company" in told(second)
