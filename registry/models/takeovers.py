"""Records taken over from a predecessor as Rights Agent, their reconciliation, its certificates (§21)."""

from django.db import models


class TakeOver(models.Model):
    """What a predecessor handed over: its control total beside the Company's statement (Recitals, §21).

    Posting stays closed until two people have signed the totals off, with the reason for any difference.
    `papers` are the inherited letters and notices. `legended_total` and `stopped_total` are the Rights on
    certificates with the legend of nullity and under a stop, where the Company states them.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="take_overs")
    predecessor = models.TextField()
    served_from = models.DateField()
    served_until = models.DateField()
    inherited_total = models.BigIntegerField()
    company_total = models.BigIntegerField()
    legended_total = models.BigIntegerField(null=True, blank=True)
    stopped_total = models.BigIntegerField(null=True, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    papers = models.ManyToManyField("registry.Document", related_name="taken_over_by", blank=True)
    reason = models.TextField(blank=True)
    reconciliation = models.ForeignKey(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reconciled_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(served_from__lte=models.F("served_until")), name="predecessor_served"
            ),
            models.CheckConstraint(
                condition=models.Q(inherited_total__gte=0, company_total__gte=0),
                name="take_over_totals_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(reconciled_at__isnull=True)
                | models.Q(inherited_total=models.F("company_total"))
                | ~models.Q(reason=""),
                name="take_over_difference_explained",
            ),
            models.CheckConstraint(
                condition=models.Q(legended_total__isnull=True) | models.Q(legended_total__gte=0),
                name="take_over_legended_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_total__isnull=True) | models.Q(stopped_total__gte=0),
                name="take_over_stopped_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"Records of {self.predecessor}"

    @property
    def difference(self) -> int:
        """The Company's statement less the inherited total."""
        return self.company_total - self.inherited_total


class CertificateDetailRow(models.Model):
    """One certificate of a predecessor's detail that waits to be taken on: holder, face, dates, stop (§21).

    Staged when the taking-on is asked for and gone when it is posted: the request binds the hash of these
    rows and their totals, and the door of the books computes both again.
    """

    pk = models.CompositePrimaryKey("agreement_id", "line")
    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="+", db_index=False, db_constraint=False
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
    number = models.BigIntegerField()
    rights = models.BigIntegerField()
    dated = models.DateField()
    countersigned_on = models.DateField()
    countersigner = models.TextField()
    legend_class = models.CharField(max_length=8)
    taint_class = models.CharField(max_length=8)
    stopped_on = models.DateField(null=True)
    stop_kind = models.CharField(max_length=24)
    stop_reason = models.TextField()

    class Meta:
        db_table = "certificate_detail_row"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gt=0, rights__gt=0), name="detail_row_number_and_rights"
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.line}"
