"""A mailing: its pieces as frozen when it was asked for, its files, the post's receipts, what came back."""

from django.db import models

from registry.models.addresses import PostalAddress


class MailingKind(models.TextChoices):
    """What a mailing carries."""

    CERTIFICATES = "CERTIFICATES", "Rights Certificates"
    SUMMARY_OF_RIGHTS = "SUMMARY_OF_RIGHTS", "Summary of Rights"
    EXPIRY_REMINDER = "EXPIRY_REMINDER", "Reminder that the Rights expire"
    EVENT_PROPOSED = "EVENT_PROPOSED", "Notice of a proposed event"
    EVENT_OCCURRED = "EVENT_OCCURRED", "Notice of an event and its consequences"


class MailClass(models.TextChoices):
    """How it goes: first-class, postage prepaid, plain or with a service of the post added (§3(a), §26)."""

    FIRST_CLASS = "FIRST_CLASS", "First-class mail, postage prepaid"
    CERTIFIED = "CERTIFIED", "First-class mail, postage prepaid, certified"
    REGISTERED = "REGISTERED", "First-class mail, postage prepaid, registered"


class AddressSource(models.TextChoices):
    """Which registry gave the addresses: the agent's books after the separation, before it the share list."""

    BOOKS = "BOOKS", "Registration books of the Rights Agent"
    SHARE_LIST = "SHARE_LIST", "List of record holders of the Common Shares"


class MailingState(models.TextChoices):
    """How far a mailing has come (agreement/workflow/post.py)."""

    DRAFT = "DRAFT", "Draft"
    SNAPSHOT_LOCKED = "SNAPSHOT_LOCKED", "Addresses locked"
    TEXT_APPROVED = "TEXT_APPROVED", "Approved, being produced"
    PREPARED = "PREPARED", "Ready for the post"
    DISPATCHING = "DISPATCHING", "Partly mailed"
    DISPATCHED = "DISPATCHED", "Mailed"
    CERTIFIED = "CERTIFIED", "Mailed and certified"
    CANCELLED = "CANCELLED", "Cancelled"


class PieceStep(models.TextChoices):
    """Where a piece stands; a job brings it to PRODUCED, only a receipt of the post further."""

    QUEUED = "QUEUED", "To be produced"
    PRODUCED = "PRODUCED", "Produced, not mailed"
    DISPATCHED = "DISPATCHED", "Mailed"
    RETURNED = "RETURNED", "Came back"
    REMAILED = "REMAILED", "Came back and mailed again"
    EXCLUDED = "EXCLUDED", "Set aside"


class ReturnReason(models.TextChoices):
    """What the post wrote on a piece that came back."""

    MOVED = "MOVED", "Moved, no forwarding address"
    UNKNOWN = "UNKNOWN", "Not known at this address"
    INSUFFICIENT = "INSUFFICIENT", "Address insufficient"
    REFUSED = "REFUSED", "Refused"
    UNCLAIMED = "UNCLAIMED", "Unclaimed"
    DECEASED = "DECEASED", "Addressee deceased"


