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


class OrderDeposit(models.Model):
    """A line of a list that a run pays by deposit, set apart when the run began: its place in the file.

    No check of the line is issued until the bank returned the deposit.
    """

    run = models.ForeignKey("exercises.PaymentRun", models.PROTECT, related_name="deposits")
    line = models.IntegerField()
    sequence = models.IntegerField()
    instruction = models.ForeignKey(DepositInstruction, models.PROTECT, related_name="deposits")

    class Meta:
        ordering = ["run_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="line_deposited_once"),
            models.UniqueConstraint(fields=["run", "sequence"], name="deposit_sequence_once"),
            models.CheckConstraint(
                condition=Q(sequence__gte=1, sequence__lte=999_999), name="deposits_of_one_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"Deposit {self.sequence}"


class DepositFile(models.Model):
    """The file of a run's deposits for the bank, sealed on disk: its hash, its control totals, its sender.

    There is none without the request that one person made and another approved.
    """

    run = models.OneToOneField("exercises.PaymentRun", models.PROTECT, related_name="deposit_file")
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    bank_routing = models.CharField(max_length=9)
    bank_name = models.CharField(max_length=23)
    company_name = models.CharField(max_length=16)
    company_id = models.CharField(max_length=10)
    settles_on = models.DateField()
    entry_count = models.IntegerField()
    entry_hash = models.BigIntegerField()
    credits = models.DecimalField(max_digits=12, decimal_places=2)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    stored_as = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"File of deposits of {self.run}"


class DepositReturn(models.Model):
    """A deposit that pays nobody, from which on its line has a check, dated anew.

    The bank sent it back, by its code and its paper; or, without a code, a person held it back before any
    file was made, for a reason.
    """

    deposit = models.OneToOneField(OrderDeposit, models.PROTECT, related_name="returned")
    code = models.CharField(max_length=3, blank=True)
    reason = models.TextField(blank=True)
    returned_on = models.DateField()
    check_dated = models.DateField()
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(check_dated__gte=models.F("returned_on")), name="check_after_the_return"
            ),
            models.CheckConstraint(
                condition=(Q(code="", document__isnull=True) & ~Q(reason=""))
                | (Q(document__isnull=False, reason="") & ~Q(code="")),
                name="returned_or_held_back",
            ),
        ]

    def __str__(self) -> str:
        return f"Return {self.code} of {self.deposit}" if self.code else f"{self.deposit}, held back"
