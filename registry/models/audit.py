"""Who did or was refused what, chained like the books."""

from django.db import models


class AuditRecord(models.Model):
    """One act of a person or job outside the books' entries; appended only through append_audit."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=60)
    subject = models.TextField()
    details = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    previous_hash = models.BinaryField(max_length=32)
    record_hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_record"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"
