"""A print run: stretches of numbers, its files for the press, and one piece for every sheet printed."""

from django.db import models


class RunState(models.TextChoices):
    """How far a print run has come, in this order; ABORTED only before PRINTED."""

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
    """RENDERED, until the sheet is SPOILED (defective and destroyed) or LOST (lost or misnumbered).

    That a sheet was printed, executed or countersigned is told by its run and by the events in the books; no
    row per sheet is changed for that.
    """

    RENDERED = "RENDERED", "Drawn"
    SPOILED = "SPOILED", "Spoiled"
    LOST = "LOST", "Lost or misnumbered"


class PrintRun(models.Model):
    """The certificates of some entries, locked to be drawn, printed and signed by hand (§3(a), §5(a)).

    `stretches` are their numbers, frozen as [first, last] pairs in order; `first_number` and `last_number`
    are the ends, with numbers of other runs in between where there are several stretches. `snapshot` freezes
    every figure and word the faces take from the agreement; `register_hash` is the hash of the certificates'
    leaves in number order when the run was locked. `proof` compares what was drawn with the register,
    `reconciliation` accounts for every number. The files of the run lie under FILES_ROOT.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="print_runs")
    number = models.PositiveIntegerField()
    entries = models.ManyToManyField("registry.BookEntry", related_name="print_runs")
    form_version = models.ForeignKey("registry.FormVersion", models.PROTECT, related_name="+")
    first_number = models.BigIntegerField()
    last_number = models.BigIntegerField()
    stretches = models.JSONField()
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
    manifest = models.TextField(blank=True)
    hash_list = models.TextField(blank=True)
    control_sheet = models.TextField(blank=True)
    proof = models.JSONField(default=dict, blank=True)
    reconciliation = models.JSONField(default=dict, blank=True)
    executed_on = models.DateField(null=True, blank=True)
    execution = models.ForeignKey(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closing = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    reconciled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="print_run_number_once"),
            models.CheckConstraint(
                condition=models.Q(first_number__lte=models.F("last_number")), name="print_run_range_ordered"
            ),
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

    def __str__(self) -> str:
        return f"R-{self.first_number:07d} to R-{self.last_number:07d}"


class PrintPiece(models.Model):
    """One sheet: a copy of a number, where it stands, its content hash, what became of it (§5(a)).

    `file` is null for a sheet printed alone; `page` is the number of its face within the file.
    """

    pk = models.CompositePrimaryKey("agreement_id", "certificate_number", "copy")
    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="+", db_index=False
    )
    certificate_number = models.BigIntegerField()
    copy = models.PositiveSmallIntegerField()
    run = models.ForeignKey(PrintRun, models.PROTECT, related_name="pieces")
    file = models.ForeignKey(
        PrintFile, models.PROTECT, null=True, blank=True, related_name="pieces", db_index=False
    )
    page = models.PositiveIntegerField()
    content_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=16, choices=PieceState.choices)
    reason = models.TextField(blank=True)
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "print_piece"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=PieceState.values), name="print_piece_state_known"
            ),
            models.CheckConstraint(condition=models.Q(copy__gt=0), name="print_piece_copy_from_one"),
            models.CheckConstraint(
                condition=models.Q(copy=1, state="RENDERED") | ~models.Q(reason=""),
                name="print_piece_tells_why",
            ),
        ]

    def __str__(self) -> str:
        return f"R-{self.certificate_number:07d}, copy {self.copy}"
