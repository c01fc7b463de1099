"""A nominee's certificate presented for exercise with its schedule (§7(a), §20(k)).

Totals, lines, corrections, the dry run and the request are those of every schedule.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from exercises.services import schedules
from registry import clock
from registry.api.presented import presentation_of, reverse_of
from registry.api.schedule_told import ScheduleWhole
from registry.api.schedules import FileAct, ScheduleTaken, whole_schedule
from registry.roles import STAFF
from registry.services.calls import within_call


class ExerciseScheduleTaken(ScheduleTaken):
    """A nominee's certificate as presented for exercise with its schedule; each line tells its payment."""

    securities_number = serializers.CharField(
        max_length=30, default="", allow_blank=True, help_text="Identifying number for the shares."
    )
    balance_number = serializers.CharField(
        max_length=30, default="", allow_blank=True, help_text="That for the balance certificate."
    )


class ReceiveExerciseSchedule(FileAct):
    """Take in a nominee's certificate for exercise with its schedule, every line decided and paid alone."""

    name, topic = "receiveExerciseSchedule", "Schedules"
    roles, takes, gives, success = STAFF, ExerciseScheduleTaken, ScheduleWhole, 201

    def act(self, told: dict[str, Any], *, code: str) -> Any:
        agreement = self.agreement(code)
        made = within_call(schedules.receive_schedule)(
            agreement,
            presentation_of(told, reverse_of(told["reverse"])),
            file=told["file"],
            numbers=(told["securities_number"], told["balance_number"]),
            document=self.evidence(told, agreement),
            by=self.request.user,
            at=clock.now(),
        )
        return whole_schedule(agreement, made.item.number)
