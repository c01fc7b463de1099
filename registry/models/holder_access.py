"""Who may see an account as its holder: the code mailed to the address of record, the access it gave (§30).

The first group of a code is its mark, which tells one letter from all others of an account number; the whole
is kept as a keyed hash alone, and the letter is the only place where it stands. An access ends and is
never removed: who saw an account, and since when, stays on the record.
"""

from django.db import models


class ClaimCode(models.Model):
    """A code on a letter to the address of record: good once, until it expires or another takes its place.

    `attempts` counts what was typed wrongly for the account under the mark while the code was good.
    """

    holder = models.ForeignKey("registry.RegisteredHolder", models.PROTECT, related_name="claim_codes")
    letter_mark = models.CharField(max_length=4)
    code_hash = models.BinaryField(max_length=32, unique=True)
    made_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="claim_code_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True, used_by__isnull=True)
                | models.Q(used_at__isnull=False, used_by__isnull=False),
                name="claim_code_used_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["holder"],
                condition=models.Q(used_at__isnull=True, void_at__isnull=True),
                name="claim_code_good_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Claim code {self.pk}"


class HolderAccess(models.Model):
    """A person sees an account as its holder, from the claim of it until it is ended (§30).

    One person may see several accounts, and several persons one account, such as joint holders.
    """

    user = models.ForeignKey("registry.User", models.PROTECT, related_name="holder_access")
    holder = models.ForeignKey("registry.RegisteredHolder", models.PROTECT, related_name="access")
    claim = models.OneToOneField(ClaimCode, models.PROTECT, related_name="access")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("registry.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "holder accesses"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "holder"],
                condition=models.Q(until__isnull=True),
                name="holder_access_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="holder_access_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"Access of {self.user} to account {self.holder.account}"


class CopyConsent(models.Model):
    """A holder's consent to be told by mail when a letter went out, whose copy stands at the account (§26).

    A courtesy beside the paper, which goes out all the same. It is withdrawn at any time, and once.
    """

    access = models.ForeignKey(HolderAccess, models.PROTECT, related_name="copy_consents")
    email = models.EmailField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["access"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="copy_consent_stands_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="copy_consent_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk} to copies by mail"
