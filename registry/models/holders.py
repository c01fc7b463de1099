"""Registered holders: name and address in the books (§5(b)), and what is owed to them for fractions."""

from django.db import models


class RegisteredHolder(models.Model):
    """An account of an agreement: registration, address and, encrypted, the taxpayer number (§5(b))."""

    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="holders", db_index=False
    )
    account = models.CharField(max_length=40)
    registration = models.TextField()
    address = models.TextField()
    city = models.TextField()
    region = models.TextField(blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    account_type = models.CharField(max_length=24, blank=True)
    email = models.TextField(blank=True)
    taxpayer_id_encrypted = models.BinaryField(null=True, blank=True)
    taxpayer_id_index = models.BinaryField(max_length=32, null=True, blank=True)
    taxpayer_id_last_four = models.CharField(max_length=4, blank=True)

    class Meta:
        db_table = "registered_holder"
        constraints = [models.UniqueConstraint(fields=["agreement", "account"], name="account_once")]

    def __str__(self) -> str:
        return self.registration.replace("\n", ", ")


class HolderSearch(models.Model):
    """Words by which a holder is found; filled by a job after the books are opened."""

    holder = models.OneToOneField(RegisteredHolder, models.CASCADE, primary_key=True, related_name="search")
    agreement = models.ForeignKey(
        "registry.RightsAgreement", models.PROTECT, related_name="+", db_index=False
    )
    words = models.TextField()

    class Meta:
        verbose_name_plural = "words of holders"
        db_table = "holder_search"

    def __str__(self) -> str:
        return f"Words of holder {self.pk}"


class CashInLieu(models.Model):
    """A fraction of a Right to be paid in cash, once the Company certified the price and paid (§14(a),(e)).

    The fraction is exact: numerator over denominator, both integers. States: COMPUTED, CERTIFICATE_RECEIVED,
    FUNDED, PAID, RETURNED. A supplementary issue adds what the account had left over to its new shares, makes
    whole Rights of it, and notes what remains anew; the earlier row is then superseded and never paid.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="cash_in_lieu")
    holder = models.ForeignKey(RegisteredHolder, models.PROTECT, related_name="cash_in_lieu")
    entry = models.ForeignKey(
        "registry.BookEntry", models.PROTECT, related_name="cash_in_lieu", db_index=False
    )
    fraction_numerator = models.BigIntegerField()
    fraction_denominator = models.BigIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=24, default="COMPUTED")
    superseded_by = models.ForeignKey(
        "registry.BookEntry", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name_plural = "cash in lieu"
        db_table = "cash_in_lieu"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fraction_numerator__gt=0)
                & models.Q(fraction_numerator__lt=models.F("fraction_denominator")),
                name="fraction_below_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fraction_numerator}/{self.fraction_denominator} of a Right"
