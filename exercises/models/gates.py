"""Public announcements of suspensions, filed beside the Company's notices (§9(c), §11(a)(iii), §24(c))."""

from django.db import models


class SuspensionAnnouncement(models.Model):
    """The public announcement of a suspension or of its end, by its paper; never changed (§9(c)).

    `notice` is that of the suspension for its start, that of the end for its end. It opens and closes
    nothing: the written notice does.
    """

    notice = models.OneToOneField("registry.Notice", models.PROTECT, related_name="announcement")
    announced_on = models.DateField()
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["notice"]

    def __str__(self) -> str:
        return f"Announcement to notice {self.notice.number}"
