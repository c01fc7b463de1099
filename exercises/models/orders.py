"""Orders of the Board carried out: the list of what every holder gets, the payments made by it (§23, §24).

Lists, lines and checks are never changed; what becomes of a check is told by its events.
"""

from django.db import models
from django.db.models import Q

from agreement.workflow.checks import CheckEvent


class OrderList(models.Model):
    """What every registered holder gets by an order: made whole from the books, kept as a file with its hash.

    `figures` are those by which it was made, `totals` what it comes to; `standing` the Rights counted as the
    books count them. `entry` is set once, when two people carried the order out by this list.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="order_lists")
    number = models.PositiveIntegerField()
    order = models.ForeignKey("registry.Notice", models.PROTECT, related_name="order_lists")
    takes_effect_at = models.DateTimeField()
    figures = models.JSONField()
    totals = models.JSONField()
    standing = models.JSONField()
    cash = models.DecimalField(max_digits=20, decimal_places=2)
    line_count = models.PositiveIntegerField()
    payment_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.TextField()
    size_bytes = models.BigIntegerField()
    certificate = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    conditions_met = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    entry = models.OneToOneField(
        "registry.BookEntry", models.PROTECT, null=True, blank=True, related_name="order_list"
    )

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="order_list_number_once"),
            models.CheckConstraint(condition=Q(cash__gte=0), name="order_list_cash_not_negative"),
        ]

    def __str__(self) -> str:
        return f"List {self.number} of an order"


class OrderLine(models.Model):
    """One holder on a list: the Rights held, the Rights taken, shares, the fraction of one, cash.

    `fraction` counts parts of a share of which `figures` of the list name the size; `payment` is the place
    of the holder among those who are paid, none where there is nothing to pay. A list of a million lines is
    written in one statement: that list and holder exist is looked up there, not for each line.
    """

    pk = models.CompositePrimaryKey("order_list_id", "line")
    order_list = models.ForeignKey(
        OrderList, models.PROTECT, related_name="lines", db_index=False, db_constraint=False
    )
    line = models.IntegerField()
    holder = models.ForeignKey(
        "registry.RegisteredHolder",
        models.PROTECT,
        related_name="order_lines",
        db_index=False,
        db_constraint=False,
    )
    account = models.CharField(max_length=40)
    valid = models.BigIntegerField()
    void = models.BigIntegerField()
    taken = models.BigIntegerField()
    shares = models.BigIntegerField()
    fraction = models.DecimalField(max_digits=40, decimal_places=0)
    cash = models.DecimalField(max_digits=20, decimal_places=2)
    payment = models.IntegerField(null=True)

    class Meta:
        db_table = "order_line"
        ordering = ["order_list_id", "line"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__gte=0, void__gte=0, taken__lte=models.F("valid") + models.F("void")),
                name="order_line_taken",
            )
        ]

    def __str__(self) -> str:
        return f"Line {self.line}"


class PaymentRun(models.Model):
    """Checks for every line of a list that is paid, out of one payment that two people approved (§20(j)).

    `payout` is the money approved for it. Numbers of checks run on from `first_number` without a gap.
    """

    order_list = models.OneToOneField(OrderList, models.PROTECT, related_name="run")
    payout = models.OneToOneField("exercises.Payout", models.PROTECT, related_name="run")
    job = models.OneToOneField("registry.Job", models.PROTECT, related_name="+")
    bank_account = models.CharField(max_length=40)
    first_number = models.BigIntegerField()
    dated = models.DateField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Payments of {self.order_list}"


class IssuedChecks(models.Model):
    """A stretch of lines whose checks were made, with their numbers: whole, once, never changed.

    A check is given by its line (exercises/sql/issued_checks.sql), so that none is written for itself; two
    stretches of a run have no line in common. See docs/adr/0027.
    """

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="issued")
    first_line = models.IntegerField()
    last_line = models.IntegerField()
    first_number = models.BigIntegerField()
    last_number = models.BigIntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["run_id", "first_line"]
        verbose_name_plural = "issued checks"

    def __str__(self) -> str:
        return f"Checks {self.first_number} to {self.last_number}"


class ReplacementCheck(models.Model):
    """A check in the place of one that was stopped: for the same line, with a number of its own."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="replacements")
    number = models.BigIntegerField()
    line = models.IntegerField()
    dated = models.DateField()
    replaces = models.BigIntegerField()

    class Meta:
        ordering = ["run_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="check_number_once"),
            models.UniqueConstraint(fields=["run", "replaces"], name="check_replaced_once"),
        ]

    def __str__(self) -> str:
        return f"Check {self.number}"


class OrderPayment(models.Model):
    """One check, read from its line: its number, its sum; or the check in the place of another (`replaces`).

    A view over lines, stretches issued and replacements. A check is found by its line; whoever knows only
    the number asks `selectors.checks.checks_numbered`.
    """

    pk = models.CompositePrimaryKey("run_id", "line", "number")
    run = models.ForeignKey(PaymentRun, models.DO_NOTHING, related_name="payments")
    number = models.BigIntegerField()
    line = models.IntegerField()
    holder = models.ForeignKey("registry.RegisteredHolder", models.DO_NOTHING, related_name="order_payments")
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    dated = models.DateField()
    replaces = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "order_payment"
        ordering = ["run_id", "number"]

    def __str__(self) -> str:
        return f"Check {self.number}"


class PaymentEvent(models.Model):
    """What became of a check: paid by the bank, stopped, stale, handed over as unclaimed; never changed.

    `amount` and `bank_reference` are those of the bank's file, where one said so.
    """

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="events")
    number = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.words) for kind in CheckEvent])
    happened_on = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    reason = models.TextField(blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number", "kind"], name="check_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: check {self.number}"
