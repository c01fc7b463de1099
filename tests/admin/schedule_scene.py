"""Rows of a nominee's schedule for the walk over the model pages."""

from __future__ import annotations

from registry.models import Item, Schedule, ScheduleFile, ScheduleLine
from tests.certificates.runs import Press


def schedule_of(press: Press, item: Item) -> None:
    """A schedule with its file and a rejected line."""
    plan = press.plan
    noted = {"recorded_at": plan.at, "recorded_by": plan.maker}
    schedule = Schedule.objects.create(item=item, presented=100, **noted)
    file = ScheduleFile.objects.create(
        schedule=schedule,
        document=plan.document,
        file_name="schedule.csv",
        sha256="0" * 64,
        received_at=plan.at,
        **noted,
    )
    ScheduleLine.objects.create(
        schedule=schedule,
        file=file,
        number=1,
        file_line=2,
        reference="A1",
        statement_1="NO",
        statement_2="BLANK",
        state="MALFORMED",
        decided_at=plan.at,
    )
