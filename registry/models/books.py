"""The registration books (§5(b)): written only by the database's posting functions, read by everybody else.

Every row carries a leaf hash made in the database over all its columns; an entry's hash covers its
leaves in key order and the hash of its predecessor.
"""

from typing import Any, NoReturn

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value


class EntryKind(models.TextChoices):
    """What an entry of the books may do; the database refuses any other kind."""

    ATTACH = "ATTACH", "Rights attached to Common Shares"
    RETIRE_ATTACHED = "RETIRE_ATTACHED", "Attached Rights retired"
    OPEN = "OPEN", "Opening of the books"
    ISSUE = "ISSUE", "Supplementary issue"
    TRANSFER = "TRANSFER", "Transfer"
    SPLIT_UP = "SPLIT_UP", "Split-up"
    COMBINE = "COMBINE", "Combination"
    EXCHANGE_CERTIFICATES = "EXCHANGE_CERTIFICATES", "Exchange of certificates"
    REPLACE = "REPLACE", "Replacement"
    EXERCISE = "EXERCISE", "Exercise"
    CANCEL = "CANCEL", "Cancellation"
    NULLIFY = "NULLIFY", "Nullity"
    RESTORE = "RESTORE", "End of nullity"
    ADJUST_NUMBER = "ADJUST_NUMBER", "Adjustment of the number of Rights"
    REDEEM = "REDEEM", "Redemption"
    EXCHANGE_RIGHTS = "EXCHANGE_RIGHTS", "Exchange of Rights"
    EXPIRE = "EXPIRE", "Expiration"
    PAPER = "PAPER", "Event of the paper"
    TAKE_ON = "TAKE_ON", "Take-over from a predecessor"
    CORRECT = "CORRECT", "Correction"


class RetiredAs(models.TextChoices):
    """How a lot left the books."""

    EXERCISED = "EXERCISED", "Exercised"
    REDEEMED = "REDEEMED", "Redeemed"
    EXCHANGED = "EXCHANGED", "Exchanged"
    CANCELLED = "CANCELLED", "Cancelled"
    EXPIRED = "EXPIRED", "Expired"
    ADJUSTED = "ADJUSTED", "Adjusted"
    FRACTION_CASHED = "FRACTION_CASHED", "Fractions paid in cash"
    VOID = "VOID", "Ended void"


class TaintClass(models.TextChoices):
    """The classes of §4(b) and §7(e)."""

    I = "I", "Acquiring Person, Associate or Affiliate"  # noqa: E741
    II = "II", "Post-Event Transferee"
    III_A = "III_A", "Pre-Event Transferee, distribution or continuing arrangement"
    III_B = "III_B", "Pre-Event Transferee, plan to avoid"
    IV = "IV", "Later transferee"


class LegendClass(models.TextChoices):
    """Which nullity sentence the face bears (§4(b), Exhibit B)."""

    GENERAL = "GENERAL", "General sentence"
    NULLITY = "NULLITY", "Legend of §4(b)"


class PaperEvent(models.TextChoices):
    """What may happen to the paper of a certificate."""

    EXECUTED = "EXECUTED", "Executed by the Company"
    COUNTERSIGNED = "COUNTERSIGNED", "Countersigned by hand"
    ISSUED = "ISSUED", "Issued"
    STOPPED = "STOPPED", "Stopped"
    RELEASED = "RELEASED", "Stop released"
    SURRENDERED = "SURRENDERED", "Surrendered"
    RETURNED = "RETURNED", "Returned"
    CANCELLED = "CANCELLED", "Cancelled"
    REPLACED = "REPLACED", "Replaced"
    SPOILED = "SPOILED", "Number spoiled"
    DELIVERED_TO_COMPANY = "DELIVERED_TO_COMPANY", "Delivered to the Company"
    KEPT_FOR_COMPANY = "KEPT_FOR_COMPANY", "Kept by the Rights Agent for the Company"


class BookIsReadOnly(RuntimeError):
    """Somebody tried to write a book row through a model; entries are corrected, never edited (§5(b))."""


