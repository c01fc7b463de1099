"""Payments of the Exercise Price as received (§7(c))."""

from django.db import models

from agreement.exercise_price import Payee, TenderedMeans


class Payment(models.Model):
    """One instrument, or cash, received for one exercise; never changed, one use only (§7(a), §7(c)).

    `part_of` is the payment received with a schedule, of which this is the part of a line that waits.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="payments")
    item = models.ForeignKey("registry.Item", models.PROTECT, related_name="payments")
    means = models.CharField(max_length=24, choices=[(means.value, means.words) for means in TenderedMeans])
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    drawer_bank = models.TextField(blank=True)
    instrument_number = models.CharField(max_length=40, blank=True)
    payee = models.CharField(max_length=8, choices=[(payee.value, payee.words) for payee in Payee])
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts_allotted")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "drawer_bank", "instrument_number"],
                condition=~models.Q(instrument_number="") & models.Q(part_of__isnull=True),
                name="instrument_used_once",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=models.Q(received_at__lte=models.F("recorded_at")),
                name="payment_received_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.pk}"
