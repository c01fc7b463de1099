"""The certified list of record holders as received, staged and examined (§3(a), §5(b))."""

from django.db import models


class ListState(models.TextChoices):
    """STAGED (no rejects), REJECTED (rows or totals refused), ACCEPTED (two people), OPENED, SUPERSEDED."""

    STAGED = "STAGED", "Staged"
    REJECTED = "REJECTED", "Rejected"
    ACCEPTED = "ACCEPTED", "Accepted"
    OPENED = "OPENED", "Opened into the books"
    SUPERSEDED = "SUPERSEDED", "Superseded"


class ListPurpose(models.TextChoices):
    """Whose list it is: the books open from that of the Distribution Date alone (§3(a), §3(b))."""

    DISTRIBUTION_DATE = "DISTRIBUTION_DATE", "Distribution Date"
    RECORD_DATE = "RECORD_DATE", "Record Date"


class HolderList(models.Model):
    """One received list: as of which instant, certified by whom with which totals, and what was found in it.

    Shares are counted in millionths so that six decimals are exact integers. While the file is being read the
    list has no document; filing the file ends the reading, and no row can be added from then on.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="holder_lists")
    notice = models.ForeignKey("registry.Notice", models.PROTECT, related_name="holder_lists")
    purpose = models.CharField(
        max_length=20, choices=ListPurpose.choices, default=ListPurpose.DISTRIBUTION_DATE
    )
    as_of = models.DateTimeField()
    certified_shares_millionths = models.DecimalField(max_digits=30, decimal_places=0)
    certified_holders = models.BigIntegerField()
    document = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="holder_lists"
    )
    file_name = models.TextField()
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=ListState.choices)
    row_count = models.BigIntegerField(default=0)
    reject_count = models.BigIntegerField(default=0)
    account_count = models.BigIntegerField(default=0)
    shares_millionths = models.DecimalField(max_digits=30, decimal_places=0, default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    grounds = models.JSONField(default=list, blank=True)
    amends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="amended_by")
    acceptance = models.ForeignKey(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ListState.values), name="list_state_known"),
            models.CheckConstraint(
                condition=models.Q(purpose__in=ListPurpose.values), name="list_purpose_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose=ListPurpose.RECORD_DATE, state=ListState.OPENED),
                name="books_open_from_the_distribution_list",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[ListState.ACCEPTED, ListState.OPENED])
                | models.Q(
                    document__isnull=False,
                    acceptance__isnull=False,
                    reject_count=0,
                    shares_millionths=models.F("certified_shares_millionths"),
                    account_count=models.F("certified_holders"),
                )
                & ~models.Q(content_hash=""),
                name="accepted_list_reconciles",
            ),
            models.CheckConstraint(
                condition=models.Q(received_at__lte=models.F("recorded_at")),
                name="list_received_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"List {self.pk} {self.file_name}"


class HolderListRow(models.Model):
    """One row of a list: an account's shares issued on one date (empty: the Record Date).

    An account stands on several rows only with different issue dates, one registration and one address.
    That the list exists and is still being read is held by a statement trigger (registry/sql/lists.sql): one
    look-up for each row would cost more than everything else in the reading of a million rows.
    """

    pk = models.CompositePrimaryKey("holder_list_id", "line")
    holder_list = models.ForeignKey(
        HolderList, models.PROTECT, related_name="rows", db_index=False, db_constraint=False
    )
    line = models.BigIntegerField()
    account = models.CharField(max_length=40)
    registration = models.TextField()
    registration_commitment = models.BinaryField(max_length=32)
    address = models.TextField()
    city = models.TextField()
    region = models.TextField()
    postal_code = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    account_type = models.CharField(max_length=24)
    email = models.TextField()
    taxpayer_id_encrypted = models.BinaryField(null=True)
    taxpayer_id_index = models.BinaryField(max_length=32, null=True)
    taxpayer_id_last_four = models.CharField(max_length=4)
    shares_issued_on = models.DateField(null=True)
    shares_millionths = models.BigIntegerField()

    class Meta:
        db_table = "holder_list_row"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shares_millionths__gt=0), name="list_row_shares_positive"
            ),
            models.CheckConstraint(
                condition=~models.Q(registration="") & ~models.Q(address="") & ~models.Q(account=""),
                name="list_row_named_and_addressed",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    taxpayer_id_encrypted__isnull=True,
                    taxpayer_id_index__isnull=True,
                    taxpayer_id_last_four="",
                )
                | models.Q(taxpayer_id_encrypted__isnull=False, taxpayer_id_index__isnull=False),
                name="list_row_taxpayer_id_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.line}"


class HolderListReject(models.Model):
    """A row of a list that was refused: where, what stood there, why, and what would cure it."""

    holder_list = models.ForeignKey(HolderList, models.PROTECT, related_name="rejects")
    line = models.BigIntegerField()
    column = models.CharField(max_length=40)
    value = models.TextField()
    code = models.CharField(max_length=40)
    reason = models.TextField()
    cure = models.TextField()

    class Meta:
        db_table = "holder_list_reject"
        ordering = ["holder_list", "line", "id"]

    def __str__(self) -> str:
        return f"Line {self.line}: {self.code}"
