"""Addresses of registered holders through time, and the requests that change them (§5(b))."""

from django.db import models


class RequesterCapacity(models.TextChoices):
    """In which capacity somebody asks for a change of a registered address."""

    REGISTERED_HOLDER = "REGISTERED_HOLDER", "Registered holder"
    ATTORNEY = "ATTORNEY", "Attorney of the registered holder"
    SUCCESSOR = "SUCCESSOR", "Successor, on evidence of succession"


class AddressChangeState(models.TextChoices):
    """DRAFT → REQUESTED → APPLIED; or WITHDRAWN. A draft changes nothing."""

    DRAFT = "DRAFT", "Draft, awaiting the signed request"
    REQUESTED = "REQUESTED", "Awaiting the second person"
    APPLIED = "APPLIED", "In the books"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class PostalAddress(models.Model):
    """The parts of an address as the books keep them."""

    address = models.TextField()
    city = models.TextField()
    region = models.TextField(blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)

    class Meta:
        abstract = True


class AddressChange(PostalAddress):
    """A request to change a registered address: a draft until the signed paper is on file (§5(b)).

    `registration` is the name as the request states it: a change of name is not a change of address.
    """

    holder = models.ForeignKey("registry.RegisteredHolder", models.PROTECT, related_name="address_changes")
    registration = models.TextField()
    state = models.CharField(
        max_length=12, choices=AddressChangeState.choices, default=AddressChangeState.DRAFT
    )
    capacity = models.CharField(max_length=20, choices=RequesterCapacity.choices, blank=True)
    signed_by = models.TextField(blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    approval = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=AddressChangeState.values), name="address_change_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["DRAFT", "WITHDRAWN"]) | models.Q(document__isnull=False),
                name="address_change_has_its_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"Change of address {self.pk}"


class HolderAddress(PostalAddress):
    """One version of a registered address, never changed: in force from its receipt until the next (§5(b)).

    The first version of an account has no `in_force_from`: it is the address with which the account came on
    the books, kept when it is changed for the first time.
    """

    holder = models.ForeignKey("registry.RegisteredHolder", models.PROTECT, related_name="address_versions")
    in_force_from = models.DateTimeField(null=True, blank=True)
    change = models.ForeignKey(AddressChange, models.PROTECT, null=True, blank=True, related_name="versions")
    document = models.ForeignKey("registry.Document", models.PROTECT, null=True, blank=True, related_name="+")
    approval = models.ForeignKey("registry.Approval", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "holder addresses"
        ordering = ["holder", models.F("in_force_from").asc(nulls_first=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder"],
                condition=models.Q(in_force_from__isnull=True),
                name="one_first_address",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_from__isnull=True) | models.Q(document__isnull=False),
                name="address_version_has_its_paper",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_from__isnull=True)
                | models.Q(in_force_from__lte=models.F("recorded_at")),
                name="address_received_before_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.region} {self.postal_code}"
