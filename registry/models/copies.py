"""Written requests of holders for a free copy of the Rights Agreement, and their fulfilment (§3(c))."""

from django.db import models


class CopyRequestState(models.TextChoices):
    """LOGGED → FULFILLED; PASSED_ON when no holding was found under the name."""

    LOGGED = "LOGGED", "Logged"
    FULFILLED = "FULFILLED", "Fulfilled"
    PASSED_ON = "PASSED_ON", "Passed to the Company"


class CopyMeans(models.TextChoices):
    """How a copy reaches the holder; office and portal only after the separation."""

    MAIL = "MAIL", "By mail"
    OFFICE = "OFFICE", "At a designated office"
    PORTAL = "PORTAL", "In the portal"


class CopyRequest(models.Model):
    """A holder's written request for the agreement: who asked, when, how it was fulfilled, at no charge."""

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="copy_requests")
    name = models.TextField()
    holder = models.ForeignKey(
        "registry.RegisteredHolder", models.PROTECT, null=True, blank=True, related_name="copy_requests"
    )
    holding_shown_by = models.TextField(blank=True)
    address = models.TextField(blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=CopyRequestState.choices, default=CopyRequestState.LOGGED)
    means = models.CharField(max_length=8, choices=CopyMeans.choices, blank=True)
    office = models.TextField(blank=True)
    fulfilled_on = models.DateField(null=True, blank=True)
    fulfilled_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    charge = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CopyRequestState.values), name="copy_request_state_known"
            ),
            models.CheckConstraint(condition=models.Q(charge=0), name="copy_is_free"),
            models.CheckConstraint(
                condition=~models.Q(state="FULFILLED") | models.Q(fulfilled_on__isnull=False),
                name="copy_fulfilled_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Request of {self.name} for a copy"
