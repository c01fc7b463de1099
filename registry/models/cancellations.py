"""Cancelled paper: what the Company delivered, images, transmittals and their receipts (§8).

None of it is ever changed or removed; a certificate that a transmittal lists and the Company did not receive
comes off it, and may be put on a later one. What is lost stays on it as lost until it is found.
"""

from django.db import models

from agreement.cancellation import BroughtAs, Keeper, Unreceived


class CompanyDelivery(models.Model):
    """Certificates that the Company delivered and two people had cancelled, by its letter (§8).

    `warning` is the sentence that went with it where the Company had acquired them (§23(b)).
    """

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="company_deliveries"
    )
    number = models.PositiveIntegerField()
    brought_as = models.CharField(max_length=12, choices=[(one.value, one.words) for one in BroughtAs])
    sender = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    certificate_count = models.PositiveIntegerField()
    rights_retired = models.BigIntegerField()
    warning = models.TextField(blank=True)
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    entry = models.OneToOneField("registry.BookEntry", models.PROTECT, related_name="company_delivery")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "company deliveries"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="company_delivery_number_once"),
            models.CheckConstraint(
                condition=models.Q(brought_as=BroughtAs.ACQUIRED.value, rights_retired__gt=0)
                & ~models.Q(warning="")
                | models.Q(brought_as=BroughtAs.FORWARDED.value, rights_retired=0, warning=""),
                name="acquired_rights_are_retired",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.number} of the Company"


class CancelledImage(models.Model):
    """The scan of a cancelled certificate, which shows the mark on it; several where there are sides (§8)."""

    certificate = models.ForeignKey(
        "registry.RightsCertificate", models.PROTECT, related_name="cancelled_images"
    )
    document = models.OneToOneField("registry.Document", models.PROTECT, related_name="cancelled_image")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Image of certificate {self.certificate.number}"


class Transmittal(models.Model):
    """A numbered list of cancelled certificates for the Company, made by a person (§8).

    `left_behind` others waited and were not put on it, `why_not_all` tells why.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="transmittals")
    number = models.PositiveIntegerField()
    certificate_count = models.PositiveIntegerField()
    rights_total = models.BigIntegerField()
    left_behind = models.PositiveIntegerField(default=0)
    why_not_all = models.TextField(blank=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="transmittal_number_once"),
            models.CheckConstraint(
                condition=models.Q(certificate_count__gt=0), name="transmittal_lists_certificates"
            ),
            models.CheckConstraint(
                condition=models.Q(left_behind=0) | ~models.Q(why_not_all=""),
                name="transmittal_says_why_not_all",
            ),
        ]

    def __str__(self) -> str:
        return f"Transmittal {self.number}"


class TransmittalLine(models.Model):
    """A certificate on a transmittal, on one at a time; `left_off_at` when it came off it (§8).

    What the Rights Agent keeps for the Company comes off when it is put on a later one.
    """

    transmittal = models.ForeignKey(Transmittal, models.PROTECT, related_name="lines")
    certificate = models.ForeignKey(
        "registry.RightsCertificate", models.PROTECT, related_name="transmittal_lines"
    )
    left_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["transmittal", "certificate"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(left_off_at__isnull=True),
                name="certificate_on_one_transmittal",
            ),
            models.UniqueConstraint(
                fields=["transmittal", "certificate"], name="certificate_once_on_transmittal"
            ),
        ]

    def __str__(self) -> str:
        return f"Certificate {self.certificate.number} on {str(self.transmittal).lower()}"


class TransmittalDelivery(models.Model):
    """How a transmittal left, on which day, and who keeps its paper until when; one for each (§8).

    `said` is on whose word it departs from the reading in use, or left without images. `keep_until` is the
    last day for which the rule has paper kept, whoever keeps it.
    """

    transmittal = models.OneToOneField(Transmittal, models.PROTECT, related_name="delivery")
    delivered_on = models.DateField()
    keeper = models.CharField(max_length=8, choices=[(one.value, one.words) for one in Keeper])
    means = models.TextField(blank=True)
    said = models.TextField(blank=True)
    reading = models.CharField(max_length=24)
    keep_until = models.DateField()
    keep_under = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "transmittal deliveries"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(keeper=Keeper.AGENT.value)
                | models.Q(keeper=Keeper.COMPANY.value) & ~models.Q(means=""),
                name="paper_leaves_by_some_means",
            )
        ]

    def __str__(self) -> str:
        return f"Delivery of {str(self.transmittal).lower()}"


class TransmittalReceipt(models.Model):
    """The Company's signed receipt of a transmittal, recorded by two people with its entry (§8).

    `keeper` is who keeps the paper by the box ticked on it, whatever was said when the list left.
    `not_received` names the certificates that the Company did not receive: they came off the list.
    """

    transmittal = models.OneToOneField(Transmittal, models.PROTECT, related_name="receipt")
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    received_by = models.TextField()
    received_on = models.DateField()
    keeper = models.CharField(max_length=8, choices=[(one.value, one.words) for one in Keeper])
    certificate_count = models.PositiveIntegerField()
    not_received = models.JSONField(default=list, blank=True)
    approval = models.OneToOneField("registry.Approval", models.PROTECT, related_name="+")
    entry = models.OneToOneField("registry.BookEntry", models.PROTECT, related_name="transmittal_receipt")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(certificate_count__gt=0), name="transmittal_receipt_of_certificates"
            )
        ]

    def __str__(self) -> str:
        return f"Receipt of {str(self.transmittal).lower()}"


class UnreceivedTransmittal(models.Model):
    """That the Company received nothing of a transmittal, on whose paper, and what became of it (§8).

    In the place of a receipt. What is in the vault came off the list; what is lost stays on it, and comes off
    when it is found and put on a later one. `found_on` is the day on which it was found out.
    """

    transmittal = models.OneToOneField(Transmittal, models.PROTECT, related_name="unreceived")
    outcome = models.CharField(max_length=8, choices=[(one.value, one.words) for one in Unreceived])
    found_on = models.DateField()
    reason = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    certificate_count = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[one.value for one in Unreceived]),
                name="unreceived_outcome_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="") & models.Q(certificate_count__gt=0),
                name="unreceived_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transmittal}, not received"
