"""A print run: a range of numbers, its files for the press, and one piece for every sheet printed."""

from django.db import models


class RunState(models.TextChoices):
    """DRAFT → DATA_LOCKED → RENDERED → PROOFED → PRINTED → EXECUTED → COUNTERSIGNING → RECONCILED → CLOSED."""

    DRAFT = "DRAFT", "Draft"
    DATA_LOCKED = "DATA_LOCKED", "Register locked"
    RENDERED = "RENDERED", "Drawn"
    PROOFED = "PROOFED", "Proofed"
    PRINTED = "PRINTED", "Printed"
    EXECUTED = "EXECUTED", "Executed by the Company"
    COUNTERSIGNING = "COUNTERSIGNING", "Being countersigned"
    RECONCILED = "RECONCILED", "Reconciled"
    CLOSED = "CLOSED", "Closed"
    ABORTED = "ABORTED", "Aborted"


class PieceState(models.TextChoices):
    """RENDERED → PRINTED → COUNTERSIGNED, or SPOILED (defective sheet destroyed), or MISSING."""

    RENDERED = "RENDERED", "Drawn"
    PRINTED = "PRINTED", "Printed"
    COUNTERSIGNED = "COUNTERSIGNED", "Countersigned"
    SPOILED = "SPOILED", "Spoiled"


class PrintRun(models.Model):
    """A locked range of certificates to be drawn, printed, executed and signed by hand (§3(a), §5(a)).

    `snapshot` freezes every figure and word the faces take from the agreement; `register_hash` is the
    hash of the certificates' leaves in number order when the run was locked.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="print_runs")
    number = models.PositiveIntegerField()
    entry = models.ForeignKey("registry.BookEntry", models.PROTECT, related_name="print_runs")
    form_version = models.ForeignKey("registry.FormVersion", models.PROTECT, related_name="+")
    first_number = models.BigIntegerField()
    last_number = models.BigIntegerField()
    certificate_count = models.BigIntegerField()
    rights_total = models.BigIntegerField()
    snapshot = models.JSONField()
    register_hash = models.CharField(max_length=64)
    books_number = models.BigIntegerField()
    books_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=RunState.choices, default=RunState.DRAFT)
    job = models.OneToOneField(
        "registry.Job", models.PROTECT, null=True, blank=True, related_name="print_run"
    )
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    control_sheet = models.TextField(blank=True)
    created_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="print_run_number_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=RunState.values), name="print_run_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Print run {self.number}"


class PrintFile(models.Model):
    """One file for the press: up to 1,000 certificates in mailing order, content-addressed (R-XB-15)."""

    run = models.ForeignKey(PrintRun, models.PROTECT, related_name="files")
    first_number = models.BigIntegerField()
    last_number = models.BigIntegerField()
    certificate_count = models.PositiveIntegerField()
    rights_total = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    stored_as = models.TextField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["run", "first_number"]
        constraints = [models.UniqueConstraint(fields=["run", "first_number"], name="print_file_once")]


class PrintPiece(models.Model):
    """One sheet: a copy of a certificate number, its content hash, and what became of it (§5(a), R-5a-6)."""

    pk = models.CompositePrimaryKey("agreement_id", "certificate_number", "copy")
    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="+", db_index=False
    )
    certificate_number = models.BigIntegerField()
    copy = models.PositiveSmallIntegerField()
    run = models.ForeignKey(PrintRun, models.PROTECT, related_name="pieces")
    content_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=16, choices=PieceState.choices)
    reason = models.TextField(blank=True)
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "print_piece"
