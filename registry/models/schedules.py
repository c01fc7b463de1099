"""Schedules of nominees: the files received with a certificate, and their lines (§6(a), §20(k)).

What a file said is kept as it came; where a line stands, and why, is written as it is decided.
"""

from django.db import models

from agreement.certification import Answer
from agreement.exercise_price import TenderedMeans
from agreement.schedule import LineState, PersonFound
from agreement.workflow.items import ReturnMeans
from registry.models.addresses import PostalAddress


class Schedule(models.Model):
    """The schedule that a nominee's certificate was presented with: one with its item.

    `presented` are the Rights of the certificates at the receipt.
    """

    item = models.OneToOneField("registry.Item", models.PROTECT, related_name="schedule")
    presented = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(presented__gte=0), name="schedule_presented_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"Schedule of item {self.item_id}"


class ScheduleFile(models.Model):
    """A file of lines as it came: the first of a schedule, or a later one with corrections."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="files")
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "sha256"], name="schedule_file_once"),
            models.CheckConstraint(
                condition=models.Q(received_at__lte=models.F("recorded_at")),
                name="schedule_file_received_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ScheduleLine(PostalAddress):
    """A line of a schedule: what stood in the file, what could be read, where it stands and why (§20(k)).

    `number` runs through the schedule; `file_line` is the line or row of the file. `said` is the text of
    each field as it came and `problems` what the reading found wrong with it; `reasons` are the grounds of
    the decision made last. `corrects` is the rejected line in whose place it came. `holder` is the account
    the Rights go to, `item` the presentation of its own as which a held line waits after the posting, or as
    which the shares of a line that was exercised are followed. What is paid for a line of an exercise, by
    which means, and how its shares are to be sent is empty in a transfer (§7(c)).
    `person_found` tells who bears a name that the notices `person_notices` name, on which paper (§7(e)).
    """

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="lines")
    file = models.ForeignKey(ScheduleFile, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    file_line = models.PositiveIntegerField()
    said = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    rights = models.BigIntegerField(null=True, blank=True)
    statement_1 = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Answer])
    statement_2 = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Answer])
    answered_by = models.TextField(blank=True)
    stays_with_nominee = models.BooleanField(default=False)
    registration = models.TextField(blank=True)
    account = models.CharField(max_length=40, blank=True)
    payment_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    payment_means = models.CharField(
        max_length=24, choices=[(one.value, one.words) for one in TenderedMeans], blank=True
    )
    delivery = models.CharField(
        max_length=12, choices=[(one.value, one.words) for one in ReturnMeans], blank=True
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    state = models.CharField(max_length=12, choices=[(one.value, one.words) for one in LineState])
    reasons = models.JSONField(default=list, blank=True)
    decided_at = models.DateTimeField()
    holder = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, null=True, blank=True, related_name="+"
    )
    item = models.OneToOneField(
        "registry.Item", models.PROTECT, null=True, blank=True, related_name="schedule_line"
    )

    person_found = models.CharField(
        max_length=8, choices=[(one.value, one.words) for one in PersonFound], blank=True
    )
    person_notices = models.JSONField(default=list, blank=True)
    person_document = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    person_found_at = models.DateTimeField(null=True, blank=True)
    person_found_by = models.ForeignKey(
        "registry.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["schedule", "number"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="schedule_line_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in LineState]),
                name="schedule_line_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(rights__isnull=True) | models.Q(rights__gt=0),
                name="schedule_line_rights_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(person_found="", person_document__isnull=True)
                | models.Q(
                    person_found__in=[one.value for one in PersonFound],
                    person_document__isnull=False,
                    person_found_at__isnull=False,
                    person_found_by__isnull=False,
                ),
                name="schedule_line_person_on_paper",
            ),
            models.CheckConstraint(
                condition=models.Q(item__isnull=True)
                | models.Q(state__in=[LineState.HELD.value, LineState.POSTED.value]),
                name="schedule_line_goes_on_held_or_posted",
            ),
        ]
        indexes = [models.Index(fields=["schedule", "state"], name="schedule_line_by_state")]

    def __str__(self) -> str:
        return f"Line {self.number}"
