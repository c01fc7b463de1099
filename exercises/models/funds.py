"""Money of the Company by purpose, and what is paid out of it by two people (§20(j), §23(a), §24(d)).

None of it is ever changed: money recorded in error is taken back by another row.
"""

from django.db import models
from django.db.models import Q

from agreement.funds import OF_EXERCISES, FundsPurpose

_PURPOSES = [(purpose.value, purpose.words) for purpose in FundsPurpose]
# Redemption and exchange are paid for by the order of the Board that they carry out; exercises by none.
_OF_AN_ORDER = Q(purpose__in=[purpose.value for purpose in OF_EXERCISES], order__isnull=True) | Q(
    purpose__in=["REDEMPTION", "EXCHANGE"], order__isnull=False
)


class FundsReceived(models.Model):
    """Money of the Company collected for one purpose; or money taken back that was recorded in error.

    `order` is the notice of the order that it is for. What is taken back is a row of the same sum below
    zero, which names the wrong one.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="funds_received")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=12, choices=_PURPOSES)
    order = models.ForeignKey(
        "registry.Notice", models.PROTECT, null=True, blank=True, related_name="funds_received"
    )
    received_from = models.TextField()
    received_on = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name_plural = "funds received"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="funds_received_number_once"),
            models.CheckConstraint(condition=_OF_AN_ORDER, name="funds_received_for_an_order"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0, reason="")
                | Q(reverses__isnull=False, amount__lt=0) & ~Q(reason=""),
                name="funds_received_or_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"Money {self.number} of the Company"


class Payout(models.Model):
    """A payment out of money of the Company: drafted by one person, approved by another (§20(j)).

    `approval` and `approved_at` are set when it is approved; only then is the money spent. `fraction` is the
    certificate of the Company by which the part of a unit of one exercise is paid, once (§14(e)).
    `substitute` is the exercise whose cash in substitution is paid, once (§11(a)(iii)).
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="payouts")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=12, choices=_PURPOSES)
    order = models.ForeignKey(
        "registry.Notice", models.PROTECT, null=True, blank=True, related_name="payouts"
    )
    payee = models.TextField()
    about = models.TextField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    recorded_at = models.DateTimeField()
    approval = models.OneToOneField(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    fraction = models.ForeignKey(
        "exercises.FractionCertified", models.PROTECT, null=True, blank=True, related_name="payouts"
    )
    substitute = models.ForeignKey(
        "exercises.SecuritiesDue", models.PROTECT, null=True, blank=True, related_name="payouts"
    )

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="payout_number_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approval__isnull=True)
                | Q(approved_at__isnull=False, approval__isnull=False),
                name="payout_approved_on_request",
            ),
            models.CheckConstraint(condition=_OF_AN_ORDER, name="payout_for_an_order"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payout_of_something"),
            models.UniqueConstraint(
                fields=["fraction"], condition=Q(approved_at__isnull=False), name="fraction_paid_once"
            ),
            models.CheckConstraint(
                condition=Q(fraction__isnull=True) | Q(purpose="FRACTIONS"), name="payout_of_a_fraction"
            ),
            models.UniqueConstraint(
                fields=["substitute"], condition=Q(approved_at__isnull=False), name="substitute_paid_once"
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) ^ Q(purpose="SUBSTITUTE"), name="payout_of_a_substitute"
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.number}"
