"""What the books oblige others to do, as rows that upper layers work off."""

from django.db import models


class NoticeDue(models.Model):
    """A mailing that has become due: what, to whom as of when, by when, under which section."""

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="notices_due")
    mailing_kind = models.CharField(max_length=16)
    addressees = models.TextField()
    as_of = models.DateTimeField()
    due_by = models.DateField(null=True, blank=True)
    section = models.CharField(max_length=40)
    entry = models.ForeignKey("registry.BookEntry", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "notices due"

    def __str__(self) -> str:
        return f"{self.mailing_kind.replace('_', ' ').capitalize()} due"


class LetterKind(models.TextChoices):
    """The letters of the Rights Agent about what is presented to it, stops, inquiries and the register."""

    DEFICIENCY = "DEFICIENCY", "Deficiency letter"
    REFUSAL = "REFUSAL", "Return of papers, refused or withdrawn"
    CONSULT = "CONSULT", "Consult letter to the Company"
    APPLICATION = "APPLICATION", "Application for instructions"
    APPLICATION_DATE = "APPLICATION_DATE", "Date of a proposed action"
    CONFIRMATION = "CONFIRMATION", "Confirmation of what was posted"
    STOP_ACKNOWLEDGEMENT = "STOP_ACKNOWLEDGEMENT", "Acknowledgement of a stop"
    DEMAND_PRESENTED = "DEMAND_PRESENTED", "Presented under a demand not to register"
    REPLACED_PRESENTED = "REPLACED_PRESENTED", "A replaced certificate was presented"
    TAX_DEMAND = "TAX_DEMAND", "Tax demand"
    INQUIRY_REPLY = "INQUIRY_REPLY", "Reply to a status inquiry"
    EXTRACT = "EXTRACT", "Extract of the register"
    FEE_INVOICE = "FEE_INVOICE", "Invoice for services"
    EXPENSE_DEMAND = "EXPENSE_DEMAND", "Demand for expenses"
    REQUISITION = "REQUISITION", "Requisition of securities"
    DUE_BILL = "DUE_BILL", "Due bill for what is deferred until an event"
    DEPOSIT_INSTRUCTION = "DEPOSIT_INSTRUCTION", "Where payments of a holder go"
    ADDRESS_CHANGED = "ADDRESS_CHANGED", "A changed address, to the one before and the new one"
    CERTIFICATE_DIFFERENCE = "CERTIFICATE_DIFFERENCE", "Our figures beside a certificate of adjustment"


class PaperDue(models.Model):
    """A paper somebody asked for: its kind, the frozen facts it states, the section it serves.

    One that is not to go out any more, for what it says has passed, is closed; `superseded_by` is the paper
    that says it anew. Nothing else of it ever changes.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="papers_due")
    paper_kind = models.CharField(max_length=24)
    facts = models.JSONField()
    section = models.CharField(max_length=40)
    item = models.ForeignKey("registry.Item", models.PROTECT, null=True, blank=True, related_name="letters")
    closed_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "papers due"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(superseded_by__isnull=True) | models.Q(closed_at__isnull=False),
                name="superseded_paper_is_closed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper_kind.replace('_', ' ').capitalize()} due"

    @property
    def kind_words(self) -> str:
        """What the paper is, in words."""
        known = self.paper_kind in LetterKind.values
        return str(LetterKind(self.paper_kind).label) if known else str(self).removesuffix(" due")
