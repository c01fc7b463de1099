"""Records taken over from a predecessor as Rights Agent, and their reconciliation (Recitals)."""

from django.db import models


class TakeOver(models.Model):
    """What a predecessor handed over: its control total beside the Company's statement (Recitals, §21).

    Posting stays closed until two people have signed the totals off, with the reason for any difference.
    `papers` are the inherited letters and notices.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="take_overs")
    predecessor = models.TextField()
    served_from = models.DateField()
    served_until = models.DateField()
    inherited_total = models.BigIntegerField()
    company_total = models.BigIntegerField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    papers = models.ManyToManyField("registry.Document", related_name="taken_over_by", blank=True)
    reason = models.TextField(blank=True)
    reconciliation = models.ForeignKey(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reconciled_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(served_from__lte=models.F("served_until")), name="predecessor_served"
            ),
            models.CheckConstraint(
                condition=models.Q(inherited_total__gte=0, company_total__gte=0),
                name="take_over_totals_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(reconciled_at__isnull=True)
                | models.Q(inherited_total=models.F("company_total"))
                | ~models.Q(reason=""),
                name="take_over_difference_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"Records of {self.predecessor}"

    @property
    def difference(self) -> int:
        """The Company's statement less the inherited total."""
        return self.company_total - self.inherited_total
