"""A holder's bank account for payments: what the holder signed, in force when two people recorded it.

The agreement gives nobody such an account; it is the agent's practice, and no holder must use it.
"""

from django.db import models
from django.db.models import Q


class DepositInstruction(models.Model):
    """A registered holder's instruction where money goes; the one approved last ends those before it.

    With an empty `routing` it asks for checks again. The account number is sealed; `account_index` finds the
    same account with another holder. `approval`, `in_force_from` and `pays_from` are set when a second person
    approves it; until `pays_from` payments go by check.
    """

    holder = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, related_name="deposit_instructions"
    )
    routing = models.CharField(max_length=9, blank=True)
    account_encrypted = models.BinaryField(null=True, blank=True)
    account_index = models.BinaryField(max_length=32, null=True, blank=True)
    account_last_four = models.CharField(max_length=4, blank=True)
    is_savings = models.BooleanField(default=False)
    signed_by = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    approval = models.OneToOneField(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_force_from = models.DateTimeField(null=True, blank=True)
    pays_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(routing="", account_encrypted__isnull=True, account_index__isnull=True)
                | Q(account_encrypted__isnull=False, account_index__isnull=False) & ~Q(routing=""),
                name="deposit_to_a_whole_account",
            ),
            models.CheckConstraint(
                condition=Q(approval__isnull=True, in_force_from__isnull=True, pays_from__isnull=True)
                | Q(approval__isnull=False, pays_from__gte=models.F("in_force_from")),
                name="deposit_in_force_on_request",
            ),
        ]

    def __str__(self) -> str:
        return f"Deposit instruction {self.pk}"
