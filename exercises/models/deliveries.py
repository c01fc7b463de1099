"""What follows a posted exercise: securities reserved, requisitioned, delivered, cash for fractions (§7(c)).

Nothing of it is ever changed; a requisition is only put into its file, once, later.
"""

from django.db import models
from django.db.models import Q

from agreement.requisition import DeliveryStep as Step
from agreement.requisition import Recipient
from agreement.workflow.items import ReturnMeans

_RECIPIENTS = [(one.value, one.words) for one in Recipient]
_STEPS = [(one.value, one.words) for one in Step]
_MEANS = [(one.value, one.words) for one in ReturnMeans if one is not ReturnMeans.KEPT]


class _OfTheCompany(models.Model):
    """What an officer of the Company signed, with its paper, as one person recorded it."""

    number = models.PositiveIntegerField()
    security = models.TextField()
    officer_name = models.TextField()
    officer_title = models.CharField(max_length=80)
    signed_on = models.DateField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class ReservedShares(_OfTheCompany):
    """The units of a security that the Company certified as reserved for all exercises together (§9(a)).

    What exercises took before is among them. The certificate recorded last counts.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="reserved_shares")
    unit_denominator = models.PositiveIntegerField()
    reserved_units = models.BigIntegerField()

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name_plural = "reserved shares"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="reserved_shares_number_once"),
            models.CheckConstraint(condition=Q(reserved_units__gt=0), name="reserved_shares_above_nought"),
        ]

    def __str__(self) -> str:
        return f"Certificate {self.number} of shares reserved"


class DeliveryRoute(_OfTheCompany):
    """Of whom a security is requisitioned, as the Company said; the one recorded last counts (§7(c), §14(b)).

    `depositary_agreement` gives holders of receipts the rights of beneficial owners of the shares.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="delivery_routes")
    recipient = models.CharField(max_length=16, choices=_RECIPIENTS)
    name = models.TextField()
    address = models.TextField()
    depositary_agreement = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="delivery_route_number_once"),
        ]

    def __str__(self) -> str:
        return f"Arrangement {self.number} for delivery"


class SecuritiesDue(models.Model):
    """What a posted exercise gives, by the terms in force when it was complete (§7(c), §9(a), §10).

    Written with the posting, under the lock of the books: its whole units are taken from the reserve.
    `units` is exact, as a ratio; `whole_units` are delivered, the rest is paid in cash. `cash` is what a
    substitution gives beside them (§11(a)(iii)). One with a `due_bill` is what was deferred, due once the
    event occurred (§11(k)).
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="securities_due")
    item = models.ForeignKey("registry.Item", models.PROTECT, related_name="securities_due")
    due_bill = models.OneToOneField(
        "exercises.DueBill", models.PROTECT, null=True, blank=True, related_name="due"
    )
    security = models.TextField()
    unit_denominator = models.PositiveIntegerField()
    units = models.CharField(max_length=80)
    whole_units = models.BigIntegerField()
    cash = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "id"]
        verbose_name_plural = "securities due"
        constraints = [
            models.CheckConstraint(
                condition=Q(whole_units__gte=0, cash__gte=0), name="securities_due_not_negative"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(due_bill__isnull=True), name="securities_due_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Securities of item {self.item.number}"


class RequisitionFile(models.Model):
    """A file of requisitions as it was handed to the gateway: each requisition stands in one (§7(c))."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="requisition_files"
    )
    number = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField()
    unit_count = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    stored_as = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="requisition_file_number_once"),
            models.CheckConstraint(condition=Q(row_count__gt=0), name="requisition_file_of_something"),
        ]

    def __str__(self) -> str:
        return f"Requisition file {self.number}"


class Requisition(models.Model):
    """The securities of one exercise asked of the transfer agent or the depositary, once (§7(c)(i)).

    In whose name stands in the election; the letter has it as it was when it was written.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="requisitions")
    number = models.PositiveIntegerField()
    due = models.OneToOneField(SecuritiesDue, models.PROTECT, related_name="requisition")
    recipient = models.CharField(max_length=16, choices=_RECIPIENTS)
    route = models.ForeignKey(DeliveryRoute, models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.OneToOneField("registry.PaperDue", models.PROTECT, related_name="requisition")
    requisitioned_at = models.DateTimeField()
    requisitioned_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    file = models.ForeignKey(
        RequisitionFile, models.PROTECT, null=True, blank=True, related_name="requisitions"
    )

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="requisition_number_once"),
        ]

    def __str__(self) -> str:
        return f"Requisition {self.number}"


class DeliveryStep(models.Model):
    """Securities received of whom they were requisitioned, or delivered, with its paper (§7(c)(iii))."""

    requisition = models.ForeignKey(Requisition, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=_STEPS)
    happened_on = models.DateField()
    means = models.CharField(max_length=12, choices=_MEANS, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["requisition", "id"]
        constraints = [
            models.UniqueConstraint(fields=["requisition", "kind"], name="delivery_step_once"),
            models.CheckConstraint(
                condition=Q(kind="RECEIVED", means="") | Q(kind="DELIVERED") & ~Q(means=""),
                name="delivery_step_means",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, requisition {self.requisition.number}"


class FractionCertified(models.Model):
    """The Company's certificate of the cash for the part of a unit that an exercise leaves (§14(e)(i)).

    `amount` is what is paid. `computed` is our figure at the certified close, kept beside it.
    """

    due = models.OneToOneField(SecuritiesDue, models.PROTECT, related_name="fraction")
    closing_price = models.DecimalField(max_digits=20, decimal_places=6)
    trading_day = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    computed = models.DecimalField(max_digits=20, decimal_places=2)
    officer_name = models.TextField()
    officer_title = models.CharField(max_length=80)
    signed_on = models.DateField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "fractions certified"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="fraction_certified_not_negative"),
        ]

    def __str__(self) -> str:
        return f"Fraction of item {self.due.item.number}"
