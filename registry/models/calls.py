"""Calls of programs: the tokens they sign in with, and the answers kept so that no act is done twice."""

from django.db import models


class AccessToken(models.Model):
    """A token of a machine client for some agreements: only its hash is kept, it ends by itself.

    The token is shown once, when it is made; `last_four` tells it apart from others of the client.
    """

    user = models.ForeignKey("registry.User", models.PROTECT, related_name="access_tokens")
    label = models.CharField(max_length=80)
    token_hash = models.BinaryField(max_length=32, unique=True)
    last_four = models.CharField(max_length=4)
    agreements = models.ManyToManyField("registry.RightsAgreement", related_name="access_tokens")
    made_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="token_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} (…{self.last_four})"


class IdempotentCall(models.Model):
    """One unsafe call of the API and its answer, written in the transaction of the act itself.

    The same person, key and request get this very answer again; another request under the key is refused.
    """

    user = models.ForeignKey("registry.User", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=128)
    method = models.CharField(max_length=8)
    path = models.TextField()
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    called_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="call_key_once")]

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.key})"
