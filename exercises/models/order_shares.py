"""Common Shares that an order of the Board gives: requisitioned for its holders, delivered to them (§24(b)).

Nothing of it is ever changed.
"""

from django.db import models
from django.db.models import Q

from agreement.requisition import DeliveryStep as Step
from agreement.workflow.items import ReturnMeans

_STEPS = [(one.value, one.words) for one in Step]
_MEANS = [(one.value, one.words) for one in ReturnMeans if one is not ReturnMeans.KEPT]


class OrderRequisition(models.Model):
    """The Common Shares of a list asked for in the names of its holders, by a file that two people approved.

    `instruction` is the Company's word of whom they are had. `left_out` are the lines to which nothing goes
    yet, each with the reason; the next requisition of the list is for those alone.
    """

    order_list = models.ForeignKey("exercises.OrderList", models.PROTECT, related_name="requisitions")
    number = models.PositiveIntegerField()
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    asked_of = models.TextField()
    address = models.TextField()
    instruction = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    line_count = models.IntegerField()
    share_count = models.BigIntegerField()
    left_out = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    stored_as = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["order_list", "number"]
        constraints = [
            models.UniqueConstraint(fields=["order_list", "number"], name="order_requisition_number_once"),
            models.CheckConstraint(
                condition=Q(line_count__gt=0, share_count__gt=0), name="order_requisition_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Requisition {self.number} of list {self.order_list.number}"


class OrderDelivery(models.Model):
    """Shares of a list received, or registered for its holders, and delivered to them, with its paper."""

    requisition = models.ForeignKey(OrderRequisition, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=_STEPS)
    happened_on = models.DateField()
    means = models.CharField(max_length=12, choices=_MEANS, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["requisition", "id"]
        verbose_name_plural = "order deliveries"
        constraints = [
            models.UniqueConstraint(fields=["requisition", "kind"], name="order_delivery_step_once"),
            models.CheckConstraint(
                condition=Q(kind="RECEIVED", means="") | Q(kind="DELIVERED") & ~Q(means=""),
                name="order_delivery_means",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.requisition}"
