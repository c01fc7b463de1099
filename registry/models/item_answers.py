"""What people recorded beside the papers of an item: inquiries about certificates, directions for delivery.

Filed and never changed (17 CFR 240.17f-1, §6(a)).
"""

from django.db import models

from agreement.delivery import DirectionSource
from agreement.inquiry import InquiryResult
from registry.models.addresses import PostalAddress


class CertificateInquiry(models.Model):
    """What the inquiry system answered about a certificate presented: when, to whom, under which number.

    The latest about a certificate speaks; `stop` was placed by an answer that it is reported (17f-1(d)).
    """

    item = models.ForeignKey("registry.Item", models.PROTECT, related_name="certificate_inquiries")
    certificate = models.ForeignKey("registry.RightsCertificate", models.PROTECT, related_name="inquiries")
    result = models.CharField(max_length=8, choices=[(one.value, one.words) for one in InquiryResult])
    inquired_by = models.TextField()
    answered_at = models.DateTimeField()
    confirmation = models.CharField(max_length=60)
    said = models.TextField(blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    stop = models.ForeignKey("registry.Stop", models.PROTECT, null=True, blank=True, related_name="inquiries")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "certificate inquiries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(result__in=[one.value for one in InquiryResult]),
                name="certificate_inquiry_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(confirmation="") & ~models.Q(inquired_by=""),
                name="certificate_inquiry_confirmed",
            ),
            models.CheckConstraint(
                condition=models.Q(result=InquiryResult.CLEAN.value) | models.Q(stop__isnull=False),
                name="certificate_reported_stopped",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__lte=models.F("recorded_at")),
                name="certificate_inquiry_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"Inquiry {self.confirmation}"


class DeliveryDirection(PostalAddress):
    """Where a paper says that a new certificate is to be delivered: to whom, and on which paper (§6(a)).

    `place` is that of the line for whose Rights it is issued; 0 is the certificate of the balance.
    """

    item = models.ForeignKey("registry.Item", models.PROTECT, related_name="delivery_directions")
    place = models.PositiveIntegerField()
    source = models.CharField(max_length=12, choices=[(one.value, one.words) for one in DirectionSource])
    deliver_to = models.TextField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source__in=[one.value for one in DirectionSource]),
                name="delivery_direction_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(deliver_to="") & ~models.Q(address=""), name="delivery_direction_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"Direction {self.pk}"
