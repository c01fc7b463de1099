"""The hand-over of countersigned certificates to the Company, which mails them unless it asks the agent."""

from django.db import models


class HandOver(models.Model):
    """A package for the Company: ranges, totals, files with their hashes, and its receipt (§3(a)).

    `facts` freezes what the paper of the package states. Received when two people recorded the Company's
    signed receipt; the entry then shows the certificates as issued.
    """

    run = models.ForeignKey("certificates.PrintRun", models.PROTECT, related_name="hand_overs")
    ranges = models.JSONField()
    certificate_count = models.BigIntegerField()
    rights_total = models.BigIntegerField()
    facts = models.JSONField()
    paper = models.TextField()
    paper_sha256 = models.CharField(max_length=64)
    prepared_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    received_by = models.TextField(blank=True)
    received_on = models.DateField(null=True, blank=True)
    receipt = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey("registry.BookEntry", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True, receipt__isnull=True, entry__isnull=True)
                | models.Q(received_on__isnull=False, receipt__isnull=False, entry__isnull=False),
                name="hand_over_receipt_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Package {self.pk}"
