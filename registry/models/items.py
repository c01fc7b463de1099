"""Items: what is presented at the office, the papers of it, and what the agent did about it (§6, §7, §20(k)).

Every presentation is one item, whatever its kind. One that a holder prepared is a draft without a number and
without any effect; it gets its number when the paper itself is received. What was received is not rewritten:
papers, answers and signatures are rows that are only added, and the latest of a kind speaks.
"""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models

from agreement.certification import Answer
from agreement.choices import GUARANTOR_WORDS, Instrument, SignerCapacity, TransferReason
from agreement.workflow.items import ENDED_STATES, CompanyAnswer, ItemKind, ItemState, TaxStanding
from registry.models.addresses import PostalAddress


def _values(words: Iterable[StrEnum]) -> list[str]:
    return [word.value for word in words]


_NUMBERLESS = _values([ItemState.DRAFT, ItemState.WITHDRAWN])
_ANSWERS = [
    (Answer.YES.value, "The box that affirms"),
    (Answer.NO.value, "The box that denies"),
    (Answer.BLANK.value, "Neither box"),
    (Answer.BOTH.value, "Both boxes"),
]


class FormKind(models.TextChoices):
    """Which form of Exhibit B was executed, or that the holder asked in writing."""

    ASSIGNMENT = "ASSIGNMENT", "Form of assignment"
    ELECTION = "ELECTION", "Form of election to purchase"
    REQUEST = "REQUEST", "Written request"


class Item(models.Model):
    """A presentation: its kind, who presented it, when it was in hand, where it stands (§6(a), §7(a)).

    `number` is gapless in an agreement and given at receipt; `office` is the designated one at which it was
    in hand at `received_at`, with the place it came from; `presenter_address` is where letters to whoever
    presented it go, as the lines of an envelope; `cover_code` finds a draft by its cover sheet;
    `prepared` is what the holder prepared, shown beside the paper and relied on for nothing; `assigned_to` is
    who took it up, which gives and takes no right.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="items")
    number = models.BigIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.words) for kind in ItemKind])
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.words) for state in ItemState],
        default=ItemState.DRAFT.value,
    )
    holder = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, null=True, blank=True, related_name="items"
    )
    presenter = models.TextField(blank=True)
    presenter_address = models.TextField(blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    office = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    tax_standing = models.CharField(
        max_length=12, choices=[(tax.value, tax.words) for tax in TaxStanding], blank=True
    )
    transfer_reason = models.CharField(
        max_length=12, choices=[(one.value, one.words) for one in TransferReason], blank=True
    )
    balance_asked = models.BigIntegerField(default=0)
    cover_code = models.CharField(max_length=32, null=True, blank=True, unique=True)
    prepared = models.JSONField(default=dict, blank=True)
    prepared_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    prepared_at = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(
        "registry.User", models.PROTECT, null=True, blank=True, related_name="assigned_items"
    )
    posting = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    refusal = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey("registry.BookEntry", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="item_number_once"),
            models.CheckConstraint(condition=models.Q(kind__in=_values(ItemKind)), name="item_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=_values(ItemState)), name="item_state_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=_NUMBERLESS)
                | models.Q(
                    number__isnull=False,
                    received_at__isnull=False,
                    recorded_at__isnull=False,
                    recorded_by__isnull=False,
                ),
                name="item_received_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(balance_asked__gte=0), name="item_balance_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(received_at__isnull=True)
                | models.Q(received_at__lte=models.F("recorded_at")),
                name="item_received_before_recorded",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ItemState.POSTED.value, entry__isnull=False)
                | (~models.Q(state=ItemState.POSTED.value) & models.Q(entry__isnull=True)),
                name="item_posted_has_entry",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agreement", "received_at"],
                condition=~models.Q(state__in=_values(ENDED_STATES)),
                name="item_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"Item {self.number}" if self.number else "Item not yet received"


class ItemPaper(models.Model):
    """A paper that came with an item, or later to cure it (§6(a), §18(b))."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="papers")
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    # Which of the documents asked for it is, if any (agreement/data/standards/documents.csv), and its day.
    serves_as = models.CharField(max_length=24, blank=True)
    dated_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "document", "serves_as"], name="item_paper_once"),
            models.CheckConstraint(
                condition=models.Q(dated_on__isnull=True) | ~models.Q(serves_as=""),
                name="item_paper_dated_as_something",
            ),
        ]

    def __str__(self) -> str:
        return f"Paper {self.pk}"


