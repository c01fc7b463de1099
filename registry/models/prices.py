"""Closing prices as they were received, each correction beside what it corrects (§1(j))."""

from django.db import models
from django.db.models import Q

from agreement.closing_price import Listing, PriceSource


class ClosingQuotation(models.Model):
    """What one source gave for a security on a day: a last sale, bid and asked prices, or the Board's value.

    A row never changes. A correction is a row of its own that names the one it takes the place of, and why.
    `statement` is the Company's certified fact behind a choice or value of the Board. US dollars a share.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="quotations")
    security = models.CharField(max_length=120)
    day = models.DateField()
    source = models.CharField(max_length=1, choices=[(one.value, one.words) for one in PriceSource])
    listing = models.CharField(max_length=24, choices=[(one.value, one.words) for one in Listing])
    last_sale = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    bid = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    asked = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    statement = models.ForeignKey(
        "registry.Notice", models.PROTECT, null=True, blank=True, related_name="quotations"
    )
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="quotations")
    line = models.PositiveIntegerField()
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "security", "-day", "source", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "security", "day", "source"],
                condition=Q(corrects__isnull=True),
                name="quotation_once",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in PriceSource])
                & Q(listing__in=[one.value for one in Listing]),
                name="quotation_source_known",
            ),
            models.CheckConstraint(
                condition=Q(last_sale__gte=0)
                | Q(value__gte=0)
                | Q(bid__gte=0, asked__gte=0, asked__isnull=False, bid__isnull=False),
                name="quotation_gives_a_price",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="quotation_correction_explained",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["1", "2", "3"]) | Q(statement__isnull=False),
                name="quotation_of_board_stated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.security} {self.day}, source {self.source}"
