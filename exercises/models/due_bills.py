"""What an exercise gives only once an event occurs, and the due bill that stands for it (§11(k))."""

from django.db import models
from django.db.models import Q

_NOT_ISSUED = Q(
    number__isnull=True,
    letter__isnull=True,
    document__isnull=True,
    issued_at__isnull=True,
    issued_by__isnull=True,
)


class DueBill(models.Model):
    """The units of an exercise that the Company deferred, written with its posting; one an exercise.

    `deferral` is the Company's election. Number, paper and who issued it are written once, when the due bill
    goes to the holder: `letter` where it is ours, `document` where the Company made its own instrument.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="due_bills")
    item = models.OneToOneField("registry.Item", models.PROTECT, related_name="due_bill")
    deferral = models.ForeignKey("registry.Notice", models.PROTECT, related_name="due_bills")
    security = models.TextField()
    unit_denominator = models.PositiveIntegerField()
    units = models.CharField(max_length=80)
    deferred_at = models.DateTimeField()
    number = models.PositiveIntegerField(null=True, blank=True)
    letter = models.OneToOneField(
        "registry.PaperDue", models.PROTECT, null=True, blank=True, related_name="due_bill"
    )
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["agreement", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="due_bill_number_once"),
            models.CheckConstraint(
                condition=_NOT_ISSUED
                | Q(number__isnull=False, issued_at__isnull=False, issued_by__isnull=False)
                & (Q(letter__isnull=True) ^ Q(document__isnull=True)),
                name="due_bill_issued_with_its_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"Due bill {self.number}" if self.number else f"Due bill to come, item {self.item.number}"
