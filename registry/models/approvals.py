"""Two people for every posting: a request, its hash, and the second person's approval."""

from django.db import models


class Approval(models.Model):
    """A request frozen by its hash, made by one person and approved by another; used at most once.

    The hash is over the kind, the agreement, the summary and the request. Rows are written only by the
    database functions request_approval, approve_request, reject_request and by the posting functions, which
    recompute the hash from their own arguments.
    """

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, null=True, blank=True, related_name="approvals"
    )
    kind = models.CharField(max_length=40)
    summary = models.TextField()
    request = models.JSONField()
    request_hash = models.CharField(max_length=64, db_index=True)
    maker = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    lapses_at = models.DateTimeField(null=True, blank=True)
    approver = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejection_reason = models.TextField(blank=True)
    consumed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        # The few that wait, looked through whenever something is asked.
        indexes = [
            models.Index(
                fields=["requested_at"],
                condition=models.Q(approved_at__isnull=True, rejected_at__isnull=True),
                name="approval_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True) | ~models.Q(approver=models.F("maker")),
                name="approver_is_another_person",
            ),
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True, approved_at__isnull=True)
                | models.Q(approver__isnull=False, approved_at__isnull=False),
                name="approved_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=models.Q(consumed_at__isnull=True) | models.Q(approver__isnull=False),
                name="consumed_only_if_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.summary
