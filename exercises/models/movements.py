"""Where money received for exercises went: to the Company, or back to who paid it (§7(c))."""

from django.db import models
from django.db.models import Q

from agreement.custody import MovedTo


class PaymentMovement(models.Model):
    """A payment, or a part of it, forwarded to the Company or returned, with its proof (§7(c))."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="payment_movements"
    )
    number = models.PositiveIntegerField()
    payment = models.ForeignKey("exercises.Payment", models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12, choices=[(one.value, one.words) for one in MovedTo])
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    moved_on = models.DateField()
    given_to = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="payment_movement_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_movement_of_something"),
        ]

    def __str__(self) -> str:
        return f"Movement {self.number} of money"
