"""Reads of exercises with a nominee's schedule: the facts of its lines, whom they name (§7, §20(k))."""

from typing import Any

from django.db.models import QuerySet

from agreement.exercise_price import TenderedMeans
from agreement.exercise_schedule import (
    LinePaid,
)
from agreement.schedule import LineState, ScheduleLineFacts
from exercises.models import Election
from registry.models import Item, Schedule, ScheduleLine
from registry.selectors.addresses import address_of
from registry.selectors.schedules import line_of, lines_told, standing_lines

_READABLE = (LineState.CLEAN.value, LineState.HELD.value, LineState.POSTED.value)


def lines_to_decide(item: Item) -> list[ScheduleLineFacts]:
    """The lines that stand, as the rules take them."""
    holder = item.holder
    assert holder is not None  # an item received has a holder
    lines = standing_lines(Schedule.objects.get(item=item))
    return lines_told(lines, agreement=item.agreement, nominee=str(holder.pk))


def paid_by_line(item: Item) -> dict[int, LinePaid]:
    """What each line that stands says is paid for it."""
    lines = standing_lines(Schedule.objects.get(item=item))
    told = lines.values_list("number", "payment_means", "payment_amount")
    return {
        number: LinePaid(TenderedMeans(means) if means else None, amount) for number, means, amount in told
    }


def names_another(item: Item) -> bool:
    """Whether a line that can be exercised asks for shares in another name than the nominee's (§9(e))."""
    assert item.holder is not None  # an item received has a holder
    own = " ".join(item.holder.registration.split())
    lines = standing_lines(Schedule.objects.get(item=item)).filter(
        rights__isnull=False, stays_with_nominee=False
    )
    named = lines.exclude(registration="").values_list("registration", flat=True).distinct()
    return any(" ".join(words.split()) != own for words in named)


def beside_the_whole() -> QuerySet[Election]:
    """Every election but those of lines that were exercised: their figures stand in that of the whole."""
    return Election.objects.exclude(item__schedule_line__state=LineState.POSTED.value)


def whole_of_line(item: Item) -> Item | None:
    """The item of the schedule that a line, an item of its own now, came with; None of any other item."""
    line = line_of(item)
    return None if line is None else line.schedule.item


def words_beside(request: dict[str, Any]) -> dict[str, object]:
    """In whose name the shares of each line are asked, as the schedule says it."""
    item = Item.objects.select_related("holder").get(pk=request["item"])
    lines = standing_lines(Schedule.objects.get(item=item)).filter(state__in=_READABLE)
    return {
        f"line {line.number}": words_of_line(line)
        for line in lines
        if f"line {line.number}" in request["committed"]
    }


def words_of_line(line: ScheduleLine) -> dict[str, str]:
    """In whose name the shares of a line are asked, where they go, and what it exercises."""
    told = {"rights": str(line.rights), "sent by": line.get_delivery_display()}
    if line.stays_with_nominee:
        return {**told, "registration": "the nominee"}
    return {**told, "registration": line.registration, "address": address_of(line).words}