class BookRowQuerySet(models.QuerySet[Any]):
    """Reading of the books; every bulk write raises."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BookIsReadOnly("The registration books are written only by posting an entry (§5(b)).")

    create = bulk_create = bulk_update = update = delete = get_or_create = update_or_create = _refuse


class BookRow(models.Model):
    """A row of the books as read: saving, changing or deleting through the model is refused in any role."""

    leaf_hash = models.BinaryField(max_length=32)

    objects = BookRowQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{str(self._meta.verbose_name).capitalize()} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BookIsReadOnly("The registration books are written only by posting an entry (§5(b)).")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BookIsReadOnly("No entry of the registration books is ever removed (§5(b)).")


class BookEntry(BookRow):
    """One dated act in the books, with its authority, its two people and its place in the chain (§5(b))."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="entries", db_index=False
    )
    number = models.BigIntegerField()
    kind = models.CharField(max_length=24, choices=EntryKind.choices)
    section = models.CharField(max_length=40)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="entries")
    item_number = models.BigIntegerField(null=True, blank=True)
    effective_at = models.DateTimeField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    maker = models.ForeignKey("registry.User", models.PROTECT, related_name="+", db_index=False)
    approver = models.ForeignKey("registry.User", models.PROTECT, related_name="+", db_index=False)
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="entry")
    request_hash = models.BinaryField(max_length=32)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    memorandum = models.TextField(blank=True)
    rights_created = models.BigIntegerField()
    rights_closed = models.BigIntegerField()
    rights_opened = models.BigIntegerField()
    rights_retired = models.BigIntegerField()
    ended_class = models.CharField(max_length=16, blank=True)
    content_hash = models.BinaryField(max_length=32)
    previous_hash = models.BinaryField(max_length=32)
    entry_hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name_plural = "book entries"
        db_table = "book_entry"
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="entry_number_once"),
            models.CheckConstraint(condition=models.Q(kind__in=EntryKind.values), name="entry_kind_known"),
            models.CheckConstraint(condition=~models.Q(maker=models.F("approver")), name="entry_two_people"),
            models.CheckConstraint(
                condition=models.Q(
                    rights_opened=models.F("rights_closed")
                    + models.F("rights_created")
                    - models.F("rights_retired")
                ),
                name="entry_balances",
            ),
            models.CheckConstraint(
                condition=models.Q(received_at__lte=models.F("recorded_at")),
                name="entry_received_before_recorded",
            ),
            models.CheckConstraint(condition=~models.Q(section=""), name="entry_section_given"),
            models.CheckConstraint(
                condition=models.Q(kind="CORRECT", corrects__isnull=False) & ~models.Q(memorandum="")
                | ~models.Q(kind="CORRECT") & models.Q(corrects__isnull=True),
                name="entry_correction_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.number} {self.kind}"


class RightsCertificate(BookRow):
    """A Rights Certificate as issued; it never changes: events and lots tell what became of it (§4, §5)."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="certificates", db_index=False
    )
    number = models.BigIntegerField()
    rights = models.BigIntegerField()
    holder = models.ForeignKey("registry.RegisteredHolder", models.PROTECT, related_name="certificates")
    registration = models.TextField()
    registration_commitment = models.BinaryField(max_length=32)
    dated = models.DateField()
    form_version = models.ForeignKey("registry.FormVersion", models.PROTECT, related_name="+", db_index=False)
    legend_class = models.CharField(max_length=8, choices=LegendClass.choices)
    taint_class = models.CharField(max_length=8, choices=TaintClass.choices, blank=True)
    verification_code = models.CharField(max_length=24)
    issued_by = models.ForeignKey(BookEntry, models.PROTECT, related_name="certificates")

    class Meta:
        db_table = "rights_certificate"
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="certificate_number_once"),
            models.CheckConstraint(condition=models.Q(rights__gt=0), name="certificate_rights_positive"),
            models.CheckConstraint(
                condition=models.Q(legend_class="GENERAL", taint_class="")
                | (models.Q(legend_class="NULLITY") & ~models.Q(taint_class="")),
                name="certificate_legend_names_its_class",
            ),
            models.CheckConstraint(
                condition=models.Q(taint_class__in=["", *TaintClass.values]), name="certificate_class_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(registration=""), name="certificate_registration_given"
            ),
        ]

    def __str__(self) -> str:
        return f"R-{self.number:07d}"


class Lot(BookRow):
    """A whole number of Rights with one history, open until an entry closes it (§5(b)).

    Without holder it is attached to the Common Shares; a holder's Rights may be uncertificated where the
    agreement allows it, but a certificate always has a holder. The indexes leave out what most lots lack,
    so that opening the books for a million holders maintains few of them.
    """

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="lots", db_index=False
    )
    rights = models.BigIntegerField()
    holder = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, null=True, blank=True, related_name="lots"
    )
    certificate = models.ForeignKey(
        RightsCertificate, models.PROTECT, null=True, blank=True, related_name="lots"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False
    )
    opened_by = models.ForeignKey(BookEntry, models.PROTECT, related_name="lots_opened")
    closed_by = models.ForeignKey(
        BookEntry, models.PROTECT, null=True, blank=True, related_name="lots_closed", db_index=False
    )
    retired_as = models.CharField(max_length=16, choices=RetiredAs.choices, blank=True)
    closing_hash = models.BinaryField(max_length=32, null=True, blank=True)

    class Meta:
        db_table = "lot"
        constraints = [
            models.CheckConstraint(condition=models.Q(rights__gt=0), name="lot_rights_positive"),
            models.CheckConstraint(
                condition=models.Q(certificate__isnull=True) | models.Q(holder__isnull=False),
                name="lot_certificate_has_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True, closing_hash__isnull=True, retired_as="")
                | models.Q(closed_by__isnull=False, closing_hash__isnull=False),
                name="lot_closing_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(retired_as__in=["", *RetiredAs.values]), name="lot_retired_as_known"
            ),
        ]
        # Only what is looked up carries an index: a million lots are opened in one entry.
        indexes = [
            models.Index(
                fields=["agreement"],
                condition=Q(holder__isnull=True, closed_by__isnull=True),
                name="lot_attached",
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="lot_by_parent"),
            models.Index(fields=["closed_by"], condition=Q(closed_by__isnull=False), name="lot_by_closing"),
        ]


class LotTaint(BookRow):
    """A mark on a lot: its class under §4(b)/§7(e), the notice, and from when its Rights are void, if so."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="taints", db_index=False
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="taints")
    taint_class = models.CharField(max_length=8, choices=TaintClass.choices)
    notice = models.ForeignKey("registry.Notice", models.PROTECT, related_name="+", db_index=False)
    effective_from = models.DateTimeField()
    void_from = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(BookEntry, models.PROTECT, related_name="taints_marked")
    ended_by = models.ForeignKey(
        BookEntry, models.PROTECT, null=True, blank=True, related_name="taints_ended", db_index=False
    )
    ending_hash = models.BinaryField(max_length=32, null=True, blank=True)

    class Meta:
        db_table = "lot_taint"
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=models.Q(ended_by__isnull=True), name="one_taint_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(taint_class__in=TaintClass.values), name="taint_class_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_by__isnull=True, ending_hash__isnull=True)
                | models.Q(ended_by__isnull=False, ending_hash__isnull=False),
                name="taint_ending_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_by"], condition=Q(ended_by__isnull=False), name="taint_by_ending")
        ]


