"""Replacements of mutilated, destroyed, lost or stolen certificates: claims, what was accepted (§6(b))."""

from django.db import models

from agreement.replacement import LossCause, ReplacementStep
from agreement.stops import ReporterCapacity


class Replacement(models.Model):
    """The claim of an item of kind REPLACE: which certificate, what befell it, the stop placed on it (§6(b)).

    `capacity` is that of who told of it; none where the claim was taken in before it was asked. A mutilated
    certificate is surrendered and needs no stop.
    """

    item = models.OneToOneField("registry.Item", models.PROTECT, related_name="replacement")
    certificate = models.ForeignKey("registry.RightsCertificate", models.PROTECT, related_name="replacements")
    cause = models.CharField(max_length=12, choices=[(cause.value, cause.words) for cause in LossCause])
    discovered_on = models.DateField()
    circumstances = models.TextField()
    capacity = models.CharField(
        max_length=20, choices=[(one.value, one.words) for one in ReporterCapacity], blank=True
    )
    stop = models.ForeignKey("registry.Stop", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cause=LossCause.MUTILATED.value) | models.Q(stop__isnull=False),
                name="replacement_of_what_is_gone_is_stopped",
            )
        ]

    def __str__(self) -> str:
        return f"Replacement of certificate {self.certificate.number}"


class ReplacementRecord(models.Model):
    """What was accepted, asked or paid about a replacement: by whom, on which paper; only added (§6(b)).

    `person` is who at the Company accepted or asked, or who paid, `title` the office of who accepted for it;
    the agent's own part is `recorded_by`.
    """

    replacement = models.ForeignKey(Replacement, models.PROTECT, related_name="records")
    kind = models.CharField(max_length=24, choices=[(step.value, step.words) for step in ReplacementStep])
    person = models.TextField(blank=True)
    title = models.CharField(max_length=80, blank=True)
    said = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[step.value for step in ReplacementStep]),
                name="replacement_record_kind_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__endswith="BY_COMPANY") | models.Q(document__isnull=False),
                name="company_accepts_on_paper",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__startswith="EXPENSES_", amount__gt=0)
                | (~models.Q(kind__startswith="EXPENSES_") & models.Q(amount__isnull=True)),
                name="expenses_have_their_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
