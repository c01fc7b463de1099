"""What the Rights Agent keeps about Common Shares: the wording of their legend (§3(c))."""

from django.db import models


class ShareLegend(models.Model):
    """One version of the legend on certificates for Common Shares, never changed (§3(c)).

    `elements` holds, for each element the agreement asks for, the passage of the wording that carries it.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="share_legends")
    version = models.PositiveIntegerField()
    wording = models.TextField()
    elements = models.JSONField()
    in_use_from = models.DateField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "version"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="share_legend_version_once")
        ]

    def __str__(self) -> str:
        return f"Legend of Common Shares, version {self.version}"
