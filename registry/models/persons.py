"""Persons whom a notice or a filing names, by their kind, and what became of them (§1(t))."""

from django.db import models
from django.db.models import Q

from agreement.ownership import PersonKind


class PersonRecord(models.Model):
    """A Person as a paper names it: its kind, and the Person whose successor it is by merger or otherwise.

    Filed and never changed. Nothing follows from it in the register: a holder stays registered as it is until
    a transfer is presented.
    """

    agreement = models.ForeignKey("registry.RightsAgreement", models.PROTECT, related_name="persons")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=28, choices=[(one.value, one.words) for one in PersonKind])
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    succeeded_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement", "name"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "name"], name="person_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in PersonKind]), name="person_kind_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="person_named"),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=True, succeeded_on__isnull=True)
                | Q(predecessor__isnull=False, succeeded_on__isnull=False),
                name="person_succeeds_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name
