"""What a person records of a letter: that it was mailed, or that such a record was wrong (§26)."""

from django.db import models

from certificates.models.mailings import MailClass
from registry.models.addresses import PostalAddress


class LetterMailing(models.Model):
    """A letter handed to the post by a person, on a day, by a class of mail; or such a record taken back.

    Filed and never changed: a wrong record is taken back by another that names it, with the reason. What was
    mailed is kept as a file under its SHA-256, so that it can be shown whatever becomes of the words since.
    """

    paper = models.ForeignKey("registry.PaperDue", models.PROTECT, related_name="mailings")
    mailed_on = models.DateField(null=True, blank=True)
    mail_class = models.CharField(max_length=12, choices=MailClass.choices, blank=True)
    mailed_by = models.TextField(blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    stored_as = models.TextField(blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    reverses__isnull=True, mailed_on__isnull=False, mail_class__in=MailClass.values
                )
                & ~models.Q(mailed_by="")
                | models.Q(reverses__isnull=False, mailed_on__isnull=True, mail_class="")
                & ~models.Q(reason=""),
                name="letter_mailed_or_taken_back",
            )
        ]

    def __str__(self) -> str:
        return f"Letter {self.paper_id} mailed" if self.reverses_id is None else "Record taken back"


class StatusInquiry(PostalAddress):
    """A written inquiry about what became of an item: who asked, about what, by when it is to be answered.

    `due_on` is counted in the agent's own business days from the receipt, by `rule`. It is answered by a
    letter; that the letter was mailed is recorded with the letter.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="status_inquiries")
    item = models.ForeignKey("registry.Item", models.PROTECT, null=True, blank=True, related_name="inquiries")
    holder = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, null=True, blank=True, related_name="inquiries"
    )
    asked_by = models.TextField()
    asked_on = models.DateField()
    about = models.TextField()
    received_at = models.DateTimeField()
    due_on = models.DateField()
    rule = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    answer = models.OneToOneField(
        "registry.PaperDue", models.PROTECT, null=True, blank=True, related_name="inquiry"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "status inquiries"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received_at__lte=models.F("recorded_at")),
                name="inquiry_received_before_recorded",
            )
        ]

    def __str__(self) -> str:
        return f"Inquiry {self.pk}"