class Mailing(models.Model):
    """Papers of one kind to every holder concerned, on the Company's written request (§3(a), §3(b), §26).

    `snapshot` freezes every word and figure that the sheets take from the agreement; `snapshot_hash` is over
    the pieces with their addresses. Both and the hash of the words are what the second person approves.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="mailings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=MailingKind.choices)
    request = models.ForeignKey("registry.Notice", models.PROTECT, related_name="mailings")
    due = models.ForeignKey("registry.NoticeDue", models.PROTECT, null=True, blank=True, related_name="+")
    mail_class = models.CharField(max_length=12, choices=MailClass.choices)
    source = models.CharField(max_length=12, choices=AddressSource.choices)
    holder_list = models.ForeignKey(
        "registry.HolderList", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=16, choices=MailingState.choices, default=MailingState.DRAFT)
    text_name = models.CharField(max_length=64)
    text_hash = models.CharField(max_length=64)
    snapshot = models.JSONField()
    snapshot_hash = models.CharField(max_length=64, blank=True)
    approval = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    job = models.OneToOneField("registry.Job", models.PROTECT, null=True, blank=True, related_name="mailing")
    manifest = models.TextField(blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    listing = models.TextField(blank=True)
    listing_sha256 = models.CharField(max_length=64, blank=True)
    certification = models.ForeignKey(
        "registry.Approval", models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="mailing_number_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=MailingState.values), name="mailing_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=MailingKind.values), name="mailing_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(mail_class__in=MailClass.values), name="mailing_class_known"
            ),
            models.CheckConstraint(
                condition=models.Q(source=AddressSource.BOOKS, holder_list__isnull=True)
                | models.Q(source=AddressSource.SHARE_LIST, holder_list__isnull=False),
                name="mailing_names_its_list",
            ),
        ]

    def __str__(self) -> str:
        return f"Mailing {self.number}"


class MailingFile(models.Model):
    """One file of address sheets in the order of the pieces, kept under its SHA-256."""

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="files")
    first_piece = models.BigIntegerField()
    last_piece = models.BigIntegerField()
    piece_count = models.PositiveIntegerField()
    page_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    stored_as = models.TextField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["mailing", "first_piece"]
        constraints = [models.UniqueConstraint(fields=["mailing", "first_piece"], name="mailing_file_once")]

    def __str__(self) -> str:
        return f"Sheets of pieces {self.first_piece} to {self.last_piece}"


class MailingReceipt(models.Model):
    """What the post took, by its receipt: day, place, class, count and the very pieces; never changed (§26).

    `ranges` are numbers of pieces; they are as many as the receipt is for.
    """

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    mailed_on = models.DateField()
    place = models.TextField()
    mail_class = models.CharField(max_length=12, choices=MailClass.choices)
    piece_count = models.BigIntegerField()
    ranges = models.JSONField()
    signer = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    entry = models.ForeignKey("registry.BookEntry", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["mailing", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "number"], name="mailing_receipt_number_once"),
            models.CheckConstraint(
                condition=models.Q(piece_count__gt=0), name="mailing_receipt_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Receipt {self.number} of {self.mailed_on}"


class MailingPiece(PostalAddress):
    """One envelope: a holder, the certificates in it, name and address as they stood when it was frozen.

    `mark` is the number in the Code 128 of the address sheet: that of the first certificate in the envelope,
    which bears the same mark, or of the piece where it holds none. Pieces that are mailed are numbered from
    one in the order of the certificates; those set aside come after them with their `ground`.
    """

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="+", db_index=False
    )
    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="pieces", db_index=False)
    number = models.BigIntegerField()
    holder = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, null=True, blank=True, related_name="mailing_pieces"
    )
    account = models.CharField(max_length=40)
    first_certificate = models.BigIntegerField(null=True, blank=True)
    last_certificate = models.BigIntegerField(null=True, blank=True)
    rights = models.BigIntegerField(default=0)
    registration = models.TextField()
    address_version = models.ForeignKey(
        "registry.HolderAddress", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    mark = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=PieceStep.choices)
    ground = models.JSONField(default=dict, blank=True)
    file = models.ForeignKey(
        MailingFile, models.PROTECT, null=True, blank=True, related_name="pieces", db_index=False
    )
    page = models.PositiveIntegerField(null=True, blank=True)
    content_hash = models.BinaryField(max_length=32, null=True, blank=True)
    receipt = models.ForeignKey(
        MailingReceipt, models.PROTECT, null=True, blank=True, related_name="pieces", db_index=False
    )

    class Meta:
        db_table = "mailing_piece"
        ordering = ["mailing", "number"]
        indexes = [
            models.Index(fields=["mailing", "state", "number"], name="mailing_piece_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "number"], name="mailing_piece_once"),
            models.UniqueConstraint(
                fields=["agreement", "first_certificate"],
                condition=models.Q(state__in=["QUEUED", "PRODUCED", "DISPATCHED"]),
                name="certificate_in_one_envelope",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PieceStep.values), name="mailing_piece_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(first_certificate__isnull=True, last_certificate__isnull=True)
                | models.Q(first_certificate__lte=models.F("last_certificate")),
                name="mailing_piece_range_ordered",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PieceStep.EXCLUDED) | ~models.Q(ground={}),
                name="mailing_piece_tells_why_aside",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["QUEUED", "EXCLUDED"], file__isnull=True)
                | models.Q(
                    state__in=["PRODUCED", "DISPATCHED", "RETURNED", "REMAILED"],
                    file__isnull=False,
                    page__isnull=False,
                    content_hash__isnull=False,
                ),
                name="mailing_piece_produced_in_a_file",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["QUEUED", "PRODUCED", "EXCLUDED"], receipt__isnull=True)
                | models.Q(state__in=["DISPATCHED", "RETURNED", "REMAILED"], receipt__isnull=False),
                name="mailing_piece_mailed_by_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"Piece {self.number}"


class MailReturn(models.Model):
    """A piece that came back: the day, what the post wrote, who recorded it; never changed (§26).

    `document` is the scan of the envelope, where one was made.
    What was mailed stays given; the address is in doubt until a change of it comes into force.
    """

    piece = models.OneToOneField(MailingPiece, models.PROTECT, related_name="came_back")
    returned_on = models.DateField()
    reason = models.CharField(max_length=12, choices=ReturnReason.choices)
    note = models.TextField(blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=ReturnReason.values), name="mail_return_reason_known"
            )
        ]

    def __str__(self) -> str:
        return f"Returned on {self.returned_on}"
