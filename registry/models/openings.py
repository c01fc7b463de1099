"""The opening of the books and supplementary issues: preview, approval, posting (§3(a), §5(b))."""

from django.db import models


class OpeningState(models.TextChoices):
    """PREVIEWED → REQUESTED → POSTED; CANCELLED before posting."""

    PREVIEWED = "PREVIEWED", "Previewed"
    REQUESTED = "REQUESTED", "Awaiting the second person"
    POSTED = "POSTED", "Posted"
    CANCELLED = "CANCELLED", "Cancelled"


class Opening(models.Model):
    """A preview of what an accepted list would issue, and, once approved, the entry that issued it.

    `preview` holds totals, number range, samples and fractions as shown; `request` is the very
    document whose hash the second person approves and the posting function recomputes.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="openings")
    holder_list = models.ForeignKey("registry.HolderList", models.PROTECT, related_name="openings")
    is_supplementary = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=OpeningState.choices, default=OpeningState.PREVIEWED)
    preview = models.JSONField()
    request = models.JSONField()
    approval = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.OneToOneField(
        "registry.BookEntry", models.PROTECT, null=True, blank=True, related_name="opening"
    )
    created_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state="POSTED", is_supplementary=False),
                name="one_opening_posted",
            )
        ]

    def __str__(self) -> str:
        what = "Supplementary issue" if self.is_supplementary else "Opening"
        return f"{what} from list {self.holder_list_id}"
