"""What was done with Rights that were void before the agent knew, as told to the Company (§7(e))."""

from django.db import models

from registry.models.books import TaintClass


class CaughtKind(models.TextChoices):
    """What was done with Rights that were void already."""

    TRANSFER = "TRANSFER", "Transfer"
    EXERCISE = "EXERCISE", "Exercise"
    REDEMPTION = "REDEMPTION", "Redemption"
    EXCHANGE = "EXCHANGE", "Exchange"
    PAYMENT = "PAYMENT", "Payment"
    DELIVERY = "DELIVERY", "Delivery of securities"
    PAID_OUT = "PAID_OUT", "Payment to the holder"
    MAILING = "MAILING", "Mailing"


class CaughtItem(models.Model):
    """One act with void Rights before they were marked, as the application lists it.

    The rows are frozen with the application for instructions; nothing is reversed without the Company's word.
    `was_known`: it was recorded after the notice had been received. So many `shares`, exact, of `security`
    were given.
    """

    application = models.ForeignKey(
        "registry.InstructionApplication", models.PROTECT, related_name="caught_items"
    )
    notice = models.ForeignKey("registry.Notice", models.PROTECT, related_name="caught_items")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=CaughtKind.choices)
    source = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    was_known = models.BooleanField()
    taint_class = models.CharField(max_length=8, choices=TaintClass.choices)
    holder = models.ForeignKey("registry.RegisteredHolder", models.PROTECT, related_name="+")
    transferee = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, null=True, blank=True, related_name="+"
    )
    certificate_number = models.BigIntegerField(null=True, blank=True)
    entry = models.ForeignKey("registry.BookEntry", models.PROTECT, null=True, blank=True, related_name="+")
    item_number = models.BigIntegerField(null=True, blank=True)
    rights = models.BigIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    shares = models.CharField(max_length=80, blank=True, default="")
    security = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["application", "place"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "source"], name="caught_once"),
            models.CheckConstraint(condition=models.Q(kind__in=CaughtKind.values), name="caught_kind_known"),
            models.CheckConstraint(
                condition=models.Q(taint_class__in=TaintClass.values), name="caught_class_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} caught by notice {self.notice_id}"
