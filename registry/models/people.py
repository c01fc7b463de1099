"""People who use the system, and what each may see."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in: staff, issuer officer, holder, auditor, or a machine client.

    Roles are groups made after every migration; demo users exist only beside demo data.
    """

    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class IssuerAccess(models.Model):
    """The agreement whose Company an issuer officer serves; nothing else is visible to that officer."""

    user = models.ForeignKey(User, models.PROTECT, related_name="issuer_access")
    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="issuer_access")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "issuer accesses"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agreement"],
                condition=models.Q(ended_at__isnull=True),
                name="one_issuer_access_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"Access {self.pk}"
