"""A mailing that others made before the records were taken over: evidence alone (§3(b), Recitals)."""

from django.db import models

from certificates.models.mailings import MailClass, MailingKind


class InheritedMailing(models.Model):
    """What a paper says of a mailing by a predecessor or the Company; never produced or dispatched here.

    Class and count are what the paper states, empty where it states none. Written once, for two people.
    """

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="inherited_mailings"
    )
    kind = models.CharField(max_length=20, choices=MailingKind.choices)
    mailed_by = models.TextField()
    mailed_on = models.DateField()
    mail_class = models.CharField(max_length=12, choices=MailClass.choices, blank=True)
    piece_count = models.BigIntegerField(null=True, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=MailingKind.values), name="inherited_mailing_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(mail_class__in=["", *MailClass.values]),
                name="inherited_mailing_class_known",
            ),
            models.CheckConstraint(
                condition=models.Q(piece_count__isnull=True) | models.Q(piece_count__gt=0),
                name="inherited_mailing_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} mailed on {self.mailed_on}"
