"""The Rights Agent's own succession: books handed over, terms of office begun and ended (§19, §21)."""

from django.db import models

from agreement.succession import SuccessionKind


class BooksExport(models.Model):
    """Two people's leave to hand the whole books to a named recipient, once; never changed (§21)."""

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="books_exports")
    number = models.PositiveIntegerField()
    recipient = models.TextField()
    reason = models.TextField()
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="books_export_number_once"),
            models.CheckConstraint(
                condition=~models.Q(recipient="") & ~models.Q(reason=""), name="books_export_explained"
            ),
        ]

    def __str__(self) -> str:
        return f"Leave {self.number} to hand the books to {self.recipient}"


class BooksPackage(models.Model):
    """The package made by a leave: its manifest's hash, its totals; later, once, its receipt (§21)."""

    export = models.OneToOneField(BooksExport, models.PROTECT, related_name="package")
    made_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    manifest_sha256 = models.CharField(max_length=64)
    head_number = models.BigIntegerField()
    head_hash = models.CharField(max_length=64, blank=True)
    totals = models.JSONField()
    row_count = models.BigIntegerField()
    file_count = models.BigIntegerField()
    size_bytes = models.BigIntegerField()
    receipt = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    received_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(receipt__isnull=True, received_on__isnull=True)
                | models.Q(receipt__isnull=False, received_on__isnull=False),
                name="books_package_receipt_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Package of the books, to entry {self.head_number}"


# Kinds of NoticeDue that a change of the Rights Agent makes (§21).
OF_THE_OFFICE = ("AGENT_RESIGNED", "AGENT_REMOVED", "AGENT_APPOINTED", "AGENT_DEPOSITORY")


class SuccessionRecord(models.Model):
    """One event in the life of the Rights Agent's office, by two people; filed and never changed (§19, §21).

    `grounds` are the defects and alerts told when it was recorded: they undo nothing. `ended` and `begun` are
    the terms of office that it ended and began. What the Company's own notice did names the notice.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="successions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.words) for kind in SuccessionKind])
    effective_on = models.DateField()
    facts = models.JSONField()
    grounds = models.JSONField(default=list, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    notice = models.OneToOneField(
        "registry.Notice", models.PROTECT, null=True, blank=True, related_name="succession"
    )
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    ended = models.ForeignKey(
        "registry.AgentAppointment", models.PROTECT, null=True, blank=True, related_name="endings"
    )
    begun = models.OneToOneField(
        "registry.AgentAppointment", models.PROTECT, null=True, blank=True, related_name="beginning"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="succession_number_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in SuccessionKind]),
                name="succession_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, from {self.effective_on}"


class OfficeMailing(models.Model):
    """A notice of a change of agent, or the summary of an adjustment, as it went: how, when (§12, §21, §26).

    A person records it from the evidence of the post; filed and never changed. `grounds` are defects: they
    are told and undo nothing.
    """

    due = models.OneToOneField("registry.NoticeDue", models.PROTECT, related_name="mailed")
    channel = models.CharField(max_length=32)
    mailed_on = models.DateField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    grounds = models.JSONField(default=list, blank=True)
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["due"]

    def __str__(self) -> str:
        return f"Mailed on {self.mailed_on}: {self.due}"
