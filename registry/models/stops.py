"""Stops: who placed them on what and why, how they were released, what was done about them (§6(b), §15(b)).

A stop is one person's act and takes effect as it is recorded; its release is two people's. None of it is
ever removed: a release is a row of its own. The last day of a demand not to register is written later and
once, when it is recorded that both were told of a presentation; nothing else of a stop ever changes.
"""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models

from agreement.stops import LOSS_KINDS, OF_A_DEMAND, ON_PAPER, ReporterCapacity, StopKind, StopReach


def _values(words: Iterable[StrEnum]) -> list[str]:
    return sorted(word.value for word in words)


_ON_CERTIFICATE = models.Q(certificate__isnull=False, holder__isnull=True, lot__isnull=True)
_ON_ONE = (
    _ON_CERTIFICATE
    | models.Q(certificate__isnull=True, holder__isnull=False, lot__isnull=True)
    | models.Q(certificate__isnull=True, holder__isnull=True, lot__isnull=False)
)
_ON_ALL = models.Q(certificate__isnull=True, holder__isnull=True, lot__isnull=True)


class Stop(models.Model):
    """What keeps Rights from being moved: on a certificate, account or lot; an order on all too (§15(b)).

    `placed_after` is the number of the last entry before it: every later one meets it. `reason` names an
    order, whose day is `dated_on`. A demand has its last day, by `expires_under`, once `expires_on` is set.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="stops")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.words) for kind in StopKind])
    reach = models.CharField(
        max_length=16,
        choices=[(reach.value, reach.words) for reach in StopReach],
        default=StopReach.EVERYTHING.value,
    )
    certificate = models.ForeignKey(
        "registry.RightsCertificate", models.PROTECT, null=True, blank=True, related_name="stops"
    )
    holder = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, null=True, blank=True, related_name="stops"
    )
    lot = models.ForeignKey("registry.Lot", models.PROTECT, null=True, blank=True, related_name="stops")
    reason = models.TextField()
    reported_by = models.TextField()
    capacity = models.CharField(
        max_length=20, choices=[(capacity.value, capacity.words) for capacity in ReporterCapacity]
    )
    reporter_address = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    dated_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    expires_on = models.DateField(null=True, blank=True)
    expires_under = models.TextField(blank=True)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    placed_after = models.BigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="stop_number_once"),
            models.CheckConstraint(condition=models.Q(kind__in=_values(StopKind)), name="stop_kind_known"),
            models.CheckConstraint(condition=models.Q(reach__in=_values(StopReach)), name="stop_reach_known"),
            models.CheckConstraint(
                condition=_ON_ONE | (_ON_ALL & models.Q(kind=StopKind.COURT_ORDER.value)),
                name="stop_on_one_thing",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=_values(LOSS_KINDS)) | _ON_CERTIFICATE,
                name="stop_for_loss_on_certificate",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=_values(ON_PAPER)) | models.Q(document__isnull=False),
                name="stop_rests_on_its_paper",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True)
                | models.Q(kind=StopKind.DEMAND_NOT_TO_REGISTER.value),
                name="stop_ends_by_itself_on_demand",
            ),
            models.CheckConstraint(
                condition=models.Q(reach=StopReach.EVERYTHING.value)
                | models.Q(kind=StopKind.COURT_ORDER.value)
                | models.Q(kind__in=_values(OF_A_DEMAND), reach=StopReach.REGISTRATION.value),
                name="stop_reach_of_an_order",
            ),
            models.CheckConstraint(
                condition=models.Q(reported_at__lte=models.F("placed_at")),
                name="stop_reported_before_placed",
            ),
        ]

    def __str__(self) -> str:
        return f"Stop {self.number}"


class StopRelease(models.Model):
    """The end of a stop: on which paper and why, by which request of two people. One for each stop (§15(b)).

    `released_after` is the number of the last entry that the stop met.
    """

    stop = models.OneToOneField(Stop, models.PROTECT, related_name="release")
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    reason = models.TextField()
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    released_after = models.BigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Release of stop {self.stop.number}"


class StopRecordKind(models.TextChoices):
    """What people do about a stop."""

    ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged to who reported it"
    LOSS_FILED = "LOSS_FILED", "Theft or loss reported (17f-1)"
    LOSS_CONFIRMED = "LOSS_CONFIRMED", "Report confirmed"
    RECOVERED = "RECOVERED", "Certificate recovered"
    RECOVERY_FILED = "RECOVERY_FILED", "Recovery reported (17f-1)"
    PRESENTED = "PRESENTED", "Presented while it stood"
    COMMUNICATED = "COMMUNICATED", "Both told of a presentation (UCC 8-403)"
    COMPANY_ANSWERED = "COMPANY_ANSWERED", "Company's answer on a replaced certificate presented (UCC 8-405)"
    FOUND = "FOUND", "Found again, as the holder says"
    NOTED = "NOTED", "Noted"


class StopRecord(models.Model):
    """What a person did or noted about a stop, on which day, under which reference; only added (§18(b))."""

    stop = models.ForeignKey(Stop, models.PROTECT, related_name="records")
    kind = models.CharField(max_length=16, choices=StopRecordKind.choices)
    happened_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    said = models.TextField(blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=StopRecordKind.values), name="stop_record_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, stop {self.stop.number}"
