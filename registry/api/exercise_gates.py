"""What exercise waits for, for programs: statement, suspensions, jurisdictions (§9(c), §11(a)(iii), §24(c)).

Each is a notice of the Company, taken in and accepted in the console; here it is only read.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agreement.exercise_gates import registration_grounds, standing_statement
from registry import clock
from registry.api.access import EVERYBODY
from registry.api.operations import Read
from registry.selectors import exercise_gates as reads
from registry.selectors.agreements import local_day, terms_in_force


class StatementStanding(serializers.Serializer):
    """What is in effect of a registration statement for what a Right buys now."""

    notice = serializers.IntegerField()
    event = serializers.CharField(
        help_text="FILED, EFFECTIVE, NOT_NEEDED, UNUSABLE, STOP_ORDER, ENDED or WITHDRAWN."
    )
    since = serializers.DateField()


class SuspensionTold(serializers.Serializer):
    """A suspension of exercise; its limit ends nothing, the Company's notice does."""

    notice = serializers.IntegerField()
    basis = serializers.CharField(help_text="SECTION_9C, SECTION_11A3 or SECTION_24C.")
    section = serializers.CharField(source="basis.section")
    since = serializers.DateField()
    limit = serializers.DateField(allow_null=True, help_text="Its last day; null while it cannot be told.")
    ended_on = serializers.DateField(allow_null=True)
    ended_by = serializers.IntegerField(allow_null=True, help_text="The accepted notice of its end, or null.")
    in_force = serializers.BooleanField(source="stands")


class JurisdictionTold(serializers.Serializer):
    """How a jurisdiction stands today."""

    place = serializers.CharField(help_text="US-NV for a state, two letters for a country.")
    clearance = serializers.CharField(help_text="QUALIFIED, EXEMPT or NOT_CLEARED.")
    since = serializers.DateField(allow_null=True)
    notice = serializers.IntegerField(allow_null=True)


class GatesToday(serializers.Serializer):
    """What exercise waits for today."""

    day = serializers.DateField()
    securities = serializers.CharField(help_text="What a Right buys now.")
    is_registered = serializers.BooleanField(help_text="A statement is effective for it, or none is needed.")
    statement = StatementStanding(allow_null=True)
    suspensions = SuspensionTold(many=True)
    jurisdictions = JurisdictionTold(many=True)
    elsewhere = serializers.CharField(help_text="How a jurisdiction stands that no notice names.")


class ShowExerciseGates(Read):
    """Show what exercise waits for today: registration statement, suspensions, jurisdictions."""

    name, topic = "showExerciseGates", "Notices"
    roles, gives = EVERYBODY, GatesToday

    def read(self, *, code: str) -> Any:
        agreement, at = self.agreement(code), clock.now()
        gates, today = reads.exercise_gates(agreement), local_day(agreement, at=at)
        securities = terms_in_force(agreement, known_at=at).security_bought
        return {
            "day": today,
            "securities": securities,
            "is_registered": not registration_grounds(gates, securities=securities, on=today),
            "statement": standing_statement(gates, securities=securities, on=today),
            "suspensions": [
                {
                    **{
                        name: getattr(one, name)
                        for name in ("notice", "basis", "since", "limit", "ended_on", "ended_by")
                    },
                    "stands": one.is_in_force(today),
                }
                for one in gates.suspensions
            ],
            "jurisdictions": reads.places_named(gates, on=today),
            "elsewhere": reads.elsewhere_told(gates, on=today).clearance,
        }
