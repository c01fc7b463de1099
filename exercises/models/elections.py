"""Elections to purchase: what an item of the kind EXERCISE holds beside its papers (§7)."""

from django.db import models

from registry.models.addresses import PostalAddress


class Election(PostalAddress):
    """What the registered holder elected on the reverse of the certificate, and what follows from it (§7(a)).

    The address is that of the person in whose name the securities are asked. Price, amount and record date
    are set when the exercise is complete: a later price or a later posting changes none of them (§10). The
    identifying numbers are those stated for the securities and for the balance certificate, as ciphertext.
    `balance_registration` is the name in which the balance is asked, empty where none is named (§7(d)).
    """

    item = models.OneToOneField("registry.Item", models.PROTECT, related_name="election")
    rights_exercised = models.BigIntegerField()
    securities_registration = models.TextField()
    balance_registration = models.TextField(blank=True)
    securities_taxpayer_id_encrypted = models.BinaryField(null=True, blank=True)
    securities_taxpayer_id_last_four = models.CharField(max_length=4, blank=True)
    balance_taxpayer_id_encrypted = models.BinaryField(null=True, blank=True)
    balance_taxpayer_id_last_four = models.CharField(max_length=4, blank=True)
    price_per_right = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    amount_due = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    record_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rights_exercised__gt=0), name="election_rights_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    completed_at__isnull=True,
                    record_date__isnull=True,
                    amount_due__isnull=True,
                    price_per_right__isnull=True,
                )
                | models.Q(
                    completed_at__isnull=False,
                    record_date__isnull=False,
                    amount_due__isnull=False,
                    price_per_right__isnull=False,
                ),
                name="election_complete_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Election of {self.rights_exercised} Rights"
