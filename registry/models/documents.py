"""The evidence store: every paper an act relies on (§18(b))."""

from django.db import models


class Document(models.Model):
    """A received paper with its hash, who received it and when; never changed, never removed (§18(b))."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    kind = models.CharField(max_length=40)
    title = models.TextField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    content_type = models.CharField(max_length=80)
    original_name = models.TextField()
    stored_as = models.TextField()
    signed_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    genuineness_check = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received_at__lte=models.F("recorded_at")),
                name="document_received_before_recorded",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="HOLDER_LIST") | models.Q(stored_as__endswith=".sealed"),
                name="filed_list_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"DOC-{self.pk} {self.title}"