class CertificateEvent(BookRow):
    """What happened to the paper of a certificate or a range of numbers, carried by an entry (§5(a), §8)."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="paper_events", db_index=False
    )
    kind = models.CharField(max_length=24, choices=PaperEvent.choices)
    first_number = models.BigIntegerField()
    last_number = models.BigIntegerField()
    happened_on = models.DateField()
    signatory = models.ForeignKey(
        "registry.AuthorisedCountersigner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    manifest_hash = models.BinaryField(max_length=32, null=True, blank=True)
    reason = models.TextField(blank=True)
    entry = models.ForeignKey(BookEntry, models.PROTECT, related_name="paper_events")

    class Meta:
        db_table = "certificate_event"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_number__lte=models.F("last_number")), name="event_range_ordered"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=PaperEvent.values), name="event_kind_known"),
        ]
        # An event speaks of a range of numbers; a certificate's events are those whose range holds it.
        indexes = [
            GistIndex(
                Func(
                    F("first_number"),
                    F("last_number"),
                    Value("[]", output_field=models.CharField()),
                    function="int8range",
                    output_field=models.BinaryField(),
                ),
                name="event_numbers",
            )
        ]


class ControlAccount(BookRow):
    """The control book: total Rights authorised after each entry that changed it (17 CFR 240.17Ad-9)."""

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="control_account")
    entry = models.OneToOneField(BookEntry, models.PROTECT, related_name="control_change")
    change = models.BigIntegerField()
    total = models.BigIntegerField()

    class Meta:
        db_table = "control_account"
        constraints = [
            models.CheckConstraint(condition=models.Q(total__gte=0), name="control_total_not_negative")
        ]


class NumberCounter(BookRow):
    """The last number given of a kind in an agreement, gapless: entries, certificates, records of acts."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="counters", db_index=False
    )
    kind = models.CharField(max_length=16)
    last_number = models.BigIntegerField()

    class Meta:
        db_table = "number_counter"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind"], name="counter_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["ENTRY", "CERTIFICATE", "AUDIT"]), name="counter_kind_known"
            ),
        ]