class ItemCertificate(models.Model):
    """A Rights Certificate surrendered with an item; it lies with the agent until posted or returned (§8)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="certificates")
    certificate = models.ForeignKey(
        "registry.RightsCertificate", models.PROTECT, related_name="presentations"
    )
    surrendered_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["certificate__number"]
        constraints = [
            # One paper lies in one place: a second item can have it only after the first gave it back.
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(returned_at__isnull=True),
                name="certificate_surrendered_once",
            )
        ]

    def __str__(self) -> str:
        return f"Surrender {self.pk}"


class GuaranteedSignature(models.Model):
    """A signature on the reverse as received, with its guarantee; an empty name is a missing signature."""

    signed_name = models.TextField(blank=True)
    signed_on = models.DateField(null=True, blank=True)
    guarantor_kind = models.CharField(
        max_length=24,
        choices=[(kind.value, words) for kind, words in GUARANTOR_WORDS.items()]
        + [("OTHER", "Somebody else, such as a notary")],
        blank=True,
    )
    guarantor_name = models.TextField(blank=True)
    # The prefix and number of a medallion stamp, such as Z9002345.
    medallion = models.CharField(max_length=16, blank=True)
    instrument = models.CharField(
        max_length=8,
        choices=[(one.value, one.words) for one in Instrument],
        default=Instrument.REVERSE.value,
    )
    capacity = models.CharField(
        max_length=12,
        choices=[(one.value, one.words) for one in SignerCapacity],
        default=SignerCapacity.HOLDER.value,
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def signed_as(self) -> str:
        """The name as signed, with the capacity unless it is the holder's own; empty: not signed."""
        return self.signed_name and f"{self.signed_name}{SignerCapacity(self.capacity).after_name}"


class ExecutedForm(GuaranteedSignature):
    """The form of assignment or of election on the reverse, as signed and guaranteed (Exhibit B)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="forms")
    kind = models.CharField(max_length=12, choices=FormKind.choices)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity__in=_values(SignerCapacity)), name="form_capacity_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.signed_as or 'unsigned'}"


class Certification(GuaranteedSignature):
    """The two statements about Acquiring Persons as the paper answers them, box by box (§20(k))."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="certifications")
    statement_1 = models.CharField(max_length=8, choices=_ANSWERS)
    statement_2 = models.CharField(max_length=8, choices=_ANSWERS)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(statement_1__in=_values(Answer), statement_2__in=_values(Answer)),
                name="certification_answers_known",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__in=_values(SignerCapacity)),
                name="certification_capacity_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Certification, {self.signed_as or 'unsigned'}"


class TransferLine(PostalAddress):
    """To whom Rights of an item go: registration, address, whole Rights, account once there is one (§6(a)).

    `holder` is given where the transferee has an account, else made when posting is asked for. The balance
    that goes back to the registered holder is no line. The lines of a split-up go to the holder itself.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    rights = models.BigIntegerField()
    registration = models.TextField()
    holder = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["item", "place"]
        constraints = [
            models.UniqueConstraint(fields=["item", "place"], name="transfer_line_once"),
            models.CheckConstraint(condition=models.Q(rights__gt=0), name="transfer_line_rights_positive"),
        ]

    def __str__(self) -> str:
        return f"Line {self.place}"


class Consultation(models.Model):
    """What the Company answered about a held item: who, when, what, on which paper (§20(k)).

    It binds once a second person has approved it. `standing_instruction` is the one that was used, if the
    Company had answered for a class of items in advance. `contradicts` is the answer to proceed against which
    an officer said otherwise: that holds the item as soon as one person files it (§20(g)).
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="consultations")
    answered_by = models.TextField()
    answered_by_title = models.CharField(max_length=80)
    answered_at = models.DateTimeField()
    said = models.TextField()
    answer = models.CharField(
        max_length=8, choices=[(answer.value, answer.words) for answer in CompanyAnswer]
    )
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    standing_instruction = models.ForeignKey(
        "registry.StandingInstruction", models.PROTECT, null=True, blank=True, related_name="uses"
    )
    contradicts = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="contradicted"
    )
    approval = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer__in=_values(CompanyAnswer)), name="consultation_answer_known"
            ),
            models.CheckConstraint(
                condition=models.Q(contradicts__isnull=True)
                | models.Q(answer="REFUSE", approval__isnull=True, applied_at__isnull=False),
                name="consultation_contradicts_by_refusing",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__lte=models.F("recorded_at")),
                name="consultation_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"Answer of {self.answered_by}"
