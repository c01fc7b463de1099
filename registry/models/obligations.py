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


class PaperDue(models.Model):
    """A paper somebody asked for: its kind, the frozen facts it states, the section it serves."""

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="papers_due")
    paper_kind = models.CharField(max_length=24)
    facts = models.JSONField()
    section = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "papers due"

    def __str__(self) -> str:
        return f"{self.paper_kind.replace('_', ' ').capitalize()} due"
